// How the work is cut: sums into blocks whose panels stay in cache, the output into blocks that are handed out as tasks. All
// of it follows from sizes alone, never from the number of threads, so that no thread count changes a bit.
import { add, call, declare, equal, int, mul, variable } from "../../ir/build.ts";
import { and, loop } from "../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../ir/types.ts";
import type { Merged } from "./access.ts";
import type { Problem } from "./problem.ts";
import type { Level } from "./walk.ts";

/** A box of the summed axes at a time: `outer` one by one, `split` in chunks, `inner` whole. */
export interface SumBlocks {
  readonly outer: readonly Merged[];
  readonly split: Merged;
  readonly chunk: number;
  readonly inner: readonly Merged[];
  /** Products in the longest block. */
  readonly capacity: number;
  readonly count: number;
}

const sizes = (axes: readonly Merged[]): number => axes.reduce((n, axis) => n * axis.extent, 1);

/** Blocks of about `limit` products; chunks of the innermost axis are multiples of `multiple`. */
export function sumBlocks(sums: readonly Merged[], limit: number, multiple: number): SumBlocks {
  const total = sizes(sums);
  if (total <= limit * 1.5) {
    const [split, ...inner] = sums as [Merged, ...Merged[]];
    return { outer: [], split, chunk: split.extent, inner, capacity: total, count: 1 };
  }
  let at = sums.length - 1;
  let inner = 1;
  while (at > 0 && inner * sums[at]!.extent <= limit) inner *= sums[at--]!.extent;
  const split = sums[at]!;
  const room = Math.max(1, Math.floor(limit / inner));
  const even = Math.ceil(split.extent / Math.ceil(split.extent / room));
  const chunk = at === sums.length - 1 ? Math.ceil(even / multiple) * multiple : even;
  const outer = sums.slice(0, at);
  return { outer, split, chunk, inner: sums.slice(at + 1), capacity: chunk * inner, count: sizes(outer) * Math.ceil(split.extent / chunk) };
}

/** One block of sums, as code sees it. */
export interface SumBlock {
  /** Where it begins. */
  readonly start: readonly (readonly [Merged, Expr])[];
  readonly axes: readonly Merged[];
  readonly levels: readonly Level[];
  readonly first: Expr;
  readonly last: Expr;
}

const truth = (value: boolean): Expr => ({ is: "const", dtype: "bool", lanes: 1, value: value ? 1 : 0 });

/** Loops over all blocks of sums. */
export function eachSumBlock(blocks: SumBlocks, body: (block: SumBlock) => readonly Stmt[]): Stmt[] {
  const { split, chunk, inner, outer } = blocks;
  const chunks = Math.ceil(split.extent / chunk);
  const axes = [split, ...inner];
  const outerVars = outer.map((axis): Var => ({ is: "var", name: axis.label, dtype: "i32", lanes: 1, min: 0, max: axis.extent - 1 }));
  const from: Expr = chunks === 1 ? int(0) : { is: "var", name: "from", dtype: "i32", lanes: 1, min: 0, max: (chunks - 1) * chunk };
  const length = variable("length");
  const own: Var = { ...length, min: 1, max: chunk };
  const even = split.extent % chunk === 0;
  const extent: Expr = even ? int(chunk) : own;
  const both = (x: Expr, y: Expr): Expr => and(x, y);
  const first = [...outerVars, from].map((v) => equal(v, int(0))).reduce(both, truth(true));
  const ends = outerVars.map((v, i) => equal(v, int(outer[i]!.extent - 1)));
  const last = [...ends, equal(from, int((chunks - 1) * chunk))].reduce(both, truth(true));
  const inside = body({
    start: [...outer.map((axis, i) => [axis, outerVars[i]!] as const), [split, from], ...inner.map((axis) => [axis, int(0)] as const)],
    axes,
    levels: [{ name: split.label, extent }, ...inner.map((axis) => ({ name: axis.label, extent: int(axis.extent) }))],
    first,
    last,
  });
  let stmts: Stmt[] = even ? [...inside] : [declare(own, call("min", int(chunk), call("sub", int(split.extent), from))), ...inside];
  if (from.is === "var") stmts = [loop(from, int(0), int(split.extent), chunk, stmts)];
  for (let i = outer.length - 1; i >= 0; i--) stmts = [loop(outerVars[i]!, int(0), int(outer[i]!.extent), 1, stmts)];
  return stmts;
}

/** An axis cut into tiles, the tiles into blocks. */
export interface Cut {
  readonly extent: number;
  readonly tile: number;
  /** Whole tiles, and what is left after them. */
  readonly full: number;
  readonly tail: number;
  readonly tilesPerBlock: number;
  readonly blocks: number;
}

