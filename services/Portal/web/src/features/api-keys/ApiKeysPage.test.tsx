import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, show } from "../../test/render";
import { texts } from "../../texts/en";
import ApiKeysPage from "./ApiKeysPage";
import { ApiKeysSection } from "./ApiKeysSection";

const words = texts.apiKeys;
const name = "Dashboard";
const key = "pmk_019ab6a02f7a7c109d5e3a51c0a6f001_only-once";
const path = "/portal/api/v1/tenant/api-keys";

const listed = {
  keyId: "k1", name, permissions: ["audit:read"], rateLimitPerMinute: 60, createdAt: "2026-11-29T09:00:00Z", createdBy: "owner@acme.example",
  requestCount: 12, status: "active", lastUsedAt: new Date().toISOString(), lastUsedFrom: "203.0.113.7",
};

const replaced = { ...listed, keyId: "k3", name: "Replaced", status: "expiring", replacedBy: "k1", expiresAt: "2026-12-01T09:00:00Z" };
const held = {
  ...replaced, keyId: "k4", name: "Held",
  hold: { reason: "Export moves on Friday", heldBy: "owner@acme.example", heldAt: "2026-11-30T09:00:00Z", graceEndsAt: "2026-12-01T09:00:00Z" },
};

function answers() {
  return answerCalls(({ path: asked, method }) =>
    asked.endsWith("/usage") ? json({
        buckets: [{ from: "2026-11-29T08:00:00Z", requests: 0, refused: 0, rateLimited: 0 }, { from: "2026-11-29T09:00:00Z", requests: 12, refused: 1, rateLimited: 2 }],
        byPermission: { "audit:read": 11, none: 1 }, total: 12,
      })
    : asked.endsWith("/hold") || asked.endsWith("/release") ? json(replaced)
    : asked.endsWith("/revoke") ? new Response(null, { status: 204 })
    : method === "POST" ? json({ ...listed, keyId: "k2", key, ...(asked.endsWith("/rotate") ? { previous: { keyId: "k1", worksUntil: "2026-12-01T09:00:00Z", usedWithinAnHour: true } } : {}) }, 201)
    : json({ items: [listed, replaced, held, { ...listed, keyId: "k0", name: "Old", status: "revoked" }], page: 1, pageSize: 50, total: 4 }),
  );
}

function open() {
  const calls = answers();
  show(
    <StepUpProvider>
      <ApiKeysPage />
    </StepUpProvider>,
  );
  return calls;
}

test("a key is created, shown once, and leaves the page when that is closed", async () => {
  const calls = open();
  fireEvent.click(screen.getByRole("button", { name: words.create.button }));
  const dialog = within(await screen.findByRole("dialog", { name: words.create.title }));
  const send = () => fireEvent.click(dialog.getByRole("button", { name: words.create.button }));
  send();
  expect(await dialog.findByText(words.create.nameMissing)).toBeTruthy();
  expect(dialog.getByText(words.create.permissionsMissing)).toBeTruthy();
  fireEvent.change(dialog.getByLabelText(words.name), { target: { value: ` ${name} ` } });
  fireEvent.click(dialog.getByLabelText(words.permissionNames["audit:read"]));
  fireEvent.change(dialog.getByLabelText(words.create.limit), { target: { value: "6001" } });
  send();
  expect(await dialog.findByText(words.create.limitWrong(6000))).toBeTruthy();
  expect(calls.every(({ method }) => method === "GET")).toBe(true);
  fireEvent.change(dialog.getByLabelText(words.create.limit), { target: { value: "100" } });
  fireEvent.change(dialog.getByLabelText(words.create.ends), { target: { value: "30" } });
  send();

  const shown = within(await screen.findByRole("dialog", { name: words.shown.title }));
  expect(shown.getByText(key)).toBeTruthy();
  expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path,
    body: { name, permissions: ["audit:read"], rateLimitPerMinute: 100, expiresInDays: 30 },
  });
  fireEvent.click(shown.getByRole("button", { name: words.shown.saved }));
  await waitFor(() => expect(document.body.innerHTML).not.toContain(key));
});

