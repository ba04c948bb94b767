import { SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { oneOf, useFilters } from "../../app/filters";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { QueryState } from "../../ui/QueryState";
import { ApprovalCard } from "./ApprovalCard";
import { approvalsQuery, isFor } from "./approvals";

const words = texts.approvals;

/** What waits for a second administrator, and what became of the rest. What waits for this person comes first. */
export default function ApprovalsPage() {
  const [values, change] = useFilters(["state"]);
  const state = oneOf(words.states, values.state) ?? "pending";
  const query = useQuery(approvalsQuery(state));
  const { data } = query;
  const email = useSession()?.user?.email ?? "";
  const items = [...(data?.items ?? [])].sort((one, other) => Number(isFor(other, email)) - Number(isFor(one, email)));
  return (
    <Page title={words.title} intro={words.intro}>
      <div>
        <SegmentedControl
          aria-label={words.state}
          value={state}
          onChange={(value) => change({ state: value })}
          data={Object.entries(words.states).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <QueryState query={query} />
      {data?.items.length === 0 && (
        <div className="card">
          <Text c="dimmed">{words.none[state]}</Text>
        </div>
      )}
      {items.map((approval) => (
        <ApprovalCard key={approval.approvalId} approval={approval} isMine={!isFor(approval, email)} />
      ))}
      {data !== undefined && data.total > data.items.length && <Text c="dimmed">{words.more(data.items.length, data.total)}</Text>}
    </Page>
  );
}
