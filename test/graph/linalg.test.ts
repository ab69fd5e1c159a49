// Linear algebra: factors multiply to the matrix, systems are solved, gradients agree with differences to second order, on the
// reference in float64 and on the default device.
import { describe, expect, test } from "vitest";
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import "../../src/engine/methods.ts";
import { gradients } from "../../src/graph/grad.ts";
import * as ops from "../../src/graph/ops/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { withVerification } from "../../src/inspect.ts";
import * as linalg from "../../src/linalg.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { derivatives } from "./differences.ts";
import { close, listOf, numbers, product } from "./sample.ts";

/** The elements alone. */
const leaf = (x: Tensor): Tensor => ops.tensor(Float32Array.from(evaluate([x])[0]!), { shape: x.shape });
const random = (shape: readonly number[], seed = 1): Tensor => ops.tensor(numbers(product(shape), -1, 1, seed), { shape });
/** Far from singular: random numbers with a heavy diagonal. */
const regular = (shape: readonly number[], seed = 1): Tensor =>
  leaf(ops.add(random(shape, seed), ops.mul(ops.eye(shape.at(-2)!, shape.at(-1)), 2)));
const T = (x: Tensor): Tensor => ops.transpose(x, -2, -1);
const mm = ops.matmul;
/** Symmetric and positive definite. */
const positive = (a: Tensor): Tensor => ops.add(mm(a, T(a)), ops.eye(a.shape.at(-2)!));
const scale = (x: Tensor, s: Tensor): Tensor => ops.mul(x, ops.unsqueeze(s, -2));

