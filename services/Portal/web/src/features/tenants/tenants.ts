import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { defined, oneOf, pageOf, useFilters } from "../../app/filters";
import { useSensitive } from "../../session/StepUp";
import { texts } from "../../texts/en";
import type { Order } from "../../ui/SortHeader";

export type TenantPage = Schemas["TenantPage"];
export type TenantSummary = Schemas["TenantSummary"];

const path = "/api/v1/admin/secrets/tenants";
const words = texts.tenants;

/** The columns that the server sorts by. */
export type SortField = keyof typeof sortFields;
const sortFields = { tenantId: true, tenantName: true, vpsIp: true, lastRotation: true, nextRotation: true, health: true } as const;
const orders = { asc: true, desc: true } as const;

export const pageSize = 50;

/** What the list shows, as the address says it. */
export function useTenantFilters() {
  const [values, change] = useFilters(["search", "secretType", "status", "rotationDue", "health", "sort", "order", "page"]);
  const sort = oneOf(sortFields, values.sort) ?? "tenantName";
  const order: Order = oneOf(orders, values.order) ?? "asc";
  const query = {
    ...defined({
      search: values.search?.slice(0, 200),
      secretType: oneOf(words.types, values.secretType),
      status: oneOf(words.statuses, values.status),
      rotationDue: oneOf(words.dueChoices, values.rotationDue),
      health: oneOf(texts.health, values.health),
    }),
    sort,
    order,
    page: pageOf(values.page),
    pageSize,
  };
  return { query, change };
}

export type TenantQuery = ReturnType<typeof useTenantFilters>["query"];
export type ChangeFilters = ReturnType<typeof useTenantFilters>["change"];

/** A page of the list. The last one stays while the next one comes, so that nothing jumps. */
export const tenantsQuery = (query: TenantQuery) =>
  queryOptions({
    queryKey: ["tenants", query],
    queryFn: ({ signal }) => dataOf(api.GET(path, { signal, params: { query } })),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

/** How far a rebuild of the list has come. */
export const rebuildQuery = queryOptions({
  queryKey: ["tenants", "rebuild"],
  queryFn: ({ signal }) => dataOf(api.GET(`${path}/rebuild`, { signal })),
  refetchInterval: 2_000,
});

/** Rebuilds the list from what the services know. */
export function useRebuild() {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => sensitive(() => dataOf(api.POST(`${path}/rebuild`, { params: grantOfSession, body: { reason } }))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["tenants"] }),
  });
}
