// The form for whatever is too small or too odd for vectors: loops as in the definition.
import { add, constant, declare, int, mul, set, variable } from "../../ir/build.ts";
import type { Expr, Kernel, Stmt } from "../../ir/types.ts";
import { eachUnit, grid } from "./blocks.ts";
import type { Merged } from "./access.ts";
import { finishElement } from "./finish.ts";
import { outerPlace, placeOf, type Problem } from "./problem.ts";
import { multiplyAdd } from "./tile.ts";
import { turns } from "./walk.ts";

/** Products per element up to which the loop over them is written out. */
const UNROLLED = 8;

export function plainKernel(p: Problem): Omit<Kernel, "cost"> {
  const g = grid(p, 1, 1, { rows: 64, columns: 1 << 20 });
  const task = variable("task");
  const products = p.sums.reduce((n, axis) => n * axis.extent, 1);
  const element = (row: Expr, column: Expr): Stmt[] => {
    const sum = variable("total", p.dtype);
    const at = (positions: readonly (readonly [Merged, Expr])[]): Stmt => {
      const place = placeOf(...outerPlace(p), ...positions, [p.row, row], [p.column, column]);
      return set(sum, multiplyAdd(p, p.a.read(place), p.b.read(place), sum));
    };
    const nest = (level: number, positions: readonly (readonly [Merged, Expr])[]): Stmt[] => {
      const axis = p.sums[level];
      if (!axis) return [at(positions)];
      const step = (v: Expr): Stmt[] => nest(level + 1, [...positions, [axis, v]]);
      if (products <= UNROLLED) return Array.from({ length: axis.extent }, (_, k) => step(int(k))).flat();
      return turns(axis.label, int(axis.extent), step);
    };
    return [declare(sum, constant(p.dtype, 0)), ...nest(0, []), ...finishElement(p, row, column, sum)];
  };
  const body = eachUnit(p, g, task, (rowBlock, columnBlock) => {
    const row0 = mul(rowBlock, int(g.rows.tilesPerBlock));
    const column0 = mul(columnBlock, int(g.columns.tilesPerBlock));
    const left = (extent: number, per: number, from: Expr): Expr =>
      extent % per === 0 ? int(per) : { is: "call", word: "min", args: [int(per), { is: "call", word: "sub", args: [int(extent), from], dtype: "i32", lanes: 1 }], dtype: "i32", lanes: 1 }; // prettier-ignore
    return turns("row", left(p.row.extent, g.rows.tilesPerBlock, row0), (i) =>
      turns("column", left(p.column.extent, g.columns.tilesPerBlock, column0), (j) => element(add(row0, i), add(column0, j))),
    );
  });
  return { name: p.name, tasks: g.tasks, task, body };
}
