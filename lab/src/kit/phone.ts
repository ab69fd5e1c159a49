// Whether the page is one column: figures are lower then, as they share the screen with what one reads.
import { useEffect, useState } from "preact/hooks";

const query = window.matchMedia("(max-width: 860px)");

/** True on phones; follows the window. */
export function usePhone(): boolean {
  const [phone, setPhone] = useState(query.matches);
  useEffect(() => {
    const follow = (): void => setPhone(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return phone;
}
