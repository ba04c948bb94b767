import { useEffect, useEffectEvent, useState } from "react";

const closed = 2; // EventSource.CLOSED
const shortestPause = 2000;
const longestPause = 30_000;

export type StreamState = "open" | "reconnecting";

/**
 * Follows a stream of server-sent events. A broken connection is opened again, from the last event on where events have numbers. The browser
 * does that itself unless the answer was no stream, such as that of a gateway whose service is starting: then it has given up, and forgotten.
 * @param address The stream; undefined follows nothing.
 * @param event The type of its events.
 * @param receive Gets each event; returns true when it was the last.
 * @param onOpen Called when a connection stands, again after each interruption.
 */
export function useEvents<T>(address: string | undefined, event: string, receive: (data: T) => boolean, onOpen: () => void = () => undefined): StreamState {
  const [state, setState] = useState<StreamState>("open");
  const receiver = useEffectEvent(receive);
  const opened = useEffectEvent(onOpen);

  useEffect(() => {
    if (address === undefined) {
      return undefined;
    }
    let source: EventSource;
    let later: ReturnType<typeof setTimeout> | undefined;
    let pause = shortestPause;
    let last = "";
    let isLeft = false;
    const connect = () => {
      source = new EventSource(resumed(address, last));
      source.addEventListener("open", () => {
        setState("open");
        pause = shortestPause;
        opened();
      });
      source.addEventListener("error", () => {
        setState("reconnecting");
        // An answer that is no stream, such as that of a gateway whose service is starting again: the browser would not try again.
        if (source.readyState === closed) {
          clearTimeout(later);
          later = setTimeout(() => void connectAnew(), pause);
          pause = Math.min(pause * 2, longestPause);
        }
      });
      source.addEventListener(event, (message: MessageEvent<string>) => {
        last = message.lastEventId;
        if (receiver(JSON.parse(message.data) as T)) {
          source.close();
        }
      });
    };
    const connectAnew = async () => {
      if (last !== "" && (await isRefused(resumed(address, last)))) {
        last = ""; // too much was missed for a stream: the receiver reads it
      }
      if (!isLeft) {
        connect();
      }
    };
    connect();
    return () => {
      isLeft = true;
      clearTimeout(later);
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
