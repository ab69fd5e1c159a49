// The model card: what the network is for, what it was made of, how it was measured, where it ends, how to use it and make it again.
// Mitchell et al., "Model cards for model reporting", 2019.
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
    ...Object.entries({ ...winner, ...hiddenSizes(architecture), epochs: recipe.epochs, lr: recipe.lr, batch: recipe.batch }).map(([name, value]) => `--${name} ${String(value)}`), // prettier-ignore
    `--seed ${seed}`,
    ...(device === "wasm" ? [] : [`--device ${device}`]),
  ];
  return `nabla train ${quoted(source)} ${options.join(" ")}`;
}

/** What a perceptron is asked for by. */
function hiddenSizes(architecture: Evidence["record"]["architecture"]): Record<string, string> {
  if (!("layers" in architecture) || architecture.layers.some(({ layer }) => layer !== "linear" && layer !== "activation" && layer !== "flatten")) return {}; // prettier-ignore
  const sizes = architecture.layers.flatMap((layer) => (layer.layer === "linear" ? [layer.out] : []));
  const half = sizes.slice(0, -1);
  const activation = architecture.layers.find((layer) => layer.layer === "activation");
  const name = activation?.layer === "activation" ? { activation: activation.name } : {};
  return { layers: half.length === 0 ? "none" : half.join(","), ...name };
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

export function cardSection({ evidence, words }: Page): string {
  const { record } = evidence;
  const { settings, versions } = record;
  const row = (name: string, body: string): string => `<dt>${escape(name)}</dt><dd>${body}</dd>`;
  const use = settings.task === "generation" ? 'nabla predict <run> --prompt "…"' : "nabla predict <run> <data>";
  const unsupervised = settings.task === "clustering" || settings.task === "anomaly";
  const command = unsupervised ? commandOf({ ...record, architecture: { input: [], layers: [{ layer: "flatten" }, { layer: "dropout", share: 0 }] } }) : commandOf(record); // prettier-ignore
  return [
    `<section id="card"><h2>${escape(words.card)}</h2><dl class="card">`,
    row(words.cardWhat, escape(words.cardWhatText[settings.task])),
    row(words.cardData, escape(words.cardDataText(settings.name))),
    row(words.cardHow, escape(words.cardHowText(evidence.counts.test))),
    row(words.cardLimits, `<ul>${limitsOf(evidence, words).map((text) => `<li>${escape(text)}</li>`).join("")}</ul>`), // prettier-ignore
    row(words.cardUse, `<pre>${escape(use)}</pre>`),
    row(words.cardAgain, `<pre>${escape(command)}</pre>`),
    row(words.versions, escape(Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", "))), // prettier-ignore
    settings.fingerprint === null ? "" : row(words.fingerprint, `<code>SHA-256 ${escape(settings.fingerprint.slice(0, 16))}…</code>`),
    "</dl></section>",
  ].join("");
}
