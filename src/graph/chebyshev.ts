// Chebyshev series as an expression. Knows no op.
import { add, mul, sub } from "../ir/build.ts";
import type { Expr } from "../ir/types.ts";
import { like } from "./define.ts";

/** c₀ + c₁ T₁(t) + c₂ T₂(t) + … for t from −1 to 1, by Clenshaw's recurrence. */
export function chebyshev(coefficients: readonly number[], t: Expr): Expr {
  const twice = add(t, t);
  let [last, before] = [like(t, 0), like(t, 0)];
  for (let k = coefficients.length - 1; k > 0; k--) [last, before] = [add(sub(mul(twice, last), before), like(t, coefficients[k]!)), last];
  return add(sub(mul(t, last), before), like(t, coefficients[0]!));
}
