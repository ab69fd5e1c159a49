// Parity: reductions, statistics, and products of matrices and vectors.
import * as n from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import type { Family, Row } from "./oracle.ts";

type F = (...inputs: Tensor[]) => Tensor | readonly Tensor[];
/** A row of `torch`, whose cases are recorded under its own name and some words behind it. */
const row = (name: string, nabla: string, f: F | null, more: Readonly<Record<string, F>> = {}, rest: Partial<Row> = {}): Row => ({
  torch: `torch.${name}`,
  nabla,
  cases: { ...(f && { [name]: f }), ...Object.fromEntries(Object.entries(more).map(([words, g]) => [`${name} ${words}`, g])) },
  ...rest,
});
type Reduce = (x: Tensor, axis?: number | readonly number[], options?: { readonly keepDims?: boolean }) => Tensor;
/** The cases of all reductions. */
const reduces = (name: string, nabla: string, f: Reduce, all: boolean, more: Readonly<Record<string, F>> = {}): Row =>
  row(name, nabla, all ? (x) => f(x) : null, { axes: (x) => f(x, [0, 2]), keepdim: (x) => f(x, 1, { keepDims: true }), ...more });
const DTYPES = ["f32", "f64", "i32", "u8", "bool"] as const;
/** A row of answers that are no tensors. */
const question = (name: string, nabla: string, answers: unknown): Row => ({
  torch: `torch.${name}`,
  nabla,
  checks: {
    [name]: (record) => {
      if (JSON.stringify(answers) !== JSON.stringify(record["answers"])) throw new Error(`${JSON.stringify(answers)} instead of ${JSON.stringify(record["answers"])}`); // prettier-ignore
    },
  },
});
const blend = { beta: 0.5, alpha: 2 } as const;
const INDICES = "values only: the indices are those of ";

