// Every op that acts on a tensor, as a method of tensors. The types come from the ops themselves, so that their
// documentation shows in editors.
import type { DType } from "../core/dtype.ts";
import { sizeOfShape } from "../core/shape.ts";
import * as methods from "../graph/ops/methods.ts";
import { Tensor } from "../graph/tensor.ts";

/** The op without its first argument, which is the tensor itself. */
type Method<F> = F extends (x: Tensor, ...rest: infer Rest) => infer Result ? (...rest: Rest) => Result : never;
type Methods = { readonly [Name in keyof typeof methods]: Method<(typeof methods)[Name]> };

declare module "../graph/tensor.ts" {
  interface Tensor extends Methods {
    /** The elements as another type: `cast`. */
    to(dtype: DType): Tensor;
    /** Variance: `variance`. */
    readonly var: Methods["variance"];
    /** Number of axes. */
    readonly ndim: number;
    /** Number of elements. */
    numel(): number;
  }
}

const define = (name: string, property: PropertyDescriptor): void =>
  void Object.defineProperty(Tensor.prototype, name, { configurable: true, ...property });
const method = (name: string, call: (x: Tensor, ...rest: never[]) => unknown): void =>
  define(name, {
    writable: true,
    value(this: Tensor, ...rest: never[]) {
      return call(this, ...rest);
    },
  });

for (const [name, call] of Object.entries(methods)) method(name, call);
method("to", methods.cast);
method("var", methods.variance);
method("numel", (x) => sizeOfShape(x.shape));
define("ndim", {
  get(this: Tensor) {
    return this.shape.length;
  },
});