test("a rotation says until when the key before works, and that something uses it", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: words.of(words.buttons.rotate, name) }));
  const dialog = within(await screen.findByRole("dialog", { name: words.rotate.title }));
  expect(dialog.queryByText(words.usedNow)).toBeNull();
  fireEvent.change(dialog.getByLabelText(words.rotate.grace), { target: { value: "PT0S" } });
  expect(dialog.getByText(words.usedNow)).toBeTruthy();
  fireEvent.change(dialog.getByLabelText(words.rotate.grace), { target: { value: "PT168H" } });
  fireEvent.click(dialog.getByRole("button", { name: words.buttons.rotate }));
  const shown = within(await screen.findByRole("dialog", { name: words.shown.title }));
  expect(shown.getByText(new RegExp(words.shown.before))).toBeTruthy();
  expect(calls.find(({ method }) => method === "POST")).toMatchObject({ path: `${path}/k1/rotate`, body: { gracePeriod: "PT168H" } });
});

test("a rotated key is held for a reason, and let go with a warning when something uses it", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: words.of(words.buttons.hold, "Replaced") }));
  const hold = within(await screen.findByRole("dialog", { name: words.hold.title }));
  fireEvent.click(hold.getByRole("button", { name: words.buttons.hold }));
  expect(calls.every(({ method }) => method === "GET")).toBe(true);
  fireEvent.change(hold.getByRole("textbox"), { target: { value: "Export moves on Friday" } });
  fireEvent.click(hold.getByRole("button", { name: words.buttons.hold }));
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({ path: `${path}/k3/hold`, body: { reason: "Export moves on Friday" } }));
  expect(screen.queryByRole("button", { name: words.of(words.buttons.release, "Replaced"), hidden: true })).toBeNull();
  expect(screen.queryByRole("button", { name: words.of(words.buttons.hold, name), hidden: true })).toBeNull();

  expect(screen.getByText(words.hold.held("owner@acme.example", "Export moves on Friday"))).toBeTruthy();
  fireEvent.click(await screen.findByRole("button", { name: words.of(words.buttons.release, "Held") }));
  const release = within(await screen.findByRole("dialog", { name: words.release.title }));
  expect(release.getByText(words.usedNow)).toBeTruthy();
  fireEvent.click(release.getByRole("button", { name: words.buttons.release }));
  await waitFor(() => expect(calls.find((call) => call.path === `${path}/k4/release`)).toMatchObject({ method: "POST", body: {} }));
});

test("a key is revoked after a question; one that has ended cannot be", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: words.of(words.buttons.revoke, name) }));
  const dialog = within(await screen.findByRole("dialog", { name: words.revoke.title }));
  expect(dialog.getByText(words.usedNow)).toBeTruthy();
  fireEvent.click(dialog.getByRole("button", { name: words.buttons.revoke }));
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({ path: `${path}/k1/revoke`, body: {} }));
  expect(screen.queryByRole("button", { name: words.of(words.buttons.revoke, "Old"), hidden: true })).toBeNull();
  expect(screen.queryByRole("button", { name: words.of(words.buttons.rotate, "Old"), hidden: true })).toBeNull();
});

test("the use of a key is shown as bars and as figures", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: words.of(words.buttons.usage, name) }));
  const dialog = within(await screen.findByRole("dialog", { name: words.usage.title(name) }));
  expect(await dialog.findByText(words.usage.total(12))).toBeTruthy();
  expect(dialog.getByRole("img", { name: words.usage.chart(12) })).toBeTruthy();
  expect(dialog.getByText(words.usage.of(words.usage.noPermission, 1))).toBeTruthy();
  fireEvent.change(dialog.getByLabelText(words.usage.span), { target: { value: "month" } });
  await waitFor(() => expect(calls.at(-1)?.search).toContain("interval=day"));
});

test("an administrator revokes a tenant's key with a reason, and cannot rotate it", async () => {
  const calls = answers();
  show(
    <StepUpProvider>
      <ApiKeysSection owner={{ tenantId: "t1" }} />
    </StepUpProvider>,
  );
  fireEvent.click(await screen.findByRole("button", { name: words.of(words.buttons.revoke, name) }));
  const dialog = within(await screen.findByRole("dialog", { name: words.revoke.title }));
  fireEvent.click(dialog.getByRole("button", { name: words.buttons.revoke }));
  expect(await dialog.findByText(texts.confirm.reasonMissing)).toBeTruthy();
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Found in a paste." } });
  fireEvent.click(dialog.getByRole("button", { name: words.buttons.revoke }));
  await waitFor(() =>
    expect(calls.find(({ method }) => method === "POST")).toMatchObject({
      path: "/portal/api/v1/admin/secrets/tenant/t1/api-keys/k1/revoke",
      body: { reason: "Found in a paste." },
    }),
  );
  expect(screen.queryByRole("button", { name: words.of(words.buttons.rotate, name), hidden: true })).toBeNull();
});
