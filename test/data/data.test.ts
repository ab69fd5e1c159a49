import { describe, expect, test } from "vitest";
import { NablaError, tensor } from "../../src/index.ts";
import {
  RandomSource,
  StandardScaler,
  columnOf,
  labels,
  loader,
  oneHotLabels,
  randomSplit,
  subset,
  tensorDataset,
} from "../../src/data/index.ts";

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const simple = (n: number) => tensorDataset(numbers(n).map((i) => [i, -i]), labels(numbers(n).map((i) => i % 3))); // prettier-ignore

describe("random source", () => {
  test("equal seeds, equal numbers; other seeds, others", () => {
    const take = (...seeds: number[]): number[] => {
      const source = new RandomSource(...seeds);
      return numbers(8).map(() => source.bits());
    };
    expect(take(1, 2)).toEqual(take(1, 2));
    const seeds = [[0], [1], [0, 0], [1, 0], [0, 1], [-1], [2 ** 32], [2 ** 40]];
    expect(new Set(seeds.map((s) => take(...s).join())).size).toBe(seeds.length);
    expect(() => new RandomSource(1.5)).toThrow("must be a whole number");
  });

  test("moments of uniform and normal numbers; fair whole numbers", () => {
    const source = new RandomSource(3);
    const n = 40_000;
    const uniform = numbers(n).map(() => source.next());
    const normal = numbers(n).map(() => source.normal());
    const mean = (x: number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * n));
    expect(Math.abs(mean(normal))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(mean(normal.map((x) => x * x)) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) counts[source.integer(5)]!++;
    for (const count of counts) expect(Math.abs(count - n / 5)).toBeLessThan(5 * Math.sqrt(n / 5));
    // All six orders of three things about equally often.
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const key = source.shuffle([0, 1, 2]).join();
      orders.set(key, (orders.get(key) ?? 0) + 1);
    }
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000));
    expect(orders.size).toBe(6);
  });
});

describe("columns and data sets", () => {
  test("what can become a column", () => {
    expect(columnOf([[1, 2], [3, 4]])).toMatchObject({ dtype: "f32", shape: [2, 2] }); // prettier-ignore
    expect(columnOf(new Uint8Array([1, 2]))).toMatchObject({ dtype: "u8", shape: [2] });
    expect(columnOf({ data: new Int32Array(6), shape: [2, 3] })).toMatchObject({ dtype: "i32", shape: [2, 3] });
    expect(Array.from(columnOf(tensor([1, 2])).data)).toEqual([1, 2]);
    expect(() => columnOf({ data: new Int32Array(5), shape: [2, 3] })).toThrow("shape [2, 3] has 6 elements, the data have 5");
  });

  test("rows by number, as copies", () => {
    const [x, y] = simple(5).batch([4, 0]);
    expect(Array.from(x.data)).toEqual([4, -4, 0, -0]);
    expect(x.shape).toEqual([2, 2]);
    expect([y.dtype, ...y.data]).toEqual(["i32", 1, 0]);
    const data = simple(2);
    data.batch([0])[0].data.fill(9);
    expect(Array.from(data.batch([0])[0].data)).toEqual([0, -0]);
  });

  test("mistakes", () => {
    expect(() => tensorDataset([1, 2], [1])).toThrow("their shapes are [2], [1]");
    expect(() => tensorDataset(tensor(1))).toThrow("single number");
    expect(() => labels([0, 1.5])).toThrow("label 1 is 1.5");
    expect(() => labels([-1])).toThrow(NablaError);
    expect(() => oneHotLabels([3], 3)).toThrow("with 3 classes labels are 0 to 2");
    expect(() => subset(simple(3), [3])).toThrow("sample 3 is out of range");
  });

  test("subsets of subsets, and their columns", () => {
    const part = subset(subset(simple(10), [9, 8, 7, 6]), [3, 0]);
    expect(Array.from(part.batch([0, 1])[0].data)).toEqual([6, -6, 9, -9]);
    expect(Array.from(part.column!(1)!.data)).toEqual([0, 0]);
  });
});

