// The fetched sets of pictures hold what they say.
import { describe, expect, test } from "vitest";
import { brain, emoji, fashion, photographs } from "../../src/datasets/index.ts";

const MINUTES = 300_000; // the first time they are fetched

describe("sets of pictures", () => {
  test("Fashion-MNIST: 6,000 and 1,000 of each class", { timeout: MINUTES }, async () => {
    const { train, test: held, classes } = await fashion();
    expect([train.shape, held.shape, classes.length]).toEqual([[60000, 28, 28], [10000, 28, 28], 10]); // prettier-ignore
    const counts = (labels: Int32Array): number[] => classes.map((_, label) => labels.filter((own) => own === label).length);
    expect(counts(train.labels)).toEqual(classes.map(() => 6000));
    expect(counts(held.labels)).toEqual(classes.map(() => 1000));
    // Trousers are brighter at both legs than between them, below the middle.
    const column = (x: number): number => {
      let sum = 0;
      held.labels.forEach((label, n) => (sum += label === 1 ? held.images[n * 784 + 20 * 28 + x]! : 0));
      return sum;
    };
    expect(Math.min(column(11), column(17))).toBeGreaterThan(1.2 * column(14));
  });

  test("emoji: the same 1,911 of both vendors, in color, with opacity", { timeout: MINUTES }, async () => {
    const [google, twitter] = [await emoji(), await emoji("twitter")];
    expect([google.names.length, google.images.length]).toEqual([1911, 1911 * 32 * 32 * 4]);
    expect(twitter.names).toEqual(google.names);
    expect(google.categories.filter((category) => category === "Flags").length).toBe(270);
    for (const { names, images } of [google, twitter]) {
      const pixel = (name: string, x: number, y: number): number[] =>
        Array.from(images.subarray(((names.indexOf(name) * 32 + y) * 32 + x) * 4).subarray(0, 4));
      const [red, green, blue, opacity] = pixel("heavy black heart", 16, 18) as [number, number, number, number];
      expect([red > 180, green < 100, blue < 110, opacity]).toEqual([true, true, true, 255]);
      expect(pixel("heavy black heart", 0, 31)[3]).toBe(0);
      const [r, g, b] = pixel("green heart", 16, 18) as [number, number, number];
      expect(g).toBeGreaterThan(Math.max(r, b) + 40);
    }
  });

  test("photographs: nine, in color or gray, large enough to cut from", { timeout: MINUTES }, async () => {
    const all = await photographs();
    expect(all.map(({ name }) => name)).toContain("black-canyon");
    expect(all.length).toBe(9);
    for (const { height, width, channels, data } of all) {
      expect(Math.min(height, width)).toBeGreaterThan(200);
      expect(data.length).toBe(channels * height * width);
    }
  });

  test("brain: one head, its mask, 116 regions within it", { timeout: MINUTES }, async () => {
    const { shape, scan, mask, regions, names } = await brain();
    expect(shape).toEqual([181, 217, 181]);
    expect([scan, mask, regions].map(({ length }) => length)).toEqual(new Array(3).fill(181 * 217 * 181)); // prettier-ignore
    const inside = mask.filter((value) => value === 1).length;
    expect(inside / 1e6).toBeGreaterThan(1.5); // liters
    expect(inside / 1e6).toBeLessThan(2.2);
    expect(names.size).toBe(116);
    expect(names.get(1)).toBe("Precentral_L");
    const labeled = regions.filter((value) => value > 0).length;
    expect(regions.filter((value, i) => value > 0 && mask[i] === 1).length / labeled).toBeGreaterThan(0.9);
  });
});
