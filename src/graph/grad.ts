// Gradients, as graph from graph: reverse mode. Nothing is computed here; the result can be differentiated again.
import { isFloat } from "../core/dtype.ts";
import { gradientError, showShape } from "../core/errors.ts";
import { sameShape } from "../core/shape.ts";
import { expansionOf } from "./expand.ts";
import { add } from "./ops/arithmetic.ts";
import { onesLike, zerosLike } from "./ops/constants.ts";
import { order } from "./order.ts";
import type { Tensor } from "./tensor.ts";

/**
 * For each of `inputs` the sum over `outputs` of cotangent · ∂output/∂input. A missing cotangent means 1, for scalars only.
 * Inputs that no output depends on get zeros.
 *
 * Inputs count as leaves: if one of them is computed from another, the path through it is not followed.
 */
export function gradients(outputs: readonly Tensor[], cotangents: readonly (Tensor | null)[], inputs: readonly Tensor[]): Tensor[] {
  inputs.forEach((x, i) => {
    if (!isFloat(x.dtype)) throw gradientError(`input ${i} is ${x.dtype}; only f32 and f64 have gradients`);
  });
  const found = new Map<Tensor, Tensor>();
  outputs.forEach((y, i) => accumulate(found, y, seed(y, cotangents[i] ?? null)));
  propagate(outputs, new Set(inputs), found);
  return inputs.map((x) => found.get(x) ?? zerosLike(x));
}

function seed(y: Tensor, cotangent: Tensor | null): Tensor {
  if (!isFloat(y.dtype)) throw gradientError(`the loss is ${y.dtype}; only f32 and f64 have gradients`);
  if (!cotangent) {
    if (y.shape.length > 0 && y.shape.some((size) => size !== 1))
      throw gradientError(
        `the loss must be a single number, is ${showShape(y.shape)}; reduce it with sum() or mean(), or give its cotangent`,
        y.shape,
      );
    return onesLike(y);
  }
  if (!sameShape(cotangent.shape, y.shape))
    throw gradientError(
      `the cotangent is ${showShape(cotangent.shape)}, the output ${showShape(y.shape)}; they must have the same shape`,
      y.shape,
    );
  return cotangent;
}

/** Carries the cotangents of the outputs down to the leaves, along nodes that lead to a leaf only. */
function propagate(outputs: readonly Tensor[], leaves: ReadonlySet<Tensor>, found: Map<Tensor, Tensor>): void {
  const nodes = order(outputs, (node) => leaves.has(node));
  const active = new Set<Tensor>();
  for (const node of nodes)
    if (leaves.has(node) || (isFloat(node.dtype) && flows(node) && node.inputs.some((x) => active.has(x)))) active.add(node);
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const cotangent = found.get(node);
    if (!cotangent || leaves.has(node) || !active.has(node)) continue;
    const shares = node.op.vjp ? node.op.vjp(cotangent, node, node.inputs, node.attrs) : throughFormula(node, cotangent);
    node.inputs.forEach((x, k) => {
      const share = shares[k];
      if (share && active.has(x)) accumulate(found, x, share);
    });
    found.delete(node);
  }
}

/** Does the op pass gradients on at all? */
const flows = (node: Tensor): boolean => node.op.vjp !== undefined || node.op.how.kind === "formula";

/** A formula without a gradient of its own has that of what it stands for. */
function throughFormula(node: Tensor, cotangent: Tensor): (Tensor | null)[] {
  const body = expansionOf(node);
  const found = new Map<Tensor, Tensor>([[body, cotangent]]);
  propagate([body], new Set(node.inputs), found);
  // An input that stands twice gets its share once: it is the sum already.
  return node.inputs.map((x, k) => (node.inputs.indexOf(x) === k ? (found.get(x) ?? null) : null));
}

function accumulate(found: Map<Tensor, Tensor>, node: Tensor, share: Tensor): void {
  const old = found.get(node);
  found.set(node, old ? add(old, share) : share);
}
