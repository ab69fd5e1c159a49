// From single samples to a batch: numbers are stacked, and lists of different lengths are filled up to the longest.
import { NablaError, tensor } from "../mini.ts";
import type { DType, Tensor } from "../mini.ts";

/** How sequences become a batch. */
export interface PadOptions {
  /** What stands behind the end of shorter ones. Default: 0. */
  readonly value?: number;
  /** Length of the batch; that of the longest unless told. Longer sequences are an error unless `truncate` cuts them. */
  readonly length?: number;
  readonly truncate?: boolean;
  /** Make the length a multiple of this: fewer different lengths mean fewer compiled plans. */
  readonly multipleOf?: number;
  /** Fill up in front instead of behind. */
  readonly left?: boolean;
  /** Default: "i32". */
  readonly dtype?: DType;
}

/** A batch of sequences. */
export interface Padded {
  /** [N, length] */
  readonly values: Tensor;
  /** [N] */
  readonly lengths: Tensor;
  /** [N, length], true where a value stands. */
  readonly mask: Tensor;
}

/**
 * Sequences of different lengths as one tensor, with their lengths and a mask.
 * @example
 * const { values, mask } = padSequences([[1, 2, 3], [4]]);
 * values.toArray() // [[1, 2, 3], [4, 0, 0]]
 * mask.toArray() // [[true, true, true], [true, false, false]]
 */
export function padSequences(sequences: readonly ArrayLike<number>[], options: PadOptions = {}): Padded {
  const { value = 0, truncate = false, multipleOf = 1, left = false, dtype = "i32" } = options;
  if (sequences.length === 0) throw new NablaError("data-shape", "padSequences: there are no sequences");
  if (!Number.isInteger(multipleOf) || multipleOf < 1)
    throw new NablaError("data-option", `padSequences: multipleOf must be a whole number ≥ 1, got ${multipleOf}`);
  const longest = sequences.reduce((most, sequence) => Math.max(most, sequence.length), 0);
  if (options.length !== undefined && longest > options.length && !truncate)
    throw new NablaError(
      "data-shape",
      `padSequences: a sequence has ${longest} values, but length is ${options.length}; truncate: true cuts it`,
    );
  const width = Math.ceil((options.length ?? longest) / multipleOf) * multipleOf;
  const values = new Float64Array(sequences.length * width).fill(value);
  const mask = new Uint8Array(sequences.length * width);
  const lengths = new Int32Array(sequences.length);
  sequences.forEach((sequence, row) => {
    const count = Math.min(sequence.length, width);
    const from = row * width + (left ? width - count : 0);
    lengths[row] = count;
    for (let i = 0; i < count; i++) values[from + i] = sequence[i]!;
    mask.fill(1, from, from + count);
  });
  const shape = [sequences.length, width];
  return {
    values: tensor(values, { shape, dtype }),
    lengths: tensor(lengths, { dtype: "i32" }),
    mask: tensor(mask, { shape, dtype: "bool" }),
  };
}
