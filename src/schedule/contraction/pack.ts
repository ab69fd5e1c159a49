// Copies of operands into thread scratch, tile after tile in the order in which the micro-kernel reads them. Knows panels;
// not what is computed with them.
import { add, address, advance, call, constant, declare, int, lane, load, loop, mul, store, sub, variable } from "../../ir/build.ts";
import type { Buffer, Expr, Stmt, Var } from "../../ir/types.ts";
import { cloneStmts } from "../../ir/walk.ts";
import { widenStmts } from "../passes/widen.ts";
import type { Merged } from "./access.ts";
import type { SumBlock } from "./blocks.ts";
import { placeOf, type Source } from "./problem.ts";
import { turns, walk } from "./walk.ts";

/** What tiles are cut from and packed into. */
export interface Panel {
  readonly to: Buffer;
  readonly source: Source;
  readonly axis: Merged;
  readonly outer: readonly (readonly [Merged, Expr])[];
  readonly block: SumBlock;
  readonly lanes: number;
}

/** `count` neighbours of the axis, `offset` after the beginning of the tile, go to place `at` of the tile. */
interface Run {
  readonly offset: number;
  readonly at: number;
  readonly count: number;
}

/** The step of an operand along each level of a block. */
export const stepsAlong = (source: Source, block: SumBlock): number[] =>
  block.axes.map((axis) => source.access!.steps.get(axis.label) ?? 0);

/** Steps through a packed tile with `width` elements for each product. */
export function packedSteps(block: SumBlock, width: number): number[] {
  let step = width;
  const steps: number[] = [];
  for (let l = block.axes.length - 1; l >= 0; l--) {
    steps.unshift(step);
    step *= block.axes[l]!.extent;
  }
  return steps;
}

/**
 * Packs the tile that begins at position `from` of the axis to element `at` of the panel. `offsets` are the starts of its
 * vectors relative to `from` (they may overlap); of the last one only `valid` elements exist, the rest becomes 0.
 */
export function packColumns(p: Panel, from: Expr, at: Expr, offsets: readonly number[], valid: number): Stmt[] {
  const last = offsets.length - 1;
  const runs = offsets.map((offset, j): Run => ({ offset, at: j * p.lanes, count: j === last ? valid : p.lanes }));
  return packTile(p, from, at, runs, offsets.length * p.lanes, valid === p.lanes);
}

/** Packs `tiles` neighbouring tiles of whole vectors at once, `distance` elements apart in the panel: memory is read in longer runs. */
export function packTogether(p: Panel, from: Expr, at: Expr, vectors: number, tiles: number, distance: number): Stmt[] {
  const width = vectors * p.lanes;
  const runs = Array.from({ length: tiles * vectors }, (_, i): Run => {
    const [tile, j] = [Math.floor(i / vectors), i % vectors];
    return { offset: tile * width + j * p.lanes, at: tile * distance + j * p.lanes, count: p.lanes };
  });
  return packTile(p, from, at, runs, width, true);
}

/** Packs `rows` neighbours: as vectors where that comes out even. */
export function packRows(p: Panel, from: Expr, at: Expr, rows: number): Stmt[] {
  const count = p.lanes > 1 && rows % p.lanes === 0 ? p.lanes : 1;
  const runs = Array.from({ length: rows / count }, (_, j): Run => ({ offset: j * count, at: j * count, count }));
  return packTile(p, from, at, runs, rows, true);
}

/** `width` elements for each product; `whole`: nothing of them is to become 0. */
function packTile(p: Panel, from: Expr, at: Expr, runs: readonly Run[], width: number, whole: boolean): Stmt[] {
  const access = p.source.access;
  if (!access) return packAnything(p, from, at, runs, width, whole);
  const step = access.steps.get(p.axis.label);
  if (step === undefined) return packPlaces(p, from, at, runs, width, whole);
  if (step === 1 && runs.some((run) => run.count === p.lanes)) return packNeighbours(p, from, at, runs, width, whole);
  const inner = p.block.axes.at(-1)!;
  const along = access.steps.get(inner.label) === 1 && inner.extent >= 2 * p.lanes && p.lanes > 1;
  if (along && whole) return packTransposed(p, from, at, runs, width, step);
  return packOneByOne(p, from, at, runs, width, whole, step);
}

const loadAt = (p: Panel, pointer: Var, offset: number, lanes = 1): Expr => load(p.source.access!.buffer, int(offset), lanes, pointer);

/** What no run fills. */
const zeros = (p: Panel, runs: readonly Run[], width: number, whole: boolean, pointer: Var): Stmt[] => {
  if (whole) return [];
  const used = new Set(runs.flatMap((run) => Array.from({ length: run.count }, (_, i) => run.at + i)));
  const unused = Array.from({ length: width }, (_, i) => i).filter((i) => !used.has(i));
  return unused.map((i) => store(p.to, int(i), constant(p.to.dtype, 0), pointer));
};

