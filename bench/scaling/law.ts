// From points to laws: local exponents with their spread, the line of time over counted operations, and the words that these numbers
// support. Pure.

/** One size: what a step costs there. */
export interface Point {
  /** What is varied. */
  readonly x: number;
  /** Floating-point operations of a step, counted in its program. */
  readonly flops: number;
  /** Seconds of a step. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Share of the time in kernels that memory bounds, by the limits of the machine. */
  readonly memoryShare: number;
  readonly kernels: number;
  readonly arenaBytes: number;
}

/** How steeply something grows from the point before to this one, on logarithmic axes. */
export const exponentOf = (x0: number, y0: number, x1: number, y1: number): number => Math.log(y1 / y0) / Math.log(x1 / x0);

/** The exponent of time between two points, with the least and the most that their spread allows. */
export interface Exponent {
  readonly counted: number;
  readonly measured: number;
  readonly least: number;
  readonly most: number;
}

export function exponents(points: readonly Point[]): (Exponent | undefined)[] {
  return points.map((point, i) => {
    const before = points[i - 1];
    if (!before) return undefined;
    const of = (y0: number, y1: number): number => exponentOf(before.x, y0, point.x, y1);
    return {
      counted: of(before.flops, point.flops),
      measured: of(before.median, point.median),
      least: of(before.max, point.min),
      most: of(before.min, point.max),
    };
  });
}

/** How far an exponent may lie from the counted one and still follow it. */
const NEAR = 0.15;

export type Way = "follows" | "slower" | "faster";

/** Whether time grows as the operations do; a spread that reaches the counted exponent cannot be told from following it. */
export function wayOf({ counted, measured, least, most }: Exponent): Way {
  if (Math.abs(measured - counted) <= NEAR || (least <= counted && counted <= most)) return "follows";
  return measured < counted ? "slower" : "faster";
}

/** Stretches of neighbours where time grows in the same way. */
export interface Stretch {
  readonly way: Way;
  readonly from: number;
  readonly to: number;
}

export function stretches(points: readonly Point[]): Stretch[] {
  const found: Stretch[] = [];
  exponents(points).forEach((exponent, i) => {
    if (!exponent) return;
    const way = wayOf(exponent);
    const last = found.at(-1);
    if (last?.way === way) found[found.length - 1] = { ...last, to: points[i]!.x };
    else found.push({ way, from: points[i - 1]!.x, to: points[i]!.x });
  });
  return found;
}

/** seconds ≈ fixed + flops / rate. */
export interface Line {
  readonly fixed: number;
  /** Operations a second that each further one is done at. */
  readonly rate: number;
  /** The largest relative deviation of a median from the line. */
  readonly worst: number;
}

/** The line with the least sum of squared relative deviations. */
export function lineOf(points: readonly Pick<Point, "flops" | "median">[]): Line {
  // Minimizes Σ (a · u + b · v − 1)² with u = 1 / t and v = f / t.
  let [uu, uv, vv, u1, v1] = [0, 0, 0, 0, 0];
  for (const { flops, median } of points) {
    const [u, v] = [1 / median, flops / median];
    [uu, uv, vv, u1, v1] = [uu + u * u, uv + u * v, vv + v * v, u1 + u, v1 + v];
  }
  const determinant = uu * vv - uv * uv;
  const [fixed, each] = [(u1 * vv - v1 * uv) / determinant, (uu * v1 - uv * u1) / determinant];
  const worst = Math.max(...points.map(({ flops, median }) => Math.abs((fixed + each * flops) / median - 1)));
  return { fixed, rate: 1 / each, worst };
}

/** y = a · xᵖ + b · x^q through the first and the last point: where the second part becomes the larger one. */
export function crossing(points: readonly Point[], p: number, q: number): number {
  const [first, last] = [points[0]!, points.at(-1)!];
  const determinant = first.x ** p * last.x ** q - last.x ** p * first.x ** q;
  const a = (first.flops * last.x ** q - last.flops * first.x ** q) / determinant;
  const b = (last.flops * first.x ** p - first.flops * last.x ** p) / determinant;
  return (a / b) ** (1 / (q - p));
}

/** Amdahl 1967: how many times as fast, if a share of the work stays on one thread. */
export const amdahl = (serial: number, threads: number): number => 1 / (serial + (1 - serial) / threads);
