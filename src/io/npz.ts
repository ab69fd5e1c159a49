// Reads and writes NumPy's .npz files: zip archives of .npy files, stored (savez) or packed (savez_compressed).
import { NablaError, tensor } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { readHost as readArray, write as writeArray } from "./npy.ts";
import type { HostTensor } from "./safetensors.ts";
import { readZip, writeZip } from "./zip.ts";

const npzError = (message: string): NablaError => new NablaError("npz", `npz: ${message}`, { op: "npz" });

/** As `npz.read`, but leaves the values in ordinary arrays. */
export function readHost(bytes: Uint8Array): Readonly<Record<string, HostTensor>> {
  const pairs = [...readZip(bytes)].map(([file, content]) => {
    if (!file.endsWith(".npy")) throw npzError(`the archive holds ${JSON.stringify(file)}; all its files should end in .npy`);
    const name = file.slice(0, -4);
    return [name, readArray(content, { name: `npz: array ${JSON.stringify(name)}` })] as const;
  });
  return Object.fromEntries(pairs);
}

/**
 * The arrays in a .npz file by name.
 * @param bytes the whole file
 * @throws NablaError where the archive or an array in it is damaged, or no array of numbers
 * @example
 * npz.read(npz.write({ a: tensor([1, 2]), b: tensor([[3]]) })).b.toArray() // [[3]]
 */
export function read(bytes: Uint8Array): Readonly<Record<string, Tensor>> {
  const pairs = Object.entries(readHost(bytes)).map(([name, { data, dtype, shape }]) => [name, tensor(data, { dtype, shape })] as const);
  return Object.fromEntries(pairs);
}

/** What `npz.write` may be told. */
export interface WriteNpzOptions {
  /** Packs the arrays, as NumPy's savez_compressed. Default: false. */
  readonly compress?: boolean;
}

/**
 * A .npz file of arrays that NumPy's `load` reads.
 * @example
 * Object.keys(npz.read(npz.write({ weights: tensor([1]) }))) // ["weights"]
 * npz.write({ zeros: zeros([1000]) }, { compress: true }).length < 300 // true
 */
export const write = (arrays: Readonly<Record<string, Tensor | HostTensor>>, options: WriteNpzOptions = {}): Uint8Array =>
  writeZip(new Map(Object.entries(arrays).map(([name, value]) => [`${name}.npy`, writeArray(value)])), options);
