// The form for matrices: panels packed into cache where that pays, and a register tile of rows × columns in whose loop there
// is nothing but loads and multiply-adds (the scheme of BLIS, in the loop IR). One vector load of b per column vector, one
// splat of a per row; the loop over products is never unrolled, because V8 up to 12.4 keeps all loads of a loop body alive.
import { sizeOf } from "../../core/dtype.ts";
import { add, address, buffer, call, constant, declare, int, load, mul, set, splat, store, variable } from "../../ir/build.ts";
import type { Buffer, Expr, Kernel, Stmt, Var } from "../../ir/types.ts";
import { eachSumBlock, eachUnit, fullTiles, grid, hasTail, sumBlocks, type Grid, type SumBlock, type SumBlocks } from "./blocks.ts";
import { finishKept, finishTile } from "./finish.ts";
import { packColumns, packedSteps, packRows, packTogether, stepsAlong, type Panel } from "./pack.ts";
import { outerPlace, placeOf, type Problem } from "./problem.ts";
import { onlyIf, turns, walk } from "./walk.ts";

/** The shape of a register tile. */
export interface TileShape {
  readonly rows: number;
  readonly vectors: number;
  readonly lanes: number;
}

/** Registers that the tile of the device's limits takes: other shapes may take as many. */
export const registersOf = (rows: number, vectors: number): number => rows * vectors + rows + vectors;

export function tileShape(p: Problem): TileShape {
  let lanes = p.lanes;
  while (lanes > p.column.extent && (lanes / 2) * sizeOf(p.dtype) >= 16) lanes /= 2;
  const wide = p.limits.tile;
  const vectors = Math.max(1, Math.round((wide.columns * 4) / Math.max(4, p.limits.vectorBytes)));
  const budget = registersOf(wide.rows, vectors);
  const needed = Math.ceil(p.column.extent / lanes);
  let rows = Math.min(wide.rows, p.row.extent);
  const across = rows === wide.rows ? vectors : Math.max(1, Math.floor((budget - rows) / (rows + 1)));
  const own = Math.min(needed, across);
  if (own < vectors) rows = Math.min(p.row.extent, Math.floor((budget - own) / (own + 1)));
  return { rows, vectors: own, lanes };
}

/** What a kernel of this form is made of. */
interface Setting {
  readonly p: Problem;
  readonly shape: TileShape;
  readonly blocks: SumBlocks;
  readonly grid: Grid;
  /** Packed panels; null: read where it lies. */
  readonly packedA: Buffer | null;
  readonly packedB: Buffer | null;
  /** Sums of all blocks so far, where there are several. */
  readonly partial: Buffer | null;
  readonly edge: Buffer;
}

/** Elements of a panel block that stay in the first cache. */
const SUMS = 256;
/** Rows and columns of a block of the output (the wider the vectors, the more rows must share a copy of b), and operands so small that nothing is gained by packing them. */
export const rowsInBlock = (lanes: number): number => Math.max(256, 16 * lanes);
const COLUMNS = 512;
/** Bytes of a row of b that are copied in one go at least: a cache line. */
const RUN = 64;
const SMALL = 8192;

export function tileKernel(p: Problem): Omit<Kernel, "cost"> {
  const shape = tileShape(p);
  const columns = shape.vectors * shape.lanes;
  const blocks = sumBlocks(p.sums, SUMS, 8);
  const g = grid(p, shape.rows, columns, { rows: rowsInBlock(shape.lanes), columns: COLUMNS });
  const [height, width] = [Math.min(g.rows.tilesPerBlock, g.rows.full + 1) * shape.rows, g.columns.tilesPerBlock * columns];
  const scratch = (name: string, length: number): Buffer => buffer(`${p.name}.${name}`, p.dtype, length, "thread");
  const setting: Setting = {
    p,
    shape,
    blocks,
    grid: g,
    packedA: readsRows(p, shape) ? null : scratch("a", height * blocks.capacity),
    packedB: readsColumns(p, shape, g) ? null : scratch("b", blocks.capacity * width),
    partial:
      blocks.count > 1 ? scratch("partial", tileSize(shape) + g.rows.tilesPerBlock * g.columns.tilesPerBlock * tileSize(shape)) : null,
    edge: scratch("edge", shape.rows * columns),
  };
  const task = variable("task");
  return {
    name: p.name,
    tasks: g.tasks,
    task,
    body: eachUnit(p, g, task, (rowBlock, columnBlock) => unit(setting, rowBlock, columnBlock)),
  };
}

/** Rows are read where they lie if products are neighbours there, or if all of it is small. */
function readsRows(p: Problem, shape: TileShape): boolean {
  const steps = p.a.access?.steps;
  if (!steps) return false;
  const products = p.sums.reduce((n, axis) => n * axis.extent, 1);
  if (p.row.extent * products <= SMALL || p.column.extent <= 2 * shape.vectors * shape.lanes) return true;
  return steps.get(p.sums.at(-1)!.label) === 1 && shape.rows <= 8;
}

