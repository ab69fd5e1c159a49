// Losses that bring vectors together or apart: pairs, triplets, and whole batches in which pairs are found.
import {
  any,
  concat,
  eq,
  eye,
  gt,
  iota,
  logicalAnd,
  logicalNot,
  lt,
  matmul,
  max,
  maximum,
  min,
  minimum,
  ne,
  norm,
  relu,
  sqrt,
  t,
  unsqueeze,
  where,
} from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { crossEntropy } from "./classification.ts";
import { needElements, needEqualShapes, needFloat, needNumber, needShape, optionError, shapesError, targetDTypeError } from "./errors.ts";
import type { MarginOptions } from "./margins.ts";
import { castTo, reduced } from "./reduction.ts";
import type { LossOptions } from "./reduction.ts";

/** x / ‖x‖ along the last axis; a tiny vector is not blown up. */
const normalized = (x: Tensor): Tensor => x.div(sqrt(x.mul(x).sum(-1, { keepDims: true }).add(1e-12)));

/**
 * Directions of pairs: 1 − cos for pairs that belong together (y = 1), max(0, cos − margin) for others (y = −1).
 * @param first [N, D] or [D]
 * @param second the same shape
 * @param target [N] or a scalar, 1 or −1
 * @param margin from −1 to 1; 0 unless told
 * @example
 * cosineEmbedding(tensor([[1, 0]]), tensor([[0, 2]]), tensor([1])).item() // 1
 */
export function cosineEmbedding(first: Tensor, second: Tensor, target: Tensor, { margin = 0, ...options }: MarginOptions = {}): Tensor {
  const loss = "cosineEmbedding";
  needFloat(loss, "first", first);
  needEqualShapes(loss, { first, second });
  const rank = first.shape.length;
  if (rank !== 1 && rank !== 2) throw shapesError(loss, { first, second }, "first and second must be [N, D] or [D]");
  needShape(loss, "target", target, first.shape.slice(0, -1), "one for each pair");
  needElements(loss, "target", target, (v) => v === 1 || v === -1, "1 or -1");
  if (!(margin >= -1 && margin <= 1)) throw optionError(loss, "margin", "from -1 to 1", margin);
  const squares = (x: Tensor): Tensor => x.mul(x).sum(-1).add(1e-12);
  const cosine = first.mul(second).sum(-1).div(sqrt(squares(first).mul(squares(second)))); // prettier-ignore
  return reduced(loss, where(gt(target, 0), cosine.neg().add(1), relu(cosine.sub(margin))), options);
}

/** What triplet losses may be told. */
export interface TripletOptions extends MarginOptions {
  /** Take the distance from positive to negative where it is smaller than that from the anchor. Balntas et al. 2016. */
  readonly swap?: boolean;
}

/** What `tripletMarginWithDistance` may be told. */
export interface TripletDistanceOptions extends TripletOptions {
  /** Distances of rows; Euclidean unless told. */
  readonly distance?: (a: Tensor, b: Tensor) => Tensor;
}

/** ‖a − b + eps‖ along the last axis, as PyTorch's pairwise distance. */
const distanceOf = (a: Tensor, b: Tensor, p: number, eps: number): Tensor => norm(a.sub(b).add(eps), -1, { p });

/**
 * Triplets with a distance of one's own: mean max(0, d(anchor, positive) − d(anchor, negative) + margin).
 * @param margin above 0; 1 unless told
 * @example
 * const far = (a, b) => a.sub(b).abs().sum(-1)
 * tripletMarginWithDistance(tensor([[0]]), tensor([[1]]), tensor([[1.5]]), { distance: far }).item() // 0.5
 */
export function tripletMarginWithDistance(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { distance = (a, b) => distanceOf(a, b, 2, 1e-6), ...options }: TripletDistanceOptions = {},
): Tensor {
  return triplet("tripletMarginWithDistance", [anchor, positive, negative], distance, options);
}

function triplet(
  loss: string,
  [anchor, positive, negative]: readonly [Tensor, Tensor, Tensor],
  distance: (a: Tensor, b: Tensor) => Tensor,
  { margin = 1, swap = false, ...options }: TripletOptions,
): Tensor {
  needFloat(loss, "anchor", anchor);
  needEqualShapes(loss, { anchor, positive, negative });
  needNumber(loss, "margin", margin, 0, true);
  const near = distance(anchor, positive);
  const apart = distance(anchor, negative);
  const far = swap ? minimum(apart, distance(positive, negative)) : apart;
  return reduced(loss, relu(near.sub(far).add(margin)), options);
}

