// The four components of a network as one object: architecture, loss, optimizer, metric. Everything else follows from them.
import { Generator, compile, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import type { Metric } from "../metrics/index.ts";
import { measure } from "../metrics/index.ts";
import { linear, sequential } from "../nn/index.ts";
import type { Module, Sequential } from "../nn/index.ts";
import type { OptimizerFactory } from "../optim/index.ts";
import type { Points } from "./points.ts";

/** What has to be chosen before a network can learn. */
export interface Components {
  /** Of which blocks it is made. */
  readonly architecture: (seed: number) => Module;
  /** How mistakes are punished. */
  readonly loss: (output: Tensor, target: Tensor) => Tensor;
  /** How weights are changed. */
  readonly optimizer: OptimizerFactory;
  /** How the result is judged. */
  readonly metric: Metric;
}

/** A moment of a training. */
export interface Snapshot {
  readonly step: number;
  readonly loss: number;
  readonly metric: number;
}

/** How a training went. */
export interface Outcome {
  readonly model: Module;
  readonly snapshots: readonly Snapshot[];
  /** A fingerprint of all parameters: equal for equal trainings. */
  readonly hash: string;
}

/** Fully connected layers with an activation between them. */
export const layersOfSizes = (sizes: readonly number[], activation: () => Module) => (seed: number): Sequential => {
  const generator = new Generator(seed);
  const layers = sizes.slice(1).map((out, l) => linear(sizes[l]!, out, { generator }));
  return sequential(...layers.flatMap((layer, l) => (l < layers.length - 1 ? [layer, activation()] : [layer])));
}; // prettier-ignore

/** How many numbers such layers learn: Σ (in + 1) · out. */
export const parameterCount = (sizes: readonly number[]): number => sizes.slice(1).reduce((sum, out, l) => sum + (sizes[l]! + 1) * out, 0);

/** Data, length and seed of a training. */
export interface RunOptions {
  readonly train: Points;
  readonly test: Points;
  readonly steps: number;
  readonly seed: number;
  /** Steps between two snapshots; only the last one unless told. */
  readonly every?: number;
}

/** Trains with these components; loss and metric are taken on the test points. */
export function run(components: Components, { train, test, steps, seed, every = steps }: RunOptions): Outcome {
  const { architecture, loss, optimizer, metric } = components;
  const model = architecture(seed);
  const own = optimizer.over(model);
  const step = compile(() => {
    const value = loss(model.forward(train.x), train.y);
    value.backward();
    own.step();
  });
  const judge = compile((): [Tensor, Tensor] => {
    const output = model.forward(test.x);
    return [output, loss(output, test.y)];
  });
  const snapshots: Snapshot[] = [];
  for (let k = 1; k <= steps; k++) {
    step();
    if (k % every !== 0) continue;
    const [output, value] = judge();
    snapshots.push({ step: k, loss: value.item(), metric: measure(metric, output, test.y.reshape([-1]).to("i32")) });
  }
  return { model, snapshots, hash: hashOf(model.parameters()) };
}

/** A fingerprint (FNV-1a) of the bytes of tensors. */
export function hashOf(tensors: readonly Tensor[]): string {
  let hash = 0x811c9dc5;
  for (const { buffer, byteOffset, byteLength } of tensors.map((x) => x.data()))
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Two moments of which one has the better loss and the other the better metric: the two are not the same thing. */
export function disagreement(snapshots: readonly Snapshot[], { better }: Metric): readonly [Snapshot, Snapshot] | null {
  const ahead = (a: number, b: number): number => (better === "higher" ? a - b : b - a);
  const pairs = snapshots.flatMap((a) => snapshots.filter((b) => a.loss < b.loss && ahead(a.metric, b.metric) < 0).map((b) => [a, b] as const)); // prettier-ignore
  return pairs.reduce<readonly [Snapshot, Snapshot] | null>((best, [a, b]) => (!best || b.loss - a.loss > best[1].loss - best[0].loss ? [a, b] : best), null); // prettier-ignore
}

/** Points as plain arrays, for those who compute with them by hand. */
export const rowsOfPoints = ({ x, y }: Points): { readonly inputs: number[][]; readonly targets: number[] } => ({
  inputs: x.toArray() as number[][],
  targets: [...tensor(y.data()).data()],
});
