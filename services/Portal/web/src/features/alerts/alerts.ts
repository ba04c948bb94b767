import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { pageAfter } from "../../api/pages";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

export type Alert = Schemas["Alert"];

const path = "/api/v1/admin/alerts";

export const alertsQuery = (state: Schemas["AlertState"]) =>
  infiniteQueryOptions({
    queryKey: ["alerts", state],
    queryFn: ({ pageParam, signal }) => dataOf(api.GET(path, { signal, params: { query: { state, page: pageParam, pageSize: 50 } } })),
    initialPageParam: 1,
    getNextPageParam: pageAfter,
    refetchInterval: 15_000,
  });

/** An alert with whom it was told to. */
export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ["alerts", "details", id],
    queryFn: ({ signal }) => dataOf(api.GET(`${path}/{id}`, { signal, params: { path: { id } } })),
  });

/** Says that somebody looks after the alert. */
export function useAcknowledge() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.POST(`${path}/{id}/acknowledge`, { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["alerts"] }),
  });
}

/** Says that the cause is gone. */
export function useResolve(id: string) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      sensitive(() => dataOf(api.POST(`${path}/{id}/resolve`, { params: { path: { id }, ...grantOfSession }, body: reason === "" ? {} : { reason } }))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["alerts"] }),
  });
}
