import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { inWords } from "./durations";
import { limitsInWords } from "./LimitsField";
import type { PolicyChange } from "./policies";

type Settings = Schemas["PolicySettings"];

const { changes: words } = texts.policies;
const { policies } = texts.rotation;

const values: Readonly<Record<keyof Settings, (settings: Settings) => string>> = {
  intervalDays: ({ intervalDays }) => texts.durations.days(intervalDays),
  gracePeriod: ({ gracePeriod }) => inWords(gracePeriod),
  alertBeforeDays: ({ alertBeforeDays }) => texts.durations.days(alertBeforeDays),
  enabled: ({ enabled }) => (enabled ? policies.on : policies.off),
  maintenanceWindows: ({ maintenanceWindows }) => windowsInWords(maintenanceWindows).join("; "),
  thresholds: ({ thresholds }) => limitsInWords(thresholds),
};

/** Maintenance windows in words, one each. */
export const windowsInWords = (windows: Settings["maintenanceWindows"]): readonly string[] =>
  windows.length === 0 ? [policies.anyTime] : windows.map(({ days, from, to, timeZone }) => policies.window(days ?? [], from, to, timeZone ?? "UTC"));

/** What is different after a change, one line each. */
export function differencesOf({ before, after }: Pick<PolicyChange, "before" | "after">): readonly string[] {
  if (after === undefined) {
    return [words.default];
  }
  const lines = (Object.keys(values) as ReadonlyArray<keyof Settings>).flatMap((name) => {
    const [old, now] = [before === undefined ? words.default : values[name](before), values[name](after)];
    return old === now ? [] : [words.changed(words.fields[name], old, now)];
  });
  return lines.length === 0 ? [words.nothing] : lines;
}
