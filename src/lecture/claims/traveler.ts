// A network that learned, for claims of the landscape: where it is, and the way that it came.
import { tanh } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { adam } from "../../optim/index.ts";
import { flat } from "../path.ts";
import { Population, train } from "../population.ts";
import { spirals } from "../points.ts";
import { meanBce } from "../sharpness.ts";

/** A trained network, and the way it came. */
export function traveler(seed: number, steps = 300): { nets: Population; x: Tensor; y: Tensor; path: Float64Array[]; losses: number[] } {
  const { x, y } = spirals({ count: 160, noise: 0.04, seed });
  const nets = new Population({ count: 1, sizes: [2, 24, 24, 1], activation: (z) => tanh(z), seed });
  const [path, losses] = [[flat(nets)], [] as number[]];
  const watch = (loss: ArrayLike<number>, step: number): void => {
    losses.push(loss[0]!);
    if (step % 10 === 0) path.push(flat(nets));
  };
  train(nets, { optimizer: adam({ lr: 0.01 }), loss: () => meanBce(y)(nets.forward(x)), steps, watch });
  return { nets, x, y, path, losses };
}
