// Reads and writes the safetensors format (https://github.com/huggingface/safetensors), strictly: every rule of the format is
// enforced, and the same tensors always give the same bytes. Knows bytes; not where they are kept.
import { Tensor, tensor } from "../mini.ts";
import type { DType, Shape, TypedArray } from "../mini.ts";
import { safetensorsError } from "./errors.ts";
import { brainsToFloats, floatsToBrains, floatsToHalves, halvesToFloats } from "./halves.ts";
import { FILE_DTYPE_BITS, MAX_HEADER_BYTES, readHeader } from "./header.ts";
import type { FileDType, FileEntry } from "./header.ts";

/** A tensor in ordinary memory: what files hold and what state is kept in between runs. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** What a file holds. */
export interface SafetensorsFile<T> {
  readonly tensors: Readonly<Record<string, T>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What `write` may be told. */
export interface WriteOptions {
  /** Texts to keep beside the tensors. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Stores f32 tensors in 16 bits: half the size, about 3 (`f16`) or 2 (`bf16`) decimal digits. */
  readonly floats?: "f32" | "f16" | "bf16";
}

/**
 * Reads a safetensors file.
 * F16 and BF16 become f32; I8, I16 and U16 become i32; U32, I64 and U64 become i32 if every value fits.
 * @param bytes the whole file
 * @returns the tensors by name, and the file's metadata
 * @throws NablaError naming the broken rule of the format
 * @example
 * safetensors.read(safetensors.write({ a: tensor([1, 2]) })).tensors.a.toArray() // [1, 2]
 */
export function read(bytes: Uint8Array): SafetensorsFile<Tensor> {
  const { tensors, metadata } = readHost(bytes);
  const pairs = Object.entries(tensors).map(([name, { data, dtype, shape }]) => [name, tensor(data, { dtype, shape })] as const);
  return { tensors: Object.fromEntries(pairs), metadata };
}

/** As `read`, but leaves the values in ordinary arrays. */
export function readHost(bytes: Uint8Array): SafetensorsFile<HostTensor> {
  const { entries, metadata, dataStart } = readHeader(bytes);
  const pairs = entries.map(
    (entry) => [entry.name, decode(entry, copyOf(bytes.subarray(dataStart + entry.begin, dataStart + entry.end)))] as const,
  );
  return { tensors: Object.fromEntries(pairs), metadata };
}

/** What is in a file, without reading the values: name, type and shape of each tensor. */
export function describe(bytes: Uint8Array): {
  readonly entries: readonly FileEntry[];
  readonly metadata: Readonly<Record<string, string>>;
} {
  const { entries, metadata } = readHeader(bytes);
  return { entries, metadata };
}

/**
 * Writes a safetensors file. Tensors are ordered by element size, then by name, so that equal input gives equal bytes.
 * @param tensors by name, for example `model.stateDict()`
 * @example
 * safetensors.write({}).length // 16
 */
export function write(tensors: Readonly<Record<string, Tensor | HostTensor>>, options: WriteOptions = {}): Uint8Array {
  const records = Object.entries(tensors).map(([name, value]) => encode(name, value, options.floats ?? "f32"));
  records.sort((a, b) => FILE_DTYPE_BITS[b.dtype] - FILE_DTYPE_BITS[a.dtype] || (a.name < b.name ? -1 : 1));
  const members: string[] = [];
  const metadata = Object.entries(options.metadata ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, value] of metadata) {
    if (typeof value !== "string")
      throw safetensorsError("metadata", `metadata may hold strings only; ${JSON.stringify(key)} is ${typeof value}`);
  }
  if (metadata.length > 0) members.push(`"__metadata__":{${metadata.map(([key, value]) => `${quote(key)}:${quote(value)}`).join(",")}}`);
  let place = 0;
  for (const { name, dtype, shape, bytes } of records) {
    members.push(`${quote(name)}:{"dtype":"${dtype}","shape":[${shape.join(",")}],"data_offsets":[${place},${place + bytes.length}]}`);
    place += bytes.length;
  }
  const header = new TextEncoder().encode(`{${members.join(",")}}`);
  const padded = Math.ceil(header.length / 8) * 8;
  if (padded > MAX_HEADER_BYTES)
    throw safetensorsError("header-too-large", `the header would take ${padded} bytes; at most ${MAX_HEADER_BYTES} are allowed`);
  const out = new Uint8Array(8 + padded + place);
  new DataView(out.buffer).setBigUint64(0, BigInt(padded), true);
  out.set(header, 8);
  out.fill(0x20, 8 + header.length, 8 + padded);
  let at = 8 + padded;
  for (const { bytes } of records) {
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

function quote(text: string): string {
  if (!isWellFormed(text))
    throw safetensorsError("name", `the text ${JSON.stringify(text)} has a lone surrogate and cannot be written as UTF-8`);
  return JSON.stringify(text);
}

const isWellFormed = (text: string): boolean => !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);

interface FileRecord {
  readonly name: string;
  readonly dtype: FileDType;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
}

const FILE_DTYPES = { f32: "F32", f64: "F64", i32: "I32", u8: "U8", bool: "BOOL" } as const satisfies Record<DType, FileDType>;

function encode(name: string, value: Tensor | HostTensor, floats: "f32" | "f16" | "bf16"): FileRecord {
  if (name === "__metadata__")
    throw safetensorsError("name", 'a tensor cannot be called "__metadata__": the format keeps that name for texts');
  const values: TypedArray = value instanceof Tensor ? value.data() : value.data;
  const { dtype, shape } = value;
  const size = shape.reduce((product, n) => product * n, 1);
  if (values.length !== size)
    throw safetensorsError(
      "tensor-info",
      `tensor ${JSON.stringify(name)}: shape [${shape.join(", ")}] needs ${size} values, got ${values.length}`,
    );
  if (dtype === "f32" && floats === "f16") return { name, dtype: "F16", shape, bytes: bytesOfArray(floatsToHalves(values)) };
  if (dtype === "f32" && floats === "bf16") return { name, dtype: "BF16", shape, bytes: bytesOfArray(floatsToBrains(values)) };
  return { name, dtype: FILE_DTYPES[dtype], shape, bytes: bytesOfArray(values) };
}

const bytesOfArray = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Not `slice`: Node's Buffer shares memory there, and its place in that memory is not aligned. */
function copyOf(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  out.set(bytes);
  return out;
}

/** `bytes` is a copy of its own, so that typed arrays can lie over it. */
function decode({ name, dtype, shape }: FileEntry, bytes: Uint8Array): HostTensor {
  const buffer = bytes.buffer as ArrayBuffer;
  switch (dtype) {
    case "F32":
      return { dtype: "f32", shape, data: new Float32Array(buffer) };
    case "F64":
      return { dtype: "f64", shape, data: new Float64Array(buffer) };
    case "I32":
      return { dtype: "i32", shape, data: new Int32Array(buffer) };
    case "U8":
      return { dtype: "u8", shape, data: bytes };
    case "BOOL":
      return { dtype: "bool", shape, data: bytes.map((value) => (value === 0 ? 0 : 1)) };
    case "F16":
      return { dtype: "f32", shape, data: halvesToFloats(new Uint16Array(buffer)) };
    case "BF16":
      return { dtype: "f32", shape, data: brainsToFloats(new Uint16Array(buffer)) };
    case "I8":
      return { dtype: "i32", shape, data: Int32Array.from(new Int8Array(buffer)) };
    case "I16":
      return { dtype: "i32", shape, data: Int32Array.from(new Int16Array(buffer)) };
    case "U16":
      return { dtype: "i32", shape, data: Int32Array.from(new Uint16Array(buffer)) };
    case "U32":
      return { dtype: "i32", shape, data: narrow(name, dtype, new Uint32Array(buffer)) };
    case "I64":
      return { dtype: "i32", shape, data: narrow(name, dtype, new BigInt64Array(buffer)) };
    case "U64":
      return { dtype: "i32", shape, data: narrow(name, dtype, new BigUint64Array(buffer)) };
    default:
      throw safetensorsError("dtype", `tensor ${JSON.stringify(name)} is of type ${dtype}, which nabla cannot compute with`);
  }
}

function narrow(name: string, dtype: FileDType, values: Uint32Array | BigInt64Array | BigUint64Array): Int32Array {
  const out = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]!);
    if (value > 2147483647 || value < -2147483648)
      throw safetensorsError("range", `tensor ${JSON.stringify(name)}: the ${dtype} value ${values[i]} does not fit into i32`);
    out[i] = value;
  }
  return out;
}
