// The form for operands whose products are neighbours in memory (x · wᵀ, weight gradients of convolutions): vectors run along
// the products, no packing is needed, and lanes are added up at the end.
import {
  across,
  add,
  address,
  advance,
  buffer,
  call,
  constant,
  declare,
  int,
  load,
  mul,
  pack,
  set,
  store,
  sub,
  variable,
} from "../../ir/build.ts";
import type { Buffer, Expr, Kernel, Stmt, Var } from "../../ir/types.ts";
import { eachSumBlock, eachUnit, fullTiles, grid, hasTail, sumBlocks, type Grid, type SumBlock, type SumBlocks } from "./blocks.ts";
import { finishElement, finishKept } from "./finish.ts";
import { stepsAlong } from "./pack.ts";
import { outerPlace, placeOf, type Problem } from "./problem.ts";
import { multiplyAdd, registersOf, rowsInBlock, tileShape } from "./tile.ts";
import { onlyIf, turns, walk } from "./walk.ts";

/** Products in a block: both operands' lines of it stay in the first cache. */
const SUMS = 1024;

interface DotShape {
  readonly rows: number;
  readonly columns: number;
}

/** Whether this form is possible, and cheaper than packing columns for register tiles. */
export function prefersDot(p: Problem): boolean {
  const inner = p.sums.at(-1)!;
  const [a, b] = [p.a.access?.steps, p.b.access?.steps];
  if (a?.get(inner.label) !== 1 || b?.get(inner.label) !== 1) return false;
  if (inner.extent < 2 * p.lanes && inner.extent !== p.lanes) return false;
  if (p.column.extent === 1 || p.column.extent * 2 < tileShape(p).lanes) return true;
  // Windows: few columns, which would fill a vector of a tile less than the products of a line do.
  if (b.get(p.column.label) === 1) return inner.extent / (Math.floor(inner.extent / p.lanes) + (inner.extent % p.lanes)) > 0.7 * p.lanes;
  // Adding up lanes costs for each output; a transposing copy costs for each element of b in each block of rows.
  const products = p.sums.reduce((n, axis) => n * axis.extent, 1);
  const height = Math.min(p.row.extent, rowsInBlock(p.lanes));
  return height < 4 || products >= Math.max(10 * p.lanes, (height * p.lanes) / 16);
}

/** Multiply-adds in flight that hide how long each takes. */
const IN_FLIGHT = 8;

/** The most multiply-adds for a load within the registers. */
function dotShape(p: Problem): DotShape {
  const vectors = Math.max(1, Math.round((p.limits.tile.columns * 4) / Math.max(4, p.limits.vectorBytes)));
  const budget = registersOf(p.limits.tile.rows, vectors);
  let best: DotShape = { rows: 1, columns: 1 };
  const used = (extent: number, size: number): number => extent / (Math.ceil(extent / size) * size);
  const score = ({ rows, columns }: DotShape): number =>
    ((rows * columns) / (rows + columns) + (rows * columns) / 1000) * used(p.row.extent, rows) * used(p.column.extent, columns);
  for (let rows = 1; rows <= p.row.extent && rows <= 8; rows++)
    for (let columns = 1; columns <= p.column.extent && columns <= 8; columns++)
      if (
        (p.parts.at(-1)?.extent ?? columns) % columns === 0 &&
        registersOf(rows, columns) <= budget &&
        score({ rows, columns }) > score(best)
      )
        best = { rows, columns };
  return best;
}

/**
 * Whether all columns, also those that lie apart in b, are better counted as one axis: then what is in cache of a block of
 * products serves all of them. A tile stays within one run.
 */
export function dotsTogether(p: Problem): boolean {
  const { rows, columns } = dotShape(p);
  return p.b.access?.runStep !== undefined && columns > 1 && rows * columns >= IN_FLIGHT;
}

interface Setting {
  readonly p: Problem;
  readonly shape: DotShape;
  readonly blocks: SumBlocks;
  readonly grid: Grid;
  readonly partial: Buffer | null;
  readonly edge: Buffer;
}

