// Batches of a data set as tensors, in order or shuffled. The order is a function of seed and epoch alone, so any epoch can
// be taken again from any batch. Knows nothing of models.
import { NablaError, tensor } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import type { Dataset, HostBatch } from "./dataset.ts";
import { RandomSource } from "./random.ts";
import { randomSampler, sequentialSampler, type Sampler } from "./samplers.ts";

/** Changes a batch before it is used; the arrays are its own and may be changed in place. Equal seeds give equal changes. */
export type Augment<Batch extends readonly Tensor[]> = (batch: HostBatch<Batch>, random: RandomSource) => HostBatch<Batch> | void;

/** How batches are made. */
export interface LoaderOptions<Batch extends readonly Tensor[] = readonly Tensor[]> {
  /** Samples in a batch; 32 unless told. */
  readonly batchSize?: number;
  /** Another order in every epoch. */
  readonly shuffle?: boolean;
  /** Which samples are taken in which order, instead of `shuffle`. */
  readonly sampler?: Sampler;
  readonly seed?: number;
  /** Leaves out the last batch where it would be smaller. */
  readonly dropLast?: boolean;
  readonly augment?: Augment<Batch>;
}

/** Iterate over it once for each epoch: `for (const [x, y] of loader)`. */
export class Loader<Batch extends readonly Tensor[] = readonly Tensor[]> implements Iterable<Batch> {
  readonly dataset: Dataset<Batch>;
  readonly batchSize: number;
  readonly seed: number;
  readonly dropLast: boolean;
  readonly augment: Augment<Batch> | undefined;
  readonly sampler: Sampler;
  /** Number of the epoch that the next iteration gives; it goes up by itself. */
  epoch = 0;

  /** Samples in an epoch. */
  readonly #samples: number;

  constructor(dataset: Dataset<Batch>, options: LoaderOptions<Batch> = {}) {
    const { batchSize = 32, shuffle = false, seed = 0, dropLast = false, augment, sampler } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1)
      throw new NablaError("data-option", `loader: batchSize must be a whole number ≥ 1, got ${batchSize}`);
    if (sampler && shuffle) throw new NablaError("data-option", "loader: give shuffle or a sampler, not both");
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.seed = seed;
    this.dropLast = dropLast;
    this.augment = augment;
    this.sampler = sampler ?? (shuffle ? randomSampler({ seed }) : sequentialSampler());
    this.#samples = sampler ? sampler(0, dataset.length).length : dataset.length;
  }

  /** Batches in an epoch. */
  get length(): number {
    return this.dropLast ? Math.floor(this.#samples / this.batchSize) : Math.ceil(this.#samples / this.batchSize);
  }

  [Symbol.iterator](): Iterator<Batch> {
    return this.batches(this.epoch++);
  }

  /** Numbers of the samples of an epoch in their order. */
  order(epoch: number): Int32Array {
    return this.sampler(epoch, this.dataset.length);
  }

  /** The batches of one epoch, from number `from` on. */
  *batches(epoch: number, from = 0): Generator<Batch, void, undefined> {
    const order = this.order(epoch);
    let scratch: HostBatch<Batch> | undefined;
    for (let number = from; number < this.length; number++) {
      let columns = this.dataset.batch(order.subarray(number * this.batchSize, (number + 1) * this.batchSize), scratch);
      scratch = columns; // tensors copy what they are made of
      if (this.augment) columns = this.augment(columns, new RandomSource(this.seed, epoch, number, 7)) ?? columns;
      yield columns.map(({ data, dtype, shape }) => tensor(data, { dtype, shape })) as unknown as Batch;
    }
  }
}

/**
 * Batches of a data set, as PyTorch's DataLoader. The last one is smaller if the samples do not come out even.
 * @example
 * loader(tensorDataset([1, 2, 3]), { batchSize: 2 }).length // 2
 * [...loader(tensorDataset([1, 2, 3]), { batchSize: 2 })].map(([x]) => x.toArray()) // [[1, 2], [3]]
 */
export const loader = <Batch extends readonly Tensor[]>(dataset: Dataset<Batch>, options: LoaderOptions<Batch> = {}): Loader<Batch> =>
  new Loader(dataset, options);
