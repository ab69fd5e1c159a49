// When a way down has arrived. A plain function of the path, for the page and for tests.
import type { Walk } from "./compute.ts";

/** The first step after which a thousandth of the way down is left. */
export function arrival({ path }: Walk, best: number): number | null {
  const start = path[0]![2] - best;
  const at = path.findIndex(([, , loss]) => loss - best <= 1e-3 * start);
  // It must stay there: a path that only passes by has not arrived.
  return at >= 0 && path.slice(at).every(([, , loss]) => loss - best <= 1e-2 * start) ? at : null;
}