export function dotKernel(p: Problem): Omit<Kernel, "cost"> {
  const shape = dotShape(p);
  const blocks = sumBlocks(p.sums, SUMS, p.lanes);
  const g = grid(p, shape.rows, shape.columns, { rows: 64, columns: 64 });
  const scratch = (name: string, length: number): Buffer => buffer(`${p.name}.${name}`, p.dtype, length, "thread");
  const tiles = g.rows.tilesPerBlock * g.columns.tilesPerBlock;
  const s: Setting = {
    p,
    shape,
    blocks,
    grid: g,
    partial: blocks.count > 1 ? scratch("partial", tiles * shape.rows * shape.columns * p.lanes) : null,
    edge: scratch("edge", shape.rows * shape.columns),
  };
  const task = variable("task");
  return { name: p.name, tasks: g.tasks, task, body: eachUnit(p, g, task, (rowBlock, columnBlock) => unit(s, rowBlock, columnBlock)) };
}

function unit(s: Setting, rowBlock: Expr, columnBlock: Expr): Stmt[] {
  const { shape, grid: g } = s;
  const row0 = mul(rowBlock, int(g.rows.tilesPerBlock * shape.rows));
  const column0 = mul(columnBlock, int(g.columns.tilesPerBlock * shape.columns));
  const rowTiles = fullTiles(g.rows, rowBlock);
  const columnTiles = fullTiles(g.columns, columnBlock);
  return eachSumBlock(s.blocks, (block) => {
    const eachColumnTile = (r: Expr, row: Expr, rows: number): Stmt[] => {
      const tile = (c: Expr, columns: number): Stmt[] =>
        microKernel(s, block, { r, c, row, column: add(column0, mul(c, int(shape.columns))), rows, columns });
      return [
        ...turns("columnTile", columnTiles, (c) => tile(c, shape.columns)),
        ...onlyIf(hasTail(g.columns, columnBlock), g.columns.tail ? tile(columnTiles, g.columns.tail) : []),
      ];
    };
    const line = (r: Expr, rows: number): Stmt[] => eachColumnTile(r, add(row0, mul(r, int(shape.rows))), rows);
    return [
      ...turns("rowTile", rowTiles, (r) => line(r, shape.rows)),
      ...onlyIf(hasTail(g.rows, rowBlock), g.rows.tail ? line(rowTiles, g.rows.tail) : []),
    ];
  });
}

interface Position {
  readonly r: Expr;
  readonly c: Expr;
  readonly row: Expr;
  readonly column: Expr;
  readonly rows: number;
  readonly columns: number;
}

function microKernel(s: Setting, block: SumBlock, at: Position): Stmt[] {
  const { p } = s;
  const { lanes } = p;
  const [a, b] = [variable("a", "ptr"), variable("b", "ptr")];
  const outer = outerPlace(p);
  const [accessA, accessB] = [p.a.access!, p.b.access!];
  const rowStep = accessA.steps.get(p.row.label) ?? 0;
  const columnStep = accessB.runStep ?? accessB.steps.get(p.column.label) ?? 0;
  const sums = Array.from({ length: at.rows }, (_, i) =>
    Array.from({ length: at.columns }, (_, j) => variable(`sum${i}_${j}`, p.dtype, lanes)),
  );
  const products = (width: number, totals: readonly (readonly Var[])[]): Stmt[] => {
    const inner: Stmt[] = [];
    const right = Array.from({ length: at.columns }, (_, j) => {
      const v = variable(`b${j}`, p.dtype, width);
      inner.push(declare(v, load(accessB.buffer, int(j * columnStep), width, b)));
      return v;
    });
    totals.forEach((row, i) => {
      const v = variable(`a${i}`, p.dtype, width);
      inner.push(declare(v, load(accessA.buffer, int(i * rowStep), width, a)));
      row.forEach((total, j) => inner.push(set(total, multiplyAdd(p, v, right[j]!, total))));
    });
    return inner;
  };
  // The innermost axis goes in vectors, then what is left of it one by one. The levels around it are walked with the rest.
  const depth = block.levels.length - 1;
  const innermost = block.levels[depth]!;
  const groups = call("quot", innermost.extent, int(lanes));
  const rest = sub(innermost.extent, mul(groups, int(lanes)));
  const uneven = !(rest.is === "const" && rest.value === 0) && block.axes[depth]!.extent % lanes !== 0;
  const [stepsA, stepsB] = [stepsAlong(p.a, block), stepsAlong(p.b, block)];
  const tails = uneven ? sums.map((row) => row.map((v) => variable(`${v.name}_tail`, p.dtype))) : null;
  const cursors = (factor: number): { pointer: Var; steps: number[] }[] => [
    { pointer: a, steps: [...stepsA.slice(0, depth), factor] },
    { pointer: b, steps: [...stepsB.slice(0, depth), factor] },
  ];
  let body: Stmt[];
  if (!uneven) {
    // Steps around the innermost level are counted in vectors of it, so the pointers come out right.
    const levels = [...block.levels.slice(0, depth), { name: innermost.name, extent: groups }];
    body = walk(levels, cursors(lanes), products(lanes, sums));
  } else {
    const move = (by: number): Stmt[] => [advance(a, int(by)), advance(b, int(by))];
    const inside = [
      ...turns(innermost.name, groups, () => [...products(lanes, sums), ...move(lanes)]),
      ...turns("rest", rest, () => [...products(1, tails!), ...move(1)]),
    ];
    body = around(block, [a, b], [stepsA, stepsB], inside);
  }
  const folded = sums.flatMap((row, i) =>
    row.flatMap((v, j): Stmt[] => {
      if (!tails) return [];
      const first = Array.from({ length: lanes }, (_, k): Expr => (k === 0 ? tails[i]![j]! : constant(p.dtype, 0)));
      return [set(v, add(v, pack(first)))];
    }),
  );
  return [
    declare(a, address(accessA.buffer, accessA.index(placeOf(...outer, ...block.start, [p.row, at.row])))),
    declare(b, address(accessB.buffer, accessB.index(placeOf(...outer, ...block.start, [p.column, at.column])))),
    ...sums.flat().map((v) => declare(v, constant(p.dtype, 0, lanes))),
    ...(tails ?? []).flat().map((v) => declare(v, constant(p.dtype, 0))),
    ...body,
    ...folded,
    ...finishBlock(s, block, at, sums),
  ];
}

