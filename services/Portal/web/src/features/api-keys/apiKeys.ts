import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

export type ApiKey = Schemas["ApiKey"];
export type IssuedApiKey = Schemas["IssuedApiKey"];
export type Permission = Schemas["ApiKeyPermission"];

const path = "/api/v1/tenant/api-keys";
const ofKey = `${path}/{keyId}` as const;
const ofTenant = "/api/v1/admin/secrets/tenant/{tenantId}/api-keys";

/** Every permission that a key can have, as the API lists them. */
export const permissions = ["ssh:read", "dkim:read", "api-keys:read", "audit:read", "email:send", "email:read"] as const satisfies readonly Permission[];

export const pageSize = 50;

/** Whose keys: those of the person's own tenant, or of the tenant that an administrator looks at. */
export type Owner = { readonly tenantId?: string };

export const apiKeysQuery = ({ tenantId }: Owner, page: number) =>
  queryOptions({
    queryKey: ["api-keys", tenantId ?? "own", page],
    queryFn: ({ signal }) =>
      tenantId === undefined
        ? dataOf(api.GET(path, { signal, params: { query: { page, pageSize } } }))
        : dataOf(api.GET(ofTenant, { signal, params: { path: { tenantId }, query: { page, pageSize } } })),
    refetchInterval: 15_000,
  });

/** How far back the chart looks. */
export type Span = "day" | "month";

const hour = 3_600_000;
const spans = { day: { interval: "hour", buckets: 24, length: hour }, month: { interval: "day", buckets: 30, length: 24 * hour } } as const;

export const usageQuery = ({ tenantId }: Owner, keyId: string, span: Span) =>
  queryOptions({
    queryKey: ["api-keys", tenantId ?? "own", "usage", keyId, span],
    queryFn: ({ signal }) => {
      const { interval, buckets, length } = spans[span];
      const to = Math.floor(Date.now() / length) * length + length;
      const query = { from: new Date(to - buckets * length).toISOString(), to: new Date(to).toISOString(), interval };
      return tenantId === undefined
        ? dataOf(api.GET(`${ofKey}/usage`, { signal, params: { path: { keyId }, query } }))
        : dataOf(api.GET(`${ofTenant}/{keyId}/usage`, { signal, params: { path: { tenantId, keyId }, query } }));
    },
    refetchInterval: 15_000,
  });

/** Creates a key. It is in this answer alone. */
export function useCreateApiKey() {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Pick<Schemas["CreateApiKey"], "name" | "permissions" | "rateLimitPerMinute" | "expiresInDays">) =>
      sensitive(() => dataOf(api.POST(path, { params: grantOfSession, body }))),
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

/** Makes the key that follows this one. It is in this answer alone. */
export function useRotateApiKey({ keyId }: ApiKey) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (gracePeriod: string) => sensitive(() => dataOf(api.POST(`${ofKey}/rotate`, { params: { path: { keyId }, ...grantOfSession }, body: { gracePeriod } }))),
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

/** Puts the end of a rotated key off. */
export function useHoldApiKey({ keyId }: ApiKey) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => sensitive(() => dataOf(api.POST(`${ofKey}/hold`, { params: { path: { keyId }, ...grantOfSession }, body: { reason } }))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

/** Lets a key that is held end as its rotation said. */
export function useReleaseApiKey({ keyId }: ApiKey) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      sensitive(() => dataOf(api.POST(`${ofKey}/release`, { params: { path: { keyId }, ...grantOfSession }, body: reason === "" ? {} : { reason } }))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

export function useRevokeApiKey({ tenantId }: Owner, { keyId }: ApiKey) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => {
      const body = reason === "" ? {} : { reason };
      return sensitive<unknown>(() =>
        tenantId === undefined
          ? dataOf(api.POST(`${ofKey}/revoke`, { params: { path: { keyId }, ...grantOfSession }, body }))
          : dataOf(api.POST(`${ofTenant}/{keyId}/revoke`, { params: { path: { tenantId, keyId }, ...grantOfSession }, body })),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

/** It is accepted now. */
export const works = ({ status }: ApiKey): boolean => status === "active" || status === "expiring";

const recently = 3_600_000;

/** Something used it within the last hour, so that its end breaks something. */
export const isUsedNow = ({ lastUsedAt }: ApiKey): boolean => lastUsedAt !== undefined && Date.now() - Date.parse(lastUsedAt) < recently;
