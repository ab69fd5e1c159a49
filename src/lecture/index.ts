// The door `nabla/lecture`: each system of the lecture as small code, and every statement of it as a claim that is computed anew.
export { claims } from "./claims/index.ts";
export { rooms } from "./claim.ts";
export type { Claim, ClaimContext, Finding, Oracle, Room, Words } from "./claim.ts";
export { firingRate, integrateAndFire, membrane } from "./living.ts";
export type { Membrane, Pulse, Recording, Stimulus } from "./living.ts";
export { fire, foot, lineInSquare, normal, signedDistance, threshold, thresholdAtZero, weightedSum } from "./neuron.ts";
export type { Neuron } from "./neuron.ts";
export { feasibleCone, feasiblePairs, gates, inputsOf, learnGates, passes, tableNumber, tableOf } from "./gates.ts";
export type { Learned, Point, Table } from "./gates.ts";
export { contradiction, separableTables } from "./separability.ts";
export type { Contradiction } from "./separability.ts";
export {
  demands,
  foldNot,
  foldedXor,
  hidden,
  trainXor,
  xorNetworks,
  xorOfFive,
  xorOfThree,
  xorSolved,
  xorTable,
  xorTrainer,
} from "./xor.ts";
export type { Demand, XorNetworks, XorTraining } from "./xor.ts";
export { Population, spreads, train, trainer } from "./population.ts";
export type { PopulationOptions, Trainer, Training } from "./population.ts";
export { blobs, checkerboard, circles, curve, moons, shapes, spirals } from "./points.ts";
export type { Points, PointsOptions } from "./points.ts";
export { journey, planeTrainer, quarters } from "./planes.ts";
export type { PlaneNetwork, PlaneOptions, PlaneTrainer } from "./planes.ts";
export { collapse, countPieces, folder, folds, slopes, stackOfLayers } from "./layers.ts";
export { disagreement, hashOf, layersOfSizes, parameterCount, run } from "./components.ts";
export type { Components, Outcome, RunOptions, Snapshot } from "./components.ts";
export { alongLogit, bce, lineByDescent, naiveBce, slideBce, squaredError, stepsToRecover } from "./losses.ts";
export type { Curve, LinePoints, LogitLoss } from "./losses.ts";
export { jump, largestError, meanError, sine, staircase, staircaseFor, trainedApproximation } from "./cybenko.ts";
export type { Target, TrainedOptions } from "./cybenko.ts";
export { Machine, corrected, wiring } from "./perceptron.ts";
export type { MachineOptions } from "./perceptron.ts";
export { oneOfEach, shifted, shown } from "./retina.ts";
export type { LetterPictures, Letters, ShownOptions } from "./retina.ts";
export { ExpressionError, evaluateExpression, namesOf, operations, parseExpression } from "./expression.ts";
export type { Assignment, Expression, Operation } from "./expression.ts";
export { codeOf, formulaOf, nameText } from "./notation.ts";
export { graphOfText } from "./chain.ts";
export type { Edge, Graph, Node as GraphNode } from "./chain.ts";
export { byName, naiveGradients, paths, productAlong } from "./routes.ts";
export { bowl, growth, hessianTimes, largestCurvature, largestRate, race, stepsInBowl } from "./descent.ts";
export type { RaceOptions } from "./descent.ts";
export { activationNames, activations, deafFrom, oneSignShare, activationProfile } from "./activations.ts";
export type { Activation, ActivationName } from "./activations.ts";
export {
  awakeShare,
  bornDead,
  deadShare,
  gradientNorms,
  gradientRatio,
  layerAnswers,
  lossesAfter,
  shareRight,
  signalPower,
  trainWithRates,
  untrained,
} from "./depth.ts";
export type { DeepOptions } from "./depth.ts";
export { filterNormalized, filterNorms, randomDirection, slice, surfaces, towards } from "./landscape.ts";
export type { Direction, LossOf } from "./landscape.ts";
export { centered, coordinate, coordinates, flat, principalAxes, randomUnit, randomWalk } from "./path.ts";
export type { PrincipalAxes } from "./path.ts";
export { chaos, meanBce, norms, normalizedRise, riseBeyond, trainInBatches } from "./sharpness.ts";
export type { BatchOptions, ChaosOptions } from "./sharpness.ts";
export { assemble, losses as lossesOfTasks, split } from "./together.ts";
export type { Built, Choice, Data, Task } from "./together.ts";
