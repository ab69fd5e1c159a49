// How scenes are put together: heading, frames with axes, legends, in a consistent style. Knows no particular picture.
import { fixedText, numberText, percentText, tickTexts } from "./format.ts";
import type { Language } from "./format.ts";
import { band, linear, log, logTicksOf, position, roundDomain, ticksOf, extent } from "./scale.ts";
import type { Axis, Box, Frame, Look, Mark, Paint, Point, Role, Scale, Scene, Shape, Table } from "./scene.ts";
import { textWidth, wrap } from "./text.ts";
import { wordsOf } from "./words.ts";
import type { Words } from "./words.ts";

/** What every picture may be told. */
export interface SceneOptions {
  /** English unless told. */
  readonly language?: Language;
  /** In pixels. */
  readonly width?: number;
  readonly height?: number;
  /** The heading; a picture has one of its own if none is given. */
  readonly title?: string;
  /** A second, smaller line. */
  readonly subtitle?: string;
  /** Whether title and subtitle are drawn; true unless told (a page may have them beside the picture). `small` for parts of a larger picture. */
  readonly heading?: boolean | "small";
  /** Whether there is a legend; true unless told. */
  readonly legend?: boolean;
}

/** Sizes of the house style. */
export const STYLE = { margin: 18, title: 16, text: 12, small: 11, tick: 5 } as const;

/** Roles of series in order. */
export const SERIES: readonly Role[] = ["series1", "series2", "series3", "series4", "series5", "series6"];
/** Shapes of series in order, so that color is never the only difference. */
export const SHAPES: readonly Shape[] = ["circle", "triangle", "square", "diamond", "cross", "plus"];
/** Dashes of series in order. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 2], [12, 3]];

/** How an axis is asked for. */
export interface AxisOptions {
  readonly label?: string;
  /** Numbers: the domain is made round around them, unless `exact`. Names: a band for each. */
  readonly domain: readonly [number, number] | readonly string[];
  readonly logarithmic?: boolean;
  readonly exact?: boolean;
  readonly grid?: boolean;
  /** About how many ticks. */
  readonly count?: number;
  /** Ticks at these numbers instead of round ones. */
  readonly at?: readonly number[];
  /** Labels written as percent. */
  readonly percent?: boolean;
  /** Leaves ticks and labels away. */
  readonly bare?: boolean;
}

/** An entry of a legend. */
export interface LegendEntry {
  readonly text: string;
  readonly look: Look;
  readonly as: "line" | "area" | Shape;
}

/** A picture that is being made. */
export class Sketch {
  readonly language: Language;
  readonly words: Words;
  readonly width: number;
  readonly height: number;
  readonly marks: Mark[] = [];
  readonly frames: Frame[] = [];
  /** Where the free space begins, below the heading. */
  top: number;
  readonly #title: string;
  readonly #legend: boolean;

