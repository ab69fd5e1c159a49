// `nabla tasks`: trains each kind of task on real data and prints its figure beside a baseline and a reference.
import { goalOf, passes, recipeIds, recipes } from "../tasks/index.ts";
import type { Outcome, Recipe } from "../tasks/index.ts";
import { useDevice } from "./device.ts";
import { CommandError, describeError, nearest, usageError } from "./errors.ts";
import { clock } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

export interface TasksOptions {
  readonly quick: boolean;
  readonly list: boolean;
  readonly samples: boolean;
  readonly seed: number;
  readonly seeds: number;
  readonly lang: "en" | "ru";
  readonly device?: string;
  readonly threads?: number;
}

/** One run of one recipe. */
interface Run {
  readonly outcome: Outcome | null;
  /** Why there is no outcome. */
  readonly failure: string | null;
  readonly seconds: number;
}

/** All runs of one recipe, and what is to be said of them. */
interface Row {
  readonly recipe: Recipe;
  readonly mean: number;
  readonly spread: number;
  readonly baseline: number;
  readonly seconds: number;
  readonly pass: boolean;
  readonly failure: string | null;
}

/** Runs the recipes of these names, or all; an error at the end if one of them misses its goal. */
export async function tasks(names: readonly string[], options: TasksOptions, terminal: Terminal): Promise<void> {
  const ids = choose(names);
  if (options.list) return describe(ids, options, terminal);
  const device = useDevice(options, (text) => terminal.line(text));
  const begin = performance.now();
  const rows: Row[] = [];
  for (const id of ids) {
    const recipe = await recipes[id]!();
    const runs: Run[] = [];
    for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
      const run = await runOnce(recipe, seed, options, terminal);
      runs.push(run);
      terminal.event(lineOf(recipe, run, seed, options, device.name));
      terminal.line(`${sentence(recipe, run, options)}${options.seeds > 1 ? terminal.paint.dim(`  seed ${seed}`) : ""}  ${terminal.paint.dim(clock(run.seconds))}`); // prettier-ignore
      if (options.samples) for (const sample of run.outcome?.samples ?? []) for (const part of sample.split("\n")) terminal.line(`      ${part}`); // prettier-ignore
    }
    rows.push(rowOf(recipe, runs, options.quick));
  }
  terminal.line();
  terminal.table(tableOf(rows, options, terminal), ["left", "left", "left", "right", "right", "right", "right", "right", "left"]);
  const failed = rows.filter(({ pass }) => !pass);
  terminal.line();
  terminal.line(
    `${rows.length - failed.length} passed, ${failed.length} failed; ${options.seeds === 1 ? `seed ${options.seed}` : `seeds ${options.seed} to ${options.seed + options.seeds - 1}`}, ${device.name}, ${clock((performance.now() - begin) / 1000)}${options.quick ? "; quick: the goal is the baseline" : ""}`,
  );
  if (failed.length > 0)
    throw new CommandError(
      `tasks: ${failed.map(({ recipe }) => recipe.id).join(", ")} did not reach ${options.quick ? "more than the baseline" : "the bar"}`,
    );
}

function choose(names: readonly string[]): readonly string[] {
  if (names.length === 0) return recipeIds();
  const chosen = new Set<string>();
  for (const name of names) {
    const ids = recipeIds(name);
    if (ids.length === 0) {
      const words = recipeIds().flatMap((id) => [id, id.slice(0, id.lastIndexOf("-")), id.slice(id.lastIndexOf("-") + 1)]);
      const near = nearest(
        name,
        [...new Set(words)].filter((word) => word !== ""),
      );
      throw usageError(
        `tasks: there is no task or data set "${name}"${near ? `; did you mean ${near}?` : ""}; there are ${recipeIds().join(", ")}`,
      );
    }
    for (const id of ids) chosen.add(id);
  }
  return recipeIds().filter((id) => chosen.has(id));
}

/** What the recipes are, without running them. */
async function describe(ids: readonly string[], { lang }: TasksOptions, terminal: Terminal): Promise<void> {
  for (const id of ids) {
    const { task, dataset, title, about, metric, better, bar, reference } = await recipes[id]!();
    terminal.line(`${terminal.paint.bold(id)}  ${title[lang]}`);
    terminal.line(`    ${about[lang]}`);
    terminal.line(terminal.paint.dim(`    ${metric} ${better === "higher" ? "≥" : "≤"} ${bar}${reference ? `; ${reference.what}: ${reference.value}${reference.source ? ` (${reference.source})` : ""}` : ""}`)); // prettier-ignore
    terminal.event({ id, task, dataset, title: title[lang], about: about[lang], metric, better, bar, reference });
  }
}

