// Parity: linear algebra. Vectors that are determined up to their sign are compared by what does not depend on it.
import * as n from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import * as l from "../../src/linalg.ts";
import type { Family, Row } from "./oracle.ts";

type F = (...inputs: Tensor[]) => Tensor | readonly Tensor[];
const row = (torch: string, nabla: string, cases: Readonly<Record<string, F>>, differences?: string, tolerance?: number): Row => ({
  torch,
  nabla: `linalg.${nabla}`,
  cases,
  ...(differences !== undefined && { differences }),
  ...(tolerance !== undefined && { tolerance }),
});
const positive = (x: Tensor): Tensor => n.add(n.matmul(x, turned(x)), n.eye(x.shape.at(-1)!));
const turned = (x: Tensor): Tensor => n.transpose(x, -2, -1);
const scaled = (x: Tensor, s: Tensor): Tensor => n.mul(x, n.unsqueeze(n.exp(s), -2));
const parts = (a: Tensor): Tensor[] => {
  const [u, s, vh] = l.svd(a, { fullMatrices: false });
  return [s, n.abs(u), n.abs(vh), n.matmul(scaled(u, s), vh)];
};
const ORDERS = ["fro", "nuc", 1, -1, 2, -2, Infinity, -Infinity] as const;
const named = (p: number | string): string => String(p).replace("Infinity", "inf");
const SINGULAR = "a singular matrix gives infinities or NaN, not an error";
const T = "torch.linalg";

export const linearAlgebra: Family = {
  name: "linalg",
  title: "Linear algebra",
  rows: [
    row(`${T}.inv`, "inv", { inv: l.inv }, SINGULAR),
    row(`${T}.solve`, "solve", { solve: l.solve, "solve vectors": l.solve, "solve stacks": l.solve }, SINGULAR),
    row(`${T}.det`, "det", Object.fromEntries([1, 2, 3, 5].map((size) => [`det ${size}`, l.det])), "the gradient of singular matrices larger than 3 × 3 is NaN"),
    row(`${T}.slogdet`, "slogdet", { slogdet: (a) => { const { sign, logabsdet } = l.slogdet(a); return [sign, logabsdet]; } }),
    row("torch.logdet", "logdet", { logdet: l.logdet }),
    row(`${T}.cholesky`, "cholesky", { cholesky: (x) => l.cholesky(positive(x)), "cholesky upper": (x) => l.cholesky(positive(x), { upper: true }) }, "what is not positive definite gives NaN, not an error"),
    row("torch.cholesky_solve", "choleskySolve", { cholesky_solve: (b, x) => l.choleskySolve(b, l.cholesky(positive(x))) }),
    row("torch.cholesky_inverse", "choleskyInverse", { cholesky_inverse: (x) => l.choleskyInverse(l.cholesky(positive(x))) }),
    row(`${T}.solve_triangular`, "solveTriangular", {
      solve_triangular: (a, b) => l.solveTriangular(a, b, { upper: true }),
      "solve_triangular right": (a, b) => l.solveTriangular(a, b, { upper: false, left: false, unitriangular: true }),
    }),
    row(`${T}.lu`, "lu", { lu: (a) => l.lu(a), "lu wide": (a) => l.lu(a) }, "gradient for square matrices only"),
    row(`${T}.lu_factor`, "luFactor", { lu_factor: (a) => { const { lu, pivots } = l.luFactor(a); return [lu, pivots]; } }, "pivots count from 0; no gradient"),
    row(`${T}.lu_solve`, "luSolve", { lu_solve: (a, b) => { const { lu, pivots } = l.luFactor(a); return l.luSolve(lu, pivots, b); } }),
    row(`${T}.qr`, "qr", { qr: (a) => l.qr(a), "qr wide": (a) => l.qr(a), "qr complete": (a) => l.qr(a, { mode: "complete" }) }),
    row(`${T}.svd`, "svd", { svd: parts, "svd wide": parts, "svd full": (a) => { const [u, s, vh] = l.svd(a); return [s, n.abs(n.narrow(u, 1, 0, 2)), n.matmul(u, turned(u)), n.abs(vh)]; } }, "columns beyond the smaller side have no gradient"),
    row(`${T}.svdvals`, "svdvals", { svdvals: l.svdvals }),
    row(`${T}.eigh`, "eigh", { eigh: (a) => { const { eigenvalues: w, eigenvectors: v } = l.eigh(n.add(a, turned(a))); return [w, n.abs(v), n.matmul(scaled(v, w), turned(v))]; } }, undefined, 2e-5),
    row(`${T}.eigvalsh`, "eigvalsh", { eigvalsh: (a) => l.eigvalsh(n.add(a, turned(a)), { uplo: "U" }) }),
    row(`${T}.lstsq`, "lstsq", { lstsq: (a, b) => l.lstsq(a, b).solution, "lstsq wide": (a, b) => l.lstsq(a, b).solution }, "by QR: A must have full rank; no rank and singular values"),
    row(`${T}.pinv`, "pinv", { pinv: (a) => l.pinv(a), "pinv singular": (a) => l.pinv(a) }),
    row(`${T}.matrix_rank`, "matrixRank", { matrix_rank: (a) => l.matrixRank(a) }),
    row(`${T}.matrix_power`, "matrixPower", { matrix_power: (a) => [l.matrixPower(a, 3), l.matrixPower(a, -2)] }),
    row(`${T}.matrix_exp`, "matrixExp", { matrix_exp: l.matrixExp, "linalg matrix_exp": l.matrixExp }, "norms up to 2⁹"),
    row(`${T}.matrix_norm`, "matrixNorm", Object.fromEntries(ORDERS.map((ord) => [`matrix_norm ${named(ord)}`, (a) => l.matrixNorm(a, { ord, keepDims: true })]))),
    row(`${T}.vector_norm`, "vectorNorm", Object.fromEntries(["2.0", "1.0", "0.0", "3.0", "Infinity", "-Infinity"].map((ord) => [`vector_norm ${named(ord)}`, (a) => l.vectorNorm(a, 1, { ord: Number(ord) })]))),
    row(`${T}.norm`, "norm", { norm: (a) => l.norm(a), "norm order": (a) => [l.norm(a, 1, { ord: 3 }), l.norm(a, undefined, { ord: "nuc" })] }),
    row(`${T}.cond`, "cond", { cond: (a) => [l.cond(a), l.cond(a, -2)], "cond norms": (a) => [l.cond(a, "fro"), l.cond(a, Infinity)] }),
  ],
}; // prettier-ignore
