// What the recipes of text are made of: n-grams by counting against plain arithmetic, a learnt dictionary, batches of equal width, and a
// language model that says the same token by token as at once.
import { describe, expect, test } from "vitest";
import { manualSeed } from "../../src/index.ts";
import { CharacterTokenizer } from "../../src/data/index.ts";
import { cachedScores, nextScores } from "../../src/train/index.ts";
import { Gpt, bitsOf } from "../../src/tasks/languageModel.ts";
import { ngramBits } from "../../src/tasks/ngrams.ts";
import { PairBatches } from "../../src/tasks/translator.ts";
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
