// First values of parameters. Each function gives a new tensor, `weight.assign(init.orthogonal(weight.shape))` puts it in place;
// numbers come from the library's seeded generator. Knows no layer.
import { cast, eye as identity, full, NablaError, rand, randHost, randn, t, tensor } from "../mini.ts";
import type { DType, Generator, Shape, Tensor } from "../mini.ts";
import { erf, inverseErf, orthonormalRows } from "./init-numbers.ts";

/** Of what type first values are, and where their numbers come from. */
export interface InitOptions {
  readonly dtype?: DType;
  /** Where random numbers come from; the library's own generator unless told. */
  readonly generator?: Generator;
}

/** As `InitOptions`, and the factor on the spread. */
export interface GainOptions extends InitOptions {
  readonly gain?: number;
}

/** Functions that `calculateGain` knows. */
export type Nonlinearity = "linear" | "conv" | "sigmoid" | "tanh" | "relu" | "leakyRelu" | "selu";

/** For which function and which direction the spread is kept. */
export interface KaimingOptions extends InitOptions {
  /** Slope of the leaky rectifier for negative input; 0 for `relu`. */
  readonly a?: number;
  /** The function behind the layer; "leakyRelu" unless told. */
  readonly nonlinearity?: Nonlinearity;
  /** Keep the variance of values on the way forward (`fanIn`) or of gradients on the way back (`fanOut`). */
  readonly mode?: "fanIn" | "fanOut";
}

const initError = (name: string, shape: Shape, rule: string): NablaError =>
  new NablaError("init", `init.${name}: ${rule}, got [${shape.join(", ")}]`, { op: name, shapes: [shape] });

/**
 * Inputs and outputs of one unit of a weight [out, in, …window].
 * @example
 * nn.init.calculateFanInAndFanOut([8, 3, 5, 5]) // { fanIn: 75, fanOut: 200 }
 */
export function calculateFanInAndFanOut(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  if (shape.length < 2) throw initError("calculateFanInAndFanOut", shape, "fan in and fan out need a weight of two axes or more");
  const window = shape.slice(2).reduce((product, size) => product * size, 1);
  return { fanIn: shape[1]! * window, fanOut: shape[0]! * window };
}

/**
 * The factor on the spread that makes up for what a function takes away.
 * @param parameter slope of the leaky rectifier; 0.01 unless told
 * @example
 * nn.init.calculateGain("tanh") // 1.6666667
 */
export function calculateGain(nonlinearity: Nonlinearity, parameter = 0.01): number {
  const gains: Readonly<Record<Nonlinearity, number>> = {
    linear: 1,
    conv: 1,
    sigmoid: 1,
    tanh: 5 / 3,
    relu: Math.SQRT2,
    leakyRelu: Math.sqrt(2 / (1 + parameter * parameter)),
    selu: 3 / 4,
  };
  if (!Object.hasOwn(gains, nonlinearity))
    throw new NablaError("init", `init.calculateGain: knows ${Object.keys(gains).join(", ")}, got "${nonlinearity}"`, { op: "calculateGain" }); // prettier-ignore
  return gains[nonlinearity];
}

/** Uniform in [low, high). */
export const uniform = (shape: Shape, low = 0, high = 1, options: InitOptions = {}): Tensor => randHost(shape, low, high, options);

/** Normal with that mean and standard deviation. */
export const normal = (shape: Shape, mean = 0, std = 1, options: InitOptions = {}): Tensor =>
  typed(randn(shape, sourceOf(options)), options).mul(std).add(mean); // prettier-ignore

const sourceOf = ({ generator }: InitOptions): { readonly generator?: Generator } => (generator ? { generator } : {});
const typed = (value: Tensor, { dtype = "f32" }: InitOptions): Tensor => (value.dtype === dtype ? value : cast(value, dtype));

/** One value everywhere. */
export const constant = (shape: Shape, value: number, { dtype = "f32" }: InitOptions = {}): Tensor => full(shape, value, { dtype });

/** All elements 0. */
export const zeros = (shape: Shape, options: InitOptions = {}): Tensor => constant(shape, 0, options);
/** All elements 1. */
export const ones = (shape: Shape, options: InitOptions = {}): Tensor => constant(shape, 1, options);

/** Uniform in ±gain · √(6 / (fanIn + fanOut)). Glorot and Bengio 2010. */
export function xavierUniform(shape: Shape, { gain = 1, ...options }: GainOptions = {}): Tensor {
  const { fanIn, fanOut } = calculateFanInAndFanOut(shape);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform(shape, -bound, bound, options);
}

/** Normal with standard deviation gain · √(2 / (fanIn + fanOut)). Glorot and Bengio 2010. */
export function xavierNormal(shape: Shape, { gain = 1, ...options }: GainOptions = {}): Tensor {
  const { fanIn, fanOut } = calculateFanInAndFanOut(shape);
  return normal(shape, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), options);
}

/** √(gain² / fan): the standard deviation that keeps the variance from layer to layer. */
function kaimingSpread(shape: Shape, { a = 0, mode = "fanIn", nonlinearity = "leakyRelu" }: KaimingOptions): number {
  if (mode !== "fanIn" && mode !== "fanOut") throw new NablaError("init", `init.kaiming…: mode must be "fanIn" or "fanOut", got "${mode as string}"`); // prettier-ignore
  return calculateGain(nonlinearity, a) / Math.sqrt(calculateFanInAndFanOut(shape)[mode]);
}

/**
 * Uniform in ±gain · √(3 / fan). He et al. 2015. `a` = √5 gives ±1/√fan, the default of linear and convolution layers.
 * @example
 * nn.init.kaimingUniform([4, 100]).abs().max().item() <= Math.sqrt(6 / 100) // true
 */
