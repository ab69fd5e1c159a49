// Pieces of the page: escaped text, tables, and pictures that fit the reader's theme and width. Knows nothing of what is shown.
import { percentText, themes, toSvg } from "../../viz/index.ts";
import type { Language, Scene } from "../../viz/index.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escape = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** Widths that pictures are drawn for: a desk and a phone. */
const WIDTHS = { w: 740, n: 330 } as const;

/** Makes pictures with ids of their own. */
export class Figures {
  readonly language: Language;
  #number = 0;

  constructor(language: Language) {
    this.language = language;
  }

  /**
   * A picture, painted for both themes, and for both widths unless it keeps its own. The style sheet shows one of them.
   * @param draw the scene for a width, without a heading
   */
  picture(draw: (width: number) => Scene, { own = false }: { readonly own?: boolean } = {}): string {
    const paintings = (Object.entries(WIDTHS) as ["w" | "n", number][]).flatMap(([size, width]) => {
      if (own && size === "n") return [];
      const scene = draw(width);
      return (["light", "dark"] as const).map((theme) => this.#paint(scene, theme, `${theme[0]}${own ? "" : size}`));
    });
    return `<div class="picture${own ? " own" : ""}">${paintings.join("")}</div>`;
  }

  #paint(scene: Scene, theme: "light" | "dark", name: string): string {
    const prefix = `f${++this.#number}-`;
    return toSvg(scene, { theme: themes[theme], background: false })
      .replace(
        /\b(id="|url\(#|aria-labelledby=")([\w -]+)/g,
        (_, before: string, ids: string) =>
          before +
          ids
            .split(" ")
            .map((id) => prefix + id)
            .join(" "),
      ) // prettier-ignore
      .replace("<svg ", `<svg class="${name}" `)
      .trim();
  }
}

export interface FigureText {
  readonly title: string;
  readonly note?: string;
}

/** A picture with its title, as a part of a section. */
export const figure = ({ title, note }: FigureText, body: string): string =>
  `<figure><figcaption><h3>${escape(title)}</h3>${note === undefined ? "" : `<p class="note">${escape(note)}</p>`}</figcaption>${body}</figure>`;

/** A table whose cells are HTML; columns after the first are numbers where told. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly number[] = [],
): string {
  const kind = (column: number): string => (numeric.includes(column) ? ' class="number"' : "");
  return [
    `<div class="scroll" role="region" aria-label="${escape(caption)}" tabindex="0"><table><thead><tr>`,
    ...head.map((text, column) => (text === "" ? `<td${kind(column)}></td>` : `<th scope="col"${kind(column)}>${escape(text)}</th>`)),
    "</tr></thead><tbody>",
    ...rows.map((cells) => `<tr>${cells.map((cell, column) => (column === 0 ? `<th scope="row">${cell}</th>` : `<td${kind(column)}>${cell}</td>`)).join("")}</tr>`), // prettier-ignore
    "</tbody></table></div>",
  ].join("");
}

/** A number and what it counts. */
export const tile = (value: string, what: string): string =>
  `<div class="tile"><strong>${escape(value)}</strong><span>${escape(what)}</span></div>`;

/** A small histogram of bars. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  const bars = counts
    .map((count, i) => (count === 0 ? "" : `M${i * 4 + 2} 24V${(24 - Math.max(1.5, (count / most) * 22)).toFixed(1)}`))
    .join("");
  return `<svg class="spark" viewBox="0 0 ${counts.length * 4} 24" preserveAspectRatio="xMinYMid" aria-hidden="true"><path d="${bars}"/></svg>`;
}

/** A share as people read it next to figures: `97.3 %`. */
export const shareText = (share: number, language: Language, decimals: number): string =>
  language === "en" ? percentText(share, language, decimals).replace("%", " %") : percentText(share, language, decimals);

export const photo = (png: string, alt: string, side: number, ratio = 1): string =>
  `<img src="data:image/png;base64,${png}" alt="${escape(alt)}" width="${side}" height="${Math.round(side * ratio)}">`;
