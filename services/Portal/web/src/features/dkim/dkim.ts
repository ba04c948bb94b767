import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

/** A domain's DKIM key, as its tenant sees it. */
export type DkimKey = Schemas["DkimDomainKey"];

/** A record that DNS has to show, and what it shows. */
export type DnsRecord = Schemas["DnsRecord"];

/** Whose keys: those of the person's own tenant, or of the tenant that an administrator looks at. */
export type Owner = { readonly tenantId?: string };

// As many as the API gives at once.
const mostDomains = 200;

export const keysQuery = queryOptions({
  queryKey: ["dkim", "own"],
  queryFn: async ({ signal }) => (await dataOf(api.GET("/api/v1/tenant/dkim", { signal, params: { query: { pageSize: mostDomains } } }))).items,
  refetchInterval: 15_000,
});

const soon = 3_000;
const usual = 30_000;

export const recordsQuery = ({ tenantId }: Owner, domain: string, isLooking = false) =>
  queryOptions({
    queryKey: ["dkim", tenantId ?? "own", "records", domain],
    queryFn: ({ signal }) =>
      tenantId === undefined
        ? dataOf(api.GET("/api/v1/tenant/dkim/{domain}/dns-records", { signal, params: { path: { domain } } }))
        : dataOf(api.GET("/api/v1/admin/secrets/tenant/{tenantId}/dkim/{domain}/dns-records", { signal, params: { path: { tenantId, domain } } })),
    refetchInterval: isLooking ? soon : usual,
  });

/** When DNS was looked at for each of these records. */
export const looksOf = (records: readonly DnsRecord[]): ReadonlyMap<string, string | undefined> => new Map(records.map(({ name, type, observedAt }) => [`${type} ${name}`, observedAt]));

/** Whether each record has been looked at since. Those of keys that are over are not looked at on demand, unless there are no others. */
export function areNewer(records: readonly DnsRecord[], before: ReadonlyMap<string, string | undefined>): boolean {
  const isNewer = ({ name, type, observedAt }: DnsRecord) => observedAt !== undefined && observedAt !== before.get(`${type} ${name}`);
  const alive = records.filter(({ purpose }) => purpose !== "revoked");
  return alive.length === 0 ? records.some(isNewer) : alive.every(isNewer);
}

const patience = 60_000;

/** Has DNS looked at now, and remembers how it was seen before. */
export function useCheck(domain: string, records: readonly DnsRecord[]) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  const [before, setBefore] = useState<ReadonlyMap<string, string | undefined>>();
  const [isSlow, setSlow] = useState(false);
  const isOver = before !== undefined && areNewer(records, before);
  useEffect(() => {
    if (before === undefined || isOver) {
      return undefined;
    }
    const timer = setTimeout(() => setSlow(true), patience);
    return () => clearTimeout(timer);
  }, [before, isOver]);
  const check = useMutation({
    mutationFn: () => sensitive(() => dataOf(api.POST("/api/v1/tenant/dkim/{domain}/check", { params: { path: { domain }, ...grantOfSession } }))),
    onMutate: () => {
      setSlow(false);
      setBefore(looksOf(records));
    },
    onError: () => setBefore(undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: ["dkim"] }),
  });
  const isLooking = before !== undefined && check.isSuccess && !isOver;
  return { check, isLooking, isSlow: isLooking && isSlow, isOver: isOver && check.isSuccess };
}
