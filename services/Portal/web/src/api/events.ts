import { useEffect, useRef, useState } from "react";

const FirstPause = 1_000;
const LongestPause = 30_000;

export type StreamState = "open" | "reconnecting";

/**
 * Follows a stream of server-sent events. A broken connection is opened again, from the last event on where events have numbers. The browser
 * does that itself unless the answer was no stream, such as that of a gateway whose service is starting: then it has given up, and forgotten.
 * @param address The stream; undefined follows nothing.
 * @param event The type of its events.
 * @param receive Gets each event; returns true when it was the last.
 */
export function useEvents<T>(address: string | undefined, event: string, receive: (data: T) => boolean): StreamState {
  const [state, setState] = useState<StreamState>("open");
  const receiver = useRef(receive);
  receiver.current = receive;

  useEffect(() => {
    if (address === undefined) {
      return undefined;
    }
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pause = FirstPause;
    let last = "";
    let isLeft = false;
    const open = () => {
      source = new EventSource(resumed(address, last));
      source.addEventListener("open", () => {
        pause = FirstPause;
        setState("open");
      });
      source.addEventListener("error", () => {
        setState("reconnecting");
        // After any answer but 200 the browser gives up.
        if (source.readyState === EventSource.CLOSED) {
          timer = setTimeout(() => void openAnew(), pause);
          pause = Math.min(pause * 2, LongestPause);
        }
      });
      source.addEventListener(event, (message: MessageEvent<string>) => {
        last = message.lastEventId;
        if (receiver.current(JSON.parse(message.data) as T)) {
          source.close();
        }
      });
    };
    const openAnew = async () => {
      if (last !== "" && (await isRefused(resumed(address, last)))) {
        last = ""; // too much was missed for a stream: the receiver reads it
      }
      if (!isLeft) {
        open();
      }
    };
    open();
    return () => {
      isLeft = true;
      clearTimeout(timer);
      source.close();
    };
  }, [address, event]);

  return state;
}

/** The address of a stream from an event on; the portal makes the header of it that a browser would send. */
const resumed = (address: string, last: string): string =>
  last === "" ? address : `${address}${address.includes("?") ? "&" : "?"}lastEventId=${encodeURIComponent(last)}`;

/** Whether the server will not resume a stream from there, now or later. */
async function isRefused(address: string): Promise<boolean> {
  const asked = new AbortController();
  try {
    const { status } = await fetch(address, { cache: "no-store", signal: asked.signal });
    return status === 400 || status === 409;
  } catch {
    return false;
  } finally {
    asked.abort();
  }
}
