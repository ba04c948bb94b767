import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { NavigationLink } from "../../app/NavigationLink";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, sessionOf, show } from "../../test/render";
import { texts } from "../../texts/en";
import type { Approval } from "./approvals";
import ApprovalsPage from "./ApprovalsPage";

const words = texts.approvals;

const approval = (id: string, requestedBy: string): Approval => ({
  approvalId: id, kind: "audit_log.export", subjectId: `s${id}`, location: "", summary: `Export ${id}`, reason: "Yearly audit", state: "pending",
  requestedById: "p", requestedBy, requestedAt: "2026-11-30T09:00:00Z", expiresAt: "2026-12-01T09:00:00Z",
});

function answer() {
  const items = [approval("1", "ME@penguinmails.example"), approval("2", "other@penguinmails.example")];
  return answerCalls(({ path }) => (path === "/portal/session" ? sessionOf("admin") : path.endsWith("/approvals") ? json({ items, page: 1, pageSize: 200, total: 2 }) : json({})));
}

const open = () =>
  show(
    <StepUpProvider>
      <ApprovalsPage />
    </StepUpProvider>,
  );

test("what waits for the person comes first; the own request cannot be decided", async () => {
  answer();
  open();
  await screen.findByText(words.own);
  expect(screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent)).toEqual(["Export 2", "Export 1"]);
  expect(screen.getByRole("button", { name: words.approveOf("Export 2") })).toBeTruthy();
  expect(screen.queryByRole("button", { name: words.approveOf("Export 1") })).toBeNull();
});

test("who rejects says why", async () => {
  const calls = answer();
  open();
  fireEvent.click(await screen.findByRole("button", { name: words.rejectOf("Export 2") }));
  const dialog = within(await screen.findByRole("dialog", { name: words.rejectTitle }));
  fireEvent.click(dialog.getByRole("button", { name: words.reject }));
  expect(await dialog.findByText(texts.confirm.reasonMissing)).toBeTruthy();

  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Too much" } });
  fireEvent.click(dialog.getByRole("button", { name: words.reject }));
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path: "/portal/api/v1/admin/vault/audit-logs/exports/s2/reject", body: { reason: "Too much" },
  }));
});

test("the badge counts what waits for this person", async () => {
  answer();
  show(<NavigationLink item={{ to: "/x", label: "Approvals", icon: "check", waiting: "approvals" }} />);
  expect(await screen.findByRole("link", { name: /^Approvals\W+1 waiting$/ })).toBeTruthy();
});
