// First values of parameters. Each function gives a new tensor; numbers come from the library's seeded generator.
// Knows no layer.
import { NablaError, cast, full, rand, randn } from "../index.ts";
import type { DType, Generator, Shape, Tensor } from "../index.ts";

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

/** For which rectifier and which direction the spread is kept. */
export interface KaimingOptions extends InitOptions {
  /** Slope of the leaky rectifier for negative input; 0 for `relu`. */
  readonly a?: number;
  /** Keep the variance of values on the way forward (`fanIn`) or of gradients on the way back (`fanOut`). */
  readonly mode?: "fanIn" | "fanOut";
}

/** Inputs and outputs of one unit of a weight [out, in, …window]. */
export function fans(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  if (shape.length < 2)
    throw new NablaError("init", `init: fan in and fan out need a weight of two axes or more, got [${shape.join(", ")}]`, {
      shapes: [shape],
    });
  const window = shape.slice(2).reduce((product, size) => product * size, 1);
  return { fanIn: shape[1]! * window, fanOut: shape[0]! * window };
}

/** Uniform in [low, high). */
export const uniform = (shape: Shape, low = 0, high = 1, options: InitOptions = {}): Tensor =>
  typed(rand(shape, sourceOf(options)), options).mul(high - low).add(low); // prettier-ignore

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
  const { fanIn, fanOut } = fans(shape);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform(shape, -bound, bound, options);
}

/** Normal with standard deviation gain · √(2 / (fanIn + fanOut)). Glorot and Bengio 2010. */
export function xavierNormal(shape: Shape, { gain = 1, ...options }: GainOptions = {}): Tensor {
  const { fanIn, fanOut } = fans(shape);
  return normal(shape, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), options);
}

/** Uniform in ±√(6 / ((1 + a²) · fan)). He et al. 2015. `a` = √5 gives ±1/√fan, the default of linear and convolution layers. */
export function kaimingUniform(shape: Shape, { a = 0, mode = "fanIn", ...options }: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(6 / ((1 + a * a) * fans(shape)[mode]));
  return uniform(shape, -bound, bound, options);
}

/** Normal with standard deviation √(2 / ((1 + a²) · fan)). He et al. 2015. */
export function kaimingNormal(shape: Shape, { a = 0, mode = "fanIn", ...options }: KaimingOptions = {}): Tensor {
  return normal(shape, 0, Math.sqrt(2 / ((1 + a * a) * fans(shape)[mode])), options);
}
