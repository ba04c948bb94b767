import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ApiError } from "../api/problem";
import { show } from "../test/render";
import { texts } from "../texts/en";
import { ConfirmDialog } from "./ConfirmDialog";

function open(onConfirm: (reason: string) => Promise<unknown>, onClose = vi.fn()) {
  show(
    <ConfirmDialog isOpen title="Revoke?" button="Revoke" word="tenant-550e8400" onConfirm={onConfirm} onClose={onClose}>
      Careful.
    </ConfirmDialog>,
  );
  return onClose;
}

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = () => fireEvent.click(screen.getByRole("button", { name: "Revoke" }));

test("another word does not confirm", async () => {
  const onConfirm = vi.fn(() => Promise.resolve());
  open(onConfirm);
  type(texts.ssh.revoke.type("tenant-550e8400"), "tenant-550e840");
  press();

  expect(await screen.findByText(texts.ssh.revoke.typeWrong("tenant-550e8400"))).toBeTruthy();
  expect(onConfirm).not.toHaveBeenCalled();
});

test("the word confirms, with the reason", async () => {
  const onConfirm = vi.fn(() => Promise.resolve());
  const onClose = open(onConfirm);
  type(texts.ssh.revoke.type("tenant-550e8400"), "tenant-550e8400");
  type(texts.ssh.rotate.reason, " Lost laptop ");
  press();

  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(onConfirm).toHaveBeenCalledWith("Lost laptop");
});

test("a refusal stays open and says what to do", async () => {
  const onClose = open(() => Promise.reject(new ApiError("operation_in_progress", "Operation in progress", "Follow the running operation.", 409)));
  type(texts.ssh.revoke.type("tenant-550e8400"), "tenant-550e8400");
  press();

  expect((await screen.findByRole("alert")).textContent).toContain("Follow the running operation.");
  expect(onClose).not.toHaveBeenCalled();
});

test("what a field holds is judged by the dialog, not by the browser", async () => {
  const check = vi.fn(() => false);
  const onConfirm = vi.fn(() => Promise.resolve());
  show(
    <ConfirmDialog isOpen title="Invite?" button="Revoke" isWithoutReason check={check} onConfirm={onConfirm} onClose={vi.fn()}>
      <input type="email" aria-label="E-mail" defaultValue="nobody" />
    </ConfirmDialog>,
  );
  press();

  await waitFor(() => expect(check).toHaveBeenCalledOnce());
  expect(onConfirm).not.toHaveBeenCalled();
});
