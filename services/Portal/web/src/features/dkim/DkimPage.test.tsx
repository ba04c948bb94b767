import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, problem, show } from "../../test/render";
import { texts } from "../../texts/en";
import DkimPage from "./DkimPage";

const words = texts.dkim;
const key = { domain: "cumulus.example", algorithm: "rsa2048", dnsMode: "manual", status: "waiting_for_dns", health: "yellow" };
const name = "pm20261130a._domainkey.cumulus.example";
const value = `v=DKIM1; k=rsa; p=${"A".repeat(300)}`;
const record = {
  name, type: "TXT", ttl: 300, value, strings: [value.slice(0, 255), value.slice(255)], purpose: "next", observed: "missing", observedAt: "2026-11-30T09:00:00Z",
};

interface Answers {
  readonly keys?: readonly object[];
  readonly records?: readonly object[];
  /** What is answered after a check. */
  readonly later?: readonly object[];
  readonly check?: () => Response;
}

function open({ keys = [key], records = [record], later, check = () => json({ operationId: "o1", status: "pending" }, 202) }: Answers = {}) {
  let isChecked = false;
  const calls = answerCalls(({ path, method }) => {
    if (method === "POST") {
      isChecked = true;
      return check();
    }
    return path.endsWith("/dns-records") ? json(isChecked ? (later ?? records) : records) : json({ items: keys, page: 1, pageSize: 200, total: keys.length });
  });
  show(
    <StepUpProvider>
      <DkimPage />
    </StepUpProvider>,
  );
  return calls;
}

test("a tenant reads which records to publish, in strings that fit, and what DNS says", async () => {
  open();
  const card = within(await screen.findByRole("region", { name: words.records.record(words.records.purposes.next, name) }));
  const section = within(screen.getByRole("region", { name: key.domain }));
  expect(section.getByText(words.waiting)).toBeTruthy();
  expect(section.getByText(words.ownMode.manual)).toBeTruthy();
  expect(card.getAllByText(words.records.states.missing).length).toBeGreaterThan(0);
  expect(card.getByText(value)).toBeTruthy();
  expect(card.getByText(words.records.strings(2))).toBeTruthy();
  expect(card.getByText(record.strings[1]!)).toBeTruthy();
  expect(card.getByRole("button", { name: texts.copy(words.records.value) })).toBeTruthy();
  expect(card.getByRole("button", { name: texts.copy(words.records.name) })).toBeTruthy();
});

test("what differs is shown beside what it has to be", async () => {
  const found = value.slice(0, 200);
  open({ records: [{ ...record, observed: "differs", observedValue: found }] });
  const card = within(await screen.findByRole("region", { name: words.records.record(words.records.purposes.next, name) }));
  expect(card.getByText(found)).toBeTruthy();
  expect(card.getByText(words.differences.cut)).toBeTruthy();
});

test("DNS is looked at now, and it says when that was done", async () => {
  const calls = open({ later: [{ ...record, observed: "matches", observedAt: "2026-11-30T09:05:00Z" }] });
  await screen.findByRole("region", { name: words.records.record(words.records.purposes.next, name) });
  fireEvent.click(screen.getByRole("button", { name: words.check.of(key.domain) }));
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({ path: "/portal/api/v1/tenant/dkim/cumulus.example/check" }));
  expect(await screen.findByText(words.check.done.matches)).toBeTruthy();
});

test("a look that cannot begin is said, and nothing claims to be looking", async () => {
  open({ check: () => problem(429, "too_many_requests") });
  await screen.findByRole("region", { name: words.records.record(words.records.purposes.next, name) });
  fireEvent.click(screen.getByRole("button", { name: words.check.of(key.domain) }));
  expect(await screen.findByText("About too_many_requests.")).toBeTruthy();
  expect(screen.queryByText(words.check.running)).toBeNull();
});

test("where the platform publishes, nothing is asked of the tenant", async () => {
  open({ keys: [{ ...key, dnsMode: "managed", status: "active" }], records: [{ ...record, observed: "matches", purpose: "current" }] });
  expect(await screen.findByText(words.modeHints.managed)).toBeTruthy();
  expect(screen.queryByText(words.waiting)).toBeNull();
});

test("without a domain it says what to do", async () => {
  open({ keys: [] });
  expect(await screen.findByText(words.none)).toBeTruthy();
});

test("a failed read can be tried again", async () => {
  let tries = 0;
  answerCalls(() => (++tries <= 1 ? problem(403, "forbidden") : json({ items: [], page: 1, pageSize: 200, total: 0 })));
  show(
    <StepUpProvider>
      <DkimPage />
    </StepUpProvider>,
  );
  fireEvent.click(await screen.findByRole("button", { name: texts.retry }));
  expect(await screen.findByText(words.none)).toBeTruthy();
});
