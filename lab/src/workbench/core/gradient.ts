// Whether back-propagation is right on a network: the slope of the loss along a random direction, by the gradient and by a central
// difference of the loss itself. No page.
import { grad, tensor, update } from "nabla";
import type { Tensor } from "nabla";
import { RandomSource } from "nabla/data";
import type { Finding } from "nabla/lecture";
import type { Trainer } from "./trainer.ts";

/** How far the two points lie from the weights: large enough for 32-bit numbers, small enough for a straight line. */
const STEP = 5e-3;

export function slopeAlong(trainer: Trainer, seed: number): Finding {
  const [x, y] = trainer.peek();
  const parameters = trainer.model.parameters();
  const random = new RandomSource(seed, 11);
  const direction = parameters.map((w) => Float32Array.from(w.data(), () => random.normal()));
  const norm = Math.sqrt(direction.reduce((sum, part) => sum + part.reduce((s, v) => s + v * v, 0), 0));
  const value = (): Tensor => trainer.loss(trainer.model.forward(x), y);
  const gradients = grad(value(), parameters).map((g) => g.data());
  const slope = gradients.reduce((sum, g, p) => sum + Array.from(g).reduce((s, v, i) => s + (v * direction[p]![i]!) / norm, 0), 0);
  const begin = parameters.map((w) => Float32Array.from(w.data()));
  const at = (h: number): number => {
    update(
      parameters.map(
        (w, p) =>
          [
            w,
            tensor(
              begin[p]!.map((v, i) => v + (h * direction[p]![i]!) / norm),
              { shape: w.shape },
            ),
          ] as const,
      ),
    );
    return value().item();
  };
  const difference = (at(STEP) - at(-STEP)) / (2 * STEP);
  at(0);
  const tolerance = 1e-3 + 0.02 * Math.abs(difference);
  return {
    value: slope,
    expected: difference,
    tolerance,
    pass: Math.abs(slope - difference) <= tolerance,
    details: { parameters: trainer.model.parameterCount, step: STEP },
  };
}
