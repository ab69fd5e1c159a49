// Recipe: paragraphs of LibreOffice's help, English → Russian.
//
// Data: paragraphs of at most 10 English and 12 Russian words, in the order of the pages. Split: blocks of fifty neighbors, every twentieth
// block is the test; what also stands word for word among the English of the training data is left out of the test. Nothing is changed in
// the texts. Judged by chrF (and BLEU) of the whole test. Floors in the same run: copying the English, and word by word with a dictionary
// learnt from the same pairs (IBM Model 1); also the translation of the most similar known paragraph. Sizes were chosen on another twentieth.
// Seeds: weights and order. Bar: the dictionary. Reference: none published for this split.
import { helpPairs } from "../datasets/index.ts";
import { bleu, chrF } from "../metrics/index.ts";
import type { Outcome, Recipe, RunOptions } from "./recipe.ts";
import { trainTranslator } from "./translator.ts";
import type { TextPair, TranslatorOptions } from "./translator.ts";
import { dictionary, translationMemory } from "./wordBaselines.ts";

const FULL: TranslatorOptions = {
  tokens: 2048, features: 96, heads: 4, layers: 2, dropout: 0.1, length: 40, step: 20, batchSize: 32, epochs: 8, lr: 0.015, labelSmoothing: 0.1,
}; // prettier-ignore
const QUICK: TranslatorOptions = { ...FULL, tokens: 800, features: 64, layers: 1, dropout: 0, length: 20, step: 20, epochs: 5, lr: 0.02 };

const words = (text: string): number => text.split(" ").length;

/** Short pairs to learn from, and the blocks that test. */
function split(pairs: readonly TextPair[], most: number, which = 0): readonly [train: TextPair[], test: TextPair[]] {
  const short = pairs.filter(([english, russian]) => words(english) <= most && words(russian) <= most + 2);
  const isTest = (i: number): boolean => Math.floor(i / 50) % 20 === which;
  const train = short.filter((_, i) => !isTest(i));
  const known = new Set(train.map(([english]) => english));
  return [train, short.filter(([english], i) => isTest(i) && !known.has(english))];
}

/** Between the English and its rough translation. */
const ROUGHLY = " ⇒ ";

/**
 * The English, and behind it what a dictionary says word by word: the network has the words at hand and learns to choose, to order and
 * to inflect them. For training each half of the pairs takes the dictionary of the other half, so that it is as rough as on new sentences.
 */
function withRoughly(train: readonly TextPair[]): TextPair[] {
  const halves = [0, 1].map((half) => train.filter((_, i) => Math.floor(i / 50) % 2 === half));
  const dictionaries = halves.map((half) => dictionary(half));
  return halves.flatMap((half, k) =>
    half.map(([english, russian]) => [english + ROUGHLY + dictionaries[1 - k]!(english), russian] as const),
  );
}

async function judge(train: readonly TextPair[], test: readonly TextPair[], how: TranslatorOptions, options: RunOptions): Promise<Outcome> {
  const sources = test.map(([english]) => english);
  const wanted = test.map(([, russian]) => russian);
  const [byWord, bySimilar] = [dictionary(train), translationMemory(train)];
  const floors = {
    "copy of the English": sources,
    dictionary: sources.map(byWord),
    "most similar known paragraph": sources.map(bySimilar),
  };
  const translator = await trainTranslator(withRoughly(train), how, options);
  const answers = translator.translate(
    sources.map((source, i) => source + ROUGHLY + floors.dictionary[i]!),
    4,
  );
  const scores = Object.entries(floors).flatMap(([what, texts]) => [
    [`chrF: ${what}`, chrF(texts, wanted)] as const,
    [`BLEU: ${what}`, bleu(texts, wanted)] as const,
  ]);
  // A quick run has too little data and time for sentences; it must leave the copy behind.
  const floor = options.quick ? "copy of the English" : "dictionary";
  return {
    test: chrF(answers, wanted),
    baseline: {
      what: options.quick ? floor : "word by word with a dictionary learnt from the same pairs (IBM Model 1)",
      value: chrF(floors[floor], wanted),
    },
    details: {
      "training pairs": translator.pairs,
      "test pairs": test.length,
      parameters: translator.parameters,
      tokens: translator.tokens,
      "seconds of training": translator.seconds,
      BLEU: bleu(answers, wanted),
      exact: answers.filter((answer, i) => answer === wanted[i]).length / wanted.length,
      ...Object.fromEntries(scores),
    },
    samples: sources
      .filter((_, i) => i % Math.ceil(sources.length / 12) === 0)
      .map((source) => {
        const i = sources.indexOf(source);
        return `${source} → ${answers[i]!} (in the help: ${wanted[i]!})`;
      }),
  };
}

export const helpPairsRecipe: Recipe = {
  id: "translation-help",
  task: "translation",
  dataset: "help-pairs",
  title: { en: "Help pages, English → Russian", ru: "Справка, с английского на русский" },
  about: {
    en: "Short paragraphs of LibreOffice's help, paired by their ids; every twentieth block of fifty is the test. A transformer of encoder and decoder on byte pairs reads the English and what a learnt dictionary says word by word, and answers by beam search; chrF and BLEU beside a copy, a learnt dictionary and the most similar known paragraph.",
    ru: "Короткие абзацы справки LibreOffice, сопоставленные по номерам; каждый двадцатый блок из пятидесяти — проверочный. Трансформер (кодировщик и декодировщик) на парах байтов читает английский текст и пословный перевод выученным словарём и отвечает лучевым поиском; chrF и BLEU рядом с копией, выученным словарём и самым похожим известным абзацем.",
  },
  metric: "chrF",
  better: "higher",
  bar: 0.5,
  reference: null,
  async run(options) {
    const { pairs } = await helpPairs(options);
    const [train, test] = split(pairs, options.quick ? 4 : 10);
    return options.quick
      ? judge(
          train.filter((_, i) => i % 2 === 0),
          test.filter((_, i) => i % 2 === 0),
          QUICK,
          options,
        )
      : judge(train, test, FULL, options);
  },
};
