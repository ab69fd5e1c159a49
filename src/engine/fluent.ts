// The methods that the main door adds to those that tensors have anyway, and how tensors print. The types come from the ops themselves, so that
// their documentation shows in editors.
import * as methods from "../graph/ops/methods.ts";
import type { Tensor } from "../graph/tensor.ts";
import { attach, define } from "./attach.ts";
import type { Methods } from "./attach.ts";
import { show } from "./show.ts";

type Further = Methods<typeof methods>;

declare module "../graph/tensor.ts" {
  interface Tensor extends Further {
    /** Variance: `variance`. */
    readonly var: Further["variance"];
  }
}

attach({ ...methods, var: methods.variance, toString: show });
define(Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Tensor) {
    return show(this);
  },
});
