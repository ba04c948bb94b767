import { Button, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page } from "../../ui/Page";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";

const words = texts.activity;
const tones: Readonly<Record<Schemas["AuditOutcome"], Tone>> = { intent: "wait", success: "good", refused: "bad", failed: "bad" };

/** The tenant's own audit records, newest first. */
export default function ActivityPage() {
  const records = useInfiniteQuery({
    queryKey: ["activity"],
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET("/api/v1/tenant/audit-logs", { signal, params: { query: pageParam === undefined ? { pageSize: 50 } : { pageSize: 50, before: pageParam } } })),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next,
  });
  const entries = records.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title={words.title} intro={words.intro}>
      {records.error !== null && <Failure failure={records.error} onRetry={() => void records.refetch()} />}
      {records.isPending && <Loading />}
      {records.data !== undefined && (
        <div className="card">
          {entries.length === 0 ? <Text c="dimmed">{words.none}</Text> : <Records entries={entries} />}
          {records.hasNextPage && (
            <div className="actions">
              <Button variant="default" loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
                {words.more}
              </Button>
            </div>
          )}
        </div>
      )}
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
