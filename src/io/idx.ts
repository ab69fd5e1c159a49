// Reads and writes IDX files, as MNIST has them: one array of numbers, the highest byte of each first. Knows bytes; not where they are kept.
import { NablaError, Tensor, tensor } from "../mini.ts";
import { bytesOf, decodeElements, KIND_OF, reverseElements } from "./elements.ts";
import type { ElementKind } from "./elements.ts";
import { gunzip, isGzip } from "./inflate.ts";
import type { ReadArrayOptions } from "./npy.ts";
import type { HostTensor } from "./safetensors.ts";

const idxError = (name: string, message: string): NablaError => new NablaError("idx", `${name}: ${message}`, { op: "idx" });

/** Kinds of elements by their number in the file. */
const KINDS: Readonly<Record<number, ElementKind>> = { 8: "u1", 9: "i1", 11: "i2", 12: "i4", 13: "f4", 14: "f8" };

/** As `idx.read`, but leaves the values in an ordinary array. */
export function readHost(file: Uint8Array, { name = "idx" }: ReadArrayOptions = {}): HostTensor {
  const bytes = isGzip(file) ? gunzip(file, name) : file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0) throw idxError(name, "this is no IDX file: it does not begin with two zero bytes");
  const kind = KINDS[bytes[2]!];
  if (kind === undefined) throw idxError(name, `elements of the kind ${bytes[2]} are not known; IDX has 8, 9, 11, 12, 13 and 14`);
  const rank = bytes[3]!;
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw idxError(name, "its header is cut off");
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const due = start + shape.reduce((product, n) => product * n, 1) * bytesOf(kind);
  if (bytes.length !== due) throw idxError(name, `${bytes.length} bytes where ${due} were due for [${shape.join(", ")}]`);
  const { dtype, data } = decodeElements(bytes.subarray(start), kind, false, (value) => idxError(name, `${value} does not fit into i32`));
  return { dtype, shape, data };
}

/**
 * The array in an IDX file, also one packed by gzip. Integers of 8 bits without sign become u8, others i32.
 * @param bytes the whole file
 * @throws NablaError where the file is damaged
 * @example
 * idx.read(idx.write(tensor([[1, 2], [3, 4]], { dtype: "u8" }))).toArray() // [[1, 2], [3, 4]]
 */
export function read(bytes: Uint8Array, options: ReadArrayOptions = {}): Tensor {
  const { data, dtype, shape } = readHost(bytes, options);
  return tensor(data, { dtype, shape });
}

/**
 * An IDX file. Truth values become bytes.
 * @example
 * Array.from(idx.write(tensor([5, 6], { dtype: "u8" }))) // [0, 0, 8, 1, 0, 0, 0, 2, 5, 6]
 */
export function write(value: Tensor | HostTensor): Uint8Array {
  const { dtype, shape } = value;
  const data = value instanceof Tensor ? value.data() : value.data;
  const size = shape.reduce((product, n) => product * n, 1);
  if (data.length !== size) throw idxError("idx.write", `shape [${shape.join(", ")}] needs ${size} values, got ${data.length}`);
  if (shape.length > 255) throw idxError("idx.write", `an IDX file has at most 255 axes, got ${shape.length}`);
  const kind = dtype === "bool" ? "u1" : KIND_OF[dtype];
  const start = 4 + 4 * shape.length;
  const out = new Uint8Array(start + data.byteLength);
  const view = new DataView(out.buffer);
  out[2] = Number(Object.keys(KINDS).find((number) => KINDS[Number(number)] === kind));
  out[3] = shape.length;
  shape.forEach((n, axis) => view.setUint32(4 + 4 * axis, n));
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  reverseElements(out.subarray(start), bytesOf(kind));
  return out;
}
