import { expect, test } from "vitest";
import { hoursOf, inWords } from "./durations";
import { type PolicyForm, wrongFields } from "./policies";

const form = (changes: Partial<PolicyForm> = {}): PolicyForm => ({ days: 90, graceHours: 24, alertDays: 14, isEnabled: true, windows: [], limits: {}, ...changes });

test.each([
  ["ssh", form(), []],
  ["ssh", form({ days: 29 }), ["days"]],
  ["ssh", form({ days: 366 }), ["days"]],
  ["smtp", form({ days: 7, alertDays: 6 }), []],
  ["smtp", form({ graceHours: 0 }), []],
  ["smtp", form({ days: 6, alertDays: 5 }), ["days"]],
  ["ssh", form({ graceHours: 0 }), ["graceHours"]],
  ["dkim", form({ graceHours: 47 }), ["graceHours"]],
  ["ssh", form({ graceHours: 169 }), ["graceHours"]],
  ["ssh", form({ graceHours: 1.5 }), ["graceHours"]],
  ["ssh", form({ alertDays: 90 }), ["alertDays"]],
  ["ssh", form({ days: Number.NaN }), ["days", "alertDays"]],
  ["ssh", form({ windows: [{ from: "22:00", to: "02:00", timeZone: "Europe/Berlin" }] }), []],
  ["ssh", form({ windows: [{ from: "02:00", to: "02:00" }] }), ["windows"]],
  ["ssh", form({ windows: [{ from: "", to: "02:00" }] }), ["windows"]],
  ["ssh", form({ windows: [{ from: "01:00", to: "02:00", timeZone: "Europe/Nowhere" }] }), ["windows"]],
  ["ssh", form({ windows: Array.from({ length: 15 }, () => ({ from: "01:00", to: "02:00" })) }), ["windows"]],
  ["ssh", form({ limits: { downloads: 5, reads: 1_000_000 } }), []],
  ["ssh", form({ limits: { failedUses: 0 } }), ["limits"]],
  ["ssh", form({ limits: { reads: 1_000_001 } }), ["limits"]],
  ["ssh", form({ limits: { reads: 1.5 } }), ["limits"]],
] as const)("%s policy %o: wrong %o", (type, settings, expected) => {
  expect([...wrongFields(type, settings)]).toEqual(expected);
});

test.each([
  ["PT24H", 24, "24 hours"],
  ["P1D", 24, "24 hours"],
  ["P2D", 48, "2 days"],
  ["P1DT12H", 36, "36 hours"],
  ["PT15S", 0, "15 seconds"],
  ["PT20M", 0.33, "20 minutes"],
  ["PT1H", 1, "1 hour"],
  ["PT0S", 0, "0 seconds"],
])("%s is %d h: %s", (duration, hours, words) => {
  expect(hoursOf(duration)).toBe(hours);
  expect(inWords(duration)).toBe(words);
});
