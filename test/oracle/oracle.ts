// Parity with PyTorch (scikit-learn, NumPy): what a row of the table is, and how a recorded case is compared with what nabla
// computes, on the default device and on the reference. The fixtures are written by the scripts of Python beside this file.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import "../../src/engine/methods.ts";
import { isFloat, type DType } from "../../src/core/dtype.ts";
import { gradients } from "../../src/graph/grad.ts";
import { cast, tensor, type Tensor } from "../../src/index.ts";
import { evaluateByReference } from "../../src/inspect.ts";
import type { Module } from "../../src/nn/index.ts";

/** An array as the scripts pack it. */
export interface Packed {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: string;
}

/** A recorded case; those of `Family.record` may have other fields. */
export interface Recorded {
  readonly inputs?: readonly Packed[];
  readonly outputs?: readonly Packed[];
  readonly gradients?: readonly (Packed | null)[];
  readonly training?: boolean;
  readonly state?: Readonly<Record<string, Packed>>;
  readonly parameters?: Readonly<Record<string, Packed>>;
  readonly buffers?: Readonly<Record<string, Packed>>;
  readonly [field: string]: unknown;
}

/** One line of the table: a name of PyTorch and what answers to it here. The keys of the cases are those of the fixture. */
export interface Row {
  /** PyTorch's full name, such as "torch.nn.functional.gelu". */
  readonly torch: string;
  /** Ours with its door if that is not the main one, such as "nn.conv2d". */
  readonly nabla: string;
  /** What is not the same, in a few words. */
  readonly differences?: string;
  /** Allowed error relative to max(1, |wanted|), or to the largest element where that is more; 1e-5 unless told. */
  readonly tolerance?: number;
  /** Functions of tensors: outputs and the gradients at all floating inputs are compared. */
  readonly cases?: Readonly<Record<string, (...inputs: Tensor[]) => Tensor | readonly Tensor[]>>;
  /** Modules: state is loaded strictly; outputs, gradients at inputs and parameters, and buffers are compared. */
  readonly modules?: Readonly<Record<string, () => Module>>;
  /** How a module is called, if not by `forward(...inputs)`. */
  readonly call?: (module: Module, ...inputs: Tensor[]) => Tensor | readonly Tensor[];
  /** Anything else: throws, by `near`, where the record is not met. */
  readonly checks?: Readonly<Record<string, (record: Recorded) => void>>;
  /** The test that backs a row without a record (random numbers, creation): its file under test/ and its title. */
  readonly testedBy?: { readonly file: string; readonly title: string };
}

/** A family of rows and the fixture that they are compared with. */
export interface Family {
  /** File of the fixture, without ending. */
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The recorded cases of a family. */
export function recordsOf(name: string): Readonly<Record<string, Recorded>> {
  const file = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `${name}.json`), "utf8")) as {
    readonly cases: Readonly<Record<string, Recorded>>;
  };
  return file.cases;
}

const READERS = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u8: Uint8Array, bool: Uint8Array } as const;

/** The elements of a packed array. */
export function unpack({ dtype, data }: Packed): Float32Array | Float64Array | Int32Array | Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(data, "base64"));
  const Reader = READERS[dtype];
  return new Reader(bytes.buffer);
}

/** The tensor of a packed array. */
export const tensorOf = (packed: Packed): Tensor =>
  packed.dtype === "bool"
    ? cast(tensor(unpack(packed), { shape: packed.shape }), "bool")
    : tensor(unpack(packed), { shape: packed.shape, dtype: packed.dtype });

/** Throws where numbers are not near those wanted: relative to the larger of 1 and the largest wanted element. */
export function near(what: string, got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-5): void {
  if (got.length !== wanted.length) throw new Error(`${what}: ${got.length} elements instead of ${wanted.length}`);
  const scale = Array.from(wanted).reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 1);
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [got[i]!, wanted[i]!];
    if (Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * scale) continue;
    throw new Error(`${what}: element ${i} is ${a} instead of ${b}`);
  }
}

