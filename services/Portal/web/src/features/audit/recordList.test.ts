import { expect, test } from "vitest";
import { type AuditRecord, changed, most, noRecords, type RecordList } from "./recordList";

const record = (sequence: number): AuditRecord => ({
  sequence, timestamp: "2026-11-30T09:00:00Z", service: "audit", action: "sign_in", user: "a@b.example", role: "admin", outcome: "success", hash: "00",
});
const down = (from: number, to: number): AuditRecord[] => Array.from({ length: from - to + 1 }, (_, index) => record(from - index));
const numbers = (list: RecordList) => list.shown.map(({ sequence }) => sequence);
const read = (from: number, to: number, hasOlder = true) => ({ kind: "newest", page: down(from, to), hasOlder }) as const;
const arrived = (sequence: number, isPaused = false) => ({ kind: "arrived", record: record(sequence), isPaused }) as const;

test("records that arrive come first, each once", () => {
  let list = changed(noRecords, read(5, 3));
  list = changed(changed(list, arrived(6)), arrived(6));
  expect(numbers(list)).toEqual([6, 5, 4, 3]);
});

test("while paused they wait, and come together afterwards", () => {
  let list = changed(noRecords, read(5, 4));
  list = changed(changed(list, arrived(6, true)), arrived(7, true));
  expect([numbers(list), list.waiting.length]).toEqual([[5, 4], 2]);
  list = changed(list, { kind: "released" });
  expect([numbers(list), list.waiting.length]).toEqual([[7, 6, 5, 4], 0]);
});

test("what was appended while nobody listened is filled in, and what was read below stays", () => {
  let list = changed(noRecords, read(5, 4));
  list = changed(list, { kind: "older", page: down(3, 2), hasOlder: true });
  list = changed(list, read(7, 5));
  expect(numbers(list)).toEqual([7, 6, 5, 4, 3, 2]);
});

test("after too long an absence the list begins anew: it has no gaps", () => {
  const list = changed(changed(noRecords, read(5, 4)), read(20, 18));
  expect([numbers(list), list.hasOlder]).toEqual([[20, 19, 18], true]);
});

test("a record that arrived before the page was read stays above it", () => {
  const list = changed(changed(noRecords, arrived(6)), read(5, 4));
  expect(numbers(list)).toEqual([6, 5, 4]);
});

test("however long the stream goes on, no more than so many are kept", () => {
  let list = changed(noRecords, read(1, 1, false));
  for (let sequence = 2; sequence <= most + 50; sequence++) {
    list = changed(list, arrived(sequence));
  }
  expect([list.shown.length, list.shown[0]?.sequence, list.hasOlder]).toEqual([most, most + 50, true]);
});

test("more than can wait are read again", () => {
  let list = changed(noRecords, read(1, 1, false));
  for (let sequence = 2; sequence <= most + 3; sequence++) {
    list = changed(list, arrived(sequence, true));
  }
  expect([list.isCut, list.waiting.length]).toEqual([true, 0]);
  expect(changed(list, read(most + 3, most)).isCut).toBe(false);
});

test("a record that waits while the page is read is not lost", () => {
  let list = changed(noRecords, read(5, 4));
  list = changed(changed(list, arrived(6, true)), arrived(7, true));
  list = changed(list, read(6, 4));
  expect([numbers(list), list.waiting.map(({ sequence }) => sequence)]).toEqual([[6, 5, 4], [7]]);
});
