// Loops that bring elements to places given by a tensor of indices. Tasks share out the places in front of the axis, and
// behind it blocks of columns; each walks along the axis of the source in order, so that what equal indices give never
// depends on who does it. Indices that are out of range are passed over. Knows no op.
import { sizeOfShape, strides, type Shape } from "../core/shape.ts";
import * as ir from "../ir/build.ts";
import type { Buffer, Expr, Stmt, Var } from "../ir/types.ts";
import type { LoopNest } from "./tensor.ts";

/** How elements of one place are put together: by a word, or the last one stands. */
export type Combination = "add" | "mul" | "min" | "max" | "last";

export interface ScatterForm {
  readonly axis: number;
  /** Of the result. */
  readonly shape: Shape;
  /** Of the source: that of the result but for the axis; smaller sizes are allowed where each element has its index. */
  readonly from: Shape;
  /** One index for all of a row (the index has one axis), or one for each element (it has the source's shape). */
  readonly rows: boolean;
  readonly combination: Combination;
}

interface ScatterBuffers {
  readonly source: Buffer;
  readonly index: Buffer;
  /** What stands in the result before; zeros unless given. */
  readonly base?: Buffer;
}

/** Columns of a task. */
const BLOCK = 64;
/** Elements that a task is worth. */
const TASK = 1 << 12;

export function scatterNest(output: Buffer, { source, index, base }: ScatterBuffers, form: ScatterForm): LoopNest {
  const { axis, shape, from, rows, combination } = form;
  const outer = sizeOfShape(shape.slice(0, axis));
  const inner = sizeOfShape(shape.slice(axis + 1));
  const blocks = Math.ceil(inner / BLOCK);
  const units = outer * blocks;
  const chunk = Math.max(1, Math.floor(TASK / (Math.max(shape[axis]!, from[axis]!) * Math.min(inner, BLOCK))));
  const [step, fromStep] = [strides(shape)[axis]!, strides(from)[axis]!];
  const fromSteps = strides(from);
  const front = shape.map((_, a) => a).slice(0, axis);
  const back = shape.map((_, a) => a).slice(axis + 1);
  const wide = new Set<Var>();
  const unit = ir.indexVar("unit", units);
  const place = ir.call("quot", unit, ir.int(blocks));
  const firstColumn = ir.mul(ir.call("rem", unit, ir.int(blocks)), ir.int(BLOCK));
  const width = ir.call("min", ir.int(BLOCK), ir.sub(ir.int(inner), firstColumn));
  const rowStart = ir.mul(place, ir.int(shape[axis]! * step));

  /** Where the source has a place in front of the axis, or a column behind it; and whether it does. */
  const inSource = (flat: Expr, axes: readonly number[]): { at: Expr; has: Expr } => {
    if (axes.every((a) => from[a] === shape[a])) {
      const scale = axes === front ? from[axis]! * fromStep : 1;
      return { at: ir.mul(flat, ir.int(scale)), has: ir.constant("bool", 1) };
    }
    let [at, has, size]: [Expr, Expr, number] = [ir.int(0), ir.constant("bool", 1), 1];
    for (const a of [...axes].reverse()) {
      const upper = ir.call("quot", flat, ir.int(size));
      const i = a === axes[0] ? upper : ir.call("rem", upper, ir.int(shape[a]!));
      at = ir.add(ir.mul(i, ir.int(fromSteps[a]!)), at);
      has = ir.and(has, ir.less(i, ir.int(from[a]!)));
      size *= shape[a]!;
    }
    return { at, has };
  };
  const target = ir.variable("target");
  const fits = ir.and(ir.lessEqual(ir.int(0), target), ir.less(target, ir.int(shape[axis]!)));
  const along = ir.indexVar("t", from[axis]!);
  const combine = (at: Expr, value: Expr): Stmt =>
    ir.store(output, at, combination === "last" ? value : ir.call(combination, ir.load(output, at), value));

  const columns = (wideLoop: boolean, body: (column: Expr) => readonly Stmt[]): Stmt => {
    const c = ir.indexVar("c", BLOCK);
    if (wideLoop) wide.add(c);
    return ir.loop(c, ir.int(0), width, 1, body(ir.add(firstColumn, c)));
  };
  const k = ir.indexVar("k", shape[axis]!);
  const begin = ir.range(k, shape[axis]!, [
    columns(true, (column) => {
      const at = ir.add(rowStart, ir.add(ir.mul(k, ir.int(step)), column));
      return [ir.store(output, at, base ? ir.load(base, at) : ir.constant(output.dtype, 0))];
    }),
  ]);
  const before = inSource(place, front);
  const sourceAt = (behind: Expr): Expr => ir.add(ir.add(before.at, ir.mul(along, ir.int(fromStep))), behind);
  const targetAt = (column: Expr): Expr => ir.add(rowStart, ir.add(ir.mul(target, ir.int(step)), column));
  const wholeRows: Stmt[] = [
    ir.declare(target, ir.load(index, along)),
    ir.branch(fits, [columns(true, (column) => [combine(targetAt(column), ir.load(source, sourceAt(column)))])]),
  ];
  const elements: Stmt[] = [
    columns(false, (column) => {
      const behind = inSource(column, back);
      return [
        ir.branch(behind.has, [
          ir.declare(target, ir.load(index, sourceAt(behind.at))),
          ir.branch(fits, [combine(targetAt(column), ir.load(source, sourceAt(behind.at)))]),
        ]),
      ];
    }),
  ];
  return {
    tasks: Math.ceil(units / chunk),
    independent: wide,
    body: (task) => {
      const first = ir.mul(task, ir.int(chunk));
      const end = ir.call("min", ir.int(units), ir.add(first, ir.int(chunk)));
      const walk = ir.branch(before.has, [ir.range(along, from[axis]!, rows ? wholeRows : elements)]);
      return [ir.loop(unit, first, end, 1, [begin, walk])];
    },
  };
}
