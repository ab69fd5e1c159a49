// Canvases as examples: drawn by number when a batch asks for them, with whatever is to be learnt of them. Which photographs and emoji are
// kept for the test. Knows no task.
import type { Dataset, HostBatch } from "../data/index.ts";
import type { EmojiSet, Photograph } from "../datasets/index.ts";
import type { Tensor } from "../index.ts";
import { backdrop, canvas, emojiKind } from "./canvases.ts";
import type { Backdrop, Canvas, CanvasOptions, Kind } from "./canvases.ts";

/** Photographs whose parts are behind the test canvases. */
const TEST_PHOTOGRAPHS = new Set(["black-canyon", "locomotion-house-cat", "nagasaki-boats"]);

/** The photographs of the test, or the others. */
export const backdropsOf = (photos: readonly Photograph[], isTest: boolean): Backdrop[] =>
  photos.filter(({ name }) => TEST_PHOTOGRAPHS.has(name) === isTest).map((photo) => backdrop(photo, 200));

/** Every fourth emoji for the test, or the others; flags are left out. */
export const emojiOf = (faces: EmojiSet, isTest: boolean): Kind => {
  const numbers = faces.categories.flatMap((category, n) => (category === "Flags" ? [] : [n]));
  return emojiKind(faces, numbers.filter((_, n) => (n % 4 === 3) === isTest)); // prettier-ignore
};

/** What is learnt of a canvas: planes of `side` × `side` numbers. */
export interface CanvasTarget {
  readonly planes: number;
  readonly side: number;
  write(canvas: Canvas, into: Float32Array): void;
}

/** Canvases by number; the same seed and number give the same canvas. */
export class CanvasExamples implements Dataset<readonly [Tensor, Tensor]> {
  readonly options: CanvasOptions;
  readonly target: CanvasTarget;
  readonly length: number;
  readonly seed: number;

  constructor(options: CanvasOptions, target: CanvasTarget, length: number, seed: number) {
    this.options = options;
    this.target = target;
    this.length = length;
    this.seed = seed;
  }

  batch(indices: ArrayLike<number>): HostBatch<readonly [Tensor, Tensor]> {
    const { size } = this.options;
    const { planes, side } = this.target;
    const count = indices.length;
    const [pixels, numbers] = [3 * size * size, planes * side * side];
    const [x, y] = [new Float32Array(count * pixels), new Float32Array(count * numbers)];
    for (let i = 0; i < count; i++) {
      const made = canvas(this.options, this.seed, indices[i]!);
      x.set(made.pixels, i * pixels);
      this.target.write(made, y.subarray(i * numbers, (i + 1) * numbers));
    }
    return [
      { dtype: "f32", shape: [count, 3, size, size], data: x },
      { dtype: "f32", shape: [count, planes, side, side], data: y },
    ];
  }
}