/** Pointers to the first element of a tile in memory and in the panel. */
function pointers(p: Panel, from: Expr, at: Expr): { source: Var; target: Var; begin: Stmt[] } {
  const [source, target] = [variable("source", "ptr"), variable("target", "ptr")];
  const index = p.source.access!.index(placeOf(...p.outer, ...p.block.start, [p.axis, from]));
  return { source, target, begin: [declare(source, address(p.source.access!.buffer, index)), declare(target, address(p.to, at))] };
}

/** One element of each place of the runs, from pointers at the first. */
const copies = (p: Panel, runs: readonly Run[], step: number, source: Var, target: Var): Stmt[] =>
  runs.flatMap((run) =>
    Array.from({ length: run.count }, (_, i) => store(p.to, int(run.at + i), loadAt(p, source, (run.offset + i) * step), target)),
  );

/** Walks through the products of the block with pointers into both. */
function packAlong(
  p: Panel,
  from: Expr,
  at: Expr,
  runs: readonly Run[],
  width: number,
  whole: boolean,
  copy: (source: Var, target: Var) => Stmt[],
): Stmt[] {
  const { source, target, begin } = pointers(p, from, at);
  const cursors = [
    { pointer: source, steps: stepsAlong(p.source, p.block) },
    { pointer: target, steps: packedSteps(p.block, width) },
  ];
  return [...begin, ...walk(p.block.levels, cursors, [...copy(source, target), ...zeros(p, runs, width, whole, target)])];
}

/** Loops over the first `depth` levels of the block. */
const overLevels = (block: SumBlock, depth: number, inside: (at: readonly Expr[]) => Stmt[], at: readonly Expr[] = []): Stmt[] => {
  if (at.length === depth) return inside(at);
  const { name, extent } = block.levels[at.length]!;
  return turns(name, extent, (v) => overLevels(block, depth, inside, [...at, v]));
};

/** Where the block begins, moved on by positions along its first levels. */
const movedStart = (block: SumBlock, positions: readonly Expr[]): SumBlock["start"] =>
  block.start.map(([axis, begin]) => {
    const position = positions[block.axes.indexOf(axis)];
    return [axis, position ? add(begin, position) : begin] as const;
  });

/** Neighbours in memory are copied as vectors. */
function packNeighbours(p: Panel, from: Expr, at: Expr, runs: readonly Run[], width: number, whole: boolean): Stmt[] {
  return packAlong(p, from, at, runs, width, whole, (source, target) => {
    const loads: Stmt[] = [];
    const stores: Stmt[] = [];
    for (const run of runs) {
      const pieces = run.count === p.lanes ? [[0, p.lanes] as const] : Array.from({ length: run.count }, (_, i) => [i, 1] as const);
      for (const [first, lanes] of pieces) {
        const v = variable("copy", p.to.dtype, lanes);
        loads.push(declare(v, loadAt(p, source, run.offset + first, lanes)));
        stores.push(store(p.to, int(run.at + first), v, target));
      }
    }
    return [...loads, ...stores];
  });
}

/** Neighbours in the tile are `step` apart in memory. */
function packOneByOne(p: Panel, from: Expr, at: Expr, runs: readonly Run[], width: number, whole: boolean, step: number): Stmt[] {
  return packAlong(p, from, at, runs, width, whole, (source, target) => copies(p, runs, step, source, target));
}

/**
 * As before, and the products are neighbours in memory: vectors are read along them, place after place, so that a cache
 * line is used up before the lines of the other places push it out.
 */
function packTransposed(p: Panel, from: Expr, at: Expr, runs: readonly Run[], width: number, step: number): Stmt[] {
  const { block, lanes } = p;
  const depth = block.levels.length - 1;
  const inner = block.levels[depth]!.extent;
  const groups = call("quot", inner, int(lanes));
  const steps = packedSteps(block, width);
  const inside = (positions: readonly Expr[]): Stmt[] => {
    const offset = positions.reduce<Expr>((sum, position, l) => add(sum, mul(position, int(steps[l]!))), at);
    const { source, target, begin } = pointers({ ...p, block: { ...block, start: movedStart(block, positions) } }, from, offset);
    const group = runs.flatMap((run) => {
      const [own, place, values] = [variable("source", "ptr"), variable("target", "ptr"), variable("values", p.to.dtype, lanes)];
      const spread = Array.from({ length: lanes }, (_, k) => store(p.to, int(k * width), lane(values, k), place));
      return [
        declare(own, source),
        advance(own, int(run.offset * step)),
        declare(place, target),
        advance(place, int(run.at)),
        ...turns("place", int(run.count), () => [
          declare(values, loadAt(p, own, 0, lanes)),
          ...spread,
          advance(own, int(step)),
          advance(place, int(1)),
        ]),
      ];
    });
    const one = copies(p, runs, step, source, target);
    return [
      ...begin,
      ...turns("group", groups, () => [...group, advance(source, int(lanes)), advance(target, int(lanes * width))]),
      ...turns("rest", sub(inner, mul(groups, int(lanes))), () => [...one, advance(source, int(1)), advance(target, int(width))]),
    ];
  };
  return overLevels(block, depth, inside);
}

