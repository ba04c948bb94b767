import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { StepUpProvider } from "../../session/StepUp";
import { answerCalls, json, sessionOf, show } from "../../test/render";
import { texts } from "../../texts/en";
import { changesOf, type Person } from "./people";
import UsersPage from "./UsersPage";

const words = texts.users;
const link = "https://portal.example/invitations/secret-token";

const person = (changes: Partial<Person> = {}): Person => ({
  userId: "u1", email: "other@penguinmails.example", role: "operator", status: "active", createdAt: "2026-11-30T09:00:00Z", ...changes,
});

function open() {
  const calls = answerCalls(({ path, method }) =>
    path === "/portal/session" ? sessionOf("admin", "me@penguinmails.example")
    : method === "POST" ? json({ userId: "u1", invitationUrl: link, expiresAt: "2026-12-03T09:00:00Z" })
    : path.endsWith("/users") ? json({ items: [person(), person({ userId: "u2", email: "ME@penguinmails.example", role: "admin" })], page: 1, pageSize: 50, total: 2 })
    : json({ items: [], page: 1, pageSize: 20, total: 0, isRebuilding: false }),
  );
  show(
    <StepUpProvider>
      <UsersPage />
    </StepUpProvider>,
  );
  return calls;
}

test("nobody changes their own access", async () => {
  open();
  await screen.findByText("other@penguinmails.example");
  await screen.findByText(words.self);
  expect(screen.queryByRole("button", { name: /ME@penguinmails/ })).toBeNull();
  expect(screen.getByRole("button", { name: "Disable: other@penguinmails.example" })).toBeTruthy();
});

test("a reset shows the new link once, and it leaves the page when that is closed", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: "Reset: other@penguinmails.example" }));
  const dialog = within(await screen.findByRole("dialog", { name: words.titles.reset("other@penguinmails.example") }));
  fireEvent.change(dialog.getByLabelText(texts.confirm.reason), { target: { value: "Lost phone" } });
  fireEvent.click(dialog.getByRole("button", { name: words.buttons.reset }));

  const shown = within(await screen.findByRole("dialog", { name: words.linkTitle }));
  expect(await shown.findByText(link)).toBeTruthy();
  expect(calls.find(({ method }) => method === "POST")).toMatchObject({ path: "/portal/api/v1/admin/users/u1/reset", body: { reason: "Lost phone" } });
  fireEvent.click(shown.getAllByRole("button", { name: texts.close }).at(-1) as HTMLElement);
  await waitFor(() => expect(document.body.innerHTML).not.toContain(link));
});

test("an invitation of a tenant's person needs the tenant", async () => {
  const calls = open();
  fireEvent.click(await screen.findByRole("button", { name: words.invite }));
  const dialog = within(await screen.findByRole("dialog", { name: words.inviteTitle }));
  fireEvent.change(dialog.getByLabelText(words.email), { target: { value: "new@acme.example" } });
  fireEvent.click(dialog.getByRole("button", { name: words.invite }));
  expect(await dialog.findByText(words.tenantMissing)).toBeTruthy();

  fireEvent.change(dialog.getByLabelText(words.role), { target: { value: "operator" } });
  fireEvent.click(dialog.getByRole("button", { name: words.invite }));
  await waitFor(() => expect(calls.find(({ method }) => method === "POST")).toMatchObject({ path: "/portal/api/v1/admin/users", body: { email: "new@acme.example", role: "operator" } }));
});

test.each([
  ["active", ["reset", "disable"]],
  ["locked", ["unlock", "reset", "disable"]],
  ["disabled", ["enable"]],
] as const)("%s: %o", (status, expected) => {
  expect(changesOf(person({ status }))).toEqual(expected);
});
