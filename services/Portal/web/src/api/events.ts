import { useEffect, useRef, useState } from "react";

export type StreamState = "open" | "reconnecting";

/**
 * Follows a stream of server-sent events. The browser reconnects by itself; the server begins each connection with the present state.
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
    const source = new EventSource(address);
    source.addEventListener("open", () => setState("open"));
    source.addEventListener("error", () => setState("reconnecting"));
    source.addEventListener(event, (message: MessageEvent<string>) => {
      if (receiver.current(JSON.parse(message.data) as T)) {
        source.close();
      }
    });
    return () => source.close();
  }, [address, event]);

  return state;
}
