import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { BulkSection } from "./BulkSection";
import { CampaignsSection } from "./CampaignsSection";
import { PoliciesSection } from "./PoliciesSection";
import { ScheduleSection } from "./ScheduleSection";

const words = texts.rotation;

/** Bulk rotations, the rules of the scheduled ones, and when what is due. */
export default function RotationPage() {
  const isAdmin = useSession()?.user?.role === "admin";
  return (
    <Page title={words.title} intro={words.intro} isWide>
      {isAdmin && <BulkSection />}
      <CampaignsSection />
      <PoliciesSection isAdmin={isAdmin} />
      <ScheduleSection />
    </Page>
  );
}
