// Parity: files of arrays that NumPy wrote are read, and ours are NumPy's byte by byte.
import { npy, npz } from "../../src/io/index.ts";
import type { HostTensor } from "../../src/io/index.ts";
import { recordsOf, unpack, type Family, type Packed, type Recorded, type Row } from "./oracle.ts";

interface FileRecord {
  readonly file: string;
  readonly names?: readonly string[];
  readonly fortran?: boolean;
  readonly big?: boolean;
}
const fields = (record: Recorded): FileRecord => record as unknown as FileRecord;
const bytesOf = (record: Recorded): Uint8Array => Uint8Array.from(Buffer.from(fields(record).file, "base64"));

function same(what: string, got: HostTensor, wanted: Packed): void {
  if (got.dtype !== wanted.dtype || String(got.shape) !== String(wanted.shape))
    throw new Error(`${what}: ${got.dtype} [${got.shape.join(", ")}] instead of ${wanted.dtype} [${wanted.shape.join(", ")}]`);
  unpack(wanted).forEach((value, i) => {
    if (!Object.is(got.data[i], value)) throw new Error(`${what}: element ${i} is ${got.data[i]} instead of ${value}`);
  });
}

const load = (record: Recorded): void => same("array", npy.readHost(bytesOf(record)), record.outputs![0]!);

function save(record: Recorded): void {
  const { dtype, shape } = record.inputs![0]!;
  const made = npy.write(
    { dtype, shape, data: unpack(record.inputs![0]!) },
    { fortranOrder: fields(record).fortran!, bigEndian: fields(record).big! },
  );
  const [got, wanted] = [made, bytesOf(record)].map((bytes) => Buffer.from(bytes).toString("latin1"));
  if (got !== wanted) throw new Error(`bytes differ: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
}

function archive(record: Recorded): void {
  const arrays = npz.readHost(bytesOf(record));
  const { names } = fields(record);
  if (String(Object.keys(arrays)) !== String(names)) throw new Error(`arrays ${Object.keys(arrays).join()} instead of ${names!.join()}`);
  names!.forEach((name, k) => same(name, arrays[name]!, record.outputs![k]!));
}

/** 80 times the same 50 numbers. */
function long(record: Recorded): void {
  const { shape, data, dtype } = npz.readHost(bytesOf(record))["repeats"]!;
  if (String(shape) !== "4000") throw new Error(`shape ${shape.join()}`);
  for (let k = 0; k < 80; k++) same("array", { dtype, shape: [50], data: data.slice(50 * k, 50 * k + 50) }, record.outputs![0]!);
}

const refuse =
  (message: string) =>
  (record: Recorded): void => {
    let got = "no error";
    try {
      npy.read(bytesOf(record));
    } catch (error) {
      got = (error as Error).message;
    }
    if (got !== message) throw new Error(`${JSON.stringify(got)} instead of ${JSON.stringify(message)}`);
  };

const names = Object.keys(recordsOf("numpy-files"));
const each = (prefix: string, check: (record: Recorded) => void): Row["checks"] =>
  Object.fromEntries(names.filter((name) => name.startsWith(`${prefix} `)).map((name) => [name, check]));
const holds = (what: string): ((record: Recorded) => void) =>
  refuse(`npy: the array has elements of type ${what}, which tensors cannot hold`);

export const numpyFiles: Family = {
  name: "numpy-files",
  title: "Files of NumPy",
  rows: [
    {
      torch: "numpy.load",
      nabla: "io.npy.read",
      differences: "integers become i32 (u8 stays), f16 becomes f32; .npz by npz.read; no texts, complex numbers, records, objects",
      checks: {
        ...each("load", load),
        "refuse objects": refuse("npy: the array has Python objects, which only Python can read"),
        "refuse texts": holds("'<U2'"),
        "refuse complex": holds("'<c16'"),
        "refuse records": holds("[('a', '<i4'), ('b', '<f4')]"),
        "refuse dates": holds("'<M8[D]'"),
        "refuse too large": refuse("npy: the 64-bit integer 1099511627776 does not fit into i32"),
      },
    },
    { torch: "numpy.save", nabla: "io.npy.write", checks: each("save", save)! },
    { torch: "numpy.savez", nabla: "io.npz.write", checks: { savez: archive } },
    {
      torch: "numpy.savez_compressed",
      nabla: "io.npz.write(…, { compress: true })",
      differences: "packs less",
      checks: { savez_compressed: archive, "savez_compressed long": long },
    },
  ],
};
