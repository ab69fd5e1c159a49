// Recipes: a text goes on, character by character or token by token.
//
// Moby-Dick: characters; every tenth chapter is the test. State of the union: byte pairs; every tenth speech is the test. Russian help:
// byte pairs; blocks of a hundred paragraphs, every tenth block is the test. First names: characters, one name a line in an order of chance;
// every tenth name is the test, and no name stands twice. Nothing is changed in the texts but that lines of a paragraph are joined. Judged
// by bits per character of the test text, against n-grams of characters of order 1 to 6 (interpolated Kneser–Ney) counted on the same
// training text and computed in the same run: the best of them is the baseline, in a quick run bigrams. Sizes were chosen on another tenth
// of Moby-Dick. Seeds: weights, windows, samples. Bars: the best n-gram. Reference: none published for these splits.
import { BpeTokenizer, CharacterTokenizer, RandomSource } from "../data/index.ts";
import type { Tokenizer } from "../data/index.ts";
import { firstNames, helpPairs, mobyDick, stateOfTheUnion } from "../datasets/index.ts";
import { trainLanguageModel } from "./languageModel.ts";
import type { LanguageModelOptions } from "./languageModel.ts";
import { ngramBits } from "./ngrams.ts";
import type { Outcome, Recipe, RunOptions } from "./recipe.ts";

/** What is said of a text and how it is learnt. */
interface Plan {
  /** Tokens by byte pairs; characters unless told. */
  readonly tokens?: number;
  readonly full: LanguageModelOptions;
  readonly quick: LanguageModelOptions;
  /** Characters of the text in a quick run. */
  readonly quickCharacters: number;
  /** Beginnings to continue. */
  readonly prompts: readonly string[];
  /** Characters, or tokens, of a sample. */
  readonly length: number;
}

const FULL: LanguageModelOptions = {
  features: 128, heads: 4, layers: 3, dropout: 0, before: 4, rows: 32_749, context: 64, batchSize: 32, steps: 900, lr: 0.02,
}; // prettier-ignore
const QUICK: LanguageModelOptions = { ...FULL, features: 48, layers: 1, before: 2, rows: 4093, context: 32, batchSize: 16, steps: 150 };

/** Trains, judges on the test text once, and writes samples. */
export async function judgeText(train: string, test: string, plan: Plan, options: RunOptions): Promise<Outcome> {
  const [known, unseen] = options.quick ? [train.slice(0, plan.quickCharacters), test.slice(0, plan.quickCharacters / 10)] : [train, test];
  const tokenizer: Tokenizer =
    plan.tokens === undefined
      ? CharacterTokenizer.train([known], { unknown: "\uFFFD" })
      : BpeTokenizer.train([known], { size: options.quick ? 512 : plan.tokens });
  const model = await trainLanguageModel(known, tokenizer, options.quick ? plan.quick : plan.full, options);
  const bits = model.bitsPerCharacter(unseen);
  const counted = ngramBits(known, unseen);
  const order = options.quick ? 2 : counted.indexOf(Math.min(...counted)) + 1;
  const { seed } = options;
  const length = plan.length;
  const kinds = [
    ["temperature 0.8", { temperature: 0.8 }],
    ["top-k 10", { topK: 10 }],
    ["top-p 0.9", { topP: 0.9 }],
  ] as const;
  return {
    test: bits,
    baseline: { what: `n-grams of order ${order}, interpolated Kneser–Ney`, value: counted[order - 1]! },
    details: {
      "training characters": [...known].length,
      "test characters": [...unseen].length,
      parameters: model.parameters,
      tokens: tokenizer.size,
      "times over the text": model.epochs,
      "seconds of training": model.seconds,
      "bits by n-grams of order 1 … 6": counted,
    },
    samples: kinds.flatMap(([what, how]) =>
      plan.prompts.map((prompt) => `${what}: ${JSON.stringify(model.sample(prompt, { length, seed, ...how })[0]!)}`),
    ),
  };
}

/** Every tenth text for the test, the others to learn from. */
export const tenth = (texts: readonly string[], between: string, which = 0, block = 1): readonly [train: string, test: string] => {
  const isTest = (i: number): boolean => Math.floor(i / block) % 10 === which;
  return [texts.filter((_, i) => !isTest(i)).join(between), texts.filter((_, i) => isTest(i)).join(between)];
};

const shared = { metric: "bits per character", better: "lower", bar: "baseline", reference: null, task: "generation" } as const;

