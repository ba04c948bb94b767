import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

export type Finding = Schemas["DriftFinding"];

const path = "/api/v1/admin/tenants/drift";
const ofTenant = "/api/v1/admin/tenants/{tenantId}/drift";

export const findingsPerPage = 50;

export interface DriftFilter {
  readonly state?: Schemas["FindingState"];
  readonly kind?: Schemas["DriftKind"];
  readonly tenantId?: string;
  readonly page: number;
}

export const findingsQuery = (filter: DriftFilter) =>
  queryOptions({
    queryKey: ["drift", filter],
    queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { query: { ...filter, pageSize: findingsPerPage } } })),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

/** How a tenant's server is watched. */
export const driftQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["drift", "of", tenantId],
    queryFn: ({ signal }) => dataOf(api.GET(ofTenant, { signal, params: { path: { tenantId } } })),
    refetchInterval: 30_000,
  });

export const checkQuery = (tenantId: string, checkId: string) =>
  queryOptions({
    queryKey: ["drift", "check", tenantId, checkId],
    queryFn: ({ signal }) => dataOf(api.GET(`${ofTenant}/checks/{checkId}`, { signal, params: { path: { tenantId, checkId } } })),
    refetchInterval: ({ state }) => (state.data?.status === "finished" ? false : 2_000),
  });

// What the platform cannot decide by itself.
const acceptable: ReadonlySet<Finding["kind"]> = new Set<Finding["kind"]>(["unknown_key", "unclear_line", "other_source", "account_limit"]);

/** What somebody can decide on a finding. */
export const decisionsOf = ({ state, kind, decision }: Finding): ReadonlyArray<"accept" | "remove"> =>
  state !== "open" || decision !== undefined || !acceptable.has(kind) ? [] : kind === "unknown_key" ? ["remove", "accept"] : ["accept"];

/** Accepts what was found, or has it removed from the server. */
export function useFindingDecision(findingId: string, onStarted: (operationId: string) => void) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ decision, reason }: { readonly decision: "accept" | "remove"; readonly reason: string }) => {
      const options = { params: { path: { findingId }, ...grantOfSession }, body: { reason } };
      if (decision === "accept") {
        await sensitive(() => dataOf(api.POST(`${path}/{findingId}/accept`, options)));
      } else {
        onStarted((await sensitive(() => dataOf(api.POST(`${path}/{findingId}/remove`, options)))).operationId);
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["drift"] }),
  });
}

/** Has a server checked now. */
export function useCheck(tenantId: string) {
  const sensitive = useSensitive();
  return useMutation({
    mutationFn: () => sensitive(() => dataOf(api.POST(`${ofTenant}/check`, { params: { path: { tenantId }, ...grantOfSession } }))),
  });
}
