import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import type { Scope } from "../rotation/campaigns";

export type BlastRadius = Schemas["BlastRadiusReport"];

/** Whose reach is asked for: each has a query parameter of its own. */
export type Subject = "user" | "token" | "secret";

/** Made anew each time: the ledger goes on. */
export const blastRadiusQuery = (subject: Subject, value: string) =>
  queryOptions({
    queryKey: ["reports", "blast-radius", subject, value],
    queryFn: ({ signal }) => dataOf(api.GET("/api/v1/admin/reports/blast-radius", { signal, params: { query: { [subject]: value } } })),
    enabled: value !== "",
    refetchOnWindowFocus: false,
    gcTime: 0,
  });

// The document names the types as plain text here.
const isType = (type: string): type is Schemas["SecretType"] => type === "ssh" || type === "smtp" || type === "dkim";

/** What the report says should be rotated, as a campaign takes it. */
export function scopeOf({ rotate }: BlastRadius): Scope | undefined {
  return rotate === undefined
    ? undefined
    : { secretType: "all", scope: "selected", secrets: rotate.body.secrets.flatMap(({ tenantId, type, name }) => (isType(type) ? [{ tenantId, type, name }] : [])) };
}
