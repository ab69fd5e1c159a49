// What a picture is: plain data in pixels, with roles in the place of colors. Whoever paints it (the command line as SVG and
// PNG, the lab in a page) decides what the roles look like. Knows no painter and nothing of what is shown.

/** A place in pixels, from the top left. */
export type Point = readonly [x: number, y: number];

/** What a color is for. `series` roles tell things apart; they differ in lightness too, and are never the only difference. */
export type Role =
  | "background"
  | "panel"
  | "ink"
  | "muted"
  | "faint"
  | "grid"
  | "accent"
  | "positive"
  | "negative"
  | "series1"
  | "series2"
  | "series3"
  | "series4"
  | "series5"
  | "series6";

/** A row of colors for numbers: `height` for landscapes, `heat` from the background upwards, `diverging` around zero, `gray` for pictures. */
export type Ramp = "height" | "heat" | "diverging" | "gray";

/** A color by what it means: a role, a place 0 … 1 on a ramp, or whatever is readable on another paint. */
export type Paint = Role | { readonly ramp: Ramp; readonly at: number } | { readonly on: Paint };

/** Patterns that tell areas apart without color. */
export type Hatch = "rising" | "falling" | "dots" | "cross";

/** How a shape looks. Nothing is filled or drawn unless told. */
export interface Look {
  readonly fill?: Paint;
  readonly fillOpacity?: number;
  /** Drawn over the fill. */
  readonly hatch?: Hatch;
  readonly stroke?: Paint;
  readonly strokeOpacity?: number;
  /** 1 unless told. */
  readonly width?: number;
  readonly dash?: readonly number[];
}

/** Shapes of points: they tell classes apart without color. */
export type Shape = "circle" | "square" | "triangle" | "diamond" | "cross" | "plus" | "ring" | "down";

/** One thing that is drawn; later marks lie over earlier ones. */
export type Mark =
  /** Lines through points; `arrow` puts a head at the end of each. */
  | ({ readonly kind: "path"; readonly lines: readonly (readonly Point[])[]; readonly closed?: boolean; readonly arrow?: boolean } & Look)
  | ({
      readonly kind: "rect";
      readonly x: number;
      readonly y: number;
      readonly wide: number;
      readonly height: number;
      readonly radius?: number;
    } & Look)
  | ({ readonly kind: "point"; readonly shape: Shape; readonly x: number; readonly y: number; readonly radius: number } & Look)
  | {
      readonly kind: "text";
      readonly x: number;
      /** Of the base line, or of the middle with `middle`. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly paint: Paint;
      readonly align?: "start" | "middle" | "end";
      readonly middle?: boolean;
      readonly bold?: boolean;
      readonly italic?: boolean;
      /** Degrees clockwise around (x, y). */
      readonly turn?: number;
      /** A rim of the background around the letters, for text over lines. */
      readonly halo?: boolean;
    }
  /** A grid of numbers as colors: `values` are places 0 … 1 on the ramp, row by row from the top; null is left empty. */
  | {
      readonly kind: "cells";
      readonly x: number;
      readonly y: number;
      readonly wide: number;
      readonly height: number;
      readonly columns: number;
      readonly rows: number;
      readonly values: readonly (number | null)[];
      readonly ramp: Ramp;
      /** Whether colors run into each other; sharp cells unless told. */
      readonly smooth?: boolean;
    }
  /** A grid of colors mixed of paints: `values` are row by row numbers of `paints`, `shares` how strong 0 … 1. */
  | {
      readonly kind: "regions";
      readonly x: number;
      readonly y: number;
      readonly wide: number;
      readonly height: number;
      readonly columns: number;
      readonly rows: number;
      readonly values: readonly number[];
      readonly shares: readonly number[];
      readonly paints: readonly Paint[];
    }
  /** Marks that belong together, moved by `at`; outside of `clip` nothing is seen. `name` says what they are. */
  | {
      readonly kind: "group";
      readonly name: string;
      readonly marks: readonly Mark[];
      readonly clip?: Box;
      readonly opacity?: number;
      readonly at?: Point;
    };

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From numbers to pixels, as data: `domain` to `range`. */
export type Scale =
  | { readonly kind: "linear" | "log"; readonly domain: readonly [number, number]; readonly range: readonly [number, number] }
  | { readonly kind: "band"; readonly domain: readonly string[]; readonly range: readonly [number, number] };

/** A place on an axis with its label. */
export interface Tick {
  /** In pixels. */
  readonly at: number;
  readonly label: string;
}

/** One axis of a frame. */
export interface Axis {
  readonly label: string;
  readonly scale: Scale;
  readonly ticks: readonly Tick[];
  /** Whether lines run through the frame at the ticks. */
  readonly grid: boolean;
}

/** A region with axes. Marks are in pixels already; the scales are for those who read values off or drag handles. */
export interface Frame {
  readonly name: string;
  readonly box: Box;
  readonly x: Axis | null;
  readonly y: Axis | null;
}

/** The numbers behind a picture, for readers who do not see it and for those who want them exactly. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A picture. Plain data: JSON.stringify writes it whole. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly language: "en" | "ru";
  readonly title: string;
  /** A sentence that says what there is to see, for screen readers. */
  readonly description: string;
  readonly frames: readonly Frame[];
  /** Everything that is drawn, axes and heading too. */
  readonly marks: readonly Mark[];
  readonly table: Table;
}
