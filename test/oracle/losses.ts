// Parity: losses.
import { abs, logSoftmax, type Tensor } from "../../src/index.ts";
import * as losses from "../../src/losses/index.ts";
import type { Family, Row } from "./oracle.ts";

type Call = (...inputs: Tensor[]) => Tensor;
const F = "torch.nn.functional";
const SHAPES = "shapes must be equal: no broadcasting";
const LABELS = "labels are i32 or u8";

const reductions = (name: string, loss: (a: Tensor, b: Tensor, options: losses.LossOptions) => Tensor): Record<string, Call> =>
  Object.fromEntries((["mean", "sum", "none"] as const).map((reduction) => [`${name} ${reduction}`, (a: Tensor, b: Tensor) => loss(a, b, { reduction })])); // prettier-ignore

/** The functions, and the class of the same loss, whose record has its name. */
const both = (name: string, type: string, nabla: string, plain: Call, cases: Record<string, Call>, differences?: string): Row[] => [
  { torch: `${F}.${name}`, nabla: `losses.${nabla}`, cases, ...(differences && { differences }) },
  { torch: `torch.nn.${type}`, nabla: `losses.${nabla}`, cases: { [type]: plain }, ...(differences && { differences }) },
];

const { mse, l1, huber, smoothL1, poissonNll, gaussianNll, binaryCrossEntropy, binaryCrossEntropyWithLogits, crossEntropy, nll, klDiv } =
  losses;
const { hingeEmbedding, softMargin, marginRanking, multiMargin, multiLabelMargin, multiLabelSoftMargin } = losses;
const { cosineEmbedding, tripletMargin, tripletMarginWithDistance } = losses;

const far = (a: Tensor, b: Tensor): Tensor => abs(a.sub(b)).sum(-1);
const ctc =
  (options?: losses.CtcOptions): Call =>
  (z, s, n, m) =>
    losses.ctc(logSoftmax(z, -1), s, n, m, options);

