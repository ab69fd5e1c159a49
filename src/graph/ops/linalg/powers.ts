// Powers and the exponential of matrices.
import { rangeError } from "../../../core/errors.ts";
import type { Tensor } from "../../tensor.ts";
import { abs, add, ceil, div, maximum } from "../arithmetic.ts";
import { detach, sum } from "../broadcast.ts";
import { lt, where } from "../compare.ts";
import { matmul } from "../contraction.ts";
import { exp2 } from "../exponents.ts";
import { log2 } from "../powers.ts";
import { max } from "../reductions.ts";
import { unsqueeze } from "../reshape.ts";
import { identityLike, inv } from "./lu.ts";
import { squares } from "./matrices.ts";

/**
 * Powers of matrices by repeated squaring: Aⁿ, A⁰ = 1, and A⁻ⁿ by the inverse.
 *
 * @param a […, n, n]
 * @example
 * matrixPower(tensor([[1, 1], [0, 1]]), 5).toArray() // [[1, 5], [0, 1]]
 */
export const matrixPower = (a: Tensor, n: number): Tensor => {
  const x = squares("matrixPower", "a", a);
  if (!Number.isInteger(n)) throw rangeError("matrixPower", "n", n, "a whole number");
  if (n === 0) return identityLike(x);
  let result: Tensor | null = null;
  let power = n < 0 ? inv(x) : x;
  for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result ? matmul(result, power) : power;
    if (rest > 1) power = matmul(power, power);
  }
  return result!;
};

/** Terms of the series, for matrices of norm ≤ ½: the rest is below 2⁻⁵³, or 2⁻³⁶ for f32. */
const TERMS = { f64: 14, f32: 10 } as const;
/** How often the result may be squared: norms up to 2⁹, beyond which most exponentials overflow. */
const SQUARINGS = 10;
/**
 * Exponential of matrices: 1 + A + A²/2! + …, by scaling (A / 2ˢ has a norm of at most ½) and squaring s times. For norms
 * up to 2⁹.
 *
 * Source: Moler and Van Loan, "Nineteen Dubious Ways to Compute the Exponential of a Matrix", 2003.
 *
 * @param a […, n, n]
 * @example
 * matrixExp(tensor([[0, 1], [0, 0]])).toArray() // [[1, 1], [0, 1]]
 */
export const matrixExp = (a: Tensor): Tensor => {
  const x = squares("matrixExp", "a", a);
  if (x.shape.includes(0)) return x;
  const size = detach(max(sum(abs(x), -1), -1));
  const squarings = unsqueeze(unsqueeze(maximum(add(ceil(log2(maximum(size, 2 ** -20))), 1), 0), -1), -1);
  const scaled = div(x, exp2(squarings));
  const one = identityLike(x);
  let y = one;
  for (let k: number = TERMS[x.dtype === "f64" ? "f64" : "f32"]; k > 0; k--) y = add(one, div(matmul(scaled, y), k));
  for (let k = 0; k < SQUARINGS; k++) y = where(lt(k, squarings), matmul(y, y), y);
  return y;
};
