import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, problem, show } from "../../test/render";
import { texts } from "../../texts/en";
import NotificationsPage from "./NotificationsPage";

const words = texts.notifications;
const { webhooks, preferences } = words;
const url = "https://hooks.acme.example/secrets";
const signingSecret = "whs_only-once";

function open({ test: tested = () => json({ deliveryId: "d1" }), mail = true } = {}) {
  const calls = answerCalls(({ path, method }) =>
    path.endsWith("/preferences") ? json({ events: method === "PUT" ? ["revoked"] : ["rotated", "revoked"], available: ["rotated", "revoked", "alert"], isDefault: method !== "PUT", mail })
    : path.endsWith("/test") ? tested()
    : method === "POST" ? json({ webhookId: "w1", signingSecret }, 201)
    : method === "DELETE" ? new Response(null, { status: 204 })
    : path.endsWith("/webhooks") ? json({ items: [{ webhookId: "w1", url, events: ["rotated"], createdAt: "2026-11-30T09:00:00Z", waiting: 2, lastStatus: "failed", lastError: "It answered 500." }], page: 1, pageSize: 200, total: 1 })
    : json({
        items: [{ notificationId: "n1", deliveryId: "d1", event: "rotated", channel: "mail", summary: "Your key was rotated.", nextStep: "Download it.", occurredAt: "2026-11-30T09:00:00Z", status: "pending", attempts: 2, error: "The mail server did not answer.", nextAttemptAt: "2026-11-30T10:00:00Z" }],
        page: 1, pageSize: 50, total: 1,
      }),
  );
  show(
    <StepUpProvider>
      <NotificationsPage />
    </StepUpProvider>,
  );
  return calls;
}

test("the choice of e-mails is saved when somebody says so", async () => {
  const calls = open();
  expect(await screen.findByText(preferences.isDefault)).toBeTruthy();
  const save = screen.getByRole<HTMLButtonElement>("button", { name: preferences.save });
  expect(save.disabled).toBe(true);
  fireEvent.click(screen.getByLabelText(words.events.rotated));
  expect(calls.every(({ method }) => method === "GET")).toBe(true);
  fireEvent.click(save);
  expect(await screen.findByText(preferences.saved)).toBeTruthy();
  expect(calls.find(({ method }) => method === "PUT")?.body).toEqual({ events: ["revoked"] });
  expect(screen.queryByText(preferences.isDefault)).toBeNull();
});

test("a platform without mail says so", async () => {
  open({ mail: false });
  expect(await screen.findByText(preferences.noMail)).toBeTruthy();
});

test("a webhook's secret is shown once, and leaves the page when that is closed", async () => {
  const calls = open();
  fireEvent.click(screen.getByRole("button", { name: webhooks.add }));
  const dialog = within(await screen.findByRole("dialog", { name: webhooks.addTitle }));
  const send = () => fireEvent.click(dialog.getByRole("button", { name: webhooks.add }));
  fireEvent.change(dialog.getByLabelText(webhooks.url), { target: { value: "http://hooks.acme.example" } });
  send();
  expect(await dialog.findByText(webhooks.urlWrong)).toBeTruthy();
  fireEvent.change(dialog.getByLabelText(webhooks.url), { target: { value: url } });
  fireEvent.click(dialog.getByLabelText(words.events.issued));
  send();

  const shown = within(await screen.findByRole("dialog", { name: webhooks.secretTitle }));
  expect(shown.getByText(signingSecret)).toBeTruthy();
  expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path: "/portal/api/v1/tenant/webhooks",
    body: { url, events: ["rotation_due", "rotated", "grace_ending", "grace_ended", "revoked", "rotation_failed", "alert"] },
  });
  fireEvent.click(shown.getAllByRole("button", { name: texts.close }).at(-1) as HTMLElement);
  await waitFor(() => expect(document.body.innerHTML).not.toContain(signingSecret));
});

test("a secret is replaced and a webhook deleted after a question", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: webhooks.of(webhooks.buttons.rotate, url) }));
  const rotate = within(await screen.findByRole("dialog", { name: webhooks.rotateTitle }));
  expect(rotate.queryByRole("textbox")).toBeNull();
  expect(calls.every(({ method }) => method === "GET")).toBe(true);
  fireEvent.click(rotate.getByRole("button", { name: webhooks.buttons.rotate }));
  const shown = within(await screen.findByRole("dialog", { name: webhooks.secretTitle }));
  fireEvent.click(shown.getAllByRole("button", { name: texts.close }).at(-1) as HTMLElement);

  fireEvent.click(screen.getByRole("button", { name: webhooks.of(webhooks.buttons.delete, url), hidden: true }));
  const remove = within(await screen.findByRole("dialog", { name: webhooks.deleteTitle }));
  fireEvent.click(remove.getByRole("button", { name: webhooks.buttons.delete }));
  await waitFor(() => expect(calls.find(({ method }) => method === "DELETE")?.path).toBe("/portal/api/v1/tenant/webhooks/w1"));
  expect(calls.find(({ method }) => method === "POST")?.path).toBe("/portal/api/v1/tenant/webhooks/w1/rotate-secret");
});

test("a test message is sent, and too many are refused", async () => {
  open({ test: () => problem(429, "too_many_webhook_tests") });
  fireEvent.click(await screen.findByRole("button", { name: webhooks.of(webhooks.buttons.test, url) }));
  expect(await screen.findByText("About too_many_webhook_tests.")).toBeTruthy();
});

test("what could not be sent says why and when it is tried again; filters stand in the request", async () => {
  const calls = open();
  expect(await screen.findByText("The mail server did not answer. (2 attempts)")).toBeTruthy();
  expect(screen.getByText(words.nextAttempt)).toBeTruthy();
  fireEvent.change(screen.getByLabelText(words.channel), { target: { value: "webhook" } });
  await waitFor(() => expect(calls.some(({ path, search }) => path.endsWith("/notifications") && search?.includes("channel=webhook"))).toBe(true));
});

test("what was sent before the first page can be reached", async () => {
  const calls = answerCalls(({ path }) =>
    path.endsWith("/preferences") ? json({ events: [], available: [], isDefault: true, mail: true }) : json({ items: [], page: 1, pageSize: 50, total: path.endsWith("/notifications") ? 60 : 0 }));
  show(
    <StepUpProvider>
      <NotificationsPage />
    </StepUpProvider>,
  );
  fireEvent.click(await screen.findByRole("button", { name: texts.pages.next }));
  await waitFor(() => expect(calls.some(({ path, search }) => path.endsWith("/notifications") && search?.includes("page=2"))).toBe(true));
});
