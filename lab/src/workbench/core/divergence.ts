// Why training broke down: which number was the first that is none, and whether the learning rate was beyond what the curvature of the
// loss allows: gradient descent on a bowl of curvature λ is stable only below 2/λ. No page.
import type { Tensor } from "nabla";
import { largestCurvature } from "nabla/lecture";
import { diagnose } from "nabla/train";
import type { Moment, Trainer } from "./trainer.ts";

/** What is known of a breakdown. */
export interface Breakdown {
  readonly step: number;
  /** The loss of the step that was not done: NaN or an infinity, or finite with gradients that are not. */
  readonly loss: number;
  /** The step whose numbers are shown and kept. */
  readonly kept: number;
  readonly what: "input" | "target" | "parameter" | "layer" | "loss";
  /** Name of the layer or parameter. */
  readonly name: string;
  readonly rate: number;
  /** Largest curvature of the loss at the first weights; NaN if it could not be found. */
  readonly curvature: number;
  /** 2 / curvature. */
  readonly limit: number;
}

/**
 * Describes a breakdown. The trainer stands at numbers that are not fit for use, or just before them; afterwards it has those of
 * `last`, the last moment at which everything was finite.
 */
export function breakdown(trainer: Trainer, loss: number, last: Moment): Breakdown {
  const [x, y] = trainer.peek();
  const step = trainer.step;
  const rate = trainer.optimizer.lr;
  const { place } = diagnose({ model: trainer.model, batch: [x, y], value: loss, step, epoch: trainer.epoch, lr: rate });
  const kept = trainer.whole() ? step : last.step;
  if (kept !== step) trainer.restore(last);
  const here = trainer.moment();
  trainer.restoreBegin();
  const value = (): Tensor => trainer.loss(trainer.model.forward(x), y);
  let curvature = NaN;
  try {
    curvature = Math.abs(largestCurvature(value, trainer.model.parameters(), 30).value);
  } finally {
    trainer.restore(here);
  }
  return { step, loss, kept, what: place.what, name: place.name, rate, curvature, limit: 2 / curvature };
}
