import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, problem, sessionOf, show } from "../../test/render";
import { texts } from "../../texts/en";
import { RevealDialog } from "./RevealDialog";

const words = texts.reveal;
const password = "correct-horse-7Vq";
const path = "/portal/api/v1/admin/secrets/tenant/t1/smtp/mail-1/reveal";
const revealed = {
  revealId: "r1", createdAt: "2026-11-01T09:00:00Z", lastRotated: "2026-11-01T09:00:00Z", expiresAt: "2026-11-30T09:15:00Z",
  fields: { webmailUrl: "https://mail.acme.example/", password, username: "admin@acme.example", host: "127.0.10.1", port: "587", encryption: "starttls" },
};

const said = [vi.spyOn(console, "log"), vi.spyOn(console, "info"), vi.spyOn(console, "warn"), vi.spyOn(console, "error"), vi.spyOn(console, "debug")];

afterEach(() => {
  for (const spy of said) {
    spy.mockClear();
  }
  vi.restoreAllMocks();
});

function Page() {
  const [state, setState] = useState("open");
  return state === "open" ? (
    <RevealDialog
      tenantId="t1"
      tenantName="Acme Mail"
      secret={{ type: "smtp", name: "mail-1" }}
      onClose={(ending) => setState(`closed: ${ending ?? "by hand"}`)}
      onReplace={(action) => setState(`replace: ${action}`)}
    />
  ) : (
    <p>{state}</p>
  );
}

function open(answer = () => json(revealed)) {
  const calls = answerCalls(({ path: called }) => (called === path ? answer() : sessionOf("admin")));
  show(
    <StepUpProvider>
      <Page />
    </StepUpProvider>,
  );
  return calls;
}

async function reveal(reason = "A backup fails") {
  const dialog = within(await screen.findByRole("dialog", { name: words.title("Acme Mail") }));
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: reason } });
  fireEvent.click(dialog.getByRole("button", { name: words.ask }));
  return dialog;
}

/** Everything of this page that could hold the password, apart from its code. */
const traces = () => [document.documentElement.outerHTML, window.location.href, JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie].join("\n");

test("nothing is asked for without a reason", async () => {
  const calls = open();
  const dialog = await reveal("  ");
  expect(await dialog.findByText(texts.confirm.reasonMissing)).toBeTruthy();
  expect(calls).toEqual([]);
});

test("the person steps up, and what was typed is not lost", async () => {
  let isSteppedUp = false;
  const calls = answerCalls(({ path: called }) => {
    if (called === "/portal/step-up") {
      isSteppedUp = true;
      return sessionOf("admin");
    }
    return isSteppedUp ? json(revealed) : problem(403, "step_up_required");
  });
  show(
    <StepUpProvider>
      <Page />
    </StepUpProvider>,
  );
  await reveal();
  const stepUp = within(await screen.findByRole("dialog", { name: texts.stepUp.title }));
  fireEvent.change(stepUp.getByLabelText(texts.signIn.password), { target: { value: "pass" } });
  fireEvent.change(stepUp.getByLabelText(texts.signIn.code), { target: { value: "123456" } });
  fireEvent.click(stepUp.getByRole("button", { name: texts.stepUp.submit }));

  expect(await screen.findByText("admin@acme.example")).toBeTruthy();
  expect(calls.filter(({ path: called }) => called === path).map(({ body }) => body)).toEqual([{ reason: "A backup fails" }, { reason: "A backup fails" }]);
});

test("the password is on the page only while somebody wants to see it, and can be copied without", async () => {
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation((text) => Promise.resolve(void copied.push(text)));
  open();
  const dialog = await reveal();
  const copy = await dialog.findByRole("button", { name: texts.copy(words.fields["password"]!) });
  expect(traces()).not.toContain(password);
  fireEvent.click(copy);
  await waitFor(() => expect(copied).toEqual([password]));
  expect(traces()).not.toContain(password);

  fireEvent.click(dialog.getByRole("button", { name: words.show }));
  expect(dialog.getByText(password)).toBeTruthy();
  fireEvent.click(dialog.getByRole("button", { name: words.hide }));
  expect(dialog.queryByText(password)).toBeNull();
  expect(dialog.getByRole("timer").textContent).toMatch(/^Credentials expire in 1[45]:\d\d$/);
  const link = dialog.getByRole("link", { name: "https://mail.acme.example/" });
  expect([link.getAttribute("target"), link.getAttribute("rel")]).toEqual(["_blank", "noopener noreferrer"]);
  expect(dialog.getAllByRole("term").map(({ textContent }) => textContent).slice(0, 6)).toEqual(["Username", "Password", "Mail server", "Port", "Encryption", "Webmail URL"]);
});

test("when it is closed, nothing of it is left", async () => {
  open();
  const dialog = await reveal();
  fireEvent.click(await dialog.findByRole("button", { name: words.show }));
  expect(traces()).toContain(password);
  fireEvent.click(dialog.getByRole("button", { name: words.close }));
  expect(await screen.findByText("closed: by hand")).toBeTruthy();
  await waitFor(() => expect(traces()).not.toContain(password));
  expect(said.flatMap(({ mock }) => mock.calls).join("\n")).not.toContain(password);
});

test("when the page is hidden, it is gone at once", async () => {
  open();
  const dialog = await reveal();
  fireEvent.click(await dialog.findByRole("button", { name: words.show }));
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  fireEvent(document, new Event("visibilitychange"));
  expect(await screen.findByText("closed: hidden")).toBeTruthy();
  expect(traces()).not.toContain(password);
});

test("an answer that comes while nobody looks is not shown", async () => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  open();
  await reveal();
  expect(await screen.findByText("closed: hidden")).toBeTruthy();
  expect(traces()).not.toContain(password);
});

test("an answer that comes after it was closed is shown nowhere", async () => {
  let answer = (_: Response) => undefined as void;
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  show(
    <StepUpProvider>
      <Page />
    </StepUpProvider>,
  );
  const dialog = await reveal();
  fireEvent.click(dialog.getByRole("button", { name: texts.cancel }));
  expect(await screen.findByText("closed: by hand")).toBeTruthy();
  answer(json(revealed));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(screen.queryByText("admin@acme.example")).toBeNull();
});

test("it leads to what replaces the password, and hides it", async () => {
  open();
  const dialog = await reveal();
  fireEvent.click(await dialog.findByRole("button", { name: texts.tenantSecrets.actions["emergency-reset"].button }));
  expect(await screen.findByText("replace: emergency-reset")).toBeTruthy();
  expect(traces()).not.toContain("admin@acme.example");
});

test("a refusal says why, and another try is possible", async () => {
  let tries = 0;
  open(() => (++tries === 1 ? problem(409, "no_active_key") : json(revealed)));
  const dialog = await reveal();
  expect(await dialog.findByText("About no_active_key.")).toBeTruthy();
  fireEvent.click(dialog.getByRole("button", { name: words.ask }));
  expect(await dialog.findByText("admin@acme.example")).toBeTruthy();
});
