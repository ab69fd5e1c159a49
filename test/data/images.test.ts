// Changes of pictures: by plain arithmetic, of all types, the same for the same seed, and what they refuse.
import { describe, expect, test } from "vitest";
import { affine, augmentImages, centerCrop, colorJitter, composeAugments, composeImages, cutmix, grayscale, horizontalFlip, labels, loader, mixup, normalizeImages, oneHotLabels, randomAffine, randomCrop, randomErasing, randomGrayscale, randomResizedCrop, randomRotation, RandomSource, resize, rotate, tensorDataset, toFloat, verticalFlip } from "../../src/data/index.ts"; // prettier-ignore
import type { Column, ImageTransform } from "../../src/data/index.ts";

const bytes = (shape: readonly number[], values: ArrayLike<number>): Column => ({ dtype: "u8", shape, data: Uint8Array.from(values) });
const floats = (shape: readonly number[], values: ArrayLike<number>): Column => ({ dtype: "f32", shape, data: Float32Array.from(values) });
const counting = (...shape: number[]): Column =>
  floats(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  );
const run = (step: ImageTransform, column: Column, seed = 0): Column =>
  step({ ...column, data: column.data.slice() }, new RandomSource(seed));
const values = (column: Column): number[] => Array.from(column.data);

describe("sizes", () => {
  test("a number is the shorter side; the same size changes nothing", () => {
    expect(run(resize(2), counting(1, 1, 4, 6)).shape).toEqual([1, 1, 2, 3]);
    expect(run(resize(3), counting(2, 3, 10, 4)).shape).toEqual([2, 3, 7, 3]);
    const same = counting(1, 1, 3, 5);
    expect(resize([3, 5])(same, new RandomSource(0))).toBe(same);
  });

  test("shrinking by a whole factor with antialias weighs neighbors as a triangle", () => {
    // Factor 2: each output pixel covers 4 input pixels with weights 1, 3, 3, 1.
    const line = [5, 1, 4, 2, 8, 6, 3, 7];
    const middle = (i: number): number => (line[2 * i - 1]! + 3 * line[2 * i]! + 3 * line[2 * i + 1]! + line[2 * i + 2]!) / 8;
    const out = values(run(resize([1, 4]), floats([1, 1, 1, 8], line)));
    expect(out[1]).toBeCloseTo(middle(1), 5);
    expect(out[2]).toBeCloseTo(middle(2), 5);
    expect(out[0]).toBeCloseTo((3 * 5 + 3 * 1 + 4) / 7, 5);
  });

  test("bytes are rounded, constants stay, whatever the size", () => {
    expect(values(run(resize([1, 2], { antialias: false }), bytes([1, 1, 1, 4], [0, 1, 200, 255])))).toEqual([1, 228]);
    for (const size of [1, 2, 3, 5, 8, 13] as const)
      expect(new Set(values(run(resize([size, size + 1]), bytes([2, 3, 7, 5], new Uint8Array(210).fill(255)))))).toEqual(new Set([255]));
  });

  test("the middle: a half goes to the even neighbor; smaller pictures get a border", () => {
    expect(values(run(centerCrop([1, 2]), counting(1, 1, 1, 5)))).toEqual([2, 3]);
    expect(values(run(centerCrop([1, 2]), counting(1, 1, 1, 7)))).toEqual([2, 3]);
    expect(values(run(centerCrop([1, 4]), floats([1, 1, 1, 1], [7])))).toEqual([0, 7, 0, 0]);
    expect(values(run(centerCrop(1), counting(2, 2, 3, 3)))).toEqual([4, 13, 22, 31]);
  });

  test("random parts are parts, from every place, with every channel from the same one", () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const out = values(run(randomCrop(2), counting(1, 2, 4, 5), seed));
      const at = out[0]!;
      seen.add(at);
      expect(out).toEqual([at, at + 1, at + 5, at + 6, at + 20, at + 21, at + 25, at + 26]);
    }
    expect(seen.size).toBe(12);
  });

  test("padding lets parts reach over the edge, filled as told", () => {
    const all = new Set<string>();
    for (let seed = 0; seed < 40; seed++)
      all.add(values(run(randomCrop(1, { padding: [0, 1], fill: -1 }), counting(1, 1, 1, 2), seed)).join());
    expect([...all].sort()).toEqual(["-1", "0", "1"]);
  });

  test("resized parts have areas and shapes within their ranges", () => {
    // Pictures whose pixels are their column numbers: the part's width is seen in its slope.
    const picture = floats([1, 1, 32, 32], Array.from({ length: 1024 }, (_, i) => i % 32)); // prettier-ignore
    const widths: number[] = [];
    for (let seed = 0; seed < 50; seed++) {
      const out = values(run(randomResizedCrop(32, { scale: [0.25, 0.25], ratio: [0.5, 2], antialias: false }), picture, seed));
      widths.push((out[20]! - out[12]!) * 4);
    }
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(11 - 0.6);
    expect(Math.max(...widths)).toBeLessThanOrEqual(23 + 0.6);
    expect(new Set(widths.map(Math.round)).size).toBeGreaterThan(6);
    // Nothing fits a shape that the picture cannot have: the middle is taken.
    expect(values(run(randomResizedCrop([1, 1], { scale: [1, 1], ratio: [2, 2] }), counting(1, 1, 4, 1)))[0]).toBe(1);
  });
});

