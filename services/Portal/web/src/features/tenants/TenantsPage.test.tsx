import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { earlyReads } from "../../app/earlyReads";
import type { Role } from "../../session/session";
import { answerCalls, json, sessionOf, show } from "../../test/render";
import { texts } from "../../texts/en";
import TenantsPage from "./TenantsPage";

const words = texts.tenants;
const path = "/portal/api/v1/admin/secrets/tenants";
const id = "550e8400-e29b-41d4-a716-446655440000";

function open(address: string, role: Role = "operator", list = {}) {
  const calls = answerCalls(({ path: called }) =>
    called === "/portal/session" ? sessionOf(role)
    : called === "/portal/api/v1/admin/vault/health" ? json({ storageStatus: "offline", backupHealth: "critical", nodes: [], checkedAt: "2026-11-30T09:00:00Z" })
    : called === path
      ? json({
          items: [{ tenantId: id, tenantName: "Acme Mail", vpsIp: "127.0.10.1", sshKeyStatus: "active", apiKeysCount: 0, dkimKeysCount: 0, health: "red" }],
          page: 1, pageSize: 50, total: 120, asOf: "2026-11-30T09:00:00Z", behindSeconds: 0.4, isRebuilding: false, ...list,
        })
    : json({ tenantId: id, tenantName: "Acme Mail", health: "red", ssh: { admin: { status: "active", health: "green" }, tenant: { status: "expired", health: "red" } } }),
  );
  show(<TenantsPage />, { address });
  return () => calls.filter(({ path: called }) => called === path).map(({ search }) => new URLSearchParams(search));
}

test("the address says what is shown, and nonsense in it is left out", async () => {
  const asked = open("/?search=acme&secretType=ssh&status=expired&rotationDue=7d&health=red&sort=lastRotation&order=desc&page=2");
  await screen.findByText("Acme Mail");
  expect(Object.fromEntries(asked()[0] ?? [])).toEqual({
    search: "acme", secretType: "ssh", status: "expired", rotationDue: "7d", health: "red", sort: "lastRotation", order: "desc", page: "2", pageSize: "50",
  });
  expect(screen.getByText("51–100 of 120")).toBeTruthy();
});

test("nonsense in the address is not asked for", async () => {
  const asked = open("/?status=__proto__&health=blue&sort=password&page=-1");
  await screen.findByText("Acme Mail");
  expect(Object.fromEntries(asked()[0] ?? [])).toEqual({ sort: "tenantName", order: "asc", page: "1", pageSize: "50" });
});

test("the list that is asked for before the scripts run is the one that the page shows first", async () => {
  const asked = open("/");
  await screen.findByText("Acme Mail");
  expect(earlyReads["/admin/secrets"]).toEqual([`${path}?${asked()[0]?.toString() ?? ""}`]);
});

test("typing asks once, when somebody pauses", async () => {
  const asked = open("/?page=2");
  const field = await screen.findByLabelText(words.search);
  for (const text of ["a", "ac", "acm"]) {
    fireEvent.change(field, { target: { value: text } });
  }
  await waitFor(() => expect(asked().at(-1)?.get("search")).toBe("acm"));
  expect(asked().filter((query) => query.has("search"))).toHaveLength(1);
  expect(asked().at(-1)?.get("page")).toBe("1");
});

test("a column's head sorts, and then the other way round", async () => {
  const asked = open("/");
  fireEvent.click(await screen.findByRole("button", { name: words.columns.lastRotation }));
  await waitFor(() => expect(asked().at(-1)?.get("sort")).toBe("lastRotation"));
  fireEvent.click(screen.getByRole("button", { name: words.columns.lastRotation }));
  await waitFor(() => expect(asked().at(-1)?.get("order")).toBe("desc"));
  expect(screen.getByRole("columnheader", { name: words.columns.lastRotation }).getAttribute("aria-sort")).toBe("descending");
});

test("health is said in words; a row opens to the tenant's secrets", async () => {
  open("/");
  await screen.findByText("Acme Mail");
  expect(screen.getByRole("group", { name: words.listTitle }).textContent).toContain(texts.health.red);
  fireEvent.click(screen.getByRole("button", { name: words.show("Acme Mail") }));
  expect(await screen.findByRole("region", { name: "Tenant SSH key" })).toBeTruthy();
  expect(screen.getByRole("region", { name: "Admin SSH key" })).toBeTruthy();
});

test("it says how current the list is; to rebuild it is an administrator's", async () => {
  open("/", "operator", { behindSeconds: 75 });
  expect(await screen.findByText(words.currency.behind(75))).toBeTruthy();
  expect(screen.queryByRole("button", { name: words.currency.rebuild })).toBeNull();
});

test("an administrator can rebuild it", async () => {
  open("/", "admin");
  expect(await screen.findByRole("button", { name: words.currency.rebuild })).toBeTruthy();
});

test("a sealed or dead Vault does not hide the tenants", async () => {
  open("/");
  expect(await screen.findByText("Acme Mail")).toBeTruthy();
  expect(await screen.findByText(texts.vaultHealth.storage.offline)).toBeTruthy();
});

test("an administrator enrols tenants, an operator does not", async () => {
  open("/", "admin");
  expect((await screen.findByRole("link", { name: texts.enrolment.button })).getAttribute("href")).toBe("/admin/secrets/enrol");
});

test("an operator has no link to what the API refuses", async () => {
  open("/");
  await screen.findByText("Acme Mail");
  expect(screen.queryByRole("link", { name: texts.enrolment.button })).toBeNull();
});
