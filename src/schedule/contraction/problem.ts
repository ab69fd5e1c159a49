// A contraction seen as matrices: one row axis, one column axis, summed axes, and what is left over as outer axes. Every
// form of the template starts from this.
import { isFloat, sizeOf } from "../../core/dtype.ts";
import type { DType } from "../../core/dtype.ts";
import { cast, indexVar, int, variable } from "../../ir/build.ts";
import { plainMeaning } from "../../ir/words.ts";
import type { Expr, Limits, Stmt, Var } from "../../ir/types.ts";
import { buffersRead, buffersWritten, visitExprs } from "../../ir/walk.ts";
import { accessOf, mergeAxes, positionsOf, stepsOfOperand, stepsOfStatements, type Access, type Merged, type Steps } from "./access.ts";
import type { Axis, Contraction, Operand, Place } from "./types.ts";

/** An operand with its axes joined. */
export interface Source {
  /** Null where it is no plain load with constant steps. */
  readonly access: Access | null;
  read(at: Place): Expr;
}

export interface Problem {
  readonly name: string;
  readonly dtype: DType;
  readonly limits: Limits;
  /** Elements in a vector register; 1: no vectors. */
  readonly lanes: number;
  readonly outer: readonly Merged[];
  readonly row: Merged;
  readonly column: Merged;
  /** Runs of neighbors that the column axis is counted through, where they lie apart in b; else empty. */
  readonly parts: readonly Merged[];
  readonly sums: readonly Merged[];
  readonly a: Source;
  readonly b: Source;
  /** Products in all. */
  readonly products: number;
  /** The end of a sum, written once for the variables `outerVars`, `rowVar`, `columnVar` and `sum`. */
  readonly finish: readonly Stmt[];
  readonly outerVars: readonly Var[];
  readonly rowVar: Var;
  readonly columnVar: Var;
  readonly sum: Var;
  /** Estimated operations of one `finish`. */
  readonly finishCost: number;
  /** Doing `finish` twice for an element gives the same as once. */
  readonly repeatable: boolean;
}

/** Positions along joined axes, as positions of all the labels they stand for. */
export function placeOf(...positions: readonly (readonly [Merged, Expr])[]): Map<string, Expr> {
  const at = new Map<string, Expr>();
  for (const [axis, position] of positions) {
    for (const label of axis.zeros) at.set(label, int(0));
    at.set(axis.label, position);
  }
  return at;
}

/** The positions of the outer axes. */
export const outerPlace = (p: Problem): [Merged, Expr][] => p.outer.map((axis, i) => [axis, p.outerVars[i]!]);

const axisOr = (axes: readonly Axis[], name: string): readonly Axis[] => (axes.length > 0 ? axes : [{ label: name, extent: 1 }]);
const product = (axes: readonly Axis[]): number => axes.reduce((n, axis) => n * axis.extent, 1);

/**
 * Axes are joined where the operands and the output allow it. With `together` all columns that are neighbors in the output
 * become one axis, also where they lie apart in b: then b must be packed.
 */
export function problemOf(given: Contraction, limits: Limits, together = false): Problem {
  const c = orient(given);
  const rows = axisOr(c.rows, "(row)");
  const columns = axisOr(c.columns, "(column)");
  const sums = axisOr(c.sums, "(sum)");
  const inOutput = [...c.batch, ...rows, ...columns];
  const sum = variable("sum", c.dtype);
  const ends = stepsOfStatements((at) => c.finish(sum, at), inOutput);
  const inA = stepsOfOperand(c.a, [...c.batch, ...rows, ...sums]);
  const inB = stepsOfOperand(c.b, [...c.batch, ...columns, ...sums]);
  const rowAxes = mergeAxes(sortBySteps(rows, ends), [...inA, ...ends]);
  const sorted = sortBySteps(columns, ends);
  const runs = mergeAxes(sorted, [...inB, ...ends]);
  const columnAxes = together ? mergeAxes(sorted, ends) : runs;
  const sumAxes = mergeAxes(sortBySteps(sums, [...inA, ...inB]), [...inA, ...inB]);
  const batchAxes = mergeAxes(sortBySteps(c.batch, ends), [...inA, ...inB, ...ends]);
  const row = widest(rowAxes, limits.tile.rows);
  const column = widest(columnAxes, 4);
  const parts = together ? partsOf(column, runs) : [];
  const outer = [...batchAxes, ...rowAxes.filter((x) => x !== row), ...columnAxes.filter((x) => x !== column)];
  const outerVars = outer.map((axis) => indexVar(axis.label, axis.extent));
  const [rowVar, columnVar] = [indexVar("row", row.extent), indexVar("column", column.extent)];
  const positions = outer.map((axis, i) => [axis, outerVars[i]!] as const);
  const finish = c.finish(sum, placeOf(...positions, [row, rowVar], [column, columnVar]));
  return {
    name: c.name,
    dtype: c.dtype,
    limits,
    lanes: isFloat(c.dtype) ? Math.max(1, Math.floor(limits.vectorBytes / sizeOf(c.dtype))) : 1,
    outer,
    row,
    column,
    parts,
    sums: sumAxes,
    a: source(c.a, c.dtype, [...outer, row, ...sumAxes]),
    b:
      parts.length > 0
        ? spreadSource(c.b, c.dtype, [...outer, ...sumAxes], column, parts)
        : source(c.b, c.dtype, [...outer, column, ...sumAxes]),
    products: product(outer) * row.extent * column.extent * product(sumAxes),
    finish,
    outerVars,
    rowVar,
    columnVar,
    sum,
    finishCost: costOf(finish),
    repeatable: isRepeatable(finish),
  };
}

