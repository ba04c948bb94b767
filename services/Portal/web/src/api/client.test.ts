import { beforeEach, expect, test, vi } from "vitest";
import { texts } from "../texts/en";
import { api, grantOfSession } from "./client";
import { dataOf } from "./problem";

let keys: (string | null)[] = [];
let answer: () => Promise<Response>;

const rotate = (reason: string) => dataOf(api.POST("/api/v1/tenant/infrastructure/ssh-credentials/rotate", { params: grantOfSession, body: { reason } }));
const accepted = () => Promise.resolve(new Response(JSON.stringify({ operationId: "1", status: "pending" }), { status: 202 }));
const lost = () => Promise.reject(new TypeError("Failed to fetch"));

beforeEach(() => {
  keys = [];
  vi.stubGlobal("fetch", (request: Request) => {
    keys.push(request.headers.get("Idempotency-Key"));
    return answer();
  });
});

test("a change whose answer is lost says so, and the same again is the same change", async () => {
  answer = lost;
  await expect(rotate("left")).rejects.toMatchObject({ code: "offline", detail: texts.problem.changeLost });
  answer = accepted;
  await rotate("left");

  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
});

test("so it is when the gateway or the portal answers that the service has died meanwhile", async () => {
  answer = () => Promise.resolve(new Response(JSON.stringify({ code: "dependency_unavailable", title: "x", detail: "x", isOutcomeUnknown: true }), { status: 503 }));
  await expect(rotate("died")).rejects.toMatchObject({ code: "dependency_unavailable", title: texts.problem.lostTitle, detail: texts.problem.changeLost });
  answer = accepted;
  await rotate("died");

  expect(keys[1]).toBe(keys[0]);
});

test("and when the service is away and nothing was changed", async () => {
  answer = () => Promise.resolve(new Response("{}", { status: 503 }));
  await expect(rotate("away")).rejects.toBeTruthy();
  answer = accepted;
  await rotate("away");

  expect(keys[1]).toBe(keys[0]);
});

test("after an answer the same again is another change, and another one always is", async () => {
  answer = accepted;
  await rotate("done");
  await rotate("done");
  answer = lost;
  await expect(rotate("one")).rejects.toBeTruthy();
  await expect(rotate("other")).rejects.toBeTruthy();

  expect(new Set(keys).size).toBe(4);
});

test("a key that the caller chose stays", async () => {
  answer = accepted;
  await dataOf(api.POST("/api/v1/tenant/infrastructure/ssh-credentials/rotate", { params: { header: { ...grantOfSession.header, "Idempotency-Key": "mine" } }, body: {} }));

  expect(keys).toEqual(["mine"]);
});

test("a read has none, and no change was lost", async () => {
  answer = lost;
  await expect(dataOf(api.GET("/api/v1/tenant/infrastructure/ssh-credentials"))).rejects.toMatchObject({ detail: texts.problem.offline });

  expect(keys).toEqual([null]);
});
