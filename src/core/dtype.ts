// Element types of tensors. Knows nothing of shapes or of devices.

/** What a tensor's elements may be. `bool` is stored as one byte, 0 or 1. */
export type DType = "f32" | "f64" | "i32" | "u8" | "bool";

/** Any array that can hold a tensor's elements; `u8` and `bool` share `Uint8Array`. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

const SIZES: Readonly<Record<DType, number>> = { f32: 4, f64: 8, i32: 4, u8: 1, bool: 1 };
const ARRAYS = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u8: Uint8Array, bool: Uint8Array } as const;

/** Bytes of one element. */
export const sizeOf = (dtype: DType): number => SIZES[dtype];

/** A new array of `length` zeros that holds elements of `dtype`. */
export const newArray = (dtype: DType, length: number): TypedArray => new ARRAYS[dtype](length);

/** A view of `length` elements in a buffer, from byte `offset` on. */
export const viewArray = (dtype: DType, buffer: ArrayBufferLike, offset: number, length: number): TypedArray =>
  new ARRAYS[dtype](buffer as ArrayBuffer, offset, length);

/** Whether gradients can flow through elements of the type. */
export const isFloat = (dtype: DType): boolean => dtype === "f32" || dtype === "f64";

const RANK: Readonly<Record<DType, number>> = { bool: 0, u8: 1, i32: 2, f32: 3, f64: 4 };

/** The narrowest type that holds both without loss of kind (PyTorch's promotion between tensors): i32 with f32 gives f32. */
export const promote = (a: DType, b: DType): DType => (RANK[a] >= RANK[b] ? a : b);
