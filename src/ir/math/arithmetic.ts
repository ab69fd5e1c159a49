// What the polynomials of this folder are written with: constants of the operand's type and width, multiply-add as the
// device has it, and taking floats apart. f32 is taken apart by its bits; f64, for which the IR has no integers of the
// same width, by comparisons and exact products with powers of two.
import { add, bits, call, constant, int, mul, select, splat, sub } from "../build.ts";
import type { DType } from "../../core/dtype.ts";
import type { Expr } from "../types.ts";

/** 1.5 · 2²³: adding it to a small float rounds to an integer, which then stands in the low bits. */
export const MAGIC = 12582912;

export class Arithmetic {
  readonly dtype: DType;
  readonly lanes: number;
  readonly single: boolean;
  readonly #fused: boolean;

  constructor(of: Expr, fused: boolean) {
    this.dtype = of.dtype as DType;
    this.lanes = of.lanes;
    this.single = of.dtype === "f32";
    this.#fused = fused;
  }

  /** A literal of the operand's type. */
  number(value: number): Expr {
    return constant(this.dtype, this.single ? Math.fround(value) : value, this.lanes);
  }

  integer(value: number): Expr {
    return splat(int(value), this.lanes);
  }

  /** a · b + c: one rounding where the device is allowed to, else two. */
  multiplyAdd(a: Expr, b: Expr, c: Expr): Expr {
    return this.#fused ? call("fma", a, b, c) : add(mul(a, b), c);
  }

  /** Horner's rule; the lowest power first. */
  polynomial(x: Expr, coefficients: readonly number[]): Expr {
    let sum = this.number(coefficients.at(-1)!);
    for (let i = coefficients.length - 2; i >= 0; i--) sum = this.multiplyAdd(sum, x, this.number(coefficients[i]!));
    return sum;
  }

  /** x − n · (parts[0] + parts[1] + …), each product exact for small n. */
  reduce(x: Expr, n: Expr, parts: readonly number[]): Expr {
    return parts.reduce((rest, part) => this.multiplyAdd(n, this.number(-part), rest), x);
  }

  /** |x| with the sign of `sign`. */
  withSign(magnitude: Expr, sign: Expr): Expr {
    if (!this.single) return select(call("lt", sign, this.number(0)), call("neg", magnitude), magnitude);
    const bit = call("and", bits(sign, "i32"), this.integer(-2147483648));
    return bits(call("or", bits(magnitude, "i32"), bit), "f32");
  }

  /** 2ⁿ of an integer-valued f64, |n| ≤ 1023. */
  power(n: Expr): Expr {
    let rest = call("abs", n);
    let power = this.number(1);
    for (let bit = 512; bit >= 1; bit /= 2) {
      const has = call("le", this.number(bit), rest);
      power = mul(power, select(has, this.number(2 ** bit), this.number(1)));
      rest = select(has, sub(rest, this.number(bit)), rest);
    }
    return select(call("lt", n, this.number(0)), call("div", this.number(1), power), power);
  }

  /** x = m · 2ᵉ with m in [√½, √2), for 0 < x < ∞, denormal numbers too. Both are floats. */
  parts(x: Expr): { readonly mantissa: Expr; readonly exponent: Expr } {
    return this.single ? this.#partsOfSingle(x) : this.#partsOfDouble(x);
  }

  #partsOfSingle(x: Expr): { readonly mantissa: Expr; readonly exponent: Expr } {
    const half = 0x3f3504f3; // √½
    const tiny = call("lt", x, this.number(2 ** -126));
    const normal = bits(select(tiny, mul(x, this.number(2 ** 23)), x), "i32");
    const above = sub(normal, this.integer(half));
    const mantissa = bits(add(call("and", above, this.integer(0x7fffff)), this.integer(half)), "f32");
    const exponent: Expr = { is: "cast", value: call("sar", above, this.integer(23)), dtype: "f32", lanes: this.lanes };
    return { mantissa, exponent: sub(exponent, select(tiny, this.number(23), this.number(0))) };
  }

  #partsOfDouble(x: Expr): { readonly mantissa: Expr; readonly exponent: Expr } {
    const tiny = call("lt", x, this.number(2 ** -1022));
    let m = select(tiny, mul(x, this.number(2 ** 54)), x);
    let e = select(tiny, this.number(-54), this.number(0));
    const scale = (yes: Expr, by: number): void => {
      m = select(yes, mul(m, this.number(2 ** by)), m);
      e = select(yes, sub(e, this.number(by)), e);
    };
    for (let bit = 512; bit >= 1; bit /= 2) scale(call("le", this.number(2 ** bit), m), -bit);
    for (let bit = 512; bit >= 1; bit /= 2) scale(call("lt", m, this.number(2 ** (1 - bit))), bit);
    scale(call("lt", this.number(Math.SQRT2), m), -1);
    return { mantissa: m, exponent: e };
  }
}
