// The door `nabla/optim`: optimizers and what they are made of, limits on gradients, averages of weights, schedules.
export { adam, adamw, lamb } from "./adam.ts";
export type { AdamOptions, LambOptions } from "./adam.ts";
export { adamax, nadam, radam } from "./adamVariants.ts";
export type { AdamaxOptions, NadamOptions, RadamOptions } from "./adamVariants.ts";
export { adadelta, adagrad, rmsprop } from "./adaptive.ts";
export type { AdadeltaOptions, AdagradOptions, RmspropOptions } from "./adaptive.ts";
export { asgd } from "./asgd.ts";
export type { AsgdOptions } from "./asgd.ts";
export { WeightAverage, averagedWeights, updateBatchNorm } from "./averaging.ts";
export type { AverageOptions } from "./averaging.ts";
export { clipGradNorm, clipGradValue, clippedByNorm, clippedByValue, normOf } from "./clip.ts";
export { chainedLr, lambdaLr, multiplicativeLr, sequentialLr, swaLr } from "./combine.ts";
export type { SwaLrOptions } from "./combine.ts";
export { cyclicLr, cyclicMomentum, oneCycle, oneCycleMomentum } from "./cycles.ts";
export type { CyclicMomentumOptions, CyclicOptions, OneCycleMomentumOptions, OneCycleOptions } from "./cycles.ts";
export { decayWeightsOnly, groupsBy } from "./groups.ts";
export type { CommonOptions, ParameterGroup, ParameterSource, Target } from "./groups.ts";
export { Lbfgs, lbfgs } from "./lbfgs.ts";
export type { LbfgsOptions } from "./lbfgs.ts";
export { muon, orthogonal } from "./muon.ts";
export type { MuonOptions } from "./muon.ts";
export { Group, Optimizer, optimizerOf } from "./optimizer.ts";
export type { OptimizerFactory, Update } from "./optimizer.ts";
export { Plateau, reduceOnPlateau } from "./plateau.ts";
export type { PlateauOptions, PlateauState } from "./plateau.ts";
export { chain } from "./rule.ts";
export type { Dial, Rule, RuleInputs, Shared, Slot, StepNumbers, Transform, TransformInputs } from "./rule.ts";
export {
  constantLr,
  cosineAnnealing,
  cosineAnnealingWarmRestarts,
  exponentialLr,
  linearLr,
  linearWarmup,
  multiStepLr,
  polynomialLr,
  stepLr,
} from "./schedule.ts";
export type { CosineOptions, Schedule, WarmRestartsOptions } from "./schedule.ts";
export { sgd } from "./sgd.ts";
export type { SgdOptions } from "./sgd.ts";
export { lion, rprop } from "./signs.ts";
export type { LionOptions, RpropOptions } from "./signs.ts";
export { addDecay, addMomentum, negate, scaleBy, scaleByAdam, scaleByRate, scaleByTrust } from "./transforms.ts";
export type { MomentOptions, MomentumOptions } from "./transforms.ts";
export { accumulated, lookahead } from "./wrappers.ts";
export type { LookaheadOptions } from "./wrappers.ts";
