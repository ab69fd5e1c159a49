// Limited-memory BFGS. Steps of its own kind: the loss is evaluated several times in each, at places that depend on values, so
// the algebra of directions is done here in float64 and only the loss and its gradient are tensors.
import { NablaError, Tensor, concat, grad, tensor, update } from "../mini.ts";
import type { StateDict } from "../nn/index.ts";
import { needOption, needSteps, optimizerError } from "./errors.ts";
import { namedGroups } from "./groups.ts";
import type { Target } from "./groups.ts";
import { strongWolfe } from "./lineSearch.ts";
import type { Point } from "./lineSearch.ts";

/** What `lbfgs` may be told. */
export interface LbfgsOptions {
  /** The first length of a step to try; 1 unless told. */
  readonly lr?: number;
  /** Iterations in one step; 20 unless told. */
  readonly maxIterations?: number;
  /** Evaluations of the loss in one step; 1.25 times the iterations unless told. */
  readonly maxEvaluations?: number;
  /** The end: no element of the gradient is larger. */
  readonly toleranceGrad?: number;
  /** The end: neither the loss nor a parameter changes more. */
  readonly toleranceChange?: number;
  /** How many steps are remembered; 100 unless told. */
  readonly historySize?: number;
  /** "strongWolfe" searches along each direction; null goes by `lr`. */
  readonly lineSearch?: "strongWolfe" | null;
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};
const largest = (a: Float64Array): number => a.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
/** a + t · b */
const along = (a: Float64Array, t: number, b: Float64Array): Float64Array => a.map((v, i) => v + t * b[i]!);

/** Improves parameters by whole quasi-Newton steps. */
export class Lbfgs {
  readonly name = "lbfgs";
  readonly parameters: readonly Tensor[];
  readonly options: Required<Omit<LbfgsOptions, "lr">>;
  #lr: number;
  #pairs: Pair[] = [];
  #scale = 1;
  #moved: Float64Array | null = null;
  #gradient: Float64Array | null = null;
  #iterations = 0;
  #evaluations = 0;

  constructor(lr: number, options: Required<Omit<LbfgsOptions, "lr">>, target: Target<object>) {
    const groups = namedGroups("lbfgs", target);
    if (groups.length > 1) throw optimizerError("optimizer-parameters", `lbfgs: takes one group of parameters, got ${groups.length}`);
    this.parameters = groups.flatMap(({ named }) => named.map(([, parameter]) => parameter));
    this.options = options;
    this.#lr = lr;
  }

  get lr(): number {
    return this.#lr;
  }

  set lr(value: number) {
    this.#lr = needOption("lbfgs", "lr", value);
  }

  /** Iterations so far, in all steps. */
  get iterations(): number {
    return this.#iterations;
  }

  /** How often the loss was evaluated, in all steps. */
  get evaluations(): number {
    return this.#evaluations;
  }

  /**
   * One step: up to `maxIterations` iterations.
   * @param closure computes the loss from the parameters as they are when it is called; it needs no `backward()`
   * @returns the loss before the step
   * @throws if the loss is not finite at the beginning
   */
  step(closure: () => Tensor): number {
    const { maxIterations, maxEvaluations, toleranceGrad, toleranceChange, historySize, lineSearch } = this.options;
    let x = this.#read();
    const evaluate = (): { f: number; gradient: Float64Array } => {
      this.#evaluations++;
      const loss = closure();
      if (!(loss instanceof Tensor) || loss.numel() !== 1) throw optimizerError("optimizer-closure", `lbfgs: the closure must return the loss, a tensor of one element, got ${loss instanceof Tensor ? `shape [${loss.shape.join(", ")}]` : typeof loss}`); // prettier-ignore
      const parts = [loss, ...grad(loss.reshape([]), this.parameters)].map((part) => part.detach().reshape([part.numel()]));
      const values = Float64Array.from(concat(parts).data());
      return { f: values[0]!, gradient: values.subarray(1) };
    };
    const first = evaluate();
    if (!Number.isFinite(first.f)) throw new NablaError("optimizer-loss", `lbfgs: the loss is ${first.f} at the beginning of the step`, { op: "lbfgs" }); // prettier-ignore
    let { f, gradient } = first;
    const begun = this.#evaluations - 1;
    if (largest(gradient) <= toleranceGrad) return first.f;
    for (let n = 1; n <= maxIterations; n++) {
      this.#iterations++;
      const direction = this.#direction(gradient, historySize);
      this.#gradient = gradient;
      const before = f;
      let t = this.#lr;
      if (this.#iterations === 1) t *= Math.min(1, 1 / gradient.reduce((sum, v) => sum + Math.abs(v), 0));
      const slope = dot(gradient, direction);
      this.#moved = direction.map((v) => v * t);
      if (slope > -toleranceChange) break;
      const from = x;
      const at = (step: number): Point => {
        this.#write(along(from, step, direction));
        const { f: value, gradient: there } = evaluate();
        return { t: step, f: value, slope: dot(there, direction), gradient: there };
      };
      if (lineSearch !== null) {
        const { point } = strongWolfe(at, { t: 0, f, slope, gradient }, t, largest(direction), { toleranceChange });
        ({ t, f, gradient } = point);
      }
      this.#moved = direction.map((v) => v * t);
      this.#write(along(from, t, direction));
      x = this.#read();
      if (lineSearch === null && n !== maxIterations) ({ f, gradient } = evaluate());
      const tired = this.#evaluations - begun >= maxEvaluations;
      const still = largest(this.#moved) <= toleranceChange || Math.abs(f - before) < toleranceChange;
      if (tired || still || largest(gradient) <= toleranceGrad) break;
    }
    return first.f;
  }

  /** The negative gradient times the inverse Hessian as far as the last steps tell it. */
  #direction(gradient: Float64Array, historySize: number): Float64Array {
    const direction = gradient.map((v) => -v);
    if (!this.#gradient || !this.#moved) return direction;
    const y = along(gradient, -1, this.#gradient);
    const s = this.#moved;
    const curvature = dot(y, s);
    if (curvature > 1e-10) {
      if (this.#pairs.length === historySize) this.#pairs.shift();
      this.#pairs.push({ s, y });
      this.#scale = curvature / dot(y, y);
    }
    const shares = this.#pairs.map(() => 0);
    for (let i = this.#pairs.length - 1; i >= 0; i--) {
      const pair = this.#pairs[i]!;
      shares[i] = dot(pair.s, direction) / dot(pair.y, pair.s);
      for (let k = 0; k < direction.length; k++) direction[k]! -= shares[i]! * pair.y[k]!;
    }
    for (let k = 0; k < direction.length; k++) direction[k]! *= this.#scale;
    this.#pairs.forEach((pair, i) => {
      const share = shares[i]! - dot(pair.y, direction) / dot(pair.y, pair.s);
      for (let k = 0; k < direction.length; k++) direction[k]! += share * pair.s[k]!;
    });
    return direction;
  }

  #read(): Float64Array {
    const parts = this.parameters.map((parameter) => parameter.data());
    const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }

  #write(x: Float64Array): void {
    let offset = 0;
    update(
      this.parameters.map((parameter) => {
        const own = x.subarray(offset, (offset += parameter.numel()));
        return [parameter, tensor(own, { shape: parameter.shape, dtype: parameter.dtype })] as const;
      }),
    );
  }

