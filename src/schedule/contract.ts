// A contraction and the elementwise work at its finished sums become one kernel: the template makes the loops, the graph
// says what is read and what is done with a sum.
import { declare, store, variable } from "../ir/build.ts";
import type { Expr, Kernel, Stmt } from "../ir/types.ts";
import { contractionKernel, type Axis } from "./contraction.ts";
import type { Group } from "./fuse.ts";
import { Index } from "./index-of.ts";
import { labelsOf, operandsAt, placeAt, placeOf } from "./nest.ts";
import { Reader } from "./reader.ts";
import type { Surroundings } from "./rows.ts";

export function lowerContraction(group: Group, name: string, around: Surroundings): Kernel {
  const head = group.members[0]!.head;
  const { attrs, sums, sizes } = labelsOf(head);
  const axis = (label: string): Axis => ({ label, extent: sizes.get(label)! });
  const inA = (label: string): boolean => attrs.a.includes(label);
  const inB = (label: string): boolean => attrs.b.includes(label);
  const out = [...attrs.out];
  // Columns are what neighbours in memory: the operand that owns the output's last axis is b.
  const swap = out.length > 0 && !inB(out.at(-1)!);
  const inRows = swap ? inB : inA;
  const inColumns = swap ? inA : inB;
  const reader = new Reader({ memory: (node) => around.memory(node) });
  const placeIn = (at: ReadonlyMap<string, Expr>): Index => Index.at(head.shape, out.map((label) => at.get(label)!)); // prettier-ignore
  const operand = (which: 0 | 1): { read(at: ReadonlyMap<string, Expr>): Expr } => ({
    read: (at) => reader.read(head.inputs[which]!, operandsAt(head, Index.at(head.shape, out.map((label) => at.get(label) ?? MISSING)), at)[which]), // prettier-ignore
  });
  return contractionKernel(
    {
      name,
      dtype: head.dtype,
      batch: out.filter((label) => inA(label) && inB(label)).map(axis),
      rows: out.filter((label) => inRows(label) && !inColumns(label)).map(axis),
      columns: out.filter((label) => inColumns(label) && !inRows(label)).map(axis),
      sums: sums.map(axis),
      a: operand(swap ? 1 : 0),
      b: operand(swap ? 0 : 1),
      finish: (sum, at) => {
        const place = placeIn(at);
        // Other members run over the same loops, but axes of size 1 may stand elsewhere in their shapes.
        const turns = place.coordinates.filter((_, axis) => head.shape[axis] !== 1);
        const values: Stmt[] = [];
        const stores: Stmt[] = [];
        const local = new Reader({ memory: (node) => around.memory(node) });
        local.bind(head, place, sum);
        for (const nest of group.members) {
          const own = placeOf(nest.node, nest.head, nest.head === head ? place : placeAt(nest.head.shape, turns));
          const value = nest.node === head ? sum : local.compute(nest.node, own);
          const made = variable(nest.node.op.name, nest.node.dtype);
          values.push(declare(made, value));
          stores.push(store(around.target(nest.node), place.flat, made));
          local.bind(nest.node, own, made);
        }
        return [...values, ...stores];
      },
    },
    around.limits,
  );
}

/** Stands for positions of labels that an operand does not have: never read. */
const MISSING: Expr = { is: "const", dtype: "i32", lanes: 1, value: 0 };
