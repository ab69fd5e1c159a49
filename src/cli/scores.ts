// What the test says: the figure, how sure it is, by group, and beside the reference. Knows outputs and targets; not networks.
import type { Problem } from "./problem.ts";
import { bootstrapR2, regressionScores, wilson } from "./statistics.ts";
import type { Interval } from "./statistics.ts";
import { percent } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

export interface GroupScore {
  readonly name: string;
  readonly value: number;
  readonly count: number;
}

export interface TestScores {
  readonly metric: "accuracy" | "r2";
  readonly value: number;
  readonly interval: Interval;
  readonly count: number;
  /** Further metrics, in the target's own units. */
  readonly more: Readonly<Record<string, number>>;
  readonly groups: readonly GroupScore[];
  /** The pairs of classes that are mistaken most: actual, predicted, how often. */
  readonly mistakes: readonly (readonly [string, string, number])[];
}

/** Number of the largest of `width` outputs, for each example. */
export function largest(outputs: ArrayLike<number>, width: number): Int32Array {
  return Int32Array.from({ length: outputs.length / width }, (_, row) => {
    let best = 0;
    for (let c = 1; c < width; c++) if (outputs[row * width + c]! > outputs[row * width + best]!) best = c;
    return best;
  });
}

export function classScores(
  predicted: Int32Array,
  actual: ArrayLike<number>,
  classes: readonly string[],
  groups: Problem["groups"],
): TestScores {
  const right = (row: number): number => (predicted[row] === actual[row] ? 1 : 0);
  let sum = 0;
  const confused = new Map<string, [string, string, number]>();
  for (let row = 0; row < predicted.length; row++) {
    sum += right(row);
    if (right(row)) continue;
    const pair = [classes[actual[row]!]!, classes[predicted[row]!]!] as const;
    const entry = confused.get(pair.join("\0")) ?? [...pair, 0];
    entry[2]++;
    confused.set(pair.join("\0"), entry);
  }
  return {
    metric: "accuracy",
    value: sum / predicted.length,
    interval: wilson(sum, predicted.length),
    count: predicted.length,
    more: {},
    groups: (groups ?? []).map(({ name, rows }) => ({
      name,
      count: rows.length,
      value: rows.reduce((all, row) => all + right(row), 0) / rows.length,
    })),
    mistakes: [...confused.values()].sort((a, b) => b[2] - a[2]).slice(0, 6),
  };
}

export function valueScores(predicted: ArrayLike<number>, actual: ArrayLike<number>): TestScores {
  const { r2, rmse, mae } = regressionScores(predicted, actual);
  return {
    metric: "r2",
    value: r2,
    interval: bootstrapR2(predicted, actual),
    count: actual.length,
    more: { rmse, mae },
    groups: [],
    mistakes: [],
  };
}

const shown = (metric: string, value: number): string => (metric === "accuracy" ? percent(value) : value.toFixed(3));
const METRIC_NAMES: Readonly<Record<string, string>> = { accuracy: "accuracy", r2: "R²", rmse: "RMSE", mae: "MAE" };

/** Prints the figure, the references and the groups. */
export function printScores(terminal: Terminal, scores: TestScores, references: Problem["references"]): void {
  const { paint } = terminal;
  const { low, high } = scores.interval;
  const spread = paint.dim(`(95 % interval ${shown(scores.metric, low)} – ${shown(scores.metric, high)}, ${scores.count} test examples)`);
  terminal.line();
  terminal.line(`  test ${METRIC_NAMES[scores.metric]!} ${paint.bold(paint.green(shown(scores.metric, scores.value)))}  ${spread}`);
  for (const [name, value] of Object.entries(scores.more)) terminal.line(`  test ${METRIC_NAMES[name] ?? name} ${value.toPrecision(4)}`);
  const comparable = references.filter(({ metric }) => metric === scores.metric);
  comparable.forEach(({ what, value }, i) => {
    // What is printed alike counts as equal; the first reference is the bar.
    const reached = Math.round(scores.value * 1000) >= Math.round(value * 1000);
    const sign = i > 0 ? "" : reached ? paint.green("reached") : paint.yellow("not reached");
    terminal.line(`  ${paint.dim("reference")} ${shown(scores.metric, value)}  ${paint.dim(what)}  ${sign}`.trimEnd());
  });
  if (scores.groups.length > 0) {
    terminal.line();
    const rows = scores.groups.map(({ name, value, count }) => [name, shown(scores.metric, value), terminal.bar(value, 20), String(count)]);
    terminal.table([["font", "accuracy", "", "letters"], ...rows], ["left", "right", "left", "right"]);
  }
  if (scores.mistakes.length > 0) {
    terminal.line();
    terminal.line(
      `  ${paint.dim("mistakes:")} ${scores.mistakes.map(([actual, predicted, count]) => `${actual} taken for ${predicted} (${count})`).join(", ")}`,
    );
  }
}