const MOBY_DICK: Plan = { full: FULL, quick: QUICK, quickCharacters: 200_000, prompts: ["The whale "], length: 200 };

export const mobyDickRecipe: Recipe = {
  ...shared,
  id: "generation-moby-dick",
  dataset: "moby-dick",
  title: { en: "Moby-Dick, character by character", ru: "«Моби Дик», буква за буквой" },
  about: {
    en: "Every tenth chapter is the test. A GPT on characters that also looks up the last two to four characters in tables. Bits per character beside n-grams of order 1–6 (Kneser–Ney) counted on the same chapters.",
    ru: "Каждая десятая глава — для проверки. GPT на знаках, который ещё смотрит в таблицы последних двух–четырёх знаков. Биты на знак рядом с n-граммами порядков 1–6 (Кнезер–Ней), сосчитанными по тем же главам.",
  },
  async run(options) {
    return judgeText(...tenth((await mobyDick(options)).texts, "\n\n"), MOBY_DICK, options);
  },
};

const SPEECHES: Plan = {
  tokens: 1024,
  full: { ...FULL, before: 2, rows: 65_521, batchSize: 64, steps: 1000 },
  quick: QUICK,
  quickCharacters: 300_000,
  prompts: ["The people of the United States "],
  length: 80,
};

export const speechesRecipe: Recipe = {
  ...shared,
  id: "generation-state-of-the-union",
  dataset: "state-of-the-union",
  title: { en: "State of the Union, by byte pairs", ru: "Послания президентов США, парами байтов" },
  about: {
    en: "Speeches from 1790 on; every tenth is the test. A GPT on byte pairs. Bits per character beside n-grams of characters of order 1–6 (Kneser–Ney) counted on the same speeches.",
    ru: "Послания с 1790 года; каждое десятое — для проверки. GPT на парах байтов. Биты на знак рядом с n-граммами знаков порядков 1–6 (Кнезер–Ней), сосчитанными по тем же речам.",
  },
  async run(options) {
    return judgeText(...tenth((await stateOfTheUnion(options)).texts, "\n\n"), SPEECHES, options);
  },
};

const HELP: Plan = {
  tokens: 1024,
  full: { ...FULL, before: 2, dropout: 0.1 },
  quick: QUICK,
  quickCharacters: 200_000,
  prompts: ["Выберите "],
  length: 60,
};

export const helpTextRecipe: Recipe = {
  ...shared,
  id: "generation-help-ru",
  dataset: "help-ru",
  title: { en: "Russian help pages, by byte pairs", ru: "Русская справка, парами байтов" },
  about: {
    en: "Paragraphs of LibreOffice's help in Russian; every tenth block of a hundred is the test. A GPT on byte pairs. Bits per character beside n-grams of characters of order 1–6 (Kneser–Ney).",
    ru: "Абзацы русской справки LibreOffice; каждая десятая сотня — для проверки. GPT на парах байтов. Биты на знак рядом с n-граммами знаков порядков 1–6 (Кнезер–Ней).",
  },
  async run(options) {
    const texts = (await helpPairs(options)).pairs.map(([, russian]) => russian);
    return judgeText(...tenth(texts, "\n", 0, 100), HELP, options);
  },
};

const NAMES: Plan = {
  full: { ...FULL, features: 64, layers: 2, before: 2, rows: 4093, dropout: 0.2, context: 32, steps: 600, lr: 0.01 },
  quick: { ...QUICK, rows: 1021 },
  quickCharacters: 50_000,
  prompts: ["\n"],
  length: 60,
};

export const firstNamesRecipe: Recipe = {
  ...shared,
  id: "generation-first-names",
  dataset: "first-names",
  title: { en: "New first names, letter by letter", ru: "Новые имена, буква за буквой" },
  about: {
    en: "8,422 English first names in an order of chance, one a line; every tenth is the test, and no name stands twice. A GPT on characters beside n-grams of order 1–6 (Kneser–Ney).",
    ru: "8422 английских имени в случайном порядке, по одному в строке; каждое десятое — для проверки, ни одно не повторяется. GPT на знаках рядом с n-граммами порядков 1–6 (Кнезер–Ней).",
  },
  async run(options) {
    const { texts } = await firstNames(options);
    const order = new RandomSource(7).shuffle(Int32Array.from(texts.keys()));
    const shuffled = Array.from(order, (i) => texts[i]!);
    return judgeText(...tenth(shuffled, "\n"), NAMES, options);
  },
};
