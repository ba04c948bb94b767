import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { answerQueries, json, problem, show } from "../../test/render";
import { texts } from "../../texts/en";
import AlertsPage from "./AlertsPage";

const size = 50;
const total = 70;
const alert = (number: number) => ({
  alertId: `alert-${number}`,
  kind: "drift",
  severity: "warning",
  state: "open",
  summary: `Summary ${number}`,
  nextStep: "Look at it.",
  occurrences: 1,
  firstOccurredAt: "2026-11-30T10:00:00Z",
  lastOccurredAt: "2026-11-30T10:00:00Z",
});
const page = (number: number) => ({
  items: Array.from({ length: Math.min(size, total - (number - 1) * size) }, (_, index) => alert((number - 1) * size + index + 1)),
  page: number,
  pageSize: size,
  total,
});

test("alerts beyond the first page can be reached", async () => {
  answerQueries((query) => json(page(Number(query.get("page")))));
  show(<AlertsPage />);

  expect(await screen.findByText(texts.shownOf(50, 70))).toBeTruthy();
  expect(screen.queryByText("Summary 70")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: texts.showMore }));

  expect(await screen.findByText("Summary 70")).toBeTruthy();
  expect(screen.getByText("Summary 1")).toBeTruthy();
  expect(screen.queryByRole("button", { name: texts.showMore })).toBeNull();
});

test("a part that cannot be read is said below what is there", async () => {
  answerQueries((query) => (query.get("page") === "1" ? json(page(1)) : problem(403, "forbidden")));
  show(<AlertsPage />);
  fireEvent.click(await screen.findByRole("button", { name: texts.showMore }));

  expect((await screen.findByRole("alert")).textContent).toContain("About forbidden.");
  expect(screen.getByText("Summary 50")).toBeTruthy();
});
