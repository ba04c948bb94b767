import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

export type Archive = Schemas["Archive"];
export type Erasure = Schemas["ErasureView"];

const path = "/api/v1/admin/vault/audit-logs";

export const unresolvedPerPage = 50;

/** Intents of that age without an outcome. Each reading is on record, so that it is read when somebody asks. */
export const unresolvedQuery = (olderThan: string | undefined, page: number) =>
  queryOptions({
    queryKey: ["ledger", "unresolved", olderThan, page],
    queryFn: ({ signal }) =>
      dataOf(api.GET(`${path}/unresolved`, { signal, params: { query: { ...(olderThan === undefined ? {} : { olderThan }), page, pageSize: unresolvedPerPage } } })),
    enabled: olderThan !== undefined,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });

export const archivesQuery = queryOptions({
  queryKey: ["ledger", "archives"],
  queryFn: ({ signal }) => dataOf(api.GET(`${path}/archives`, { signal })),
  refetchOnWindowFocus: false,
});

/** A month as the API names it: 2026-11. */
export const monthOf = ({ month }: Archive): string => month.slice(0, 7);

/** Brings an archived month back for a week. */
export function useAttach() {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (month: string) => sensitive(() => dataOf(api.POST(`${path}/archives/{month}/attach`, { params: { path: { month }, ...grantOfSession } }))),
    onSuccess: (archives) => queries.setQueryData(archivesQuery.queryKey, archives),
  });
}

export const erasuresPerPage = 20;

export const erasuresQuery = (page: number) =>
  queryOptions({
    queryKey: ["ledger", "erasures", page],
    queryFn: ({ signal }) => dataOf(api.GET(`${path}/erasures`, { signal, params: { query: { page, pageSize: erasuresPerPage } } })),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });

/** Asks that somebody is forgotten, which another administrator must approve. */
export function useRequestErasure() {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["RequestErasure"]) => sensitive(() => dataOf(api.POST(`${path}/erasures`, { params: grantOfSession, body }))),
    gcTime: 0,
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["ledger", "erasures"] }), queries.invalidateQueries({ queryKey: ["approvals"] })]),
  });
}

export const keysQuery = queryOptions({
  queryKey: ["ledger", "keys"],
  queryFn: ({ signal }) => dataOf(api.GET(`${path}/keys`, { signal })),
  staleTime: 60_000,
});
