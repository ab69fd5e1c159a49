// Turns an outline into a grey picture: flattens its curves, fits it into a box, and fills it by scanlines with exact horizontal
// coverage. Knows nothing of fonts or of files; used only to make the shipped letters.

/** A command of an outline, as font parsers give it; y points up. */
export type PathCommand =
  | { readonly type: "M" | "L"; readonly x: number; readonly y: number }
  | { readonly type: "Q"; readonly x1: number; readonly y1: number; readonly x: number; readonly y: number }
  | {
      readonly type: "C";
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: "Z" };

/** Straight edges, four numbers each: x0, y0, x1, y1. Every contour is closed. */
export type Edges = readonly number[];

/** Pieces per curve: a curve of a glyph spans at most 20 pixels, so a chord is off by far less than a sublines's height. */
const PIECES = 16;
/** Sublines per pixel row. */
const SUBLINES = 16;

/** The closed contours of an outline as straight edges. */
export const flatten = (commands: readonly PathCommand[]): Edges => {
  const edges: number[] = [];
  let startX = 0;
  let startY = 0;
  let x = 0;
  let y = 0;
  const lineTo = (nextX: number, nextY: number): void => {
    if (nextX !== x || nextY !== y) edges.push(x, y, nextX, nextY);
    x = nextX;
    y = nextY;
  };
  for (const command of commands) {
    switch (command.type) {
      case "M":
        lineTo(startX, startY); // an open contour is filled as if it were closed
        x = startX = command.x;
        y = startY = command.y;
        break;
      case "L":
        lineTo(command.x, command.y);
        break;
      case "Q": {
        const [fromX, fromY] = [x, y];
        for (let piece = 1; piece <= PIECES; piece++) {
          const t = piece / PIECES;
          const s = 1 - t;
          lineTo(s * s * fromX + 2 * s * t * command.x1 + t * t * command.x, s * s * fromY + 2 * s * t * command.y1 + t * t * command.y);
        }
        break;
      }
      case "C": {
        const [fromX, fromY] = [x, y];
        for (let piece = 1; piece <= PIECES; piece++) {
          const t = piece / PIECES;
          const s = 1 - t;
          const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
          lineTo(a * fromX + b * command.x1 + c * command.x2 + d * command.x, a * fromY + b * command.y1 + c * command.y2 + d * command.y);
        }
        break;
      }
      case "Z":
        lineTo(startX, startY);
        break;
    }
  }
  lineTo(startX, startY);
  return edges;
};

export interface Box {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** The smallest box around the edges. */
export const boundsOf = (edges: Edges): Box => {
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < edges.length; index += 2) {
    left = Math.min(left, edges[index]!);
    right = Math.max(right, edges[index]!);
    bottom = Math.min(bottom, edges[index + 1]!);
    top = Math.max(top, edges[index + 1]!);
  }
  return { left, bottom, right, top };
};

/** Scales the edges, keeping their aspect, so that the longer side of their box is `inner` pixels, centers the box in a picture
 * of `size` × `size` pixels, and turns y to point down. */
export const fit = (edges: Edges, size: number, inner: number): Edges => {
  const box = boundsOf(edges);
  const scale = inner / Math.max(box.right - box.left, box.top - box.bottom);
  const centerX = (box.left + box.right) / 2;
  const centerY = (box.top + box.bottom) / 2;
  return edges.map((value, index) => size / 2 + (index % 2 === 0 ? value - centerX : centerY - value) * scale);
};

/** Adds to a row of pixels the share of each pixel that the span from `from` to `to` covers, times `weight`. */
const addSpan = (row: Float64Array, from: number, to: number, weight: number): void => {
  const left = Math.max(0, from);
  const right = Math.min(row.length, to);
  for (let pixel = Math.floor(left); pixel < right; pixel++) {
    row[pixel]! += weight * (Math.min(right, pixel + 1) - Math.max(left, pixel));
  }
};

/** Fills the edges by the non-zero winding rule. Returns `size` × `size` bytes: 255 inside, 0 outside, between them the share
 * of the pixel that is covered. */
export const fill = (edges: Edges, size: number): Uint8Array => {
  const pixels = new Uint8Array(size * size);
  for (let y = 0; y < size; y++) {
    const row = new Float64Array(size);
    for (let subline = 0; subline < SUBLINES; subline++) {
      const at = y + (subline + 0.5) / SUBLINES;
      const crossings: { x: number; turn: number }[] = [];
      for (let edge = 0; edge < edges.length; edge += 4) {
        const [x0, y0, x1, y1] = [edges[edge]!, edges[edge + 1]!, edges[edge + 2]!, edges[edge + 3]!];
        if (y0 <= at === y1 <= at) continue;
        crossings.push({ x: x0 + ((at - y0) / (y1 - y0)) * (x1 - x0), turn: y0 < y1 ? 1 : -1 });
      }
      crossings.sort((a, b) => a.x - b.x);
      let winding = 0;
      let entered = 0;
      for (const { x, turn } of crossings) {
        if (winding === 0) entered = x;
        winding += turn;
        if (winding === 0) addSpan(row, entered, x, 1 / SUBLINES);
      }
    }
    for (let x = 0; x < size; x++) pixels[y * size + x] = Math.round(255 * Math.min(1, row[x]!));
  }
  return pixels;
};
