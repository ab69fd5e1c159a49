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

export const FULL_HELP: TranslatorOptions = {
  tokens: 2048, features: 96, heads: 4, layers: 2, dropout: 0.1, length: 36, step: 12, batchSize: 32, epochs: 12, lr: 0.015, labelSmoothing: 0.1, lines: 3, copies: true,
}; // prettier-ignore
const QUICK: TranslatorOptions = {
  ...FULL_HELP, tokens: 800, features: 64, layers: 1, dropout: 0, length: 14, step: 14, epochs: 3, lr: 0.02,
}; // prettier-ignore

/** How similar a paragraph must be to be shown: the cosine between the words, weighted by rareness. */
const LEAST = 0.4;

const words = (text: string): number => text.split(" ").length;

/** Short pairs to learn from, and the blocks that test. */
export function splitHelp(pairs: readonly TextPair[], most: number, which = 0): readonly [train: TextPair[], test: TextPair[]] {
  const short = pairs.filter(([english, russian]) => words(english) <= most && words(russian) <= most + 2);
  const isTest = (i: number): boolean => Math.floor(i / 50) % 20 === which;
  const train = short.filter((_, i) => !isTest(i));
  const known = new Set(train.map(([english]) => english));
  return [train, short.filter(([english], i) => isTest(i) && !known.has(english))];
}

/** What is known of a sentence without a network: what a dictionary says word by word, and how the most similar paragraph was translated. */
export function withHelp(known: readonly TextPair[]): (text: string) => string {
  const [byWord, bySimilar] = [dictionary(known), translationMemory(known, LEAST)];
  return (text) => [text, byWord(text), bySimilar(text)].join("\n");
}

/**
 * The English, below it what a dictionary says word by word, and below this how the most similar paragraph was translated: the network has
 * the words at hand and learns to choose, to order and to inflect them. For training each quarter of the pairs takes the dictionary and the
 * paragraphs of the others, so that this is as rough as on new sentences.
 */
export function withHelpOfOthers(train: readonly TextPair[]): TextPair[] {
  const quarter = (i: number): number => Math.floor(i / 50) % 4;
  return [0, 1, 2, 3].flatMap((own) => {
    const help = withHelp(train.filter((_, i) => quarter(i) !== own));
    return train.filter((_, i) => quarter(i) === own).map(([english, russian]) => [help(english), russian] as const);
  });
}

/** Trains, translates the test's sentences once, and compares with what needs no network. */
export async function judgeHelp(
  train: readonly TextPair[],
  test: readonly TextPair[],
  how: TranslatorOptions,
  options: RunOptions,
): Promise<Outcome> {
  const sources = test.map(([english]) => english);
  const wanted = test.map(([, russian]) => russian);
  const [byWord, bySimilar, help] = [dictionary(train), translationMemory(train), withHelp(train)];
  const floors = {
    "copy of the English": sources,
    dictionary: sources.map(byWord),
    "most similar known paragraph": sources.map(bySimilar),
  };
  const translator = await trainTranslator(withHelpOfOthers(train), how, options);
  const answers = translator.translate(sources.map(help), 4);
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
    en: "Short paragraphs of LibreOffice's help, paired by their ids; every twentieth block of fifty is the test. A transformer of encoder and decoder on byte pairs reads the English, what a learnt dictionary says word by word and how the most similar paragraph was translated; it may copy from all three, and answers by beam search; chrF and BLEU beside a copy, a learnt dictionary and the most similar known paragraph.",
    ru: "Короткие абзацы справки LibreOffice, сопоставленные по номерам; каждый двадцатый блок из пятидесяти — проверочный. Трансформер (кодировщик и декодировщик) на парах байтов читает английский текст, пословный перевод выученным словарём и перевод самого похожего абзаца, может брать слова из всех трёх и отвечает лучевым поиском; chrF и BLEU рядом с копией, выученным словарём и самым похожим известным абзацем.",
  },
  metric: "chrF",
  better: "higher",
  bar: 0.5,
  reference: null,
  async run(options) {
    const { pairs } = await helpPairs(options);
    const [train, test] = splitHelp(pairs, options.quick ? 4 : 10);
    return options.quick
      ? judgeHelp(
          train.filter((_, i) => i % 2 === 0),
          test.filter((_, i) => i % 2 === 0),
          QUICK,
          options,
        )
      : judgeHelp(train, test, FULL_HELP, options);
  },
};
