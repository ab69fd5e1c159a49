// Leaves of the graph: tensors whose elements are given from outside. What each means in a compiled step (a constant input,
// state that is updated, a value asked for at every run) is the engine's business.
import type { DType, TypedArray } from "../../core/dtype.ts";
import { isFloat, newArray } from "../../core/dtype.ts";
import { dataError, raggedError, rangeError } from "../../core/errors.ts";
import { sizeOfShape, type Shape } from "../../core/shape.ts";
import { requireShape } from "../define.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";

interface LeafAttrs {
  readonly shape: Shape;
  readonly dtype: DType;
}
const leaf = <Attrs extends LeafAttrs>(name: string): Op<Attrs> => ({
  name,
  shape: (_, { shape }) => shape,
  dtype: (_, { dtype }) => dtype,
  how: { kind: "source" },
});

/** Numbers or booleans in arrays of any depth. */
export type Nested = number | boolean | readonly Nested[];

/** What `tensor` may be told besides the elements. */
export interface TensorOptions {
  readonly dtype?: DType;
  /** Sizes, for elements given flat; −1 is not understood here. */
  readonly shape?: Shape;
  /** Shall `backward()` leave a gradient here? */
  readonly requiresGrad?: boolean;
}

/** Elements given once, which never change. */
export const dataOp: Op<LeafAttrs> = /* @__PURE__ */ leaf("data");
/**
 * A tensor with the elements given: a number, arrays of any depth, or a typed array. They are copied.
 *
 * The dtype follows the elements (numbers: f32; booleans: bool; typed arrays: their own) unless `dtype` is given.
 *
 * @throws when nested arrays are ragged, or elements do not fit the dtype or the shape
 * @example
 * tensor([[1, 2], [3, 4]]).shape // [2, 2]
 * tensor([1, 2, 3, 4], { shape: [2, 2], dtype: "i32" }).toArray() // [[1, 2], [3, 4]]
 */
export function tensor(values: Nested | ArrayBufferView, options: TensorOptions = {}): Tensor {
  const { elements, shape, dtype } = ArrayBuffer.isView(values) ? ofTypedArray(values, options) : ofNested(values, options);
  const whole = options.shape ? requireShape("tensor", [...options.shape]) : shape;
  if (sizeOfShape(whole) !== elements.length)
    throw dataError(`${elements.length} elements do not fill the shape [${whole.join(", ")}], which has ${sizeOfShape(whole)}`);
  const out = apply(dataOp, [], { shape: whole, dtype });
  out.storage = { host: elements, device: null };
  if (options.requiresGrad && !isFloat(dtype))
    throw rangeError("tensor", "requiresGrad", true, `false for dtype ${dtype}; only f32 and f64 have gradients`);
  out.requiresGrad = options.requiresGrad ?? false;
  return out;
}

interface Elements {
  readonly elements: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

function ofTypedArray(values: ArrayBufferView, options: TensorOptions): Elements {
  const own: DType | null =
    values instanceof Float32Array ? "f32"
    : values instanceof Float64Array ? "f64"
    : values instanceof Int32Array ? "i32"
    : values instanceof Uint8Array || values instanceof Uint8ClampedArray ? "u8"
    : null; // prettier-ignore
  if (!own) throw dataError(`a ${values.constructor.name} cannot be read; give a Float32Array, Float64Array, Int32Array or Uint8Array`);
  const numbers = values as TypedArray;
  const dtype = options.dtype ?? own;
  const elements = newArray(dtype, numbers.length);
  if (dtype === own) elements.set(numbers);
  else for (let i = 0; i < numbers.length; i++) elements[i] = fit(numbers[i]!, dtype);
  return { elements, shape: [numbers.length], dtype };
}

function ofNested(values: Nested, options: TensorOptions): Elements {
  const shape: number[] = [];
  let first: Nested | undefined = values;
  while (Array.isArray(first)) {
    shape.push(first.length);
    first = (first as readonly Nested[])[0];
  }
  if (first !== undefined && typeof first !== "number" && typeof first !== "boolean")
    throw dataError(`expected numbers, booleans or arrays of them, got ${describe(first)}`);
  const dtype = options.dtype ?? (typeof first === "boolean" ? "bool" : "f32");
  const elements = newArray(dtype, sizeOfShape(shape));
  let at = 0;
  const path: number[] = [];
  const fill = (part: Nested, depth: number): void => {
    if (depth === shape.length) {
      if (Array.isArray(part)) throw raggedError(path, "a number", describe(part));
      if (typeof part !== "number" && typeof part !== "boolean")
        throw dataError(`element [${path.join("][")}] is no number but ${describe(part)}`);
      elements[at++] = fit(Number(part), dtype);
      return;
    }
    if (!Array.isArray(part) || part.length !== shape[depth]) throw raggedError(path, `an array of ${shape[depth]}`, describe(part));
    (part as readonly Nested[]).forEach((inner, i) => {
      path.push(i);
      fill(inner, depth + 1);
      path.pop();
    });
  };
  fill(values, 0);
  return { elements, shape, dtype };
}

const describe = (value: unknown): string =>
  Array.isArray(value) ? `an array of ${value.length}` : typeof value === "number" ? "a number" : value === null ? "null" : typeof value;

/** The number as the dtype holds it; what it cannot hold is refused. */
function fit(value: number, dtype: DType): number {
  if (isFloat(dtype)) return value;
  if (dtype === "bool") return value ? 1 : 0;
  const [low, high] = dtype === "u8" ? [0, 255] : [-2147483648, 2147483647];
  if (!Number.isInteger(value) || value < low || value > high)
    throw dataError(`${value} is no ${dtype}, which holds whole numbers from ${low} to ${high}`);
  return value;
}

/** State: elements that the engine may replace, such as parameters. */
export const variableOp: Op<LeafAttrs> = /* @__PURE__ */ leaf("variable");
/** A leaf whose elements may be replaced; the array is kept, not copied. */
export function variable(elements: TypedArray, shape: Shape, dtype: DType): Tensor {
  const out = apply(variableOp, [], { shape, dtype });
  out.storage = { host: elements, device: null };
  return out;
}

/** An input of a recorded step. */
export const placeholderOp: Op<LeafAttrs> = /* @__PURE__ */ leaf("placeholder");
/** A leaf without elements, which are given at each run. */
export const placeholder = (shape: Shape, dtype: DType): Tensor => apply(placeholderOp, [], { shape, dtype });

export interface LiveAttrs extends LeafAttrs {
  read(): number | ArrayLike<number>;
}
/** A value asked for at every run: a learning rate, the number of the step. */
export const liveOp: Op<LiveAttrs> = /* @__PURE__ */ leaf("live");
/** A leaf whose elements are asked for at every run. */
export const live = (read: () => number | ArrayLike<number>, shape: Shape = [], dtype: DType = "f32"): Tensor =>
  apply(liveOp, [], { read, shape, dtype });
