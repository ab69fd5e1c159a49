// The methods that tensors have behind every door: reading, gradients, assignment, and the ops that take no room. The main door
// adds those of fluent.ts.
import type { DType, TypedArray } from "../core/dtype.ts";
import { sizeOfShape } from "../core/shape.ts";
import * as basics from "../graph/ops/basics.ts";
import type { Tensor } from "../graph/tensor.ts";
import { attach, define } from "./attach.ts";
import type { Methods } from "./attach.ts";
import { backward } from "./autograd.ts";
import { assign } from "./state.ts";
import { data, dispose, item, realize, toArray } from "./values.ts";

/** Elements as `toArray` gives them: a number for a scalar, arrays of arrays for more axes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the depth of the nesting is the rank, which types do not know
export type NestedArray = any;

type Basics = Methods<typeof basics>;

declare module "../graph/tensor.ts" {
  interface Tensor extends Basics {
    /** The elements as another type: `cast`. */
    to(dtype: DType): Tensor;
    /** Number of axes. */
    readonly ndim: number;
    /** Number of elements. */
    numel(): number;
    /** The only element, as a number (bool: 0 or 1). Throws if there is not exactly one. */
    item(): number;
    /** The elements as nested arrays of numbers (booleans for bool). */
    toArray(): NestedArray;
    /** The elements as a typed array of your own, row-major. */
    data(): TypedArray;
    /** Computes the elements now; gives the same tensor. */
    realize(): Tensor;
    /** Adds ∂this/∂x to `grad` of every leaf that requires it; see `backward`. */
    backward(cotangent?: Tensor | null): void;
    /** Gives a variable a new value; see `update`. */
    assign(value: Tensor): void;
    /** Lets a large result of a compiled function go without reading it. */
    dispose(): void;
  }
}

attach({
  ...basics,
  to: basics.cast,
  numel: (x) => sizeOfShape(x.shape),
  item,
  toArray,
  data,
  realize,
  backward,
  assign,
  dispose,
});
define("ndim", {
  get(this: Tensor) {
    return this.shape.length;
  },
});