export const reductions: Family = {
  name: "reductions",
  title: "Reductions and products",
  rows: [
    reduces("sum", "sum", n.sum, true, { integers: (x) => n.sum(x, 1), bool: (x) => n.sum(x) }),
    reduces("mean", "mean", n.mean, true),
    reduces("std", "std", n.std, true, { population: (x) => n.std(x, 1, { correction: 0 }) }),
    reduces("var", "variance", n.variance, true, { population: (x) => n.variance(x, 1, { correction: 0 }) }),
    reduces("amax", "amax", n.amax, false, { equal: (x) => n.amax(x, 1) }),
    reduces("amin", "amin", n.amin, false),
    reduces("logsumexp", "logSumExp", n.logSumExp, false, { far: (x) => n.logSumExp(x, 1) }),
    reduces("nansum", "nansum", n.nansum, true, { holes: (x) => n.nansum(x, 1) }),
    reduces("nanmean", "nanmean", n.nanmean, true, { holes: (x) => n.nanmean(x, 1) }),
    row("prod", "prod", (x) => n.prod(x), { axis: (x) => n.prod(x, 1), zero: (x) => n.prod(x, 0) }),
    row("max", "max", (x) => n.max(x), { axis: (x) => n.max(x, 1) }, { differences: `${INDICES}argmax; equal elements share the gradient` }),
    row("min", "min", (x) => n.min(x), { axis: (x) => n.min(x, 1) }, { differences: `${INDICES}argmin; equal elements share the gradient` }),
    row("aminmax", "aminmax", (x) => n.aminmax(x, 1), {}, { differences: "has a gradient" }),
    row("var_mean", "varMean", (x) => n.varMean(x, 1)),
    row("std_mean", "stdMean", (x) => n.stdMean(x, 1)),
    row("all", "all", (x) => n.all(x), { axis: (x) => n.all(x, 1) }),
    row("any", "any", (x) => n.any(x), { axis: (x) => n.any(x, 1) }),
    row("argmax", "argmax", (x) => n.argmax(x), { axis: (x) => n.argmax(x, 1, { keepDims: true }) }),
    row("argmin", "argmin", (x) => n.argmin(x), { axis: (x) => n.argmin(x, 1, { keepDims: true }) }),
    row("norm", "norm", null, {
      ...Object.fromEntries([["2.0", 2], ["1.0", 1], ["0.0", 0], ["3.0", 3], ["inf", Infinity], ["-inf", -Infinity], ["0.5", 0.5]].map(([name, p]) => [name, (x: Tensor) => n.norm(x, 1, { p: p as number })])),
      fro: (x) => n.norm(x, undefined, { p: "fro" }),
    }, { differences: 'the nuclear norm: nabla/linalg' }),
    row("cov", "cov", (x) => n.cov(x), { weights: (x, fweights, aweights) => n.cov(x, { correction: 0, fweights, aweights }), vector: (x) => n.cov(x) }),
    row("corrcoef", "corrcoef", (x) => n.corrcoef(x)),
    row("trapezoid", "trapezoid", (y) => n.trapezoid(y, { dx: 0.5 }), { x: (y, x) => n.trapezoid(y, { x, axis: 0 }) }),
    row("cumulative_trapezoid", "cumulativeTrapezoid", (y) => n.cumulativeTrapezoid(y, { axis: 0 })),
    row("renorm", "renorm", (x) => n.renorm(x, 2, 0, 1.5)),

    row("gradient", "gradient", (y) => n.gradient(y, { spacing: 0.5, axis: 1 }), { places: (y) => n.gradient(y, { spacing: n.tensor([0, 1, 1.5, 4]), axis: 0, edgeOrder: 2 }) }),
    row("clone", "clone", (x) => n.clone(x).mul(2), {}, { differences: "needed of variables only: operations never change their inputs" }),
    row("numel", "numel", (x) => n.tensor(n.numel(x))),
    question("can_cast", "canCast", DTYPES.map((a) => DTYPES.map((b) => n.canCast(a, b)))),
    question("result_type", "resultType", DTYPES.map((a) => DTYPES.map((b) => n.resultType(n.ones([2], { dtype: a }), n.ones([2], { dtype: b }))))),
    question("is_floating_point", "isFloatingPoint", DTYPES.map((dtype) => n.isFloatingPoint(n.ones([2], { dtype })))),
    question("is_signed", "isSigned", DTYPES.map((dtype) => n.isSigned(n.ones([2], { dtype })))),
    question("is_tensor", "isTensor", [n.isTensor(n.ones([1])), n.isTensor([1])]),
    question("is_same_size", "isSameSize", [n.isSameSize(n.ones([2]), n.ones([2])), n.isSameSize(n.ones([2]), n.ones([1, 2]))]),
    { torch: "torch.tensor", nabla: "tensor", differences: "numbers become f32, also whole ones; f32, f64, i32, u8 and bool only", testedBy: { file: "graph/samples.functions.ts", title: "tensor: {" } },

    row("matmul", "matmul", n.matmul, { broadcast: n.matmul, vector: n.matmul }),
    row("mm", "mm", n.mm),
    row("bmm", "bmm", n.bmm),
    row("mv", "mv", n.mv),
    row("dot", "dot", n.dot),
    row("vdot", "vdot", n.vdot),
    row("outer", "outer", n.outer),
    row("inner", "inner", n.inner),
    row("tensordot", "tensordot", (a, b) => n.tensordot(a, b), { axes: (a, b) => n.tensordot(a, b, [[0, 2], [1, 0]]) }),
    row("addmm", "addmm", (x, a, b) => n.addmm(x, a, b, blend)),
    row("addmv", "addmv", (x, a, b) => n.addmv(x, a, b, blend)),
    row("addr", "addr", (x, a, b) => n.addr(x, a, b, blend)),
    row("baddbmm", "baddbmm", (x, a, b) => n.baddbmm(x, a, b, blend)),
    row("addbmm", "addbmm", (x, a, b) => n.addbmm(x, a, b, blend)),
    row("trace", "trace", n.trace),
    row("vander", "vander", (x) => n.vander(x, { columns: 4, increasing: true })),
    row("linalg.vander", "linalg.vander", (x) => n.vander(x, { columns: 4, increasing: true })),
    row("linalg.cross", "linalg.cross", (a, b) => n.cross(a, b)),
    row("linalg.vecdot", "linalg.vecdot", (a, b) => n.vecdot(a, b)),
    row("linalg.multi_dot", "linalg.multiDot", (...x) => n.multiDot(x)),
  ],
}; // prettier-ignore
