// A line search that ends where Wolfe's strong conditions hold. Plain numbers; knows no tensors.

/** A place on the line: how far, the function there, its slope along the line, and its gradient. */
export interface Point {
  readonly t: number;
  readonly f: number;
  readonly slope: number;
  readonly gradient: Float64Array;
}

/** What the search may be told. */
export interface Limits {
  /** Sufficient decrease: f(t) ≤ f(0) + c1 · t · slope. */
  readonly c1?: number;
  /** Curvature: |slope(t)| ≤ c2 · |slope(0)|. */
  readonly c2?: number;
  /** A bracket shorter than this (times the direction's largest element) is narrow enough. */
  readonly toleranceChange?: number;
  readonly evaluations?: number;
}

/** Where the cubic through two points with their slopes is least, kept between bounds. */
function cubicMinimum(a: Point, b: Point, low = Math.min(a.t, b.t), high = Math.max(a.t, b.t)): number {
  const [left, right] = a.t <= b.t ? [a, b] : [b, a];
  const width = right.t - left.t;
  const mean = left.slope + right.slope - (3 * (right.f - left.f)) / width;
  const root = Math.sqrt(mean * mean - left.slope * right.slope);
  const t = right.t - width * ((right.slope + root - mean) / (right.slope - left.slope + 2 * root));
  return Number.isNaN(t) ? (low + high) / 2 : Math.min(Math.max(t, low), high);
}

/**
 * Searches from t = 0 along a direction that leads down. Nocedal and Wright 2006, algorithms 3.5 and 3.6, with the safeguards of
 * Schmidt's minFunc.
 * @param at evaluates the function
 * @param size the largest element of the direction
 * @returns the place to go to, and how often the function was evaluated
 */
export function strongWolfe(
  at: (t: number) => Point,
  start: Point,
  first: number,
  size: number,
  { c1 = 1e-4, c2 = 0.9, toleranceChange = 1e-9, evaluations = 25 }: Limits = {},
): { readonly point: Point; readonly evaluations: number } {
  const enough = (p: Point): boolean => p.f <= start.f + c1 * p.t * start.slope;
  const flat = (p: Point): boolean => Math.abs(p.slope) <= -c2 * start.slope;
  let [before, now] = [start, at(first)];
  let rounds = 0;
  let ends: [Point, Point] | null = null;
  for (; rounds < evaluations; rounds++) {
    if (!enough(now) || (rounds > 1 && now.f >= before.f)) {
      ends = [before, now];
      break;
    }
    if (flat(now)) return { point: now, evaluations: rounds + 1 };
    if (now.slope >= 0) {
      ends = [before, now];
      break;
    }
    const next = cubicMinimum(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10);
    [before, now] = [now, at(next)];
  }
  ends ??= [start, now];
  let best: 0 | 1 = ends[0].f <= ends[1].f ? 0 : 1;
  let stuck = false;
  while (rounds < evaluations) {
    const [low, high] = [Math.min(ends[0].t, ends[1].t), Math.max(ends[0].t, ends[1].t)];
    if ((high - low) * size < toleranceChange) break;
    let t = cubicMinimum(ends[0], ends[1]);
    // A place too near one end, twice in a row, would make no progress.
    const margin = 0.1 * (high - low);
    if (Math.min(high - t, t - low) < margin) {
      if (stuck || t >= high || t <= low) {
        t = Math.abs(t - high) < Math.abs(t - low) ? high - margin : low + margin;
        stuck = false;
      } else stuck = true;
    } else stuck = false;
    now = at(t);
    rounds++;
    const other = best === 0 ? 1 : 0;
    if (!enough(now) || now.f >= ends[best].f) {
      ends[other] = now;
      best = ends[0].f <= ends[1].f ? 0 : 1;
      continue;
    }
    const done = flat(now);
    if (!done && now.slope * (ends[other].t - ends[best].t) >= 0) ends[other] = ends[best];
    ends[best] = now;
    if (done) break;
  }
  return { point: ends[best], evaluations: rounds + 1 };
}
