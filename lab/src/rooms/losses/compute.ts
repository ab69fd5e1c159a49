// The room of losses, in the worker: losses and slopes along the logit, the race from a confident mistake, where formulas as typed
// break, and the line of least squares. Proofs judge them by plain arithmetic.
import { grad, tensor } from "nabla";
import { alongLogit, bce, naiveBce, slideBce, squaredError, stepsToRecover } from "nabla/lecture";
import type { LogitLoss } from "nabla/lecture";
import { mse } from "nabla/losses";
import type { Finding, Job } from "../../contract.ts";
import { near, sigma, slopeOf } from "../../kit/judge.ts";
import { LIMIT } from "./state.ts";

/** A loss along the logit. */
export interface Along {
  readonly loss: readonly number[];
  readonly slope: readonly number[];
  readonly curvature: readonly number[];
}

/** All losses of the figure. */
export interface Curves {
  readonly z: readonly number[];
  readonly bce: Along;
  readonly square: Along;
  readonly slide: Along;
}

const along = (loss: LogitLoss, z: readonly number[], label: 0 | 1): Along => {
  const { loss: values, slope, curvature } = alongLogit(loss, z, label);
  return { loss: [...values], slope: [...slope], curvature: [...curvature] };
};
const all = (z: readonly number[], label: 0 | 1): Curves => ({
  z,
  bce: along(bce, z, label),
  square: along(squaredError, z, label),
  slide: along(slideBce, z, label),
});

/** Losses and slopes on the whole axis. */
export const curves = ({ label }: { readonly label: 0 | 1 }): Curves =>
  all(
    Array.from({ length: 241 }, (_, i) => -LIMIT + (2 * LIMIT * i) / 240),
    label,
  );

/** Losses and slopes at one logit. */
export const at = ({ z, label }: { readonly z: number; readonly label: 0 | 1 }): Curves => all([z], label);

/** One racer. */
export interface Racer {
  readonly steps: number;
  readonly z: number;
  readonly arrived: boolean;
  /** Places on the way: [step, logit], few enough to draw. */
  readonly path: readonly (readonly [number, number])[];
}

export interface Race {
  readonly start: number;
  readonly bce: Racer;
  readonly square: Racer;
  readonly done: boolean;
}

const MOST = 40_000;

/** Both losses from the same mistake, lr = 1, until p ≥ ½: first every step, then in leaps that grow. */
export async function* race({ start }: { readonly start: number }, job: Job): AsyncGenerator<Race> {
  const begin: Racer = { steps: 0, z: start, arrived: false, path: [[0, start]] };
  const go = (loss: LogitLoss, from: Racer, steps: number): Racer => {
    if (from.arrived || from.steps >= MOST) return from;
    let [z, count] = [from.z, 0];
    const found = stepsToRecover(loss, from.z, 1, steps, (now) => void ([z, count] = [now, count + 1]));
    const total = from.steps + count;
    return { steps: total, z, arrived: Number.isFinite(found), path: [...from.path, [total, z]] };
  };
  let state: Race = { start, bce: begin, square: begin, done: false };
  yield state;
  while (!state.done) {
    const leap = Math.max(1, Math.round(state.square.steps * 0.12));
    const [one, other] = [go(bce, state.bce, 1), go(squaredError, state.square, leap)];
    const finished = one.arrived && (other.arrived || other.steps >= MOST);
    state = { start, bce: one, square: other, done: finished };
    job.progress(Math.min(1, Math.log1p(other.steps) / Math.log1p(Math.exp(-start) / 2)));
    yield state;
    await job.pause();
  }
}

/** The formula as typed and the stable one in single precision. */
export interface Breaking {
  readonly p: number;
  readonly naive: number;
  readonly stable: number;
  readonly naiveSlope: number;
  readonly stableSlope: number;
}

const single = (loss: LogitLoss, z: number): { loss: number; slope: number } => {
  const logit = tensor([z], { dtype: "f32", requiresGrad: true });
  const value = loss(logit, tensor([1], { dtype: "f32" }));
  return { loss: value.item(), slope: grad(value.sum(), [logit])[0]!.item() };
};

/** Both forms in single precision at every whole logit down to −120. */
export function breakCurves(): { readonly z: readonly number[]; readonly naive: readonly number[]; readonly stable: readonly number[] } {
  const z = Array.from({ length: 121 }, (_, i) => -i);
  const [logits, ones] = [tensor(Float32Array.from(z)), tensor(new Float32Array(121).fill(1))];
  return { z, naive: [...naiveBce(logits, ones).data()], stable: [...bce(logits, ones).data()] };
}

