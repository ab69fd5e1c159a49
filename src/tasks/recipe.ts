// What a recipe is: one kind of task on one real data set, trained and judged. Knows no particular task.
import type { FetchOptions } from "../datasets/index.ts";
import type { Words } from "../lecture/index.ts";
import type { Scene } from "../viz/index.ts";

/** What may be asked of a run. */
export interface RunOptions extends FetchOptions {
  /** Everything random follows it: initial weights, order, splits that are not fixed. */
  readonly seed: number;
  /** A smaller network on a part of the data: must still beat its baseline, within seconds. */
  readonly quick: boolean;
  /** Share of the work that is done, 0 … 1, with the figure of the moment if there is one. */
  readonly onShare?: (share: number, score?: { readonly name: string; readonly value: number }) => void;
  readonly signal?: AbortSignal;
}

/** A number and whose it is. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** Who measured it, or where it is published. */
  readonly source?: string;
}

/** What a run found. The test data were used once, for it. */
export interface Outcome {
  readonly test: number;
  /** What needs no network: the most frequent class, the mean, a copy of the input, a search for a template. Computed in the same run. */
  readonly baseline: Figure;
  /** Further numbers: intervals, other metrics, results of other methods on the same split. */
  readonly details: Readonly<Record<string, number | string | readonly number[]>>;
  /** Examples for a person to look at: inputs, answers, what should have come out. */
  readonly samples: readonly string[];
  /** The same as pictures: boxes, masks, maps. */
  readonly pictures?: readonly Scene[];
}

/** One kind of task on one data set. */
export interface Recipe {
  /** `task` or `task-dataset`: what is asked for on the command line. */
  readonly id: string;
  readonly task: string;
  readonly dataset: string;
  readonly title: Words;
  /** How the data are split, prepared and judged, in two or three sentences. */
  readonly about: Words;
  readonly metric: string;
  readonly better: "higher" | "lower";
  /** What the whole run is meant to reach (mean over seeds), or that it is better than its baseline, as a quick run has to be. */
  readonly bar: number | "baseline";
  readonly reference: Figure | null;
  run(options: RunOptions): Promise<Outcome>;
}

/** Whether a run reached what it is meant to. */
export const passes = (recipe: Pick<Recipe, "better" | "bar">, outcome: Pick<Outcome, "test" | "baseline">, quick: boolean): boolean => {
  const { test, baseline } = outcome;
  const higher = recipe.better === "higher";
  if (quick || recipe.bar === "baseline") return higher ? test > baseline.value : test < baseline.value;
  return higher ? test >= recipe.bar : test <= recipe.bar;
};

/** What `passes` asks for, in a few characters: "≥ 0.95", "< baseline". */
export const goalOf = (
  { better, bar }: Pick<Recipe, "better" | "bar">,
  quick: boolean,
  figure: (value: number) => string = String,
): string =>
  quick || bar === "baseline" ? `${better === "higher" ? ">" : "<"} baseline` : `${better === "higher" ? "≥" : "≤"} ${figure(bar)}`;