interface Row {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  call(...x: Tensor[]): Tensor | readonly Tensor[];
  /** Where the result is known: what it should be, as graph of the inputs. */
  wanted?(...x: Tensor[]): Tensor | readonly Tensor[];
  readonly smooth?: boolean;
  readonly twice?: boolean;
  /** Allowed error of the default device in f32, relative to max(1, |wanted|). */
  readonly tolerance?: number;
}
const identity = (x: Tensor): Tensor => ops.eye(x.shape.at(-1)!);
const rows: Row[] = [
  { name: "inv", inputs: [regular([3, 3])], call: linalg.inv },
  { name: "A⁻¹ A = 1, a stack", inputs: [regular([2, 2, 4, 4], 2)], call: (a) => mm(linalg.inv(a), a), wanted: (a) => ops.expand(identity(a), a.shape), smooth: false },
  { name: "rows are exchanged where a pivot is 0", inputs: [ops.tensor([[0, 1], [2, 0]])], call: linalg.inv, wanted: () => ops.tensor([[0, 0.5], [1, 0]]) },
  { name: "solve", inputs: [regular([4, 4], 3), random([4, 3], 4)], call: linalg.solve },
  { name: "solve a vector", inputs: [regular([3, 3], 3), random([3], 4)], call: linalg.solve },
  { name: "solve, stacks broadcast", inputs: [regular([2, 3, 3], 3), random([3, 2], 4)], call: (a, b) => mm(a, linalg.solve(a, b)), wanted: (_, b) => ops.expand(b, [2, 3, 2]), smooth: false },
  { name: "A X = B of 40 columns", inputs: [regular([5, 5], 3), random([5, 40], 4)], call: (a, b) => mm(a, linalg.solve(a, b)), wanted: (_, b) => b, smooth: false },
  { name: "det 1", inputs: [random([1, 1])], call: linalg.det, wanted: (a) => ops.reshape(a, []) },
  { name: "det 2", inputs: [random([2, 2])], call: linalg.det },
  { name: "det 3", inputs: [random([3, 3])], call: linalg.det },
  { name: "det 3 of a singular matrix", inputs: [ops.tensor([[1, 2, 3], [2, 4, 6], [1, 0, 1]])], call: linalg.det, wanted: () => ops.tensor(0) },
  { name: "det 5", inputs: [regular([5, 5], 6)], call: linalg.det },
  { name: "det of an odd exchange", inputs: [ops.tensor([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 2, 0], [0, 0, 0, 3]])], call: linalg.det, wanted: () => ops.tensor(-6) },
  { name: "slogdet", inputs: [ops.neg(regular([3, 3], 6))].map(leaf), call: (a) => linalg.slogdet(a).logabsdet, wanted: (a) => ops.log(ops.abs(linalg.det(a))) },
  { name: "sign of a determinant", inputs: [ops.neg(regular([3, 3], 6))].map(leaf), call: (a) => linalg.slogdet(a).sign, wanted: () => ops.tensor(-1), smooth: false },
  { name: "logdet", inputs: [regular([2, 4, 4], 6)], call: linalg.logdet, wanted: (a) => ops.log(linalg.det(a)) },
  { name: "cholesky", inputs: [random([3, 3], 7)], call: (a) => linalg.cholesky(positive(a)) },
  { name: "L Lᵀ = A", inputs: [random([2, 4, 4], 7)], call: (a) => { const l = linalg.cholesky(positive(a)); return mm(l, T(l)); }, wanted: positive },
  { name: "Uᵀ U = A", inputs: [random([3, 3], 7)], call: (a) => { const u = linalg.cholesky(positive(a), { upper: true }); return mm(T(u), u); }, wanted: positive },
  { name: "choleskySolve", inputs: [random([3, 3], 7), random([3, 2], 8)], call: (a, b) => linalg.choleskySolve(b, linalg.cholesky(positive(a))), wanted: (a, b) => linalg.solve(positive(a), b) },
  { name: "choleskySolve, upper", inputs: [random([3, 3], 7), random([3, 2], 8)], call: (a, b) => linalg.choleskySolve(b, linalg.cholesky(positive(a), { upper: true }), { upper: true }), wanted: (a, b) => linalg.solve(positive(a), b) },
  { name: "choleskyInverse", inputs: [random([3, 3], 7)], call: (a) => linalg.choleskyInverse(linalg.cholesky(positive(a))), wanted: (a) => linalg.inv(positive(a)) },
  ...[true, false].flatMap((upper) => [true, false].flatMap((left) => [true, false].map((unitriangular): Row => ({
    name: `solveTriangular ${JSON.stringify({ upper, left, unitriangular })}`,
    inputs: [regular([3, 3], 9), left ? random([3, 2], 10) : random([2, 3], 10)],
    call: (a, b) => linalg.solveTriangular(a, b, { upper, left, unitriangular }),
    wanted: (a, b) => {
      const strict = upper ? ops.triu(a, unitriangular ? 1 : 0) : ops.tril(a, unitriangular ? -1 : 0);
      const matrix = unitriangular ? ops.add(strict, identity(a)) : strict;
      return left ? linalg.solve(matrix, b) : T(linalg.solve(T(matrix), T(b)));
    },
  })))),
  ...([[4, 3], [3, 3], [2, 4]] as const).flatMap(([m, n]): Row[] => [
    { name: `qr of ${m} × ${n}`, inputs: [regular([m, n], 11)], call: (a) => linalg.qr(a) },
    { name: `Q R = A, ${m} × ${n}`, inputs: [random([2, m, n], 11)], call: (a) => mm(...linalg.qr(a)), wanted: (a) => a },
    { name: `complete Q is orthogonal, ${m} × ${n}`, inputs: [random([m, n], 11)], call: (a) => { const [q, r] = linalg.qr(a, { mode: "complete" }); return [mm(T(q), q), mm(q, r)]; }, wanted: (a) => [ops.eye(m), a], smooth: false },
    { name: `singular values, ${m} × ${n}`, inputs: [random([m, n], 12)], call: linalg.svdvals },
    { name: `U S Vᵀ = A, ${m} × ${n}`, inputs: [random([2, m, n], 12)], call: (a) => { const [u, s, vh] = linalg.svd(a, { fullMatrices: false }); return mm(scale(u, s), vh); }, wanted: (a) => a },
    { name: `parts of U and V, ${m} × ${n}`, inputs: [random([m, n], 12)], call: (a) => { const [u, s, vh] = linalg.svd(a, { fullMatrices: false }); return [ops.square(u), mm(scale(u, ops.exp(s)), vh), ops.square(vh)]; } },
    { name: `full U and V are orthogonal, ${m} × ${n}`, inputs: [random([m, n], 12)], call: (a) => { const [u, , vh] = linalg.svd(a); return [mm(T(u), u), mm(vh, T(vh))]; }, wanted: () => [ops.eye(m), ops.eye(n)], smooth: false },
    { name: `pinv of ${m} × ${n}`, inputs: [random([m, n], 13)], call: (a) => linalg.pinv(a), tolerance: 2e-5 },
    { name: `A A⁺ A = A, ${m} × ${n}`, inputs: [random([m, n], 13)], call: (a) => mm(mm(a, linalg.pinv(a)), a), wanted: (a) => a, smooth: false },
    { name: `lstsq of ${m} × ${n}`, inputs: [random([m, n], 13), random([m, 2], 14)], call: (a, b) => linalg.lstsq(a, b).solution, wanted: (a, b) => mm(linalg.pinv(a), b), tolerance: 2e-5 },
  ]),
  { name: "svd of rank 1", inputs: [ops.tensor([[1, 2], [2, 4], [3, 6]])], call: (a) => { const [u, s, vh] = linalg.svd(a); return [mm(T(u), u), s, mm(vh, T(vh))]; }, wanted: () => [ops.eye(3), ops.tensor([Math.sqrt(70), 0]), ops.eye(2)], smooth: false },
  { name: "svd of zeros", inputs: [leaf(ops.zeros([2, 2]))], call: (a) => linalg.svd(a)[1], wanted: () => ops.zeros([2]), smooth: false },
  { name: "pinv of rank 1", inputs: [ops.tensor([[1, 1], [1, 1]])], call: (a) => linalg.pinv(a), wanted: () => ops.full([2, 2], 0.25), smooth: false },
  { name: "lstsq of a vector", inputs: [random([5, 2], 13), random([5], 14)], call: (a, b) => { const x = linalg.lstsq(a, b); return [x.solution, x.residuals]; } },
  { name: "eigenvalues", inputs: [random([4, 4], 15)], call: (a) => linalg.eigvalsh(ops.add(a, T(a))) },
  { name: "A V = V w", inputs: [random([2, 4, 4], 15)], call: (a) => { const { eigenvalues, eigenvectors } = linalg.eigh(ops.add(a, T(a))); return [mm(scale(eigenvectors, eigenvalues), T(eigenvectors)), mm(T(eigenvectors), eigenvectors)]; }, wanted: (a) => [ops.add(a, T(a)), ops.expand(ops.eye(4), [2, 4, 4])] },
  { name: "squares of eigenvectors", inputs: [random([3, 3], 15)], call: (a) => ops.square(linalg.eigh(ops.add(a, T(a)), { uplo: "U" }).eigenvectors) },
  { name: "eigenvalues that are equal", inputs: [ops.mul(ops.eye(3), 2)].map(leaf), call: (a) => linalg.eigvalsh(a), wanted: () => ops.full([3], 2), smooth: false },
  { name: "only one triangle is read", inputs: [ops.tensor([[1, 99], [2, 1]])], call: (a) => linalg.eigvalsh(a), wanted: () => ops.tensor([-1, 3]), smooth: false },
  { name: "P L U = A", inputs: [random([2, 4, 4], 16)], call: (a) => { const [p, l, u] = linalg.lu(a); return mm(mm(p, l), u); }, wanted: (a) => a },
  { name: "P L U = A, wide and tall", inputs: [random([2, 4], 16), random([4, 2], 17)], call: (...x) => x.map((a) => { const [p, l, u] = linalg.lu(a); return mm(mm(p, l), u); }), wanted: (...x) => x, smooth: false },
  { name: "lu", inputs: [random([3, 3], 16)], call: (a) => linalg.lu(a).slice(1) },
  { name: "luSolve", inputs: [random([3, 3], 16), random([3, 2], 17)], call: (a, b) => { const { lu, pivots } = linalg.luFactor(a); return linalg.luSolve(lu, pivots, b); }, wanted: linalg.solve, smooth: false },
  { name: "matrixPower", inputs: [regular([3, 3], 18)], call: (a) => [linalg.matrixPower(a, 5), linalg.matrixPower(a, -2), linalg.matrixPower(a, 0)], tolerance: 2e-5 },
  { name: "matrixExp", inputs: [random([3, 3], 19)], call: linalg.matrixExp },
  { name: "matrixExp of a turn", inputs: [ops.tensor([[0, -10], [10, 0]])], call: linalg.matrixExp, wanted: () => ops.tensor([[Math.cos(10), -Math.sin(10)], [Math.sin(10), Math.cos(10)]], { dtype: "f64" }), tolerance: 5e-5, twice: false },
  ...(["fro", "nuc", 1, -1, 2, -2, Infinity, -Infinity] as const).map((ord): Row => ({ name: `matrixNorm ${ord}`, inputs: [random([2, 3, 4], 20)], call: (a) => linalg.matrixNorm(a, { ord, axes: [0, 2], keepDims: true }), tolerance: 1e-5 })),
  { name: "cond", inputs: [regular([3, 3], 21)], call: (a) => [linalg.cond(a), linalg.cond(a, -2), linalg.cond(a, "fro"), linalg.cond(a, Infinity)], tolerance: 1e-5 },
  { name: "matrixRank", inputs: [ops.tensor([[1, 2], [2, 4]]), regular([3, 3])], call: (...x) => x.map((a) => linalg.matrixRank(a)), wanted: () => [ops.tensor(1), ops.tensor(3)], smooth: false },
  { name: "norms of vectors", inputs: [random([2, 3], 22)], call: (x) => [linalg.norm(x), linalg.norm(x, 1, { ord: 3 }), linalg.vectorNorm(x, 0, { ord: Infinity }), linalg.norm(x, [0, 1], { ord: "nuc" })] },
]; // prettier-ignore

