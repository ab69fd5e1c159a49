// The report of a run as one page: no scripts, nothing from elsewhere. Makes it from what was kept as report.json, in English or Russian.
import { landscapeContour, learningCurves, networkDiagram } from "../../viz/index.ts";
import type { Language } from "../../viz/index.ts";
import { isLayered } from "../architecture.ts";
import type { Architecture } from "../architecture.ts";
import { wordsOf } from "../budget.ts";
import { figureName, figureText, isBetter } from "../figures.ts";
import { taskName } from "../notes.ts";
import { cardSection } from "./card.ts";
import { dataSection } from "./data.ts";
import type { Evidence } from "./evidence.ts";
import { exhibitHtml } from "./exhibits.ts";
import { Figures, escape, figure, table, tile } from "./figure.ts";
import type { Page } from "./section.ts";
import { style } from "./style.ts";
import { reportWords } from "./words.ts";
import type { ReportWords } from "./words.ts";

/** The figure, its interval, what is reached without a network, and references on one line. */
function hero({ evidence, language, words }: Page): string {
  const { scores, references } = evidence;
  const { metric, value, interval, baseline } = scores;
  const show = (figureValue: number): string => figureText(metric, figureValue, language);
  const known = Number.isFinite(interval.low) && Number.isFinite(interval.high);
  const near = references.filter((reference) => reference.metric === metric).slice(0, 3);
  const marks = [...(baseline ? [{ what: words.baseline[baseline.what], value: baseline.value, kind: words.baselineTitle }] : []), ...near.map((reference) => ({ ...reference, kind: words.reference }))]; // prettier-ignore
  const shares = figureText(metric, 0.5).includes("%") || ["r2", "rocAuc", "adjustedRand", "silhouette"].includes(metric);
  const all = [value, ...(known ? [interval.low, interval.high] : []), ...marks.map((mark) => mark.value)];
  const [low, high] = shares ? [Math.min(0, ...all), 1] : [0, Math.max(...all) * 1.1];
  const at = (place: number): string => `${Math.max(0, Math.min(100, (100 * (place - low)) / (high - low))).toFixed(1)}%`;
  const verdict = baseline && known ? (isBetter(metric, baseline.value, value) || baseline.value === value ? "worse" : baseline.value >= interval.low && baseline.value <= interval.high ? "unclear" : "better") : null; // prettier-ignore
  return [
    `<section class="hero" id="result"><div><span class="name up">${escape(figureName(metric, language))}</span><strong class="big">${escape(show(value))}</strong>`,
    known ? `<span class="sure">${escape(words.interval)}: ${escape(show(interval.low))} – ${escape(show(interval.high))}</span>` : "",
    `</div><div><div class="range" aria-hidden="true"><span class="track"></span>`,
    known ? `<span class="band" style="left:${at(interval.low)};width:calc(${at(interval.high)} - ${at(interval.low)})"></span>` : "",
    ...marks.map((mark) => `<span class="tick" style="left:${at(mark.value)}"></span>`),
    `<span class="dot" style="left:${at(value)}"></span><span class="end" style="left:0">${escape(show(low))}</span><span class="end" style="right:0">${escape(show(high))}</span></div>`,
    `<ul class="legend">${marks.map((mark) => `<li><i class="mark"></i><span>${escape(mark.kind)}: <b>${escape(show(mark.value))}</b>, ${escape(mark.what)}</span></li>`).join("")}</ul></div>`,
    verdict ? `<p class="verdict ${verdict}">${escape(words.verdict[verdict])}</p>` : "",
    "</section>",
  ].join("");
}

function resultSection(page: Page): string {
  const { evidence, language, words } = page;
  const { scores, after } = evidence;
  const { metric, value, interval, more, intervals = {}, groups, mistakes } = scores;
  const range = (name: string, own: { readonly low: number; readonly high: number } | undefined): string =>
    own && Number.isFinite(own.low) && own.high > own.low
      ? `${figureText(name, own.low, language)} – ${figureText(name, own.high, language)}`
      : "";
  const rows = [[metric, value, interval] as const, ...Object.entries(more).map(([name, own]) => [name, own, intervals[name]] as const)];
  return [
    `<section id="details"><h2>${escape(words.result)}</h2>`,
    table(words.result, [words.metric, words.value, words.interval], rows.map(([name, own, sure]) => [escape(figureName(name, language)), escape(figureText(name, own, language)), escape(range(name, sure))]), [1, 2]), // prettier-ignore
    mistakes.length > 0 ? `<p class="note" style="margin-top:.9rem">${escape(words.mistakes)}: ${mistakes.map(([actual, predicted, count]) => escape(`${actual} → ${predicted} (${count})`)).join(", ")}</p>` : "", // prettier-ignore
    groups.length > 0 ? exhibitHtml({ exhibit: "groups", of: metric, rows: groups }, page) : "",
    ...after.map((exhibit) => exhibitHtml(exhibit, page)),
    "</section>",
  ].join("");
}

