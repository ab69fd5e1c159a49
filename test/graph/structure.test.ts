// The graph as data: few kinds, formulas that expand, records that say what the function does, methods of tensors.
import { describe, expect, test } from "vitest";
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import { expand, expansionOf } from "../../src/graph/expand.ts";
import { gradients } from "../../src/graph/grad.ts";
import * as ops from "../../src/graph/ops/index.ts";
import { order } from "../../src/graph/order.ts";
import { Tensor, type Op } from "../../src/graph/tensor.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { listOf, tensorOf } from "./sample.ts";
import { samples } from "./samples.ts";

/** The kinds of all ops that the samples and their gradients are made of, by name. */
function primitives(): Map<string, string> {
  const found = new Map<string, string>();
  for (const { cases } of Object.values(samples))
    for (const row of cases) {
      const inputs = row.inputs.map(tensorOf);
      const results = listOf(row.call(...inputs));
      const leaves = inputs.filter((x) => x.dtype === "f32");
      const floats = results.filter((y) => y.dtype === "f32");
      const slopes = gradients(floats, floats.map((y) => ops.onesLike(y)), leaves); // prettier-ignore
      for (const node of order(expand([...results, ...slopes], { through: true }))) found.set(node.op.name, node.op.how.kind);
    }
  return found;
}

describe("primitives", () => {
  const found = primitives();
  const named = (kind: string): string[] => [...found].filter(([, k]) => k === kind).map(([name]) => name).sort(); // prettier-ignore
  test("formulas vanish when expanded", () => expect(named("formula")).toEqual([]));
  test("loops of their own are rare", () =>
    expect(named("loop")).toEqual([
      "argsort",
      "cummaxIndex",
      "cumminIndex",
      "cumprod",
      "cumsum",
      "gcd",
      "indexSum",
      "logCumSumExp",
      "logPaths",
      "pathFlow",
      "recurrence",
      "scatterInto",
      "scatterSum",
      "searchsorted",
    ]));
  test("reductions, contractions and views are few", () => {
    expect(named("reduce")).toEqual(["all", "any", "max", "min", "prod", "sum"]);
    expect(named("contract")).toEqual(["contract"]);
    expect(named("view")).toEqual(["diagonal", "expand", "flip", "permute", "slice", "windows"]);
    expect(named("reshape")).toEqual(["reshape"]);
  });
  test("one name means one op", () => {
    const ids = new Map<string, Set<Op>>();
    for (const f of Object.values(ops) as { op?: Op }[]) if (f.op) ids.set(f.op.name, (ids.get(f.op.name) ?? new Set()).add(f.op));
    expect([...ids].filter(([, set]) => set.size > 1)).toEqual([]);
  });
});

describe("expansion", () => {
  test("a graph without formulas comes back itself", () => {
    const y = ops.add(ops.tensor([1]), 1);
    expect(expand([y])[0]).toBe(y);
  });
  test("a formula is written out once", () => {
    const y = ops.sigmoid(ops.tensor([1]));
    expect(expansionOf(y)).toBe(expansionOf(y));
  });
  test("what is known ends the walk", () => {
    const y = ops.sigmoid(ops.tensor([1]));
    y.storage = { host: new Float32Array([7]), device: null };
    const z = ops.neg(y);
    expect(expand([z])[0]).toBe(z);
    expect(evaluate([z])[0]![0]).toBeCloseTo(-1 / (1 + Math.exp(-1)), 6);
  });
});

describe("methods of tensors", () => {
  test("every method op is one", () => {
    expect(Array.from(evaluate([ops.tensor([1, 2]).add(1).mul(2).to("i32")])[0]!)).toEqual([4, 6]);
    const x = ops.tensor([[1, 2], [3, 4]]); // prettier-ignore
    expect([x.ndim, x.numel(), x.var().shape, x.softmax(0).shape]).toEqual([2, 4, [], [2, 2]]);
  });
  test("no method hides a field of tensors", () => {
    const x = ops.tensor([1]);
    for (const name of ["op", "inputs", "attrs", "shape", "dtype", "storage", "grad", "requiresGrad"])
      expect(name in Tensor.prototype, name).toBe(false);
    expect(Object.keys(x)).toContain("shape");
  });
});

describe("promotion", () => {
  const i = ops.tensor([1], { dtype: "i32" });
  const u = ops.tensor([1], { dtype: "u8" });
  const b = ops.tensor([true]);
  const f = ops.tensor([1]);
  const d = ops.tensor([1], { dtype: "f64" });
  const rows: readonly (readonly [string, Tensor, string])[] = [
    ["f32 + i32", ops.add(f, i), "f32"],
    ["f64 + f32", ops.add(d, f), "f64"],
    ["f64 · 0.1", ops.mul(d, 0.1), "f64"],
    ["i32 + 1", ops.add(i, 1), "i32"],
    ["i32 + 0.5", ops.add(i, 0.5), "f32"],
    ["u8 + u8", ops.add(u, u), "u8"],
    ["u8 + 300", ops.add(u, 300), "i32"],
    ["bool + bool", ops.add(b, b), "i32"],
    ["bool · 2", ops.mul(b, 2), "i32"],
    ["bool & 3", ops.logicalAnd(b, 3), "bool"],
    ["i32 / i32", ops.div(i, i), "f32"],
    ["exp i32", ops.exp(i), "f32"],
    ["i32 squared", ops.pow(i, 2), "i32"],
    ["i32 to the −1", ops.pow(i, -1), "f32"],
    ["where of numbers", ops.where(b, 1, 0), "f32"],
    ["eq", ops.eq(i, f), "bool"],
  ];
  for (const [name, x, dtype] of rows) test(`${name} is ${dtype}`, () => expect(x.dtype).toBe(dtype));
  test("bool & 3 is true", () => expect(evaluate([ops.logicalAnd(b, 3)])[0]![0]).toBe(1));
});
