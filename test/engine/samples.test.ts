// Every sample of every op through the whole engine with all checks on: the default device and a portable one (no fused
// multiply-add) in f32, and f64. Tolerances, relative to max(1, |wanted|): f32 4e-6 for values (or what the sample states)
// and ten times that for gradients; f64 1e-9 and ten times that.
import { afterAll, describe, expect, test } from "vitest";
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import "../../src/engine/methods.ts";
import { isFloat, type DType } from "../../src/core/dtype.ts";
import { setDefaultDevice } from "../../src/engine/device.ts";
import { withVerification } from "../../src/inspect.ts";
import { gradients } from "../../src/graph/grad.ts";
import * as ops from "../../src/graph/ops/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { wasm } from "../../src/runtime/wasm/device.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { close, listOf, numbers, plainOf, product, tensorOf, type Case } from "../graph/sample.ts";
import { samples } from "../graph/samples.ts";

/** Leaves that mean something only to whom they belong. */
const BARE = ["variable", "placeholder"];
const fast = wasm({ threads: 2 });
const portable = wasm({ threads: 1, portable: true });
afterAll(() => {
  for (const device of [fast, portable]) device.dispose();
});

const as = (x: Tensor, dtype: DType): Tensor =>
  x.dtype === "f32" && dtype === "f64" ? ops.tensor(Float64Array.from(plainOf(x).data), { shape: x.shape }) : x;

function slopes(results: readonly Tensor[], inputs: readonly Tensor[]): Tensor[] {
  const leaves = inputs.filter((x) => isFloat(x.dtype));
  const smooth = results.filter((y) => isFloat(y.dtype));
  if (leaves.length === 0 || smooth.length === 0) return [];
  const weights = smooth.map((y, i) => ops.cast(ops.tensor(numbers(product(y.shape), -1, 1, 11 + i), { shape: y.shape }), y.dtype));
  return gradients(smooth, weights, leaves);
}

function compare(row: Case, dtype: DType): void {
  const inputs = row.inputs.map((input) => as(tensorOf(input), dtype));
  const results = listOf(row.call(...inputs));
  const found = slopes(results, inputs);
  // The reference rounds as the type does: what lies at a step or a tie must fall to the same side.
  const wanted = evaluate([...results, ...found]);
  [...results, ...found].forEach((x, k) => {
    const got = Array.from(withVerification(() => x.data()));
    const list = Array.from(wanted[k]!);
    const tolerance = x.dtype === "f64" ? 1e-9 : (row.tolerance ?? 4e-6);
    const allowed = k < results.length ? tolerance : tolerance * 10;
    if (got.length !== list.length || !list.every((value, j) => close(got[j]!, value, allowed)))
      expect(got, k < results.length ? "value" : "gradient").toEqual(list);
  });
}

for (const [name, sample] of Object.entries(samples)) {
  if (BARE.includes(name)) continue;
  describe(name, () => {
    sample.cases.forEach((row, i) => {
      test(row.name ?? `case ${i + 1}`, () => {
        setDefaultDevice(fast);
        compare(row, "f32");
        setDefaultDevice(portable);
        compare(row, "f32");
        compare(row, "f64");
      });
    });
  });
}
