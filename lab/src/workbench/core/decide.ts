// Decisions that follow from the settings and a problem: which loss, metric and network are meant; and which choices do not go together,
// with what to choose instead. Nothing is hidden from the learner: what cannot work is explained. Pure; needs nothing of the library.
import type { Architecture, LayerSpec } from "nabla/nn";
import type { Problem } from "./problem.ts";
import { activationAt } from "./settings.ts";
import type { LossName, MetricName, Settings } from "./settings.ts";

/** What decisions depend on. */
export type Facts = Pick<Problem, "task" | "classes" | "kind" | "shape">;

/** A loss by name, once "auto" is decided. */
export type PlainLoss = Exclude<LossName, "auto">;
export type PlainMetric = Exclude<MetricName, "auto">;

export const isClasses = ({ task }: Facts): boolean => task === "classification";
export const classCount = ({ classes }: Facts): number => classes?.length ?? 0;

export const lossOf = (settings: Settings, problem: Facts): PlainLoss =>
  settings.loss !== "auto"
    ? settings.loss
    : !isClasses(problem)
      ? "mse"
      : classCount(problem) === 2
        ? "binaryCrossEntropy"
        : "crossEntropy";

export const metricOfSettings = (settings: Settings, problem: Facts): PlainMetric =>
  settings.metric !== "auto" ? settings.metric : isClasses(problem) ? "accuracy" : "r2";

/** Two classes need one output (its sigmoid is the chance of the second class), unless the loss compares outputs with each other. */
export const outputsOf = (loss: PlainLoss, problem: Facts): number =>
  !isClasses(problem) ? 1 : classCount(problem) === 2 && loss !== "crossEntropy" && loss !== "focal" ? 1 : classCount(problem);

/** The network as data. */
export function architectureOf(settings: Settings, problem: Facts): Architecture {
  const { layers: widths, norm, drop, skip, conv } = settings;
  const layers: LayerSpec[] = [];
  let shape = problem.shape;
  if (problem.kind === "pictures") {
    for (let stage = 0; stage < conv; stage++) {
      const [channels, height, width] = shape as readonly [number, number, number];
      const out = 8 << stage;
      layers.push({ layer: "conv2d", in: channels, out, kernel: 3, padding: 1 }, { layer: "activation", name: activationAt(settings, 0) }, { layer: "maxPool2d", size: 2 }); // prettier-ignore
      shape = [out, Math.floor(height / 2), Math.floor(width / 2)];
    }
    layers.push({ layer: "flatten" });
  }
  let width = shape.reduce((product, size) => product * size, 1);
  widths.forEach((size, l) => {
    const block: LayerSpec[] = [{ layer: "linear", in: width, out: size }];
    if (norm === "batch") block.push({ layer: "batchNorm", features: size });
    if (norm === "layer") block.push({ layer: "layerNorm", features: size });
    block.push({ layer: "activation", name: activationAt(settings, l) });
    if (drop > 0) block.push({ layer: "dropout", share: drop });
    if (skip && size === width) layers.push({ layer: "residual", layers: block });
    else layers.push(...block);
    width = size;
  });
  layers.push({ layer: "linear", in: width, out: outputsOf(lossOf(settings, problem), problem) });
  return { input: problem.shape, layers };
}

/** A choice that cannot work, or not as one may hope. */
export interface Conflict {
  readonly code:
    | "loss-needs-classes"
    | "loss-needs-values"
    | "loss-two-classes"
    | "metric-needs-classes"
    | "metric-needs-values"
    | "metric-two-classes"
    | "batch-norm-one"
    | "skip-nowhere"
    | "step-learns-nothing"
    | "zeros-learn-nothing"
    | "conv-pictures"
    | "linear-all"
    | "too-many-classes"
    | "unscaled";
  /** Whether training is impossible. */
  readonly fatal: boolean;
  /** What is wrong: a name. */
  readonly about: string;
  /** Settings that mend it. */
  readonly cure: Partial<Settings>;
}

const CLASS_LOSSES: ReadonlySet<PlainLoss> = new Set(["crossEntropy", "binaryCrossEntropy", "hinge", "focal"]);
const VALUE_LOSSES: ReadonlySet<PlainLoss> = new Set(["l1", "huber", "logCosh"]);
const CLASS_METRICS: ReadonlySet<PlainMetric> = new Set(["accuracy", "balancedAccuracy", "f1", "rocAuc", "logLoss"]);

/** Everything that does not go together, worst first. */
export function conflictsOf(settings: Settings, problem: Facts & Pick<Problem, "train">): Conflict[] {
  const found: Conflict[] = [];
  const add = (code: Conflict["code"], fatal: boolean, about: string, cure: Partial<Settings>): void => void found.push({ code, fatal, about, cure }); // prettier-ignore
  const loss = lossOf(settings, problem);
  const metric = metricOfSettings(settings, problem);
  const classes = isClasses(problem);
  const many = classCount(problem);
  if (!classes && CLASS_LOSSES.has(loss)) add("loss-needs-classes", true, loss, { loss: "auto" });
  if (classes && VALUE_LOSSES.has(loss)) add("loss-needs-values", true, loss, { loss: "auto" });
  if (classes && many > 2 && loss === "binaryCrossEntropy") add("loss-two-classes", true, loss, { loss: "crossEntropy" });
  if (!classes && CLASS_METRICS.has(metric)) add("metric-needs-classes", true, metric, { metric: "auto" });
  if (classes && !CLASS_METRICS.has(metric)) add("metric-needs-values", true, metric, { metric: "auto" });
  if (classes && many > 2 && metric === "rocAuc") add("metric-two-classes", true, metric, { metric: "auto" });
  if (settings.norm === "batch" && (settings.batch === 1 || problem.train.count % settings.batch === 1))
    add("batch-norm-one", true, String(settings.batch), { norm: "layer" });
  if (classes && many > 100) add("too-many-classes", false, String(many), { task: "regression" });
  const widths = settings.layers;
  const inputs = problem.shape.reduce((product, size) => product * size, 1);
  if (settings.skip && !widths.some((width, l) => width === (l === 0 ? inputs : widths[l - 1])))
    add("skip-nowhere", false, widths.join(", "), { skip: false });
  if (widths.some((_, l) => activationAt(settings, l) === "step")) add("step-learns-nothing", false, "step", { act: ["tanh"] });
  if (widths.length > 0 && widths.every((_, l) => activationAt(settings, l) === "identity"))
    add("linear-all", false, "identity", { act: ["tanh"] });
  if (settings.init === "zeros" && widths.length > 0) add("zeros-learn-nothing", false, "zeros", { init: "default" });
  if (settings.conv > 0 && problem.kind !== "pictures") add("conv-pictures", false, String(settings.conv), { conv: 0 });
  if (settings.scale === "none" && [...problem.train.x.subarray(0, 2000)].some((value) => Math.abs(value) > 30))
    add("unscaled", false, "", { scale: "standard" });
  return found.sort((a, b) => Number(b.fatal) - Number(a.fatal));
}
