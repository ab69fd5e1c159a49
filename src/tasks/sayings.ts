// Recipes: dates and numbers said in English → said in Russian. The pairs are made by rule, so every answer is known exactly.
//
// Dates: days of 1900–2099 in eight English forms; numbers: below 10⁹, as many of each length, in words. Split by the day or the number: a
// tenth of all of them, chosen by a hash, is never seen in training in any form; the test draws from it only. Seeds: weights and order of
// training; the split and the pairs are the same for all. Judged by the share of translations that are right to the last character.
// Sizes were chosen with another tenth in place of the test's. Reference: none published; the task is solved if almost all are right.
import { RandomSource } from "../data/index.ts";
import { DateSpeaker, englishNumber, russianNumber } from "../datasets/index.ts";
import { chrF } from "../metrics/index.ts";
import type { Outcome, Recipe, RunOptions } from "./recipe.ts";
import { trainTranslator } from "./translator.ts";
import type { TextPair, TranslatorOptions } from "./translator.ts";
import { dictionary } from "./wordBaselines.ts";

/** The part of ten that a number belongs to, by a hash (the finalizer of MurmurHash3). */
const part = (n: number): number => {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) % 10;
};

/** Different pairs drawn until there are so many whose number belongs to the wanted part. */
function drawn(
  count: number,
  seed: number,
  make: (random: RandomSource) => readonly [number: number, pair: TextPair],
  wanted: (part: number) => boolean,
): TextPair[] {
  const random = new RandomSource(seed, 23);
  const pairs = new Map<string, TextPair>();
  while (pairs.size < count) {
    const [number, pair] = make(random);
    if (wanted(part(number))) pairs.set(pair[0], pair);
  }
  return [...pairs.values()];
}

const FIRST = Date.UTC(1900, 0, 1) / 86_400_000;
const DAYS = Date.UTC(2100, 0, 1) / 86_400_000 - FIRST;

const dates = (): ((random: RandomSource) => readonly [number, TextPair]) => {
  const speaker = new DateSpeaker();
  return (random) => {
    const day = FIRST + Math.floor(random.uniform(0, DAYS));
    return [day, speaker.pair(day, Math.floor(random.uniform(0, speaker.forms)))];
  };
};

const numbers = (random: RandomSource): readonly [number, TextPair] => {
  const digits = 1 + Math.floor(random.uniform(0, 9));
  const number = 1 + Math.floor(random.uniform(0, 10 ** digits - 1));
  return [number, [englishNumber(number), russianNumber(number)]];
};

/** Trains, translates the test's sentences once, and compares with the dictionary and with copying. */
export async function judgeSayings(
  make: (random: RandomSource) => readonly [number, TextPair],
  counts: { readonly train: number; readonly test: number },
  how: TranslatorOptions,
  options: RunOptions,
  testPart = 0,
): Promise<Outcome> {
  const train = drawn(counts.train, 1, make, (p) => p !== testPart);
  const test = drawn(counts.test, 2, make, (p) => p === testPart);
  const translator = await trainTranslator(train, how, options);
  const sources = test.map(([source]) => source);
  const wanted = test.map(([, target]) => target);
  const exact = (answers: readonly string[]): number => answers.filter((answer, i) => answer === wanted[i]).length / answers.length;
  const answers = translator.translate(sources, 4);
  const byWord = dictionary(train);
  const plain = sources.map(byWord);
  const wrong = test.flatMap(([source, target], i) => (answers[i] === target ? [] : [`${source} → ${answers[i]!} (wanted: ${target})`]));
  return {
    test: exact(answers),
    baseline: { what: "word by word with a dictionary learnt from the same pairs (IBM Model 1)", value: exact(plain) },
    details: {
      "training pairs": translator.pairs,
      "test pairs": test.length,
      parameters: translator.parameters,
      tokens: translator.tokens,
      "seconds of training": translator.seconds,
      chrF: chrF(answers, wanted),
      "chrF of the dictionary": chrF(plain, wanted),
      "chrF of copying": chrF(sources, wanted),
      "exact by copying": exact(sources),
    },
    samples: [...sources.slice(0, 6).map((source, i) => `${source} → ${answers[i]!}`), ...wrong.slice(0, 4)],
  };
}

export const SAYINGS: TranslatorOptions = {
  tokens: 400, features: 64, heads: 4, layers: 2, dropout: 0, length: 24, step: 24, batchSize: 32, epochs: 2, lr: 0.02, labelSmoothing: 0,
}; // prettier-ignore

/** Tokens enough for whole words: the longest number has 18 of them. */
const NUMBERS: TranslatorOptions = { ...SAYINGS, tokens: 600, length: 20, step: 20, batchSize: 64 };

const shared = { metric: "exact match", better: "higher", bar: 0.99, reference: null, task: "translation" } as const;

export const datesRecipe: Recipe = {
  ...shared,
  id: "translation-dates",
  dataset: "dates",
  title: { en: "Dates, English → Russian", ru: "Даты с английского на русский" },
  about: {
    en: "Days of 1900–2099 in eight English forms, Russian by Intl. A tenth of the days is seen in no form in training. A transformer of encoder and decoder on byte pairs, beam search; right is what agrees to the last character.",
    ru: "Дни 1900–2099 годов в восьми английских записях, по-русски — по правилам Intl. Десятая часть дней не встречается при обучении ни в одной записи. Трансформер (кодировщик и декодировщик) на парах байтов, лучевой поиск; верно то, что совпало до последнего знака.",
  },
  run: (options) =>
    options.quick
      ? judgeSayings(dates(), { train: 4000, test: 200 }, { ...SAYINGS, features: 48, layers: 1 }, options)
      : judgeSayings(dates(), { train: 30_000, test: 2000 }, SAYINGS, options),
};

export const numbersRecipe: Recipe = {
  ...shared,
  id: "translation-numbers",
  dataset: "numbers",
  title: { en: "Numbers in words, English → Russian", ru: "Числа словами с английского на русский" },
  about: {
    en: "Whole numbers below a billion in words. A tenth of them is never seen in training. A transformer of encoder and decoder on byte pairs, beam search; right is what agrees to the last character.",
    ru: "Целые числа меньше миллиарда словами. Десятая их часть не встречается при обучении. Трансформер (кодировщик и декодировщик) на парах байтов, лучевой поиск; верно то, что совпало до последнего знака.",
  },
  run: (options) =>
    options.quick
      ? judgeSayings(numbers, { train: 4000, test: 200 }, { ...SAYINGS, features: 48, layers: 1 }, options)
      : judgeSayings(numbers, { train: 60_000, test: 2000 }, NUMBERS, options),
};