/** Places that lie anywhere: one after the other, each walks through the products, in vectors where these are neighbors. */
function packPlaces(p: Panel, from: Expr, at: Expr, runs: readonly Run[], width: number, whole: boolean): Stmt[] {
  const { block } = p;
  const access = p.source.access!;
  const depth = block.levels.length - 1;
  const { extent } = block.levels[depth]!;
  const [sourceSteps, targetSteps] = [stepsAlong(p.source, block), packedSteps(block, width)];
  const most = extent.is === "const" ? extent.value : p.lanes;
  let lanes = sourceSteps[depth] === 1 ? p.lanes : 1;
  while (lanes > most) lanes /= 2;
  const levels = block.levels.slice(0, depth);
  const line = (from: Var, to: Var): Stmt[] => {
    const [source, target, values] = [variable("line", "ptr"), variable("spread", "ptr"), variable("values", p.to.dtype, lanes)];
    const groups = call("quot", extent, int(lanes));
    const group = [
      declare(values, loadAt(p, source, 0, lanes)),
      ...Array.from({ length: lanes }, (_, k) => store(p.to, int(k * width), lanes > 1 ? lane(values, k) : values, target)),
      advance(source, int(lanes * sourceSteps[depth]!)),
      advance(target, int(lanes * width)),
    ];
    const one = [store(p.to, int(0), loadAt(p, source, 0), target), advance(source, int(sourceSteps[depth]!)), advance(target, int(width))];
    return [
      declare(source, from),
      declare(target, to),
      ...turns("group", groups, () => group),
      ...(lanes > 1 ? turns("rest", sub(extent, mul(groups, int(lanes))), () => one) : []),
    ];
  };
  const places = runs.flatMap((run) =>
    turns("place", int(run.count), (i) => {
      const [source, target] = [variable("source", "ptr"), variable("target", "ptr")];
      const place = placeOf(...p.outer, ...block.start, [p.axis, add(from, add(int(run.offset), i))]);
      const cursors = [
        { pointer: source, steps: sourceSteps.slice(0, depth) },
        { pointer: target, steps: targetSteps.slice(0, depth) },
      ];
      return [
        declare(source, address(access.buffer, access.index(place))),
        declare(target, address(p.to, add(at, add(int(run.at), i)))),
        ...walk(levels, cursors, line(source, target)),
      ];
    }),
  );
  if (whole) return places;
  const target = variable("target", "ptr");
  const clear = walk(block.levels, [{ pointer: target, steps: targetSteps }], zeros(p, runs, width, whole, target));
  return [...places, declare(target, address(p.to, at)), ...clear];
}

/** Any expression: indices are computed for each element; neighbours that can be read together are. */
function packAnything(p: Panel, from: Expr, at: Expr, runs: readonly Run[], width: number, whole: boolean): Stmt[] {
  const { block } = p;
  const steps = packedSteps(block, width);
  const inside = (positions: readonly Expr[]): Stmt[] => {
    const sums = movedStart(block, positions);
    const target = variable("target", "ptr");
    const place = positions.reduce<Expr>((sum, position, l) => add(sum, mul(position, int(steps[l]!))), at);
    const body: Stmt[] = [declare(target, address(p.to, place)), ...zeros(p, runs, width, whole, target)];
    for (const run of runs) {
      const v: Var = { is: "var", name: p.axis.label, dtype: "i32", lanes: 1, min: 0, max: p.axis.extent - 1 };
      const begin = add(from, int(run.offset));
      const value = p.source.read(placeOf(...p.outer, ...sums, [p.axis, v]));
      const element = [store(p.to, add(int(run.at), sub(v, begin)), value, target)];
      const wide = run.count > 1 && run.count === p.lanes ? widenStmts(element, v, p.lanes) : null;
      if (wide) body.push(...cloneStmts(wide, new Map([[v, begin]])));
      else if (run.count === 1) body.push(...cloneStmts(element, new Map([[v, begin]])));
      else body.push(loop(v, begin, add(begin, int(run.count)), 1, element));
    }
    return body;
  };
  return overLevels(block, block.levels.length, inside);
}
