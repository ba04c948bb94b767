import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { mayOpen } from "../../app/navigation";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, problem, sessionOf, show } from "../../test/render";
import { texts } from "../../texts/en";
import PeoplePage from "./PeoplePage";

const words = texts.users;
const colleague = "colleague@acme.example";

function open(change = () => new Response(null, { status: 204 })) {
  const calls = answerCalls(({ path, method }) =>
    path === "/portal/session" ? sessionOf("tenant_owner", "owner@acme.example")
    : method === "POST" && path.endsWith("/users") ? json({ userId: "u3", invitationUrl: "https://portal.example/invitations/token", expiresAt: "2026-12-03T09:00:00Z" }, 201)
    : method === "POST" ? change()
    : json({
        items: [
          { userId: "u1", email: "owner@acme.example", role: "tenant_owner", status: "active", createdAt: "2026-11-30T09:00:00Z" },
          { userId: "u2", email: colleague, role: "tenant_admin", status: "active", createdAt: "2026-11-30T09:00:00Z" },
        ],
        page: 1, pageSize: 50, total: 2,
      }),
  );
  show(
    <StepUpProvider>
      <PeoplePage />
    </StepUpProvider>,
  );
  return calls;
}

test("an owner reads the own people alone, without columns of other tenants", async () => {
  const calls = open();
  await screen.findByText(colleague);
  expect(calls.map(({ path }) => path)).toContain("/portal/api/v1/tenant/users");
  expect(calls.some(({ path }) => path.includes("/admin/"))).toBe(false);
  expect(screen.queryByRole("columnheader", { name: words.tenant })).toBeNull();
  expect(within(screen.getByLabelText(words.role)).getAllByRole("option").map(({ textContent }) => textContent)).toEqual([
    texts.filters.any, texts.people.roles.tenant_owner, texts.people.roles.tenant_admin,
  ]);
});

test("whom an owner invites can be owner or admin, of the own tenant", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: words.invite }));
  const dialog = within(await screen.findByRole("dialog", { name: words.inviteTitle }));
  expect(within(dialog.getByLabelText(words.role)).getAllByRole("option")).toHaveLength(2);
  expect(dialog.queryByLabelText(words.tenant)).toBeNull();
  expect(dialog.getByText(texts.people.roleHints.tenant_admin)).toBeTruthy();

  fireEvent.change(dialog.getByLabelText(words.email), { target: { value: "new@acme.example" } });
  fireEvent.click(dialog.getByRole("button", { name: words.invite }));
  expect(await screen.findByRole("dialog", { name: words.linkTitle })).toBeTruthy();
  expect(calls.find(({ method }) => method === "POST")).toMatchObject({ path: "/portal/api/v1/tenant/users", body: { email: "new@acme.example", role: "tenant_admin" } });
});

test("somebody is disabled with a reason; a refusal is said", async () => {
  const calls = open(() => problem(409, "disabled_by_platform"));
  fireEvent.click(await screen.findByRole("button", { name: `Disable: ${colleague}` }));
  const dialog = within(await screen.findByRole("dialog", { name: words.titles.disable(colleague) }));
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Left us" } });
  fireEvent.click(dialog.getByRole("button", { name: words.buttons.disable }));
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({ path: "/portal/api/v1/tenant/users/u2/disable", body: { reason: "Left us" } }));
  expect(await dialog.findByText("About disabled_by_platform.")).toBeTruthy();
});

test("the page is an owner's: the API refuses it to everybody else", () => {
  expect(mayOpen("tenant_owner", "/dashboard/people")).toBe(true);
  for (const role of ["tenant_admin", "admin", "operator", "developer"] as const) {
    expect(mayOpen(role, "/dashboard/people")).toBe(false);
  }
});
