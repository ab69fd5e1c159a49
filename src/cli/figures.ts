// How figures are called and written, for each metric of any kind of task. A metric without a name in one of the languages fails the type check.
import { fixedText, percentText } from "../viz/index.ts";
import type { Language } from "../viz/index.ts";

interface Figure {
  readonly en: string;
  readonly ru: string;
  /** How the value is written: as a share, or with so many digits. */
  readonly as: "percent" | "fixed" | "digits";
  readonly better: "higher" | "lower";
}

const FIGURES = {
  accuracy: { en: "accuracy", ru: "доля верных ответов", as: "percent", better: "higher" },
  macroF1: { en: "F1, mean over classes", ru: "F1, среднее по классам", as: "percent", better: "higher" },
  r2: { en: "R²", ru: "R²", as: "fixed", better: "higher" },
  rmse: { en: "RMSE", ru: "RMSE", as: "digits", better: "lower" },
  mae: { en: "MAE", ru: "MAE", as: "digits", better: "lower" },
  silhouette: { en: "silhouette", ru: "силуэт", as: "fixed", better: "higher" },
  kmeansSilhouette: { en: "silhouette of k-means on the inputs", ru: "силуэт k-средних на входах", as: "fixed", better: "higher" },
  adjustedRand: { en: "adjusted Rand index", ru: "скорректированный индекс Рэнда", as: "fixed", better: "higher" },
  kmeansAdjustedRand: { en: "adjusted Rand index of k-means on the inputs", ru: "индекс Рэнда k-средних на входах", as: "fixed", better: "higher" }, // prettier-ignore
  rocAuc: { en: "ROC AUC", ru: "ROC AUC", as: "fixed", better: "higher" },
  prAuc: { en: "average precision", ru: "средняя точность (AP)", as: "fixed", better: "higher" },
  distanceAuc: { en: "ROC AUC of the distance from the mean", ru: "ROC AUC расстояния от среднего", as: "fixed", better: "higher" },
  flagged: { en: "rows flagged", ru: "отмечено строк", as: "percent", better: "lower" },
  explained: { en: "variance explained", ru: "объяснённая дисперсия", as: "percent", better: "higher" },
  bitsPerCharacter: { en: "bits per character", ru: "бит на символ", as: "fixed", better: "lower" },
  perplexity: { en: "perplexity per token", ru: "перплексия на токен", as: "digits", better: "lower" },
  ngramBits: { en: "bits per character of the best n-gram", ru: "бит на символ у лучшей n-граммы", as: "fixed", better: "lower" },
  exact: { en: "exact match", ru: "точное совпадение", as: "percent", better: "higher" },
  chrF: { en: "chrF", ru: "chrF", as: "percent", better: "higher" },
  bleu: { en: "BLEU", ru: "BLEU", as: "percent", better: "higher" },
  copyChrF: { en: "chrF of a copy of the source", ru: "chrF копии исходного текста", as: "percent", better: "higher" },
  dice: { en: "Dice", ru: "коэффициент Дайса", as: "percent", better: "higher" },
  meanIou: { en: "mean IoU", ru: "средний IoU", as: "percent", better: "higher" },
  pixelAccuracy: { en: "pixel accuracy", ru: "доля верных пикселей", as: "percent", better: "higher" },
  map50: { en: "mAP at IoU 0.5", ru: "mAP при IoU 0,5", as: "percent", better: "higher" },
  map: { en: "mAP, IoU 0.5 to 0.95", ru: "mAP, IoU от 0,5 до 0,95", as: "percent", better: "higher" },
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureName = keyof typeof FIGURES;

const figureOf = (metric: string): Figure =>
  Object.hasOwn(FIGURES, metric) ? FIGURES[metric as FigureName] : { en: metric, ru: metric, as: "digits", better: "higher" };

export const figureName = (metric: string, language: Language): string => figureOf(metric)[language];

/** `97.3 %`, `0.871`, `12.34`. */
export function figureText(metric: string, value: number, language: Language = "en"): string {
  if (!Number.isFinite(value)) return "–";
  const { as } = figureOf(metric);
  if (as === "percent") return language === "en" ? `${(value * 100).toFixed(1)} %` : percentText(value, language, 1);
  if (as === "fixed") return fixedText(value, 3, language);
  const text = String(Number(value.toPrecision(4)));
  return language === "ru" ? text.replace(".", ",") : text;
}

export const isBetter = (metric: string, a: number, b: number): boolean => (figureOf(metric).better === "higher" ? a > b : a < b);
