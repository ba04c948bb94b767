import { Anchor, Button, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page } from "../../ui/Page";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { nameOf } from "../tenant-secrets/tenantSecrets";
import { ActivityFilters } from "./ActivityFilters";
import { useActivityFilters } from "./activityFilters";

const words = texts.activity;
const tones: Readonly<Record<Schemas["AuditOutcome"], Tone>> = { intent: "wait", success: "good", refused: "bad", failed: "bad" };

/** The tenant's own audit records, newest first. */
export default function ActivityPage() {
  const { filter, change } = useActivityFilters();
  const records = useInfiniteQuery({
    queryKey: ["activity", filter],
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET("/api/v1/tenant/audit-logs", { signal, params: { query: { ...filter, pageSize: 50, ...(pageParam === undefined ? {} : { before: pageParam }) } } })),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next,
  });
  const entries = records.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title={words.title} intro={words.intro} isWide>
      <div className="card">
        <ActivityFilters filter={filter} change={change} />
        {records.error !== null && <Failure failure={records.error} onRetry={() => void records.refetch()} />}
        {records.isPending && <Loading />}
        {records.data !== undefined && entries.length === 0 && <Text c="dimmed">{Object.keys(filter).length === 0 ? words.none : words.noMatch}</Text>}
        {entries.length > 0 && <Records entries={entries} />}
        {records.hasNextPage && (
          <div className="actions">
            <Button variant="default" loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
              {words.more}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}

function Records({ entries }: { readonly entries: ReadonlyArray<Schemas["TenantAuditEntry"]> }) {
  return (
    <div className="table" tabIndex={0} role="group" aria-label={words.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.when}</th>
            <th scope="col">{words.action}</th>
            <th scope="col">{words.who}</th>
            <th scope="col">{words.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.sequence}>
              <td>
                <Time value={entry.timestamp} />
              </td>
              <td>
                <span className="mono">{entry.action}</span>
                <Subject entry={entry} />
                {entry.reason !== undefined && (
                  <Text size="sm" c="dimmed">
                    {entry.reason}
                  </Text>
                )}
              </td>
              <td>
                {entry.user}
                {entry.onBehalfOf !== undefined && (
                  <Text size="sm" c="dimmed">
                    {words.onBehalfOf(entry.onBehalfOf)}
                  </Text>
                )}
                {entry.ipAddress !== undefined && (
                  <Text size="sm" c="dimmed" className="mono">
                    {entry.ipAddress}
                  </Text>
                )}
              </td>
              <td>
                <Status tone={tones[entry.outcome]}>{words.outcomes[entry.outcome]}</Status>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The secret that a record is about, and the campaign that it belongs to, whose other records are a click away. */
function Subject({ entry: { secretType, secretName, campaignId } }: { readonly entry: Schemas["TenantAuditEntry"] }) {
  return (
    <>
      {secretType !== undefined && (
        <Text size="sm" c="dimmed">
          {secretName === undefined ? (texts.tenantSecrets.types[secretType] ?? secretType) : nameOf({ type: secretType, name: secretName })}
        </Text>
      )}
      {campaignId !== undefined && (
        <Text size="sm">
          <Anchor component={Link} to={`?campaign=${campaignId}`} title={campaignId}>
            {words.ofCampaign(campaignId)}
          </Anchor>
        </Text>
      )}
    </>
  );
}
