import { defined, useFilters } from "../../app/filters";

/** What a report covers: from an instant on, and up to another one. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
}

const time = (value: string | undefined): string | undefined => (value === undefined || Number.isNaN(Date.parse(value)) ? undefined : new Date(value).toISOString());

/** The period that the address names, when somebody has asked for a report. */
export function usePeriod() {
  const [values, change] = useFilters(["from", "to", "tenantId", "page"]);
  const period: Period = defined({ from: time(values.from), to: time(values.to) });
  return { period, values, change };
}

const month = 30 * 86_400_000;

/** What is proposed: the last thirty days, from the beginning of a day. */
export function proposedFrom(now = Date.now()): string {
  const day = new Date(now - month);
  day.setHours(0, 0, 0, 0);
  return day.toISOString();
}
