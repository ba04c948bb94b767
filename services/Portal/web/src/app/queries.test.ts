import { expect, test } from "vitest";
import { type Session, sessionQuery } from "../session/session";
import { createQueries } from "./queries";

const of = (email: string): Session => ({ antiForgery: email, user: { email, role: "admin" } });

test("what a person has seen is forgotten when another one is signed in, in another window perhaps", () => {
  const queries = createQueries();
  queries.setQueryData(sessionQuery.queryKey, of("a@acme.example"));
  queries.setQueryData(["alerts"], ["seen by a"]);

  queries.setQueryData(sessionQuery.queryKey, { ...of("a@acme.example"), steppedUpUntil: "2026-11-30T10:00:00Z" });
  expect(queries.getQueryData(["alerts"])).toEqual(["seen by a"]);

  queries.setQueryData(sessionQuery.queryKey, of("b@acme.example"));
  expect(queries.getQueryData(["alerts"])).toBeUndefined();
  expect(queries.getQueryData(sessionQuery.queryKey)?.user?.email).toBe("b@acme.example");
});
