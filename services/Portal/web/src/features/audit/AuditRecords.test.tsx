import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { answerCalls, type Call, json, show } from "../../test/render";
import { answerStreams, Stream } from "../../test/stream";
import { texts } from "../../texts/en";
import { AuditRecords } from "./AuditRecords";
import { streamOf } from "./auditFilters";
import type { AuditRecord } from "./recordList";

const words = texts.audit;
const record = (sequence: number): AuditRecord => ({
  sequence, timestamp: "2026-11-30T09:00:00Z", service: "audit", action: `action.${sequence}`, user: "a@b.example", role: "admin", outcome: "success", hash: `hash-${sequence}`,
});

let calls: Call[];
let newest = 2;

beforeEach(() => {
  answerStreams();
  newest = 2;
  calls = answerCalls(() => json({ items: [record(newest), record(newest - 1)], page: 1, pageSize: 50, total: 2 }));
});

async function follow() {
  show(<AuditRecords filter={{ outcome: "success" }} />);
  await waitFor(() => expect(Stream.all).toHaveLength(1));
  const stream = Stream.all[0] as Stream;
  stream.open();
  await screen.findByText("action.2");
  return stream;
}

test("records come live, under the filter of the list", async () => {
  const stream = await follow();
  expect(stream.address).toBe("/portal/api/v1/admin/vault/audit-logs/stream?outcome=success");
  expect(calls[0]?.search).toContain("outcome=success");
  stream.send("record", record(3));
  expect(screen.getByText("action.3")).toBeTruthy();
});

test("under the pointer the list stands still, and goes on afterwards", async () => {
  const stream = await follow();
  const list = screen.getByRole("group", { name: words.records }).parentElement as HTMLElement;
  fireEvent.mouseEnter(list);
  stream.send("record", record(3));
  expect(screen.queryByText("action.3")).toBeNull();
  expect(screen.getByText(words.waiting(1))).toBeTruthy();

  fireEvent.mouseLeave(list);
  expect(await screen.findByText("action.3")).toBeTruthy();
});

test("a button pauses it, too", async () => {
  const stream = await follow();
  fireEvent.click(screen.getByRole("button", { name: words.pause }));
  stream.send("record", record(3));
  expect(screen.queryByText("action.3")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: words.resume }));
  expect(await screen.findByText("action.3")).toBeTruthy();
});

test("after an interruption what was missed is read", async () => {
  const stream = await follow();
  stream.fail();
  expect(screen.getByText(words.states.reconnecting)).toBeTruthy();
  newest = 3;
  stream.open();
  expect(await screen.findByText("action.3")).toBeTruthy();
});

test("a record's details are everything that the ledger says", async () => {
  await follow();
  fireEvent.click(screen.getByRole("button", { name: words.detailsOf(2) }));
  expect(await screen.findByText("hash-2")).toBeTruthy();
});

test("a search has no stream", () => {
  expect(streamOf({ search: "laptop" })).toBeUndefined();
  expect(streamOf({ to: "2020-01-01T00:00:00Z" })).toBeUndefined();
  expect(streamOf({})).toBe("/portal/api/v1/admin/vault/audit-logs/stream");
});
