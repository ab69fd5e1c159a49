// Copies of operands into thread scratch, tile after tile in the order in which the micro-kernel reads them. Knows panels;
// not what is computed with them.
import { add, address, advance, call, constant, declare, int, lane, load, loop, mul, store, sub, variable } from "../../ir/build.ts";
import type { Buffer, Expr, Stmt, Var } from "../../ir/types.ts";
import { cloneStmts } from "../../ir/walk.ts";
import { widenStmts } from "../passes/widen.ts";
import type { Access, Merged } from "./access.ts";
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

/** One tile on its way into the panel. */
interface Copy extends Panel {
  /** Where it begins along the axis, and in the panel. */
  readonly from: Expr;
  readonly at: Expr;
  readonly runs: readonly Run[];
  /** Elements for each product. */
  readonly width: number;
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
  return packTile({ ...p, from, at, runs, width: offsets.length * p.lanes });
}

/** Packs `tiles` neighbouring tiles of whole vectors at once, `distance` elements apart in the panel: memory is read in longer runs. */
export function packTogether(p: Panel, from: Expr, at: Expr, vectors: number, tiles: number, distance: number): Stmt[] {
  const width = vectors * p.lanes;
  const runs = Array.from({ length: tiles * vectors }, (_, i): Run => {
    const [tile, j] = [Math.floor(i / vectors), i % vectors];
    return { offset: tile * width + j * p.lanes, at: tile * distance + j * p.lanes, count: p.lanes };
  });
  return packTile({ ...p, from, at, runs, width });
}

/** Packs `rows` neighbours: as vectors where that comes out even. */
export function packRows(p: Panel, from: Expr, at: Expr, rows: number): Stmt[] {
  const count = p.lanes > 1 && rows % p.lanes === 0 ? p.lanes : 1;
  const runs = Array.from({ length: rows / count }, (_, j): Run => ({ offset: j * count, at: j * count, count }));
  return packTile({ ...p, from, at, runs, width: rows });
}

function packTile(p: Copy): Stmt[] {
  const { axis, block, lanes, runs } = p;
  const { access } = p.source;
  if (!access) return packAnything(p);
  const step = access.steps.get(axis.label);
  if (step === undefined) {
    const piece = pieceOf(access, lanes);
    return piece > 1 && runs.every((run) => (run.offset | run.count) % piece === 0) ? packPieces(p, piece) : packPlaces(p);
  }
  if (step === 1 && runs.some((run) => run.count === lanes)) return packPieces(p, lanes, 1);
  const inner = block.axes.at(-1)!;
  const along = access.steps.get(inner.label) === 1 && inner.extent >= 2 * lanes && lanes > 1;
  return along ? packPlaces(p) : packPieces(p, 1, step);
}

const loadAt = (p: Panel, pointer: Var, offset: number, lanes = 1): Expr => load(p.source.access!.buffer, int(offset), lanes, pointer);

/** What no run fills. */
const zeros = ({ to, runs, width }: Copy, pointer: Var): Stmt[] => {
  const used = new Set(runs.flatMap((run) => Array.from({ length: run.count }, (_, i) => run.at + i)));
  const unused = Array.from({ length: width }, (_, i) => i).filter((i) => !used.has(i));
  return unused.map((i) => store(to, int(i), constant(to.dtype, 0), pointer));
};

/** The first element of a tile in memory. */
const first = (p: Copy, from = p.from): Expr =>
  address(p.source.access!.buffer, p.source.access!.index(placeOf(...p.outer, ...p.block.start, [p.axis, from])));

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

/** Pieces of neighbours are copied as vectors, elements that are `step` apart one by one. Without a step each piece has a pointer of its own. */
function packPieces(p: Copy, most: number, step?: number): Stmt[] {
  const target = variable("target", "ptr");
  const sources: { pointer: Var; begin: Stmt }[] = [];
  const sourceAt = (offset: number): Var => {
    if (step === undefined || sources.length === 0) {
      const pointer = variable("source", "ptr");
      sources.push({ pointer, begin: declare(pointer, first(p, add(p.from, int(step === undefined ? offset : 0)))) });
    }
    return sources.at(-1)!.pointer;
  };
  const loads: Stmt[] = [];
  const stores: Stmt[] = [];
  for (const run of p.runs) {
    const lanes = run.count % most === 0 ? most : 1;
    for (let i = 0; i < run.count; i += lanes) {
      const v = variable("copy", p.to.dtype, lanes);
      loads.push(declare(v, loadAt(p, sourceAt(run.offset + i), (run.offset + i) * (step ?? 0), lanes)));
      stores.push(store(p.to, int(run.at + i), v, target));
    }
  }
  const steps = stepsAlong(p.source, p.block);
  const cursors = [...sources.map(({ pointer }) => ({ pointer, steps })), { pointer: target, steps: packedSteps(p.block, p.width) }];
  const body = [...loads, ...stores, ...zeros(p, target)];
  return [...sources.map(({ begin }) => begin), declare(target, address(p.to, p.at)), ...walk(p.block.levels, cursors, body)];
}

/** Elements of a joined axis that are copied at once, at any multiple of them: neighbours in one of its runs. */
export function pieceOf({ runStep, run = 0 }: Access, lanes: number): number {
  let piece = lanes;
  while (piece > 1 && run % piece !== 0) piece /= 2;
  return runStep === 1 && piece * 2 >= Math.min(lanes, 8) ? piece : 1;
}

/** Places that lie anywhere: one after the other, each walks through the products, in vectors where these are neighbors. */
function packPlaces(p: Copy): Stmt[] {
  const { block, at, width } = p;
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
  const runs: Run[] = [];
  for (const run of p.runs) {
    const last = runs.at(-1);
    if (last && last.offset + last.count === run.offset && last.at + last.count === run.at)
      runs[runs.length - 1] = { ...last, count: last.count + run.count };
    else runs.push(run);
  }
  const places = runs.flatMap((run) =>
    turns("place", int(run.count), (i) => {
      const [source, target] = [variable("source", "ptr"), variable("target", "ptr")];
      const cursors = [
        { pointer: source, steps: sourceSteps.slice(0, depth) },
        { pointer: target, steps: targetSteps.slice(0, depth) },
      ];
      return [
        declare(source, first(p, add(p.from, add(int(run.offset), i)))),
        declare(target, address(p.to, add(at, add(int(run.at), i)))),
        ...walk(levels, cursors, line(source, target)),
      ];
    }),
  );
  const target = variable("target", "ptr");
  const rest = zeros(p, target);
  if (rest.length === 0) return places;
  const clear = walk(block.levels, [{ pointer: target, steps: targetSteps }], rest);
  return [...places, declare(target, address(p.to, at)), ...clear];
}

/** Any expression: indices are computed for each element; neighbours that can be read together are. */
function packAnything(p: Copy): Stmt[] {
  const { block, width } = p;
  const steps = packedSteps(block, width);
  const inside = (positions: readonly Expr[]): Stmt[] => {
    const sums = movedStart(block, positions);
    const target = variable("target", "ptr");
    const place = positions.reduce<Expr>((sum, position, l) => add(sum, mul(position, int(steps[l]!))), p.at);
    const body: Stmt[] = [declare(target, address(p.to, place)), ...zeros(p, target)];
    for (const run of p.runs) {
      const v: Var = { is: "var", name: p.axis.label, dtype: "i32", lanes: 1, min: 0, max: p.axis.extent - 1 };
      const begin = add(p.from, int(run.offset));
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