function trainingSection({ evidence, language, words, figures }: Page): string {
  const { history, record } = evidence;
  const { recipe } = record.settings;
  const losses = history.map(({ loss }) => loss!);
  const wide = Math.max(...losses) > 20 * Math.min(...losses) && Math.min(...losses) > 0;
  const curve = (name: string, values: readonly number[], title: string, more: object): string =>
    figure({ title }, figures.picture((width) => learningCurves({ curves: [{ name, values }] }, { language, heading: false, title, width, height: width < 400 ? 230 : 270, names: "none", ...more }))); // prettier-ignore
  const accuracy = history.flatMap((row) => (row["accuracy"] === undefined ? [] : [row["accuracy"]]));
  const { seconds, device, threads } = record.result as { readonly seconds: number; readonly device: string; readonly threads: number };
  const number = (value: number): string => figureText("", value, language);
  return [
    `<section id="training"><h2>${escape(words.training)}</h2>`,
    `<div class="tiles">${tile(String(recipe.epochs), words.epochs)}${tile(String(recipe.batch), words.batch)}${tile(number(recipe.lr), words.rate)}${tile(`${number(seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds))} ${words.seconds}`, words.time)}${tile(`${device} × ${threads}`, words.device)}</div>`, // prettier-ignore
    history.length > 1 ? curve("loss", losses, words.lossCurve, { logY: wide }) : "",
    accuracy.length > 1 ? curve("accuracy", accuracy, words.accuracyCurve, { yLabel: "", y: { percent: true } }) : "",
    `<p class="note">${escape(words.trainingNote)}</p></section>`,
  ].join("");
}

/** The parts of a network that is no row of layers, as a person would draw them. */
function partsOf(
  { network, options }: Exclude<Architecture, { readonly layers: unknown }>,
  { flow }: ReportWords,
): (readonly [name: string, detail: string])[] {
  const { tokens, width, depth, heads, context, classes } = options;
  switch (network) {
    case "gpt":
      return [[flow.text, `${context} / ${tokens}`], [flow.embedding, `${width}`], [`${depth} × ${flow.blocks}`, `${heads} × ${width! / heads!}`], [flow.scores, `${tokens}`]]; // prettier-ignore
    case "translator":
      return [[flow.source, `≤ ${context}`], [flow.embedding, `${width}`], [`${depth} × ${flow.encoder}`, `${heads} × ${width! / heads!}`], [`${depth} × ${flow.decoder}`, `${heads} × ${width! / heads!}`], [flow.scores, `${tokens}`]]; // prettier-ignore
    case "bag":
      return [[flow.pieces, `${options["rows"]}`], [flow.bag, `${width}`], [flow.decides, `${width} → ${classes}`]]; // prettier-ignore
    case "lstm":
      return [[flow.text, `${options["rows"]}`], [flow.embedding, `${width}`], [flow.lstm, `${depth} × 2 × ${width}`], [flow.decides, `${2 * width!} → ${classes}`]]; // prettier-ignore
    case "transformer":
      return [[flow.text, `${options["rows"]}`], [flow.embedding, `${width}`], [`${depth} × ${flow.blocks}`, `${width}`], [flow.decides, `${width} → ${classes}`]]; // prettier-ignore
    case "unet":
      return [[flow.picture, ""], [`${depth} × ${flow.down}`, `${width} → ${width! * 2 ** depth!}`], [`${depth} × ${flow.up}`, `${width! * 2 ** depth!} → ${width}`], [flow.pixels, `${classes}`]]; // prettier-ignore
    case "detector":
      return [
        [flow.picture, ""],
        [flow.down, `${width} → ${width! * 6}`],
        [flow.up, `${width! * 4}`],
        [flow.centers, `${classes} + 4`],
      ];
  }
}