/** Columns shall be neighbours in the output: if it is the rows that are, the operands change places. */
function orient(c: Contraction): Contraction {
  const turned: Contraction = { ...c, rows: c.columns, columns: c.rows, a: c.b, b: c.a };
  const [rows, columns] = [product(c.rows), product(c.columns)];
  if (columns === 1 && rows > 1) return turned;
  const probe = variable("sum", c.dtype);
  const steps = stepsOfStatements((at) => c.finish(probe, at), [...c.batch, ...c.rows, ...c.columns])[0]!;
  const neighbours = (axes: readonly Axis[]): boolean => axes.some((x) => x.extent > 1 && steps.get(x.label) === 1);
  return neighbours(c.rows) && !neighbours(c.columns) && rows > 1 ? turned : c;
}

/** Outermost first: the axis with the longest steps. The order of equals stays. */
function sortBySteps(axes: readonly Axis[], steps: Steps): readonly Axis[] {
  if (axes.length < 2) return axes;
  const weight = (axis: Axis): number | null => {
    let sum = 0;
    for (const s of steps) {
      const step = s.get(axis.label);
      if (step === null) return null;
      sum += Math.abs(step ?? 0);
    }
    return sum;
  };
  const weights = new Map(axes.map((axis) => [axis, weight(axis)] as const));
  if ([...weights.values()].some((w) => w === null)) return axes;
  return [...axes].sort((x, y) => weights.get(y)! - weights.get(x)!);
}

/** The innermost axis, unless it is shorter than `enough` and another is longer. */
function widest(axes: readonly Merged[], enough: number): Merged {
  const last = axes.at(-1)!;
  if (last.extent >= enough) return last;
  return axes.reduce((best, axis) => (axis.extent > best.extent ? axis : best), last);
}

function source(operand: Operand, dtype: DType, axes: readonly Merged[]): Source {
  const zeros = new Map(axes.flatMap((axis) => axis.zeros.map((label) => [label, int(0)] as const)));
  const joined: Operand = { read: (at) => operand.read(new Map([...zeros, ...at])) };
  const access = accessOf(joined, axes);
  return { access: access && access.buffer.dtype === dtype ? access : null, read: (at) => cast(joined.read(at), dtype) };
}

/** The runs that a joined axis consists of; none if it is one of them. */
const partsOf = (joined: Merged, runs: readonly Merged[]): readonly Merged[] =>
  runs.length === 1 ? [] : runs.filter((run) => run.label === joined.label || joined.zeros.includes(run.label));

/** An operand whose column axis is counted through several runs of neighbors. */
function spreadSource(operand: Operand, dtype: DType, axes: readonly Merged[], column: Merged, parts: readonly Merged[]): Source {
  const { access, read } = source(operand, dtype, [...axes, ...parts]);
  const apart = (at: Place): Place => new Map([...at, ...positionsOf(parts, at.get(column.label) ?? int(0))]);
  const steps = new Map(access?.steps);
  steps.delete(column.label);
  return {
    access: access && {
      ...access,
      steps,
      runStep: access.steps.get(column.label),
      run: parts.at(-1)!.extent,
      index: (at) => access.index(apart(at)),
    },
    read: (at) => read(apart(at)),
  };
}

function costOf(stmts: readonly Stmt[]): number {
  let cost = 0;
  visitExprs(stmts, (e) => {
    if (e.is === "call") cost += plainMeaning(e.word) ? 1 : 25;
    else if (e.is === "load") cost += 1;
  });
  return cost;
}

/** Nothing that is stored is read. */
function isRepeatable(stmts: readonly Stmt[]): boolean {
  const read = buffersRead(stmts);
  return [...buffersWritten(stmts)].every((b) => !read.has(b));
}
