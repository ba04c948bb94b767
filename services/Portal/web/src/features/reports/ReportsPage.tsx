import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { BlastRadiusSection } from "./BlastRadiusSection";

const words = texts.reports;

export default function ReportsPage() {
  return (
    <Page title={words.title} intro={words.intro} isWide>
      <BlastRadiusSection />
    </Page>
  );
}