describe("mirrors and moves", () => {
  test("flips: half of the pictures, whole pictures", () => {
    const flipped = values(run(horizontalFlip(), counting(400, 1, 1, 2))).filter((value, i) => i % 2 === 0 && value % 2 === 1).length;
    expect(flipped).toBeGreaterThan(150);
    expect(flipped).toBeLessThan(250);
    expect(values(run(horizontalFlip({ p: 1 }), counting(1, 2, 2, 3)))).toEqual([2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9]);
    expect(values(run(verticalFlip({ p: 1 }), counting(1, 2, 3, 2)))).toEqual([4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7]);
    expect(values(run(verticalFlip({ p: 0 }), counting(1, 1, 2, 1)))).toEqual([0, 1]);
  });

  test("turning by quarters is exact, and four of them change nothing", () => {
    const picture = counting(2, 2, 3, 3);
    expect(values(run(rotate(90), floats([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])))).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]);
    expect(values(run(composeImages(rotate(90), rotate(90), rotate(90), rotate(90)), picture))).toEqual(values(picture));
    expect(values(run(rotate(-90), picture))).toEqual(values(run(affine({ angle: 90 }), picture)));
  });

  test("moving by whole pixels copies them; outside is the filling", () => {
    expect(values(run(affine({ translate: [1, -1], fill: 9 }), bytes([1, 1, 2, 2], [1, 2, 3, 4])))).toEqual([9, 3, 9, 9]);
    expect(values(run(affine({ translate: [0.5, 0] }), bytes([1, 1, 1, 3], [10, 20, 31])))).toEqual([5, 15, 26]);
    expect(values(run(affine({ scale: 2, mode: "nearest" }), counting(1, 1, 1, 5)))).toEqual([1, 2, 2, 2, 3]);
  });

  test("random moves stay within their ranges and differ between pictures", () => {
    const dot = floats([64, 1, 1, 9], Array.from({ length: 64 * 9 }, (_, i) => (i % 9 === 4 ? 1 : 0))); // prettier-ignore
    const moved = values(run(randomAffine({ translate: [0.25, 0] }), dot));
    const places = Array.from({ length: 64 }, (_, n) => moved.slice(n * 9, (n + 1) * 9).indexOf(1) - 4);
    expect(Math.max(...places.map(Math.abs))).toBe(2);
    expect(new Set(places)).toEqual(new Set([-2, -1, 0, 1, 2]));
    expect(values(run(randomAffine({ degrees: 0 }), counting(2, 1, 3, 3)))).toEqual(values(counting(2, 1, 3, 3)));
    expect(values(run(randomRotation([90, 90]), counting(1, 1, 3, 3)))).toEqual(values(run(rotate(90), counting(1, 1, 3, 3))));
  });
});

