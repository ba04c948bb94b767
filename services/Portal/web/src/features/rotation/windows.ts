import type { Schemas } from "../../api/client";

export type MaintenanceWindow = Schemas["MaintenanceWindow"];

export const daysOfWeek = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const time = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

export const isTime = (text: string): boolean => time.test(text);

/** Whether the browser knows the time zone; the server knows the same names. */
export function isZone(name: string): boolean {
  try {
    return name !== "" && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

export const isWindowRight = ({ from, to, timeZone }: MaintenanceWindow): boolean => isTime(from) && isTime(to) && from !== to && isZone(timeZone ?? "UTC");

/** It closes on the day after that on which it opens. */
export const isOvernight = ({ from, to }: MaintenanceWindow): boolean => isTime(from) && isTime(to) && to < from;

/** A window as most want it: at night where the person is. */
export const newWindow = (): MaintenanceWindow => ({ days: [], from: "02:00", to: "05:00", timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });

/** The names of time zones to choose from. */
export const zones = (): readonly string[] => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC")];
