import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { answerCalls, json, problem, show } from "../../test/render";
import { texts } from "../../texts/en";
import InvitationPage from "./InvitationPage";

const words = texts.invitation;
const enrolment = { email: "new@acme.example", totpSecret: "JBSWY3DPEHPK3PXP", totpUri: "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP", expiresAt: "2026-12-01T00:00:00Z" };

function open(isSignedIn: boolean) {
  let user: { email: string; role: string } | undefined = isSignedIn ? { email: "other@acme.example", role: "tenant_owner" } : undefined;
  return answerCalls(({ path }) => {
    switch (path) {
      case "/portal/session":
        return json(user === undefined ? { antiForgery: "none" } : { antiForgery: "t", user });
      case "/portal/sign-out":
        user = undefined;
        return new Response(null, { status: 204 });
      default:
        return path.includes("/auth/invitations/") ? json(enrolment) : problem(404, "not_found");
    }
  });
}

const asked = (calls: ReturnType<typeof open>) => calls.filter(({ path }) => path.includes("/auth/invitations/"));

test("an invitation is shown to somebody who is not signed in", async () => {
  open(false);
  show(<InvitationPage />);

  expect(await screen.findByText(enrolment.totpSecret)).toBeTruthy();
});

test("another person who is signed in sees who that is, and nothing of the invitation", async () => {
  const calls = open(true);
  show(<InvitationPage />);

  expect(await screen.findByRole("heading", { name: words.otherTitle })).toBeTruthy();
  expect(screen.getByText(words.other("other@acme.example"))).toBeTruthy();
  expect(asked(calls)).toEqual([]);
});

test("after signing out the invitation is shown", async () => {
  const calls = open(true);
  show(<InvitationPage />);
  fireEvent.click(await screen.findByRole("button", { name: words.signOut }));

  expect(await screen.findByText(enrolment.totpSecret)).toBeTruthy();
  expect(asked(calls)).toHaveLength(1);
});

test("a sign-out that fails is said, and the invitation stays closed", async () => {
  const calls = answerCalls(({ path }) =>
    path === "/portal/session" ? json({ antiForgery: "t", user: { email: "other@acme.example", role: "admin" } }) : problem(503, "dependency_unavailable"),
  );
  show(<InvitationPage />);
  fireEvent.click(await screen.findByRole("button", { name: words.signOut }));

  expect(await screen.findByRole("alert")).toBeTruthy();
  expect(asked(calls)).toEqual([]);
});
