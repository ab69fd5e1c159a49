// Tensors that are overwritten in place, and numbers that are asked for at every run.
import type { DType } from "../core/dtype.ts";
import { isFloat } from "../core/dtype.ts";
import { dtypeError } from "../core/errors.ts";
import { live as liveLeaf } from "../graph/ops/sources.ts";
import type { Tensor } from "../graph/tensor.ts";
import { update } from "./realize.ts";
import { makeVariable } from "./variables.ts";
import { data } from "./values.ts";

/**
 * A mutable tensor without gradient: running statistics, optimizer state. `update` or `assign` change it.
 *
 * @example
 * const count = variable(tensor(0))
 * count.assign(count.add(1))
 * count.item() // 1
 */
export const variable = (value: Tensor): Tensor => makeVariable(data(value), value.shape, value.dtype);

/**
 * A mutable tensor that requires a gradient: what is learned.
 *
 * @throws NablaError unless it is f32 or f64
 * @example
 * const w = parameter(tensor([2]))
 * w.mul(w).sum().backward()
 * w.grad.toArray() // [4]
 */
export function parameter(value: Tensor): Tensor {
  if (!isFloat(value.dtype)) throw dtypeError("parameter", "value", value.dtype, "f32 or f64: other types have no gradient");
  const out = variable(value);
  out.requiresGrad = true;
  return out;
}

/**
 * A 0-d tensor whose value is asked for at every run of a recorded step: a learning rate, a temperature.
 *
 * @example
 * let rate = 1
 * const scaled = compile((x) => x.mul(live(() => rate)))
 * scaled(tensor([2])).toArray() // [2]
 * rate = 10
 * scaled(tensor([2])).toArray() // [20]
 */
export const live = (read: () => number, dtype: DType = "f32"): Tensor => liveLeaf(read, [], dtype);

/** Gives a variable a new value: `update` of one. */
export const assign = (variable: Tensor, value: Tensor): void => update([[variable, value]]);
