// Questions about elements, and the choice between two by the answer. Answers are bool and carry no gradient.
import { call, equal, less, lessEqual } from "../../ir/build.ts";
import { like, operation, requireTensor, sameOperation, type HasOp, type Operand } from "../define.ts";
import { align, binary, commonDType, unary, type Binary, type Unary } from "../elementwise.ts";
import type { Tensor } from "../tensor.ts";
import { apply, type Op } from "../tensor.ts";
import { cast } from "./broadcast.ts";

/**
 * Is a = b?
 *
 * @example
 * tensor([1, 2]).eq(2).toArray() // [false, true]
 */
export const eq: Binary = /* @__PURE__ */ binary("eq", { scalar: equal, lift: "any", result: "bool" });

/**
 * Is a ≠ b? NaN differs from itself.
 *
 * @example
 * tensor([1, 2]).ne(2).toArray() // [true, false]
 */
export const ne: Binary = /* @__PURE__ */ binary("ne", { scalar: "ne", lift: "any", result: "bool" });

/**
 * Is a < b?
 *
 * @example
 * tensor([1, 2]).lt(2).toArray() // [true, false]
 */
export const lt: Binary = /* @__PURE__ */ binary("lt", { scalar: less, lift: "number", result: "bool" });

/**
 * Is a ≤ b?
 *
 * @example
 * tensor([1, 2]).le(1).toArray() // [true, false]
 */
export const le: Binary = /* @__PURE__ */ binary("le", { scalar: lessEqual, lift: "number", result: "bool" });

/**
 * Is a > b?
 *
 * @example
 * tensor([1, 2]).gt(1).toArray() // [false, true]
 */
export const gt: Binary = /* @__PURE__ */ binary("gt", { scalar: (a, b) => less(b, a), lift: "number", result: "bool" });

/**
 * Is a ≥ b?
 *
 * @example
 * tensor([1, 2]).ge(2).toArray() // [false, true]
 */
export const ge: Binary = /* @__PURE__ */ binary("ge", { scalar: (a, b) => lessEqual(b, a), lift: "number", result: "bool" });

/** Of two truths; what is not bool is asked whether it differs from 0. */
function logical(name: string, word: "and" | "or" | "xor"): Binary {
  const ofBools = /* @__PURE__ */ binary(name, { scalar: word, lift: "any" });
  return sameOperation(ofBools, (a: Operand, b: Operand): Tensor => {
    commonDType(name, [a, b]);
    return apply(ofBools.op, align(name, [a, b], "bool"), null);
  });
}

/**
 * Are both true? Numbers count as true unless 0.
 *
 * @example
 * tensor([true, true]).logicalAnd(tensor([true, false])).toArray() // [true, false]
 */
export const logicalAnd: Binary = /* @__PURE__ */ logical("logicalAnd", "and");

/**
 * Is any of the two true? Numbers count as true unless 0.
 *
 * @example
 * tensor([true, false]).logicalOr(tensor([false, false])).toArray() // [true, false]
 */
export const logicalOr: Binary = /* @__PURE__ */ logical("logicalOr", "or");

/**
 * Is exactly one of the two true? Numbers count as true unless 0.
 *
 * @example
 * logicalXor(tensor([true, false]), tensor([true, true])).toArray() // [false, true]
 */
export const logicalXor: Binary = /* @__PURE__ */ logical("logicalXor", "xor");

const notOfBool = /* @__PURE__ */ unary("logicalNot", { scalar: "not", lift: "any" });
/**
 * True where x is not.
 *
 * @example
 * tensor([true, false]).logicalNot().toArray() // [false, true]
 */
export const logicalNot: Unary = /* @__PURE__ */ sameOperation(notOfBool, (x: Tensor): Tensor => {
  requireTensor("logicalNot", x);
  return notOfBool(cast(x, "bool"));
});

/**
 * Is it not a number?
 *
 * @example
 * isNan(tensor([1, NaN])).toArray() // [false, true]
 */
export const isNan: Unary = /* @__PURE__ */ unary("isNan", { scalar: (x) => call("ne", x, x), lift: "any", result: "bool" });

/**
 * Is it plus or minus infinity?
 *
 * @example
 * isInf(tensor([1, -Infinity])).toArray() // [false, true]
 */
export const isInf: Unary = /* @__PURE__ */ unary("isInf", {
  scalar: (x) => equal(call("abs", x), like(x, Infinity)),
  lift: "float",
  result: "bool",
});

/**
 * Is it a number, neither infinite nor NaN?
 *
 * @example
 * isFinite(tensor([1, NaN, Infinity])).toArray() // [true, false, false]
 */
export const isFinite: Unary = /* @__PURE__ */ unary("isFinite", {
  scalar: (x) => less(call("abs", x), like(x, Infinity)),
  lift: "float",
  result: "bool",
});

const whereOp: Op<null> = {
  name: "where",
  shape: ([condition]) => condition!.shape,
  dtype: ([, a]) => a!.dtype,
  how: { kind: "map", scalar: ([condition, a, b]) => call("select", condition!, a!, b!) },
  vjp: (ct, _, [condition]) => [null, where(condition!, ct, 0), where(condition!, 0, ct)],
};
/**
 * Chooses: a where the condition holds, b where not. The three are broadcast together. What is not chosen gets no gradient.
 *
 * @example
 * tensor([true, false]).where(tensor([1, 2]), 0).toArray() // [1, 0]
 */
export const where: ((condition: Tensor, a: Operand, b: Operand) => Tensor) & HasOp = /* @__PURE__ */ operation(
  whereOp,
  (condition: Tensor, a: Operand, b: Operand): Tensor => {
    requireTensor("where", condition);
    const dtypes = ["bool" as const, commonDType("where", [a, b]), commonDType("where", [a, b])];
    return apply(whereOp, align("where", [condition, a, b], dtypes), null);
  },
);
