// Questions about tensors that are answered without computing them.
import { isFloat, type DType } from "../core/dtype.ts";
import { sameShape, sizeOfShape } from "../core/shape.ts";
import { requireTensor, type Operand } from "./define.ts";
import { commonDType } from "./elementwise.ts";
import { Tensor } from "./tensor.ts";

/**
 * Is the value a tensor?
 *
 * @example
 * [isTensor(tensor([1])), isTensor([1])] // [true, false]
 */
export const isTensor = (value: unknown): value is Tensor => value instanceof Tensor;

/**
 * Are the elements f32 or f64?
 *
 * @example
 * [isFloatingPoint(tensor([1])), isFloatingPoint(tensor([true]))] // [true, false]
 */
export const isFloatingPoint = (x: Tensor): boolean => {
  requireTensor("isFloatingPoint", x);
  return isFloat(x.dtype);
};

/**
 * Can the elements be negative?
 *
 * @example
 * [isSigned(tensor([1])), isSigned(tensor([true]))] // [true, false]
 */
export const isSigned = (x: Tensor): boolean => {
  requireTensor("isSigned", x);
  return x.dtype !== "u8" && x.dtype !== "bool";
};

/**
 * Have two tensors the same shape?
 *
 * @example
 * isSameSize(tensor([1, 2]), tensor([[1, 2]])) // false
 */
export const isSameSize = (a: Tensor, b: Tensor): boolean => {
  requireTensor("isSameSize", a);
  requireTensor("isSameSize", b);
  return sameShape(a.shape, b.shape);
};

/**
 * Number of elements.
 *
 * @example
 * numel(tensor([[1, 2, 3], [4, 5, 6]])) // 6
 */
export const numel = (x: Tensor): number => {
  requireTensor("numel", x);
  return sizeOfShape(x.shape);
};

/**
 * May elements of one type become another without loss of their kind? Floats may not become integers, and only bool may become bool.
 *
 * @example
 * [canCast("i32", "f32"), canCast("f32", "i32")] // [true, false]
 */
export const canCast = (from: DType, to: DType): boolean => (isFloat(to) || !isFloat(from)) && (to !== "bool" || from === "bool");

/**
 * The dtype that arithmetic of two operands gives, before what the operation itself makes of it.
 *
 * @example
 * resultType(tensor([1], { dtype: "i32" }), 0.5) // "f32"
 */
export const resultType = (a: Operand, b: Operand): DType => commonDType("resultType", [a, b]);
