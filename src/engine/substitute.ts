// Other values in the place of variables, for as long as a function runs: a model as a pure function of its parameters.
import { substituteError } from "../core/errors.ts";
import { sameShape } from "../core/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { currentTrace, record } from "./trace.ts";
import { requireVariable } from "./variables.ts";

/**
 * Runs a function in which each variable stands for the given tensor. What the function would assign to variables (running
 * statistics) holds within it only: nothing is changed. So a model becomes a pure function of its parameters, and the result
 * can be differentiated with respect to the tensors that were put in.
 * PyTorch's name for the use with modules: torch.func.functional_call.
 *
 * @param pairs variables made by `parameter` or `variable`, and what to read instead: of the same shape and dtype
 * @throws NablaError if something else than a variable is given, or a shape or dtype differs
 * @example
 * const w = parameter(tensor([2, 3]))
 * const v = tensor([10, 20])
 * const loss = substitute([[w, v]], () => w.mul(w).sum())
 * loss.item() // 500
 * grad(loss, [v])[0].toArray() // [20, 40]
 * w.toArray() // [2, 3]
 */
export function substitute<T>(pairs: readonly (readonly [variable: Tensor, value: Tensor])[], fn: () => T): T {
  for (const [variable, value] of pairs) {
    requireVariable("substitute", variable);
    if (!sameShape(variable.shape, value.shape) || variable.dtype !== value.dtype) throw substituteError(variable, value);
  }
  const outer = currentTrace()?.updates ?? [];
  const values = pairs.map(([variable, value]) => [variable, new Map(outer).get(value) ?? value] as const);
  return record(fn, [...outer, ...values]).result;
}
