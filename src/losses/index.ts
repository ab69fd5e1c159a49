// The door `nabla/losses`: how wrong is an output? Each loss is a function of output and target.
export { binaryCrossEntropy, binaryCrossEntropyWithLogits, checkLabels, crossEntropy, nll } from "./classification.ts";
export type { BinaryLogitsOptions, CrossEntropyOptions } from "./classification.ts";
export { huber, l1, mse } from "./regression.ts";
export type { HuberOptions } from "./regression.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
