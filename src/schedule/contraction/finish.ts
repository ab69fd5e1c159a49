// What happens to the sums of a tile when they are done: the caller's statements, widened over neighbouring columns. Knows
// accumulators; not how they came about.
import { add, declare, int, load, loop, store, variable } from "../../ir/build.ts";
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

/** Operations above which the statements are not repeated for each vector but put into a loop. */
const INLINE = 600;

/** The finished sum of one element, given as a scalar. */
export function finishElement(p: Problem, row: Expr, column: Expr, sum: Expr): Stmt[] {
  const map = new Map<Var, Expr>([[p.rowVar, row], [p.columnVar, column], [p.sum, sum]]); // prettier-ignore
  return [...cloneStmts(p.finish, map)];
}

/** Vectors of one row; `column` is where offset 0 is. Null if the statements have no vector form. */
function finishVectors(p: Problem, lanes: number, row: Expr, column: Var, offsets: readonly number[], sums: readonly Expr[]): Stmt[] | null {
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

/** `edge()` is scratch of rows × vectors × lanes elements for what cannot stay in registers. */
export function finishTile(p: Problem, lanes: number, tile: Tile, edge: () => Buffer): Stmt[] {
  const { accumulators, offsets, valid } = tile;
  const [rows, width] = [accumulators.length, offsets.length * lanes];
  const wholes = valid === lanes ? offsets.length : offsets.length - 1;
  const column = variable("column");
  const out: Stmt[] = [declare(column, tile.column)];
  const repeat = lanes > 1 && p.finishCost * rows * wholes <= INLINE;
  const inline = repeat
    ? accumulators.map((sums, i) => finishVectors(p, lanes, add(tile.row, int(i)), column, offsets.slice(0, wholes), sums.slice(0, wholes)))
    : null;
  const done = inline?.every((stmts) => stmts !== null) ? inline.flatMap((stmts) => stmts!) : null;
  if (done) out.push(...done);
  if (done && wholes === offsets.length) return out;
  const to = edge();
  accumulators.forEach((sums, i) => {
    for (let j = done ? wholes : 0; j < sums.length; j++) out.push(store(to, int(i * width + j * lanes), sums[j]!));
  });
  const elements = (i: Expr, j: number, count: number): Stmt[] =>
    turns("lane", int(count), (c) => {
      const sum = variable("sum", p.dtype);
      const from = add(int(j * lanes), c);
      return [
        declare(sum, load(to, add(rowStart(i, width), from))),
        ...finishElement(p, add(tile.row, i), add(add(column, int(offsets[j]!)), c), sum),
      ];
    });
  const looped = turns("line", int(rows), (i) => {
    const line: Stmt[] = [];
    if (!done && lanes > 1 && wholes > 0) {
      const sums = offsets.slice(0, wholes).map(() => variable("sum", p.dtype, lanes));
      sums.forEach((sum, j) => line.push(declare(sum, load(to, add(rowStart(i, width), int(j * lanes)), lanes))));
      const wide = finishVectors(p, lanes, add(tile.row, i), column, offsets.slice(0, wholes), sums);
      if (wide) line.push(...wide);
      else {
        line.length = 0;
        for (let j = 0; j < wholes; j++) line.push(...elements(i, j, lanes));
      }
    } else if (!done) for (let j = 0; j < wholes; j++) line.push(...elements(i, j, lanes));
    if (wholes < offsets.length) line.push(...elements(i, wholes, valid));
    return line;
  });
  return [...out, ...looped];
}

const rowStart = (i: Expr, width: number): Expr => (i.is === "const" ? int(i.value * width) : { is: "call", word: "mul", args: [i, int(width)], dtype: "i32", lanes: 1 });

/** A loop with its own variable over elements whose sums are in scratch. */
export function finishScalars(p: Problem, rows: number, columns: number, row: Expr, column: Expr, from: Buffer): Stmt[] {
  const [i, j] = [variable("line"), variable("place")];
  const sum = variable("sum", p.dtype);
  return [
    loop(i, int(0), int(rows), 1, [
      loop(j, int(0), int(columns), 1, [
        declare(sum, load(from, add(rowStart(i, columns), j))),
        ...finishElement(p, add(row, i), add(column, j), sum),
      ]),
    ]),
  ];
}
