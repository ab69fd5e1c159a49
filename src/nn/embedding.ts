// Learned rows by number, one by one or put together in bags.
import { NablaError, embedding as lookUp, embeddingBag as lookUpBags, iota, ne, parameter, where } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needCount } from "./errors.ts";
import { normal } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { Module } from "./module.ts";

/** What `embedding` may be told besides the sizes. */
export interface EmbeddingLayerOptions extends InitOptions {
  /** This row stands for padding: it begins with zeros and is not learned. Negative numbers count from the end. */
  readonly paddingIndex?: number;
}

/** A number from 0 for the row of padding, or undefined. */
function paddingOf(name: string, index: number | undefined, rows: number): number | undefined {
  if (index === undefined) return undefined;
  if (!Number.isInteger(index) || index < -rows || index >= rows)
    throw new NablaError("layer-option", `${name}: paddingIndex must be a whole number from ${-rows} to ${rows - 1}, got ${index}`, { op: name }); // prettier-ignore
  return index < 0 ? index + rows : index;
}

function firstRows(rows: number, features: number, padding: number | undefined, init: InitOptions): Tensor {
  const values = normal([rows, features], 0, 1, init);
  return parameter(padding === undefined ? values : where(ne(iota([rows, 1], 0), padding), values, 0));
}

/** Learned rows by number. */
export class Embedding extends Module {
  /** [rows, features] */
  weight: Tensor;
  readonly paddingIndex: number | undefined;

  constructor(rows: number, features: number, { paddingIndex, ...init }: EmbeddingLayerOptions = {}) {
    super();
    needCount("embedding", "rows", rows);
    needCount("embedding", "features", features);
    this.paddingIndex = paddingOf("embedding", paddingIndex, rows);
    this.weight = firstRows(rows, features, this.paddingIndex, init);
  }

  forward(index: Tensor): Tensor {
    return lookUp(index, this.weight, this.paddingIndex === undefined ? {} : { paddingIndex: this.paddingIndex });
  }

  override describe(): string {
    return `${this.weight.shape.join(" × ")}${this.paddingIndex === undefined ? "" : `, padding ${this.paddingIndex}`}`;
  }
}

/**
 * Learned rows by number: i32 of any shape → [..., features]. First values are normal, as PyTorch's.
 * @example
 * nn.embedding(10, 4).forward(tensor([[1, 2, 3]], { dtype: "i32" })).shape // [1, 3, 4]
 * nn.embedding(10, 2, { paddingIndex: 0 }).forward(tensor([0], { dtype: "i32" })).toArray() // [[0, 0]]
 */
export const embedding = (rows: number, features: number, options: EmbeddingLayerOptions = {}): Embedding =>
  new Embedding(rows, features, options);

/** What `embeddingBag` may be told besides the sizes. */
export interface EmbeddingBagLayerOptions extends EmbeddingLayerOptions {
  /** What becomes of the rows of a bag; "mean" unless told. */
  readonly mode?: "sum" | "mean" | "max";
  /** The last offset is the end of the list and begins no bag. */
  readonly includeLastOffset?: boolean;
}

/** What one call of a layer of bags may be told. */
export interface BagOptions {
  /** Where each bag begins, if the numbers are one list. */
  readonly offsets?: readonly number[];
  /** A factor for each row; with mode "sum" only. */
  readonly perSampleWeights?: Tensor;
}

/** Sums, means or maxima of learned rows by number. */
export class EmbeddingBag extends Module {
  /** [rows, features] */
  weight: Tensor;
  readonly mode: "sum" | "mean" | "max";
  readonly paddingIndex: number | undefined;
  readonly includeLastOffset: boolean;

  constructor(rows: number, features: number, options: EmbeddingBagLayerOptions = {}) {
    super();
    const { mode = "mean", includeLastOffset = false, paddingIndex, ...init } = options;
    needCount("embeddingBag", "rows", rows);
    needCount("embeddingBag", "features", features);
    if (!["sum", "mean", "max"].includes(mode))
      throw new NablaError("layer-option", `embeddingBag: mode must be "sum", "mean" or "max", got "${mode as string}"`, { op: "embeddingBag" }); // prettier-ignore
    this.mode = mode;
    this.includeLastOffset = includeLastOffset;
    this.paddingIndex = paddingOf("embeddingBag", paddingIndex, rows);
    this.weight = firstRows(rows, features, this.paddingIndex, init);
  }

  forward(index: Tensor, options: BagOptions = {}): Tensor {
    const { mode, paddingIndex, includeLastOffset } = this;
    const padding = paddingIndex === undefined ? {} : { paddingIndex };
    return lookUpBags(index, this.weight, { ...options, ...padding, mode, includeLastOffset });
  }

  override describe(): string {
    return `${this.weight.shape.join(" × ")}, ${this.mode}`;
  }
}

/**
 * Learned rows by number, put together bag by bag: i32 [bags, length], or one list with `offsets`, → [bags, features].
 * @example
 * nn.embeddingBag(10, 4).forward(tensor([[1, 2], [3, 3]], { dtype: "i32" })).shape // [2, 4]
 * nn.embeddingBag(10, 4, { mode: "sum" }).forward(tensor([1, 2, 3], { dtype: "i32" }), { offsets: [0, 1] }).shape // [2, 4]
 */
export const embeddingBag = (rows: number, features: number, options: EmbeddingBagLayerOptions = {}): EmbeddingBag =>
  new EmbeddingBag(rows, features, options);
