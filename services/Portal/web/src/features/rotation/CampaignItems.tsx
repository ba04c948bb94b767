import { Anchor, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { oneOf, pageOf, useFilters } from "../../app/filters";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { FilterSelect } from "../../ui/FilterSelect";
import { Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { Status, type Tone } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { nameOf, tenantAddress } from "../tenant-secrets/tenantSecrets";
import { useTenantNames } from "../tenants/tenantNames";
import { type Campaign, type CampaignItem, itemsPerPage, itemsQuery } from "./campaigns";

const words = texts.rotation.items;
const tones: Readonly<Record<CampaignItem["state"], Tone>> = { pending: "none", running: "wait", succeeded: "good", failed: "bad", skipped: "none" };

/** The secrets of a campaign; for those that failed, why, and what to do. */
export function CampaignItems({ campaign }: { readonly campaign: Campaign }) {
  const [values, change] = useFilters(["state", "page"]);
  const state = oneOf(texts.rotation.itemStates, values.state);
  const page = pageOf(values.page);
  const { data, error, refetch } = useQuery({ ...itemsQuery(campaign.campaignId, state, page, campaign.finishedAt === undefined), placeholderData: keepPreviousData });
  const tenantName = useTenantNames(data?.items.map(({ tenantId }) => tenantId) ?? []);
  return (
    <Section title={words.title}>
      <div className="filters">
        <FilterSelect label={words.state} value={state} choices={texts.rotation.itemStates} onChange={(value) => change({ state: value })} />
      </div>
      {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data !== undefined && data.items.length > 0 && (
        <Table
          label={words.title}
          head={
            <>
              <th scope="col">{words.secret}</th>
              <th scope="col">{words.server}</th>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.attempts}</th>
              <th scope="col">{words.cause}</th>
            </>
          }
        >
          {data.items.map((item) => (
            <tr key={`${item.tenantId}/${item.type}/${item.name}`}>
              <td>
                <Anchor component={Link} to={tenantAddress(item.tenantId)} title={item.tenantId}>
                  {tenantName(item.tenantId)}
                </Anchor>
                <Text size="sm" c="dimmed">
                  {nameOf(item)}
                </Text>
              </td>
              <td className="mono">{item.server}</td>
              <td>
                <Status tone={tones[item.state]}>{texts.rotation.itemStates[item.state]}</Status>
                {item.isCanary && (
                  <Text size="sm" c="dimmed">
                    {words.canary}
                  </Text>
                )}
              </td>
              <td>{item.attempts}</td>
              <td>
                <Cause item={item} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {data !== undefined && (
        <Pager page={page} pageSize={itemsPerPage} total={data.total} onPage={(next) => change({ page: next === 1 ? undefined : String(next) })} />
      )}
    </Section>
  );
}

function Cause({ item }: { readonly item: CampaignItem }) {
  if (item.state === "succeeded" && item.finishedAt !== undefined) {
    return <Time value={item.finishedAt} />;
  }
  return (
    <>
      {item.detail ?? item.code}
      {item.state === "failed" && (
        <Text size="sm" c="dimmed">
          {words.nextStep}
        </Text>
      )}
    </>
  );
}
