import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, show } from "../../test/render";
import { texts } from "../../texts/en";
import { PoliciesSection } from "./PoliciesSection";
import type { Policy, PolicyChange } from "./policies";
import { differencesOf } from "./policyChanges";

const words = texts.rotation.policies;
const { windows, limits, override, changes } = texts.policies;
const tenantId = "550e8400-e29b-41d4-a716-446655440000";

const policy = (settings: Partial<Policy> = {}): Policy => ({
  secretType: "ssh", intervalDays: 90, gracePeriod: "PT24H", alertBeforeDays: 14, enabled: true, maintenanceWindows: [], thresholds: {}, version: 0, ...settings,
});

const settings = ({ intervalDays, gracePeriod, alertBeforeDays, enabled, maintenanceWindows, thresholds }: Policy): Required<PolicyChange>["after"] => ({
  intervalDays, gracePeriod, alertBeforeDays, enabled, maintenanceWindows, thresholds,
});

function open(isAdmin = true, items = [policy()]) {
  const calls = answerCalls(({ path, method }) =>
    method === "PUT" ? json(policy({ version: 1 }))
    : path.endsWith("/changes") ? json({
        items: [{ secretType: "ssh", version: 1, before: settings(policy()), after: settings(policy({ intervalDays: 60 })), changedBy: "a@b.example", reason: "Quarterly", changedAt: "2026-11-30T09:00:00Z" }],
        page: 1, pageSize: 20, total: 1,
      })
    : path.endsWith("/rotation-policies") ? json({ items, page: 1, pageSize: 200, total: items.length })
    : json({ items: [{ tenantId, tenantName: "Acme Mail", health: "green" }], page: 1, pageSize: 20, total: 1, isRebuilding: false }),
  );
  show(
    <StepUpProvider>
      <PoliciesSection isAdmin={isAdmin} />
    </StepUpProvider>,
  );
  return calls;
}

test("windows and limits are set, and said back", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: words.changeOf("SSH keys") }));
  const dialog = within(await screen.findByRole("dialog", { name: words.changeOf("SSH keys") }));
  fireEvent.click(dialog.getByRole("button", { name: windows.add }));
  fireEvent.click(dialog.getByLabelText("Sunday"));
  fireEvent.click(dialog.getByLabelText("Saturday"));
  fireEvent.change(dialog.getByLabelText(windows.from), { target: { value: "23:00" } });
  fireEvent.change(dialog.getByLabelText(new RegExp(`^${windows.to}`)), { target: { value: "23:00" } });
  fireEvent.change(dialog.getByLabelText(windows.zone), { target: { value: "Europe/Berlin" } });
  fireEvent.change(dialog.getByLabelText(limits.downloads), { target: { value: "0" } });
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Nights only" } });
  const save = () => fireEvent.click(dialog.getByRole("button", { name: words.save }));
  save();
  expect(await dialog.findByText(windows.timesEqual)).toBeTruthy();
  expect(dialog.getByText(limits.wrong)).toBeTruthy();
  expect(calls.every(({ method }) => method === "GET")).toBe(true);

  fireEvent.change(dialog.getByLabelText(new RegExp(`^${windows.to}`)), { target: { value: "03:00" } });
  fireEvent.change(dialog.getByLabelText(limits.downloads), { target: { value: "20" } });
  save();
  await waitFor(() => expect(calls.find(({ method }) => method === "PUT")?.body).toMatchObject({
    secretType: "ssh",
    maintenanceWindows: [{ days: ["sat", "sun"], from: "23:00", to: "03:00", timeZone: "Europe/Berlin" }],
    thresholds: { downloads: 20 },
    expectedVersion: 0,
    reason: "Nights only",
  }));
});

test("one tenant is given a policy of its own, which begins as the default is", async () => {
  const calls = open(true, [policy({ version: 4, intervalDays: 60, changedAt: "2026-11-30T09:00:00Z", changedBy: "a@b.example" })]);
  fireEvent.click(await screen.findByRole("button", { name: override.button }));
  const choice = within(await screen.findByRole("dialog", { name: override.title }));
  fireEvent.click(choice.getByRole("button", { name: override.next }));
  expect(await choice.findByText(override.tenantMissing)).toBeTruthy();
  fireEvent.click(choice.getByRole("combobox", { name: override.tenant }));
  fireEvent.click(await screen.findByRole("option", { name: "Acme Mail" }));
  fireEvent.click(choice.getByRole("button", { name: override.next }));

  const dialog = within(await screen.findByRole("dialog", { name: "SSH keys of tenant 550e8400" }));
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Contract" } });
  fireEvent.click(dialog.getByRole("button", { name: words.save }));
  await waitFor(() => expect(calls.find(({ method }) => method === "PUT")?.body).toMatchObject({ secretType: "ssh", tenantId, intervalDays: 60, expectedVersion: 0, reason: "Contract" }));
});

test("an operator reads policies and their changes, and changes nothing", async () => {
  open(false);
  fireEvent.click(await screen.findByRole("button", { name: changes.show }));
  expect(await screen.findByText("Interval: 90 days → 60 days")).toBeTruthy();
  expect(screen.queryByRole("button", { name: words.changeOf("SSH keys") })).toBeNull();
  expect(screen.queryByRole("button", { name: override.button })).toBeNull();
});

test.each<readonly [Partial<Policy> | undefined, Partial<Policy> | undefined, readonly string[]]>([
  [{}, undefined, [changes.default]],
  [{}, {}, [changes.nothing]],
  [{}, { enabled: false, gracePeriod: "PT48H" }, ["Grace period: 24 hours → 2 days", "Schedule: On → Off"]],
  [{}, { maintenanceWindows: [{ days: ["sat"], from: "01:00", to: "02:00" }], thresholds: { reads: 5 } }, ["Maintenance windows: At any time → Sat 01:00–02:00 UTC", "Limits of use: None → 5 reads"]],
])("from %o to %o: %o", (before, after, expected) => {
  expect(differencesOf({
    ...(before === undefined ? {} : { before: settings(policy(before)) }),
    ...(after === undefined ? {} : { after: settings(policy(after)) }),
  })).toEqual(expected);
});
