// The judge: computes tensors node by node, each with its own naive loops, in float64 where asked. Slow and simple.
import { newArray, type TypedArray } from "../../core/dtype.ts";
import { NablaError } from "../../core/errors.ts";
import { sizeOfShape } from "../../core/shape.ts";
import { runKernel } from "../../ir/interpret.ts";
import { expand } from "../../graph/expand.ts";
import { order } from "../../graph/order.ts";
import type { LiveAttrs } from "../../graph/ops/sources.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { bufferOf, lower } from "./lower.ts";

export interface EvaluateOptions {
  /** Compute f32 in float64: arrays of f32 tensors are then Float64Arrays. */
  readonly float64?: boolean;
  /** The elements of a leaf, for leaves that have none at hand or shall have others. */
  elements?(leaf: Tensor): ArrayLike<number> | undefined;
}

/** The elements of the tensors, row by row. */
export function evaluate(tensors: readonly Tensor[], options: EvaluateOptions = {}): TypedArray[] {
  const float64 = options.float64 ?? false;
  const roots = expand(tensors, { through: true });
  const values = new Map<Tensor, TypedArray>();
  for (const node of order(roots)) {
    const wide = float64 && node.dtype === "f32";
    const own = newArray(wide ? "f64" : node.dtype, sizeOfShape(node.shape));
    if (node.op.how.kind === "source") {
      fill(own, node, options);
    } else {
      const inputs = node.inputs.map((x, k) => bufferOf(x, `input${k}`));
      const output = bufferOf(node, "output");
      const arrays = new Map(inputs.map((buffer, k) => [buffer, values.get(node.inputs[k]!)!]));
      arrays.set(output, own);
      runKernel(lower(node, inputs, output), arrays, { float64 });
    }
    values.set(node, own);
  }
  return roots.map((root) => values.get(root)!);
}

function fill(own: TypedArray, leaf: Tensor, options: EvaluateOptions): void {
  const given = options.elements?.(leaf) ?? leaf.storage?.host ?? liveValue(leaf);
  if (!given) throw new NablaError("elements", `evaluate: the leaf ${leaf.op.name} has no elements; give them by the option elements`);
  if (given.length !== own.length)
    throw new NablaError("elements", `evaluate: the leaf ${leaf.op.name} has ${own.length} elements, but ${given.length} are given`);
  own.set(given);
}

function liveValue(leaf: Tensor): ArrayLike<number> | null {
  const { read } = leaf.attrs as Partial<LiveAttrs>;
  if (!read) return null;
  const value = read();
  return typeof value === "number" ? [value] : value;
}