/** What `tripletMargin` may be told. */
export interface TripletMarginOptions extends TripletOptions {
  /** Exponent of the norm; 2 unless told. */
  readonly p?: number;
  /** Added to differences; 10⁻⁶ unless told. */
  readonly eps?: number;
}

/**
 * Triplets: mean max(0, ‖anchor − positive‖ − ‖anchor − negative‖ + margin).
 * @param anchor [N, D]; positive and negative the same
 * @param margin above 0; 1 unless told
 * @example
 * tripletMargin(tensor([[0]]), tensor([[1]]), tensor([[1.5]]), { eps: 0 }).item() // 0.5
 */
export function tripletMargin(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { p = 2, eps = 1e-6, ...options }: TripletMarginOptions = {},
): Tensor {
  needNumber("tripletMargin", "p", p, 0, true);
  needNumber("tripletMargin", "eps", eps, 0);
  return triplet("tripletMargin", [anchor, positive, negative], (a, b) => distanceOf(a, b, p, eps), options);
}

/** What `minedTriplet` may be told. */
export interface MinedTripletOptions {
  /** Above 0; 1 unless told. */
  readonly margin?: number;
  /**
   * "hard": for each anchor its farthest positive and its nearest negative. "semiHard": for each anchor and positive the nearest negative
   * that is farther than the positive, or else the farthest negative.
   */
  readonly mining?: "hard" | "semiHard";
  readonly reduction?: "mean" | "sum";
}

/**
 * Triplets that are found in a batch by its labels: mean max(0, d(anchor, positive) − d(anchor, negative) + margin) with Euclidean
 * distances. Anchors without a positive or without a negative do not count. Hermans et al. 2017; Schroff et al. 2015.
 * @param embeddings [N, D]
 * @param labels class numbers [N]
 * @example
 * const labels = tensor([0, 0, 1], { dtype: "i32" })
 * minedTriplet(tensor([[0], [1], [1.5]]), labels, { margin: 1 }).item() // 1
 */
export function minedTriplet(
  embeddings: Tensor,
  labels: Tensor,
  { margin = 1, mining = "hard", reduction = "mean" }: MinedTripletOptions = {},
): Tensor {
  const loss = "minedTriplet";
  needFloat(loss, "embeddings", embeddings);
  if (embeddings.shape.length !== 2) throw shapesError(loss, { embeddings, labels }, "embeddings must be [N, D]");
  const count = embeddings.shape[0]!;
  needShape(loss, "labels", labels, [count], "one for each embedding");
  if (labels.dtype !== "i32" && labels.dtype !== "u8") throw targetDTypeError(loss, labels.dtype);
  needNumber(loss, "margin", margin, 0, true);
  if (mining !== "hard" && mining !== "semiHard") throw optionError(loss, "mining", '"hard" or "semiHard"', mining);
  if (reduction !== "mean" && reduction !== "sum") throw optionError(loss, "reduction", '"mean" or "sum"', reduction);
  const same = eq(unsqueeze(labels, 1), unsqueeze(labels, 0)); // [N, N]
  const other = logicalNot(same);
  const positive = logicalAnd(same, ne(iota([count, 1], 0), iota([1, count], 1)));
  const distances = norm(unsqueeze(embeddings, 1).sub(unsqueeze(embeddings, 0)), -1);
  const total = (lack: Tensor, counted: Tensor): Tensor => {
    const sum = where(counted, relu(lack.add(margin)), 0).sum();
    return reduction === "sum" ? sum : sum.div(maximum(castTo(counted, embeddings.dtype).sum(), 1));
  };
  if (count === 0) return distances.sum();
  const usable = logicalAnd(any(positive, 1), any(other, 1)); // [N]
  const apart = where(other, distances, Infinity);
  if (mining === "hard") {
    const near = max(where(positive, distances, 0), 1);
    const far = where(usable, min(apart, 1), 0);
    return total(near.sub(far), usable);
  }
  // For each anchor a and positive p, over all k: negatives that are farther than p.
  const farther = logicalAnd(unsqueeze(other, 1), lt(unsqueeze(distances, 2), unsqueeze(distances, 1))); // [a, p, k]
  const nearest = min(where(farther, unsqueeze(distances, 1), Infinity), 2);
  const farthest = max(where(other, distances, 0), 1, { keepDims: true });
  const counted = logicalAnd(positive, unsqueeze(usable, 1));
  const far = where(any(farther, 2), nearest, farthest);
  return total(distances.sub(where(counted, far, 0)), counted);
}

