import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { useEvents } from "./events";

class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];
  readyState = 0;

  constructor(readonly address: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  close() {
    this.readyState = FakeEventSource.CLOSED;
  }

  send(id: string) {
    this.dispatchEvent(new MessageEvent("step", { data: `"${id}"`, lastEventId: id }));
  }

  /** As after a 503: the browser does not try again. */
  giveUp() {
    this.readyState = FakeEventSource.CLOSED;
    this.dispatchEvent(new Event("error"));
  }
}

function Steps() {
  return <p>{useEvents<string>("/events", "step", () => false)}</p>;
}

async function reopenAfter(status: number): Promise<string | undefined> {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status })));
  render(<Steps />);
  act(() => FakeEventSource.opened[0]?.send("7"));
  act(() => FakeEventSource.opened[0]?.giveUp());
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  return FakeEventSource.opened[1]?.address;
}

test("a stream that the browser has given up goes on after the last event", async () => {
  expect(await reopenAfter(503)).toBe("/events?lastEventId=7");
});

test("a stream that cannot be resumed from there begins anew", async () => {
  expect(await reopenAfter(409)).toBe("/events");
});

afterEach(() => {
  vi.useRealTimers();
  FakeEventSource.opened = [];
});

test("a stream that the server refused for now is opened again, until the page is left", () => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  const { unmount } = render(<Steps />);

  act(() => FakeEventSource.opened[0]?.giveUp());
  expect(screen.getByText("reconnecting")).toBeTruthy();
  act(() => vi.advanceTimersByTime(1_000));
  expect(FakeEventSource.opened).toHaveLength(2);

  act(() => FakeEventSource.opened[1]?.dispatchEvent(new Event("open")));
  expect(screen.getByText("open")).toBeTruthy();

  act(() => FakeEventSource.opened[1]?.giveUp());
  unmount();
  vi.advanceTimersByTime(60_000);
  expect(FakeEventSource.opened).toHaveLength(2);
});
