// `npm run tasks-doc [-- more.jsonl …]`: prints docs/tasks.md from the whole runs that bench/tasks.jsonl keeps. Files that
// `nabla tasks --json` printed are first added to it; of two runs of one recipe and seed the later one stays. Every number is
// taken from the lines; quick runs are refused. The test `printed.test.ts` compares the page with what is printed here.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { goalOf, passes, recipeIds, recipes } from "../src/tasks/index.ts";
import { root } from "./cached-packages.ts";

/** A whole run, as it is kept. */
interface Line {
  readonly id: string;
  readonly seed: number;
  readonly test: number;
  readonly baseline: number;
  readonly seconds: number;
  readonly device: string;
  readonly baselineIs: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** The first answers that fit on a line; of the least seed alone. */
  readonly samples?: readonly string[];
  readonly machine: string;
}

/** What `nabla tasks --json` prints of a run. */
type Printed = Omit<Line, "machine" | "test"> & { readonly test: number | null; readonly quick: boolean };

const KEPT = join(root, "bench", "tasks.jsonl");
const lines = <Value>(path: string): Value[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Value);
const kept = (): Line[] => (existsSync(KEPT) ? lines<Line>(KEPT) : []);

/** Adds the runs of printed files to those that are kept. */
function add(files: readonly string[]): void {
  const runs = new Map(kept().map((line) => [`${line.id} ${line.seed}`, line]));
  const machine = `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores`;
  for (const { id, seed, test, baseline, seconds, device, baselineIs, details, samples, quick } of files.flatMap((file) =>
    lines<Printed>(file),
  )) {
    if (!recipeIds().includes(id)) throw new Error(`${id}: no such recipe`);
    if (quick) throw new Error(`${id}, seed ${seed}: a quick run says nothing about the bar`);
    if (test === null) continue;
    const short = (samples ?? []).filter((sample) => !sample.includes("\n") && sample.length <= 300).slice(0, 4);
    runs.set(`${id} ${seed}`, { id, seed, test, baseline, seconds, device, baselineIs, details: details ?? {}, ...(seed === 0 && short.length > 0 && { samples: short }), machine }); // prettier-ignore
  }
  const order = recipeIds();
  const sorted = [...runs.values()].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id) || a.seed - b.seed);
  writeFileSync(KEPT, sorted.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
};
const figure = (value: number): string => (Math.abs(value) >= 10 ? value.toFixed(2) : value.toFixed(4));

/** The page of all recipes. */
export async function printTasks(): Promise<string> {
  const rows: string[] = [];
  const parts: string[] = [];
  const all = kept();
  const of = (what: (line: Line) => string): string => [...new Set(all.map(what))].sort().join("; ");
  for (const id of recipeIds()) {
    const recipe = await recipes[id]!();
    const lines = all.filter((line) => line.id === id).sort((a, b) => a.seed - b.seed);
    if (lines.length === 0) {
      rows.push(`| ${recipe.task} | ${recipe.dataset} | ${recipe.metric} | not run | | | | | | |`);
      continue;
    }
    const tests = lines.map(({ test }) => test);
    const baseline = mean(lines.map((line) => line.baseline));
    const reached = passes(recipe, { test: mean(tests), baseline: { what: "", value: baseline } }, false);
    const { reference } = recipe;
    rows.push(
      `| ${recipe.task} | ${recipe.dataset} | ${recipe.metric} | **${figure(mean(tests))}**${tests.length > 1 ? ` ± ${figure(spread(tests))}` : ""} | ${lines.length} | ${figure(baseline)} | ${reference ? figure(reference.value) : "–"} | ${goalOf(recipe, false)} | ${reached ? "yes" : "**no**"} | ${Math.round(mean(lines.map(({ seconds }) => seconds)))} |`,
    );
    const numbers = Object.keys(lines[0]!.details).flatMap((name) => {
      const values = lines.map(({ details }) => details[name]);
      if (values.every((value) => typeof value === "number")) return [`${name} ${figure(mean(values))}`];
      if (
        values.every(
          (value) =>
            Array.isArray(value) && value.length === (values[0] as unknown[]).length && value.every((one) => typeof one === "number"),
        )
      )
        return [
          `${name} ${(values[0] as number[]).map((_, i) => figure(mean(values.map((value) => (value as number[])[i]!)))).join(", ")}`,
        ];
      return [];
    });
    const samples = lines[0]!.samples ?? [];
    parts.push(
      [
        `## ${recipe.title.en} (\`${id}\`)`,
        recipe.about.en,
        `Baseline: ${lines[0]!.baselineIs}.${reference ? ` Reference: ${reference.what}${reference.source ? `, ${reference.source}` : ""}.` : ""}`,
        ...(numbers.length > 0 ? [`Also (means over seeds): ${numbers.join("; ")}.`] : []),
        ...(samples.length > 0 ? [samples.map((sample) => `- ${sample}`).join("\n")] : []),
      ].join("\n\n"),
    );
  }

  const page = [
    "# Every kind of task, on real data",
    `Printed by \`npm run tasks-doc\` from the runs in \`bench/tasks.jsonl\`, as \`nabla tasks --json\` gives them. Machine: ${of(({ machine }) => machine)}; device: ${of(({ device }) => device)}. Test: mean ± standard deviation over the seeds; how each recipe splits, prepares and judges stands in its file in \`src/tasks/\`. The bar is held against the mean. Seconds are those of the machine as it was, other work included.`,
    [
      "| task | data set | metric | test | seeds | baseline | reference | bar | reached | seconds |",
      "| --- | --- | --- | --- | ---: | ---: | ---: | --- | --- | ---: |",
      ...rows,
    ].join("\n"),
    ...parts,
  ].join("\n\n");
  return `${page}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  add(process.argv.slice(2));
  writeFileSync(join(root, "docs", "tasks.md"), await printTasks());
  console.log(`docs/tasks.md: ${kept().length} runs`);
}
