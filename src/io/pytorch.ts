// Reads the files of PyTorch's torch.save: dictionaries of tensors. The format is a zip archive with a pickle and one file for
// each storage. Nothing in the file is run.
import { tensor } from "../mini.ts";
import type { DType, Tensor, TypedArray } from "../mini.ts";
import { pytorchError } from "./errors.ts";
import { brainsToFloats, halvesToFloats } from "./halves.ts";
import { readPickle } from "./pickle.ts";
import type { Pickled } from "./pickle.ts";
import { readZip } from "./zip.ts";

/** What `loadPyTorch` may be told. */
export interface LoadPyTorchOptions {
  /** Reads only what stands under this key, for files that hold a state dictionary among other things. */
  readonly key?: string;
}

interface StorageKind {
  readonly bytes: number;
  readonly dtype: DType;
  read(buffer: ArrayBuffer): TypedArray;
}

/** 64-bit integers become i32; a value that does not fit is refused. */
function narrowed(values: BigInt64Array): Int32Array {
  return Int32Array.from(values, (value) => {
    if (value !== BigInt.asIntN(32, value)) throw pytorchError(`the 64-bit integer ${value} does not fit into i32`);
    return Number(value);
  });
}

const KINDS = (): Readonly<Record<string, StorageKind>> => ({
  FloatStorage: { bytes: 4, dtype: "f32", read: (buffer) => new Float32Array(buffer) },
  DoubleStorage: { bytes: 8, dtype: "f64", read: (buffer) => new Float64Array(buffer) },
  HalfStorage: { bytes: 2, dtype: "f32", read: (buffer) => halvesToFloats(new Uint16Array(buffer)) },
  BFloat16Storage: { bytes: 2, dtype: "f32", read: (buffer) => brainsToFloats(new Uint16Array(buffer)) },
  LongStorage: { bytes: 8, dtype: "i32", read: (buffer) => narrowed(new BigInt64Array(buffer)) },
  IntStorage: { bytes: 4, dtype: "i32", read: (buffer) => new Int32Array(buffer) },
  ShortStorage: { bytes: 2, dtype: "i32", read: (buffer) => Int32Array.from(new Int16Array(buffer)) },
  CharStorage: { bytes: 1, dtype: "i32", read: (buffer) => Int32Array.from(new Int8Array(buffer)) },
  ByteStorage: { bytes: 1, dtype: "u8", read: (buffer) => new Uint8Array(buffer) },
  BoolStorage: { bytes: 1, dtype: "bool", read: (buffer) => new Uint8Array(buffer).map((value) => Number(value !== 0)) },
});

/** Elements of a file of the archive, read once. */
class StorageOf {
  readonly dtype: DType;
  readonly values: TypedArray;
  constructor(kind: StorageKind, bytes: Uint8Array) {
    this.dtype = kind.dtype;
    const copy = new Uint8Array(bytes.length - (bytes.length % kind.bytes));
    copy.set(bytes.subarray(0, copy.length));
    this.values = kind.read(copy.buffer);
  }
}

/** A tensor on its way out of the pickle. */
class TensorOf {
  readonly storage: StorageOf;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  constructor(storage: StorageOf, offset: number, shape: readonly number[], stride: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.stride = stride;
  }

  tensor(name: string): Tensor {
    const { values, dtype } = this.storage;
    const size = this.shape.reduce((product, n) => product * n, 1);
    const last = this.shape.reduce((sum, n, axis) => sum + (n - 1) * this.stride[axis]!, this.offset);
    if (size > 0 && last >= values.length) throw pytorchError(`tensor "${name}" reaches beyond its storage`);
    const out = values.slice(0, 0).constructor as new (length: number) => TypedArray;
    const data = new out(size);
    const index = this.shape.map(() => 0);
    for (let i = 0, from = this.offset; i < size; i++) {
      data[i] = values[from]!;
      for (let axis = index.length - 1; axis >= 0; axis--) {
        from += this.stride[axis]!;
        if (++index[axis]! < this.shape[axis]!) break;
        from -= this.shape[axis]! * this.stride[axis]!;
        index[axis] = 0;
      }
    }
    return tensor(data, { dtype, shape: this.shape });
  }
}

const isWhole = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;
const areWhole = (x: unknown): x is number[] => Array.isArray(x) && x.every(isWhole);
const made = (value: Pickled | undefined): unknown => (value !== null && typeof value === "object" && "made" in value ? value.made : undefined); // prettier-ignore

