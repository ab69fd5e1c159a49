// Exhibits as pieces of the page: one function for each, in a table; an exhibit without one fails the type check.
import { confusionMap, embeddingScatter, fixedText, heatMap, histogramOf, layerHistograms, lineChart, numberText, reliabilityDiagram, residuals, rocChart } from "../../viz/index.ts"; // prettier-ignore
import type { Language } from "../../viz/index.ts";
import type { Exhibit, Photo, PhotoBox } from "../exhibits.ts";
import { COLORS } from "../kinds/fitted.ts";
import { escape, figure, photo, shareText, table } from "./figure.ts";
import type { Figures } from "./figure.ts";
import type { ReportWords } from "./words.ts";

interface Context {
  readonly words: ReportWords;
  readonly language: Language;
  readonly figures: Figures;
}

type Drawn = { readonly [Name in Exhibit["exhibit"]]: (exhibit: Extract<Exhibit, { readonly exhibit: Name }>, context: Context) => string };

const percent = (share: number, language: Language): string => shareText(share, language, 1);

/** Side of small pictures on the page. */
const shownSide = ({ width }: Photo): number => (width < 40 ? 72 : 84);

const rgb = ([r, g, b]: readonly [number, number, number]): string => `rgb(${r} ${g} ${b})`;

/** Height of a label on a box, and the advance of its letters, in pixels of a picture that is 128 wide. */
const [LABEL, LETTER] = [8, 4] as const;

function boxed(image: Photo, boxes: readonly PhotoBox[], name: string, language: Language): string {
  const unit = image.width / 128;
  const taken: (readonly [x: number, y: number, wide: number])[] = [];
  const high = LABEL * unit;
  // True boxes lie below; labels stand above their boxes, or wherever no other label stands.
  const marks = [...boxes]
    .sort((a, b) => Number(b.truth) - Number(a.truth))
    .map(({ box: [left, top, right, bottom], label, kind, score, truth }) => {
      const color = rgb(COLORS[1 + (kind % (COLORS.length - 1))]!);
      const rect = `x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(right - left).toFixed(1)}" height="${(bottom - top).toFixed(1)}" fill="none"`;
      if (truth) return [`<rect ${rect} stroke="#fff" stroke-width="${1.6 * unit}"/><rect ${rect} stroke="#000" stroke-width="${0.8 * unit}" stroke-dasharray="${3 * unit} ${2 * unit}"/>`, ""]; // prettier-ignore
      const text = `${label} ${score === undefined ? "" : shareText(score, language, 0)}`;
      const wide = (text.length * LETTER + 4) * unit;
      const x = Math.max(0, Math.min(left, image.width - wide));
      const free = (place: number): boolean =>
        place >= 0 && place + high <= image.height && taken.every(([ownX, ownY, ownWide]) => x + wide <= ownX || ownX + ownWide <= x || Math.abs(ownY - place) >= high); // prettier-ignore
      const places = [top - high, bottom, top, bottom - high];
      const y = places.find(free) ?? Math.max(0, top - high);
      taken.push([x, y, wide]);
      return [
        `<rect ${rect} stroke="${color}" stroke-width="${1.6 * unit}"/>`,
        `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${wide.toFixed(1)}" height="${high.toFixed(1)}" fill="#000"/><text x="${(x + 2 * unit).toFixed(1)}" y="${(y + 6 * unit).toFixed(1)}" font-size="${(6.2 * unit).toFixed(1)}" fill="#fff">${escape(text)}</text>`,
      ];
    });
  const said = boxes.filter(({ truth }) => !truth).map(({ label }) => label).join(", "); // prettier-ignore
  return `<svg viewBox="0 0 ${image.width} ${image.height}" role="img" aria-label="${escape(`${name}: ${said || "–"}`)}"><image href="data:image/png;base64,${image.png}" width="${image.width}" height="${image.height}"/>${marks.map(([frame]) => frame).join("")}${marks.map(([, own]) => own).join("")}</svg>`;
}

/** Without heaps of empty lines. */
const dense = (text: string): string => text.replace(/\n{3,}/g, "\n\n");

/** How texts were drawn: `temperature 0.8, top-p 0.95`. */
const howText = (how: string, language: Language): string =>
  language === "en" ? how : how.replace("temperature", "температура").replace(/(\d)\.(\d)/g, "$1,$2");

