// The gradient as users ask for it: `grad` of a loss, `backward()` as PyTorch has it, and blocks without gradients.
import { add } from "../graph/ops/arithmetic.ts";
import { detach } from "../graph/ops/broadcast.ts";
import { gradients } from "../graph/grad.ts";
import { order } from "../graph/order.ts";
import { Tensor } from "../graph/tensor.ts";
import { gradientError } from "../core/errors.ts";
import { want } from "./realize.ts";
import { currentTrace } from "./trace.ts";

/**
 * Gradients of a scalar loss, as tensors that can be differentiated again: ∂loss/∂x for each x.
 *
 * @param cotangent for a loss that is no scalar: weights of its elements, of the loss's shape
 * @returns one tensor for each of `inputs`, of its shape; zeros where the loss does not depend on it
 * @throws NablaError if the loss is no scalar and there is no cotangent, or something is not f32 or f64
 * @example
 * const x = tensor([3])
 * const [slope] = grad(x.mul(x).sum(), [x])
 * slope.toArray() // [6]
 * grad(slope.sum(), [x])[0].toArray() // [2]
 */
export function grad(loss: Tensor, inputs: readonly Tensor[], cotangent: Tensor | null = null): Tensor[] {
  return gradients([loss], [cotangent], inputs);
}

/**
 * Adds ∂loss/∂x to `grad` of every leaf x that requires it, as PyTorch does. The loss itself is computed together with the
 * update that follows, so that reading it after the step costs nothing.
 *
 * @throws NablaError if nothing that the loss depends on requires a gradient
 * @example
 * const x = tensor([1, 2], { requiresGrad: true })
 * x.mul(x).sum().backward()
 * x.grad.toArray() // [2, 4]
 */
export function backward(loss: Tensor, cotangent: Tensor | null = null): void {
  const leaves = order([loss], endsGradient).filter((x) => x.requiresGrad && x.inputs.length === 0);
  if (leaves.length === 0) throw gradientError("backward: the loss depends on nothing that requires a gradient; make parameters with parameter(…) or tensor(…, { requiresGrad: true })", loss.shape); // prettier-ignore
  const trace = currentTrace();
  gradients([loss], [cotangent], leaves).forEach((gradient, k) => {
    const x = leaves[k]!;
    if (trace && !trace.gradients.has(x)) {
      trace.gradients.set(x, x.grad);
      x.grad = null;
    }
    x.grad = x.grad ? add(x.grad, gradient) : gradient;
  });
  if (!trace && loss.storage === null) want(loss);
}

/** Nothing flows through ops that say nothing of a gradient: behind them a leaf is not reached. */
const endsGradient = (x: Tensor): boolean => x.op.vjp === undefined && x.op.how.kind !== "formula";

/**
 * Runs a function whose results have no gradient: what it returns is detached (also inside arrays and objects).
 *
 * @example
 * const x = tensor([2], { requiresGrad: true })
 * grad(noGrad(() => x.mul(x)).mul(x).sum(), [x])[0].toArray() // [4]
 */
export function noGrad<T>(fn: () => T): T {
  return detached(fn()) as T;
}

function detached(value: unknown): unknown {
  if (value instanceof Tensor) return value.inputs.length === 0 && !value.requiresGrad ? value : detach(value);
  if (Array.isArray(value)) return value.map(detached);
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, detached(item)]));
  return value;
}