/**
 * Reads a file that PyTorch wrote by `torch.save(model.state_dict(), path)`: tensors by name, to be given to `loadStateDict`.
 * Dictionaries in dictionaries give names with dots; what is no tensor is left out. Half precision becomes f32; 8, 16 and 64-bit
 * integers become i32. Only names and numbers are read: nothing in the file is run, and whole models
 * (`torch.save(model, path)`) are refused.
 * @param bytes the whole file
 * @throws NablaError if the file is broken, is of the format before PyTorch 1.6, or holds anything but dictionaries of tensors
 * @example
 * let code = ""
 * try { loadPyTorch(new Uint8Array([1, 2, 3])) } catch (error) { code = error.code }
 * code // "pytorch-file"
 */
export function loadPyTorch(bytes: Uint8Array, { key }: LoadPyTorchOptions = {}): Record<string, Tensor> {
  if (bytes.length < 4 || bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    throw pytorchError(
      bytes[0] === 0x80
        ? "this is of the format before PyTorch 1.6, or a bare pickle; load it in PyTorch and save it again"
        : "this is no file of torch.save: it does not begin as a zip archive",
    );
  const files = readZip(bytes);
  const pickle = [...files.keys()].find((name) => /(^|\/)data\.pkl$/.test(name));
  if (pickle === undefined) throw pytorchError("this is no file of torch.save: there is no data.pkl in the archive");
  const folder = pickle.slice(0, -"data.pkl".length);
  const order = files.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(order) !== "little") throw pytorchError("only files with little-endian numbers can be read");
  const kinds = KINDS();
  const storages = new Map<string, StorageOf>();

  const storageOf = (id: Pickled): Pickled => {
    const [word, type, place] = Array.isArray(id) ? (id as readonly Pickled[]) : [];
    const title = type !== null && typeof type === "object" && "name" in type ? type.name : "";
    const kind = /^torch\.(\w+)$/.exec(title)?.[1] ?? "";
    if (word !== "storage" || typeof place !== "string" || !Object.hasOwn(kinds, kind))
      throw pytorchError(`numbers of type ${title || "unknown"} cannot be read`);
    const known = storages.get(place);
    if (known) return { made: known };
    const file = files.get(`${folder}data/${place}`);
    if (!file) throw pytorchError(`the numbers of storage ${place} are missing in the archive`);
    const storage = new StorageOf(kinds[kind]!, file);
    storages.set(place, storage);
    return { made: storage };
  };
  const call = (name: string, args: readonly Pickled[]): Pickled => {
    if (name === "collections.OrderedDict" && args.length === 0) return new Map();
    if (name === "torch.Size") return args[0]!;
    if (name === "torch._utils._rebuild_parameter" && made(args[0]) instanceof TensorOf) return args[0]!;
    if (name === "torch._utils._rebuild_tensor_v2") {
      const [storage, offset, shape, stride] = [made(args[0]), args[1], args[2], args[3]];
      if (!(storage instanceof StorageOf) || !isWhole(offset) || !areWhole(shape) || !areWhole(stride) || shape.length !== stride.length)
        throw pytorchError("the description of a tensor is broken");
      return { made: new TensorOf(storage, offset, shape, stride) };
    }
    throw pytorchError(`the file holds an object of ${name}; only dictionaries of tensors can be read: save model.state_dict()`);
  };
  const root = readPickle(files.get(pickle)!, { call, persistent: storageOf });
  const chosen = key === undefined ? root : root instanceof Map ? root.get(key) : undefined;
  if (!(chosen instanceof Map)) {
    const keys = root instanceof Map ? `; its keys are ${[...root.keys()].map(String).slice(0, 8).join(", ")}` : "";
    throw pytorchError(key === undefined ? "the file holds no dictionary" : `there is no dictionary under "${key}"${keys}`);
  }
  return collect(chosen);
}

function collect(root: Map<Pickled, Pickled>): Record<string, Tensor> {
  const out: [string, Tensor][] = [];
  const inside = new Set<unknown>();
  const visit = (map: Map<Pickled, Pickled>, prefix: string): void => {
    if (inside.has(map)) throw pytorchError("a dictionary contains itself");
    inside.add(map);
    for (const [name, value] of map) {
      const path = prefix === "" ? String(name) : `${prefix}.${String(name)}`;
      const found = made(value);
      if (found instanceof TensorOf) out.push([path, found.tensor(path)]);
      else if (value instanceof Map) visit(value, path);
    }
    inside.delete(map);
  };
  visit(root, "");
  return Object.fromEntries(out);
}
