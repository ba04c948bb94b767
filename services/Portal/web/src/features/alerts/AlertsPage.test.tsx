import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, show } from "../../test/render";
import { texts } from "../../texts/en";
import AlertsPage from "./AlertsPage";

const words = texts.alerts;
const alert = {
  alertId: "a1", kind: "ssh.host_key_changed", raisedBy: "key-issuance", severity: "critical", state: "open", summary: "A host key has changed.", nextStep: "Compare it.", occurrences: 1,
  firstOccurredAt: "2026-11-30T09:00:00Z", lastOccurredAt: "2026-11-30T09:00:00Z",
};

function open(deliveries: readonly object[]) {
  const calls = answerCalls(({ path, method }) =>
    method === "POST" ? json({ ...alert, state: "acknowledged" })
    : path.endsWith("/a1") ? json({ ...alert, deliveries })
    : json({ items: [alert], page: 1, pageSize: 100, total: 1 }));
  show(
    <StepUpProvider>
      <AlertsPage />
    </StepUpProvider>,
  );
  return calls;
}

const showDeliveries = async () => fireEvent.click(await screen.findByRole("button", { name: words.detailsOf(alert.summary) }));

test("to whom an alert was told is read when somebody asks", async () => {
  const calls = open([{ deliveryId: "d1", channel: "pagerduty", event: "trigger", state: "failed", attempts: 5, error: "It answered 403.", createdAt: "2026-11-30T09:00:00Z" }]);
  await screen.findByText(alert.summary);
  expect(calls.some(({ path }) => path.endsWith("/a1"))).toBe(false);
  await showDeliveries();
  expect(await screen.findByText("It answered 403.")).toBeTruthy();
  expect(screen.getByText(words.deliveries.channels.pagerduty)).toBeTruthy();
});

test("without a channel nobody was told", async () => {
  open([]);
  await showDeliveries();
  expect(await screen.findByText(words.noDeliveries)).toBeTruthy();
});

test("an alert is acknowledged", async () => {
  const calls = open([]);
  fireEvent.click(await screen.findByRole("button", { name: words.acknowledge }));
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")?.path).toBe("/portal/api/v1/admin/alerts/a1/acknowledge"));
});
