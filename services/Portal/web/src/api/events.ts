import { useEffect, useRef, useState } from "react";

const FirstPause = 1_000;
const LongestPause = 30_000;

export type StreamState = "open" | "reconnecting";

/**
 * Follows a stream of server-sent events. A broken connection is opened again; the server begins each with the present state.
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
    const open = () => {
      source = new EventSource(address);
      source.addEventListener("open", () => {
        pause = FirstPause;
        setState("open");
      });
      source.addEventListener("error", () => {
        setState("reconnecting");
        // After any answer but 200 the browser gives up.
        if (source.readyState === EventSource.CLOSED) {
          timer = setTimeout(open, pause);
          pause = Math.min(pause * 2, LongestPause);
        }
      });
      source.addEventListener(event, (message: MessageEvent<string>) => {
        if (receiver.current(JSON.parse(message.data) as T)) {
          source.close();
        }
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [address, event]);

  return state;
}
