import { act } from "@testing-library/react";
import { vi } from "vitest";

/** Stands in for a stream of server-sent events. */
export class Stream extends EventTarget {
  static readonly all: Stream[] = [];
  isClosed = false;
  readyState = 1;

  constructor(readonly address: string) {
    super();
    Stream.all.push(this);
  }

  close() {
    this.isClosed = true;
  }

  send(event: string, data: unknown) {
    act(() => void this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) })));
  }

  open() {
    act(() => void this.dispatchEvent(new Event("open")));
  }

  /** The connection breaks; the browser does or does not come back by itself. */
  fail({ isFinal = false } = {}) {
    this.readyState = isFinal ? 2 : 0;
    act(() => void this.dispatchEvent(new Event("error")));
  }
}

export function answerStreams(): void {
  Stream.all.length = 0;
  vi.stubGlobal("EventSource", Stream);
}