export function cut(extent: number, tile: number, most: number): Cut {
  const tiles = Math.ceil(extent / tile);
  const perBlock = Math.max(1, Math.floor(most / tile));
  const tilesPerBlock = Math.ceil(tiles / Math.ceil(tiles / perBlock));
  return { extent, tile, full: Math.floor(extent / tile), tail: extent % tile, tilesPerBlock, blocks: Math.ceil(tiles / tilesPerBlock) };
}

/** Whole tiles in block number `block`. */
export function fullTiles(c: Cut, block: Expr): Expr {
  if (c.full === c.blocks * c.tilesPerBlock) return int(c.tilesPerBlock);
  if (c.blocks === 1) return int(c.full);
  return call("min", int(c.tilesPerBlock), call("sub", int(c.full), mul(block, int(c.tilesPerBlock))));
}

export const hasTail = (c: Cut, block: Expr): Expr => (c.tail === 0 ? truth(false) : equal(block, int(c.blocks - 1)));

/** Products that a task should at least have, and tasks that are enough for any number of threads. */
const TASK_PRODUCTS = 1 << 16;
const TASKS = 8;

export interface Grid {
  readonly rows: Cut;
  readonly columns: Cut;
  readonly units: number;
  readonly unitsPerTask: number;
  readonly tasks: number;
}

/** Blocks of the output: as large as caches like them, smaller where that gives too few tasks, several to a task where they are tiny. */
export function grid(p: Problem, rowTile: number, columnTile: number, most: { rows: number; columns: number }): Grid {
  const outer = sizes(p.outer);
  let rows = cut(p.row.extent, rowTile, most.rows);
  let columns = cut(p.column.extent, columnTile, most.columns);
  const units = (): number => outer * rows.blocks * columns.blocks;
  while (units() < TASKS && p.products / units() >= 2 * TASK_PRODUCTS) {
    const [height, width] = [rows.tilesPerBlock * rowTile, columns.tilesPerBlock * columnTile];
    if (columns.tilesPerBlock > 1 && (width > 2 * height || rows.tilesPerBlock === 1))
      columns = cut(p.column.extent, columnTile, Math.ceil(columns.tilesPerBlock / 2) * columnTile);
    else if (rows.tilesPerBlock > 1) rows = cut(p.row.extent, rowTile, Math.ceil(rows.tilesPerBlock / 2) * rowTile);
    else break;
  }
  const wanted = Math.max(Math.min(TASKS, units()), Math.min(units(), Math.floor(p.products / (4 * TASK_PRODUCTS))));
  const worth = Math.max(1, Math.min(wanted, Math.floor(p.products / TASK_PRODUCTS)));
  const unitsPerTask = Math.ceil(units() / worth);
  return { rows, columns, units: units(), unitsPerTask, tasks: Math.ceil(units() / unitsPerTask) };
}

/** The body of a kernel: for each unit of the task, the positions of outer axes and blocks, then `body`. */
export function eachUnit(p: Problem, g: Grid, task: Var, body: (rowBlock: Expr, columnBlock: Expr) => readonly Stmt[]): Stmt[] {
  const dims = [...p.outer.map((axis) => axis.extent), g.columns.blocks, g.rows.blocks];
  const vars: (Var | null)[] = [...p.outerVars, null, null];
  const names = [...p.outer.map((axis) => axis.label), "columnBlock", "rowBlock"];
  const unit: Expr = g.unitsPerTask === 1 ? task : { is: "var", name: "unit", dtype: "i32", lanes: 1, min: 0, max: g.units - 1 };
  const stmts: Stmt[] = [];
  const values: Expr[] = [];
  let rest = 1;
  for (let i = dims.length - 1; i >= 0; i--) {
    const extent = dims[i]!;
    const upper = call("quot", unit, int(rest));
    let value: Expr = rest * extent >= g.units ? upper : call("rem", upper, int(extent));
    if (extent === 1) value = int(0);
    const v: Var = vars[i] ?? { is: "var", name: names[i]!, dtype: "i32", lanes: 1, min: 0, max: extent - 1 };
    if (extent === 1 && !vars[i]) values.unshift(int(0));
    else {
      stmts.push(declare(v, value));
      values.unshift(v);
    }
    rest *= extent;
  }
  const inside = [...stmts, ...body(values.at(-1)!, values.at(-2)!)];
  if (unit.is !== "var" || unit === task) return inside;
  const begin = mul(task, int(g.unitsPerTask));
  const end = add(begin, int(g.unitsPerTask));
  return [loop(unit, begin, g.units % g.unitsPerTask === 0 ? end : call("min", end, int(g.units)), 1, inside)];
}
