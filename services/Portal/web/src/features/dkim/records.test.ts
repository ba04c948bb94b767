import { expect, test } from "vitest";
import { texts } from "../../texts/en";
import { areNewer, type DnsRecord, looksOf } from "./dkim";
import { differencesOf, partsOf, problemsOf } from "./records";

const words = texts.dkim.differences;
const value = "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA";

const record = (changed: Partial<DnsRecord>): DnsRecord => ({
  name: "pm1._domainkey.acme.example", type: "TXT", ttl: 300, value, strings: [value], purpose: "next", observed: "differs", observedAt: "2026-11-30T09:00:00Z", ...changed,
});

test("a record is read by its parts, whatever the spaces", () => {
  expect([...(partsOf(" v=DKIM1;k = rsa ; p= ab cd\tef; ") ?? [])]).toEqual([["v", "DKIM1"], ["k", "rsa"], ["p", "abcdef"]]);
  expect(partsOf("google-site-verification")).toBeUndefined();
  expect(partsOf("")).toBeUndefined();
});

test.each([
  ["the key is cut after the first string", "v=DKIM1; k=rsa; p=MIIBIjANBgkq", [words.cut]],
  ["another key", "v=DKIM1; k=rsa; p=MIIBIjXXXX", [words.part("p")]],
  ["an empty key", "v=DKIM1; k=rsa; p=", [words.revoked]],
  ["no key", "v=DKIM1; k=rsa", [words.missing("p")]],
  ["another kind and a part too many", "v=DKIM1; k=ed25519; t=y; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA", [words.part("k"), words.extra("t")]],
  ["with quotation marks", `"${value}"`, [words.quotes]],
  ["another record", "hello world", [words.unreadable]],
  ["spaces alone", value.replaceAll("; ", ";"), [words.spacing]],
])("it says what differs: %s", (_, observedValue, expected) => {
  expect(differencesOf(record({ observedValue }))).toEqual(expected);
});

test("there is nothing to compare with a record that matches, is missing, or refers to another", () => {
  expect(differencesOf(record({ observed: "matches", observedValue: value }))).toEqual([]);
  expect(differencesOf(record({ observed: "missing" }))).toEqual([]);
  expect(differencesOf(record({ type: "CNAME", value: "a.example.", observedValue: "b.example." }))).toEqual([]);
});

test("problems are what does not match", () => {
  expect(problemsOf([record({}), record({ observed: "missing" }), record({ observed: "matches" })])).toBe(2);
});

test("a look is over when every record has been looked at again", () => {
  const before = [record({}), record({ name: "pm2", observed: "missing" })];
  const looks = looksOf(before);
  const later = (changed: DnsRecord) => ({ ...changed, observedAt: "2026-11-30T09:01:00Z" });
  expect(areNewer(before, looks)).toBe(false);
  expect(areNewer([later(record({})), record({ name: "pm2" })], looks)).toBe(false);
  expect(areNewer([later(record({})), later(record({ name: "pm2" }))], looks)).toBe(true);
  expect(areNewer([later(record({})), later(record({ name: "pm2" })), record({ name: "old", purpose: "revoked" })], looks)).toBe(true);
  expect(areNewer([], looks)).toBe(false);
});
