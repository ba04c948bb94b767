import { expect, test } from "vitest";
import { clockOf, isRevealable, webAddress } from "./reveals";

test.each([
  ["https://mail.acme.example/", "https://mail.acme.example/"],
  ["http://127.0.0.1:8080/mail", "http://127.0.0.1:8080/mail"],
  ["javascript:alert(1)", undefined],
  [" data:text/html,hello", undefined],
  ["mail.acme.example", undefined],
  ["", undefined],
  [undefined, undefined],
])("%s is opened as %s", (text, address) => {
  expect(webAddress(text)).toBe(address);
});

test("the time left is told as on a clock", () => {
  expect([900, 872, 60, 9, 0].map(clockOf)).toEqual(["15:00", "14:32", "1:00", "0:09", "0:00"]);
});

test.each([
  ["smtp", "active", true],
  ["smtp", "rotating", true],
  ["smtp", "expired", true],
  ["smtp", "revoked", false],
  ["smtp", "provisioning", false],
  ["dkim", "active", false],
  ["ssh", "active", false],
] as const)("%s that is %s can be shown: %s", (type, status, expected) => {
  expect(isRevealable({ type, status })).toBe(expected);
});