function networkSection({ evidence, language, words, figures }: Page): string {
  const { layers, record } = evidence;
  const { architecture } = record;
  const shape = (sizes: readonly number[]): string => sizes.join(" × ");
  const flow = (items: readonly (readonly [string, string])[]): string =>
    `<ol class="flow">${items.map(([name, detail], i) => `<li class="${i === 0 ? "in" : i === items.length - 1 ? "out" : ""}">${escape(name)}<small>${escape(detail)}</small></li>`).join("")}</ol>`;
  const plain = isLayered(architecture) && architecture.layers.every(({ layer }) => layer === "linear" || layer === "activation") ? architecture : null; // prettier-ignore
  const linear = plain ? plain.layers.flatMap((layer, k) => (layer.layer === "linear" ? [{ units: layer.out, name: `${layer.out}${plain.layers[k + 1]?.layer === "activation" ? ` ${layers[k + 1]!.name}` : ""}` }] : [])) : []; // prettier-ignore
  const drawing = plain
    ? `<figure>${figures.picture((width) => networkDiagram([{ units: plain.input[0]!, name: String(plain.input[0]!) }, ...linear], { language, heading: false, title: words.network, width, most: width < 400 ? 7 : 9, height: 330 }))}</figure>` // prettier-ignore
    : isLayered(architecture)
      ? flow([[words.input, shape(architecture.input)], ...layers.filter(({ name }) => !["relu", "tanh", "gelu", "silu", "elu", "leakyRelu", "sigmoid", "flatten"].includes(name) && !name.startsWith("dropout")).map(({ name, output }): [string, string] => [name, shape(output)])]) // prettier-ignore
      : flow(partsOf(architecture, words));
  const count = (value: number): string => (value === 0 ? "" : value.toLocaleString(language));
  const total = (record.result as { readonly parameters: number }).parameters;
  const body = layers.map(({ name, output, parameters }) => [escape(name), escape(shape(output)), escape(count(parameters))]);
  const listed = table(words.network, [words.layer, words.output, words.parameters], [[escape(words.input), escape(shape(architecture.input)), ""], ...body], [2]); // prettier-ignore
  return [
    `<section id="network"><h2>${escape(words.network)}</h2><div class="tiles">${tile(total.toLocaleString(language), words.parameters)}</div>`,
    drawing,
    layers.length > 14 ? `<details><summary>${escape(words.layers(layers.length))}</summary>${listed}</details>` : listed,
    "</section>",
  ].join("");
}

function searchSection({ evidence, language, words }: Page): string {
  const { search } = evidence.record;
  if (!search) return "";
  const { trials, train, validation, budget, complete } = search;
  const number = (value: number | null): string => (value === null ? "–" : figureText("", value, language));
  const rows = trials.map(({ wishes, parameters, rounds }, k) => [
    `${k === 0 ? "★ " : ""}<code>${escape(Object.keys(wishes).length === 0 ? words.usual : wordsOf(wishes))}</code>`,
    parameters.toLocaleString(language),
    escape(rounds.map(({ epochs }) => epochs).join(" → ")),
    escape(rounds.map(({ loss }) => number(loss)).join(" → ")),
  ]);
  return [
    `<section id="search"><h2>${escape(words.search)}</h2><p class="note" style="margin-bottom:1rem">${escape(words.searchNote(trials.length, train, validation, `${budget} ${words.seconds}`))}${complete ? "" : ` ${escape(words.searchCut)}`}</p>`,
    table(words.search, [words.configuration, words.parameters, words.epochs, words.validationLoss], rows, [1, 2, 3]),
    "</section>",
  ].join("");
}

function landscapeSection({ evidence, language, words, figures }: Page): string {
  const { landscape } = evidence;
  if (!landscape?.surface) return "";
  const { surface, examples, parameters } = landscape;
  return [
    `<section id="landscape"><h2>${escape(words.landscape)}</h2><p class="note">${escape(words.landscapeNote(examples, parameters))}</p>`,
    `<figure>${figures.picture((width) => landscapeContour(surface, { language, heading: false, title: words.landscape, width: Math.min(width, 520), height: Math.min(width, 520) - (width < 400 ? 0 : 60), bar: width > 400 }))}</figure>`, // prettier-ignore
    "</section>",
  ].join("");
}

/** The whole page. */
export function reportPage(evidence: Evidence, language: Language): string {
  const words = reportWords[language];
  const page: Page = { evidence, language, words, figures: new Figures(language) };
  const { settings } = evidence.record;
  const sections: (readonly [id: string, title: string, html: string])[] = [
    ["details", words.result, resultSection(page)],
    ["training", words.training, trainingSection(page)],
    ["data", words.data, dataSection(page)],
    ["search", words.search, searchSection(page)],
    ["network", words.network, networkSection(page)],
    ["landscape", words.landscape, landscapeSection(page)],
    ["card", words.card, cardSection(page)],
  ];
  const shown = sections.filter(([, , html]) => html !== "");
  const title = `${settings.name}: ${taskName(settings.task, language)}`;
  return [
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">`,
    `<title>${escape(title)}</title><style>${style()}</style></head>`,
    `<body><main><header><p class="eyebrow">${escape(taskName(settings.task, language))}</p><h1>${escape(settings.name)}</h1>`,
    `<p class="lead">${escape(words.summary(evidence.counts.train, evidence.counts.test, evidence.unit))}</p></header>`,
    `<nav aria-label="${escape(title)}">${shown.map(([id, name]) => `<a href="#${id}">${escape(name)}</a>`).join("")}</nav>`,
    hero(page),
    ...shown.map(([, , html]) => html),
    `</main><footer><p>${escape(words.madeWith)} ${escape(evidence.record.versions["nabla"] ?? "")}</p></footer></body></html>\n`,
  ].join("\n");
}
