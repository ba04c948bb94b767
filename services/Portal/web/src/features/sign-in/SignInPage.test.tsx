import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { texts } from "../../texts/en";
import { answerCalls, json, problem, show } from "../../test/render";
import { SignInPage } from "./SignInPage";

const words = texts.signIn;

async function askForCode() {
  show(<SignInPage />);
  fireEvent.change(await screen.findByLabelText(words.email), { target: { value: " owner@acme.example " } });
  fireEvent.change(screen.getByLabelText(words.password), { target: { value: "penguin-dev-password" } });
  fireEvent.click(screen.getByRole("button", { name: words.next }));
  fireEvent.change(await screen.findByLabelText(words.code), { target: { value: "123 456" } });
}

test("password first, then the code; both go together, with the anti-forgery token", async () => {
  const calls = answerCalls(({ path }) => (path.endsWith("/sign-in") ? json({ antiForgery: "t", user: { email: "owner@acme.example", role: "tenant_owner" } }) : json({ antiForgery: "none" })));
  await askForCode();
  fireEvent.click(screen.getByRole("button", { name: words.submit }));

  await waitFor(() => expect(calls.at(-1)?.path).toBe("/portal/sign-in"));
  expect(calls.at(-1)).toEqual({
    method: "POST",
    path: "/portal/sign-in",
    body: { email: "owner@acme.example", password: "penguin-dev-password", totpCode: "123456" },
    antiForgery: "none",
  });
});

test("a lock says until when, and the password is not asked again", async () => {
  answerCalls(({ path }) => (path.endsWith("/sign-in") ? problem(423, "account_locked", { "Retry-After": "90" }) : json({ antiForgery: "none" })));
  await askForCode();
  fireEvent.click(screen.getByRole("button", { name: words.submit }));

  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toMatch(/You can try again at \d{1,2}:\d{2}:\d{2}/);
  expect(screen.getByLabelText<HTMLInputElement>(words.code).value).toBe("");
});

test("what is missing is said at its field, and nothing is sent", async () => {
  const calls = answerCalls(() => json({ antiForgery: "none" }));
  show(<SignInPage />);
  fireEvent.click(await screen.findByRole("button", { name: words.next }));

  expect(await screen.findByText(words.emailMissing)).toBeTruthy();
  expect(screen.getByText(words.passwordMissing)).toBeTruthy();
  expect(calls.every(({ method }) => method === "GET")).toBe(true);
});
