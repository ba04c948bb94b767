import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, show } from "../../test/render";
import { texts } from "../../texts/en";
import ReportsPage from "./ReportsPage";

const words = texts.reports.blastRadius;
const secrets = [{ tenantId: "t1", type: "ssh", name: "tenant" }];

const report = {
  subject: "owner@acme.example", total: 2, exposed: 1, isComplete: true,
  items: [
    { tenantId: "t1", type: "ssh", name: "tenant", user: "owner@acme.example", seen: "yes", firstSeenAt: "2026-11-30T09:00:00Z", lastSeenAt: "2026-11-30T09:00:00Z", reveals: 1, isExposed: true },
    { tenantId: "t2", type: "ssh", name: "tenant", user: "owner@acme.example", seen: "possibly", firstSeenAt: "2026-11-30T09:00:00Z", lastSeenAt: "2026-11-30T09:00:00Z", reveals: 0, isExposed: false },
  ],
  rotate: { method: "POST", path: "/api/v1/admin/secrets/rotate-all", omitted: 0, body: { secretType: "all", scope: "selected", reason: "x", confirm: true, secrets } },
};

function open(address = "/") {
  const calls = answerCalls(({ path }) =>
    path.endsWith("/blast-radius") ? json(report)
    : json({ title: "Confirmation required", detail: "", code: "confirmation_required", status: 400, secrets: 1, tenants: 1, servers: 1, overdue: 0 }, 400),
  );
  show(
    <StepUpProvider>
      <ReportsPage />
    </StepUpProvider>,
    { address },
  );
  return calls;
}

test("nothing is asked before somebody has said whose reach", async () => {
  const calls = open();
  fireEvent.click(screen.getByRole("button", { name: words.ask }));
  expect(await screen.findByText(words.missing)).toBeTruthy();
  expect(calls).toEqual([]);
});

test("what a person saw is rotated exactly", async () => {
  const calls = open();
  fireEvent.change(screen.getByLabelText(words.labels.user), { target: { value: " owner@acme.example " } });
  fireEvent.click(screen.getByRole("button", { name: words.ask }));
  expect(await screen.findByText(words.result(2, 1))).toBeTruthy();
  expect(calls[0]?.search).toBe("?user=owner%40acme.example");

  fireEvent.click(screen.getByRole("button", { name: words.rotate }));
  const dialog = within(await screen.findByRole("dialog", { name: words.rotate }));
  expect(dialog.getByText("This rotates 1 secret of 1 tenant on 1 server.")).toBeTruthy();
  await waitFor(() => expect(calls.at(-1)?.body).toEqual({ secretType: "all", scope: "selected", secrets }));
});
