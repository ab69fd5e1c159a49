// Methods of tensors that compute: reading, gradients, assignment. The op methods are in fluent.ts.
import type { TypedArray } from "../core/dtype.ts";
import { Tensor } from "../graph/tensor.ts";
import { backward } from "./autograd.ts";
import { assign } from "./state.ts";
import { data, dispose, item, realize, show, toArray } from "./values.ts";

/** Elements as `toArray` gives them: a number for a scalar, arrays of arrays for more axes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the depth of the nesting is the rank, which types do not know
export type NestedArray = any;

declare module "../graph/tensor.ts" {
  interface Tensor {
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

const METHODS: Readonly<Record<string, (x: Tensor, ...rest: never[]) => unknown>> = {
  item,
  toArray,
  data,
  realize,
  backward,
  assign,
  dispose,
};

for (const [name, call] of Object.entries(METHODS)) {
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value(this: Tensor, ...rest: never[]) {
      return call(this, ...rest);
    },
  });
}
for (const name of ["toString", Symbol.for("nodejs.util.inspect.custom")]) {
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value(this: Tensor) {
      return show(this);
    },
  });
}
