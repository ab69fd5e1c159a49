// The door `nabla/optim`: optimizers, limits on gradients, schedules of the learning rate.
export { adam, adamw } from "./adam.ts";
export type { AdamOptions } from "./adam.ts";
export { clipGradNorm, clipGradValue, clippedByNorm, clippedByValue, normOf } from "./clip.ts";
export { Optimizer, optimizerOf } from "./optimizer.ts";
export type { OptimizerFactory, Rule, RuleInputs, Update } from "./optimizer.ts";
export { constantLr, cosineAnnealing, stepLr } from "./schedule.ts";
export type { CosineOptions, Schedule } from "./schedule.ts";
export { sgd } from "./sgd.ts";
export type { SgdOptions } from "./sgd.ts";
