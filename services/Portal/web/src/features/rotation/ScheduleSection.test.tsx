import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { answerCalls, json, show } from "../../test/render";
import { byDay, type Scheduled } from "./schedule";
import { ScheduleSection } from "./ScheduleSection";

const day = (hour: number): string => new Date(2026, 10, 30, hour).toISOString();

const scheduled = (tenantId: string, dueAt?: string, deadlineAt = day(12)): Scheduled => ({
  tenantId, secretType: "ssh", secretName: "tenant", server: "127.0.10.1:22", isOverdue: false, isUnderWay: false, trigger: "schedule", failedAttempts: 0, deadlineAt, ...(dueAt === undefined ? {} : { dueAt }),
});

test("a day is in the order of what rotates first; what has no time comes last", () => {
  const items = [scheduled("none"), scheduled("late", day(9)), scheduled("early", day(3)), scheduled("next day", day(1), new Date(2026, 11, 1).toISOString())];
  expect(byDay(items).map((each) => each.items.map(({ tenantId }) => tenantId))).toEqual([["early", "late", "none"], ["next day"]]);
});

test("each entry names its tenant; one that is not known yet, by its id", async () => {
  const calls = answerCalls(({ path }) =>
    path.endsWith("/rotation-schedule")
      ? json({ items: [scheduled("550e8400-e29b", day(9)), scheduled("6ba7b810-9dad", day(3)), { ...scheduled("550e8400-e29b", day(4)), secretName: "admin" }], page: 1, pageSize: 50, total: 3 })
      : json({ items: [{ tenantId: "550e8400-e29b", tenantName: "Acme Mail" }], page: 1, pageSize: 100, total: 1 }));
  show(<ScheduleSection />);
  expect(await screen.findAllByRole("link", { name: "Acme Mail" })).toHaveLength(2);
  expect(within(screen.getByRole("list")).getAllByRole("link").map(({ textContent }) => textContent)).toEqual(["6ba7b810", "Acme Mail", "Acme Mail"]);
  const names = calls.filter(({ search }) => search?.includes("tenantIds"));
  expect(names.map(({ search }) => new URLSearchParams(search).get("tenantIds"))).toEqual(["550e8400-e29b,6ba7b810-9dad"]);
});
