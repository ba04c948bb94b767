import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import { dataOf } from "../../api/problem";

// As many as the API looks up at once.
const most = 100;

const namesQuery = (tenantIds: readonly string[]) =>
  queryOptions({
    queryKey: ["tenants", "names", "of", tenantIds],
    queryFn: async ({ signal }) => {
      const { items } = await dataOf(api.GET("/api/v1/admin/secrets/tenants", { signal, params: { query: { tenantIds: tenantIds.join(","), pageSize: most } } }));
      return Object.fromEntries(items.map(({ tenantId, tenantName }) => [tenantId, tenantName]));
    },
    enabled: tenantIds.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** The names of tenants that other services know by their ids alone: asked for together, and the first digits of the id until they are known. */
export function useTenantNames(tenantIds: readonly string[]): (tenantId: string) => string {
  const { data } = useQuery(namesQuery([...new Set(tenantIds)].sort().slice(0, most)));
  return (tenantId) => data?.[tenantId] ?? tenantId.slice(0, 8);
}