describe("colors", () => {
  const pixel = (r: number, g: number, b: number): Column => floats([1, 3, 1, 1], [r, g, b]);
  const close = (column: Column, wanted: readonly number[]): void =>
    wanted.forEach((value, i) => expect(column.data[i]).toBeCloseTo(value, 5));

  test("grey, bytes to floats, means and deviations", () => {
    close(run(grayscale({ channels: 3 }), pixel(1, 0.5, 0)), [0.5924, 0.5924, 0.5924]);
    expect(run(grayscale(), counting(2, 3, 2, 2)).shape).toEqual([2, 1, 2, 2]);
    expect(values(run(grayscale({ channels: 3 }), bytes([2, 1, 1, 1], [5, 6])))).toEqual([5, 5, 5, 6, 6, 6]);
    close(run(composeImages(toFloat(), normalizeImages([0.5, 0, 0.2], [0.5, 1, 0.1])), bytes([1, 3, 1, 1], [255, 51, 0])), [1, 0.2, -2]);
    close(run(normalizeImages(1, 2), pixel(1, 3, 5)), [0, 1, 2]);
    expect(values(run(randomGrayscale({ p: 0 }), counting(1, 3, 1, 1)))).toEqual([0, 1, 2]);
  });

  test("brightness, contrast, saturation and hue by their formulas", () => {
    close(run(colorJitter({ brightness: [1.5, 1.5] }), pixel(0.2, 0.4, 0.8)), [0.3, 0.6, 1]);
    close(run(colorJitter({ contrast: [0.5, 0.5] }), floats([1, 1, 1, 2], [0.2, 0.6])), [0.3, 0.5]);
    const grey = 0.2989 * 0.2 + 0.587 * 0.4 + 0.114 * 0.8;
    close(run(colorJitter({ saturation: [0, 0] }), pixel(0.2, 0.4, 0.8)), [grey, grey, grey]);
    close(run(colorJitter({ saturation: [2, 2] }), pixel(0.3, 0.4, 0.5)), [0.6 - 0.38147, 0.8 - 0.38147, 1 - 0.38147]);
    close(run(colorJitter({ hue: [1 / 3, 1 / 3] }), pixel(0.9, 0.3, 0.1)), [0.1, 0.9, 0.3]);
    close(run(colorJitter({ hue: [-0.5, -0.5] }), pixel(1, 0, 0)), [0, 1, 1]);
    expect(values(run(colorJitter({ brightness: [3, 3] }), bytes([1, 1, 1, 2], [10, 200])))).toEqual([30, 255]);
  });

  test("factors are drawn for each picture, within the range", () => {
    const out = values(run(colorJitter({ brightness: 0.4 }), floats([200, 1, 1, 1], new Float32Array(200).fill(0.5))));
    expect(Math.min(...out)).toBeGreaterThanOrEqual(0.3 - 1e-6);
    expect(Math.max(...out)).toBeLessThanOrEqual(0.7 + 1e-6);
    expect(new Set(out).size).toBeGreaterThan(190);
  });
});

