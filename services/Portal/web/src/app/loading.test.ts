import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loaded, NotLoaded } from "./loading";

const gone = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));
const answer = (html: string) => vi.stubGlobal("fetch", () => Promise.resolve(new Response(html)));

beforeEach(() => {
  const main = document.createElement("script");
  main.setAttribute("src", "/assets/index-aaaaaaaa.js");
  vi.spyOn(document, "querySelector").mockReturnValue(main);
});

afterEach(() => {
  vi.restoreAllMocks();
  sessionStorage.clear();
});

test("a part of a build that is gone has everything loaded anew, once", async () => {
  answer('<script type="module" src="/assets/index-bbbbbbbb.js"></script>');
  const goAnew = vi.fn();
  void loaded(gone, goAnew);
  await vi.waitFor(() => expect(goAnew).toHaveBeenCalledOnce());

  await expect(loaded(gone, goAnew)).rejects.toBeInstanceOf(NotLoaded);
  expect(goAnew).toHaveBeenCalledOnce();
});

test("a part that is missing in the build that runs is said, without going round in circles", async () => {
  answer('<script type="module" src="/assets/index-aaaaaaaa.js"></script>');
  const goAnew = vi.fn();

  await expect(loaded(gone, goAnew)).rejects.toBeInstanceOf(NotLoaded);
  expect(goAnew).not.toHaveBeenCalled();
});

test("without a connection the page stays", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const goAnew = vi.fn();

  await expect(loaded(gone, goAnew)).rejects.toBeInstanceOf(NotLoaded);
  expect(goAnew).not.toHaveBeenCalled();
});

test("a part that comes is handed on", async () => {
  await expect(loaded(() => Promise.resolve("part"), vi.fn())).resolves.toBe("part");
});
