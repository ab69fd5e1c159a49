// One graph node as one naive loop nest: no fusion, no vectors, no order of loops but the obvious. This is what every
// schedule is compared with, so it shares nothing with schedules; it must be right at a glance.
import type { DType } from "../../core/dtype.ts";
import { sizeOfShape, strides, type Shape } from "../../core/shape.ts";
import * as ir from "../../ir/build.ts";
import type { Buffer, Expr, Kernel, Stmt, Var, Word } from "../../ir/types.ts";
import type { ContractAttrs, Tensor } from "../../graph/tensor.ts";

/** The kernel that fills `output` with the elements of the node, from buffers with those of its inputs. */
export function lower(node: Tensor, inputs: readonly Buffer[], output: Buffer): Kernel {
  const how = node.op.how;
  const attrs = node.attrs as never;
  const shapes = node.inputs.map((x) => x.shape);
  const read = (input: number, index: readonly Expr[]): Expr => ir.load(inputs[input]!, flat(index, shapes[input]!));
  switch (how.kind) {
    case "map":
      return each(node, output, (index) => how.scalar(node.inputs.map((_, k) => read(k, index)), attrs, node.dtype)); // prettier-ignore
    case "reshape": {
      const i = ir.indexVar("i", output.length);
      return serial(node, [ir.range(i, output.length, [ir.store(output, i, ir.load(inputs[0]!, i))])]);
    }
    case "view":
      return each(node, output, (index) => read(0, how.index(index, attrs, shapes[0]!)));
    case "read":
      return each(node, output, (index) => how.element(index, read, attrs, [...shapes, node.shape], node.dtype));
    case "reduce":
      return reduce(node, how.word, inputs[0]!, output);
    case "contract":
      return contract(node, inputs, output);
    case "loop": {
      const nest = how.nest(output, inputs, attrs, shapes);
      const task = ir.indexVar("task", nest.tasks);
      return kernel(node, nest.tasks, task, nest.body(task));
    }
    case "source":
    case "formula":
      throw new TypeError(`${node.op.name} (${how.kind}) has no loops`);
  }
}

const kernel = (node: Tensor, tasks: number, task: Var, body: readonly Stmt[]): Kernel => ({
  name: node.op.name,
  tasks,
  task,
  body,
  cost: 0,
});
const serial = (node: Tensor, body: readonly Stmt[]): Kernel => kernel(node, 1, ir.indexVar("task", 1), body);

/** Row-major position. */
const flat = (index: readonly Expr[], shape: Shape): Expr =>
  strides(shape).reduce<Expr>((sum, step, axis) => ir.add(sum, ir.mul(index[axis]!, ir.int(step))), ir.int(0));

/** Loops over all elements of a shape, the last axis innermost. */
const loops = (variables: readonly Var[], shape: Shape, body: readonly Stmt[]): readonly Stmt[] =>
  variables.reduceRight<readonly Stmt[]>((inner, v, axis) => [ir.range(v, shape[axis]!, inner)], body);

const indices = (prefix: string, shape: Shape): Var[] => shape.map((size, axis) => ir.indexVar(`${prefix}${axis}`, size));

/** Stores an expression of the index for each element. */
function each(node: Tensor, output: Buffer, element: (index: readonly Expr[]) => Expr): Kernel {
  const index = indices("i", node.shape);
  return serial(node, loops(index, node.shape, [ir.store(output, flat(index, node.shape), element(index))]));
}

/** What an empty reduction gives. */
function neutral(word: Word, dtype: DType): number {
  const float = dtype === "f32" || dtype === "f64";
  switch (word) {
    case "add":
    case "or":
      return 0;
    case "mul":
    case "and":
      return 1;
    case "min":
      return float ? Infinity : dtype === "i32" ? 2147483647 : 255;
    case "max":
      return float ? -Infinity : dtype === "i32" ? -2147483648 : 0;
    default:
      throw new TypeError(`${word} is no word of reductions`);
  }
}

function reduce(node: Tensor, word: Word, input: Buffer, output: Buffer): Kernel {
  const { axes } = node.attrs as { readonly axes: readonly number[] };
  const shape = node.inputs[0]!.shape;
  const all = indices("i", shape);
  const kept = all.filter((_, axis) => !axes.includes(axis));
  const reduced = all.filter((_, axis) => axes.includes(axis));
  const total = ir.variable("total", node.dtype);
  return serial(
    node,
    loops(kept, node.shape, [
      ir.declare(total, ir.constant(node.dtype, neutral(word, node.dtype))),
      ...loops(reduced, axes.map((axis) => shape[axis]!), [ir.set(total, ir.call(word, total, ir.load(input, flat(all, shape))))]), // prettier-ignore
      ir.store(output, flat(kept, node.shape), total),
    ]),
  );
}

function contract(node: Tensor, [a, b]: readonly Buffer[], output: Buffer): Kernel {
  const labels = node.attrs as ContractAttrs;
  const [shapeA, shapeB] = [node.inputs[0]!.shape, node.inputs[1]!.shape];
  const sizes = new Map<string, number>();
  [...labels.b].forEach((letter, axis) => sizes.set(letter, shapeB[axis]!));
  [...labels.a].forEach((letter, axis) => sizes.set(letter, shapeA[axis]!));
  const variables = new Map([...sizes].map(([letter, size]) => [letter, ir.indexVar(letter, size)]));
  const at = (letters: string): Var[] => [...letters].map((letter) => variables.get(letter)!);
  const summed = [...sizes.keys()].filter((letter) => !labels.out.includes(letter)).join("");
  const total = ir.variable("total", node.dtype);
  const product = ir.mul(ir.load(a!, flat(at(labels.a), shapeA)), ir.load(b!, flat(at(labels.b), shapeB)));
  const sizesOf = (letters: string): number[] => [...letters].map((letter) => sizes.get(letter)!);
  return serial(
    node,
    loops(at(labels.out), sizesOf(labels.out), [
      ir.declare(total, ir.constant(node.dtype, 0)),
      ...loops(at(summed), sizesOf(summed), [ir.set(total, ir.add(total, product))]),
      ir.store(output, flat(at(labels.out), sizesOf(labels.out)), total),
    ]),
  );
}

/** A buffer for the elements of a node. */
export const bufferOf = (node: Tensor, name: string): Buffer => ir.buffer(name, node.dtype, sizeOfShape(node.shape));
