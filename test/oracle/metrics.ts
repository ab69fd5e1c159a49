// Parity: metrics against scikit-learn and NLTK.
import * as metrics from "../../src/metrics/index.ts";
import type { Values } from "../../src/metrics/index.ts";
import { near, unpack, type Family, type Recorded, type Row } from "./oracle.ts";

type Of<T> = (output: T, target: T) => number | readonly (readonly number[])[];

const values = (record: Recorded, k: number): Values => ({ data: unpack(record.inputs![k]!), shape: record.inputs![k]!.shape });
const compare = (got: ReturnType<Of<never>>, wanted: unknown): void =>
  near("value", [got].flat(2) as number[], [wanted].flat(3) as number[], 1e-9);

/** Numbers against numbers, also when taken batch by batch. */
const rows = (torch: string, nabla: string, of: Readonly<Record<string, Of<Values>>>, differences?: string): Row => ({
  torch,
  nabla: `metrics.${nabla}`,
  ...(differences !== undefined && { differences }),
  checks: Object.fromEntries(
    Object.entries(of).map(([name, call]) => [
      name,
      (record: Recorded) => compare(call(values(record, 0), values(record, 1)), record["value"]),
    ]),
  ),
});
const texts = (torch: string, nabla: string, name: string, of: Of<readonly string[]>): Row => ({
  torch,
  nabla: `metrics.${nabla}`,
  checks: { [name]: (record) => compare(of(record["output"] as string[], record["target"] as string[]), record["value"]) },
});
const curve = ({ x, y }: metrics.Curve): number[][] => [[...x], [...y]];
const averages = (of: (average: metrics.Average) => Of<Values>, name: string): Record<string, Of<Values>> =>
  Object.fromEntries((["macro", "micro", "weighted"] as const).map((average) => [`${name} ${average}`, of(average)]));

export const metricsFamily: Family = {
  name: "metrics",
  title: "Metrics",
  rows: [
    rows("sklearn.metrics.accuracy_score", "accuracy", { accuracy: metrics.accuracy }),
    rows("sklearn.metrics.confusion_matrix", "confusionMatrix", { confusion: metrics.confusionMatrix }),
    rows("sklearn.metrics.precision_score", "precision", averages((average) => (o, t) => metrics.precision(o, t, { average }), "precision"), "the default is macro"), // prettier-ignore
    rows("sklearn.metrics.recall_score", "recall", averages((average) => (o, t) => metrics.recall(o, t, { average }), "recall"), "the default is macro"), // prettier-ignore
    rows(
      "sklearn.metrics.f1_score",
      "f1",
      averages((average) => (o, t) => metrics.f1(o, t, { average }), "f1"),
      "the default is macro",
    ),
    rows(
      "sklearn.metrics.fbeta_score",
      "fBeta",
      averages((average) => (o, t) => metrics.fBeta(o, t, 2, { average }), "f2"),
    ),
    rows("sklearn.metrics.balanced_accuracy_score", "balancedAccuracy", { "balanced accuracy": metrics.balancedAccuracy }),
    rows("sklearn.metrics.cohen_kappa_score", "cohenKappa", { kappa: metrics.cohenKappa }),
    rows("sklearn.metrics.matthews_corrcoef", "matthews", { matthews: metrics.matthews }),
    rows("sklearn.metrics.jaccard_score", "meanIou", { jaccard: metrics.meanIou }),
    rows("sklearn.metrics.top_k_accuracy_score", "topKAccuracy", { "top 2": (o, t) => metrics.topKAccuracy(o, t, 2) }),
    rows("sklearn.metrics.roc_auc_score", "rocAuc", { "roc auc": metrics.rocAuc, "roc auc of classes": metrics.rocAuc }),
    rows("sklearn.metrics.average_precision_score", "prAuc", { "average precision": metrics.prAuc }),
    rows("sklearn.metrics.roc_curve", "rocCurve", { "roc curve": (o, t) => curve(metrics.rocCurve(o, t)) }, "keeps every point"),
    rows("sklearn.metrics.precision_recall_curve", "prCurve", { "pr curve": (o, t) => curve(metrics.prCurve(o, t)) }, "from the highest threshold down"), // prettier-ignore
    rows("sklearn.metrics.log_loss", "logLoss", { "log loss": metrics.logLoss, "log loss binary": metrics.logLoss }),
    rows("sklearn.metrics.brier_score_loss", "brier", { brier: metrics.brier }, "also of more than two classes"),
    rows("sklearn.metrics.mean_absolute_error", "mae", { mae: metrics.mae }),
    rows("sklearn.metrics.mean_squared_error", "mse", { mse: metrics.mse }),
    rows("sklearn.metrics.mean_absolute_percentage_error", "mape", { mape: metrics.mape }),
    rows("sklearn.metrics.r2_score", "r2", { r2: metrics.r2 }),
    rows("sklearn.metrics.explained_variance_score", "explainedVariance", { "explained variance": metrics.explainedVariance }),
    rows("sklearn.metrics.adjusted_rand_score", "adjustedRand", { rand: metrics.adjustedRand }),
    rows("sklearn.metrics.normalized_mutual_info_score", "normalizedMutualInformation", { "mutual information": metrics.normalizedMutualInformation }), // prettier-ignore
    rows("sklearn.metrics.homogeneity_score", "homogeneity", { homogeneity: metrics.homogeneity }),
    rows("sklearn.metrics.completeness_score", "completeness", { completeness: metrics.completeness }),
    rows("sklearn.metrics.v_measure_score", "vMeasure", { "v measure": metrics.vMeasure, "v measure beta": (o, t) => metrics.vMeasure(o, t, 2.5) }), // prettier-ignore
    rows("sklearn.metrics.silhouette_score", "silhouette", { silhouette: metrics.silhouette }),
    rows("sklearn.metrics.ndcg_score", "ndcg", { ndcg: metrics.ndcg, "ndcg 3": (o, t) => metrics.ndcg(o, t, 3) }),
    texts("nltk.translate.bleu_score.corpus_bleu", "bleu", "bleu", metrics.bleu),
    texts("nltk.metrics.distance.edit_distance of words", "wordErrorRate", "word error rate", metrics.wordErrorRate),
    texts("nltk.metrics.distance.edit_distance of characters", "characterErrorRate", "character error rate", metrics.characterErrorRate),
  ],
};
