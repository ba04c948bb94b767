import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, problem, show } from "../../test/render";
import { filledServer, fillServer } from "../../test/server";
import { answerStreams, Stream } from "../../test/stream";
import { texts } from "../../texts/en";
import EnrolPage from "./EnrolPage";
import { emptyServer, type ServerForm, toServer, wrongOf } from "./serverForm";

const words = texts.enrolment;
const tenantId = "550e8400-e29b-41d4-a716-446655440000";

beforeEach(answerStreams);

function open(answer = () => json({ operationId: "o1", status: "pending" }, 202)) {
  const calls = answerCalls(answer);
  show(
    <StepUpProvider>
      <EnrolPage />
    </StepUpProvider>,
  );
  return calls;
}

function fill() {
  fireEvent.change(screen.getByLabelText(words.name), { target: { value: "Acme Mail" } });
  fireEvent.change(screen.getByLabelText(words.tenantId), { target: { value: tenantId } });
  fillServer((label) => screen.getByLabelText(label));
}

test("what is missing is said, and nothing is sent", async () => {
  const calls = open();
  fireEvent.click(screen.getByRole("button", { name: words.submit }));
  for (const text of [words.nameMissing, words.tenantIdWrong, words.addressMissing, words.hostKeyWrong, words.usernameMissing, words.privateKeyWrong]) {
    expect(await screen.findByText(text)).toBeTruthy();
  }
  expect(calls).toEqual([]);
});

test("an enrolment is followed, and the credential leaves the page", async () => {
  const calls = open();
  fill();
  fireEvent.click(screen.getByRole("button", { name: words.submit }));
  expect(await screen.findByRole("link", { name: words.toTenant("Acme Mail") })).toBeTruthy();
  expect(calls).toMatchObject([{ method: "POST", path: "/portal/api/v1/admin/tenants", body: { tenantId, name: "Acme Mail", server: filledServer } }]);
  await waitFor(() => expect(Stream.all.map(({ address }) => address)).toEqual(["/portal/api/v1/admin/operations/o1/events"]));
  expect(document.body.innerHTML).not.toContain("PRIVATE KEY-----");
});

test("after a refusal nothing that was filled in is lost", async () => {
  open(() => problem(409, "account_taken"));
  fill();
  fireEvent.click(screen.getByRole("button", { name: words.submit }));
  expect(await screen.findByText("About account_taken.")).toBeTruthy();
  expect(screen.getByLabelText<HTMLTextAreaElement>(words.privateKey).value).toContain("PRIVATE KEY-----");
});

test("an id can be generated", () => {
  open();
  fireEvent.click(screen.getByRole("button", { name: words.generate }));
  expect(screen.getByLabelText<HTMLInputElement>(words.tenantId).value).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a key is read from a file; another file is refused", async () => {
  open();
  const input = document.querySelector("input[type=file]") as HTMLInputElement;
  const choose = (text: string) => fireEvent.change(input, { target: { files: [new File([text], "id")] } });
  choose("ssh-ed25519 AAAA a public key");
  expect(await screen.findByText(words.fileFailed)).toBeTruthy();
  choose(filledServer.bootstrap.privateKey);
  await waitFor(() => expect(screen.getByLabelText<HTMLTextAreaElement>(words.privateKey).value).toBe(filledServer.bootstrap.privateKey));
  expect(screen.queryByText(words.fileFailed)).toBeNull();
});

const whole: ServerForm = { ...emptyServer, address: "10.0.0.1", hostKey: filledServer.hostKey, username: "root", privateKey: filledServer.bootstrap.privateKey };

test.each([
  [{}, []],
  [{ port: 0 }, ["port"]],
  [{ port: 65_536 }, ["port"]],
  [{ port: Number.NaN }, ["port"]],
  [{ address: "  " }, ["address"]],
  [{ hostKey: "SHA256:abc" }, ["hostKey"]],
  [{ hostKey: `${filledServer.hostKey} root@server` }, []],
  [{ privateKey: filledServer.hostKey }, ["privateKey"]],
  [{ privateKey: "-----BEGIN CERTIFICATE-----" }, ["privateKey"]],
] as const)("%o: wrong %o", (changes, expected) => {
  expect([...wrongOf({ ...whole, ...changes })]).toEqual(expected);
});

test("ssh-keygen needs the line break after a key", () => {
  expect(toServer({ ...whole, privateKey: "key" }).bootstrap.privateKey).toBe("key\n");
});
