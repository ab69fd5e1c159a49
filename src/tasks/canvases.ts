// Canvases: real letters, digits and emoji pasted on parts of photographs, with their boxes and masks by construction. Knows what may be
// pasted; not what is learnt from it.
import { RandomSource, resize } from "../data/index.ts";
import type { EmojiSet, ImagePart, Photograph } from "../datasets/index.ts";
import type { Box } from "../metrics/index.ts";

/** Something to paste: a square picture whose opacity is known, with colors of its own or in one ink. */
export interface Sprite {
  readonly size: number;
  /** 0 to 1, row by row. */
  readonly opacity: Float32Array;
  /** Planes of red, green and blue, 0 to 1; none where it is drawn in one ink. */
  readonly colors: Float32Array | null;
}

/** Kind number k of things: `count` sprites, made when they are asked for. */
export interface Kind {
  readonly count: number;
  sprite(number: number): Sprite;
}

/** Pictures of writing: their brightness is the opacity of the ink. */
export const written = ({ images, shape: [count, size] }: ImagePart): Kind => ({
  count,
  sprite: (number) => ({
    size,
    opacity: Float32Array.from(images.subarray(number * size * size, (number + 1) * size * size), (value) => value / 255),
    colors: null,
  }),
});

/** The emoji of those numbers. */
export const emojiKind = ({ images, size }: EmojiSet, numbers: readonly number[]): Kind => ({
  count: numbers.length,
  sprite(number) {
    const plane = size * size;
    const from = numbers[number]! * plane * 4;
    const [opacity, colors] = [new Float32Array(plane), new Float32Array(3 * plane)];
    for (let p = 0; p < plane; p++) {
      for (let c = 0; c < 3; c++) colors[c * plane + p] = images[from + 4 * p + c]! / 255;
      opacity[p] = images[from + 4 * p + 3]! / 255;
    }
    return { size, opacity, colors };
  },
});

/** A photograph of which parts become backgrounds. */
export interface Backdrop {
  readonly height: number;
  readonly width: number;
  /** Planes of red, green and blue, 0 to 1. */
  readonly planes: Float32Array;
}

/** A photograph whose shorter side has `side` pixels. */
export function backdrop({ height, width, channels, data }: Photograph, side: number): Backdrop {
  const small = resize(side)({ dtype: "u8", shape: [1, channels, height, width], data }, new RandomSource(0));
  const [, , rows, columns] = small.shape as readonly [number, number, number, number];
  const plane = rows * columns;
  const planes = Float32Array.from({ length: 3 * plane }, (_, i) => small.data[channels === 1 ? i % plane : i]! / 255);
  return { height: rows, width: columns, planes };
}

/** How canvases are made. */
export interface CanvasOptions {
  readonly size: number;
  readonly kinds: readonly Kind[];
  readonly backdrops: readonly Backdrop[];
  /** Fewest and most things on a canvas. */
  readonly things: readonly [number, number];
  /** Smallest and largest side of a pasted square, in pixels. */
  readonly sides: readonly [number, number];
}

/** A canvas and what is on it. */
export interface Canvas {
  /** Planes of red, green and blue, 0 to 1. */
  readonly pixels: Float32Array;
  /** The smallest box around each thing. */
  readonly boxes: readonly Box[];
  /** The kind of each thing. */
  readonly labels: readonly number[];
  /** 1 where a thing covers at least half of the pixel. */
  readonly mask: Float32Array;
}

/** The sprite with another side; opacity first, then the colors weighted by it. */
function scaled({ size, opacity, colors }: Sprite, side: number): Float32Array {
  const plane = size * size;
  const all = new Float32Array((colors ? 4 : 1) * plane);
  all.set(opacity);
  if (colors) for (let c = 0, i = 0; c < 3; c++) for (let p = 0; p < plane; p++, i++) all[plane + i] = colors[i]! * opacity[p]!;
  const column = { dtype: "f32" as const, shape: [1, colors ? 4 : 1, size, size], data: all };
  return resize([side, side])(column, new RandomSource(0)).data as Float32Array;
}

