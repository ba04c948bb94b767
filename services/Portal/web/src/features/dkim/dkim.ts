import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { grantOfSession } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";
import { type DnsRecord, dkimApi, type Listed } from "./dkimApi";

/** Whose keys: those of the person's own tenant, or of the tenant that an administrator looks at. */
export type Owner = { readonly tenantId?: string };

const itemsOf = <T>(listed: Listed<T>): readonly T[] => (Array.isArray(listed) ? listed : listed.items);

export const keysQuery = queryOptions({
  queryKey: ["dkim", "own"],
  queryFn: async ({ signal }) => itemsOf(await dataOf(dkimApi.GET("/api/v1/tenant/dkim", { signal }))),
  refetchInterval: 15_000,
});

const soon = 3_000;
const usual = 30_000;

export const recordsQuery = ({ tenantId }: Owner, domain: string, isLooking = false) =>
  queryOptions({
    queryKey: ["dkim", tenantId ?? "own", "records", domain],
    queryFn: async ({ signal }) =>
      itemsOf(
        await (tenantId === undefined
          ? dataOf(dkimApi.GET("/api/v1/tenant/dkim/{domain}/dns-records", { signal, params: { path: { domain } } }))
          : dataOf(dkimApi.GET("/api/v1/admin/secrets/tenant/{tenantId}/dkim/{domain}/dns-records", { signal, params: { path: { tenantId, domain } } }))),
      ),
    refetchInterval: isLooking ? soon : usual,
  });

/** When DNS was looked at for these records, as one text: it changes when all have been looked at again. */
export const looksOf = (records: readonly DnsRecord[]): ReadonlyMap<string, string | undefined> => new Map(records.map(({ name, type, observedAt }) => [`${type} ${name}`, observedAt]));

/** Whether each record has been looked at since. */
export const areNewer = (records: readonly DnsRecord[], before: ReadonlyMap<string, string | undefined>): boolean =>
  records.length > 0 && records.every(({ name, type, observedAt }) => observedAt !== undefined && observedAt !== before.get(`${type} ${name}`));

/** Has DNS looked at now, and remembers how it was seen before. */
export function useCheck(domain: string, records: readonly DnsRecord[]) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  const [before, setBefore] = useState<ReadonlyMap<string, string | undefined>>();
  const check = useMutation({
    mutationFn: () => sensitive(() => dataOf(dkimApi.POST("/api/v1/tenant/dkim/{domain}/check", { params: { path: { domain }, ...grantOfSession } }))),
    onMutate: () => setBefore(looksOf(records)),
    onError: () => setBefore(undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: ["dkim"] }),
  });
  return { check, before, isOver: before !== undefined && check.isSuccess && areNewer(records, before) };
}
