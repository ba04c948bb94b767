import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { answerCalls, json, show } from "../../test/render";
import { texts } from "../../texts/en";
import { pageOfQuery } from "./complianceReport";
import { proposedFrom } from "./period";
import ReportsPage from "./ReportsPage";

const { access, compliance, period } = texts.reports;
const tenantId = "550e8400-e29b-41d4-a716-446655440000";

const accessReport = {
  from: "2026-11-01T00:00:00Z", to: "2026-11-30T00:00:00Z", page: 1, pageSize: 50, total: 1, isComplete: false,
  items: [{ sequence: 7, timestamp: "2026-11-30T09:00:00Z", action: "ssh_key.download", user: "owner@acme.example", role: "tenant_owner", tenantId, secretType: "ssh", secretName: "tenant", seen: "possibly", reason: "New laptop" }],
  users: [{ user: "owner@acme.example", reveals: 0, possibly: 1, secrets: 1, firstSeenAt: "2026-11-30T09:00:00Z", lastSeenAt: "2026-11-30T09:00:00Z" }],
  secrets: [{ tenantId, secretType: "ssh", secretName: "tenant", reveals: 0, possibly: 1, users: 1, firstSeenAt: "2026-11-30T09:00:00Z", lastSeenAt: "2026-11-30T09:00:00Z" }],
};

const complianceReport = {
  from: "2026-11-01T00:00:00Z", to: "2026-11-30T00:00:00Z", madeAt: "2026-11-30T09:00:00Z", isComplete: true,
  ledger: [{ chain: "platform", sequence: 1200, hash: "abc" }],
  controls: [
    {
      id: "CC6.1", framework: "SOC 2", title: "Access", requirement: "Access is limited.", mechanisms: ["Roles"],
      evidence: [{ name: "Downloads", value: 3, isAtLeast: true, samples: [], queries: [{ query: "/api/v1/admin/vault/audit-logs?action=ssh_key.download&outcome=success", count: 3 }] }],
    },
  ],
};

const open = (address: string) => {
  const calls = answerCalls(({ path }) =>
    path.endsWith("/access") ? json(accessReport)
    : path.endsWith("/compliance") ? json(complianceReport)
    : json({ items: [], page: 1, pageSize: 20, total: 0, isRebuilding: false }));
  show(<ReportsPage />, { address });
  return calls;
};

const reports = (calls: ReturnType<typeof open>) => calls.filter(({ path }) => path.includes("/reports/"));

test("an access report is made when somebody asks, of the period that they see", async () => {
  const calls = open("/?report=access");
  await screen.findByRole("heading", { name: access.title });
  expect(reports(calls)).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: period.show }));

  expect(await screen.findByText(access.total(1))).toBeTruthy();
  expect(screen.getByText(period.incomplete)).toBeTruthy();
  expect(screen.getByText("New laptop")).toBeTruthy();
  expect(screen.getByRole("link", { name: access.blastRadiusOf("owner@acme.example") }).getAttribute("href")).toBe("/admin/secrets/reports?of=user&subject=owner%40acme.example");
  const asked = new URLSearchParams(reports(calls)[0]?.search);
  expect(asked.get("from")).toBe(proposedFrom());
  expect(Date.parse(asked.get("to") ?? "")).toBeGreaterThan(Date.parse(proposedFrom()));
});

test("a period that ends before it begins is none", async () => {
  const calls = open("/?report=access");
  const field = (label: string, value: string) => {
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
    fireEvent.blur(screen.getByLabelText(label));
  };
  await screen.findByRole("heading", { name: access.title });
  field(period.from, "2026-11-10T00:00");
  field(period.to, "2026-11-09T00:00");
  fireEvent.click(screen.getByRole("button", { name: period.show }));
  expect(await screen.findByText(period.order)).toBeTruthy();
  expect(reports(calls)).toEqual([]);
});

test("a compliance report leads to what was counted, and is saved as a file", async () => {
  const calls = open("/?report=compliance&from=2026-11-01T00:00:00Z&to=2026-11-30T00:00:00Z");
  expect(await screen.findByText("Access is limited.")).toBeTruthy();
  (document.querySelector("details") as HTMLDetailsElement).open = true;
  expect(screen.getByText(compliance.atLeast(3))).toBeTruthy();
  expect(screen.getByRole("link", { name: /ssh_key.download \(3\) ?: Downloads/ }).getAttribute("href")).toBe("/admin/secrets/audit?action=ssh_key.download&outcome=success");

  const kept = vi.fn(() => "blob:report");
  URL.createObjectURL = kept;
  fireEvent.click(screen.getByRole("button", { name: compliance.download.html }));
  await waitFor(() => expect(kept).toHaveBeenCalled());
  expect(new URLSearchParams(reports(calls).at(-1)?.search).get("format")).toBe("html");
});

test.each([
  ["/api/v1/admin/vault/audit-logs?outcome=success", "/admin/secrets/audit?outcome=success"],
  ["/api/v1/admin/vault/audit-logs/verify", "/admin/secrets/audit"],
  ["/api/v1/admin/vault/audit-logs/erasures", "/admin/secrets/audit/ledger"],
  ["/api/v1/admin/reports/access?from=a&to=b", "/admin/secrets/reports?report=access&from=a&to=b"],
  ["/api/v1/admin/alerts", "/admin/secrets/alerts"],
  ["/api/v1/admin/elsewhere", undefined],
  ["constructor", undefined],
])("%s is shown at %s", (query, expected) => {
  expect(pageOfQuery(query)).toBe(expected);
});
