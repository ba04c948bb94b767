import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";

export type Due = "overdue" | "7d" | "30d";
export type Scheduled = Schemas["ScheduleView"];

export const schedulePageSize = 50;

export const scheduleQuery = (due: Due | undefined, page: number) =>
  queryOptions({
    queryKey: ["schedule", due, page],
    queryFn: ({ signal }) =>
      dataOf(api.GET("/api/v1/admin/secrets/rotation-schedule", { signal, params: { query: { ...(due === undefined ? {} : { due }), page, pageSize: schedulePageSize } } })),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

/** What reaches its greatest age on each day where the person is; within a day, what rotates first comes first, and what has no time for it last. */
export function byDay(items: readonly Scheduled[]): ReadonlyArray<{ readonly day: string | undefined; readonly items: readonly Scheduled[] }> {
  const days = new Map<string | undefined, Scheduled[]>();
  for (const item of items) {
    const time = item.deadlineAt;
    const day = time === undefined ? undefined : new Date(time).toDateString();
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days].map(([day, ofDay]) => ({ day, items: ofDay.sort((one, other) => rotatesAt(one) - rotatesAt(other)) }));
}

const rotatesAt = ({ dueAt }: Scheduled): number => (dueAt === undefined ? Number.MAX_VALUE : Date.parse(dueAt));
