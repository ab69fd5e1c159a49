// Outputs of a network for many examples. Knows no files and no terminal.
import type * as nn from "../nn/index.ts";
import { compiledForward } from "../train/index.ts";
import { loader } from "../data/index.ts";
import type { Dataset } from "../data/index.ts";
import type { Tensor } from "../index.ts";

/**
 * Outputs for all examples, `width` numbers each, one row after the other. A network of one output that tells two classes apart has the
 * logits 0 and its output: the softmax of both is its sigmoid.
 */
export function outputsOf(model: nn.Module, data: Dataset<readonly [Tensor, Tensor]>, width: number): Float32Array {
  const forward = compiledForward(model);
  const out = new Float32Array(data.length * width);
  let at = 0;
  for (const [x] of loader(data, { batchSize: 256 }).batches(0)) {
    const values = forward(x).data();
    const count = x.shape[0]!;
    if (values.length === count && width === 2) for (let i = 0; i < count; i++) out[at + 2 * i + 1] = values[i]!;
    else out.set(values, at);
    at += count * width;
  }
  return out;
}
