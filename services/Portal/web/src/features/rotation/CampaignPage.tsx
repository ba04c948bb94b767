import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "react-router";
import { useEvents } from "../../api/events";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page } from "../../ui/Page";
import { CampaignControls } from "./CampaignControls";
import { CampaignItems } from "./CampaignItems";
import { CampaignProgress } from "./CampaignProgress";
import { type Campaign, campaignEvents, campaignQuery } from "./campaigns";

const words = texts.rotation;

/** A campaign as it goes on. */
export default function CampaignPage() {
  const { campaignId = "" } = useParams();
  const query = campaignQuery(campaignId);
  const queries = useQueryClient();
  const { data: campaign, error, refetch } = useQuery(query);
  const isAdmin = useSession()?.user?.role === "admin";
  const isRunning = campaign !== undefined && campaign.finishedAt === undefined;
  const stream = useEvents<Campaign>(isRunning ? campaignEvents(campaignId) : undefined, "campaign", (event) => {
    queries.setQueryData(query.queryKey, event);
    if (event.finishedAt !== undefined) {
      void queries.invalidateQueries({ queryKey: ["campaigns"] });
    }
    return event.finishedAt !== undefined;
  });
  return (
    <Page title={campaign === undefined ? words.campaign : words.nameOf(words.campaignTypes[campaign.secretType], words.scopes[campaign.scope])} above={{ to: "/admin/secrets/rotation", name: words.back }} isWide>
      {error !== null && campaign === undefined && <Failure failure={error} onRetry={() => void refetch()} />}
      {error === null && campaign === undefined && <Loading />}
      {campaign !== undefined && (
        <>
          <CampaignProgress campaign={campaign} isReconnecting={isRunning && stream === "reconnecting"}>
            {isAdmin && <CampaignControls campaign={campaign} />}
          </CampaignProgress>
          <CampaignItems campaign={campaign} />
        </>
      )}
    </Page>
  );
}
