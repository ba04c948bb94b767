import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";

export type TenantEvent = Schemas["TenantEvent"];

const path = "/api/v1/notifications";

export const notificationsPerPage = 50;

export interface NotificationFilter {
  readonly channel?: Schemas["Notification"]["channel"];
  readonly status?: Schemas["NotificationStatus"];
  readonly event?: TenantEvent;
  readonly page: number;
}

export const notificationsQuery = (filter: NotificationFilter) =>
  queryOptions({
    queryKey: ["notifications", "sent", filter],
    queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { query: { ...filter, pageSize: notificationsPerPage } } })),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export const preferencesQuery = queryOptions({
  queryKey: ["notifications", "preferences"],
  queryFn: ({ signal }) => dataOf(api.GET(`${path}/preferences`, { signal })),
});

/** Chooses what the person hears of by mail. */
export function usePutPreferences() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (events: readonly TenantEvent[]) => dataOf(api.PUT(`${path}/preferences`, { body: { events: [...events] } })),
    onSuccess: (preferences) => queries.setQueryData(preferencesQuery.queryKey, preferences),
  });
}