const lossRows: Row[] = [
  ...both("mse_loss", "MSELoss", "mse", (a, b) => mse(a, b), reductions("mse", mse), SHAPES),
  ...both("l1_loss", "L1Loss", "l1", (a, b) => l1(a, b), reductions("l1", l1), SHAPES),
  ...both("huber_loss", "HuberLoss", "huber", (a, b) => huber(a, b), { huber: (a, b) => huber(a, b, { delta: 0.7 }), "huber none": (a, b) => huber(a, b, { reduction: "none" }) }, SHAPES), // prettier-ignore
  ...both("smooth_l1_loss", "SmoothL1Loss", "smoothL1", (a, b) => smoothL1(a, b), {
    "smooth l1": (a, b) => smoothL1(a, b),
    "smooth l1 beta": (a, b) => smoothL1(a, b, { beta: 0.3, reduction: "none" }),
    "smooth l1 beta 0": (a, b) => smoothL1(a, b, { beta: 0 }),
  }, SHAPES), // prettier-ignore
  ...both("binary_cross_entropy", "BCELoss", "binaryCrossEntropy", (a, b) => binaryCrossEntropy(a, b), {
    bce: (a, b) => binaryCrossEntropy(a, b),
    "bce weight": (a, b, weight) => binaryCrossEntropy(a, b, { weight: weight, reduction: "sum" }),
    "bce edges": (a, b) => binaryCrossEntropy(a, b, { reduction: "none" }),
  }), // prettier-ignore
  ...both("binary_cross_entropy_with_logits", "BCEWithLogitsLoss", "binaryCrossEntropyWithLogits", (a, b) => binaryCrossEntropyWithLogits(a, b), {
    "bce logits": (a, b) => binaryCrossEntropyWithLogits(a, b),
    "bce logits weights": (a, b, weight, positiveWeight) => binaryCrossEntropyWithLogits(a, b, { weight: weight, positiveWeight: positiveWeight, reduction: "none" }),
  }, "pos_weight is positiveWeight"), // prettier-ignore
  ...both("cross_entropy", "CrossEntropyLoss", "crossEntropy", (a, b) => crossEntropy(a, b), {
    ce: (a, b) => crossEntropy(a, b),
    "ce sum weight": (a, b, weight) => crossEntropy(a, b, { weight: weight, reduction: "sum" }),
    "ce weight smooth": (a, b, weight) => crossEntropy(a, b, { weight: weight, labelSmoothing: 0.2 }),
    "ce ignored": (a, b, weight) => crossEntropy(a, b, { weight: weight, labelSmoothing: 0.1 }),
    "ce ignore 2": (a, b) => crossEntropy(a, b, { ignoreIndex: b.data()[0]!, reduction: "none" }),
    "ce spatial": (a, b, weight) => crossEntropy(a, b, { weight: weight }),
    "ce spatial none": (a, b) => crossEntropy(a, b, { reduction: "none", labelSmoothing: 0.1 }),
    "ce soft": (a, b) => crossEntropy(a, b),
    "ce soft weight smooth": (a, b, weight) => crossEntropy(a, b, { weight: weight, labelSmoothing: 0.3 }),
    "ce single": (a, b) => crossEntropy(a, b),
  }, LABELS), // prettier-ignore
  ...both("nll_loss", "NLLLoss", "nll", (a, b) => nll(a, b), {
    nll: (a, b) => nll(a, b),
    "nll weight": (a, b, weight) => nll(a, b, { weight: weight }),
    "nll spatial": (a, b) => nll(a, b, { reduction: "sum" }),
  }, LABELS), // prettier-ignore
  ...both("kl_div", "KLDivLoss", "klDiv", (a, b) => klDiv(a, b), {
    ...Object.fromEntries((["mean", "batchmean", "sum", "none"] as const).map((reduction) => [`kl ${reduction}`, (a: Tensor, b: Tensor) => klDiv(a, b, { reduction })])),
    "kl log": (a, b) => klDiv(a, b, { reduction: "batchmean", logTarget: true }),
  }), // prettier-ignore
  ...both("hinge_embedding_loss", "HingeEmbeddingLoss", "hingeEmbedding", (a, b) => hingeEmbedding(a, b), { "hinge embedding": (a, b) => hingeEmbedding(a, b, { margin: 0.8 }) }), // prettier-ignore
  ...both("soft_margin_loss", "SoftMarginLoss", "softMargin", (a, b) => softMargin(a, b), { "soft margin": (a, b) => softMargin(a, b) }), // prettier-ignore
  ...both("margin_ranking_loss", "MarginRankingLoss", "marginRanking", (a, b, c) => marginRanking(a, b, c), { "margin ranking": (a, b, c) => marginRanking(a, b, c, { margin: 0.3 }) }), // prettier-ignore
  ...both("multi_margin_loss", "MultiMarginLoss", "multiMargin", (a, b) => multiMargin(a, b), {
    "multi margin": (a, b) => multiMargin(a, b),
    "multi margin 2": (a, b, weight) => multiMargin(a, b, { p: 2, margin: 0.7, weight: weight, reduction: "none" }),
    "multi margin single": (a, b) => multiMargin(a, b),
  }, LABELS), // prettier-ignore
  ...both("multilabel_margin_loss", "MultiLabelMarginLoss", "multiLabelMargin", (a, b) => multiLabelMargin(a, b), {
    "multi label margin": (a, b) => multiLabelMargin(a, b),
    "multi label margin none": (a, b) => multiLabelMargin(a, b, { reduction: "none" }),
  }, "labels are i32"), // prettier-ignore
  ...both("multilabel_soft_margin_loss", "MultiLabelSoftMarginLoss", "multiLabelSoftMargin", (a, b) => multiLabelSoftMargin(a, b), {
    "multi label soft": (a, b) => multiLabelSoftMargin(a, b),
    "multi label soft weight": (a, b, weight) => multiLabelSoftMargin(a, b, { weight: weight, reduction: "none" }),
  }), // prettier-ignore
  ...both("cosine_embedding_loss", "CosineEmbeddingLoss", "cosineEmbedding", (a, b, c) => cosineEmbedding(a, b, c), {
    "cosine embedding": (a, b, c) => cosineEmbedding(a, b, c, { margin: -0.9 }),
    "cosine embedding none": (a, b, c) => cosineEmbedding(a, b, c, { reduction: "none" }),
  }), // prettier-ignore
  ...both("triplet_margin_loss", "TripletMarginLoss", "tripletMargin", (a, b, c) => tripletMargin(a, b, c), {
    triplet: (a, b, c) => tripletMargin(a, b, c),
    "triplet swap": (a, b, c) => tripletMargin(a, b, c, { margin: 2, swap: true, reduction: "none" }),
    "triplet p": (a, b, c) => tripletMargin(a, b, c, { p: 3, margin: 1.5 }),
  }), // prettier-ignore
  ...both("triplet_margin_with_distance_loss", "TripletMarginWithDistanceLoss", "tripletMarginWithDistance", (a, b, c) => tripletMarginWithDistance(a, b, c), { "triplet distance": (a, b, c) => tripletMarginWithDistance(a, b, c, { distance: far, margin: 3, swap: true }) }), // prettier-ignore
  ...both("poisson_nll_loss", "PoissonNLLLoss", "poissonNll", (a, b) => poissonNll(a, b), {
    poisson: (a, b) => poissonNll(a, b),
    "poisson full": (a, b) => poissonNll(a, b, { full: true, reduction: "none" }),
    "poisson rate": (a, b) => poissonNll(a, b, { logInput: false }),
  }), // prettier-ignore
  ...both("gaussian_nll_loss", "GaussianNLLLoss", "gaussianNll", (a, b, v) => gaussianNll(a, b, v), {
    gaussian: (a, b, v) => gaussianNll(a, b, v),
    "gaussian full": (a, b, v) => gaussianNll(a, b, v, { full: true, reduction: "none" }),
    "gaussian eps": (a, b, v) => gaussianNll(a, b, v, { eps: 0.5 }),
  }), // prettier-ignore
  ...both("ctc_loss", "CTCLoss", "ctc", ctc(), {
    ...Object.fromEntries((["mean", "sum", "none"] as const).map((reduction) => [`ctc ${reduction}`, ctc({ reduction })])),
    "ctc blank": ctc({ blank: 3 }),
    "ctc zero infinity": ctc({ zeroInfinity: true }),
    "ctc empty target": ctc({ reduction: "none" }),
    "ctc single": ctc(),
  }, "targets are padded, [N, S]; lengths are tensors; where no alignment exists the gradient is 0, not NaN"), // prettier-ignore
];

export const lossFamily: Family = { name: "losses", title: "Losses", rows: lossRows };