function sameForm(what: string, got: Tensor, wanted: Packed): void {
  const [shape, expected] = [`[${got.shape.join(", ")}]`, `[${wanted.shape.join(", ")}]`];
  if (shape !== expected) throw new Error(`${what}: shape ${shape} instead of ${expected}`);
  if (isFloat(got.dtype) !== isFloat(wanted.dtype)) throw new Error(`${what}: ${got.dtype} instead of ${wanted.dtype}`);
}

const list = (x: Tensor | readonly Tensor[]): readonly Tensor[] => (Array.isArray(x) ? (x as Tensor[]) : [x as Tensor]);

/** The fixed weights of the sum whose gradient is recorded, as in oracle.py. */
const cotangent = (y: Tensor, k: number): Tensor =>
  cast(
    tensor(
      Float64Array.from({ length: y.numel() }, (_, i) => Math.cos(1 + i + k)),
      { shape: y.shape },
    ),
    y.dtype,
  );

interface Wanted {
  readonly what: string;
  readonly got: Tensor;
  readonly packed: Packed;
}

/** Outputs and gradients of the recorded case, as graph, each with what is wanted. */
function wantedOf(
  record: Recorded,
  results: readonly Tensor[],
  leaves: readonly { what: string; leaf: Tensor; packed: Packed }[],
): Wanted[] {
  const outputs = record.outputs!;
  if (results.length !== outputs.length) throw new Error(`${results.length} results instead of ${outputs.length}`);
  const smooth = results.flatMap((y, k) => (isFloat(y.dtype) ? [{ y, weights: cotangent(y, k) }] : []));
  const found = leaves.length === 0 ? [] : gradients(smooth.map(({ y }) => y), smooth.map(({ weights }) => weights), leaves.map(({ leaf }) => leaf)); // prettier-ignore
  return [
    ...outputs.map((packed, k) => ({ what: `output ${k}`, got: results[k]!, packed })),
    ...leaves.map(({ what, packed }, k) => ({ what: `gradient at ${what}`, got: found[k]!, packed })),
  ];
}

function compare(all: readonly Wanted[], tolerance: number | undefined): void {
  all.forEach(({ what, got, packed }) => sameForm(what, got, packed));
  const judged = evaluateByReference(all.map(({ got }) => got), { elements: (leaf) => leaf.storage?.host ?? leaf.data() }); // prettier-ignore
  all.forEach(({ what, packed }, k) => near(`reference: ${what}`, judged[k]!, unpack(packed), tolerance));
  all.forEach(({ what, got, packed }) => near(what, got.data(), unpack(packed), tolerance));
}

const leavesOf = (record: Recorded, inputs: readonly Tensor[]): { what: string; leaf: Tensor; packed: Packed }[] =>
  (record.gradients ?? []).flatMap((packed, k) => (packed ? [{ what: `input ${k}`, leaf: inputs[k]!, packed }] : []));

/** Compares one case of a row with its record; throws where they differ. */
export function checkCase(row: Row, name: string, record: Recorded): void {
  const check = row.checks?.[name];
  if (check) return check(record);
  const inputs = record.inputs!.map(tensorOf);
  const make = row.modules?.[name];
  if (!make) return compare(wantedOf(record, list(row.cases![name]!(...inputs)), leavesOf(record, inputs)), row.tolerance);
  const module = make();
  if (record.training === false) module.eval();
  module.loadStateDict(Object.fromEntries(Object.entries(record.state!).map(([key, packed]) => [key, tensorOf(packed)])));
  const parameters = new Map(module.namedParameters());
  const recorded = Object.entries(record.parameters!).map(([key, packed]) => ({ what: key, leaf: parameters.get(key)!, packed }));
  const results = list(row.call ? row.call(module, ...inputs) : module.forward(inputs[0]!, ...inputs.slice(1)));
  compare(wantedOf(record, results, [...leavesOf(record, inputs), ...recorded]), row.tolerance);
  const buffers = new Map(module.namedBuffers());
  for (const [key, packed] of Object.entries(record.buffers!))
    near(`buffer ${key}`, buffers.get(key)!.data(), unpack(packed), row.tolerance);
}

/** Names of all cases of a row. */
export const casesOf = (row: Row): string[] => [row.cases, row.modules, row.checks].flatMap((part) => Object.keys(part ?? {}));
