import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clockOf, longestShown } from "./reveals";
import { type Ending, useShownFor } from "./useShownFor";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function begin() {
  const endings: Ending[] = [];
  const hook = renderHook(() => useShownFor(longestShown, (ending) => endings.push(ending)));
  return { endings, hook, pass: (seconds: number) => act(() => void vi.advanceTimersByTime(seconds * 1000)) };
}

test("it counts fifteen minutes down, and ends then", () => {
  const { endings, hook, pass } = begin();
  expect(clockOf(hook.result.current)).toBe("15:00");
  pass(28);
  expect(clockOf(hook.result.current)).toBe("14:32");
  // The page around is drawn anew, with another function: nothing begins again.
  hook.rerender();
  pass(15 * 60 - 29);
  expect(clockOf(hook.result.current)).toBe("0:01");
  expect(endings).toEqual([]);
  pass(1);
  expect(endings).toEqual(["expired"]);
});

test("a computer that slept does not lengthen it, nor does a clock that was set back", () => {
  const { endings, pass } = begin();
  vi.setSystemTime(Date.now() + 16 * 60_000);
  pass(1);
  expect(endings).toEqual(["expired"]);

  const second = begin();
  vi.setSystemTime(Date.now() - 60 * 60_000);
  second.pass(15 * 60);
  expect(second.endings[0]).toBe("expired");
});

test("it ends as soon as nobody looks at the page", () => {
  const { endings, hook } = begin();
  document.dispatchEvent(new Event("visibilitychange"));
  expect(endings).toEqual([]);
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(endings).toEqual(["hidden"]);
  hook.unmount();
  document.dispatchEvent(new Event("visibilitychange"));
  window.dispatchEvent(new Event("pagehide"));
  expect(endings).toEqual(["hidden"]);
});

test("it ends when the page is put aside", () => {
  const { endings } = begin();
  window.dispatchEvent(new Event("pagehide"));
  expect(endings).toEqual(["hidden"]);
});
