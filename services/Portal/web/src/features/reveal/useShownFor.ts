import { useEffect, useState } from "react";

export type Ending = "expired" | "hidden";

/**
 * Counts down the seconds that something may be shown, and says when it has to go: at the end, or as soon as nobody looks at the page. A computer
 * that slept, and a clock that was set, do not lengthen it.
 */
export function useShownFor(seconds: number, onEnd: (ending: Ending) => void): number {
  const [left, setLeft] = useState(seconds);
  // Kept over renderings: the page around is read anew every few seconds.
  const [begun] = useState(() => ({ clock: Date.now(), ticks: performance.now() }));
  useEffect(() => {
    const passed = () => Math.max(Date.now() - begun.clock, performance.now() - begun.ticks) / 1000;
    const tick = () => {
      const now = Math.max(0, Math.ceil(seconds - passed()));
      setLeft(now);
      if (now === 0) {
        onEnd("expired");
      }
    };
    const leave = () => {
      if (document.hidden) {
        onEnd("hidden");
      }
    };
    const go = () => onEnd("hidden");
    const timer = setInterval(tick, 1000);
    document.addEventListener("visibilitychange", leave);
    window.addEventListener("pagehide", go);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", leave);
      window.removeEventListener("pagehide", go);
    };
  }, [seconds, begun, onEnd]);
  return left;
}