describe("splits", () => {
  const idsOf = (part: { length: number; batch(i: number[]): readonly { data: ArrayLike<number> }[] }): number[] =>
    numbers(part.length).map((i) => part.batch([i])[0]!.data[0]!);

  test("parts share nothing and together are everything; the same seed gives the same parts", () => {
    const parts = randomSplit(simple(101), [0.7, 0.2, 0.1], { seed: 5 });
    expect(parts.map((part) => part.length)).toEqual([71, 20, 10]);
    expect(parts.flatMap(idsOf).sort((a, b) => a - b)).toEqual(numbers(101));
    expect(randomSplit(simple(101), [0.7, 0.2, 0.1], { seed: 5 }).map(idsOf)).toEqual(parts.map(idsOf));
    expect(randomSplit(simple(101), [0.7, 0.2, 0.1], { seed: 6 }).map(idsOf)).not.toEqual(parts.map(idsOf));
    expect(randomSplit(simple(10), [0.5]).map((part) => part.length)).toEqual([5]);
  });

  test("stratified parts keep the shares of classes", () => {
    const classes = numbers(100).map((i) => (i < 90 ? 0 : 1));
    const parts = randomSplit(tensorDataset(numbers(100), labels(classes)), [0.8, 0.2], { seed: 1, stratify: 1 });
    const count = (part: (typeof parts)[number]): number => Array.from(part.column!(1)!.data).filter((c) => c === 1).length;
    expect(parts.map(count)).toEqual([8, 2]);
    expect(parts.map((part) => part.length)).toEqual([80, 20]);
    // Classes are mixed within a part.
    expect(Array.from(parts[1]!.column!(1)!.data)).not.toEqual([...new Array<number>(18).fill(0), 1, 1]);
    expect(() => randomSplit(simple(3), [1], { stratify: 0 })).toThrow("one class number for each sample");
  });

  test("fractions that cannot be", () => {
    for (const fractions of [[], [0.7, 0.7], [-0.1], [NaN]]) expect(() => randomSplit(simple(3), fractions)).toThrow("fractions must be");
  });
});

describe("loader", () => {
  const order = (batches: Iterable<readonly { toArray(): unknown }[]>): number[] =>
    [...batches].flatMap(([x]) => (x!.toArray() as number[][]).map((row) => row[0]!));

  test("in order, with a smaller last batch or without", () => {
    const batches = loader(simple(7), { batchSize: 3 });
    expect(batches.length).toBe(3);
    expect([...batches].map(([x, y]) => [x.shape, y.shape, y.dtype])).toEqual([[[3, 2], [3], "i32"], [[3, 2], [3], "i32"], [[1, 2], [1], "i32"]]); // prettier-ignore
    expect(order(batches)).toEqual(numbers(7));
    const dropping = loader(simple(7), { batchSize: 3, dropLast: true });
    expect(dropping.length).toBe(2);
    expect(order(dropping)).toEqual(numbers(6));
  });

  test("shuffled: each epoch another order of everything, the same for the same seed, from any batch on", () => {
    const make = (seed: number) => loader(simple(50), { batchSize: 8, shuffle: true, seed });
    const [first, second] = [make(1), make(1)];
    const epochs = [order(first), order(first)];
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect([...epochs[0]!].sort((a, b) => a - b)).toEqual(numbers(50));
    expect([order(second), order(second)]).toEqual(epochs);
    expect(order(make(2))).not.toEqual(epochs[0]);
    expect(order(make(1).batches(1, 3))).toEqual(epochs[1]!.slice(24));
  });

  test("augmentation: equal for equal seed, epoch and batch, and never changes the data", () => {
    const data = simple(4);
    const make = () =>
      loader(data, {
        batchSize: 2,
        seed: 3,
        augment: ([x], random) => {
          for (let i = 0; i < x.data.length; i++) x.data[i]! += random.normal();
        },
      });
    const twice = [order(make().batches(0)), order(make().batches(0))];
    expect(twice[0]).toEqual(twice[1]);
    expect(order(make().batches(1))).not.toEqual(twice[0]);
    expect(order(loader(data).batches(0))).toEqual([0, 1, 2, 3]);
  });

  test("batch sizes that cannot be", () => {
    for (const batchSize of [0, -1, 1.5, NaN]) expect(() => loader(simple(3), { batchSize })).toThrow("batchSize must be a whole number");
  });
});

describe("scaler", () => {
  const rows = [[1, 10, 5], [2, 20, 5], [3, 60, 5]]; // prettier-ignore
  test("mean 0 and deviation 1, constant columns become 0, and back", () => {
    const scaler = StandardScaler.fit(rows);
    expect(scaler.mean).toEqual([2, 30, 5]);
    const { data } = scaler.transform(rows);
    const column = (c: number): number[] => [0, 1, 2].map((row) => data[row * 3 + c]!);
    for (const c of [0, 1]) {
      expect(column(c).reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6);
      expect(column(c).reduce((a, b) => a + b * b, 0) / 3).toBeCloseTo(1, 6);
    }
    expect(column(2)).toEqual([0, 0, 0]);
    const back = scaler.inverse(scaler.transform(rows)).data;
    rows.flat().forEach((value, i) => expect(back[i]).toBeCloseTo(value, 4));
    expect(new StandardScaler(JSON.parse(JSON.stringify(scaler)) as StandardScaler)).toEqual(scaler);
  });

  test("a constant column of large numbers has no spread of rounding errors", () => {
    expect(StandardScaler.fit(new Array<number[]>(7).fill([1e9 + 0.1])).std).toEqual([1]);
  });

  test("missing values and other widths are named", () => {
    expect(() => StandardScaler.fit([[1, 2], [1, NaN]])).toThrow("column 1 of sample 1 is NaN"); // prettier-ignore
    expect(() => StandardScaler.fit(rows).transform([[1, 2]])).toThrow("learned 3 columns, got samples of shape [1, 2]");
    expect(() => StandardScaler.fit(new Float32Array(0))).toThrow("no samples");
  });
});
