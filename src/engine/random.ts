// Random tensors by a generator of keys: the same seed gives the same numbers on every device. Inside a recorded step each
// run draws fresh keys.
import { newArray, type DType } from "../core/dtype.ts";
import { Generator, threefry, uniform01 } from "../core/random.ts";
import { requireShape } from "../graph/define.ts";
import { live, tensor } from "../graph/ops/sources.ts";
import { normal, uniform } from "../graph/ops/random.ts";
import { sizeOfShape, type Shape } from "../core/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { currentTrace } from "./trace.ts";

let shared: Generator | null = null;
const generator = (): Generator => (shared ??= new Generator(0));

/** State of the library's own generator. */
export type GeneratorState = ReturnType<Generator["state"]>;

/**
 * Sets the seed of the library's own generator: parameters, dropout and `rand` follow it. It is 0 at the start.
 *
 * @example
 * manualSeed(1)
 * const a = rand([2]).toArray()
 * manualSeed(1)
 * JSON.stringify(rand([2]).toArray()) === JSON.stringify(a) // true
 */
export function manualSeed(seed: number): void {
  shared = new Generator(seed);
}

/** The state of the library's own generator, to go on from later. */
export const generatorState = (): GeneratorState => generator().state();
/** Goes on from a state. */
export const setGeneratorState = (state: GeneratorState): void => generator().setState(state);

/** Where the numbers of random functions come from. */
export interface RandomOptions {
  /** Where keys come from; the library's own generator unless given. */
  readonly generator?: Generator;
}

/** A fresh i32 [2] key for random ops; inside a recorded step, fresh at every run. */
export function nextKey(options: RandomOptions = {}): Tensor {
  const own = options.generator;
  if (currentTrace()) return live(() => (own ?? generator()).next(), [2], "i32");
  return tensor([...(own ?? generator()).next()], { dtype: "i32" });
}

/**
 * Uniform random numbers in [0, 1).
 *
 * @example
 * rand([3, 2]).shape // [3, 2]
 */
export const rand = (shape: Shape, options: RandomOptions = {}): Tensor => uniform(nextKey(options), shape);

/** What `randHost` may be told besides the bounds. */
export interface HostRandomOptions extends RandomOptions {
  /** f32 unless given. */
  readonly dtype?: DType;
}

/**
 * Uniform random numbers in [low, high), those of `rand` times their distance plus the lower one, made at once by the calling
 * thread: first values of parameters need no compiled code. Inside a recorded step, fresh at every run.
 *
 * @example
 * randHost([3], -1, 1).abs().max().item() <= 1 // true
 */
export function randHost(shape: Shape, low: number, high: number, { dtype = "f32", ...options }: HostRandomOptions = {}): Tensor {
  const whole = requireShape("randHost", [...shape]);
  const source = options.generator ?? generator();
  const [from, width] = dtype === "f32" ? [Math.fround(low), Math.fround(high - low)] : [low, high - low];
  const make = (): ReturnType<typeof newArray> => {
    const [first, second] = source.next();
    const out = newArray(dtype, sizeOfShape(whole));
    // The product is exact in f64, so that the sum is rounded once, as a fused multiply-add does.
    for (let i = 0; i < out.length; i++) out[i] = uniform01(threefry(first, second, i, 0)[0]) * width + from;
    return out;
  };
  return currentTrace() ? live(make, whole, dtype) : tensor(make(), { shape: whole, dtype });
}

/**
 * Normal random numbers with mean 0 and variance 1.
 *
 * @example
 * randn([3, 2]).shape // [3, 2]
 */
export const randn = (shape: Shape, options: RandomOptions = {}): Tensor => normal(nextKey(options), shape);
