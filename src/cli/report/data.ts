// The section of the data: what was inferred, what the columns and classes look like. Knows no test.
import { numberText } from "../../viz/index.ts";
import type { Fact } from "../exhibits.ts";
import { sayNote } from "../notes.ts";
import { exhibitHtml } from "./exhibits.ts";
import { escape, figure, shareText, sparkline, table, tile } from "./figure.ts";
import type { Page } from "./section.ts";

type Of<Name extends Fact["fact"]> = Extract<Fact, { readonly fact: Name }>;
const only = <Name extends Fact["fact"]>(facts: readonly Fact[], name: Name): Of<Name>[] =>
  facts.filter((fact): fact is Of<Name> => fact.fact === name);

/** Classes with a bar for training and test examples. */
function classBars(values: Of<"classes">["values"], { evidence, words, language }: Page): string {
  const most = Math.max(...values.map(([, train, test]) => train + test));
  const rows = values.slice(0, 60).map(([name, train, test]) => {
    const share = (count: number): string => `${((100 * count) / most).toFixed(1)}%`;
    return `<dt>${escape(evidence.record.settings.task === "segmentation" ? words.pixelClass(name) : name)}</dt><dd class="bar" aria-hidden="true"><i style="width:${share(train)}"></i><i style="width:${share(test)}"></i></dd><dd class="number">${train.toLocaleString(language)} + ${test.toLocaleString(language)}</dd>`;
  });
  const key = `<ul class="keys"><li><i style="background:var(--one)"></i>${escape(words.trainCount)}</li><li><i style="background:var(--three)"></i>${escape(words.testCount)}</li></ul>`;
  return figure({ title: words.classes }, `${key}<dl class="bars">${rows.join("")}</dl>`);
}

function columnTable(facts: readonly (Of<"number"> | Of<"category">)[], { words, language }: Page): string {
  if (facts.length === 0) return "";
  const number = (value: number): string => escape(numberText(value, language, 4));
  const rows = facts.map((fact) => {
    const missing = fact.missing === 0 ? "" : String(fact.missing);
    if (fact.fact === "number") return [escape(fact.of ? `${fact.name}, ${words.pieces[fact.of]}` : fact.name), sparkline(fact.counts), `${number(fact.mean)} ± ${number(fact.std)}`, `${number(fact.low)} – ${number(fact.high)}`, missing]; // prettier-ignore
    const all = fact.values.reduce((sum, [, count]) => sum + count, 0);
    const named = fact.values.slice(0, 4).map(([name, count]) => `${escape(name)} ${shareText(count / Math.max(1, all), language, 0)}`).join(", "); // prettier-ignore
    const rest = fact.different - Math.min(4, fact.values.length);
    return [
      escape(fact.name),
      sparkline(fact.values.map(([, count]) => count)),
      named,
      rest > 0 ? escape(words.others(rest)) : "",
      missing,
    ];
  });
  const head = [words.column, words.distribution, `${words.mean} ± ${words.spread}`, words.range, words.missing];
  // A column without any missing value says nothing.
  const lacking = facts.some(({ missing }) => missing > 0);
  return figure({ title: words.columns }, table(words.columns, lacking ? head : head.slice(0, 4), lacking ? rows : rows.map((row) => row.slice(0, 4)), [4])); // prettier-ignore
}

export function dataSection(page: Page): string {
  const { evidence, language, words } = page;
  const { facts, notes, before } = evidence;
  const counts = only(facts, "count");
  return [
    `<section id="data"><h2>${escape(words.data)}</h2>`,
    counts.length > 0 ? `<div class="tiles">${counts.map(({ what, value }) => tile(value.toLocaleString(language), words.counts[what])).join("")}</div>` : "", // prettier-ignore
    figure(
      { title: words.inferred },
      `<ul class="facts">${notes.map((note) => `<li>${escape(sayNote(note, language)).replace(/--[a-z-]+/g, "<code>$&</code>")}</li>`).join("")}</ul>`,
    ),
    ...only(facts, "classes").map(({ values }) => classBars(values, page)),
    columnTable(facts.filter((fact): fact is Of<"number"> | Of<"category"> => fact.fact === "number" || fact.fact === "category"), page), // prettier-ignore
    ...before.map((exhibit) => exhibitHtml(exhibit, page)),
    "</section>",
  ].join("");
}
