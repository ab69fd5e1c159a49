// Numbers as files of arrays hold them: any size of integer and float, in either byte order, to the types of tensors and back. Knows no
// file format.
import type { DType, TypedArray } from "../mini.ts";
import { halvesToFloats } from "./halves.ts";

/** Kind and bytes of an element: boolean, signed and unsigned integer, float. */
export type ElementKind = "b1" | "i1" | "u1" | "i2" | "u2" | "i4" | "u4" | "i8" | "u8" | "f2" | "f4" | "f8";

/** Bytes of an element. */
export const bytesOf = (kind: ElementKind): number => Number(kind[1]);

/** The bytes in a buffer of their own, each element reversed if it is stored in the other order. */
function ordered(bytes: Uint8Array, size: number, littleEndian: boolean): ArrayBuffer {
  const out = new Uint8Array(bytes.length);
  out.set(bytes);
  return littleEndian ? out.buffer : reverseElements(out, size).buffer;
}

/** Reverses the bytes of each element, in place. */
export function reverseElements(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  for (let at = 0; size > 1 && at < bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const kept = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = kept;
    }
  }
  return bytes;
}

/**
 * Elements of a file: b1 → bool, u1 → u8, f2 and f4 → f32, f8 → f64, other integers → i32.
 * @param refuse makes the error for an integer that does not fit into i32
 */
export function decodeElements(
  bytes: Uint8Array,
  kind: ElementKind,
  littleEndian: boolean,
  refuse: (value: number | bigint) => Error,
): { readonly dtype: DType; readonly data: TypedArray } {
  const buffer = ordered(bytes, bytesOf(kind), littleEndian);
  switch (kind) {
    case "b1":
      return { dtype: "bool", data: new Uint8Array(buffer).map((value) => Number(value !== 0)) };
    case "u1":
      return { dtype: "u8", data: new Uint8Array(buffer) };
    case "i1":
      return { dtype: "i32", data: Int32Array.from(new Int8Array(buffer)) };
    case "i2":
      return { dtype: "i32", data: Int32Array.from(new Int16Array(buffer)) };
    case "u2":
      return { dtype: "i32", data: Int32Array.from(new Uint16Array(buffer)) };
    case "i4":
      return { dtype: "i32", data: new Int32Array(buffer) };
    case "u4":
      return { dtype: "i32", data: narrow(new Uint32Array(buffer), refuse) };
    case "i8":
      return { dtype: "i32", data: narrow(new BigInt64Array(buffer), refuse) };
    case "u8":
      return { dtype: "i32", data: narrow(new BigUint64Array(buffer), refuse) };
    case "f2":
      return { dtype: "f32", data: halvesToFloats(new Uint16Array(buffer)) };
    case "f4":
      return { dtype: "f32", data: new Float32Array(buffer) };
    case "f8":
      return { dtype: "f64", data: new Float64Array(buffer) };
  }
}

/** Integers as i32; throws at the first that does not fit. */
function narrow(values: Uint32Array | BigInt64Array | BigUint64Array, refuse: (value: number | bigint) => Error): Int32Array {
  const out = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]!);
    if (value > 2147483647 || value < -2147483648) throw refuse(values[i]!);
    out[i] = value;
  }
  return out;
}

/** The file's kind for each type of tensor. */
export const KIND_OF = { f32: "f4", f64: "f8", i32: "i4", u8: "u1", bool: "b1" } as const satisfies Record<DType, ElementKind>;
