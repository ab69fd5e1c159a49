// Makes elementwise ops from short records: promotion of dtypes, numbers as constants, broadcasting. Knows of the ops only
// those that these three are made of.
import { isFloat, promote, type DType } from "../core/dtype.ts";
import { operandError } from "../core/errors.ts";
import { broadcastShapes } from "../core/shape.ts";
import { call } from "../ir/build.ts";
import type { Expr, Word } from "../ir/types.ts";
import { operation, requireTensor, type HasOp, type Operand } from "./define.ts";
import { cast, expand } from "./ops/broadcast.ts";
import { full } from "./ops/constants.ts";
import { apply, Tensor, type Op } from "./tensor.ts";

export type Unary = ((x: Tensor) => Tensor) & HasOp;
export type Binary = ((a: Operand, b: Operand) => Tensor) & HasOp;

/** The dtype that all operands are cast to: tensors decide; a fraction lifts integers to f32, a whole number lifts bool to i32. */
export function commonDType(name: string, operands: readonly Operand[]): DType {
  let dtype: DType | null = null;
  for (const x of operands) {
    if (x instanceof Tensor) dtype = dtype ? promote(dtype, x.dtype) : x.dtype;
    else if (typeof x !== "number") throw operandError(name, x, true);
  }
  if (dtype === null) return "f32";
  for (const x of operands) if (typeof x === "number") dtype = promote(dtype, kindOfNumber(x, dtype));
  return dtype;
}
function kindOfNumber(x: number, dtype: DType): DType {
  if (!Number.isInteger(x)) return "f32";
  return dtype === "bool" || x < 0 || x > 255 ? "i32" : "u8";
}

/** Operands as tensors of one shape, and of one dtype or each of its own. */
export function align(name: string, operands: readonly Operand[], dtypes: DType | readonly DType[]): Tensor[] {
  const shape = broadcastShapes(name, operands.filter((x) => x instanceof Tensor).map((x) => x.shape)); // prettier-ignore
  return operands.map((x, i) => {
    const dtype = typeof dtypes === "string" ? dtypes : dtypes[i]!;
    return x instanceof Tensor ? expand(cast(x, dtype), shape) : full(shape, x, { dtype });
  });
}

/** What a record says of its numbers: `float`: integers become f32 first; `number`: bool becomes i32 first. */
type Lift = "float" | "number" | "any";
export const lifted = (dtype: DType, lift: Lift): DType =>
  lift === "float" && !isFloat(dtype) ? "f32" : lift === "number" && dtype === "bool" ? "i32" : dtype;

export interface UnaryRecord {
  /** One word, or an expression of the element. */
  readonly scalar: Word | ((x: Expr) => Expr);
  readonly lift: Lift;
  readonly result?: DType;
  vjp?(cotangent: Tensor, output: Tensor, x: Tensor): Tensor | null;
}

/** An op that computes each element from the element at the same place. */
export function unary(name: string, record: UnaryRecord): Unary {
  const { scalar, lift, result } = record;
  const op: Op<null> = {
    name,
    shape: ([x]) => x!.shape,
    dtype: ([x]) => result ?? x!.dtype,
    how: { kind: "map", scalar: ([x]) => (typeof scalar === "string" ? call(scalar, x!) : scalar(x!)) },
    ...(record.vjp && { vjp: (ct, y, [x]) => [record.vjp!(ct, y, x!)] }),
  };
  return operation(op, (x: Tensor): Tensor => {
    requireTensor(name, x);
    return apply(op, [cast(x, lifted(x.dtype, lift))], null);
  });
}

export interface BinaryRecord {
  readonly scalar: Word | ((a: Expr, b: Expr) => Expr);
  readonly lift: Lift;
  readonly result?: DType;
  vjp?(cotangent: Tensor, output: Tensor, a: Tensor, b: Tensor): readonly [Tensor | null, Tensor | null];
}

/** An op that computes each element from two at the same place, after broadcasting. */
export function binary(name: string, record: BinaryRecord): Binary {
  const { scalar, lift, result } = record;
  const op: Op<null> = {
    name,
    shape: ([a]) => a!.shape,
    dtype: ([a]) => result ?? a!.dtype,
    how: { kind: "map", scalar: ([a, b]) => (typeof scalar === "string" ? call(scalar, a!, b!) : scalar(a!, b!)) },
    ...(record.vjp && { vjp: (ct, y, [a, b]) => record.vjp!(ct, y, a!, b!) }),
  };
  return operation(op, (a: Operand, b: Operand): Tensor => apply(op, align(name, [a, b], lifted(commonDType(name, [a, b]), lift)), null));
}

export interface FormulaRecord<Attrs> {
  /** The op written in other ops. */
  lower(x: Tensor, attrs: Attrs): Tensor;
  readonly lift: Lift;
  /** Where the gradient of the formula as written would be wrong or dear. */
  vjp?(cotangent: Tensor, output: Tensor, x: Tensor, attrs: Attrs): Tensor | null;
}

/**
 * An op of one tensor that keeps its shape and is written in other ops. The result takes the attributes as an object, unless
 * `call` says otherwise.
 */
export function formula<Attrs>(name: string, record: FormulaRecord<Attrs>): ((x: Tensor, attrs: Attrs) => Tensor) & HasOp;
export function formula<Attrs, F extends (x: Tensor, ...rest: never[]) => Tensor>(
  name: string,
  record: FormulaRecord<Attrs>,
  call: (apply: (x: Tensor, attrs: Attrs) => Tensor) => F,
): F & HasOp;
export function formula<Attrs>(
  name: string,
  record: FormulaRecord<Attrs>,
  call: (apply: (x: Tensor, attrs: Attrs) => Tensor) => (x: Tensor, ...rest: never[]) => Tensor = (given) => given,
): ((x: Tensor, ...rest: never[]) => Tensor) & HasOp {
  const op: Op<Attrs> = {
    name,
    shape: ([x]) => x!.shape,
    dtype: ([x]) => x!.dtype,
    how: { kind: "formula", lower: ([x], attrs: Attrs) => record.lower(x!, attrs) },
    ...(record.vjp && { vjp: (ct, y, [x], attrs) => [record.vjp!(ct, y, x!, attrs)] }),
  };
  const given = (x: Tensor, attrs: Attrs): Tensor => {
    requireTensor(name, x);
    return apply(op, [cast(x, lifted(x.dtype, record.lift))], attrs);
  };
  return operation(op, call(given));
}
