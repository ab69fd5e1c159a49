// What a metric is: sums that grow with each batch, and a number made of them. So that it can be taken over data that never
// is in memory at once, and be saved half-way. Knows no particular metric.
import type { Values } from "./values.ts";

/** A number that says how good predictions are, gathered batch by batch. Most compare numbers; those of text and boxes have types of their own. */
export interface Metric<Output = Values, Target = Values> {
  readonly name: string;
  /** Which of two values is the better one. */
  readonly better: "higher" | "lower";
  /** Adds a batch to the sums; an empty list is the beginning. Where the value depends on all pairs, the sums are these pairs. */
  add(sums: number[], output: Output, target: Target): void;
  /** The value over all that was added. */
  result(sums: readonly number[]): number;
}

/** A metric being taken. */
export class Running<Output = Values, Target = Values> {
  readonly metric: Metric<Output, Target>;
  /** Everything it knows: keep it to go on later. */
  sums: number[];

  constructor(metric: Metric<Output, Target>, sums: readonly number[] = []) {
    this.metric = metric;
    this.sums = [...sums];
  }

  add(output: Output, target: Target): this {
    this.metric.add(this.sums, output, target);
    return this;
  }

  /** NaN as long as nothing was added. */
  result(): number {
    return this.sums.length === 0 ? NaN : this.metric.result(this.sums);
  }
}

/**
 * Begins to take a metric over several batches.
 * @example
 * start(maeMetric()).add([1, 2], [1, 4]).add([5], [5]).result() // 0.6666666666666666
 */
export const start = <Output, Target>(metric: Metric<Output, Target>): Running<Output, Target> => new Running(metric);

/** One value from one batch. */
export const measure = <Output, Target>(metric: Metric<Output, Target>, output: Output, target: Target): number =>
  new Running(metric).add(output, target).result();
