import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Breakable } from "../../ui/Breakable";
import { Section } from "../../ui/Page";
import { QueryState } from "../../ui/QueryState";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { CampaignState } from "./CampaignState";
import { campaignAddress, campaignsQuery } from "./campaigns";

const words = texts.rotation.campaigns;

export function CampaignsSection() {
  const query = useQuery(campaignsQuery);
  const { data } = query;
  return (
    <Section title={words.title}>
      <QueryState query={query} />
      {data?.items.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data !== undefined && data.items.length > 0 && (
        <Table
          label={words.title}
          head={
            <>
              <th scope="col">{words.begun}</th>
              <th scope="col">{words.what}</th>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.done}</th>
              <th scope="col">{words.failed}</th>
              <th scope="col">{words.by}</th>
            </>
          }
        >
          {data.items.map((campaign) => (
            <tr key={campaign.campaignId}>
              <td>
                <Time value={campaign.createdAt} />
              </td>
              <td>
                <Anchor component={Link} to={campaignAddress(campaign.campaignId)}>
                  {texts.rotation.nameOf(texts.rotation.campaignTypes[campaign.secretType], texts.rotation.scopes[campaign.scope])}
                </Anchor>
                <Text size="sm" c="dimmed">
                  {campaign.reason}
                </Text>
              </td>
              <td>
                <CampaignState state={campaign.state} />
              </td>
              <td>{words.ofTotal(campaign.succeeded, campaign.total)}</td>
              <td>{campaign.failed}</td>
              <td className="wrap">
                <Breakable name={campaign.startedBy} after="@" />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}
