import type { Schemas } from "../../api/client";

export type AuditRecord = Schemas["AuditLogEntry"];

/** The records that are shown, without gaps and newest first, and those that wait until somebody has finished reading. */
export interface RecordList {
  readonly shown: readonly AuditRecord[];
  readonly waiting: readonly AuditRecord[];
  /** There are older ones than the last that is shown. */
  readonly hasOlder: boolean;
  /** More arrived than can wait; they have to be read again. */
  readonly isCut: boolean;
}

export type RecordEvent =
  /** The newest page was read. */
  | { readonly kind: "newest"; readonly page: readonly AuditRecord[]; readonly hasOlder: boolean }
  /** The page below was read. */
  | { readonly kind: "older"; readonly page: readonly AuditRecord[]; readonly hasOlder: boolean }
  | { readonly kind: "arrived"; readonly record: AuditRecord; readonly isPaused: boolean }
  | { readonly kind: "released" };

export const noRecords: RecordList = { shown: [], waiting: [], hasOlder: false, isCut: false };

/** So many are kept, however long the page stays open. */
export const most = 1000;

export function changed(list: RecordList, event: RecordEvent): RecordList {
  switch (event.kind) {
    case "newest":
      return withNewest(list, event.page, event.hasOlder);
    case "older":
      return { ...list, shown: merged(list.shown, event.page), hasOlder: event.hasOlder };
    case "arrived":
      return event.isPaused ? waitingFor(list, event.record) : limited({ ...list, shown: merged([event.record], list.shown) });
    case "released":
      return limited({ ...list, shown: merged(list.waiting, list.shown), waiting: [] });
  }
}

// Records that arrived while nobody listened lie in the page. If even more did, what was shown before is no longer next to it.
function withNewest(list: RecordList, page: readonly AuditRecord[], hasOlder: boolean): RecordList {
  const [first, last] = [page[0], page.at(-1)];
  const isAfter = ({ sequence }: AuditRecord) => first === undefined || sequence > first.sequence;
  const waiting = list.waiting.filter(isAfter);
  const isNextTo = last === undefined || !hasOlder || list.shown.some(({ sequence }) => sequence === last.sequence);
  return isNextTo && list.shown.length > 0
    ? limited({ ...list, shown: merged(page, list.shown), waiting, isCut: false })
    : { shown: merged(list.shown.filter(isAfter), page), waiting, hasOlder, isCut: false };
}

function waitingFor(list: RecordList, record: AuditRecord): RecordList {
  return list.isCut ? list : list.waiting.length >= most ? { ...list, waiting: [], isCut: true } : { ...list, waiting: merged([record], list.waiting) };
}

function limited(list: RecordList): RecordList {
  return list.shown.length <= most ? list : { ...list, shown: list.shown.slice(0, most), hasOlder: true };
}

/** Each record once, newest first. */
function merged(some: readonly AuditRecord[], others: readonly AuditRecord[]): readonly AuditRecord[] {
  const [top, below] = [some[0], others[0]];
  if (some.length === 1 && top !== undefined && (below === undefined || top.sequence > below.sequence)) {
    return [top, ...others];
  }
  return [...new Map([...others, ...some].map((record) => [record.sequence, record])).values()].sort((one, other) => other.sequence - one.sequence);
}
