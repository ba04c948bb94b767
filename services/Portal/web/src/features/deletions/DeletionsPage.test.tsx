import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { answerCalls, json, sessionOf, show } from "../../test/render";
import { texts } from "../../texts/en";
import type { Deletion } from "./deletions";
import DeletionsPage from "./DeletionsPage";

const words = texts.deletions;

const deletion = (deletionId: string, changes: Partial<Deletion> = {}): Deletion => ({
  deletionId, status: "pending", tenantId: "t1", type: "ssh", name: "tenant", reason: `Reason ${deletionId}`, requestedBy: "other@penguinmails.example",
  requestedAt: "2026-11-30T09:00:00Z", expiresAt: "2026-12-01T09:00:00Z", ...changes,
});

const decided = { decidedBy: "me@penguinmails.example", decidedAt: "2026-11-30T10:00:00Z" };

function open(items: readonly Deletion[], address = "/") {
  const calls = answerCalls(({ path }) =>
    path === "/portal/session" ? sessionOf("admin")
    : path.endsWith("/deletions") ? json({ items, page: 1, pageSize: 50, total: items.length })
    : json({ items: [{ tenantId: "t1", tenantName: "Acme Mail" }], page: 1, pageSize: 100, total: 1 }));
  show(<DeletionsPage />, { address });
  return calls;
}

const row = async (reason: string) => within((await screen.findByText(reason)).closest("tr") as HTMLElement);

test("each deletion says how far it has come, and only another administrator is led to the decision", async () => {
  open([
    deletion("waits"),
    deletion("mine", { requestedBy: "ME@penguinmails.example" }),
    deletion("begun", { status: "approved", ...decided }),
    deletion("done", { status: "approved", deletedAt: "2026-11-30T11:00:00Z", ...decided }),
    deletion("refused", { status: "rejected", decisionReason: "Still needed", ...decided }),
  ]);
  expect((await row("Reason waits")).getByText(words.statuses.pending)).toBeTruthy();
  await screen.findAllByRole("link", { name: "Acme Mail" });
  expect(screen.getAllByRole("link", { name: words.decideOf("Tenant SSH key", "Acme Mail") })).toHaveLength(1);
  expect((await row("Reason mine")).queryByText(words.decide)).toBeNull();
  expect((await row("Reason begun")).getByText(words.underWay)).toBeTruthy();
  expect((await row("Reason done")).getByText(words.deleted)).toBeTruthy();
  expect((await row("Reason refused")).getByText("Still needed")).toBeTruthy();
});

test("the status in the address is asked for, and none other than there is", async () => {
  const calls = open([], "/?status=rejected");
  expect(await screen.findByText(words.noMatch)).toBeTruthy();
  expect(calls.find(({ path }) => path.endsWith("/deletions"))?.search).toContain("status=rejected");
  fireEvent.change(screen.getByLabelText(words.status), { target: { value: "expired" } });
  await waitFor(() => expect(calls.at(-1)?.search).toContain("status=expired"));
});