/** What −log p gives at a logit, and the first whole logit at which it is no number any more. */
export function breaking({ z }: { readonly z: number }): Breaking & { readonly breaksAt: number; readonly breaksAtDouble: number } {
  const [naive, stable] = [single(naiveBce, z), single(bce, z)];
  const logits = Array.from({ length: 801 }, (_, i) => -i);
  const wide = alongLogit(naiveBce, logits, 1).loss.findIndex((value) => !Number.isFinite(value));
  const ones = tensor(new Float32Array(801).fill(1));
  const narrow = [...naiveBce(tensor(Float32Array.from(logits)), ones).data()].findIndex((value) => !Number.isFinite(value));
  const p = tensor([z], { dtype: "f32" }).sigmoid().item();
  return { p, naive: naive.loss, stable: stable.loss, naiveSlope: naive.slope, stableSlope: stable.slope, breaksAt: -narrow, breaksAtDouble: -wide }; // prettier-ignore
}

/** Points and a line through them. */
export interface LineArgs {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly slope: number;
  readonly bias: number;
}

export interface Fit {
  readonly loss: number;
  /** ∂MSE/∂w and ∂MSE/∂b. */
  readonly gradient: readonly [number, number];
  /** From here downhill with lr = 0.08: [w, b, loss] for each step. */
  readonly descent: readonly (readonly [number, number, number])[];
}

const lossOfLine = (x: readonly number[], y: readonly number[], w: number, b: number): { loss: number; gradient: readonly [number, number] } => {
  const line = tensor([w, b], { dtype: "f64", requiresGrad: true });
  const value = mse(tensor(x.map((v) => [v, 1]), { dtype: "f64" }).matmul(line), tensor(y, { dtype: "f64" })); // prettier-ignore
  const [dw, db] = grad(value, [line])[0]!.data();
  return { loss: value.item(), gradient: [dw!, db!] };
}; // prettier-ignore

/** The mean squared error of a line, its gradient, and the way down from it. */
export function fit({ x, y, slope, bias }: LineArgs): Fit {
  const here = lossOfLine(x, y, slope, bias);
  const descent: [number, number, number][] = [[slope, bias, here.loss]];
  let [w, b, now] = [slope, bias, here];
  for (let k = 0; k < 80; k++) {
    [w, b] = [w - 0.08 * now.gradient[0], b - 0.08 * now.gradient[1]];
    now = lossOfLine(x, y, w, b);
    descent.push([w, b, now.loss]);
  }
  return { ...here, descent };
}

// Proofs: the library is not asked.

const plain = {
  bce: (z: number, y: number): number => (y === 1 ? Math.log1p(Math.exp(-Math.abs(z))) + Math.max(-z, 0) : Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0)),
  square: (z: number, y: number): number => (sigma(z) - y) ** 2,
}; // prettier-ignore

/** The slopes at the marker and central differences. */
export function slopes({ z, label }: { readonly z: number; readonly label: 0 | 1 }): Finding {
  const here = at({ z, label });
  const [own, other] = [here.bce.slope[0]!, here.square.slope[0]!];
  const [bceDifference, squareDifference] = [slopeOf((v) => plain.bce(v, label), z), slopeOf((v) => plain.square(v, label), z)];
  const found = near(own, bceDifference, 1e-8, { mse: other, mseDifference: squareDifference });
  return { ...found, pass: found.pass && Math.abs(other - squareDifference) <= 1e-8 };
}

/** The race by hand: z ← z − dL/dz. */
export function raceByHand({ start }: { readonly start: number }): Finding {
  const run = (slope: (z: number) => number): number => {
    let [z, steps] = [start, 0];
    while (z < 0 && steps < MOST) [z, steps] = [z - slope(z), steps + 1];
    return steps;
  };
  const [own, other] = [stepsToRecover(squaredError, start), stepsToRecover(bce, start)];
  const [byHand, bceByHand] = [run((z) => 2 * (sigma(z) - 1) * sigma(z) * (1 - sigma(z))), run((z) => sigma(z) - 1)];
  const found = near(own, byHand, 0, { bce: other, bceByHand, theory: Math.exp(-start) / 2 });
  return { ...found, pass: found.pass && other === bceByHand };
}

/** The gradient of the line's loss and central differences in plain numbers. */
export function lineGradient({ x, y, slope, bias }: LineArgs): Finding {
  const { gradient } = lossOfLine(x, y, slope, bias);
  const f = (w: number, b: number): number => x.reduce((sum, v, i) => sum + (w * v + b - y[i]!) ** 2, 0) / x.length;
  const [dw, db] = [slopeOf((w) => f(w, bias), slope), slopeOf((b) => f(slope, b), bias)];
  const found = near(gradient[0], dw, 1e-7, { byBias: gradient[1], byBiasDifference: db });
  return { ...found, pass: found.pass && Math.abs(gradient[1] - db) <= 1e-7 };
}
