import { expect, test } from "vitest";
import { mayOpen, startOf } from "./navigation";

test("a tenant begins at SSH access, and opens what lies below its own pages", () => {
  expect(startOf("tenant_owner")).toBe("/dashboard/settings/infrastructure/ssh-access");
  expect(mayOpen("tenant_admin", "/dashboard/settings/infrastructure/ssh-access/guide")).toBe(true);
  expect(mayOpen("tenant_admin", "/dashboard/settings/infrastructure/ssh-accessories")).toBe(false);
});

test.each(["/dashboard/settings/api-keys", "/dashboard/settings/email/dkim"])("both roles of a tenant open %s, and nobody else", (path) => {
  expect(mayOpen("tenant_owner", path)).toBe(true);
  expect(mayOpen("tenant_admin", path)).toBe(true);
  expect((["admin", "operator", "developer", "service"] as const).some((role) => mayOpen(role, path))).toBe(false);
});

test.each(["admin", "operator", "developer"] as const)("%s has no place among a tenant's pages", (role) => {
  expect(mayOpen(role, "/dashboard/settings/infrastructure/ssh-access")).toBe(false);
  expect(mayOpen(role, startOf(role))).toBe(true);
});

test.each([
  ["/admin/secrets", true],
  ["/admin/secrets/tenants/550e8400-e29b-41d4-a716-446655440000", true],
  ["/admin/secrets/rotation/campaigns/1", true],
  ["/admin/secrets/enrol", false],
  ["/admin/secrets/enrol/", false],
  ["/admin/secrets/deletions", false],
  ["/admin/secrets/audit", false],
  ["/admin/secrets/alerts", false],
  ["/admin/secrets/approvals", false],
])("an operator opens %s: %s", (path, expected) => {
  expect(mayOpen("operator", path)).toBe(expected);
  expect(mayOpen("admin", path)).toBe(true);
  expect(mayOpen("developer", path)).toBe(false);
});
