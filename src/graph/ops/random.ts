// Random numbers as functions of a key: the same key gives the same numbers on every device, whatever the order of
// computing. The i-th element comes from the counter i (Threefry-2x32).
import { dtypeError, rangeError, rankError } from "../../core/errors.ts";
import { strides, type Shape } from "../../core/shape.ts";
import * as ir from "../../ir/build.ts";
import * as math from "../../ir/math.ts";
import { threefryExpr } from "../../ir/threefry.ts";
import type { Expr } from "../../ir/types.ts";
import { literal, operation, requireShape, requireTensor, type HasOp, type Operand } from "../define.ts";
import { apply, type Op, type Read, type Tensor } from "../tensor.ts";
import { mul } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { ge, lt, where } from "./compare.ts";
import { zerosLike } from "./constants.ts";

interface RandomAttrs {
  readonly shape: Shape;
}

/** The two random words of an element. */
function words(index: readonly Expr[], read: Read, shape: Shape): [Expr, Expr] {
  const steps = strides(shape);
  const counter = index.reduce<Expr>((sum, i, axis) => ir.add(sum, ir.mul(i, ir.int(steps[axis]!))), ir.int(0));
  return threefryExpr(read(0, [ir.int(0)]), read(0, [ir.int(1)]), counter, ir.int(0));
}
/** The upper 24 bits as a fraction from 0 to 1 − 2⁻²⁴. */
const fraction = (bits: Expr): Expr => ir.mul(ir.cast(ir.call("shr", bits, ir.int(8)), "f32"), literal("f32", 2 ** -24));

const randomOp = (name: string, dtype: "i32" | "f32", element: (first: Expr, second: Expr) => Expr): Op<RandomAttrs> => ({
  name,
  shape: (_, { shape }) => shape,
  dtype: () => dtype,
  how: { kind: "read", element: (index, read, { shape }: RandomAttrs) => element(...words(index, read, shape)) },
});
const requireKey = (name: string, key: Tensor): void => {
  requireTensor(name, key);
  if (key.dtype !== "i32") throw dtypeError(name, "key", key.dtype, "i32");
  if (key.shape.length !== 1 || key.shape[0] !== 2) throw rankError(name, "key", key.shape, "be [2]");
};
const requireProbability = (name: string, p: number): void => {
  if (!(p >= 0 && p <= 1)) throw rangeError(name, "p", p, "a probability from 0 to 1");
};
/** The function that makes what the op says from a key. */
const draw = (op: Op<RandomAttrs>): ((key: Tensor, shape: Shape) => Tensor) & HasOp =>
  operation(op, (key: Tensor, shape: Shape): Tensor => {
    requireKey(op.name, key);
    return apply(op, [key], { shape: requireShape(op.name, [...shape]) });
  });

const randomBitsOp = /* @__PURE__ */ randomOp("randomBits", "i32", (first) => first);
/**
 * Random integers, all 2³² of i32 equally likely.
 *
 * @param key i32 [2]
 * @example
 * randomBits(tensor([0, 1], { dtype: "i32" }), [3]).shape // [3]
 */
export const randomBits: ((key: Tensor, shape: Shape) => Tensor) & HasOp = /* @__PURE__ */ draw(randomBitsOp);

const uniformOp = /* @__PURE__ */ randomOp("uniform", "f32", (first) => fraction(first));
/**
 * Random numbers, equally likely anywhere from 0 to 1, 1 excluded: multiples of 2⁻²⁴.
 *
 * @param key i32 [2]
 * @example
 * uniform(tensor([0, 1], { dtype: "i32" }), [3]).lt(1).toArray() // [true, true, true]
 */
export const uniform: ((key: Tensor, shape: Shape) => Tensor) & HasOp = /* @__PURE__ */ draw(uniformOp);

const normalOp = /* @__PURE__ */ randomOp("normal", "f32", (first, second) => {
  // 1 − fraction is never 0, so the logarithm is finite.
  const radius = ir.call("sqrt", ir.mul(literal("f32", -2), math.log(ir.sub(literal("f32", 1), fraction(first)))));
  return ir.mul(radius, math.cos(ir.mul(literal("f32", 2 * Math.PI), fraction(second))));
});
/**
 * Random numbers of the normal distribution with mean 0 and standard deviation 1, by the method of Box and Muller:
 * y = √(−2 ln u) · cos(2π v). Always finite: |y| < 5.8.
 *
 * @param key i32 [2]
 * @example
 * isFinite(normal(tensor([0, 1], { dtype: "i32" }), [3])).toArray() // [true, true, true]
 */
export const normal: ((key: Tensor, shape: Shape) => Tensor) & HasOp = /* @__PURE__ */ draw(normalOp);

/**
 * 1 with probability p, else 0.
 *
 * @param key i32 [2]
 * @param p a number, or a tensor that broadcasts to `shape`
 * @example
 * bernoulli(tensor([0, 1], { dtype: "i32" }), 1, [3]).toArray() // [1, 1, 1]
 */
export const bernoulli = (key: Tensor, p: Operand, shape: Shape): Tensor => {
  if (typeof p === "number") requireProbability("bernoulli", p);
  requireKey("bernoulli", key);
  return cast(lt(uniform(key, shape), p), "f32");
};

/**
 * Each element becomes 0 with probability p; the others are divided by 1 − p, so that the expected sum stays.
 *
 * Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
 *
 * @param key i32 [2]; the same key drops the same elements
 * @example
 * dropout(tensor([1, 2]), 0, tensor([0, 1], { dtype: "i32" })).toArray() // [1, 2]
 */
export const dropout = (x: Tensor, p: number, key: Tensor): Tensor => {
  requireTensor("dropout", x);
  requireProbability("dropout", p);
  requireKey("dropout", key);
  if (p === 1) return zerosLike(x);
  return where(ge(uniform(key, x.shape), p), mul(x, 1 / (1 - p)), 0);
};

/**
 * `count` new keys from one: i32 [count, 2]. Use a key once; derive others from it.
 *
 * @param key i32 [2]
 * @example
 * splitKey(tensor([0, 1], { dtype: "i32" }), 4).shape // [4, 2]
 */
export const splitKey = (key: Tensor, count: number): Tensor => {
  requireKey("splitKey", key);
  return randomBits(key, [count, 2]);
};
