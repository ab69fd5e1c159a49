// Whether things may move. Readers who asked their system for less motion get steps instead.
import { useEffect, useState } from "preact/hooks";

const query = window.matchMedia("(prefers-reduced-motion: reduce)");

export const reducedMotion = (): boolean => query.matches;

/** A number that glides to its target within so many milliseconds; at once for readers who want less motion. */
export function useGlide(target: number, milliseconds = 400): number {
  const [shown, setShown] = useState(target);
  useEffect(() => {
    if (query.matches || shown === target) return setShown(target);
    const [from, begin] = [shown, performance.now()];
    let frame = requestAnimationFrame(function go(now) {
      const share = Math.min(1, (now - begin) / milliseconds);
      setShown(from + (target - from) * (1 - (1 - share) ** 3));
      if (share < 1) frame = requestAnimationFrame(go);
    });
    return () => cancelAnimationFrame(frame);
  }, [target]);
  return shown;
}