describe("erasing and mixing", () => {
  test("one rectangle of allowed area is erased in every channel", () => {
    for (let seed = 0; seed < 20; seed++) {
      const picture = floats([1, 2, 20, 20], new Float32Array(800).fill(1));
      const out = values(run(randomErasing({ p: 1, scale: [0.1, 0.2], value: [5, 6] }), picture, seed));
      const places = out.slice(0, 400).flatMap((value, i) => (value === 5 ? [i] : []));
      expect(out.slice(400).flatMap((value, i) => (value === 6 ? [i] : []))).toEqual(places);
      const [rows, columns] = [new Set(places.map((i) => Math.floor(i / 20))), new Set(places.map((i) => i % 20))];
      expect(rows.size * columns.size).toBe(places.length);
      expect(places.length).toBeGreaterThan(0.08 * 400);
      expect(places.length).toBeLessThan(0.22 * 400);
    }
    const noise = values(run(randomErasing({ p: 1, value: "random" }), counting(1, 1, 8, 8))).filter((value) => !Number.isInteger(value));
    expect(noise.length).toBeGreaterThan(0);
  });

  test("mixup: pictures and targets keep the same shares", () => {
    const pictures = floats([8, 1, 1, 1], [0, 1, 2, 3, 4, 5, 6, 7]);
    const [x, y] = mixup({ alpha: 0.4, classes: 8 })([pictures, labels([0, 1, 2, 3, 4, 5, 6, 7])] as never, new RandomSource(4)) as unknown as readonly Column[]; // prettier-ignore
    for (let n = 0; n < 8; n++) {
      const shares = values(y!).slice(n * 8, n * 8 + 8);
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      expect(shares.reduce((sum, share, k) => sum + share * k, 0)).toBeCloseTo(x!.data[n]!, 4);
    }
  });

  test("the shares of mixup follow the Beta distribution", () => {
    const count = 4000;
    for (const alpha of [0.2, 1, 3]) {
      const column = labels(Array.from({ length: count }, (_, n) => n % 2));
      const pictures = floats([count, 1, 1, 1], new Float32Array(count));
      const [, y] = mixup({ alpha, classes: 2 })([pictures, column] as never, new RandomSource(1)) as unknown as readonly Column[];
      const mixed = Array.from({ length: count }, (_, n) => y!.data[2 * n]!).filter((share) => share > 0 && share < 1);
      const mean = mixed.reduce((a, b) => a + b, 0) / mixed.length;
      const variance = mixed.reduce((sum, share) => sum + (share - mean) ** 2, 0) / mixed.length;
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
      expect(Math.abs(variance - 1 / (4 * (2 * alpha + 1)))).toBeLessThan(0.012);
    }
  });

  test("cutmix: the share of the target is that of the area", () => {
    const side = 10;
    const pictures = floats([6, 1, side, side], Array.from({ length: 600 }, (_, i) => Math.floor(i / 100))); // prettier-ignore
    const [x, y] = cutmix()([pictures, oneHotLabels([0, 1, 2, 3, 4, 5], 6)] as never, new RandomSource(2)) as unknown as readonly Column[];
    let whole = 0;
    for (let n = 0; n < 6; n++) {
      const pixels = values(x!).slice(n * 100, n * 100 + 100);
      for (let k = 0; k < 6; k++) expect(y!.data[n * 6 + k]).toBeCloseTo(pixels.filter((value) => value === k).length / 100, 5);
      if (new Set(pixels).size === 1) whole++;
    }
    expect(whole).toBeLessThan(6);
  });
});

describe("in the loader", () => {
  const dataset = tensorDataset(counting(6, 3, 8, 8), labels([0, 1, 2, 0, 1, 2]));
  const steps = augmentImages<readonly [never, never]>(
    randomCrop(8, { padding: 2 }),
    horizontalFlip(),
    randomAffine({ degrees: 20, translate: [0.1, 0.1], scale: [0.8, 1.2], shear: 5 }),
    randomResizedCrop(6),
    randomErasing(),
    normalizeImages([50, 60, 70], 100),
  );
  const augment = composeAugments(steps, mixup({ classes: 3 })) as never;
  const epochOf = (seed: number, epoch: number): unknown => [...loader(dataset, { batchSize: 4, seed, augment }).batches(epoch)].map(([x, y]) => [x.shape, y.shape, x.toArray(), y.toArray()]); // prettier-ignore

  test("equal seeds give equal epochs, others do not", () => {
    expect(epochOf(1, 0)).toEqual(epochOf(1, 0));
    expect(epochOf(1, 0)).not.toEqual(epochOf(1, 1));
    expect(epochOf(1, 0)).not.toEqual(epochOf(2, 0));
    expect((epochOf(1, 0) as readonly unknown[][]).map(([x, y]) => [x, y])).toEqual([
      [[4, 3, 6, 6], [4, 3]],
      [[2, 3, 6, 6], [2, 3]],
    ]); // prettier-ignore
  });

  test("the data set's own values stay as they were", () => {
    epochOf(3, 0);
    expect(values(dataset.column!(0)!)).toEqual(values(counting(6, 3, 8, 8)));
  });

  test("every change takes a batch without pictures", () => {
    const empty = counting(0, 3, 4, 4);
    for (const step of [resize(2), centerCrop(2), randomCrop(2), randomResizedCrop(2), horizontalFlip(), verticalFlip(), rotate(3), colorJitter({ hue: 0.1 }), grayscale(), normalizeImages(0, 1), randomErasing()]) expect(step(empty, new RandomSource(0)).shape[0]).toBe(0); // prettier-ignore
  });
});