  /** Counts, the last gradient and move, and the remembered steps, in f64. */
  stateDict(): Record<string, Tensor> {
    const f64 = (values: readonly number[] | Float64Array, shape: readonly number[]): Tensor =>
      tensor(Float64Array.from(values), { shape });
    const size = this.#gradient?.length ?? 0;
    const joined = (list: readonly Float64Array[]): Tensor => {
      const all = new Float64Array(list.length * size);
      list.forEach((part, i) => all.set(part, i * size));
      return f64(all, [list.length, size]);
    };
    const counts = f64([this.#iterations, this.#evaluations, this.#scale], [3]);
    if (!this.#gradient || !this.#moved) return { counts };
    return {
      counts,
      prev_flat_grad: f64(this.#gradient, [size]),
      d: f64(this.#moved, [size]),
      old_stps: joined(this.#pairs.map(({ s }) => s)),
      old_dirs: joined(this.#pairs.map(({ y }) => y)),
    };
  }

  /** Takes over a state of an optimizer over as many numbers. */
  loadStateDict(state: StateDict): void {
    const size = this.parameters.reduce((sum, parameter) => sum + parameter.numel(), 0);
    const values = (name: string): Float64Array | null => {
      const given = Object.hasOwn(state, name) ? state[name]! : null;
      return given && Float64Array.from(given instanceof Tensor ? given.data() : given.data);
    };
    const [counts, gradient, moved, s, y] = ["counts", "prev_flat_grad", "d", "old_stps", "old_dirs"].map(values);
    const fits = gradient ? [gradient, moved].every((v) => v?.length === size) && s && s.length === y?.length && s.length % size === 0 : !moved && !s && !y; // prettier-ignore
    if (counts?.length !== 3 || !fits)
      throw optimizerError("optimizer-state", `lbfgs: loadStateDict: the state is of another optimizer, or of other than ${size} numbers`);
    [this.#iterations, this.#evaluations, this.#scale] = [counts[0]!, counts[1]!, counts[2]!];
    this.#gradient = gradient ?? null;
    this.#moved = moved ?? null;
    this.#pairs = Array.from({ length: (s?.length ?? 0) / size }, (_, i) => ({
      s: s!.slice(i * size, (i + 1) * size),
      y: y!.slice(i * size, (i + 1) * size),
    }));
  }
}

/**
 * L-BFGS: directions from the inverse Hessian as the last steps tell it, with a line search by Wolfe's strong conditions if it is
 * wanted. For small problems and whole data sets: `step` takes a function that computes the loss. Nocedal 1980; defaults of PyTorch.
 * @throws if a number is negative or NaN
 * @example
 * const w = parameter(tensor([4, -2], { dtype: "f64" }))
 * const optimizer = lbfgs({ lineSearch: "strongWolfe" }).over([w])
 * optimizer.step(() => w.sub(1).square().sum()) // 18
 * w.toArray() // [1, 1]
 */
export function lbfgs({
  lr = 1,
  maxIterations = 20,
  maxEvaluations = Math.floor((maxIterations * 5) / 4),
  toleranceGrad = 1e-7,
  toleranceChange = 1e-9,
  historySize = 100,
  lineSearch = null,
}: LbfgsOptions = {}): { readonly name: string; readonly lr: number; over(target: Target<object>): Lbfgs } {
  needOption("lbfgs", "lr", lr);
  needSteps("lbfgs", "maxIterations", maxIterations);
  needSteps("lbfgs", "maxEvaluations", maxEvaluations);
  needSteps("lbfgs", "historySize", historySize);
  needOption("lbfgs", "toleranceGrad", toleranceGrad);
  needOption("lbfgs", "toleranceChange", toleranceChange);
  if (lineSearch !== null && lineSearch !== "strongWolfe") throw optimizerError("optimizer-option", `lbfgs: lineSearch must be "strongWolfe" or null, got ${JSON.stringify(lineSearch)}`); // prettier-ignore
  const options = { maxIterations, maxEvaluations, toleranceGrad, toleranceChange, historySize, lineSearch };
  return { name: "lbfgs", lr, over: (target) => new Lbfgs(lr, options, target) };
}
