// Contractions (matrix products, convolutions as implicit ones) as loop nests in the loop IR: chooses the form that fits the
// sizes and the way the operands lie in memory. Nothing here knows a target beyond its limits; emitters see plain loops.
import { sizeOf } from "../core/dtype.ts";
import { constant, int, variable } from "../ir/build.ts";
import type { Kernel, Limits } from "../ir/types.ts";
import { dotKernel, prefersDot } from "./contraction/dot.ts";
import { finishElement } from "./contraction/finish.ts";
import { plainKernel } from "./contraction/plain.ts";
import { problemOf, type Problem } from "./contraction/problem.ts";
import { tileKernel } from "./contraction/tile.ts";
import type { Axis, Contraction } from "./contraction/types.ts";
import { eachUnit, grid } from "./contraction/blocks.ts";
import { turns } from "./contraction/walk.ts";

export type { Axis, Contraction, Operand, Place } from "./contraction/types.ts";

export function contractionKernel(c: Contraction, limits: Limits): Kernel {
  const count = (axes: readonly Axis[]): number => axes.reduce((n, axis) => n * axis.extent, 1);
  const [batch, rows, columns, sums] = [count(c.batch), count(c.rows), count(c.columns), count(c.sums)];
  const outputs = batch * rows * columns;
  const estimate = {
    flops: 2 * outputs * sums,
    bytes: (batch * (rows * sums + sums * columns) + outputs) * sizeOf(c.dtype),
  };
  if (outputs === 0) return { name: c.name, tasks: 0, task: variable("task"), body: [], cost: 0, flops: 0, bytes: 0 };
  const p = problemOf(c, limits);
  const form = sums === 0 ? emptySums(p) : choose(p);
  return { ...form, ...estimate, cost: nanoseconds(p, outputs) };
}

/** Sums of nothing are 0. */
function emptySums(p: Problem): Omit<Kernel, "cost" | "flops" | "bytes"> {
  const task = variable("task");
  const g = grid(p, 1, 1, { rows: p.row.extent, columns: p.column.extent });
  const body = eachUnit(p, g, task, () =>
    turns("row", int(p.row.extent), (i) => turns("column", int(p.column.extent), (j) => finishElement(p, i, j, constant(p.dtype, 0)))),
  );
  return { name: p.name, tasks: g.tasks, task, body };
}

function choose(p: Problem): Omit<Kernel, "cost" | "flops" | "bytes"> {
  if (p.lanes === 1) return plainKernel(p);
  if (prefersDot(p)) return dotKernel(p);
  const sums = p.sums.reduce((n, axis) => n * axis.extent, 1);
  const tiny = p.column.extent * sizeOf(p.dtype) < 16 && p.row.extent * sums < 256;
  return tiny ? plainKernel(p) : tileKernel(p);
}

/** A rough guess: multiply-adds at half the speed of one core, and the work on finished sums. */
const nanoseconds = (p: Problem, outputs: number): number => p.products / (2.5 * p.lanes) + (outputs * (1 + p.finishCost)) / (2 * p.lanes);
