// What is being recorded: the updates of a step that `compile` runs once. Knows nothing of plans.
import { setOverlay, type Tensor } from "../graph/tensor.ts";

export interface Trace {
  readonly updates: Map<Tensor, Tensor>;
  /** Gradients that tensors had before; they come back when the recording ends. */
  readonly gradients: Map<Tensor, Tensor | null>;
}

let active: Trace | null = null;

/** The recording that is going on, or null. */
export const currentTrace = (): Trace | null => active;

/** Runs a function and notes its updates instead of doing them; `values` are those noted before it begins. */
export function record<T>(fn: () => T, values: Iterable<readonly [Tensor, Tensor]> = []): { result: T; updates: Map<Tensor, Tensor> } {
  const trace: Trace = { updates: new Map(values), gradients: new Map() };
  const before = active;
  const overlay = setOverlay(trace.updates);
  active = trace;
  try {
    return { result: fn(), updates: trace.updates };
  } finally {
    active = before;
    setOverlay(overlay);
    for (const [x, gradient] of trace.gradients) x.grad = gradient;
  }
}
