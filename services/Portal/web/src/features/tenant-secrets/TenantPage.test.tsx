import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import type { Role } from "../../session/session";
import { answerCalls, json, problem, sessionOf, show } from "../../test/render";
import { answerStreams, Stream } from "../../test/stream";
import { texts } from "../../texts/en";
import { filledServer, fillServer } from "../../test/server";
import TenantPage from "./TenantPage";

const words = texts.tenantSecrets;
const key = "Tenant SSH key";

beforeEach(answerStreams);

const smtp = {
  name: "mail-1", username: "admin@*****.example", host: "127.0.10.1", port: 587, encryption: "starttls", webmailUrl: "https://mail.acme.example/", status: "active", health: "green",
};
const dkim = { name: "acme.example", domain: "acme.example", selector: "pm20261130a", algorithm: "rsa2048", dnsMode: "managed", status: "waiting_for_dns", health: "yellow" };

function open(role: Role, tenantKey = {}, server = {}, put = () => json({ operationId: "o2", status: "pending" }, 202)) {
  const calls = answerCalls(({ path, method }) =>
    path === "/portal/session" ? sessionOf(role)
    : method === "POST" ? json({ operationId: "o1", status: "pending" }, 202)
    : method === "PUT" ? put()
    : json({
        tenantId: "t1", tenantName: "Acme Mail", vpsIp: "127.0.10.1", isServerAbandoned: false, health: "green", ...server,
        ssh: { admin: { status: "active", health: "green" }, tenant: { status: "active", health: "green", keyFingerprint: "SHA256:abc", ...tenantKey } },
      }),
  );
  show(
    <StepUpProvider>
      <TenantPage />
    </StepUpProvider>,
    { route: "/:tenantId", address: "/t1" },
  );
  return calls;
}

test("an operator reads, and has nothing to press that changes anything", async () => {
  open("operator");
  expect(await screen.findByText("SHA256:abc")).toBeTruthy();
  expect(screen.getAllByRole("button").map(({ textContent }) => textContent).filter((text) => text !== "")).toEqual([words.history, words.history]);
  expect(screen.queryByRole("link", { name: words.trailOf(key) })).toBeNull();
});

test("a rotation needs a reason, and is followed", async () => {
  const calls = open("admin");
  fireEvent.click(await screen.findByRole("button", { name: words.actions.rotate.of(key) }));
  const dialog = within(await screen.findByRole("dialog"));
  fireEvent.click(dialog.getByRole("button", { name: words.actions.rotate.button }));
  expect(await dialog.findByText(texts.confirm.reasonMissing)).toBeTruthy();
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Somebody left" } });
  fireEvent.click(dialog.getByRole("button", { name: words.actions.rotate.button }));

  await waitFor(() => expect(Stream.all.map(({ address }) => address)).toEqual(["/portal/api/v1/admin/operations/o1/events"]));
  expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path: "/portal/api/v1/admin/secrets/tenant/t1/ssh/tenant/rotate", body: { reason: "Somebody left" },
  });
});

test("an emergency reset needs the tenant's name, an incident and a reason", async () => {
  const calls = open("admin");
  fireEvent.click(await screen.findByRole("button", { name: words.actions["emergency-reset"].of(key) }));
  const dialog = within(await screen.findByRole("dialog"));
  const press = () => fireEvent.click(dialog.getByRole("button", { name: words.actions["emergency-reset"].button }));
  press();
  expect(await dialog.findByText(words.actions.incidentMissing)).toBeTruthy();
  expect(dialog.getByText(texts.ssh.revoke.typeWrong("Acme Mail"))).toBeTruthy();
  expect(calls.every(({ method }) => method === "GET")).toBe(true);

  fireEvent.change(dialog.getByLabelText(words.actions.incident), { target: { value: "INC-7" } });
  fireEvent.change(dialog.getByLabelText(texts.ssh.revoke.type("Acme Mail")), { target: { value: "Acme Mail" } });
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Lost laptop" } });
  press();
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path: "/portal/api/v1/admin/secrets/tenant/t1/ssh/tenant/emergency-reset", body: { incidentId: "INC-7", reason: "Lost laptop" },
  }));
});

test("a revoked secret can be regenerated, and not rotated", async () => {
  open("admin", { status: "revoked", health: "red" });
  expect(await screen.findByRole("button", { name: words.actions.regenerate.of(key) })).toBeTruthy();
  expect(screen.queryByRole("button", { name: words.actions.rotate.of(key) })).toBeNull();
});