/** Columns are read where they lie if they are neighbours, and too few rows use them to pay for a copy. */
function readsColumns(p: Problem, shape: TileShape, g: Grid): boolean {
  const steps = p.b.access?.steps;
  if (steps?.get(p.column.label) !== 1) return false;
  if (p.column.extent % shape.lanes !== 0 && !overlaps(p, shape)) return false;
  const products = p.sums.reduce((n, axis) => n * axis.extent, 1);
  const tiles = Math.min(g.rows.tilesPerBlock, Math.ceil(p.row.extent / shape.rows));
  const window = p.sums.some((axis) => steps.get(axis.label) === 1);
  return tiles <= 3 || (window && tiles <= 8) || products * p.column.extent <= SMALL;
}

/** Whether the last vector of a row may begin earlier, so that it ends with the row: some elements are then computed twice. */
const overlaps = (p: Problem, shape: TileShape): boolean => p.repeatable && p.column.extent >= shape.lanes;

/** Starts of the vectors of the last, narrower tile, and how many columns of the last vector exist. */
function tailVectors(p: Problem, shape: TileShape, left: number): { offsets: number[]; valid: number } {
  const count = Math.ceil(left / shape.lanes);
  const offsets = Array.from({ length: count }, (_, j) => j * shape.lanes);
  const rest = left - (count - 1) * shape.lanes;
  if (rest === shape.lanes || !overlaps(p, shape)) return { offsets, valid: rest };
  offsets[count - 1] = left - shape.lanes;
  return { offsets, valid: shape.lanes };
}

/** One block of the output. */
function unit(s: Setting, rowBlock: Expr, columnBlock: Expr): Stmt[] {
  const { p, shape, grid: g } = s;
  const columns = shape.vectors * shape.lanes;
  const row0 = mul(rowBlock, int(g.rows.tilesPerBlock * shape.rows));
  const column0 = mul(columnBlock, int(g.columns.tilesPerBlock * columns));
  const rowTiles = fullTiles(g.rows, rowBlock);
  const columnTiles = fullTiles(g.columns, columnBlock);
  const whole = { offsets: Array.from({ length: shape.vectors }, (_, j) => j * shape.lanes), valid: shape.lanes };
  const tail = tailVectors(p, shape, g.columns.tail);
  const sums = eachSumBlock(s.blocks, (block) => {
    const panel = { outer: outerPlace(p), block };
    /** Each tile of rows: whole ones in a loop, then what is left. */
    const eachRowTile = (body: (index: Expr, row: Expr, rows: number) => readonly Stmt[]): Stmt[] => [
      ...turns("rowTile", rowTiles, (r) => body(r, add(row0, mul(r, int(shape.rows))), shape.rows)),
      ...onlyIf(hasTail(g.rows, rowBlock), g.rows.tail ? body(rowTiles, add(row0, mul(rowTiles, int(shape.rows))), g.rows.tail) : []),
    ];
    const eachColumnTile = (
      body: (index: Expr, column: Expr, vectors: { offsets: number[]; valid: number }) => readonly Stmt[],
    ): Stmt[] => [
      ...turns("columnTile", columnTiles, (c) => body(c, add(column0, mul(c, int(columns))), whole)),
      ...onlyIf(
        hasTail(g.columns, columnBlock),
        g.columns.tail ? body(columnTiles, add(column0, mul(columnTiles, int(columns))), tail) : [],
      ),
    ];
    const out: Stmt[] = [];
    if (s.packedA) {
      const rows: Panel = { ...panel, to: s.packedA, source: p.a, axis: p.row, lanes: shape.lanes };
      out.push(...eachRowTile((r, row, count) => packRows(rows, row, mul(r, int(s.blocks.capacity * shape.rows)), count)));
    }
    if (s.packedB) {
      const to: Panel = { ...panel, to: s.packedB, source: p.b, axis: p.column, lanes: shape.lanes };
      const distance = s.blocks.capacity * columns;
      const together = p.b.access?.steps.get(p.column.label) === 1 ? Math.max(1, Math.round(RUN / (columns * sizeOf(p.dtype)))) : 1;
      const groups = together > 1 ? call("quot", columnTiles, int(together)) : int(0);
      const done = mul(groups, int(together));
      const tileAt = (c: Expr, v: { offsets: number[]; valid: number }): Stmt[] =>
        packColumns(to, add(column0, mul(c, int(columns))), mul(c, int(distance)), v.offsets, v.valid);
      out.push(
        ...turns("group", groups, (group) => {
          const c = mul(group, int(together));
          return packTogether(to, add(column0, mul(c, int(columns))), mul(c, int(distance)), shape.vectors, together, distance);
        }),
        ...turns("columnTile", call("sub", columnTiles, done), (c) => tileAt(add(done, c), whole)),
        ...onlyIf(hasTail(g.columns, columnBlock), g.columns.tail ? tileAt(columnTiles, tail) : []),
      );
    }
    out.push(...eachColumnTile((c, column, v) => eachRowTile((r, row, rows) => microKernel(s, block, { r, c, row, column, rows, ...v }))));
    return out;
  });
  return [...clearFirst(s), ...sums];
}

