// Makes scans: each element of an axis from the one before it and the inputs at its place. The nest walks the axis once; what
// stands in front of the axis and behind it is shared out to tasks. Knows no op.
import { isFloat, type DType } from "../core/dtype.ts";
import { sizeOfShape, type Shape } from "../core/shape.ts";
import * as ir from "../ir/build.ts";
import type { Buffer, Expr, Stmt } from "../ir/types.ts";
import type { LoopNest, Op, Tensor } from "./tensor.ts";

export interface ScanAttrs {
  readonly axis: number;
  /** From the end of the axis to its beginning. */
  readonly reverse: boolean;
}

/** What a scan carries from place to place. All inputs have one shape. */
export interface ScanRecord {
  /** The type of the result, where it is not that of the first input. */
  readonly result?: DType;
  /** Types of the carried values for inputs of that type. */
  state(dtype: DType): readonly DType[];
  /** What is carried at the first place. */
  first(x: readonly Expr[]): readonly Expr[];
  /** What is carried at place `t`, from what was carried before. */
  next(state: readonly Expr[], x: readonly Expr[], t: Expr): readonly Expr[];
  /** What is carried behind two stretches, from what each alone would carry: for scans that may be put together so. */
  join?(before: readonly Expr[], own: readonly Expr[]): readonly Expr[];
  /** The element, cast to the result's type. */
  element(state: readonly Expr[]): Expr;
  vjp?(cotangent: Tensor, output: Tensor, inputs: readonly Tensor[], attrs: ScanAttrs): readonly (Tensor | null)[];
}

/** Sums of many f32 are carried in f64, as PyTorch does: the error does not grow with the length. */
export const carried = (dtype: DType): DType => (isFloat(dtype) ? "f64" : "i32");

export const scanOp = (name: string, record: ScanRecord): Op<ScanAttrs> => ({
  name,
  shape: ([x]) => x!.shape,
  dtype: ([x]) => record.result ?? x!.dtype,
  how: { kind: "loop", nest: (output, inputs, attrs: ScanAttrs, [shape]) => nest(record, output, inputs, attrs, shape!) },
  ...(record.vjp && { vjp: record.vjp }),
});

/** Columns that are walked side by side. */
const BLOCK = 256;
/** Neighbours in a row that are scanned among themselves, so that each need not wait for the one before it. */
const GROUP = 4;
/** Elements that a task is worth. */
const TASK = 1 << 14;

function nest(record: ScanRecord, output: Buffer, inputs: readonly Buffer[], { axis, reverse }: ScanAttrs, shape: Shape): LoopNest {
  const size = shape[axis]!;
  const inner = sizeOfShape(shape.slice(axis + 1));
  const blocks = Math.ceil(inner / BLOCK);
  const units = sizeOfShape(shape.slice(0, axis)) * blocks;
  const chunk = Math.max(1, Math.floor(TASK / (size * Math.min(inner, BLOCK))));
  const types = record.state(inputs[0]!.dtype);
  const place = (t: Expr): Expr => (reverse ? ir.sub(ir.int(size - 1), t) : t);
  const put = (at: Expr, state: readonly Expr[]): Stmt => ir.store(output, at, ir.cast(record.element(state), output.dtype));
  const all = (at: Expr): Expr[] => inputs.map((x) => ir.load(x, at));

  /** One row: what is carried stays in locals. */
  const row = (start: Expr): Stmt[] => {
    const state = types.map((dtype, k) => ir.variable(`s${k}`, dtype));
    const fresh = types.map((dtype, k) => ir.variable(`n${k}`, dtype));
    const t = ir.indexVar("t", size);
    const at = (i: Expr): Expr => ir.add(start, place(i));
    const { join } = record;
    const grouped = join ? Math.floor((size - 1) / GROUP) * GROUP : 0;
    const group = ir.indexVar("g", grouped / GROUP);
    const together = (): Stmt[] => {
      const values: Stmt[] = [];
      const joined: Stmt[] = [];
      let own: readonly Expr[] = [];
      for (let j = 0; j < GROUP; j++) {
        const i = ir.add(ir.mul(group, ir.int(GROUP)), ir.int(j + 1));
        const x = all(at(i));
        const [alone, whole] = [types.map((dtype) => ir.variable("own", dtype)), types.map((dtype) => ir.variable("n", dtype))];
        (j === 0 ? record.first(x) : record.next(own, x, i)).forEach((e, k) => values.push(ir.declare(alone[k]!, e)));
        join!(state, alone).forEach((e, k) => joined.push(ir.declare(whole[k]!, e)));
        joined.push(put(at(i), whole));
        if (j === GROUP - 1) whole.forEach((v, k) => joined.push(ir.set(state[k]!, v)));
        own = alone;
      }
      return [...values, ...joined];
    };
    return [
      ...record.first(all(at(ir.int(0)))).map((e, k) => ir.declare(state[k]!, e)),
      put(at(ir.int(0)), state),
      ...(grouped > 0 ? [ir.range(group, grouped / GROUP, together())] : []),
      ir.loop(t, ir.int(1 + grouped), ir.int(size), 1, [
        ...record.next(state, all(at(t)), t).map((e, k) => ir.declare(fresh[k]!, e)),
        ...state.map((v, k) => ir.set(v, fresh[k]!)),
        put(at(t), state),
      ]),
    ];
  };

  /** Columns side by side: what is carried stands in scratch. */
  const columns = (start: Expr, width: Expr): Stmt[] => {
    const scratch = types.map((dtype, k) => ir.buffer(`carried${k}`, dtype, BLOCK, "thread"));
    const t = ir.indexVar("t", size);
    const step = (i: Expr, states: (c: Expr, x: readonly Expr[]) => readonly Expr[]): Stmt => {
      const c = ir.indexVar("c", BLOCK);
      const fresh = types.map((dtype, k) => ir.variable(`n${k}`, dtype));
      const at = ir.add(ir.add(start, ir.mul(place(i), ir.int(inner))), c);
      return ir.loop(c, ir.int(0), width, 1, [
        ...states(c, all(at)).map((e, k) => ir.declare(fresh[k]!, e)),
        ...fresh.map((v, k) => ir.store(scratch[k]!, c, v)),
        put(at, fresh),
      ]);
    };
    const before = (c: Expr): Expr[] => scratch.map((b) => ir.load(b, c));
    return [
      step(ir.int(0), (_, x) => record.first(x)),
      ir.loop(t, ir.int(1), ir.int(size), 1, [step(t, (c, x) => record.next(before(c), x, t))]),
    ];
  };

  return {
    tasks: Math.ceil(units / chunk),
    body: (task) => {
      const unit = ir.indexVar("unit", units);
      const begin = ir.mul(task, ir.int(chunk));
      const end = ir.call("min", ir.int(units), ir.add(begin, ir.int(chunk)));
      const outer = ir.call("quot", unit, ir.int(blocks));
      const column = ir.mul(ir.call("rem", unit, ir.int(blocks)), ir.int(BLOCK));
      const start = ir.add(ir.mul(outer, ir.int(size * inner)), column);
      const width = ir.call("min", ir.int(BLOCK), ir.sub(ir.int(inner), column));
      return [ir.loop(unit, begin, end, 1, inner === 1 ? row(start) : columns(start, width))];
    },
  };
}
