// What happens to the sums of a tile when they are done: the caller's statements, widened over neighbouring columns. Knows
// accumulators; not how they came about.
import { add, declare, int, load, mul, store, variable } from "../../ir/build.ts";
import type { Buffer, Expr, Stmt, Var } from "../../ir/types.ts";
import { cloneStmts } from "../../ir/walk.ts";
import { widenGroups } from "../passes/widen.ts";
import type { Problem } from "./problem.ts";
import { turns } from "./walk.ts";

/** A register tile: `accumulators[i][j]` holds row `row` + i, and `lanes` columns from `column` + offsets[j] on. */
export interface Tile {
  readonly row: Expr;
  readonly column: Expr;
  readonly offsets: readonly number[];
  /** Columns of the last vector that exist. */
  readonly valid: number;
  readonly accumulators: readonly (readonly Var[])[];
}

/** Operations of one element above which the statements are not repeated for each vector but put into a loop. */
const INLINE = 6;

/** The finished sum of one element, given as a scalar. */
export function finishElement(p: Problem, row: Expr, column: Expr, sum: Expr): Stmt[] {
  const map = new Map<Var, Expr>([[p.rowVar, row], [p.columnVar, column], [p.sum, sum]]); // prettier-ignore
  return [...cloneStmts(p.finish, map)];
}

/** Vectors of one row; `column` is where offset 0 is. Null if the statements have no vector form. */
function finishVectors(
  p: Problem,
  lanes: number,
  row: Expr,
  column: Var,
  offsets: readonly number[],
  sums: readonly Expr[],
): Stmt[] | null {
  const out: Stmt[] = [];
  let begin = 0;
  while (begin < offsets.length) {
    let end = begin + 1;
    while (end < offsets.length && offsets[end] === offsets[end - 1]! + lanes) end++;
    const here: Var = begin === 0 && offsets[0] === 0 ? column : variable("column");
    if (here !== column) out.push(declare(here, add(column, int(offsets[begin]!))));
    const stmts = cloneStmts(p.finish, new Map<Var, Expr>([[p.rowVar, row], [p.columnVar, here]])); // prettier-ignore
    const wide = widenGroups(stmts, here, lanes, sums.slice(begin, end).map((sum) => new Map([[p.sum, sum]]))); // prettier-ignore
    if (!wide) return null;
    out.push(...wide);
    begin = end;
  }
  return out;
}

/** Where the sums of a tile lie: rows of whole vectors, one after another. */
export interface Kept {
  readonly buffer: Buffer;
  readonly at: Expr;
}

/** Whether the statements are few enough to be repeated for each vector of a tile, straight from the accumulators. */
export const finishesInline = (p: Problem, lanes: number): boolean => lanes > 1 && p.finishCost <= INLINE;

/**
 * The end of a tile whose sums are complete. Without branches behind the loop over products: V8 spills accumulators inside of
 * that loop if values of them meet later. So whatever is more than a few operations goes through `kept`, memory of
 * rows × vectors × lanes elements.
 */
export function finishTile(p: Problem, lanes: number, tile: Tile, kept: Kept): Stmt[] {
  const { accumulators, offsets, valid } = tile;
  const width = offsets.length * lanes;
  if (finishesInline(p, lanes) && valid === lanes) {
    const column = variable("column");
    const lines = accumulators.map((sums, i) => finishVectors(p, lanes, add(tile.row, int(i)), column, offsets, sums));
    if (lines.every((stmts) => stmts !== null)) return [declare(column, tile.column), ...lines.flatMap((stmts) => stmts)];
  }
  const stores = accumulators.flatMap((sums, i) => sums.map((sum, j) => store(kept.buffer, add(kept.at, int(i * width + j * lanes)), sum)));
  return [...stores, ...finishKept(p, lanes, tile, kept)];
}

/** The same from sums in memory. */
export function finishKept(p: Problem, lanes: number, tile: Tile, kept: Kept): Stmt[] {
  const { offsets, valid } = tile;
  const [rows, width] = [tile.accumulators.length, offsets.length * lanes];
  const wholes = valid === lanes ? offsets.length : offsets.length - 1;
  const column = variable("column");
  const elements = (from: Expr, row: Expr, j: number, count: number): Stmt[] =>
    turns("lane", int(count), (c) => {
      const sum = variable("sum", p.dtype);
      return [
        declare(sum, load(kept.buffer, add(from, add(int(j * lanes), c)))),
        ...finishElement(p, row, add(add(column, int(offsets[j]!)), c), sum),
      ];
    });
  const line = (i: Expr): Stmt[] => {
    const row = add(tile.row, i);
    const from = add(kept.at, mul(i, int(width)));
    const out: Stmt[] = [];
    const sums = offsets.slice(0, wholes).map(() => variable("sum", p.dtype, lanes));
    const loads = sums.map((sum, j) => declare(sum, load(kept.buffer, add(from, int(j * lanes)), lanes)));
    const wide = lanes > 1 && wholes > 0 ? finishVectors(p, lanes, row, column, offsets.slice(0, wholes), sums) : [];
    if (wide) out.push(...(lanes > 1 ? [...loads, ...wide] : []));
    if (!wide || lanes === 1) for (let j = 0; j < wholes; j++) out.push(...elements(from, row, j, lanes));
    if (wholes < offsets.length) out.push(...elements(from, row, wholes, valid));
    return out;
  };
  return [declare(column, tile.column), ...turns("line", int(rows), line)];
}
