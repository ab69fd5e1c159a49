// The door `nabla/losses`: how wrong is an output? Each loss is a function of output and target.
export { binaryCrossEntropy, binaryCrossEntropyWithLogits, binaryFocal } from "./binary.ts";
export type { BinaryFocalOptions, BinaryLogitsOptions, BinaryOptions } from "./binary.ts";
export { checkLabels, crossEntropy, focal, klDiv, nll } from "./classification.ts";
export type { CrossEntropyOptions, FocalOptions, KlOptions, NllOptions } from "./classification.ts";
export { ctc } from "./ctc.ts";
export type { CtcOptions } from "./ctc.ts";
export { contrastive, cosineEmbedding, infoNce, minedTriplet, ntXent, tripletMargin, tripletMarginWithDistance } from "./embeddings.ts";
export type {
  InfoNceOptions,
  MinedTripletOptions,
  NtXentOptions,
  TripletDistanceOptions,
  TripletMarginOptions,
  TripletOptions,
} from "./embeddings.ts";
export { heatmapFocal } from "./heatmap.ts";
export type { HeatmapFocalOptions } from "./heatmap.ts";
export { hinge, hingeEmbedding, marginRanking, multiLabelMargin, multiLabelSoftMargin, multiMargin, softMargin } from "./margins.ts";
export type { HingeOptions, MarginOptions, MultiLabelSoftOptions, MultiMarginOptions } from "./margins.ts";
export { boxCiou, boxDiou, boxGiou, boxIou, dice, jaccard } from "./overlap.ts";
export type { BoxOptions, OverlapOptions } from "./overlap.ts";
export { gaussianNll, huber, l1, logCosh, mse, poissonNll, smoothL1 } from "./regression.ts";
export type { GaussianOptions, HuberOptions, PoissonOptions, SmoothL1Options } from "./regression.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
