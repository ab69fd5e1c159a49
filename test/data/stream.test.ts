// Streams, samplers, folds and padding.
import { describe, expect, test } from "vitest";
import { distributedSampler, groupSplit, kFold, labels, loader, padSequences, randomSampler, stratifiedSampler, stream, tensorDataset, timeSplit, weightedSampler } from "../../src/data/index.ts"; // prettier-ignore

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), 1));

describe("streams", () => {
  test("steps one after another, waiting where a function waits", async () => {
    const all = await stream(numbers(10))
      .map((x) => later(x * 2))
      .filter((x) => x % 4 === 0)
      .skip(1)
      .take(3)
      .flatMap((x) => [x, -x])
      .batch(4)
      .toArray();
    expect(all).toEqual([[4, -4, 8, -8], [12, -12]]); // prettier-ignore
    expect(await stream(numbers(5)).batch(2, { dropLast: true }).toArray()).toEqual([[0, 1], [2, 3]]); // prettier-ignore
  });

  test("concat, zip, repeat", async () => {
    expect(
      await stream([1, 2])
        .concat([3], stream([4]))
        .toArray(),
    ).toEqual([1, 2, 3, 4]);
    expect(await stream([1, 2, 3]).zip(["a", "b"]).toArray()).toEqual([[1, "a"], [2, "b"]]); // prettier-ignore
    expect(await stream([1, 2]).repeat(2).toArray()).toEqual([1, 2, 1, 2]);
    expect(await stream([1, 2]).repeat().take(5).toArray()).toEqual([1, 2, 1, 2, 1]);
    expect(await stream<number>([]).repeat().toArray()).toEqual([]);
  });

  test("only what is wanted is asked for", async () => {
    let asked = 0;
    let closed = false;
    const source = function* (): Generator<number> {
      try {
        for (;;) yield asked++;
      } finally {
        closed = true;
      }
    };
    expect(await stream(source).map((x) => x).take(3).toArray()).toEqual([0, 1, 2]); // prettier-ignore
    expect([asked, closed]).toEqual([3, true]);
  });

  test("shuffling keeps every item, and equal seeds the order", async () => {
    const shuffled = (seed: number, buffer: number): Promise<number[]> => stream(numbers(100)).shuffle(buffer, { seed }).toArray();
    const first = await shuffled(1, 10);
    expect([...first].sort((a, b) => a - b)).toEqual(numbers(100));
    expect(first).not.toEqual(numbers(100));
    expect(await shuffled(1, 10)).toEqual(first);
    expect(await shuffled(2, 10)).not.toEqual(first);
    // Nothing comes earlier than the buffer allows.
    first.forEach((item, at) => expect(item - at).toBeLessThan(10));
  });

  test("prefetching reads ahead, keeps the order, and tells failures in their turn", async () => {
    let asked = 0;
    const source = async function* (): AsyncGenerator<number> {
      for (;;) {
        if (asked === 5) throw new Error("broken");
        yield await later(asked++);
      }
    };
    const seen: number[] = [];
    let ahead = 0;
    await expect(
      (async () => {
        for await (const item of stream(source).prefetch(3)) {
          seen.push(item);
          await later(null);
          ahead = Math.max(ahead, asked - seen.length);
        }
      })(),
    ).rejects.toThrow("broken");
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(ahead).toBeGreaterThan(0);
  });

  test("mistakes", () => {
    expect(() => stream([1]).batch(0)).toThrow("stream.batch: size must be a whole number ≥ 1, got 0");
    expect(() => stream([1]).take(-1)).toThrow("stream.take: count must be a whole number ≥ 0, got -1");
  });
});