  constructor(
    options: SceneOptions,
    standard: { readonly title: string; readonly subtitle?: string; readonly width: number; readonly height: number },
  ) {
    const { language = "en", width = standard.width, height = standard.height, heading = true } = options;
    this.language = language;
    this.words = wordsOf(language);
    this.width = width;
    this.height = height;
    this.#title = options.title ?? standard.title;
    const subtitle = options.subtitle ?? standard.subtitle;
    this.top = STYLE.margin;
    this.#legend = options.legend ?? true;
    if (heading === false) return;
    const size = heading === "small" ? 13 : STYLE.title;
    const room = width - 2 * STYLE.margin;
    for (const line of wrap(this.#title, size * 1.06, room)) {
      this.text(STYLE.margin, this.top + size * 0.85, line, { size, bold: true });
      this.top += size * 1.3;
    }
    if (subtitle) for (const line of wrap(subtitle, STYLE.text, room)) {
      this.text(STYLE.margin, this.top + STYLE.text * 0.95, line, { paint: "muted" });
      this.top += STYLE.text * 1.4;
    } // prettier-ignore
    this.top += 8;
  }

  add(...marks: readonly Mark[]): void {
    this.marks.push(...marks);
  }

  text(
    x: number,
    y: number,
    text: string,
    options: Partial<Omit<Extract<Mark, { kind: "text" }>, "kind" | "x" | "y" | "text">> = {},
  ): void {
    this.add({ kind: "text", x, y, text, size: STYLE.text, paint: "ink", ...options });
  }

  /** A text on a small plate of the background, for numbers on lines. */
  plate(x: number, y: number, text: string, paint: Paint): Mark[] {
    const wide = textWidth(text, STYLE.small) + 6;
    const high = STYLE.small + 3;
    return [
      { kind: "rect", x: x - wide / 2, y: y - high / 2, wide, height: high, radius: 3, fill: "background" },
      { kind: "text", x, y, text, size: STYLE.small, paint, align: "middle", middle: true },
    ];
  }

  number = (value: number, digits = 3): string => numberText(value, this.language, digits);
  fixed = (value: number, decimals: number): string => fixedText(value, decimals, this.language);
  percent = (share: number, decimals = 0): string => percentText(share, this.language, decimals);

  /**
   * A frame with axes inside a region: the room for labels is taken off the region first. The label of the y axis stands
   * above it, where it can be read without turning one's head.
   */
  frame(name: string, region: Box, x: AxisOptions | null, y: AxisOptions | null, { square = false, back = true } = {}): Placed {
    const yDomain = y ? domainOf(y) : null;
    const draft = y && yDomain ? this.#axis(y, yDomain, [100, 0], Math.max(2, region.height / 52)) : null;
    const left = draft && !y!.bare ? Math.max(...draft.ticks.map(({ label }) => textWidth(label, STYLE.small)), 8) + 9 : 0;
    const above = y?.label ? STYLE.small + 12 : 0;
    const below = x && !x.bare ? STYLE.small + 9 + (x.label ? STYLE.small + 6 : 0) : 0;
    let box: Box = { x: region.x + left, y: region.y + above, width: region.width - left, height: region.height - above - below };
    if (square) {
      const side = Math.min(box.width, box.height);
      box = { x: box.x + (box.width - side) / 2, y: box.y, width: side, height: side };
    }
    const xAxis = x ? this.#axis(x, domainOf(x), [box.x, box.x + box.width], Math.max(2, box.width / 75)) : null;
    const yAxis = y ? this.#axis(y, yDomain!, [box.y + box.height, box.y], Math.max(2, box.height / 52)) : null;
    const frame: Frame = { name, box, x: xAxis, y: yAxis };
    this.frames.push(frame);
    const marks: Mark[] = [];
    if (back) marks.push({ kind: "rect", x: box.x, y: box.y, wide: box.width, height: box.height, fill: "panel" });
    const lines: Point[][] = [];
    if (xAxis?.grid) for (const { at } of xAxis.ticks) lines.push([[at, box.y], [at, box.y + box.height]]); // prettier-ignore
    if (yAxis?.grid) for (const { at } of yAxis.ticks) lines.push([[box.x, at], [box.x + box.width, at]]); // prettier-ignore
    if (lines.length > 0) marks.push({ kind: "path", lines, stroke: "grid" });
    if (xAxis && !x!.bare) {
      let last = Number.NEGATIVE_INFINITY;
      for (const { at, label } of xAxis.ticks) {
        const half = textWidth(label, STYLE.small) / 2;
        if (at - half < last + 4) continue;
        last = at + half;
        marks.push({
          kind: "text",
          x: at,
          y: box.y + box.height + STYLE.small + 6,
          text: label,
          size: STYLE.small,
          paint: "muted",
          align: "middle",
        });
      }
      if (xAxis.label) marks.push({ kind: "text", x: box.x + box.width / 2, y: box.y + box.height + 2 * STYLE.small + 13, text: xAxis.label, size: STYLE.small, paint: "ink", align: "middle" }); // prettier-ignore
    }
    if (yAxis && !y!.bare)
      for (const { at, label } of yAxis.ticks)
        marks.push({ kind: "text", x: box.x - 7, y: at, text: label, size: STYLE.small, paint: "muted", align: "end", middle: true });
    if (yAxis?.label)
      marks.push({ kind: "text", x: box.x - left, y: region.y + STYLE.small, text: yAxis.label, size: STYLE.small, paint: "ink" });
    this.add({ kind: "group", name: `axes of ${name}`, marks });
    return new Placed(frame);
  }

  #axis(
    options: AxisOptions,
    domain: readonly [number, number] | readonly string[],
    range: readonly [number, number],
    count: number,
  ): Axis {
    const { label = "", grid = true, logarithmic = false, at, percent = false } = options;
    if (isNames(domain)) {
      const scale = band(domain, range);
      return { label, scale, grid: false, ticks: domain.map((name, k) => ({ at: position(scale, k), label: name })) };
    }
    const scale: Scale = logarithmic ? log(domain, range) : linear(domain, range);
    const values = at ?? (logarithmic ? logTicksOf(domain, options.count ?? count) : ticksOf(domain, options.count ?? count));
    const texts = percent ? values.map((value) => this.percent(value)) : tickTexts(values, scale, this.language);
    return { label, scale, grid, ticks: values.map((value, k) => ({ at: position(scale, value), label: texts[k]! })) };
  }