/** A cell of a user's table, short enough to be read among others. */
function brief(cell: string, language: Language): string {
  if (/^-?\d+\.\d{5,}$/.test(cell)) return numberText(Number(cell), language, 5);
  const text = cell.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?Z?$/, (_, day: string, time: string, seconds = "") => (time + seconds === "00:00:00" ? day : `${day} ${time}${seconds}`)); // prettier-ignore
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

const DRAWN: Drawn = {
  confusion: ({ classes, counts }, { words, language, figures }) =>
    figure(
      { title: words.confusion, note: words.confusionNote },
      figures.picture((width) => confusionMap(counts, classes, { language, heading: false, title: words.confusion, ...(classes.length > 6 || width < 400 ? { width } : {}), bar: width > 400 && { percent: true, at: [0, 0.5, 1] } })), // prettier-ignore
    ),

  classScores: ({ rows }, { words, language }) =>
    figure(
      { title: words.byClass },
      table(
        words.byClass,
        [words.class, words.precision, words.recall, "F1", words.count],
        rows.map(({ name, precision, recall, f1, count }) => [escape(name), percent(precision, language), percent(recall, language), percent(f1, language), String(count)]), // prettier-ignore
        [1, 2, 3, 4],
      ),
    ),

  reliability: ({ bins }, { words, language, figures }) =>
    figure({ title: words.reliability, note: words.reliabilityNote }, figures.picture((width) => reliabilityDiagram(bins, { language, heading: false, title: words.reliability, width: Math.min(width, 440), height: Math.min(width, 440) + 40 }))), // prettier-ignore

  residuals: ({ actual, predicted, column }, { words, language, figures }) =>
    figure({ title: words.residuals, note: words.residualsNote }, figures.picture((width) => residuals({ actual, predicted }, { language, heading: false, title: `${words.residuals}: ${column}`, width, height: width < 400 ? 320 : 380 }))), // prettier-ignore

  groups: ({ of, rows }, { words, language }) =>
    figure(
      { title: of === "map50" || of === "dice" ? words.byClass : words.groups },
      `<dl class="bars">${rows.map(({ name, value, count }) => `<dt>${escape(name)}</dt><dd class="bar" aria-hidden="true"><i style="width:${(100 * Math.max(0, Math.min(1, value))).toFixed(1)}%"></i></dd><dd class="number">${percent(value, language)} <small>(${count})</small></dd>`).join("")}</dl>`,
    ),

  photos: ({ of, items }, { words, language }) =>
    figure(
      { title: words.photos[of] },
      `<ul class="photos">${items
        .map(({ photo: image, truth, answer, confidence }) => {
          const wrong = answer !== undefined && answer !== truth;
          const sure = confidence === undefined ? "" : `<small>${shareText(confidence, language, 0)}</small>`;
          // What is in the picture stands below it.
          const text = wrong ? `${escape(truth)} → <span class="wrong">${escape(answer)}</span>` : escape(truth);
          return `<li>${photo(image.png, "", shownSide(image), image.height / image.width)}${text}${sure}</li>`;
        })
        .join("")}</ul>`,
    ),

  boxes: ({ items }, { words, language }) =>
    figure(
      { title: words.boxes, note: words.boxesNote },
      `<ul class="wide">${items.map(({ photo: image, name, boxes }) => `<li>${boxed(image, boxes, name, language)}${escape(name)}</li>`).join("")}</ul>`,
    ),

  masks: ({ classes, items }, { words }) =>
    figure(
      { title: words.masks, note: words.maskParts.join(" · ") },
      `<ul class="keys">${classes.map((name, c) => `<li><i style="background:${rgb(COLORS[c]!)}"></i>${escape(words.pixelClass(name))}</li>`).join("")}</ul><ul class="triples">${items
        .map(
          ({ photo: image, name, truth, found }) =>
            `<li><div>${[image, truth, found].map(({ png, width, height }, k) => photo(png, `${name}: ${words.maskParts[k]}`, width, height / width)).join("")}</div>${escape(name)}</li>`,
        ) // prettier-ignore
        .join("")}</ul>`,
    ),

  texts: ({ of, items }, { words, language }) => {
    if (of === "samples") {
      const generated = items.some(({ how }) => how !== undefined);
      const body = items.map(({ source = "", text }) => `<blockquote>${source === "" ? "" : `<span class="begin">${escape(dense(source).trimStart())}</span>`}${escape(dense(text))}${generated ? "" : " …"}</blockquote>`); // prettier-ignore
      return figure(
        { title: generated ? words.samples : words.samplesData, ...(generated && { note: howText(items[0]!.how!, language) }) },
        body.join(""),
      );
    }
    const known = items.some(({ text }) => text !== "");
    const line = (name: string, text: string, mark = ""): string => `<span>${escape(name)}</span><p${mark}>${escape(text)}</p>`;
    return figure(
      { title: of === "mistakes" ? words.mistakenTexts : known ? words.translations : words.translationsData },
      `<ul class="pairs">${items
        .map(
          ({ source = "", expected = "", text }) =>
            `<li>${line(of === "mistakes" ? words.text : words.source, source)}${line(of === "mistakes" ? words.class : words.expected, expected)}${known ? line(words.answer, text, text === expected ? ' class="same"' : "") : ""}</li>`,
        ) // prettier-ignore
        .join("")}</ul>`,
    );
  },

  map: ({ x, y, labels, classes, of }, { words, language, figures }) =>
    figure(
      { title: words.map[of], ...(of === "groups" && { note: words.mapNote }) },
      figures.picture((width) => embeddingScatter({ x, y, labels, classes, letters: classes.length > 6 }, { language, heading: false, title: words.map[of], width, height: Math.min(width, 460) })), // prettier-ignore
    ),

  scores: ({ groups, threshold }, { words, language, figures }) => {
    const all = groups.flatMap(({ values }) => values);
    // A few rows far out would press all others into one bar.
    const top = Math.max([...all].sort((a, b) => a - b)[Math.floor(all.length * 0.98)]!, 1.5 * threshold);
    const beyond = all.some((value) => value > top);
    const layers = groups.map(({ name, values }) => ({ name: words.oddGroups[name], note: String(values.length), ...histogramOf(values.map((value) => Math.min(value, top)), { bins: 32, from: 0, to: top }) })); // prettier-ignore
    return figure(
      { title: words.oddScores, note: words.oddNote(numberText(threshold, language, 3), beyond) },
      figures.picture((width) => layerHistograms(layers, { language, heading: false, title: words.oddScores, xLabel: words.score, width, height: 90 * layers.length + 60 })), // prettier-ignore
    );
  },

  roc: ({ x, y, area }, { words, language, figures }) =>
    figure({ title: words.roc }, figures.picture((width) => rocChart([{ name: "ROC", x, y, area }], { language, heading: false, title: words.roc, width: Math.min(width, 430), height: Math.min(width, 430) + 20 }))), // prettier-ignore

  choice: ({ at, values }, { words, language, figures }) =>
    figure(
      { title: words.clusterChoice, note: words.clusterChoiceNote },
      figures.picture((width) => lineChart([{ name: words.silhouette, x: at, y: values, points: true }], { language, heading: false, title: words.clusterChoice, width, height: 260, xLabel: words.clusterCount, yLabel: words.silhouette, names: "none", x: { at: [...at], domain: [at[0]! - 0.2, at.at(-1)! + 0.2] } })), // prettier-ignore
    ),

  profile: ({ groups, columns, values }, { words, language, figures }) =>
    figure(
      { title: words.profile, note: words.profileNote },
      figures.picture((width) => {
        const most = Math.max(1, ...values.flat().map(Math.abs));
        const data = { rows: columns, columns: groups, values: columns.map((_, c) => values.map((row) => row[c]!)) };
        return heatMap(data, { language, heading: false, title: words.profile, width, ramp: "diverging", domain: [-most, most], cell: (value) => fixedText(value, 1, language), bar: width > 400 }); // prettier-ignore
      }),
    ),

  rows: ({ columns, rows }, { words, language }) =>
    figure({ title: words.oddRows }, table(words.oddRows, columns.map((name, i) => (i === 0 ? words.line : i === 1 ? words.error : name)), rows.map((row) => row.map((cell, i) => escape(i === 1 ? numberText(Number(cell), language, 3) : brief(cell, language)))), [1])), // prettier-ignore
};

/** An exhibit as HTML. */
export const exhibitHtml = (exhibit: Exhibit, context: Context): string =>
  (DRAWN[exhibit.exhibit] as (exhibit: Exhibit, context: Context) => string)(exhibit, context);
