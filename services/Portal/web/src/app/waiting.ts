import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { dataOf } from "../api/problem";
import { approvalsQuery, isFor } from "../features/approvals/approvals";
import { useSession } from "../session/session";

/** What a badge counts. */
export type Waiting = "alerts" | "approvals";

// Only while somebody looks: a page in the background asks nothing, and asks at once when it is seen again.
const pace = 10_000;

const openAlertsQuery = queryOptions({
  queryKey: ["alerts", "count"],
  queryFn: async ({ signal }) => (await dataOf(api.GET("/api/v1/admin/alerts", { signal, params: { query: { state: "open", pageSize: 1 } } }))).total,
  refetchInterval: pace,
});

/** How many things wait for this person; 0 while nobody knows. */
export function useWaiting(kind: Waiting | undefined): number {
  const email = useSession()?.user?.email ?? "";
  const alerts = useQuery({ ...openAlertsQuery, enabled: kind === "alerts" });
  const approvals = useQuery({ ...approvalsQuery("pending"), refetchInterval: pace, enabled: kind === "approvals" });
  return kind === "alerts" ? (alerts.data ?? 0) : kind === "approvals" ? (approvals.data?.items.filter((approval) => isFor(approval, email)).length ?? 0) : 0;
}