export function kaimingUniform(shape: Shape, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingSpread(shape, options);
  return uniform(shape, -bound, bound, options);
}

/** Normal with standard deviation gain / √fan. He et al. 2015. */
export const kaimingNormal = (shape: Shape, options: KaimingOptions = {}): Tensor =>
  normal(shape, 0, kaimingSpread(shape, options), options);

/** What `truncNormal` may be told. */
export interface TruncatedOptions extends InitOptions {
  readonly mean?: number;
  readonly std?: number;
  /** The least value; −2 unless told. */
  readonly low?: number;
  /** The largest value; 2 unless told. */
  readonly high?: number;
}

/**
 * Normal, but only values from `low` to `high` (not multiples of the deviation): by inversion of the distribution function.
 * @example
 * nn.init.truncNormal([100], { std: 1, low: -0.5, high: 0.5 }).abs().max().item() <= 0.5 // true
 */
export function truncNormal(shape: Shape, { mean = 0, std = 1, low = -2, high = 2, ...options }: TruncatedOptions = {}): Tensor {
  if (!(std > 0) || !(low < high)) throw new NablaError("init", `init.truncNormal: std must be above 0 and low below high, got std ${std}, low ${low}, high ${high}`); // prettier-ignore
  const share = (x: number): number => erf((x - mean) / std / Math.SQRT2); // 2 Φ − 1
  const [from, to] = [share(low), share(high)];
  const values = Float64Array.from(rand(shape, sourceOf(options)).data(), (u) => {
    const at = Math.min(high, Math.max(low, mean + std * Math.SQRT2 * inverseErf(from + (to - from) * u)));
    return at;
  });
  return typed(tensor(values, { shape, dtype: "f64" }), options);
}

/**
 * Orthonormal rows (or columns, if there are more rows than columns), times the gain: a random rotation. Further axes count as
 * columns. Saxe, McClelland and Ganguli 2013.
 * @example
 * const w = nn.init.orthogonal([2, 5])
 * matmul(w, w.t()).toArray() // [[1.000, 0.000], [0.000, 1.000]]
 */
export function orthogonal(shape: Shape, { gain = 1, ...options }: GainOptions = {}): Tensor {
  if (shape.length < 2) throw initError("orthogonal", shape, "needs two axes or more");
  const rows = shape[0]!;
  const columns = shape.slice(1).reduce((product, size) => product * size, 1);
  const wide = rows <= columns;
  const values = Float64Array.from(randn(shape, sourceOf(options)).data());
  const [count, length] = wide ? [rows, columns] : [columns, rows];
  orthonormalRows(values, count, length);
  const made = tensor(values, { shape: [count, length], dtype: "f64" });
  return typed((wide ? made : t(made)).reshape(shape).mul(gain), options);
}

/**
 * Normal, but a share of the elements of each column is 0. Martens 2010.
 * @param sparsity the share, from 0 to 1
 * @example
 * nn.init.sparse([10, 3], 0.4).eq(0).cast("f32").sum(0).toArray() // [4, 4, 4]
 */
export function sparse(shape: Shape, sparsity: number, { std = 0.01, ...options }: InitOptions & { readonly std?: number } = {}): Tensor {
  if (shape.length !== 2) throw initError("sparse", shape, "needs two axes");
  if (!(sparsity >= 0 && sparsity <= 1)) throw new NablaError("init", `init.sparse: sparsity must be from 0 to 1, got ${sparsity}`);
  const [rows, columns] = shape as [number, number];
  const values = Float64Array.from(randn(shape, sourceOf(options)).data(), (x) => x * std);
  const order = rand([columns, rows], sourceOf(options)).data();
  for (let column = 0; column < columns; column++) {
    const rank = Array.from({ length: rows }, (_, i) => i).sort((a, b) => order[column * rows + a]! - order[column * rows + b]!);
    for (const row of rank.slice(0, Math.ceil(sparsity * rows))) values[row * columns + column] = 0;
  }
  return typed(tensor(values, { shape, dtype: "f64" }), options);
}

/**
 * 1 on the diagonal, 0 elsewhere: a linear layer that passes its input on.
 * @example
 * nn.init.eye([2, 3]).toArray() // [[1, 0, 0], [0, 1, 0]]
 */
export function eye(shape: Shape, { dtype = "f32" }: InitOptions = {}): Tensor {
  if (shape.length !== 2) throw initError("eye", shape, "needs two axes");
  return identity(shape[0]!, shape[1], { dtype });
}

/**
 * 1 in the middle of the window where output and input channel are the same, 0 elsewhere: a convolution that passes its input on.
 * @param shape [out, in, …window]
 * @example
 * nn.init.dirac([1, 1, 3]).toArray() // [[[0, 1, 0]]]
 */
export function dirac(shape: Shape, { groups = 1, ...options }: InitOptions & { readonly groups?: number } = {}): Tensor {
  if (shape.length < 3 || shape.length > 5) throw initError("dirac", shape, "needs a weight [out, in, …window] of three to five axes");
  if (shape[0]! % groups !== 0) throw initError("dirac", shape, `the groups (${groups}) must divide axis 0`);
  const window = shape.slice(2);
  const middle = window.reduce((at, size) => at * size + Math.floor(size / 2), 0);
  const size = window.reduce((product, n) => product * n, 1);
  const each = shape[0]! / groups;
  const values = new Float64Array(shape.reduce((product, n) => product * n, 1));
  for (let group = 0; group < groups; group++)
    for (let k = 0; k < Math.min(each, shape[1]!); k++) values[((group * each + k) * shape[1]! + k) * size + middle] = 1;
  return typed(tensor(values, { shape, dtype: "f64" }), options);
}
