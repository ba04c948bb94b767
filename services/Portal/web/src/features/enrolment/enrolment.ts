import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, grantOfSession, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { useSensitive } from "../../session/StepUp";

/** Enrols a tenant. A key that stays the same makes a repetition begin nothing twice. Nothing keeps the credential afterwards. */
export function useEnrol() {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { readonly body: Schemas["EnrolTenant"]; readonly key: string }) =>
      sensitive(() => dataOf(api.POST("/api/v1/admin/tenants", { params: { header: { ...grantOfSession.header, "Idempotency-Key": key } }, body }))),
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: ["tenants"] }),
  });
}

/** Gives a tenant a new server. */
export function useReplaceServer(tenantId: string) {
  const sensitive = useSensitive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { readonly body: Schemas["EnrolServer"]; readonly key: string }) =>
      sensitive(() =>
        dataOf(api.PUT("/api/v1/admin/tenants/{tenantId}/server", {
          params: { path: { tenantId }, header: { ...grantOfSession.header, "Idempotency-Key": key } },
          body,
        })),
      ),
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: ["tenant-secrets", tenantId] }),
  });
}
