import { defined, idOf, oneOf, useFilters } from "../../app/filters";
import { texts } from "../../texts/en";

const time = (value: string | undefined): string | undefined => (value === undefined || Number.isNaN(Date.parse(value)) ? undefined : new Date(value).toISOString());

const text = (value: string | undefined): string | undefined => value?.slice(0, 254);

/** Which of the tenant's records are shown, as the address says it. */
export function useActivityFilters() {
  const [values, change] = useFilters(["action", "outcome", "secretType", "user", "onBehalfOf", "campaign", "from", "to"]);
  const filter = defined({
    action: oneOf(texts.audit.actionGroups, values.action),
    outcome: oneOf(texts.activity.outcomes, values.outcome),
    secretType: oneOf(texts.audit.secretTypes, values.secretType),
    user: text(values.user),
    onBehalfOf: text(values.onBehalfOf),
    campaign: idOf(values.campaign),
    from: time(values.from),
    to: time(values.to),
  });
  return { filter, change };
}

export type ActivityFilter = ReturnType<typeof useActivityFilters>["filter"];
export type ChangeActivityFilter = ReturnType<typeof useActivityFilters>["change"];
