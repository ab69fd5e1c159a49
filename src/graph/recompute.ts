// Checkpoints: part of a graph that is computed again when its gradient is wanted, so that what it computed on the way need
// not be kept. Knows no op by name.
import * as ir from "../ir/build.ts";
import { isFloat } from "../core/dtype.ts";
import { sizeOfShape } from "../core/shape.ts";
import { gradients } from "./grad.ts";
import { order } from "./order.ts";
import { apply, Tensor, type Op } from "./tensor.ts";

/** Elements that a task copies. */
const BLOCK = 4096;

/**
 * The first tensor, once the second is there: a copy that cannot be made earlier. What is computed from it is therefore
 * neither done early nor taken for what was computed from the tensor itself.
 */
const afterOp: Op<null> = {
  name: "after",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "loop",
    nest: (output, [x]) => ({
      tasks: Math.max(1, Math.ceil(output.length / BLOCK)),
      body: (task) => {
        const i = ir.indexVar("i", output.length);
        const begin = ir.mul(task, ir.int(BLOCK));
        const end = ir.call("min", ir.add(begin, ir.int(BLOCK)), ir.int(output.length));
        return [ir.loop(i, begin, end, 1, [ir.store(output, i, ir.load(x!, i))])];
      },
    }),
  },
  vjp: (ct) => [ct, null],
};

interface CheckpointAttrs {
  /** For each tensor at the border: is what depends on it computed again? */
  readonly again: readonly boolean[];
}
/** The first input, which was computed from the others. */
const checkpointOp: Op<CheckpointAttrs> = {
  name: "checkpoint",
  shape: ([y]) => y!.shape,
  dtype: ([y]) => y!.dtype,
  how: { kind: "formula", lower: ([y]) => y! },
  vjp: (ct, _, [y, ...border], { again }) => {
    const standIn = new Map<Tensor, Tensor>();
    border.forEach((x, k) => standIn.set(x, again[k] && sizeOfShape(x.shape) > 0 ? apply(afterOp, [x, ct], null) : x));
    const guarded = border.map((x) => standIn.get(x)!);
    for (const node of order([y!], (x) => standIn.has(x))) {
      if (standIn.has(node)) continue;
      const inputs = node.inputs.map((x) => standIn.get(x)!);
      const same = inputs.every((x, k) => x === node.inputs[k]);
      standIn.set(node, same ? node : new Tensor(node.op, inputs, node.attrs, node.shape, node.dtype));
    }
    const smooth = guarded.filter((x) => isFloat(x.dtype));
    const found = gradients([standIn.get(y!)!], [ct], smooth);
    return [null, ...guarded.map((x) => found[smooth.indexOf(x)] ?? null)];
  },
};

/**
 * The same tensor, whose gradient recomputes it: `made` are the nodes that belong to the part, `given` the tensors it was
 * made of on purpose (others at its border are found).
 */
export function recomputed(y: Tensor, made: ReadonlySet<Tensor>, given: readonly Tensor[]): Tensor {
  const inside = (x: Tensor): boolean => made.has(x) && x.op.how.kind !== "source" && !given.includes(x);
  if (!inside(y)) return y;
  const border = order([y], (x) => !inside(x)).filter((x) => !inside(x));
  const again = border.map((x) => given.includes(x) || x.op.how.kind !== "source");
  return apply(checkpointOp, [y, ...border], { again });
}
