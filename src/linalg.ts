// The door for linear algebra: factors of matrices, systems of equations, eigenvalues, norms. All functions take stacks of
// matrices […, m, n] and work on each; they are meant for small ones (up to some hundreds of rows).
//
// A singular matrix is no error, because nothing is known of it when a graph is built: results are then infinite or NaN.
export { cholesky, choleskyInverse, choleskySolve } from "./graph/ops/linalg/cholesky.ts";
export type { UpperOption } from "./graph/ops/linalg/cholesky.ts";
export { det, logdet, slogdet } from "./graph/ops/linalg/determinants.ts";
export { eigh, eigvalsh } from "./graph/ops/linalg/eigen.ts";
export type { TriangleOption } from "./graph/ops/linalg/eigen.ts";
export { lstsq, pinv } from "./graph/ops/linalg/leastSquares.ts";
export { inv, lu, luFactor, luSolve, solve } from "./graph/ops/linalg/lu.ts";
export { cond, matrixNorm, matrixRank, norm, vectorNorm } from "./graph/ops/linalg/norms.ts";
export type { LinalgNormOptions, MatrixNormOptions, MatrixOrder, ToleranceOptions, VectorNormOptions } from "./graph/ops/linalg/norms.ts";
export { matrixExp, matrixPower } from "./graph/ops/linalg/powers.ts";
export { qr } from "./graph/ops/linalg/qr.ts";
export type { QrOptions } from "./graph/ops/linalg/qr.ts";
export { svd, svdvals } from "./graph/ops/linalg/svd.ts";
export type { SvdOptions } from "./graph/ops/linalg/svd.ts";
export { solveTriangular } from "./graph/ops/linalg/triangular.ts";
export type { TriangularOptions } from "./graph/ops/linalg/triangular.ts";
export { cross, multiDot, vander, vecdot } from "./graph/ops/products.ts";
