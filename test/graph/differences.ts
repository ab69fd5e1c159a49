// Checks gradients against central differences along a random direction, in float64: u · (f(x + hv) − f(x − hv)) / 2h must be
// the gradient of u · f at x, times v. Source of the idea: the gradient checks of HIPS autograd.
import { isFloat } from "../../src/core/dtype.ts";
import { gradients } from "../../src/graph/grad.ts";
import * as ops from "../../src/graph/ops/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { listOf, numbers, product } from "./sample.ts";

const H = 2 ** -17;

/** A leaf of f64 numbers that look random. */
const direction = (x: Tensor, seed: number): Tensor =>
  ops.cast(ops.tensor(Float64Array.from(numbers(product(x.shape), -1, 1, seed)), { shape: x.shape }), x.dtype);

/** Sum of the products of all elements. */
const inner = (a: readonly Tensor[], b: readonly Tensor[]): Tensor =>
  a.map((x, i) => ops.sum(ops.mul(x, b[i]!))).reduce((x, y) => ops.add(x, y));

export interface Difference {
  readonly analytic: number;
  readonly numeric: number;
}

/** The derivative of `loss` along `directions`, by the graph and by differences. */
function compare(loss: Tensor, leaves: readonly Tensor[], directions: readonly Tensor[]): Difference {
  const analytic = inner(gradients([loss], [null], leaves), directions);
  const steps = evaluate(directions, { float64: true });
  const moved = (h: number): number => {
    const elements = (leaf: Tensor): ArrayLike<number> | undefined => {
      const k = leaves.indexOf(leaf);
      return k < 0 ? undefined : Float64Array.from(leaf.storage!.host!, (x, i) => x + h * steps[k]![i]!);
    };
    return evaluate([loss], { float64: true, elements })[0]![0]!;
  };
  return { analytic: evaluate([analytic], { float64: true })[0]![0]!, numeric: (moved(H) - moved(-H)) / (2 * H) };
}

/** First and second derivatives of a function of some tensors; inputs that are no floats are left as they are. Null: nothing to differentiate. */
export function derivatives(
  call: (...x: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
): readonly [Difference, Difference] | null {
  const leaves = inputs.filter((x) => isFloat(x.dtype) && product(x.shape) > 0);
  const results = listOf(call(...inputs)).filter((y) => isFloat(y.dtype));
  if (leaves.length === 0 || results.length === 0) return null;
  const first = inner(results, results.map((y, i) => direction(y, 11 + i))); // prettier-ignore
  const slopes = gradients([first], [null], leaves);
  const second = inner(slopes, leaves.map((x, i) => direction(x, 31 + i))); // prettier-ignore
  const along = leaves.map((x, i) => direction(x, 51 + i));
  return [compare(first, leaves, along), compare(second, leaves, along)];
}