describe("mistakes", () => {
  const message = (action: () => unknown): string => {
    try {
      action();
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  };

  test("sizes and types", () => {
    expect(message(() => run(resize(2), counting(3, 4, 4)))).toBe("resize: pictures must be [N, C, H, W], got [3, 4, 4]");
    expect(message(() => run(horizontalFlip(), { dtype: "i32", shape: [1, 1, 1, 1], data: Int32Array.of(1) }))).toBe("horizontalFlip: pictures must be u8, f32 or f64, got i32"); // prettier-ignore
    expect(message(() => resize(0))).toBe("resize: the size must be whole numbers ≥ 1, got [0, 0]");
    expect(message(() => run(resize(2), counting(1, 1, 0, 4)))).toBe("resize: pictures have no pixels: [1, 1, 0, 4]");
    expect(message(() => run(randomCrop(5, { padding: 1 }), counting(1, 1, 2, 9)))).toBe("randomCrop: a part of [5, 5] does not fit into pictures of [4, 11] (padding included)"); // prettier-ignore
    expect(message(() => run(normalizeImages(0, 1), bytes([1, 1, 1, 1], [3])))).toBe("normalizeImages: pictures are bytes; bring them to floats with toFloat() before"); // prettier-ignore
    expect(message(() => run(normalizeImages([1, 2], 1), counting(1, 3, 1, 1)))).toBe(
      "normalizeImages: mean has 2 values, the pictures have 3 channels",
    );
    expect(message(() => run(grayscale(), counting(1, 2, 1, 1)))).toBe("grayscale: pictures must have 1 or 3 channels (grey, or red, green, blue), got 2"); // prettier-ignore
  });

  test("amounts", () => {
    expect(message(() => horizontalFlip({ p: 1.5 }))).toBe("horizontalFlip: p must lie between 0 and 1, got 1.5");
    expect(message(() => randomRotation(NaN))).toBe("randomRotation: degrees must be ≥ 0, or a pair, got NaN");
    expect(message(() => randomAffine({ scale: [2, 1] }))).toBe(
      "randomAffine: scale must be two numbers, the smaller one first, got [2, 1]",
    );
    expect(message(() => affine({ scale: 0 }))).toBe("affine: scale must be > 0, got 0");
    expect(message(() => colorJitter({ hue: 0.7 }))).toBe("colorJitter: hue must lie between -0.5 and 0.5, got [-0.7, 0.7]");
    expect(message(() => normalizeImages(0, 0))).toBe("normalizeImages: mean and std must be finite and std not 0, got [0] and [0]");
    expect(message(() => randomErasing({ ratio: [0, 1] }))).toBe("randomErasing: ratio must be > 0, got [0, 1]");
    expect(message(() => mixup({ alpha: 0 }))).toBe("mixup: alpha must be > 0, got 0");
  });

  test("targets that cannot be mixed", () => {
    const mix = (target: Column, classes?: number): string =>
      message(() => cutmix(classes === undefined ? {} : { classes })([counting(2, 1, 2, 2), target] as never, new RandomSource(0)));
    expect(mix(labels([0, 1]))).toBe("cutmix: targets are class numbers; tell how many classes there are: { classes: 10 }");
    expect(mix(labels([0, 7]), 3)).toBe("cutmix: label 1 is 7; with 3 classes labels are 0 to 2");
    expect(mix(floats([2], [0, 1]))).toBe(
      "cutmix: targets must be class numbers [N] or shares of classes [N, classes] in floats, got f32 [2]",
    );
    expect(mix(labels([0]), 3)).toBe("cutmix: there are 2 pictures, but 1 targets");
  });
});
