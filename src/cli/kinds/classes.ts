// What a test says of answers that are classes. Knows outputs and targets; not where they come from.
import { softmax, tensor } from "../../index.ts";
import type { Exhibit } from "../exhibits.ts";
import { bootstrap, wilson } from "../statistics.ts";
import type { Judgement, Scores } from "./kind.ts";

/** Test examples that belong together: the letters of one font. */
export interface Group {
  readonly name: string;
  readonly rows: readonly number[];
}

/** Number of the largest of `width` outputs, for each example. */
export function largest(outputs: ArrayLike<number>, width: number): Int32Array {
  return Int32Array.from({ length: outputs.length / width }, (_, row) => {
    let best = 0;
    for (let c = 1; c < width; c++) if (outputs[row * width + c]! > outputs[row * width + best]!) best = c;
    return best;
  });
}

/** Probabilities of the classes, row by row. */
export const sharesOf = (outputs: Float32Array, width: number): ArrayLike<number> =>
  softmax(tensor(outputs, { shape: [outputs.length / width, width] }), 1).data();

/** Precision, recall and F1 of each class, from a table of counts [actual][predicted]. */
export function byClass(counts: readonly (readonly number[])[], classes: readonly string[]) {
  return classes.map((name, c) => {
    const right = counts[c]![c]!;
    const found = counts.reduce((sum, row) => sum + row[c]!, 0);
    const count = counts[c]!.reduce((sum, value) => sum + value, 0);
    const [precision, recall] = [found === 0 ? 0 : right / found, count === 0 ? 0 : right / count];
    return { name, precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall), count };
  });
}

function countsOf(predicted: ArrayLike<number>, actual: ArrayLike<number>, classes: number, rows?: ArrayLike<number>): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < (rows?.length ?? actual.length); i++) counts[actual[rows ? rows[i]! : i]!]![predicted[rows ? rows[i]! : i]!]!++;
  return counts;
}

const macroF1 = (counts: readonly (readonly number[])[], classes: readonly string[]): number => {
  const rows = byClass(counts, classes).filter(({ count }) => count > 0);
  return rows.reduce((sum, { f1 }) => sum + f1, 0) / rows.length;
};

const BINS = 10;

/** How often answers are right, by how sure they were. */
function reliability(shares: ArrayLike<number>, predicted: Int32Array, actual: ArrayLike<number>, width: number) {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, accuracy: 0, count: 0 }));
  for (let row = 0; row < predicted.length; row++) {
    const sure = shares[row * width + predicted[row]!]!;
    const bin = bins[Math.min(BINS - 1, Math.floor(sure * BINS))]!;
    bin.confidence += sure;
    bin.accuracy += predicted[row] === actual[row] ? 1 : 0;
    bin.count++;
  }
  return bins.map(({ confidence, accuracy, count }) => ({ confidence: count ? confidence / count : 0, accuracy: count ? accuracy / count : 0, count })); // prettier-ignore
}

/** More classes than this are no table to read; their worst ones are shown. */
const MOST_IN_MAP = 40;

export function judgeClasses(
  outputs: Float32Array,
  actual: ArrayLike<number>,
  classes: readonly string[],
  groups: readonly Group[] = [],
  linear: ArrayLike<number> | null = null,
): Judgement {
  const width = classes.length;
  const predicted = largest(outputs, width);
  const count = predicted.length;
  const counts = countsOf(predicted, actual, width);
  const right = counts.reduce((sum, row, c) => sum + row[c]!, 0);
  const mistakes = counts
    .flatMap((row, a) => row.flatMap((n, p): [string, string, number][] => (a === p || n === 0 ? [] : [[classes[a]!, classes[p]!, n]])))
    .sort((a, b) => b[2] - a[2])
    .slice(0, 6);
  const shares = sharesOf(outputs, width);
  const usual = Math.max(...counts.map((row) => row.reduce((sum, value) => sum + value, 0))) / count;
  const line = linear ? Array.from(linear).reduce((sum, answer, i) => sum + (answer === actual[i] ? 1 : 0), 0) / count : 0;
  const scores: Scores = {
    metric: "accuracy",
    value: right / count,
    interval: wilson(right, count),
    count,
    more: { macroF1: macroF1(counts, classes) },
    intervals: { macroF1: bootstrap(count, (rows) => macroF1(countsOf(predicted, actual, width, rows), classes), 300) },
    baseline: line > usual ? { what: "linear", value: line } : { what: "mostFrequent", value: usual },
    groups: groups.map(({ name, rows }) => ({
      name,
      count: rows.length,
      value: rows.reduce((all, row) => all + (predicted[row] === actual[row] ? 1 : 0), 0) / rows.length,
    })),
    mistakes,
  };
  const exhibits: Exhibit[] = [
    ...(width <= MOST_IN_MAP ? [{ exhibit: "confusion", classes, counts } as const] : []),
    { exhibit: "classScores", rows: byClass(counts, classes) },
    ...(count >= 40 ? [{ exhibit: "reliability", bins: reliability(shares, predicted, actual, width) } as const] : []),
  ];
  return { scores, exhibits };
}
