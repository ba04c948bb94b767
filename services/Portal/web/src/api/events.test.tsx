import { act, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { show } from "../test/render";
import { answerStreams, Stream } from "../test/stream";
import { useEvents } from "./events";

beforeEach(answerStreams);

const opened = vi.fn();

function Follower() {
  const state = useEvents<string>("/events", "thing", () => false, opened);
  return <p>{state}</p>;
}

test("a stream that the browser has given up is opened again", async () => {
  vi.useFakeTimers();
  try {
    opened.mockClear();
    show(<Follower />);
    await vi.waitFor(() => expect(Stream.all).toHaveLength(1));
    (Stream.all[0] as Stream).open();
    (Stream.all[0] as Stream).fail({ isFinal: true });
    expect(screen.getByText("reconnecting")).toBeTruthy();

    await vi.advanceTimersByTimeAsync(2000);
    expect(Stream.all).toHaveLength(2);
    (Stream.all[1] as Stream).open();
    expect(screen.getByText("open")).toBeTruthy();
    expect(opened).toHaveBeenCalledTimes(2);
  } finally {
    vi.useRealTimers();
  }
});

test("each failure waits longer, and the browser's own attempts are left alone", async () => {
  vi.useFakeTimers();
  try {
    show(<Follower />);
    await vi.waitFor(() => expect(Stream.all).toHaveLength(1));
    (Stream.all[0] as Stream).fail();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Stream.all).toHaveLength(1);

    (Stream.all[0] as Stream).fail({ isFinal: true });
    await vi.advanceTimersByTimeAsync(2000);
    (Stream.all[1] as Stream).fail({ isFinal: true });
    await vi.advanceTimersByTimeAsync(3900);
    expect(Stream.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(Stream.all).toHaveLength(3);
  } finally {
    vi.useRealTimers();
  }
});

async function addressAfter(status: number): Promise<string | undefined> {
  vi.useFakeTimers();
  try {
    show(<Follower />);
    await vi.waitFor(() => expect(Stream.all).toHaveLength(1));
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status })));
    const first = Stream.all[0] as Stream;
    act(() => void first.dispatchEvent(new MessageEvent("thing", { data: '"x"', lastEventId: "7" })));
    first.fail({ isFinal: true });
    await vi.advanceTimersByTimeAsync(2000);
    return Stream.all[1]?.address;
  } finally {
    vi.useRealTimers();
  }
}

test("a stream that the browser has given up goes on after the last event", async () => {
  expect(await addressAfter(503)).toBe("/events?lastEventId=7");
});

test("a stream that cannot be resumed from there begins anew", async () => {
  expect(await addressAfter(409)).toBe("/events");
});
