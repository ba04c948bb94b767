import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { answerQueries, json, show } from "../../test/render";
import { texts } from "../../texts/en";
import NotificationsPage from "./NotificationsPage";

const notice = (number: number) => ({
  notificationId: `notice-${number}`,
  channel: "mail",
  status: "delivered",
  event: "ssh.rotated",
  summary: `Summary ${number}`,
  nextStep: "Nothing to do.",
  occurredAt: "2026-11-30T10:00:00Z",
});

test("notifications beyond the first page can be reached, each once", async () => {
  // One more came before the second page was read: its first item was the last of the first page.
  answerQueries((query) =>
    json(
      query.get("page") === "1"
        ? { items: Array.from({ length: 50 }, (_, index) => notice(index + 1)), page: 1, pageSize: 50, total: 60 }
        : { items: Array.from({ length: 11 }, (_, index) => notice(index + 50)), page: 2, pageSize: 50, total: 61 },
    ),
  );
  show(<NotificationsPage />);
  fireEvent.click(await screen.findByRole("button", { name: texts.showMore }));

  expect(await screen.findByText("Summary 60")).toBeTruthy();
  expect(screen.getAllByText("Summary 50")).toHaveLength(1);
  expect(screen.queryByRole("button", { name: texts.showMore })).toBeNull();
});
