import { expect, test } from "vitest";
import { isAllowedPassphrase, strengthOf } from "./passphrase";

test.each([
  ["", false],
  ["eleven-char", false],
  ["twelve-chars", true],
  ["x".repeat(256), true],
  ["x".repeat(257), false],
])("%s: allowed %s", (text, expected) => {
  expect(isAllowedPassphrase(text)).toBe(expected);
});

test.each([
  ["aaaaaaaaaaaaaaaa", 0],
  ["abcdefghijklmnop", 0],
  ["short", 0],
  ["penguin", 0],
  ["abdication17", 1],
  ["penguin-parade", 2],
  ["correct horse battery", 3],
])("%s has strength %i", (text, expected) => {
  expect(strengthOf(text)).toBe(expected);
});
