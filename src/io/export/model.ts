// A trained network with everything that belongs to it, as plain data; and one file for it: safetensors with the record of the
// run in its metadata. Knows no training; how a table becomes inputs is written here only as far as exporters read it.
import { NablaError } from "../../mini.ts";
import type { Tensor } from "../../mini.ts";
import type { ActivationName, Architecture, LayerSpec } from "../../nn/index.ts";
import * as safetensors from "../safetensors.ts";
import type { HostTensor } from "../safetensors.ts";

/** A column of a table as inputs: a number as (x − mean) / std, a word as a row of zeros with a single one; `fill` where it is missing. */
export type InputColumn =
  | { readonly kind: "number"; readonly name: string; readonly mean: number; readonly std: number; readonly fill: number }
  | { readonly kind: "category"; readonly name: string; readonly categories: readonly string[]; readonly fill: string };

/** How raw data become inputs, and outputs answers: of a table (as `TablePreprocessor.toJSON` gives it) or of grey pictures. */
export type Preprocessing =
  | {
      readonly format: "nabla-table-1";
      readonly features: readonly InputColumn[];
      readonly target:
        | { readonly task: "classification"; readonly name: string; readonly classes: readonly string[] }
        | { readonly task: "regression"; readonly name: string; readonly mean: number; readonly std: number };
    }
  | { readonly format: "nabla-pictures-1"; readonly scale: number; readonly height: number; readonly width: number };

/** What exporters need. */
export interface ExportModel {
  readonly name: string;
  readonly architecture: Architecture;
  /** `model.stateDict()`, or what a file held. */
  readonly weights: Readonly<Record<string, Tensor | HostTensor>>;
  readonly classes: readonly string[] | null;
  readonly preprocessing: Preprocessing;
}

/** What is known of a run: `model.json` of a run folder, or the metadata of a model file. */
export interface ModelFileRecord {
  readonly format: "nabla-model-1";
  readonly architecture: Architecture;
  readonly classes: readonly string[] | null;
  readonly preprocessing: unknown;
  readonly settings: unknown;
  readonly result: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
}

const KEY = "nabla-model-1";

/**
 * One file of a trained network: a safetensors file that PyTorch reads too, with the run's record in its metadata.
 * @example
 * const record = { format: "nabla-model-1", architecture: { input: [1], layers: [] }, classes: null, preprocessing: null, settings: {}, result: {}, versions: {} }
 * readModelFile(writeModelFile(record, {})).record.format // "nabla-model-1"
 */
export const writeModelFile = (record: ModelFileRecord, weights: Readonly<Record<string, Tensor | HostTensor>>): Uint8Array =>
  safetensors.write(weights, { metadata: { format: "pt", [KEY]: JSON.stringify(record) } });

/** What `writeModelFile` wrote. Throws when the file holds tensors, but no record of a run. */
export function readModelFile(bytes: Uint8Array): {
  readonly record: ModelFileRecord;
  readonly weights: Readonly<Record<string, HostTensor>>;
} {
  const { tensors, metadata } = safetensors.readHost(bytes);
  const text = metadata[KEY];
  if (text === undefined)
    throw new NablaError(
      "model-file",
      "readModelFile: the file holds tensors, but not how the network is built; give the model.json of its run too",
    );
  return { record: JSON.parse(text) as ModelFileRecord, weights: tensors };
}

/** A layer with the prefix of its parameters. */
export interface PlacedLayer {
  readonly spec: LayerSpec;
  readonly path: string;
  /** Layers of a residual block. */
  readonly inner: readonly PlacedLayer[];
}

/** Layers in their order, with the names that their parameters have in the state dictionary. */
export const placed = (layers: readonly LayerSpec[], prefix = ""): PlacedLayer[] =>
  layers.map((spec, i) => ({
    spec,
    path: `${prefix}${i}`,
    inner: spec.layer === "residual" ? placed(spec.layers, `${prefix}${i}.body.`) : [],
  }));

/** All activations of a network. */
export const activationsOf = (layers: readonly LayerSpec[]): Set<ActivationName> =>
  new Set(layers.flatMap((spec) => (spec.layer === "activation" ? [spec.name] : spec.layer === "residual" ? [...activationsOf(spec.layers)] : []))); // prettier-ignore

/** All kinds of layers of a network. */
export const kindsOf = (layers: readonly LayerSpec[]): Set<LayerSpec["layer"]> =>
  new Set(layers.flatMap((spec) => [spec.layer, ...(spec.layer === "residual" ? kindsOf(spec.layers) : [])]));

/** Values of a tensor, wherever they are. */
export const valuesOf = (value: Tensor | HostTensor): ArrayLike<number> & { readonly buffer: ArrayBufferLike } => {
  const data = value.data;
  return typeof data === "function" ? (value as Tensor).data() : data;
};

/** Whether one output stands for two classes: its sigmoid is the chance of the second. */
export function oneForTwo({ architecture, classes }: Pick<ExportModel, "architecture" | "classes">): boolean {
  const last = architecture.layers.findLast((spec) => spec.layer === "linear");
  return classes?.length === 2 && last?.layer === "linear" && last.out === 1;
}
