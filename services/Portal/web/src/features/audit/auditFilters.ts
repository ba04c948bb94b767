import type { Schemas } from "../../api/client";
import { defined, idOf, oneOf, useFilters } from "../../app/filters";
import { texts } from "../../texts/en";

const words = texts.audit;
const longestText = 320;

const time = (value: string | undefined): string | undefined => (value === undefined || Number.isNaN(Date.parse(value)) ? undefined : new Date(value).toISOString());
const text = (value: string | undefined): string | undefined => value?.slice(0, longestText);

/** Which records are shown, as the address says it. */
export function useAuditFilters() {
  const [values, change] = useFilters(["tenantId", "secretType", "action", "user", "onBehalfOf", "campaign", "outcome", "from", "to", "search", "chain"]);
  const filter: AuditFilter = defined({
    tenantId: idOf(values.tenantId),
    secretType: text(values.secretType),
    action: text(values.action),
    user: text(values.user),
    onBehalfOf: text(values.onBehalfOf),
    campaign: idOf(values.campaign),
    outcome: oneOf(words.outcomes, values.outcome),
    from: time(values.from),
    to: time(values.to),
    search: text(values.search),
    chain: oneOf(words.chains, values.chain),
  });
  return { filter, change };
}

export type AuditFilter = Schemas["ExportFilter"];
export type ChangeAuditFilter = ReturnType<typeof useAuditFilters>["change"];

const path = "/portal/api/v1/admin/vault/audit-logs/stream";

/** Where new records come from. There is no stream of a search, nor of a time that is over. */
export function streamOf({ search, to, ...filter }: AuditFilter): string | undefined {
  if (search !== undefined || (to !== undefined && Date.parse(to) <= Date.now())) {
    return undefined;
  }
  const query = new URLSearchParams(defined({ ...filter, to })).toString();
  return query === "" ? path : `${path}?${query}`;
}
