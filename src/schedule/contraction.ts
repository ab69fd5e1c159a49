// Contractions (matrix products, convolutions as implicit ones) as loop nests in the loop IR: chooses the form that fits the
// sizes and the way the operands lie in memory. Nothing here knows a target beyond its limits; emitters see plain loops.
import { sizeOf } from "../core/dtype.ts";
import type { Kernel, Limits } from "../ir/types.ts";
import { dotKernel, dotsTogether, prefersDot } from "./contraction/dot.ts";
import { pieceOf } from "./contraction/pack.ts";
import { plainKernel } from "./contraction/plain.ts";
import { problemOf, type Problem } from "./contraction/problem.ts";
import { tileKernel, tileShape } from "./contraction/tile.ts";
import type { Axis, Contraction } from "./contraction/types.ts";

export type { Axis, Contraction, Operand, Place } from "./contraction/types.ts";

/** All axes have elements: sums of nothing never come here. */
export function contractionKernel(c: Contraction, limits: Limits): Kernel {
  const count = (axes: readonly Axis[]): number => axes.reduce((n, axis) => n * axis.extent, 1);
  const outputs = count([...c.batch, ...c.rows, ...c.columns]);
  const p = problemOf(c, limits);
  return { ...choose(p, () => problemOf(c, limits, true)), cost: nanoseconds(p, outputs) };
}

function choose(p: Problem, together: () => Problem): Omit<Kernel, "cost"> {
  if (p.lanes === 1) return plainKernel(p);
  const dot = prefersDot(p);
  const wide = wider(p, dot, together);
  if (wide) return tileKernel(wide);
  if (dot) {
    const q = together();
    return dotKernel(dotsTogether(q) ? q : p);
  }
  const sums = p.sums.reduce((n, axis) => n * axis.extent, 1);
  const tiny = p.column.extent * sizeOf(p.dtype) < 16 && p.row.extent * sums < 256;
  return tiny ? plainKernel(p) : tileKernel(p);
}

/** Columns that are short runs in b, as one axis, where full vectors save more than their packing costs. */
function wider(p: Problem, dot: boolean, together: () => Problem): Problem | null {
  const inner = p.sums.at(-1)!;
  const used = (extent: number, lanes: number): number => extent / (Math.ceil(extent / lanes) * lanes);
  // Cycles for all products with one element of b.
  const cycles = (rows: number, lanes: number, share: number): number => rows / (2 * lanes * share);
  const { lanes } = tileShape(p);
  const share = used(p.column.extent, lanes);
  if (p.outer.length === 0 || (dot ? inner.extent >= 8 * p.lanes : lanes * share === p.lanes)) return null;
  const q = together();
  if (q.parts.length === 0 || !q.b.access) return null;
  const piece = pieceOf(q.b.access, q.lanes);
  if (piece === 1 && (q.b.access.steps.get(inner.label) !== 1 || inner.extent < 4)) return null;
  const now = dot ? cycles(p.row.extent, p.lanes, SHORT_LINES) : cycles(p.row.extent, lanes, share);
  const then = cycles(q.row.extent, q.lanes, used(q.column.extent, q.lanes)) + PACKING / piece;
  return then < 0.9 * now ? q : null;
}

/** Share of the multiply-adds' speed that dot products along lines of a few vectors reach. */
const SHORT_LINES = 0.6;

/** Cycles that packing an element, or a piece of neighbours, from anywhere takes. */
const PACKING = 1.2;

/** A rough guess: multiply-adds at half the speed of one core, and the work on finished sums. */
const nanoseconds = (p: Problem, outputs: number): number => p.products / (2.5 * p.lanes) + (outputs * (1 + p.finishCost)) / (2 * p.lanes);