interface Position {
  readonly r: Expr;
  readonly c: Expr;
  readonly row: Expr;
  readonly column: Expr;
  readonly rows: number;
  readonly offsets: readonly number[];
  readonly valid: number;
}

/** The sums of one register tile over one block of products. */
function microKernel(s: Setting, block: SumBlock, at: Position): Stmt[] {
  const { p, shape, packedA, packedB } = s;
  const { lanes } = shape;
  const { offsets } = at;
  const [a, b] = [variable("a", "ptr"), variable("b", "ptr")];
  const outer = outerPlace(p);
  const accumulators = Array.from({ length: at.rows }, (_, i) => offsets.map((_, j) => variable(`sum${i}_${j}`, p.dtype, lanes)));
  const indexA = (): Expr => p.a.access!.index(placeOf(...outer, ...block.start, [p.row, at.row]));
  const indexB = (): Expr => p.b.access!.index(placeOf(...outer, ...block.start, [p.column, at.column]));
  const panelA = mul(at.r, int(s.blocks.capacity * shape.rows));
  const panelB = mul(at.c, int(s.blocks.capacity * shape.vectors * lanes));
  const rowStep = packedA ? 1 : (p.a.access!.steps.get(p.row.label) ?? 0);
  const bufferA = packedA ?? p.a.access!.buffer;
  const bufferB = packedB ?? p.b.access!.buffer;
  const inner: Stmt[] = [];
  const vectors = offsets.map((offset, j) => {
    const v = variable(`b${j}`, p.dtype, lanes);
    inner.push(declare(v, load(bufferB, int(packedB ? j * lanes : offset), lanes, b)));
    return v;
  });
  accumulators.forEach((line, i) => {
    const v = variable(`a${i}`, p.dtype, lanes);
    inner.push(declare(v, splat(load(bufferA, int(i * rowStep), 1, a), lanes)));
    line.forEach((sum, j) => inner.push(set(sum, multiplyAdd(p, v, vectors[j]!, sum))));
  });
  const cursors = [
    { pointer: a, steps: packedA ? packedSteps(block, at.rows) : stepsAlong(p.a, block) },
    { pointer: b, steps: packedB ? packedSteps(block, offsets.length * lanes) : stepsAlong(p.b, block) },
  ];
  return [
    declare(a, address(bufferA, packedA ? panelA : indexA())),
    declare(b, address(bufferB, packedB ? panelB : indexB())),
    ...accumulators.flat().map((sum) => declare(sum, constant(p.dtype, 0, lanes))),
    ...walk(block.levels, cursors, inner),
    ...finishBlock(s, block, at, accumulators),
  ];
}

export const multiplyAdd = (p: Problem, a: Expr, b: Expr, sum: Expr): Expr => (p.limits.fma ? call("fma", a, b, sum) : add(sum, mul(a, b)));

/** Adds up blocks in scratch until the last one, without a branch while the sums are in registers. */
function finishBlock(s: Setting, block: SumBlock, at: Position, accumulators: readonly (readonly Var[])[]): Stmt[] {
  const { p, shape, partial } = s;
  const { lanes } = shape;
  const tile = { row: at.row, column: at.column, offsets: at.offsets, valid: at.valid, accumulators };
  if (!partial) return finishTile(p, lanes, tile, { buffer: s.edge, at: int(0) });
  const own = mul(add(mul(at.c, int(s.grid.rows.tilesPerBlock)), at.r), int(tileSize(shape)));
  const [before, kept] = [variable("before", "ptr"), variable("kept", "ptr")];
  const each = accumulators.flatMap((line, i) => line.map((sum, j) => [sum, int((i * at.offsets.length + j) * lanes)] as const));
  return [
    declare(before, address(partial, call("select", block.first, int(0), add(own, int(tileSize(shape)))))),
    declare(kept, address(partial, add(own, int(tileSize(shape))))),
    ...each.map(([sum, index]) => set(sum, add(sum, load(partial, index, lanes, before)))),
    ...each.map(([sum, index]) => store(partial, index, sum, kept)),
    ...onlyIf(block.last, finishKept(p, lanes, tile, { buffer: partial, at: add(own, int(tileSize(shape))) })),
  ];
}

const tileSize = (shape: TileShape): number => shape.rows * shape.vectors * shape.lanes;

/** The first tile of the sums in scratch stays 0: what the first block of products is added to. */
function clearFirst(s: Setting): Stmt[] {
  const { partial, shape, p } = s;
  if (!partial) return [];
  const vectors = tileSize(shape) / shape.lanes;
  return turns("zero", int(vectors), (i) => [store(partial, mul(i, int(shape.lanes)), constant(p.dtype, 0, shape.lanes))]);
}
