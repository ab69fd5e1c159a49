// What the recipes of text are made of: n-grams by counting against plain arithmetic, a learnt dictionary, batches of equal width, and a
// language model that says the same token by token as at once.
import { describe, expect, test } from "vitest";
import { manualSeed, tensor } from "../../src/index.ts";
import { CharacterTokenizer } from "../../src/data/index.ts";
import { cachedScores, nextScores } from "../../src/train/index.ts";
import { Gpt, bitsOf } from "../../src/tasks/languageModel.ts";
import { ngramBits } from "../../src/tasks/ngrams.ts";
import { PairBatches, TranslationModel } from "../../src/tasks/translator.ts";
import { dictionary, translationMemory } from "../../src/tasks/wordBaselines.ts";

describe("n-grams", () => {
  test("unigrams by hand", () => {
    // aaab: 3 a, 1 b; one count of 1 and none of 2 make the discount 1; symbols are a, b and the unknown one.
    // a: (3 − 1 + 1 · 2 · ⅓) / 4, b: (1 − 1 + 2 ⋅ ⅓) / 4, unknown: ⅔ / 4
    const [bits] = ngramBits("aaab", "xaab?", 1);
    const shares = [8 / 12, 8 / 12, 2 / 12, 2 / 12];
    expect(bits).toBeCloseTo(shares.reduce((sum, share) => sum - Math.log2(share), 0) / 4, 10);
  });

  test("shares of all characters sum to 1, whatever stands before", () => {
    const train = "the whale that the ship that the captain sought";
    const alphabet = [...new Set(train), "?"];
    for (let n = 1; n <= 4; n++)
      for (const context of ["the w", "captai", "zzzz", "ht"]) {
        // The bits of the context alone are taken off: what remains is the last character.
        const bits = (text: string): number => ngramBits(train, text, n)[n - 1]! * (text.length - 1);
        const sum = alphabet.reduce((all, last) => all + 2 ** (bits(context) - bits(context + last)), 0);
        expect(sum).toBeCloseTo(1, 9);
      }
  });

  test("longer ones know more of a text that repeats itself", () => {
    const bits = ngramBits("abcabd".repeat(50), "abcabd".repeat(5), 6);
    expect(bits[0]).toBeGreaterThan(1.5);
    expect(bits[5]).toBeLessThan(0.2);
  });
});

test("a dictionary finds which word is which", () => {
  const pairs = [
    ["red house", "красный дом"],
    ["white house", "белый дом"],
    ["red rose", "красный роза"],
    ["white rose", "белый роза"],
  ] as const;
  expect(dictionary(pairs)("white house, tall")).toBe("белый дом, tall");
  expect(translationMemory(pairs)("the red house")).toBe("красный дом");
});

test("batches hold sentences of one width, and every sentence is met", () => {
  const pairs = Array.from({ length: 50 }, (_, i): readonly [number[], number[]] => [new Array<number>((i % 9) + 1).fill(i), [i, 99]]);
  const data = new PairBatches(pairs, 97, 4);
  const order = data.sampler(8, 1)(0, data.length);
  expect(order.length % 8).toBe(0);
  expect(new Set(order).size).toBe(50);
  for (let at = 0; at < order.length; at += 8) {
    const batch = order.subarray(at, at + 8);
    expect(new Set(Array.from(batch, (i) => data.widths[i])).size).toBe(1);
    const [x, y] = data.batch(batch);
    const width = data.widths[batch[0]!]!;
    expect([x.shape, y.shape]).toEqual([[8, 2, width], [8, width]]); // prettier-ignore
    expect(Array.from(x.data.subarray(width, width + 2))).toEqual([98, batch[0]]); // begin, then the target without its end
    expect(Array.from(y.data.subarray(0, 2))).toEqual([batch[0], 99]);
  }
});

test("a translator that points at its source says step by step what it says at once, and its shares sum to 1", () => {
  manualSeed(5);
  const [pad, begin, length] = [20, 21, 6];
  const how = { tokens: 23, features: 8, heads: 2, layers: 2, dropout: 0.5, length, step: 3, batchSize: 2, epochs: 1, lr: 1, labelSmoothing: 0, lines: 2, copies: true }; // prettier-ignore
  const model = new TranslationModel(23, pad, how);
  model.eval();
  const sources = [[[1, 2, 3, 22], [4, 22]], [[5, 22], [6, 7, 8, 9, 22]]]; // prettier-ignore
  const answers = [[10, 11, 3, 22], [6, 12, 13, 22]]; // prettier-ignore
  const data = new PairBatches(
    sources.map((lines, i) => [...lines, answers[i]!]),
    pad,
    length,
  );
  const [{ data: values, shape }] = data.batch([0, 1]);
  expect(shape).toEqual([2, 3, length]);
  const whole = model.forward(tensor(values, { shape, dtype: "i32" })); // [2, 6, 23]
  for (const sum of whole.exp().sum(2).data()) expect(sum).toBeCloseTo(1, 5);
  const beams = 2;
  const { read, step } = model.translating(2, beams);
  const padded = sources.flatMap((lines) => lines.flatMap((line) => [...line, ...new Array<number>(length - line.length).fill(pad)]));
  read(tensor(padded, { shape: [2, 2, length], dtype: "i32" }));
  const i32 = (numbers: readonly number[]) => tensor(numbers, { shape: [numbers.length], dtype: "i32" });
  for (let place = 0; place < 4; place++) {
    const now = answers.map((answer) => (place === 0 ? begin : answer[place - 1]!));
    const scores = step(i32(now.flatMap((token) => [token, token])), i32([place]), i32([0, 1, 2, 3])).toArray() as number[][];
    const wanted = whole.select(1, place).toArray() as number[][];
    scores.forEach((row, i) => row.forEach((value, k) => expect(value).toBeCloseTo(wanted[Math.floor(i / beams)]![k]!, 4)));
  }
});

test("a language model reads token by token what it reads at once", () => {
  manualSeed(3);
  const tokenizer = CharacterTokenizer.train(["the white whale"]);
  const options = { features: 8, heads: 2, layers: 2, dropout: 0.5, before: 2, rows: 31, context: 12, batchSize: 1, steps: 1, lr: 1 };
  const model = new Gpt(tokenizer.size, options);
  model.eval();
  const whole = nextScores(model, 12);
  const kept = cachedScores(model.stepping(2), 12);
  const sequences = ["the white", "whale the"].map((text) => tokenizer.encode(text));
  for (const length of [3, 4, 5, 9]) {
    const now = sequences.map((sequence) => sequence.slice(0, length));
    const [a, b] = [kept(now, [0, 1]).data(), whole(now, [0, 1]).data()];
    a.forEach((value, i) => expect(value).toBeCloseTo(b[i]!, 4));
  }
  // Bits per character are those of the scores, and an untrained model knows little more than nothing.
  const text = "the white whale";
  const numbers = tokenizer.encode(text);
  let nats = 0;
  for (let place = 1; place < 7; place++) {
    const scores = whole([numbers.slice(0, place)], [0]).data() as Float32Array;
    const all = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    nats -= scores[numbers[place]!]! - Math.log(all);
  }
  expect(bitsOf(model, Int32Array.from(numbers.slice(0, 7)), 7)).toBeCloseTo(nats / Math.LN2 / 6, 4);
});
