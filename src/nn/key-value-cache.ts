// Keys and values of the places so far: with them a sequence grows place by place, and no place is computed twice. Knows one
// attention's share; layers and models say which place it is.
import { NablaError, eq, indexSelect, iota, le, update, variable, where, zeros } from "../mini.ts";
import type { DType, Tensor } from "../mini.ts";
import { needCount } from "./errors.ts";

/** Where in its sequence the one place stands that attention is asked about. */
export interface CachedPlace {
  readonly cache: KeyValueCache;
  /**
   * i32 [1]: number of the place, from 0; the same for all sequences. Without it nothing is added and all that is kept is looked
   * at: so a decoder looks at what an encoder made.
   */
  readonly place?: Tensor;
  /** i32 [N]: the sequence of the step before which each one continues, as beams do; itself unless told. */
  readonly parents?: Tensor;
}

/** Keys and values of one attention for all places of N sequences. */
export class KeyValueCache {
  /** [N, heads, length, size of a head] */
  readonly keys: Tensor;
  readonly values: Tensor;

  constructor(batch: number, heads: number, length: number, headSize: number, { dtype = "f32" }: { readonly dtype?: DType } = {}) {
    const shape = Object.entries({ batch, heads, length, headSize }).map(([what, size]) => needCount("keyValueCache", what, size));
    this.keys = variable(zeros(shape, { dtype }));
    this.values = variable(zeros(shape, { dtype }));
  }

  /** Replaces everything, [N, heads, length, size]. */
  fill(keys: Tensor, values: Tensor): void {
    this.#check(keys, this.keys.shape[2]!);
    update([[this.keys, keys], [this.values, values]]); // prettier-ignore
  }

  /**
   * Keeps the key and value of a place, [N, heads, 1, size]; what stands behind it is left from other uses and not to be looked at.
   * @returns keys, values, and bool [1, 1, 1, length]: where one may look
   */
  extend(key: Tensor, value: Tensor, place: Tensor, parents?: Tensor): [keys: Tensor, values: Tensor, seen: Tensor] {
    this.#check(key, 1);
    const length = this.keys.shape[2]!;
    const here = place.reshape([1, 1, 1, 1]);
    const chosen = (kept: Tensor): Tensor => (parents ? indexSelect(kept, 0, parents) : kept);
    const at = eq(iota([1, 1, length, 1], 2), here);
    const [keys, values] = [where(at, key, chosen(this.keys)), where(at, value, chosen(this.values))];
    update([[this.keys, keys], [this.values, values]]); // prettier-ignore
    return [keys, values, le(iota([1, 1, 1, length], 3), here)];
  }

  #check({ shape }: Tensor, length: number): void {
    const [batch, heads, , size] = this.keys.shape;
    const wanted = [batch, heads, length, size].join(", ");
    if (shape.join(", ") !== wanted)
      throw new NablaError("layer-input", `keyValueCache: keys and values must be [${wanted}] – they are [${shape.join(", ")}]`, { op: "keyValueCache", shapes: [shape] }); // prettier-ignore
  }
}

/**
 * Room for the keys and values of one attention, so that a sequence can grow place by place: each step computes one place and
 * looks at those that are kept. Give it to attention as `cached`, to stacks of layers as `cached.layers`.
 * @param batch sequences that grow together
 * @param length the longest sequence
 * @param headSize features of a head: embedSize / heads
 * @example
 * const layer = nn.multiheadAttention(4, 2, { batchFirst: true })
 * const cache = nn.keyValueCache(1, 2, 8, 2)
 * const place = tensor([0], { dtype: "i32" })
 * layer.forward(ones([1, 1, 4]), undefined, undefined, { cached: { cache, place } }).shape // [1, 1, 4]
 */
export const keyValueCache = (
  batch: number,
  heads: number,
  length: number,
  headSize: number,
  options: { readonly dtype?: DType } = {},
): KeyValueCache => new KeyValueCache(batch, heads, length, headSize, options);

/** Caches of a stack of layers, one for each, and the place as in `CachedPlace`. */
export interface CachedStack {
  readonly layers: readonly KeyValueCache[];
  /** For layers that look at another sequence: its keys and values, one cache for each layer. */
  readonly memory?: readonly KeyValueCache[];
  readonly place: Tensor;
  readonly parents?: Tensor;
}

/** What one layer of a stack is told. */
export function cacheOfLayer(
  name: string,
  stack: CachedStack | undefined,
  i: number,
  count: number,
): { readonly cached?: CachedPlace; readonly memoryCached?: CachedPlace } {
  if (!stack) return {};
  const { layers, memory, place, parents } = stack;
  if (layers.length !== count || (memory && memory.length !== count))
    throw new NablaError("layer-option", `${name}: cached needs one cache for each of ${count} layers, got ${layers.length}${memory ? ` and ${memory.length}` : ""}`, { op: name }); // prettier-ignore
  return { cached: { cache: layers[i]!, place, ...(parents && { parents }) }, ...(memory && { memoryCached: { cache: memory[i]! } }) };
}
