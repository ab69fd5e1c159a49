// The model card: what the network is for, what it was made of, how it was measured, where it ends, how to use it and make it again.
// Mitchell et al., "Model cards for model reporting", 2019.
import { isLayered } from "../architecture.ts";
import { figureName, figureText } from "../figures.ts";
import type { Task } from "../task.ts";
import type { Language } from "../../viz/index.ts";
import type { Evidence } from "./evidence.ts";
import { escape } from "./figure.ts";
import type { Page } from "./section.ts";
import type { ReportWords } from "./words.ts";

const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `"${text}"`);

/** The options that make the same run. */
function commandOf({ settings, search, architecture }: Evidence["record"]): string {
  const { source, task, target, seed, recipe, device } = settings;
  const winner = search?.trials[0]?.wishes ?? {};
  const options = [
    `--task ${task}`,
    ...(target === null ? [] : [`--target ${quoted(target)}`]),
    ...(settings.ignore ? [`--ignore ${quoted(settings.ignore.join(","))}`] : []),
    ...(settings.test === undefined ? [] : [`--test ${settings.test}`]),
    ...(settings.dropMissing ? ["--drop-missing"] : []),
    ...(settings.size ? [`--size ${settings.size.join("x")}`] : []),
    ...(settings.channels === undefined ? [] : [`--channels ${settings.channels}`]),
    ...(settings.clusters === undefined ? [] : [`--clusters ${settings.clusters}`]),
    ...(settings.share === undefined ? [] : [`--share ${settings.share}`]),
    ...(settings.tokens === undefined ? [] : [`--tokens ${settings.tokens}`]),
    ...(settings.vocabulary === undefined ? [] : [`--vocabulary ${settings.vocabulary}`]),
    ...(settings.context === undefined ? [] : [`--context ${settings.context}`]),
    ...(settings.text === undefined ? [] : [`--text ${quoted(settings.text)}`]),
    ...(settings.model === undefined ? [] : [`--model ${settings.model}`]),
    ...Object.entries({ ...winner, ...sizesOf(architecture, task), epochs: recipe.epochs, lr: recipe.lr, batch: recipe.batch, ...(task !== "generation" && { decay: recipe.weightDecay }) }).map(([name, value]) => `--${name} ${String(value)}`), // prettier-ignore
    `--seed ${seed}`,
    ...(device === "wasm" ? [] : [`--device ${device}`]),
  ];
  return `nabla train ${quoted(source)} ${options.join(" ")}`;
}

/** What the network's size is asked for by. */
function sizesOf(architecture: Evidence["record"]["architecture"], task: Task): Record<string, string> {
  if (!isLayered(architecture)) {
    const { width, depth } = architecture.options;
    return { ...(width !== undefined && { width: String(width) }), ...(depth !== undefined && { depth: String(depth) }) };
  }
  const { layers } = architecture;
  const activation = layers.find((layer) => layer.layer === "activation");
  const name = activation?.layer === "activation" ? { activation: activation.name } : {};
  const first = layers.find((layer) => layer.layer === "conv2d");
  if (first?.layer === "conv2d") return { width: String(first.out), ...name };
  const sizes = layers.flatMap((layer) => (layer.layer === "linear" ? [layer.out] : []));
  // What leads out of a narrow place mirrors what leads into it.
  const asked = task === "clustering" || task === "anomaly" ? sizes.slice(0, sizes.length / 2) : sizes.slice(0, -1);
  return { layers: asked.length === 0 ? "none" : asked.join(","), ...name };
}

function limitsOf({ scores, facts, record }: Evidence, { cardLimit }: ReportWords): string[] {
  const classes = facts.flatMap((fact) => (fact.fact === "classes" ? fact.values : []));
  return [
    ...(scores.count < 100 && record.settings.task !== "generation" ? [cardLimit.few] : []),
    ...(classes.some(([, train, test]) => train + test < 20) ? [cardLimit.rare] : []),
    ...(record.settings.task === "generation" || record.settings.task === "translation" ? [cardLimit.text] : []),
    cardLimit.same,
    cardLimit.unknown,
    cardLimit.seed,
  ];
}

/** The figure once more, so that the card can stand alone. */
function resultOf({ scores }: Evidence, words: ReportWords, language: Language): string {
  const { metric, value, interval, baseline } = scores;
  const show = (figure: number): string => figureText(metric, figure, language);
  const sure = Number.isFinite(interval.low) ? ` (${words.interval}: ${show(interval.low)} – ${show(interval.high)})` : "";
  const beside = baseline ? `. ${words.baselineTitle}: ${show(baseline.value)}, ${words.baseline[baseline.what]}` : "";
  return `${figureName(metric, language)}: ${show(value)}${sure}${beside}.`;
}

export function cardSection({ evidence, words, language }: Page): string {
  const { record } = evidence;
  const { settings, versions } = record;
  const row = (name: string, body: string): string => `<dt>${escape(name)}</dt><dd>${body}</dd>`;
  const use = settings.task === "generation" ? 'nabla predict <run> --prompt "…"' : "nabla predict <run> <data>";
  return [
    `<section id="card"><h2>${escape(words.card)}</h2><dl class="card">`,
    row(words.cardWhat, escape(words.cardWhatText[settings.task])),
    row(words.cardData, escape(words.cardDataText(settings.name))),
    row(words.result, escape(resultOf(evidence, words, language))),
    row(words.cardHow, escape(words.cardHowText(evidence.counts.test))),
    row(words.cardLimits, `<ul>${limitsOf(evidence, words).map((text) => `<li>${escape(text)}</li>`).join("")}</ul>`), // prettier-ignore
    row(words.cardUse, `<pre>${escape(use)}</pre>`),
    row(words.cardAgain, `<pre>${escape(commandOf(record))}</pre>`),
    row(words.versions, escape(Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", "))), // prettier-ignore
    settings.fingerprint === null ? "" : row(words.fingerprint, `<code>SHA-256 ${escape(settings.fingerprint.slice(0, 16))}…</code>`),
    "</dl></section>",
  ].join("");
}
