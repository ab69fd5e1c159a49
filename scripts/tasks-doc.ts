// Writes docs/tasks.md from the lines that `nabla tasks --json` printed:
//   nabla tasks --seeds 5 --json > tasks.jsonl; npx tsx scripts/tasks-doc.ts tasks.jsonl [more.jsonl …]
// Every number is taken from the lines; of two lines of one recipe and seed the later counts. Quick runs are refused.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { recipeIds, recipes } from "../src/tasks/index.ts";
import { root } from "./cached-packages.ts";

interface Line {
  readonly id: string;
  readonly seed: number;
  readonly test: number | null;
  readonly baseline: number | null;
  readonly seconds: number;
  readonly quick: boolean;
  readonly device: string;
  readonly baselineIs: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly samples?: readonly string[];
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: npx tsx scripts/tasks-doc.ts tasks.jsonl [more.jsonl …]");
  process.exit(2);
}

const runs = new Map<string, Map<number, Line>>();
for (const line of files.flatMap((file) => readFileSync(file, "utf8").split("\n"))) {
  if (!line.startsWith("{")) continue;
  const run = JSON.parse(line) as Line;
  if (run.quick) throw new Error(`${run.id}, seed ${run.seed}: a quick run says nothing about the bar`);
  if (run.test === null) continue;
  if (!runs.has(run.id)) runs.set(run.id, new Map());
  runs.get(run.id)!.set(run.seed, run);
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]): number => {
  const middle = mean(values);
  return values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
};
const figure = (value: number): string => (Math.abs(value) >= 10 ? value.toFixed(2) : value.toFixed(4));

const rows: string[] = [];
const parts: string[] = [];
const devices = new Set<string>();
for (const id of recipeIds()) {
  const recipe = await recipes[id]!();
  const lines = [...(runs.get(id)?.values() ?? [])].sort((a, b) => a.seed - b.seed);
  if (lines.length === 0) {
    rows.push(`| ${recipe.task} | ${recipe.dataset} | ${recipe.metric} | not run | | | | | | |`);
    continue;
  }
  lines.forEach(({ device }) => devices.add(device));
  const tests = lines.map(({ test }) => test!);
  const reached = recipe.better === "higher" ? mean(tests) >= recipe.bar : mean(tests) <= recipe.bar;
  const { reference } = recipe;
  rows.push(
    `| ${recipe.task} | ${recipe.dataset} | ${recipe.metric} | **${figure(mean(tests))}** ± ${figure(spread(tests))} | ${lines.length} | ${figure(mean(lines.map(({ baseline }) => baseline!)))} | ${reference ? figure(reference.value) : "–"} | ${recipe.better === "higher" ? "≥" : "≤"} ${recipe.bar} | ${reached ? "yes" : "**no**"} | ${Math.round(mean(lines.map(({ seconds }) => seconds)))} |`,
  );
  const numbers = Object.keys(lines[0]!.details ?? {}).flatMap((name) => {
    const values = lines.map(({ details }) => details?.[name]);
    if (values.every((value) => typeof value === "number")) return [`${name} ${figure(mean(values))}`];
    if (
      values.every(
        (value) =>
          Array.isArray(value) && value.length === (values[0] as unknown[]).length && value.every((one) => typeof one === "number"),
      )
    )
      return [`${name} ${(values[0] as number[]).map((_, i) => figure(mean(values.map((value) => (value as number[])[i]!)))).join(", ")}`];
    return [];
  });
  const samples = (lines[0]!.samples ?? []).filter((sample) => !sample.includes("\n")).slice(0, 4);
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
  `Printed by \`scripts/tasks-doc.ts\` from the lines of \`nabla tasks --json\`. Machine: ${cpus()[0]?.model.trim() ?? "unknown"}, ${cpus().length} cores; device: ${[...devices].join(", ")}. Test: mean ± standard deviation over the seeds; how each recipe splits, prepares and judges stands in its file in \`src/tasks/\`. The bar is held against the mean. Seconds are those of the machine as it was, other work included.`,
  [
    "| task | data set | metric | test | seeds | baseline | reference | bar | reached | seconds |",
    "| --- | --- | --- | --- | ---: | ---: | ---: | --- | --- | ---: |",
    ...rows,
  ].join("\n"),
  ...parts,
].join("\n\n");
writeFileSync(join(root, "docs", "tasks.md"), `${page}\n`);
console.log(`docs/tasks.md: ${rows.length} recipes`);
