// Tokens drawn as the probabilities say, and the likeliest sequences found by search, against all sequences counted out.
import { describe, expect, test } from "vitest";
import { compile, manualSeed, noGrad, tensor } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import * as nn from "../../src/nn/index.ts";
import { beamSearch, cachedScores, generate, nextScores, tokenProbabilities } from "../../src/train/index.ts";
import type { NextScores } from "../../src/train/index.ts";

const logs = (p: readonly number[]): number[] => p.map(Math.log);
const rounded = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Math.round(value * 1e6) / 1e6);

describe("tokenProbabilities", () => {
  const scores = logs([0.1, 0.4, 0.2, 0.3]);
  test.each([
    ["all", {}, [0.1, 0.4, 0.2, 0.3]],
    ["temperature ½ squares them", { temperature: 0.5 }, [0.01 / 0.3, 0.16 / 0.3, 0.04 / 0.3, 0.09 / 0.3]],
    ["temperature 0 takes the best", { temperature: 0 }, [0, 1, 0, 0]],
    ["top-k", { topK: 2 }, [0, 4 / 7, 0, 3 / 7]],
    ["top-p takes the one that crosses the limit", { topP: 0.5 }, [0, 4 / 7, 0, 3 / 7]],
    ["top-p keeps at least one", { topP: 0.01 }, [0, 1, 0, 0]],
    ["top-p among top-k", { topK: 3, topP: 0.75 }, [0, 4 / 7, 0, 3 / 7]],
  ] as const)("%s", (_, options, wanted) => {
    expect(rounded(tokenProbabilities(scores, options))).toEqual(rounded(wanted));
  });

  test("mistakes", () => {
    expect(() => tokenProbabilities([1], { temperature: -1 })).toThrow("tokenProbabilities: temperature must be at least 0, got -1");
    expect(() => tokenProbabilities([1], { topP: 0 })).toThrow("tokenProbabilities: topP must be above 0 and at most 1, got 0");
    expect(() => tokenProbabilities([NaN, 1])).toThrow("the highest score must be a finite number");
  });
});

/** A chain: what comes next depends on the last token only. */
const chain =
  (table: readonly (readonly number[])[]): NextScores =>
  (sequences) =>
    tensor(sequences.map((sequence) => logs(table[sequence.at(-1)!]!)));

describe("generate", () => {
  const table = [
    [0.5, 0.3, 0.2],
    [0.1, 0.6, 0.3],
    [0.4, 0.4, 0.2],
  ];

  test("draws as often as the chain says, and the same by the same seed", () => {
    const options = { length: 400, count: 10, seed: 3 };
    const drawn = generate(chain(table), [0], options);
    const counts = [0, 0, 0].map(() => [0, 0, 0]);
    for (const tokens of drawn) tokens.forEach((token, i) => counts[i === 0 ? 0 : tokens[i - 1]!]![token]!++);
    counts.forEach((row, from) => {
      const all = row.reduce((a, b) => a + b);
      row.forEach((count, to) => expect(Math.abs(count / all - table[from]![to]!)).toBeLessThan(0.05));
    });
    expect(generate(chain(table), [0], options)).toEqual(drawn);
    expect(generate(chain(table), [0], { ...options, seed: 4 })).not.toEqual(drawn);
  });

  test("ends, and can be stopped", () => {
    const drawn = generate(chain(table), [0], { length: 50, count: 20, end: 2 });
    expect(drawn.every((tokens) => !tokens.includes(2))).toBe(true);
    expect(new Set(drawn.map((tokens) => tokens.length)).size).toBeGreaterThan(3);
    let told = 0;
    expect(generate(chain(table), [0], { length: 50, onToken: () => (++told === 3 ? false : undefined) })[0]!.length).toBe(3);
    expect(() => generate(chain(table), [], { length: 1 })).toThrow("the number of tokens in the prompt must be at least 1, got 0");
  });
});

