import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { mayOpen } from "../../app/navigation";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, problem, show } from "../../test/render";
import { texts } from "../../texts/en";
import LedgerPage from "./LedgerPage";

const { unresolved, archives, erasures, keys } = texts.ledger;

const archive = (changes = {}) => ({
  month: "2025-03-01", chain: "platform", file: "2025-03-platform.jsonl.gz", fileHash: "0123456789abcdef", firstSequence: 1, lastSequence: 1200, afterCheckpoint: 0, archivedAt: "2026-04-01T00:00:00Z", ...changes,
});

function open(attach = () => json({ items: [archive({ attachedUntil: "2026-12-07T09:00:00Z" })] })) {
  const calls = answerCalls(({ path, method }) =>
    path.endsWith("/attach") ? attach()
    : method === "POST" ? json({ erasureId: "e2", status: "pending" }, 202)
    : path.endsWith("/archives") ? json({ items: [archive()] })
    : path.endsWith("/keys") ? json({ keys: [{ version: 1, publicKey: "-----BEGIN PUBLIC KEY-----" }] })
    : path.endsWith("/unresolved") ? json({ items: [{ sequence: 9, timestamp: "2026-11-28T09:00:00Z", service: "rotation", action: "secret.rotate", user: "rotation", role: "service", outcome: "intent", hash: "h" }], page: 1, pageSize: 50, total: 1, lookedBackTo: "2025-10-26T00:00:00Z" })
    : json({ items: [{ erasureId: "e1", status: "approved", reason: "Request 17", requestedBy: "a@b.example", requestedAt: "2026-11-20T09:00:00Z", expiresAt: "2026-11-27T09:00:00Z", decidedBy: "c@b.example", erasedAt: "2026-11-21T09:00:00Z", people: 1, reasons: 2, leftOver: 3 }], page: 1, pageSize: 20, total: 1 }),
  );
  show(
    <StepUpProvider>
      <LedgerPage />
    </StepUpProvider>,
  );
  return calls;
}

test("unresolved records are read when somebody asks, by age", async () => {
  const calls = open();
  const asked = () => calls.filter(({ path }) => path.endsWith("/unresolved")).map(({ search }) => new URLSearchParams(search).get("olderThan"));
  await screen.findByText("Request 17");
  expect(asked()).toEqual([]);
  fireEvent.change(screen.getByLabelText(unresolved.olderThan), { target: { value: "P7D" } });
  fireEvent.click(screen.getByRole("button", { name: unresolved.show }));
  expect(await screen.findByText("secret.rotate")).toBeTruthy();
  expect(screen.getByText(unresolved.found(1))).toBeTruthy();
  expect(asked()).toEqual(["P7D"]);
});

test("an archived month is attached", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: archives.attachOf("2025-03") }));
  expect(await screen.findByText(archives.attachedUntil)).toBeTruthy();
  expect(calls.find(({ method }) => method === "POST")?.path).toBe("/portal/api/v1/admin/vault/audit-logs/archives/2025-03/attach");
});

test("files that are not genuine are said", async () => {
  open(() => problem(409, "archive_not_genuine"));
  fireEvent.click(await screen.findByRole("button", { name: archives.attachOf("2025-03") }));
  expect(await screen.findByText("About archive_not_genuine.")).toBeTruthy();
});

test("an erasure names whose data, and waits for another administrator", async () => {
  const calls = open();
  expect(await screen.findByText(erasures.leftOver(3))).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: erasures.request }));
  const dialog = within(await screen.findByRole("dialog", { name: erasures.request }));
  const send = () => fireEvent.click(dialog.getByRole("button", { name: erasures.request }));
  send();
  expect(await dialog.findByText(erasures.userMissing)).toBeTruthy();
  expect(dialog.getByText(texts.confirm.reasonMissing)).toBeTruthy();

  fireEvent.change(dialog.getByLabelText(erasures.user), { target: { value: " left@acme.example " } });
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Request 18" } });
  send();
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path: "/portal/api/v1/admin/vault/audit-logs/erasures", body: { user: "left@acme.example", reason: "Request 18" },
  }));
});

test("public keys are shown to whoever asks", async () => {
  open();
  fireEvent.click(screen.getByRole("button", { name: keys.show }));
  expect(await screen.findByText("-----BEGIN PUBLIC KEY-----")).toBeTruthy();
});

test("the ledger is administrators'", () => {
  expect(mayOpen("admin", "/admin/secrets/audit/ledger")).toBe(true);
  expect(mayOpen("operator", "/admin/secrets/audit/ledger")).toBe(false);
});