/** The smallest box around what is at least a third opaque. */
function tightBox(opacity: Float32Array, side: number): Box | null {
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      if (opacity[y * side + x]! <= 1 / 3) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  return right < 0 ? null : [left, top, right + 1, bottom + 1];
}

/** A part of a photograph, mirrored half of the time, a little brighter or darker. */
function background({ height, width, planes }: Backdrop, size: number, random: RandomSource): Float32Array {
  const [top, left] = [random.integer(height - size + 1), random.integer(width - size + 1)];
  const mirrored = random.next() < 0.5;
  const factor = random.uniform(0.8, 1.1);
  const out = new Float32Array(3 * size * size);
  for (let channel = 0, at = 0; channel < 3; channel++)
    for (let y = 0; y < size; y++) {
      const row = (channel * height + top + y) * width + left;
      for (let x = 0; x < size; x++, at++) {
        const value = planes[row + (mirrored ? size - 1 - x : x)]! * factor;
        out[at] = value < 1 ? value : 1;
      }
    }
  return out;
}

/** An ink that can be told from what it is written on. */
function inkOn(pixels: Float32Array, size: number, [left, top, right, bottom]: Box, random: RandomSource): number[] {
  let [sum, count] = [0, 0];
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++, count++) for (let c = 0; c < 3; c++) sum += pixels[(c * size + y) * size + x]! / 3;
  const behind = sum / count;
  for (;;) {
    const ink = [random.next(), random.next(), random.next()];
    if (Math.abs(ink.reduce((a, b) => a + b) / 3 - behind) > 0.35) return ink;
  }
}

/** One canvas: the same seeds give the same. */
export function canvas({ size, kinds, backdrops, things, sides }: CanvasOptions, ...seeds: readonly number[]): Canvas {
  const random = new RandomSource(...seeds);
  const pixels = background(backdrops[random.integer(backdrops.length)]!, size, random);
  const mask = new Float32Array(size * size);
  const [boxes, labels]: [Box[], number[]] = [[], []];
  const wanted = things[0] + random.integer(things[1] - things[0] + 1);
  for (let tries = 0; boxes.length < wanted && tries < 60; tries++) {
    const kind = random.integer(kinds.length);
    const sprite = kinds[kind]!.sprite(random.integer(kinds[kind]!.count));
    const side = sides[0] + random.integer(sides[1] - sides[0] + 1);
    const [left, top] = [random.integer(size - side + 1), random.integer(size - side + 1)];
    const layers = scaled(sprite, side);
    const tight = tightBox(layers, side);
    if (!tight) continue;
    const box: Box = [left + tight[0], top + tight[1], left + tight[2], top + tight[3]];
    if (boxes.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
    const ink = sprite.colors ? null : inkOn(pixels, size, box, random);
    const plane = side * side;
    for (let y = 0, p = 0; y < side; y++)
      for (let x = 0; x < side; x++, p++) {
        const opacity = layers[p]!;
        if (opacity <= 0) continue;
        const at = (top + y) * size + left + x;
        for (let c = 0, to = at; c < 3; c++, to += size * size)
          pixels[to] = pixels[to]! * (1 - opacity) + (ink ? ink[c]! * opacity : layers[(c + 1) * plane + p]!);
        if (opacity >= 0.5) mask[at] = 1;
      }
    boxes.push(box);
    labels.push(kind);
  }
  return { pixels, boxes, labels, mask };
}

/** Brightness of each pixel. */
export const grayOf = ({ pixels }: { readonly pixels: ArrayLike<number> }): Float32Array => {
  const plane = pixels.length / 3;
  return Float32Array.from({ length: plane }, (_, p) => 0.299 * pixels[p]! + 0.587 * pixels[plane + p]! + 0.114 * pixels[2 * plane + p]!);
};
