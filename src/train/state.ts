// Everything that training needs to go on as if it had never stopped, as plain data and as the bytes of one safetensors file.
import type { GeneratorState, Tensor } from "../mini.ts";
import { safetensors } from "../io/index.ts";
import type { HostTensor } from "../io/index.ts";
import { resumeError } from "./errors.ts";
import type { EpochRecord } from "./history.ts";

/** The numbers beside the tensors. All are plain JSON. */
export interface TrainingProgress {
  /** Epoch that comes next or is under way, from 0. */
  readonly epoch: number;
  /** Batches of it that are done. */
  readonly batch: number;
  readonly step: number;
  readonly lossSum: number;
  readonly samples: number;
  /** Sums of the training metrics in this epoch. */
  readonly metricSums: readonly (readonly number[])[];
  readonly history: readonly EpochRecord[];
  readonly best: { readonly epoch: number; readonly value: number } | null;
  readonly seed: number;
  readonly batchSize: number;
  /** Samples in the training data. */
  readonly dataLength: number;
  readonly optimizer: string;
  readonly lr: number;
  /** State of the library's random generator. */
  readonly generator: GeneratorState;
  readonly seconds: number;
}

/** All that is needed to go on with training as if it had never stopped. */
export interface TrainingState {
  /** "model.…", "optimizer.…" and, where the best weights are kept, "best.…". */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly progress: TrainingProgress;
}

/** Copies of tensors in ordinary memory, names prefixed. */
export function hostCopies(prefix: string, tensors: Readonly<Record<string, Tensor>>): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, value]) => [`${prefix}${name}`, { dtype: value.dtype, shape: value.shape, data: value.data() }]),
  );
}

/** Those whose names begin with the prefix, without it. */
export function withoutPrefix(prefix: string, tensors: Readonly<Record<string, HostTensor>>): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}

/** A training state as the bytes of a safetensors file. Not finite numbers are kept as words. */
export const writeState = ({ tensors, progress }: TrainingState): Uint8Array =>
  safetensors.write(tensors, { metadata: { format: "nabla-training-1", progress: JSON.stringify(progress, keepOdd) } });

/** The training state in a file that `writeState` made. */
export function readState(bytes: Uint8Array): TrainingState {
  const { tensors, metadata } = safetensors.readHost(bytes);
  if (metadata["format"] !== "nabla-training-1" || metadata["progress"] === undefined)
    throw resumeError("the file holds no training state");
  return { tensors, progress: JSON.parse(metadata["progress"], reviveOdd) as TrainingProgress };
}

// JSON has no NaN and no infinities, and a history may have them.
const keepOdd = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? { "not finite": String(value) } : value;
const reviveOdd = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && "not finite" in value ? Number(value["not finite"]) : value;