describe("beamSearch", () => {
  const random = (seed: number) => (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;

  test("with enough beams it finds the best of all sequences", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const uniform = random(seed);
      const table = Array.from({ length: 4 }, () => {
        const row = Array.from({ length: 4 }, uniform);
        const sum = row.reduce((a, b) => a + b);
        return row.map((value) => value / sum);
      });
      let best = { tokens: [] as number[], score: -Infinity };
      const visit = (tokens: number[], sum: number): void => {
        const row = table[tokens.at(-1) ?? 0]!;
        const count = tokens.length + 1;
        const score = (sum + Math.log(row[3]!)) / ((5 + count) / 6) ** 0.6;
        if (score > best.score) best = { tokens, score };
        if (count < 4) [0, 1, 2].forEach((token) => visit([...tokens, token], sum + Math.log(row[token]!)));
      };
      visit([], 0);
      const [found] = beamSearch(chain(table), [[0], [1]], { length: 4, end: 3, beams: 27 });
      expect(found![0]!.tokens).toEqual(best.tokens);
      expect(found![0]!.score).toBeCloseTo(best.score, 5);
      expect(found!.map(({ score }) => score)).toEqual(found!.map(({ score }) => score).sort((a, b) => b - a));
    }
  });

  test("one beam is the likeliest token each time; what does not end is told", () => {
    const table = [
      [0.1, 0.6, 0.2, 0.1],
      [0.1, 0.1, 0.7, 0.1],
      [0.8, 0.1, 0.1, 0.000001],
    ];
    const options = { length: 3, end: 3, beams: 1 };
    expect(beamSearch(chain(table), [[0]], options)[0]).toEqual([{ tokens: [1, 2, 0], score: expect.any(Number) as number, ended: false }]);
    expect(() => beamSearch(chain(table), [[0], []], options)).toThrow("beamSearch: each item needs at least one token");
  });
});

/** A small transformer that reads whole sequences, or one place after another. */
class Small extends nn.Module {
  tokens = nn.embedding(7, 8);
  positions = nn.learnedPositions(6, 8, { std: 1 });
  encoder = nn.transformerEncoder(() => nn.transformerEncoderLayer(8, 2, { feedforward: 8, dropout: 0, batchFirst: true }), 2);
  head = nn.linear(8, 7);

  override forward(x: Tensor): Tensor {
    return this.head.forward(this.encoder.forward(this.positions.forward(this.tokens.forward(x)), { isCausal: true }));
  }

  cached(rows: number): NextScores {
    const layers = [0, 1].map(() => nn.keyValueCache(rows, 2, 6, 4));
    const step = compile((tokens: Tensor, place: Tensor, parents: Tensor) =>
      noGrad(() => {
        const input = this.positions.forward(this.tokens.forward(tokens.unsqueeze(1)), { offset: place });
        return this.head.forward(this.encoder.forward(input, { cached: { layers, place, parents } })).select(1, 0);
      }),
    );
    return cachedScores(step, 6);
  }
}

test("models that keep keys and values say the same as those that read everything", () => {
  manualSeed(5);
  const model = new Small();
  const whole = nextScores(model, 6);
  const options = { length: 4, count: 3, seed: 1 };
  expect(generate(model.cached(3), [1, 2], options)).toEqual(generate(whole, [1, 2], options));
  const search = { length: 5, end: 6, beams: 3 };
  const [kept, read] = [model.cached(6), whole].map((next) => beamSearch(next, [[1], [2]], search));
  expect(kept!.map((item) => item.map(({ tokens }) => tokens))).toEqual(read!.map((item) => item.map(({ tokens }) => tokens)));
  kept!.flat().forEach(({ score }, i) => expect(score).toBeCloseTo(read!.flat()[i]!.score, 4));
});

test("a sequence longer than the context goes on from its last part", () => {
  manualSeed(6);
  const model = new Small();
  const out = generate(model.cached(1), [1], { length: 20, temperature: 0 });
  expect(out[0]!.length).toBe(20);
  expect(out[0]!.slice(0, 5)).toEqual(generate(nextScores(model, 6), [1], { length: 5, temperature: 0 })[0]);
});
