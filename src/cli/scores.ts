// What a test says, for people on a terminal: the figure, how sure it is, by group, and beside the reference. Knows no networks.
import type { Reference } from "../datasets/index.ts";
import { figureName, figureText, isBetter } from "./figures.ts";
import type { Scores } from "./kinds/kind.ts";
import type { Terminal } from "./terminal.ts";

const BASELINES: Readonly<Record<NonNullable<Scores["baseline"]>["what"], string>> = {
  mostFrequent: "always the most frequent class",
  mean: "always the mean",
  linear: "a linear model",
  ngrams: "the best n-gram",
  copy: "a copy of the source",
  kmeans: "k-means on the inputs",
  everywhere: "the object everywhere",
  distance: "the distance from the mean",
};

/** Prints the figure, the references and the groups. */
export function printScores(terminal: Terminal, scores: Scores, references: readonly Reference[]): void {
  const { paint } = terminal;
  const { low, high } = scores.interval;
  const show = (value: number): string => figureText(scores.metric, value);
  const sure = Number.isFinite(low) && Number.isFinite(high) ? `95 % interval ${show(low)} – ${show(high)}, ` : "";
  terminal.line();
  terminal.line(
    `  test ${figureName(scores.metric, "en")} ${paint.bold(paint.green(show(scores.value)))}  ${paint.dim(`(${sure}${scores.count} test examples)`)}`,
  );
  for (const [name, value] of Object.entries(scores.more)) terminal.line(`  test ${figureName(name, "en")} ${figureText(name, value)}`);
  if (scores.baseline)
    terminal.line(`  ${paint.dim("baseline")} ${show(scores.baseline.value)}  ${paint.dim(BASELINES[scores.baseline.what])}`);
  const comparable = references.filter(({ metric }) => metric === scores.metric);
  comparable.forEach(({ what, value }, i) => {
    // What is printed alike counts as equal; the first reference is the bar.
    const reached = !isBetter(scores.metric, Math.round(value * 1000), Math.round(scores.value * 1000));
    const sign = i > 0 ? "" : reached ? paint.green("reached") : paint.yellow("not reached");
    terminal.line(`  ${paint.dim("reference")} ${show(value)}  ${paint.dim(what)}  ${sign}`.trimEnd());
  });
  if (scores.groups.length > 0) {
    terminal.line();
    const rows = scores.groups.map(({ name, value, count }) => [name, show(value), terminal.bar(value, 20), String(count)]);
    terminal.table([["", figureName(scores.metric, "en"), "", "examples"], ...rows], ["left", "right", "left", "right"]);
  }
  if (scores.mistakes.length > 0) {
    terminal.line();
    terminal.line(
      `  ${paint.dim("mistakes:")} ${scores.mistakes.map(([actual, predicted, count]) => `${actual} taken for ${predicted} (${count})`).join(", ")}`,
    );
  }
}