  /** A row of legend entries from (x, y), wrapped at the right margin; gives back its height. */
  legend(entries: readonly LegendEntry[], x: number, y: number, room = this.width - STYLE.margin - x): number {
    if (!this.#legend) return 0;
    const marks: Mark[] = [];
    let [left, line] = [x, y + 7];
    for (const { text, look, as } of entries) {
      const wide = 24 + textWidth(text, STYLE.text);
      if (left > x && left + wide > x + room) [left, line] = [x, line + 19];
      if (as === "line")
        marks.push({ kind: "path", lines: [[[left, line], [left + 18, line]]], ...look }); // prettier-ignore
      else if (as === "area") marks.push({ kind: "rect", x: left + 2, y: line - 6, wide: 14, height: 12, radius: 2, ...look });
      else marks.push({ kind: "point", shape: as, x: left + 9, y: line, radius: 5, ...look });
      marks.push({ kind: "text", x: left + 24, y: line, text, size: STYLE.text, paint: "ink", middle: true });
      left += wide + 18;
    }
    this.add({ kind: "group", name: "legend", marks });
    return line - y + 14;
  }

  /** A vertical scale of colors with its numbers, to the right of a region. */
  colorBar(box: Box, ramp: Extract<Paint, { ramp: unknown }>["ramp"], axis: AxisOptions): void {
    const cells = Array.from({ length: 64 }, (_, k) => 1 - k / 63);
    this.add({
      kind: "cells",
      x: box.x,
      y: box.y,
      wide: box.width,
      height: box.height,
      columns: 1,
      rows: 64,
      values: cells,
      ramp,
      smooth: false,
    });
    const { ticks, label } = this.#axis(axis, domainOf(axis), [box.y + box.height, box.y], Math.max(2, box.height / 52));
    for (const tick of ticks) {
      this.add({ kind: "path", lines: [[[box.x + box.width, tick.at], [box.x + box.width + 4, tick.at]]], stroke: "faint" }); // prettier-ignore
      this.text(box.x + box.width + 8, tick.at, tick.label, { size: STYLE.small, paint: "muted", middle: true });
    }
    if (label) this.text(box.x, box.y - 8, label, { size: STYLE.small });
  }

  done(description: string, table: Table): Scene {
    const { width, height, language, frames, marks } = this;
    return { width, height, language, title: this.#title, description, frames, marks, table };
  }
}

/** A frame that stands: from numbers to pixels. */
export class Placed {
  readonly box: Box;
  readonly #frame: Frame;

  constructor(frame: Frame) {
    this.box = frame.box;
    this.#frame = frame;
  }

  x = (value: number | string): number => position(this.#frame.x!.scale, value);
  y = (value: number | string): number => position(this.#frame.y!.scale, value);
  point = (x: number, y: number): Point => [this.x(x), this.y(y)];

  /** Lines through points, broken where a number has no place. */
  lines(xs: ArrayLike<number>, ys: ArrayLike<number>): Point[][] {
    const lines: Point[][] = [];
    let open: Point[] | null = null;
    for (let i = 0; i < xs.length; i++) {
      const [x, y] = this.point(xs[i]!, ys[i]!);
      if (!Number.isFinite(x) || !Number.isFinite(y)) open = null;
      else if (open) open.push([x, y]);
      else lines.push((open = [[x, y]]));
    }
    return lines;
  }

  /** Marks that are seen inside of the frame only. */
  clipped(name: string, marks: readonly Mark[]): Mark {
    return { kind: "group", name, marks, clip: this.box };
  }
}

const isNames = (domain: readonly [number, number] | readonly string[]): domain is readonly string[] => typeof domain[0] !== "number";

function domainOf({ domain, logarithmic = false, exact = false }: AxisOptions): readonly [number, number] | readonly string[] {
  if (isNames(domain) || exact) return domain;
  if (!logarithmic) return roundDomain(domain);
  const [low, high] = extent(domain);
  if (!(low > 0)) return domain;
  // A little room, so that no point lies on the border.
  const room = (high / low) ** 0.05;
  return high === low ? [low / 2, high * 2] : [low / room, high * room];
}