/**
 * Pairs that belong together (y = 1) come together, others (y = 0) part until the margin: mean ½ y d² + ½ (1 − y) max(0, margin − d)²,
 * d the Euclidean distance. Hadsell et al. 2006.
 * @param first [N, D] or [D]
 * @param second the same shape
 * @param target [N] or a scalar: 1 or 0
 * @param margin above 0; 1 unless told
 * @example
 * contrastive(tensor([[0], [0]]), tensor([[2], [0.5]]), tensor([1, 0]), { reduction: "none" }).toArray() // [2, 0.125]
 */
export function contrastive(first: Tensor, second: Tensor, target: Tensor, { margin = 1, ...options }: MarginOptions = {}): Tensor {
  const loss = "contrastive";
  needFloat(loss, "first", first);
  needEqualShapes(loss, { first, second });
  if (first.shape.length === 0) throw shapesError(loss, { first, second }, "first and second must have an axis of features");
  needShape(loss, "target", target, first.shape.slice(0, -1), "one for each pair");
  needElements(loss, "target", target, (v) => v === 0 || v === 1, "0 or 1");
  needNumber(loss, "margin", margin, 0, true);
  const d = first.sub(second);
  const squared = d.mul(d).sum(-1);
  const lack = relu(norm(d, -1).neg().add(margin));
  return reduced(loss, where(ne(target, 0), squared, lack.mul(lack)).mul(0.5), options);
}

/** What `infoNce` may be told. */
export interface InfoNceOptions extends LossOptions {
  /** Divides the cosines; 0.1 unless told. */
  readonly temperature?: number;
  /** Further negatives [M, D], for all queries. */
  readonly negatives?: Tensor;
}

/**
 * Which key belongs to a query? Cross-entropy of cosines / temperature, with the keys of the other queries as negatives.
 * van den Oord et al. 2018.
 * @param queries [N, D]
 * @param keys [N, D]: the key of row i belongs to query i
 * @example
 * infoNce(tensor([[1, 0], [0, 1]]), tensor([[2, 0], [0, 3]]), { temperature: 1 }).item() // 0.3132617
 */
export function infoNce(queries: Tensor, keys: Tensor, { temperature = 0.1, negatives, ...options }: InfoNceOptions = {}): Tensor {
  const loss = "infoNce";
  needFloat(loss, "queries", queries);
  needNumber(loss, "temperature", temperature, 0, true);
  needEqualShapes(loss, { queries, keys });
  if (queries.shape.length !== 2) throw shapesError(loss, { queries, keys }, "queries and keys must be [N, D]");
  const q = normalized(queries);
  let logits = matmul(q, t(normalized(keys)));
  if (negatives) {
    if (negatives.shape.length !== 2 || negatives.shape[1] !== queries.shape[1]) throw shapesError(loss, { queries, negatives }, "negatives must be [M, D]"); // prettier-ignore
    const more = matmul(q, t(normalized(negatives)));
    logits = concat([logits, more], 1);
  }
  return crossEntropy(logits.div(temperature), iota([queries.shape[0]!], 0), options);
}

/** What `ntXent` may be told. */
export interface NtXentOptions extends LossOptions {
  /** Divides the cosines; 0.5 unless told. */
  readonly temperature?: number;
}

/**
 * SimCLR's loss of two views of a batch: each of the 2 N vectors must tell its other view from the 2 N − 2 rest, by cosines /
 * temperature. Chen et al. 2020.
 * @param first [N, D]
 * @param second [N, D]: row i is the other view of row i
 * @example
 * ntXent(tensor([[1, 0], [0, 1]]), tensor([[1, 0], [0, 1]]), { temperature: 1 }).item() // 0.5514447
 */
export function ntXent(first: Tensor, second: Tensor, { temperature = 0.5, ...options }: NtXentOptions = {}): Tensor {
  const loss = "ntXent";
  needFloat(loss, "first", first);
  needNumber(loss, "temperature", temperature, 0, true);
  needEqualShapes(loss, { first, second });
  if (first.shape.length !== 2) throw shapesError(loss, { first, second }, "first and second must be [N, D]");
  const count = first.shape[0]!;
  const z = normalized(concat([first, castTo(second, first.dtype)], 0));
  const cosines = matmul(z, t(z)).div(temperature);
  const self = eye(2 * count, 2 * count, { dtype: "bool" });
  const others = iota([2 * count], 0);
  const partner = where(lt(others, count), others.add(count), others.sub(count));
  return crossEntropy(where(self, -Infinity, cosines), partner, options);
}
