import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { useSession } from "../session/session";
import { answerCalls, json, problem, show } from "../test/render";
import { texts } from "../texts/en";
import { SignOutButton } from "./SignOutButton";

const words = texts.signOut;

function Page() {
  const session = useSession();
  return session?.user === undefined ? <p>nobody{session?.isSignOutPending === true ? ", not told" : ""}</p> : <SignOutButton />;
}

function open(signOut: () => Response) {
  const calls = answerCalls(({ path }) =>
    path.endsWith("/sign-out") ? signOut() : json({ antiForgery: "t", user: { email: "owner@acme.example", role: "tenant_owner" } }),
  );
  show(<Page />);
  return calls;
}

const press = async (name: string) => fireEvent.click(await screen.findByRole("button", { name }));

test("signing out is one call, and nobody is signed in afterwards", async () => {
  const calls = open(() => new Response(null, { status: 204 }));
  await press(texts.navigation.signOut);

  expect(await screen.findByText("nobody")).toBeTruthy();
  expect(calls.at(-1)).toMatchObject({ method: "POST", path: "/portal/sign-out", antiForgery: "t" });
});

test("a sign-out that fails says so and what to do, and is tried again by itself", async () => {
  let isAway = true;
  const calls = open(() => (isAway ? problem(503, "dependency_unavailable") : new Response(null, { status: 204 })));
  await press(texts.navigation.signOut);

  expect((await screen.findByRole("alert")).textContent).toBe(words.failed);
  expect(screen.getByRole("dialog", { name: words.failedTitle })).toBeTruthy();
  isAway = false;
  expect(await screen.findByText("nobody")).toBeTruthy();
  expect(calls.filter(({ path }) => path.endsWith("/sign-out")).length).toBeGreaterThan(1);
});

test("whoever rather stays is not signed out later", async () => {
  open(() => problem(503, "dependency_unavailable"));
  await press(texts.navigation.signOut);
  await press(words.stay);

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.getByRole("button", { name: texts.navigation.signOut })).toBeTruthy();
});

test("a platform that could not be told is mentioned", async () => {
  open(() => new Response(null, { status: 202 }));
  await press(texts.navigation.signOut);

  expect(await screen.findByText("nobody, not told")).toBeTruthy();
});
