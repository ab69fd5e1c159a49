// Bits of integers.
import { isFloat, type DType } from "../../core/dtype.ts";
import { dtypeError } from "../../core/errors.ts";
import { call, cast as castExpr, less, select } from "../../ir/build.ts";
import type { Expr, Word } from "../../ir/types.ts";
import { like, requireTensor, type Operand } from "../define.ts";
import { binary, commonDType } from "../elementwise.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";

type Bitwise = (a: Operand, b: Operand) => Tensor;

/** u8 is computed as i32: what matters of it are the low eight bits. */
const asInteger = (x: Expr, f: (x: Expr) => Expr): Expr => (x.dtype === "u8" ? castExpr(f(castExpr(x, "i32")), "u8") : f(x));

function ofBits(name: string, scalar: (a: Expr, b: Expr) => Expr, bools: boolean): Bitwise {
  const op = binary(name, { scalar: (a, b) => asInteger(a, (x) => scalar(x, b.dtype === "u8" ? castExpr(b, "i32") : b)), lift: bools ? "any" : "number" }); // prettier-ignore
  return (a, b) => {
    const dtype = commonDType(name, [a, b]);
    if (isFloat(dtype)) throw dtypeError(name, "operands", dtype, bools ? "i32, u8 or bool" : "i32 or u8");
    return op(a, b);
  };
}
const word =
  (w: Word) =>
  (a: Expr, b: Expr): Expr =>
    call(w, a, b);

/**
 * Bits that are set in both; of bool: and.
 *
 * @example
 * bitwiseAnd(tensor([12, 10], { dtype: "i32" }), 6).toArray() // [4, 2]
 */
export const bitwiseAnd: Bitwise = /* @__PURE__ */ ofBits("bitwiseAnd", word("and"), true);

/**
 * Bits that are set in one or both; of bool: or.
 *
 * @example
 * bitwiseOr(tensor([12, 10], { dtype: "i32" }), 6).toArray() // [14, 14]
 */
export const bitwiseOr: Bitwise = /* @__PURE__ */ ofBits("bitwiseOr", word("or"), true);

/**
 * Bits that are set in exactly one; of bool: exclusive or.
 *
 * @example
 * bitwiseXor(tensor([12, 10], { dtype: "i32" }), 6).toArray() // [10, 12]
 */
export const bitwiseXor: Bitwise = /* @__PURE__ */ ofBits("bitwiseXor", word("xor"), true);

const notOp: Op<null> = {
  name: "bitwiseNot",
  shape: ([x]) => x!.shape,
  dtype: ([x]): DType => x!.dtype,
  how: { kind: "map", scalar: ([x]) => asInteger(x!, (v) => (v.dtype === "bool" ? call("not", v) : call("xor", v, like(v, -1)))) },
};
/**
 * All bits turned over: y = −x − 1 for i32, 255 − x for u8; of bool: not.
 *
 * @example
 * bitwiseNot(tensor([0, 5], { dtype: "i32" })).toArray() // [-1, -6]
 */
export const bitwiseNot = (x: Tensor): Tensor => {
  requireTensor("bitwiseNot", x);
  if (isFloat(x.dtype)) throw dtypeError("bitwiseNot", "x", x.dtype, "i32, u8 or bool");
  return apply(notOp, [x], null);
};

/** Distances of shifting that a device has no word for: beyond all bits nothing is left. */
const within = (b: Expr, inside: (distance: Expr) => Expr, outside: Expr): Expr => {
  const beyond = call("or", less(b, like(b, 0)), less(like(b, 31), b));
  return select(beyond, outside, inside(select(beyond, like(b, 0), b)));
};

/**
 * Bits moved to higher places: y = a · 2ᵇ, without what falls off at the top.
 *
 * @example
 * bitwiseLeftShift(tensor([1, 3], { dtype: "i32" }), 2).toArray() // [4, 12]
 */
export const bitwiseLeftShift: Bitwise = /* @__PURE__ */ ofBits(
  "bitwiseLeftShift",
  (a, b) => within(b, (n) => call("shl", a, n), like(a, 0)),
  false,
);

/**
 * Bits moved to lower places, the sign kept: y = ⌊a / 2ᵇ⌋.
 *
 * @example
 * bitwiseRightShift(tensor([12, -12], { dtype: "i32" }), 2).toArray() // [3, -3]
 */
export const bitwiseRightShift: Bitwise = /* @__PURE__ */ ofBits(
  "bitwiseRightShift",
  (a, b) => within(b, (n) => call("sar", a, n), call("sar", a, like(a, 31))),
  false,
);
