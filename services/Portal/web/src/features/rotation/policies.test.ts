import { expect, test } from "vitest";
import { hoursOf, inWords } from "./durations";
import { type PolicyForm, wrongFields } from "./policies";

const form = (changes: Partial<PolicyForm> = {}): PolicyForm => ({ days: 90, graceHours: 24, alertDays: 14, isEnabled: true, ...changes });

test.each([
  ["ssh", form(), []],
  ["ssh", form({ days: 29 }), ["days"]],
  ["ssh", form({ days: 366 }), ["days"]],
  ["smtp", form({ days: 7, alertDays: 6 }), []],
  ["dkim", form({ graceHours: 47 }), ["graceHours"]],
  ["ssh", form({ graceHours: 169 }), ["graceHours"]],
  ["ssh", form({ graceHours: 1.5 }), ["graceHours"]],
  ["ssh", form({ alertDays: 90 }), ["alertDays"]],
  ["ssh", form({ days: Number.NaN }), ["days", "alertDays"]],
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
])("%s is %d h: %s", (duration, hours, words) => {
  expect(hoursOf(duration)).toBe(hours);
  expect(inWords(duration)).toBe(words);
});