/** Loops around a body that has moved the pointers to the end of the innermost level. */
function around(block: SumBlock, pointers: readonly Var[], steps: readonly (readonly number[])[], body: readonly Stmt[]): Stmt[] {
  let stmts: readonly Stmt[] = body;
  for (let l = block.levels.length - 2; l >= 0; l--) {
    const inner = block.levels[l + 1]!;
    const back = pointers.flatMap((pointer, i): Stmt[] => {
      const by = sub(int(steps[i]![l]!), mul(inner.extent, int(steps[i]![l + 1]!)));
      return by.is === "const" && by.value === 0 ? [] : [{ is: "advance", v: pointer, by }];
    });
    const inside = [...stmts, ...back];
    stmts = turns(block.levels[l]!.name, block.levels[l]!.extent, () => inside);
  }
  return [...stmts];
}

function finishBlock(s: Setting, block: SumBlock, at: Position, sums: readonly (readonly Var[])[]): Stmt[] {
  const { p, shape, partial } = s;
  const finish = finishSums(s, at, sums);
  if (!partial) return finish;
  const pointer = variable("partial", "ptr");
  const size = shape.rows * shape.columns * p.lanes;
  const place = (i: number, j: number): Expr => int((i * shape.columns + j) * p.lanes);
  const each = (f: (v: Var, place: Expr) => Stmt): Stmt[] => sums.flatMap((row, i) => row.map((v, j) => f(v, place(i, j))));
  return [
    declare(pointer, address(partial, mul(add(mul(at.r, int(s.grid.columns.tilesPerBlock)), at.c), int(size)))),
    ...onlyIf(
      block.first,
      [],
      each((v, index) => set(v, add(v, load(partial, index, p.lanes, pointer)))),
    ),
    ...onlyIf(
      block.last,
      finish,
      each((v, index) => store(partial, index, v, pointer)),
    ),
  ];
}

/** Operations above which the statements are not repeated for each element. */
const INLINE = 300;

function finishSums(s: Setting, at: Position, sums: readonly (readonly Var[])[]): Stmt[] {
  const { p } = s;
  if (p.finishCost * at.rows * at.columns <= INLINE)
    return sums.flatMap((row, i) =>
      row.flatMap((v, j) => {
        const total = variable("total", p.dtype);
        return [declare(total, across("add", v)), ...finishElement(p, add(at.row, int(i)), add(at.column, int(j)), total)];
      }),
    );
  const to = s.edge;
  return [
    ...sums.flatMap((row, i) => row.map((v, j) => store(to, int(i * at.columns + j), across("add", v)))),
    ...finishKept(p, 1, { ...at, offsets: sums[0]!.map((_, j) => j), valid: 1, accumulators: sums }, { buffer: to, at: int(0) }),
  ];
}