test("a tenant whose server was abandoned is given a new one, by an administrator", async () => {
  const calls = open("admin", { status: "revoked", health: "red" }, { isServerAbandoned: true, serverAbandonedAt: "2026-11-30T09:00:00Z", unreachableSince: "2026-11-30T08:00:00Z" });
  const { replace } = texts.enrolment;
  fireEvent.click(await screen.findByRole("button", { name: replace.button }));
  expect(screen.getByText(words.abandoned)).toBeTruthy();
  expect(screen.getByText(new RegExp(`^It was abandoned on .*${words.abandonedHint}$`))).toBeTruthy();
  expect(screen.queryByText(words.unreachable)).toBeNull();
  expect(screen.queryByRole("button", { name: words.actions.regenerate.of(key), hidden: true })).toBeNull();
  expect(screen.queryByRole("button", { name: words.abandon.button, hidden: true })).toBeNull();
  const dialog = within(await screen.findByRole("dialog", { name: replace.dialogTitle("Acme Mail") }));
  fireEvent.click(dialog.getByRole("button", { name: replace.button }));
  expect(await dialog.findByText(texts.enrolment.addressMissing)).toBeTruthy();
  expect(calls.every(({ method }) => method === "GET")).toBe(true);

  fillServer((label) => dialog.getByLabelText(label));
  fireEvent.click(dialog.getByRole("button", { name: replace.button }));
  await waitFor(() => expect(calls.find(({ method }) => method === "PUT")).toMatchObject({ path: "/portal/api/v1/admin/tenants/t1/server", body: filledServer }));
  await waitFor(() => expect(Stream.all.map(({ address }) => address)).toEqual(["/portal/api/v1/admin/operations/o2/events"]));
  await waitFor(() => expect(document.body.innerHTML).not.toContain("PRIVATE KEY"));
});

test("a server that is in use can be abandoned, and no other is assigned meanwhile", async () => {
  open("admin");
  expect(await screen.findByRole("button", { name: words.abandon.button })).toBeTruthy();
  expect(screen.queryByRole("button", { name: texts.enrolment.replace.button })).toBeNull();
  expect(screen.queryByText(words.abandoned)).toBeNull();
});

test("somebody else was quicker to assign a server: the refusal is said", async () => {
  open("admin", {}, { isServerAbandoned: true }, () => problem(409, "server_in_use"));
  const { replace } = texts.enrolment;
  fireEvent.click(await screen.findByRole("button", { name: replace.button }));
  expect(screen.getByText(words.abandonedHint)).toBeTruthy();
  const dialog = within(await screen.findByRole("dialog", { name: replace.dialogTitle("Acme Mail") }));
  fillServer((label) => dialog.getByLabelText(label));
  fireEvent.click(dialog.getByRole("button", { name: replace.button }));
  expect(await dialog.findByText("About server_in_use.")).toBeTruthy();
});

test("a tenant that has never had a server is given one", async () => {
  open("admin", { status: "revoked", health: "red" }, { vpsIp: undefined });
  expect(await screen.findByRole("button", { name: texts.enrolment.replace.button })).toBeTruthy();
  expect(screen.queryByText(words.abandoned)).toBeNull();
});

test("an operator sees that the server was abandoned, and assigns none", async () => {
  open("operator", { status: "revoked", health: "red" }, { isServerAbandoned: true });
  await screen.findByText(words.lastVpsIp);
  expect(screen.queryByRole("button", { name: texts.enrolment.replace.button })).toBeNull();
});

test("SMTP credentials are shown masked, with their mail server and webmail, after the SSH keys", async () => {
  open("operator", {}, { smtp: [smtp], dkim: [dkim] });
  const card = within(await screen.findByRole("region", { name: "SMTP credentials: mail-1" }));
  expect(card.getByText("admin@*****.example")).toBeTruthy();
  expect(card.getByText("127.0.10.1, port 587")).toBeTruthy();
  expect(card.getByText("STARTTLS")).toBeTruthy();
  const link = card.getByRole("link", { name: "https://mail.acme.example/" });
  expect([link.getAttribute("target"), link.getAttribute("rel")]).toEqual(["_blank", "noopener noreferrer"]);
  expect(screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent)).toEqual(
    expect.arrayContaining(["Admin SSH key", "Tenant SSH key", "SMTP credentials: mail-1", "DKIM key: acme.example"]));
  const titles = screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent);
  expect(titles.indexOf("SMTP credentials: mail-1")).toBeGreaterThan(titles.indexOf("Tenant SSH key"));
  expect(screen.queryByRole("button", { name: texts.reveal.of("SMTP credentials: mail-1") })).toBeNull();
  expect(screen.queryByRole("button", { name: texts.smtp.enrol.button })).toBeNull();
});

