// Every op on its samples by the WASM device, and its gradients, compared with the plain values and the reference device.
import { describe, expect, test } from "vitest";
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import "../../src/engine/methods.ts";
import { gradients } from "../../src/graph/grad.ts";
import * as ops from "../../src/graph/ops/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { close, expected, listOf, numbers, product, tensorOf, type Case } from "./sample.ts";
import { samples } from "./samples.ts";

/** Gradients of weighted sums of all results, for all inputs that are floats. */
function slopes(row: Case, inputs: readonly Tensor[]): Tensor[] {
  const leaves = inputs.filter((x) => x.dtype === "f32");
  const results = listOf(row.call(...inputs)).filter((y) => y.dtype === "f32");
  if (leaves.length === 0 || results.length === 0) return [];
  const weights = results.map((y, i) => ops.tensor(numbers(product(y.shape), -1, 1, 11 + i), { shape: y.shape }));
  return gradients(results, weights, leaves);
}

/** Leaves that mean something only to whom they belong: the engine makes its own. */
const BARE = ["variable", "placeholder"];

for (const [name, sample] of Object.entries(samples)) {
  if (BARE.includes(name)) continue;
  describe(name, () => {
    sample.cases.forEach((row, i) => {
      const title = row.name ?? `case ${i + 1}`;
      test(`${title}: values`, () => {
        const inputs = row.inputs.map(tensorOf);
        const results = listOf(row.call(...inputs));
        const wanted = expected(row, inputs);
        results.forEach((y, k) => {
          const got = Array.from(y.data());
          if (got.length !== wanted[k]!.data.length || !wanted[k]!.data.every((value, j) => close(got[j]!, value, row.tolerance ?? 4e-6)))
            expect(got).toEqual(wanted[k]!.data);
        });
      });
      test(`${title}: gradients`, () => {
        const inputs = row.inputs.map(tensorOf);
        const found = slopes(row, inputs);
        const wanted = evaluate(found, { float64: true });
        found.forEach((x, k) => {
          const got = Array.from(x.data());
          const list = Array.from(wanted[k]!);
          if (!list.every((value, j) => close(got[j]!, value, (row.tolerance ?? 4e-6) * 10))) expect(got).toEqual(list);
        });
      });
    });
  });
}