const agree = (got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void => {
  const [a, b] = [Array.from(got), Array.from(wanted)];
  if (a.length !== b.length || !a.every((v, i) => close(v, b[i]!, tolerance))) expect(a).toEqual(b);
};

for (const row of rows)
  describe(row.name, () => {
    const results = (): readonly Tensor[] => listOf(row.call(...row.inputs));
    if (row.wanted)
      test("is what it should be", () => {
        const wanted = listOf(row.wanted!(...row.inputs));
        expect(results().map((y) => y.shape)).toEqual(wanted.map((y) => y.shape));
        const [got, want] = [results(), wanted].map((list) => evaluate(list, { float64: true }));
        want!.forEach((y, k) => agree(got![k]!, y, 1e-6));
      });
    test("is the same on the default device", () => {
      const found = results();
      const leaves = row.inputs;
      const smooth = row.smooth === false ? [] : found;
      const weights = smooth.map((y, i) => ops.tensor(numbers(product(y.shape), -1, 1, 11 + i), { shape: y.shape }));
      const slopes = smooth.length === 0 ? [] : gradients(smooth, weights, leaves);
      const wanted = evaluate([...found, ...slopes], { float64: true });
      const tolerance = row.tolerance ?? 5e-6;
      [...found, ...slopes].forEach((y, k) => agree(withVerification(() => y.data()), wanted[k]!, k < found.length ? tolerance : tolerance * 20)); // prettier-ignore
    });
    if (row.smooth !== false)
      test("derivatives", () => {
        const [first, second] = derivatives(row.call, row.inputs)!;
        const near = ({ analytic, numeric }: { analytic: number; numeric: number }): boolean => Math.abs(analytic - numeric) <= 2e-6 * Math.max(1, Math.abs(numeric)); // prettier-ignore
        if (!near(first)) expect(first.analytic, "first").toBe(first.numeric);
        if (row.twice !== false && !near(second)) expect(second.analytic, "second").toBe(second.numeric);
      });
  });

describe("what has no answer", () => {
  const bad = (x: Tensor): boolean => Array.from(x.data()).some((v) => !Number.isFinite(v));
  const singular = ops.tensor([[1, 2], [2, 4]]); // prettier-ignore
  test("a singular matrix gives infinities or NaN", () => {
    expect(bad(linalg.inv(singular))).toBe(true);
    expect(bad(linalg.solve(singular, ops.ones([2])))).toBe(true);
    const { sign, logabsdet } = linalg.slogdet(singular);
    expect(sign.item()).toBeCloseTo(0);
    expect(logabsdet.item()).toBe(-Infinity);
  });
  test("what is not positive definite has no square root", () => expect(bad(linalg.cholesky(ops.tensor([[1, 2], [2, 1]])))).toBe(true)); // prettier-ignore
  test("NaN stays NaN", () => {
    const nan = ops.tensor([[NaN, 1], [1, 2]]); // prettier-ignore
    for (const y of [linalg.inv(nan), linalg.eigvalsh(nan), linalg.svdvals(nan), linalg.qr(nan)[1], linalg.cholesky(nan)])
      expect(bad(y)).toBe(true);
  });
  test("empty stacks and empty matrices", () => {
    expect(linalg.inv(ops.ones([0, 2, 2])).data().length).toBe(0);
    expect(linalg.det(ops.ones([2, 0, 0])).toArray()).toEqual([1, 1]);
    expect(linalg.solve(ops.ones([0, 0]), ops.ones([0, 3])).shape).toEqual([0, 3]);
  });
  test("large and small numbers", () => {
    const a = ops.tensor([[1e15, 0], [0, 1e-15]]); // prettier-ignore
    expect(linalg.svdvals(a).toArray()[1]).toBeCloseTo(1e-15, 20);
    expect(linalg.slogdet(ops.mul(ops.eye(40), 1e-3)).logabsdet.item()).toBeCloseTo(-276.31, 1);
  });
});

describe("refusals", () => {
  const one = ops.ones([2, 3]);
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => linalg.inv(one), "inv: a must be square […, n, n], is [2, 3]"],
    [() => linalg.det(ops.ones([3])), "det: a must be a matrix or a stack of matrices […, m, n], is [3]"],
    [() => linalg.solve(ops.ones([2, 2]), ops.ones([3, 1])), "solve: a is [2, 2], b is [3, 1]; both must have the same number of rows"],
    [() => linalg.lstsq(one, ops.ones([3])), "lstsq: a is [2, 3], b is [3, 1]; both must have the same number of rows"],
    [() => linalg.qr(one, { mode: "other" as never }), 'qr: mode must be "reduced", "complete" or "r", got "other"'],
    [() => linalg.eigh(ops.ones([2, 2]), { uplo: "M" as never }), 'eigh: uplo must be "L" or "U", got "M"'],
    [() => linalg.matrixNorm(one, { ord: NaN }), 'matrixNorm: ord must be "fro", "nuc", 1, -1, 2, -2, Infinity or -Infinity, got NaN'],
    [() => linalg.matrixPower(ops.ones([2, 2]), 0.5), "matrixPower: n must be a whole number, got 0.5"],
    [() => linalg.matrixRank(one, { rtol: NaN }), "matrixRank: rtol must be a number ≥ 0, got NaN"],
    [() => linalg.pinv(one, { atol: -1 }), "pinv: atol must be a number ≥ 0, got -1"],
    [() => linalg.vectorNorm(one, 0, { ord: NaN }), "vectorNorm: ord must be a number, got NaN"],
    [() => linalg.norm(ops.ones([2, 2, 2]), undefined, { ord: 2 }), "norm: x must be a vector or a matrix where ord is given without axes, is [2, 2, 2]"],
    [() => linalg.solveTriangular(ops.ones([2, 2]), ops.ones([2, 3]), { upper: true, left: false }), "solveTriangular: a is [2, 2], b is [2, 3]; b must have as many columns as a"],
    [() => linalg.luSolve(ops.ones([2, 2]), ops.ones([3]), ops.ones([2, 1])), "luSolve: lu is [2, 2], pivots is [3]; pivots must be […, n]"],
    [() => gradients([ops.sum(linalg.qr(T(one), { mode: "complete" })[0])], [null], [one]), 'qr: mode "complete" has no gradient for matrices with more rows than columns; use "reduced"'],
  ]; // prettier-ignore
  for (const [call, message] of cases) test(message, () => expect(call).toThrow(message));
});