test("a webmail address of another scheme is text, and no link", async () => {
  open("admin", {}, { smtp: [{ ...smtp, webmailUrl: "javascript:alert(1)" }] });
  const card = within(await screen.findByRole("region", { name: "SMTP credentials: mail-1" }));
  expect(card.getByText("javascript:alert(1)").tagName).toBe("SPAN");
});

test("an administrator shows SMTP credentials; a revoked one has none", async () => {
  open("admin", {}, { smtp: [smtp, { ...smtp, name: "mail-2", status: "revoked" }] });
  fireEvent.click(await screen.findByRole("button", { name: texts.reveal.of("SMTP credentials: mail-1") }));
  expect(await screen.findByRole("dialog", { name: texts.reveal.title("Acme Mail") })).toBeTruthy();
  expect(screen.queryByRole("button", { name: texts.reveal.of("SMTP credentials: mail-2"), hidden: true })).toBeNull();
});

test("a DKIM key says how its domain is signed, and an administrator sees its records", async () => {
  const calls = open("admin", {}, { dkim: [dkim] });
  const card = within(await screen.findByRole("region", { name: "DKIM key: acme.example" }));
  expect(card.getByText("pm20261130a")).toBeTruthy();
  expect(card.getByText(texts.secretStatus.waiting_for_dns)).toBeTruthy();
  expect(card.getByText(texts.dkim.modes.managed)).toBeTruthy();
  expect(card.queryByRole("button", { name: texts.reveal.of("DKIM key: acme.example") })).toBeNull();
  fireEvent.click(card.getByRole("button", { name: texts.dkim.records.of("acme.example") }));
  await waitFor(() => expect(calls.map(({ path }) => path)).toContain("/portal/api/v1/admin/secrets/tenant/t1/dkim/acme.example/dns-records"));
});

test("SMTP credentials are added without a password to type, and followed", async () => {
  const calls = open("admin");
  fireEvent.click(await screen.findByRole("button", { name: texts.smtp.enrol.button }));
  const dialog = within(await screen.findByRole("dialog", { name: texts.smtp.enrol.title("Acme Mail") }));
  const send = () => fireEvent.click(dialog.getByRole("button", { name: texts.smtp.enrol.submit }));
  send();
  expect(await dialog.findByText(texts.smtp.enrol.nameWrong)).toBeTruthy();
  expect(dialog.getByText(texts.smtp.enrol.usernameWrong)).toBeTruthy();
  expect(calls.every(({ method }) => method === "GET")).toBe(true);
  fireEvent.change(dialog.getByLabelText(texts.smtp.enrol.name), { target: { value: "mail-1" } });
  fireEvent.change(dialog.getByLabelText(texts.smtp.enrol.username), { target: { value: "admin@acme.example" } });
  send();
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path: "/portal/api/v1/admin/secrets/tenant/t1/smtp", body: { name: "mail-1", username: "admin@acme.example" },
  }));
  await waitFor(() => expect(Stream.all.map(({ address }) => address)).toEqual(["/portal/api/v1/admin/operations/o1/events"]));
});

test("a DKIM key is added with its mode and algorithm", async () => {
  const calls = open("admin");
  fireEvent.click(await screen.findByRole("button", { name: texts.dkim.enrol.button }));
  const dialog = within(await screen.findByRole("dialog", { name: texts.dkim.enrol.title("Acme Mail") }));
  fireEvent.click(dialog.getByRole("button", { name: texts.dkim.enrol.submit }));
  expect(await dialog.findByText(texts.dkim.enrol.domainWrong)).toBeTruthy();
  fireEvent.change(dialog.getByLabelText(texts.dkim.enrol.domain), { target: { value: "acme.example" } });
  fireEvent.click(dialog.getByLabelText(texts.dkim.modes.manual));
  fireEvent.change(dialog.getByLabelText(texts.dkim.enrol.algorithm), { target: { value: "dual" } });
  fireEvent.click(dialog.getByRole("button", { name: texts.dkim.enrol.submit }));
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path: "/portal/api/v1/admin/secrets/tenant/t1/dkim", body: { domain: "acme.example", dnsMode: "manual", algorithm: "dual" },
  }));
});
