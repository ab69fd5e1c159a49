// What was reached once stays reached: for steps to do, whose check may be undone by the next move.
import { useEffect, useState } from "preact/hooks";

/** True from the first time that `now` is true; false again when the key changes. */
export function useOnce(now: boolean, key: unknown = null): boolean {
  const [reached, setReached] = useState<{ readonly key: unknown } | null>(null);
  useEffect(() => {
    if (now) setReached({ key });
  }, [now, key]);
  return now || (reached !== null && reached.key === key);
}
