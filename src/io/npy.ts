// Reads and writes NumPy's .npy files: one array each (numpy.lib.format, versions 1 to 3). Pickled objects are refused: nothing in a
// file is run. Knows bytes; not where they are kept.
import { NablaError, Tensor, tensor } from "../mini.ts";
import type { Shape } from "../mini.ts";
import { bytesOf, decodeElements, KIND_OF, reverseElements } from "./elements.ts";
import type { ElementKind } from "./elements.ts";
import type { HostTensor } from "./safetensors.ts";

const npyError = (name: string, message: string): NablaError => new NablaError("npy", `${name}: ${message}`, { op: "npy" });

/** What a reader of arrays may be told. */
export interface ReadArrayOptions {
  /** How errors call the file. */
  readonly name?: string;
}

/** What `npy.write` may be told. */
export interface WriteNpyOptions {
  /** The first axis changes fastest in the file. Default: false. */
  readonly fortranOrder?: boolean;
  /** The highest byte of each element comes first in the file. Default: false. */
  readonly bigEndian?: boolean;
}

/** What stands before the elements. */
interface Header {
  readonly kind: ElementKind;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Place of the first element. */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const KINDS: readonly string[] = ["b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8"];

/** The three entries of the header's dictionary, which may come in any order. */
function entriesOf(text: string, name: string): Map<string, string> {
  const fail = (): NablaError =>
    npyError(name, `the header is no dictionary of descr, fortran_order and shape: ${text.trim().slice(0, 80)}`);
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (body === undefined) throw fail();
  const entries = new Map<string, string>();
  const entry = /\s*(['"])(\w+)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([^()]*\)|\[.*\])\s*(?:,|$)/sy;
  let end = 0;
  for (let match = entry.exec(body); match; match = entry.exec(body)) {
    if (entries.has(match[2]!)) throw fail();
    entries.set(match[2]!, match[3]!);
    end = entry.lastIndex;
  }
  if (body.slice(end).trim() !== "" || entries.size !== 3 || !["descr", "fortran_order", "shape"].every((key) => entries.has(key)))
    throw fail();
  return entries;
}

function headerOf(bytes: Uint8Array, name: string): Header {
  if (!MAGIC.every((byte, i) => bytes[i] === byte))
    throw npyError(name, bytes.length < 10 ? "the file is cut off" : "this is no .npy file");
  const version = bytes[6]!;
  if (version < 1 || version > 3 || bytes[7] !== 0) throw npyError(name, `version ${version}.${bytes[7]} of the format is not known`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = bytes.length < start ? Infinity : version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length) throw npyError(name, "the header is cut off");
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(bytes.subarray(start, start + length));
  const entries = entriesOf(text, name);
  const [descr, order, shape] = [entries.get("descr")!, entries.get("fortran_order")!, entries.get("shape")!];
  if (order !== "True" && order !== "False") throw npyError(name, `fortran_order is ${order}, neither True nor False`);
  if (!/^\((\s*\d+L?\s*,)*\s*(\d+L?\s*)?\)$/.test(shape) || /^\(\s*\d+L?\s*\)$/.test(shape))
    throw npyError(name, `the shape ${shape} is no tuple of sizes`);
  const type = /^['"]([<>|=])(\w+)['"]$/.exec(descr);
  if (!type || !KINDS.includes(type[2]!)) {
    const what = /O/.test(descr) ? "Python objects, which only Python can read" : `elements of type ${descr}, which tensors cannot hold`;
    throw npyError(name, `the array has ${what}`);
  }
  return {
    kind: type[2] as ElementKind,
    littleEndian: type[1] !== ">",
    fortranOrder: order === "True",
    shape: (shape.match(/\d+/g) ?? []).map(Number),
    start: start + length,
  };
}

/** Elements in the order in which the last axis changes fastest, from one in which the first does; or back with `back`. */
function reorder<Data extends HostTensor["data"]>(data: Data, shape: Shape, back = false): Data {
  const out = data.slice() as Data;
  const rank = shape.length;
  if (rank < 2 || data.length === 0) return out;
  const index = new Int32Array(rank);
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1));
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    if (back) out[from] = data[to]!;
    else out[to] = data[from]!;
    for (let axis = rank - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= steps[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

/** As `npy.read`, but leaves the values in an ordinary array. */
export function readHost(bytes: Uint8Array, { name = "npy" }: ReadArrayOptions = {}): HostTensor {
  const { kind, littleEndian, fortranOrder, shape, start } = headerOf(bytes, name);
  const size = shape.reduce((product, n) => product * n, 1) * bytesOf(kind);
  const shown = `[${shape.join(", ")}]`;
  if (bytes.length - start !== size)
    throw npyError(name, `an array ${shown} of ${kind} takes ${size} bytes, but ${bytes.length - start} follow the header`);
  const { dtype, data } = decodeElements(bytes.subarray(start), kind, littleEndian, (value) =>
    npyError(name, `the ${kind === "u4" ? "32" : "64"}-bit integer ${value} does not fit into i32`),
  );
  return { dtype, shape, data: fortranOrder ? reorder(data, shape) : data };
}

/**
 * The array in a .npy file.
 * Floats of 16 bits become f32, integers i32 (u8 stays; values that do not fit are refused), either byte order and either order of axes.
 * @param bytes the whole file
 * @throws NablaError where the file is damaged, or holds texts, complex numbers, records or objects
 * @example
 * npy.read(npy.write(tensor([[1, 2], [3, 4]]))).toArray() // [[1, 2], [3, 4]]
 */
export function read(bytes: Uint8Array, options: ReadArrayOptions = {}): Tensor {
  const { data, dtype, shape } = readHost(bytes, options);
  return tensor(data, { dtype, shape });
}

/**
 * A .npy file that NumPy's `load` reads.
 * @example
 * new TextDecoder().decode(npy.write(tensor([1, 2])).subarray(10, 67)) // "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
 */
export function write(value: Tensor | HostTensor, { fortranOrder = false, bigEndian = false }: WriteNpyOptions = {}): Uint8Array {
  const { dtype, shape } = value;
  const values = value instanceof Tensor ? value.data() : value.data;
  const size = shape.reduce((product, n) => product * n, 1);
  if (values.length !== size) throw npyError("npy.write", `shape [${shape.join(", ")}] needs ${size} values, got ${values.length}`);
  const kind = KIND_OF[dtype];
  const order = bytesOf(kind) === 1 ? "|" : bigEndian ? ">" : "<";
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${order}${kind}', 'fortran_order': ${fortranOrder ? "True" : "False"}, 'shape': ${sizes}, }`;
  // NumPy leaves room in the header for the axis along which elements could be appended.
  const grows = shape.length === 0 ? 0 : 21 - String(shape[fortranOrder ? shape.length - 1 : 0]).length;
  const start = Math.ceil((10 + text.length + grows + 1) / 64) * 64;
  const data = fortranOrder ? reorder(values, shape, true) : values;
  const out = new Uint8Array(start + data.byteLength);
  out.set(MAGIC);
  out[6] = 1;
  new DataView(out.buffer).setUint16(8, start - 10, true);
  out.fill(0x20, 10, start).set(new TextEncoder().encode(text), 10);
  out[start - 1] = 0x0a;
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  if (order === ">") reverseElements(out.subarray(start), bytesOf(kind));
  return out;
}
