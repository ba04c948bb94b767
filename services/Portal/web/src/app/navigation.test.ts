import { expect, test } from "vitest";
import { mayOpen, startOf } from "./navigation";

test("a tenant begins at SSH access, and opens what lies below its own pages", () => {
  expect(startOf("tenant_owner")).toBe("/dashboard/settings/infrastructure/ssh-access");
  expect(mayOpen("tenant_admin", "/dashboard/settings/infrastructure/ssh-access/guide")).toBe(true);
  expect(mayOpen("tenant_admin", "/dashboard/settings/infrastructure/ssh-accessories")).toBe(false);
});

test.each(["admin", "operator", "developer"] as const)("%s has no place among a tenant's pages", (role) => {
  expect(mayOpen(role, "/dashboard/settings/infrastructure/ssh-access")).toBe(false);
  expect(mayOpen(role, startOf(role))).toBe(true);
});
