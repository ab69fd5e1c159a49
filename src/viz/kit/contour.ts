// Lines of equal height through a grid of numbers, by marching squares, and round heights to draw them at. Knows no pictures.
import { roundStep } from "./scale.ts";
import type { Point } from "./scene.ts";

/**
 * Lines where a field has a given value, in grid coordinates: x counts columns, y rows, from 0 at the first sample. A line
 * that ends where it began is closed (its first point is its last). In a saddle the mean of the four corners decides which
 * corners belong together. Cells with a corner that is not finite are left out.
 * Source: Lorensen and Cline 1987, in two dimensions.
 * @example
 * contourLines([[0, 0, 0], [0, 1, 0], [0, 0, 0]], 0.5) // [[[0.5, 1], [1, 1.5], [1.5, 1], [1, 0.5], [0.5, 1]]]
 */
export function contourLines(field: readonly (readonly number[])[], level: number): Point[][] {
  const rows = field.length;
  const columns = field[0]?.length ?? 0;
  // An edge of the grid has a number: horizontal ones first. Every crossing joins the lines of two cells.
  const horizontal = (row: number, column: number): number => row * columns + column;
  const vertical = (row: number, column: number): number => rows * columns + row * columns + column;
  const place = new Map<number, Point>();
  const next = new Map<number, number[]>();
  const cross = (edge: number, a: number, b: number, x: number, y: number, across: boolean): number => {
    const t = (level - a) / (b - a);
    if (!place.has(edge)) place.set(edge, across ? [x + t, y] : [x, y + t]);
    return edge;
  };
  const join = (a: number, b: number): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      // prettier-ignore
      const list = next.get(from);
      if (list) list.push(to);
      else next.set(from, [to]);
    }
  };
  for (let r = 0; r + 1 < rows; r++)
    for (let c = 0; c + 1 < columns; c++) {
      const [nw, ne, sw, se] = [field[r]![c]!, field[r]![c + 1]!, field[r + 1]![c]!, field[r + 1]![c + 1]!];
      if (!Number.isFinite(nw + ne + sw + se)) continue;
      const north = (): number => cross(horizontal(r, c), nw, ne, c, r, true);
      const south = (): number => cross(horizontal(r + 1, c), sw, se, c, r + 1, true);
      const west = (): number => cross(vertical(r, c), nw, sw, c, r, false);
      const east = (): number => cross(vertical(r, c + 1), ne, se, c + 1, r, false);
      const code = (nw >= level ? 8 : 0) | (ne >= level ? 4 : 0) | (se >= level ? 2 : 0) | (sw >= level ? 1 : 0);
      switch (code) {
        case 1:
        case 14: join(west(), south()); break; // prettier-ignore
        case 2:
        case 13: join(south(), east()); break; // prettier-ignore
        case 3:
        case 12: join(west(), east()); break; // prettier-ignore
        case 4:
        case 11: join(north(), east()); break; // prettier-ignore
        case 6:
        case 9: join(north(), south()); break; // prettier-ignore
        case 7:
        case 8: join(west(), north()); break; // prettier-ignore
        case 5:
        case 10: {
          const middle = (nw + ne + sw + se) / 4 >= level;
          // High corners together (ne–sw for 5, nw–se for 10) if the middle is high.
          if ((code === 5) === middle) {
            join(west(), north());
            join(south(), east());
          } else {
            join(west(), south());
            join(north(), east());
          }
          break;
        }
      }
    }
  return chains(next).map((chain) => chain.map((edge) => place.get(edge)!));
}

/** Puts the joints together: open lines from their ends first, then the closed ones. */
function chains(next: ReadonlyMap<number, number[]>): number[][] {
  const left = new Map<number, number[]>([...next].map(([edge, list]) => [edge, [...list]]));
  const walk = (start: number): number[] => {
    const chain = [start];
    for (let at = start; ;) {
      const to = left.get(at)!.pop();
      if (to === undefined) return chain;
      const back = left.get(to)!;
      back.splice(back.indexOf(at), 1);
      chain.push(to);
      at = to;
    }
  };
  const out: number[][] = [];
  for (const [edge, list] of next) if (list.length === 1 && left.get(edge)!.length === 1) out.push(walk(edge));
  for (const edge of next.keys()) if (left.get(edge)!.length > 0) out.push(walk(edge));
  return out;
}

/**
 * Round heights between the extremes, about `count`: evenly spaced, or, if the heights span more than two decades and are
 * positive, spaced by their logarithm.
 * @example
 * levelsOf(0, 1, 5) // [0.2, 0.4, 0.6, 0.8]
 */
export function levelsOf(low: number, high: number, count: number, logarithmic = low > 0 && high / low > 100): number[] {
  if (!(high > low)) return [];
  if (logarithmic) {
    const mantissas = Math.log10(high / low) * 3 <= count * 1.5 ? [1, 2, 5] : Math.log10(high / low) * 2 <= count * 1.5 ? [1, 3] : [1];
    const first = Math.floor(Math.log10(low));
    const last = Math.ceil(Math.log10(high));
    return Array.from({ length: last - first + 1 }, (_, k) => first + k)
      .flatMap((power) => mantissas.map((m) => Number(`${m}e${power}`)))
      .filter((level) => level > low && level < high);
  }
  const step = roundStep(high - low, count);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.floor(low / step) + 1;
  const out: number[] = [];
  for (let k = first; k * step < high - step * 1e-9; k++) out.push(Number((k * step).toFixed(digits)));
  return out;
}
