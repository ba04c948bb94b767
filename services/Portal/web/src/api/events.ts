import { useEffect, useRef, useState } from "react";

const closed = 2; // EventSource.CLOSED
const shortestPause = 2000;
const longestPause = 30_000;

export type StreamState = "open" | "reconnecting";

/**
 * Follows a stream of server-sent events. The browser reconnects by itself; the server begins each connection with the present state.
 * @param address The stream; undefined follows nothing.
 * @param event The type of its events.
 * @param receive Gets each event; returns true when it was the last.
 * @param onOpen Called when a connection stands, again after each interruption.
 */
export function useEvents<T>(address: string | undefined, event: string, receive: (data: T) => boolean, onOpen: () => void = () => undefined): StreamState {
  const [state, setState] = useState<StreamState>("open");
  const receiver = useRef(receive);
  receiver.current = receive;
  const opened = useRef(onOpen);
  opened.current = onOpen;

  useEffect(() => {
    if (address === undefined) {
      return undefined;
    }
    let source: EventSource;
    let later: ReturnType<typeof setTimeout> | undefined;
    let pause = shortestPause;
    const connect = () => {
      source = new EventSource(address);
      source.addEventListener("open", () => {
        setState("open");
        pause = shortestPause;
        opened.current();
      });
      source.addEventListener("error", () => {
        setState("reconnecting");
        // An answer that is no stream, such as that of a gateway whose service is starting again: the browser would not try again.
        if (source.readyState === closed) {
          clearTimeout(later);
          later = setTimeout(connect, pause);
          pause = Math.min(pause * 2, longestPause);
        }
      });
      source.addEventListener(event, (message: MessageEvent<string>) => {
        if (receiver.current(JSON.parse(message.data) as T)) {
          source.close();
        }
      });
    };
    connect();
    return () => {
      clearTimeout(later);
      source.close();
    };
  }, [address, event]);

  return state;
}