describe("samplers", () => {
  test("an epoch can be taken again; another one differs", () => {
    for (const sampler of [
      randomSampler({ seed: 3 }),
      weightedSampler(numbers(50).map((i) => i + 1)),
      stratifiedSampler(numbers(50).map((i) => i % 3)),
    ]) {
      expect(sampler(2, 50)).toEqual(sampler(2, 50));
      expect(sampler(2, 50)).not.toEqual(sampler(3, 50));
    }
  });

  test("weights are shares", () => {
    const counts = [0, 0, 0];
    for (const i of weightedSampler([1, 0, 3], { count: 40_000 })(0, 3)) counts[i]!++;
    expect(counts[1]).toBe(0);
    // 0.75 ± 5 standard deviations of a binomial.
    expect(Math.abs(counts[2]! / 40_000 - 0.75)).toBeLessThan(5 * Math.sqrt((0.75 * 0.25) / 40_000));
    expect(() => weightedSampler([1, -1])).toThrow("weightedSampler: weight 1 is -1; weights must be finite and not negative");
    expect(() => weightedSampler([1, 1])(0, 3)).toThrow("there are 2 weights for 3 samples");
  });

  test("stratified: every run of ten has the classes of the whole", () => {
    const classes = numbers(100).map((i) => (i < 20 ? 0 : i < 50 ? 1 : 2));
    const order = stratifiedSampler(classes, { seed: 4 })(0, 100);
    expect([...order].sort((a, b) => a - b)).toEqual(numbers(100));
    for (let at = 0; at < 100; at += 10) {
      const own = [...order.subarray(at, at + 10)].map((i) => classes[i]!);
      [2, 3, 5].forEach((wanted, label) => expect(Math.abs(own.filter((c) => c === label).length - wanted)).toBeLessThanOrEqual(2));
    }
  });

  test("several processes share the samples", () => {
    const shares = [0, 1, 2].map((rank) => [...distributedSampler({ rank, replicas: 3, seed: 9 })(1, 10)]);
    expect(shares.map((share) => share.length)).toEqual([4, 4, 4]);
    expect(new Set(shares.flat())).toEqual(new Set(numbers(10)));
    expect([...distributedSampler({ rank: 2, replicas: 3, dropLast: true })(0, 10)].length).toBe(3);
    expect(() => distributedSampler({ rank: 3, replicas: 3 })).toThrow("got rank 3 of 3");
  });

  test("a loader takes a sampler", () => {
    const data = tensorDataset([0, 10, 20]);
    const own = loader(data, { batchSize: 2, sampler: () => Int32Array.of(2, 2, 0, 1, 1) });
    expect(own.length).toBe(3);
    expect([...own].map(([x]) => x.toArray())).toEqual([[20, 20], [0, 10], [10]]); // prettier-ignore
    expect(() => loader(data, { shuffle: true, sampler: randomSampler() })).toThrow("loader: give shuffle or a sampler, not both");
  });
});

describe("folds", () => {
  test("every sample is in one test", () => {
    for (const options of [{}, { shuffle: false }, { labels: numbers(23).map((i) => i % 4) }, { groups: numbers(23).map((i) => i >> 2) }]) {
      const folds = kFold(23, 4, options);
      expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual(numbers(23));
      for (const { train, test } of folds) expect([...train, ...test].sort((a, b) => a - b)).toEqual(numbers(23));
      for (const { test } of folds) expect(Math.abs(test.length - 23 / 4)).toBeLessThanOrEqual("groups" in options ? 4 : 1);
    }
  });

  test("classes keep their shares, groups stay together", () => {
    const classes = numbers(40).map((i) => (i < 8 ? 0 : 1));
    for (const { test } of kFold(40, 4, { labels: classes })) expect([...test].filter((i) => classes[i] === 0).length).toBe(2);
    const groups = numbers(40).map((i) => i % 7);
    for (const { train, test } of kFold(40, 3, { groups })) {
      const inTest = new Set([...test].map((i) => groups[i]));
      expect([...train].some((i) => inTest.has(groups[i]))).toBe(false);
    }
    const { train, test } = groupSplit(groups, { test: 0.3 });
    expect(new Set([...test].map((i) => groups[i])).size).toBe(2);
    expect(train.length + test.length).toBe(40);
  });

  test("a series is cut in order of time", () => {
    for (const { train, test } of timeSplit(20, 3, { gap: 1, most: 6 })) {
      expect(Math.min(...test) - Math.max(...train)).toBe(2);
      expect(train.length).toBeLessThanOrEqual(6);
    }
    expect(() => timeSplit(4, 4)).toThrow("timeSplit: 4 samples are too few");
    expect(() => kFold(3, 5)).toThrow("kFold: k must be a whole number from 2 to the number of samples, got 5 of 3");
    expect(() => kFold(4, 2, { labels: [1] })).toThrow("kFold: there are 1 labels for 4 samples");
  });
});

describe("padding", () => {
  test("lengths, mask, other side, cut", () => {
    const { values, lengths, mask } = padSequences([[1, 2, 3], [], [4, 5]], { value: -1, multipleOf: 4 });
    expect(values.toArray()).toEqual([[1, 2, 3, -1], [-1, -1, -1, -1], [4, 5, -1, -1]]); // prettier-ignore
    expect(lengths.toArray()).toEqual([3, 0, 2]);
    expect(mask.toArray()[2]).toEqual([true, true, false, false]);
    expect(padSequences([[1], [2, 3]], { left: true }).values.toArray()).toEqual([[0, 1], [2, 3]]); // prettier-ignore
    expect(padSequences([[1, 2, 3]], { length: 2, truncate: true }).values.toArray()).toEqual([[1, 2]]);
    expect(() => padSequences([[1, 2, 3]], { length: 2 })).toThrow(
      "padSequences: a sequence has 3 values, but length is 2; truncate: true cuts it",
    );
  });
});

test("labels of a class number are checked before", () => expect(() => labels([1.5])).toThrow("labels: label 0 is 1.5"));