async function runOnce(recipe: Recipe, seed: number, { quick }: TasksOptions, terminal: Terminal): Promise<Run> {
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  const name = `${recipe.id}${quick ? " (quick)" : ""}, seed ${seed}`;
  terminal.status(name);
  try {
    const outcome = await recipe.run({
      seed,
      quick,
      onProgress: (message) => terminal.line(terminal.paint.dim(message)),
      onShare: (share, score) => {
        const left = share > 0.02 ? `  ${terminal.paint.dim(`${clock((seconds() / share) * (1 - share))} left`)}` : "";
        terminal.status(`${name}  ${terminal.bar(share)}  ${String(Math.floor(share * 100)).padStart(3)} %${score ? `  ${score.name} ${figure(score.value)}` : ""}${left}`); // prettier-ignore
      },
    });
    if (!Number.isFinite(outcome.test)) return { outcome: null, failure: `its figure is ${outcome.test}`, seconds: seconds() };
    return { outcome, failure: null, seconds: seconds() };
  } catch (error) {
    return { outcome: null, failure: describeError(error), seconds: seconds() };
  }
}

/** The line for programs: the same keys for every run. */
function lineOf(recipe: Recipe, { outcome, failure, seconds }: Run, seed: number, { quick }: TasksOptions, device: string) {
  return {
    task: recipe.task,
    dataset: recipe.dataset,
    metric: recipe.metric,
    test: outcome ? outcome.test : null,
    baseline: outcome ? outcome.baseline.value : null,
    reference: recipe.reference ? recipe.reference.value : null,
    pass: outcome !== null && passes(recipe, outcome, quick),
    seconds: Math.round(seconds * 100) / 100,
    seed,
    id: recipe.id,
    quick,
    bar: recipe.bar === "baseline" ? (outcome?.baseline.value ?? null) : recipe.bar,
    better: recipe.better,
    device,
    baselineIs: outcome ? outcome.baseline.what : null,
    referenceIs: recipe.reference ? `${recipe.reference.what}${recipe.reference.source ? ` (${recipe.reference.source})` : ""}` : null,
    ...(failure !== null && { failure }),
    ...(outcome && { details: outcome.details, samples: outcome.samples }),
  };
}

function sentence(recipe: Recipe, { outcome, failure }: Run, { quick }: TasksOptions): string {
  if (outcome === null) return `✗ ${recipe.id}: ${failure}`;
  return `${passes(recipe, outcome, quick) ? "✓" : "✗"} ${recipe.id}  ${recipe.metric} ${figure(outcome.test)}  ${outcome.baseline.what} ${figure(outcome.baseline.value)}`;
}

/** The mean over the runs is what is held against the bar; a run that broke off fails the recipe. */
function rowOf(recipe: Recipe, runs: readonly Run[], quick: boolean): Row {
  const outcomes = runs.flatMap(({ outcome }) => (outcome ? [outcome] : []));
  const mean = average(outcomes.map(({ test }) => test));
  const baseline = average(outcomes.map((outcome) => outcome.baseline.value));
  const failure = runs.find((run) => run.failure !== null)?.failure ?? null;
  const spread = outcomes.length < 2 ? 0 : Math.sqrt(outcomes.reduce((sum, { test }) => sum + (test - mean) ** 2, 0) / (outcomes.length - 1)); // prettier-ignore
  const whole = { ...outcomes[0], test: mean, baseline: { what: "", value: baseline } } as Outcome;
  return {
    recipe,
    mean,
    spread,
    baseline,
    seconds: average(runs.map(({ seconds }) => seconds)),
    pass: failure === null && passes(recipe, whole, quick),
    failure,
  };
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function tableOf(rows: readonly Row[], { seeds, quick }: TasksOptions, { paint }: Terminal): string[][] {
  return [
    [
      "task",
      "data set",
      "metric",
      seeds > 1 ? "test (mean ± spread)" : "test",
      "baseline",
      "reference",
      quick ? "goal" : "bar",
      "time",
      "",
    ],
    ...rows.map(({ recipe, mean, spread, baseline, seconds, pass, failure }) => [
      recipe.task,
      recipe.dataset,
      recipe.metric,
      failure !== null && Number.isNaN(mean) ? "–" : `${figure(mean)}${seeds > 1 ? ` ± ${figure(spread)}` : ""}`,
      Number.isNaN(baseline) ? "–" : figure(baseline),
      recipe.reference ? figure(recipe.reference.value) : "–",
      goalOf(recipe, quick, figure),
      clock(seconds),
      pass ? paint.green("✓") : paint.red("✗"),
    ]),
  ];
}

/** Four digits that mean something. */
const figure = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(1) : Math.abs(value) >= 10 ? value.toFixed(2) : value.toFixed(4)); // prettier-ignore
