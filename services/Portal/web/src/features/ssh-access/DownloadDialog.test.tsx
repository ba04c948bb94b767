import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { texts } from "../../texts/en";
import { answerCalls, json, problem, show } from "../../test/render";
import { DownloadDialog } from "./DownloadDialog";

const words = texts.ssh.download;
const download = "/portal/api/v1/tenant/infrastructure/ssh-credentials/download";
const passphrase = "correct horse battery";

beforeEach(() => {
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:key");
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
});

function open() {
  const onSaved = vi.fn();
  show(
    <StepUpProvider>
      <DownloadDialog isOpen onClose={() => undefined} onSaved={onSaved} />
    </StepUpProvider>,
  );
  return onSaved;
}

const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

test("nothing is downloaded before the person has a safe place for the key", async () => {
  const calls = answerCalls(() => json({}));
  open();
  press(words.confirmButton);

  expect(await screen.findByText(words.confirmMissing)).toBeTruthy();
  expect(calls).toEqual([]);
});

test("a passphrase that is short or repeated wrongly is not sent", async () => {
  const calls = answerCalls(() => json({}));
  open();
  fireEvent.click(screen.getByLabelText(words.protect));
  fireEvent.click(screen.getByLabelText(words.confirm));
  fireEvent.change(screen.getByLabelText(words.passphrase), { target: { value: "too short" } });
  press(words.confirmButton);

  expect(await screen.findByText(words.short)).toBeTruthy();
  expect(screen.getByText(words.differs)).toBeTruthy();
  expect(calls).toEqual([]);
});

test("a step-up asks once, keeps what was typed, and the download goes on", async () => {
  let hasGrant = false;
  const calls = answerCalls(({ path }) => {
    if (path === "/portal/step-up") {
      hasGrant = true;
      return json({ antiForgery: "t" });
    }
    return hasGrant ? new Response("KEY") : problem(403, "step_up_required");
  });
  const onSaved = open();
  fireEvent.click(screen.getByLabelText(words.protect));
  fireEvent.change(screen.getByLabelText(words.passphrase), { target: { value: passphrase } });
  fireEvent.change(screen.getByLabelText(words.repeat), { target: { value: passphrase } });
  fireEvent.click(screen.getByLabelText(words.confirm));
  press(words.confirmButton);

  const dialog = within(await screen.findByRole("dialog", { name: texts.stepUp.title }));
  expect(screen.getByLabelText<HTMLInputElement>(words.passphrase).value).toBe(passphrase);
  fireEvent.change(dialog.getByLabelText(texts.signIn.password), { target: { value: "secret" } });
  fireEvent.change(dialog.getByLabelText(texts.signIn.code), { target: { value: "123456" } });
  fireEvent.click(dialog.getByRole("button", { name: texts.stepUp.submit }));

  await waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
  expect(calls.filter(({ path }) => path === download).map(({ body }) => body)).toEqual([{ passphrase }, { passphrase }]);
  expect(calls.filter(({ path }) => path === "/portal/step-up")).toHaveLength(1);
  expect(document.body.textContent).not.toContain("KEY");
});

test("a step-up that is cancelled does nothing and is no error", async () => {
  const calls = answerCalls(() => problem(403, "step_up_required"));
  const onSaved = open();
  fireEvent.click(screen.getByLabelText(words.confirm));
  press(words.confirmButton);
  const dialog = within(await screen.findByRole("dialog", { name: texts.stepUp.title }));
  fireEvent.click(dialog.getByRole("button", { name: texts.cancel }));

  await waitFor(() => expect(screen.queryByRole("dialog", { name: texts.stepUp.title })).toBeNull());
  expect(onSaved).not.toHaveBeenCalled();
  expect(screen.queryByRole("alert", { name: /step_up/ })).toBeNull();
  expect(calls).toHaveLength(1);
});
