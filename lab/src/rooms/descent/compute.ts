// The room of descent, in the worker: the loss of one unit over its weight and bias, the way down with any rate and method, the
// curvature that sets the limit, and a race of methods on one network. Proofs are plain arithmetic.
import { compile, grad, parameter, tanh, tensor } from "nabla";
import type { Tensor } from "nabla";
import { RandomSource } from "nabla/data";
import { Population, bowl, largestCurvature, largestRate, spirals } from "nabla/lecture";
import { binaryCrossEntropyWithLogits, mse } from "nabla/losses";
import { adam, rmsprop, sgd } from "nabla/optim";
import type { OptimizerFactory } from "nabla/optim";
import { contourLines } from "nabla/viz";
import type { Finding, Job } from "../../contract.ts";
import { near, sigma } from "../../kit/judge.ts";
import { GOAL, LIMIT, RATES, methods } from "./state.ts";
import type { Method } from "./state.ts";

export type Unit = "linear" | "sigmoid";
/** left, right, bottom, top. */
export type Box = readonly [number, number, number, number];

/** Points of one input: what the unit learns. */
export interface Examples {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A line with noise, far from x = 0, so that its valley is long; or two classes on a line. */
export function examples({ unit, seed }: { readonly unit: Unit; readonly seed: number }): Examples {
  const random = new RandomSource(seed, 3);
  const x = Array.from({ length: 24 }, () => Number((unit === "linear" ? 2 + 0.7 * random.normal() : 1.2 + 1.1 * random.normal()).toFixed(3)));
  const y = x.map((v) => (unit === "linear" ? Number((0.9 * v + 0.4 + 0.5 * random.normal()).toFixed(3)) : Number(v + 0.7 * random.normal() > 1)));
  return { x, y };
} // prettier-ignore

/** The loss of one unit for rows of (w, b): [P, 2] → [P]. */
const lossOf = (unit: Unit, { x, y }: Examples) => {
  const inputs = tensor([x, x.map(() => 1)], { dtype: "f64" }); // prettier-ignore
  const targets = tensor(y, { dtype: "f64" });
  return (rows: Tensor): Tensor => {
    const z = rows.matmul(inputs);
    const each = unit === "linear" ? mse(z, targets.expand(z.shape), { reduction: "none" }) : binaryCrossEntropyWithLogits(z, targets.expand(z.shape), { reduction: "none" }); // prettier-ignore
    return each.mean(-1);
  };
};

/** The loss over the plane, as heights and as lines of equal height. */
export interface Surface {
  readonly examples: Examples;
  readonly columns: number;
  readonly rows: number;
  /** Row by row from the bottom. */
  readonly values: Float64Array;
  readonly low: number;
  readonly high: number;
  /** Lines in (w, b). */
  readonly lines: readonly { readonly level: number; readonly points: readonly (readonly (readonly [number, number])[])[] }[];
  /** The lowest place, by descent. */
  readonly best: readonly [w: number, b: number, loss: number];
}

export function surface({ unit, seed, box: [left, right, bottom, top] }: { readonly unit: Unit; readonly seed: number; readonly box: Box }): Surface {
  const data = examples({ unit, seed });
  const loss = lossOf(unit, data);
  const [columns, rows] = [81, 71];
  const places = Array.from({ length: columns * rows }, (_, i) => [left + ((right - left) * (i % columns)) / (columns - 1), bottom + ((top - bottom) * Math.floor(i / columns)) / (rows - 1)]);
  const values = Float64Array.from(loss(tensor(places, { dtype: "f64" })).data());
  const field = Array.from({ length: rows }, (_, row) => [...values.slice(row * columns, (row + 1) * columns)]);
  const best = lowest(unit, data);
  const [low, high] = [best[2], Math.max(...values)];
  // Levels grow as cubes: a long valley shows its bottom too.
  const levels = Array.from({ length: 14 }, (_, k) => low + (high - low) * ((k + 0.6) / 14) ** 3);
  const lines = levels.map((level) => ({
    level,
    points: contourLines(field, level).map((line) => line.map(([c, r]) => [left + ((right - left) * c) / (columns - 1), bottom + ((top - bottom) * r) / (rows - 1)] as const)),
  }));
  return { examples: data, columns, rows, values, low, high, lines, best };
} // prettier-ignore

/** The lowest place, by Newton's steps on two numbers, H⁻¹·g with the library's gradient and Hessian, none longer than 1. */
function lowest(unit: Unit, data: Examples): [number, number, number] {
  const loss = lossOf(unit, data);
  let [w, b] = [0.1, 0.05];
  for (let k = 0; k < 25; k++) {
    const { gradient: g, hessian: h } = slopesAt(loss, w, b);
    const determinant = h[0] * h[2] - h[1] * h[1];
    const step = [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant] as const;
    const length = Math.hypot(...step);
    if (!(length > 1e-12)) break;
    const share = unit === "linear" ? 1 : Math.min(1, 1 / length);
    [w, b] = [w - share * step[0], b - share * step[1]];
  }
  return [w, b, loss(tensor([[w, b]], { dtype: "f64" })).item()];
}

/** Gradient and Hessian (ww, wb, bb) at a place. */
function slopesAt(loss: (rows: Tensor) => Tensor, w: number, b: number): { gradient: [number, number]; hessian: [number, number, number] } {
  const place = tensor([[w, b]], { dtype: "f64", requiresGrad: true });
  const slope = grad(loss(place).sum(), [place])[0]!;
  const pick = (k: number): Tensor => slope.mul(tensor([[k === 0 ? 1 : 0, k === 1 ? 1 : 0]], { dtype: "f64" })).sum();
  const [[ww, wb], [, bb]] = [0, 1].map((k) => [...grad(pick(k), [place])[0]!.data()]) as [[number, number], [number, number]];
  const [gw, gb] = slope.data() as ArrayLike<number> as [number, number];
  return { gradient: [gw, gb], hessian: [ww, wb, bb] };
} // prettier-ignore

/** How each method is made from a rate. */
const made: Readonly<Record<Method, (lr: number) => OptimizerFactory>> = {
  plain: (lr) => sgd({ lr }),
  momentum: (lr) => sgd({ lr, momentum: 0.9 }),
  nesterov: (lr) => sgd({ lr, momentum: 0.9, nesterov: true }),
  rmsprop: (lr) => rmsprop({ lr }),
  adam: (lr) => adam({ lr }),
};

/** A way down. */
export interface Walk {
  /** [w, b, loss]: where it began, and each step after it. Ends at the last finite step. */
  readonly path: readonly (readonly [number, number, number])[];
  /** Did it leave all bounds, and at which step? */
  readonly lost: number | null;
}

export interface WalkArgs {
  readonly unit: Unit;
  readonly seed: number;
  readonly start: readonly [number, number];
  readonly lr: number;
  readonly method: Method;
  readonly steps: number;
}

/** So far away is lost: from here on only larger numbers come. */
const AWAY = 1e6;

export function walk({ unit, seed, start, lr, method, steps }: WalkArgs): Walk {
  const loss = lossOf(unit, examples({ unit, seed }));
  const place = parameter(tensor([[...start]], { dtype: "f64" }));
  const optimizer = made[method](lr).over([place]);
  const step = compile(() => {
    const value = loss(place).sum();
    optimizer.step(grad(value, [place]));
    return place;
  });
  const path: [number, number, number][] = [[...start, loss(tensor([[...start]], { dtype: "f64" })).item()]];
  const height = compile((rows: Tensor) => loss(rows));
  for (let k = 1; k <= steps; k++) {
    const [w, b] = step().data() as ArrayLike<number> as [number, number];
    if (!(Math.hypot(w, b) < AWAY)) return { path, lost: k };
    path.push([w, b, height(tensor([[w, b]], { dtype: "f64" })).item()]);
  }
  return { path, lost: null };
}

/** How curved the loss is at a place, and which rate that allows. */
export interface Curvature {
  readonly largest: number;
  readonly smallest: number;
  /** The direction of the largest curvature. */
  readonly direction: readonly [number, number];
  /** 2/λ_max. */
  readonly limit: number;
}

export function curvature({ unit, seed, place }: { readonly unit: Unit; readonly seed: number; readonly place: readonly [number, number] }): Curvature {
  const loss = lossOf(unit, examples({ unit, seed }));
  const w = parameter(tensor([[...place]], { dtype: "f64" }));
  const { value, direction } = largestCurvature(() => loss(w).sum(), [w], 120, seed);
  const { hessian: [ww, , bb] } = slopesAt(loss, ...place); // prettier-ignore
  const [x, y] = direction[0]!.data() as ArrayLike<number> as [number, number];
  return { largest: value, smallest: ww + bb - value, direction: [x, y], limit: 2 / value };
} // prettier-ignore

/** The limit, found by trying rates on the bowl of this very Hessian. */
export function measuredLimit({
  unit,
  seed,
  place,
}: {
  readonly unit: Unit;
  readonly seed: number;
  readonly place: readonly [number, number];
}): number {
  const { hessian: [ww, wb, bb] } = slopesAt(lossOf(unit, examples({ unit, seed })), ...place); // prettier-ignore
  return largestRate(bowl([[ww, wb], [wb, bb]]), [1, 0.7], 4 / Math.max(ww, bb), 400); // prettier-ignore
}

/** One method in the race. */
export interface Runner {
  readonly method: Method;
  readonly lr: number;
  /** Losses: one for each ten steps. */
  readonly losses: readonly number[];
  readonly steps: number;
  /** The step at which the loss fell below the goal. */
  readonly arrived: number | null;
}

/** One network of [2, 16, 16, 1] on spirals, the same first weights for every method, until the loss is below 0.05. */
export async function* race({ seed }: { readonly seed: number }, job: Job): AsyncGenerator<readonly Runner[]> {
  const points = spirals({ count: 160, noise: 0.04, turns: 0.6, seed });
  const runners = methods.map((method) => {
    const nets = new Population({ count: 1, sizes: [2, 16, 16, 1], activation: (x) => tanh(x), seed });
    const optimizer = made[method](RATES[method]).over(nets);
    const step = compile(() => {
      const value = binaryCrossEntropyWithLogits(nets.forward(points.x), points.y.expand([1, 160, 1]));
      optimizer.step(grad(value, optimizer.parameters));
      return value;
    });
    return { method, lr: RATES[method], losses: [] as number[], steps: 0, arrived: null as number | null, step };
  });
  const shown = (): readonly Runner[] => runners.map(({ method, lr, losses, steps, arrived }) => ({ method, lr, losses: [...losses], steps, arrived })); // prettier-ignore
  yield shown();
  while (runners.some(({ arrived, steps }) => arrived === null && steps < LIMIT)) {
    for (const runner of runners) {
      if (runner.arrived !== null) continue;
      for (let k = 0; k < 20 && runner.arrived === null; k++) {
        const loss = runner.step().item();
        if (runner.steps % 10 === 0) runner.losses.push(loss);
        runner.steps++;
        if (loss < GOAL) {
          runner.arrived = runner.steps;
          runner.losses.push(loss);
        }
      }
      await job.pause();
    }
    job.progress(runners[0]!.steps / LIMIT);
    yield shown();
  }
}

// Proofs: the library is not asked for what is expected.

/** The path's last place by plain arithmetic: w ← w − lr·∂L/∂w, with momentum if there is one. */
export function walkByHand({ unit, seed, start, lr, method, steps }: WalkArgs): Finding {
  const { x, y } = examples({ unit, seed });
  const few = Math.min(steps, 20);
  const { path } = walk({ unit, seed, start, lr, method, steps: few });
  let [w, b] = start;
  let memory = { m: [0, 0], v: [0, 0] };
  for (let t = 1; t < path.length; t++) {
    const g = [0, 0];
    x.forEach((v, i) => {
      const error = unit === "linear" ? 2 * (w * v + b - y[i]!) : sigma(w * v + b) - y[i]!;
      g[0]! += (error * v) / x.length;
      g[1]! += error / x.length;
    });
    const change = g.map((slope, k) => {
      const [m, v] = [memory.m[k]!, memory.v[k]!];
      if (method === "plain") return slope;
      if (method === "momentum" || method === "nesterov") {
        memory.m[k] = 0.9 * m + slope;
        return method === "momentum" ? memory.m[k] : slope + 0.9 * memory.m[k];
      }
      const [keep, forget] = method === "adam" ? [0.999, 0.9] : [0.99, 0];
      memory.v[k] = keep * v + (1 - keep) * slope * slope;
      memory.m[k] = forget * m + (1 - forget) * slope;
      if (method === "rmsprop") return slope / (Math.sqrt(memory.v[k]) + 1e-8);
      return memory.m[k] / (1 - 0.9 ** t) / (Math.sqrt(memory.v[k] / (1 - 0.999 ** t)) + 1e-8);
    });
    [w, b] = [w - lr * change[0]!, b - lr * change[1]!];
  }
  memory = { m: [], v: [] };
  const [lastW, lastB] = path.at(-1)!;
  const size = Math.max(1, Math.hypot(w, b));
  const found = near(lastW, w, 1e-8 * size, { b: lastB, bByHand: b, steps: path.length - 1 });
  return { ...found, pass: found.pass && Math.abs(lastB - b) <= 1e-8 * size };
}

/** λ_max by the formula for a symmetric 2×2 matrix, whose entries are sums over the examples. */
export function curvatureByHand({ unit, seed, place }: { readonly unit: Unit; readonly seed: number; readonly place: readonly [number, number] }): Finding {
  const { x } = examples({ unit, seed });
  const weights = x.map((v) => {
    const p = sigma(place[0] * v + place[1]);
    return (unit === "linear" ? 2 : p * (1 - p)) / x.length;
  });
  const sum = (f: (v: number) => number): number => x.reduce((total, v, i) => total + weights[i]! * f(v), 0);
  const [ww, wb, bb] = [sum((v) => v * v), sum((v) => v), sum(() => 1)];
  const expected = (ww + bb) / 2 + Math.hypot((ww - bb) / 2, wb);
  return near(curvature({ unit, seed, place }).largest, expected, 1e-6 * Math.max(1e-3, expected), { limit: 2 / expected });
} // prettier-ignore
