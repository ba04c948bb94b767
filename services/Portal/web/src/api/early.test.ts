import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { earlyOr } from "./early";

const address = "/portal/session";
const asked = () => Promise.resolve(new Response("asked"));
const early = (init?: ResponseInit) => {
  globalThis.earlyAnswers = { [address]: Promise.resolve(new Response("early", init)) };
};
const read = async () => (await earlyOr(address, asked)).text();

beforeEach(() => {
  vi.spyOn(performance, "now").mockReturnValue(1_000);
});

afterEach(() => {
  globalThis.earlyAnswers = undefined;
  vi.restoreAllMocks();
});

test("an answer that was asked for early is used once", async () => {
  early();
  expect(await read()).toBe("early");
  expect(await read()).toBe("asked");
});

test("what nobody asked for early is asked for when it is needed", async () => {
  expect(await read()).toBe("asked");
});

test("a refusal is none: somebody may have signed in since", async () => {
  early({ status: 401 });
  expect(await read()).toBe("asked");
});

test("an answer of long ago is none", async () => {
  early();
  vi.spyOn(performance, "now").mockReturnValue(10_001);
  expect(await read()).toBe("asked");
});
