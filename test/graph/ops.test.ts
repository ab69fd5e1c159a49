// Every op on its samples, by the reference device: values in f32 and in float64, dtypes, shapes, messages, and first and
// second derivatives against differences.
import { describe, expect, test } from "vitest";
import { NablaError } from "../../src/core/errors.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { derivatives, type Difference } from "./differences.ts";
import { close, expected, listOf, tensorOf, type Case } from "./sample.ts";
import { samples } from "./samples.ts";

const agree = ({ analytic, numeric }: Difference): boolean => close(analytic, numeric, 2e-7 * Math.max(1, Math.abs(numeric)));

function runCase(sample: Case, float64: boolean): void {
  const inputs = sample.inputs.map(tensorOf);
  const results = listOf(sample.call(...inputs));
  const wanted = expected(sample, inputs);
  const values = evaluate(results, { float64 });
  expect(results.map((y) => y.shape)).toEqual(wanted.map((y) => y.shape));
  if (sample.dtype) expect(results.map((y) => y.dtype)).toEqual(results.map(() => sample.dtype));
  const tolerance = float64 ? 1e-9 : (sample.tolerance ?? 2e-6);
  wanted.forEach((y, k) => {
    const got = Array.from(values[k]!);
    if (!y.data.every((value, i) => close(got[i]!, value, tolerance))) expect(got).toEqual(y.data);
    expect(got.length).toBe(y.data.length);
  });
}

for (const [name, sample] of Object.entries(samples)) {
  describe(name, () => {
    sample.cases.forEach((row, i) => {
      const title = row.name ?? `case ${i + 1}`;
      test(`${title}: values`, () => {
        runCase(row, false);
        runCase(row, true);
      });
      if (row.smooth === false) return;
      test(`${title}: derivatives`, () => {
        const found = derivatives(row.call, row.inputs.map(tensorOf)); // prettier-ignore
        if (!found) return;
        const [first, second] = found;
        if (!agree(first)) expect(first.analytic, "first derivative").toBe(first.numeric);
        if (row.twice !== false && !agree(second)) expect(second.analytic, "second derivative").toBe(second.numeric);
      });
    });
    sample.errors?.forEach(([call, message]) => {
      test(`refuses: ${message}`, () => {
        let thrown: unknown = null;
        try {
          call();
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toBeInstanceOf(NablaError);
        expect((thrown as Error).message).toBe(message);
      });
    });
  });
}
