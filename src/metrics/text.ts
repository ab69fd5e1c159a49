// Metrics of text: translations and transcriptions against references, and how well a model predicts the next symbol.
import { NablaError } from "../mini.ts";
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { metricError, numbersOf } from "./values.ts";
import type { Values } from "./values.ts";

/** One text for each sample. */
export type Texts = readonly string[];

function eachPair(name: string, output: Texts, target: Texts, each: (text: string, reference: string) => void): void {
  for (const [what, texts] of [
    ["output", output],
    ["target", target],
  ] as const)
    // prettier-ignore
    if (!Array.isArray(texts) || texts.some((text) => typeof text !== "string"))
      throw new NablaError("metric-value", `${name}: ${what} must be an array of strings`);
  if (output.length !== target.length)
    throw new NablaError("metric-shape", `${name}: ${output.length} texts, but ${target.length} references; one for each is needed`);
  output.forEach((text, i) => each(text, target[i]!));
}

/** Words, numbers, and every other sign by itself. */
const wordsOf = (text: string): string[] => text.match(/\p{L}[\p{L}\p{M}]*|\p{N}+|[^\s\p{L}\p{N}]/gu) ?? [];

function countsOf(items: readonly string[], n: number): Map<string, number> {
  const out = new Map<string, number>();
  for (let i = 0; i + n <= items.length; i++) {
    const key = items.slice(i, i + n).join("\u0000");
    out.set(key, (out.get(key) ?? 0) + 1);
  }
  return out;
}

function common(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [key, count] of a) sum += Math.min(count, b.get(key) ?? 0);
  return sum;
}

const addTo = (sums: number[], at: number, value: number): void => void (sums[at] = (sums[at] ?? 0) + value);

const ORDERS = 4;

/** `bleu` for data in batches: for each n the n-grams in common and those of the outputs, then both lengths. */
export const bleuMetric = (): Metric<Texts, Texts> => ({
  name: "bleu",
  better: "higher",
  add(sums, output, target) {
    eachPair("bleu", output, target, (text, reference) => {
      const [own, wanted] = [wordsOf(text), wordsOf(reference)];
      for (let n = 1; n <= ORDERS; n++) {
        addTo(sums, n - 1, common(countsOf(own, n), countsOf(wanted, n)));
        addTo(sums, ORDERS + n - 1, Math.max(0, own.length - n + 1));
      }
      addTo(sums, 2 * ORDERS, own.length);
      addTo(sums, 2 * ORDERS + 1, wanted.length);
    });
  },
  result(sums) {
    const [length, wanted] = [sums[2 * ORDERS]!, sums[2 * ORDERS + 1]!];
    let logarithm = 0;
    for (let n = 0; n < ORDERS; n++) logarithm += Math.log(sums[n]! / sums[ORDERS + n]!) / ORDERS;
    return length === 0 || !Number.isFinite(logarithm) ? 0 : Math.exp(logarithm + Math.min(0, 1 - wanted / length));
  },
});

/**
 * BLEU of a corpus, 0 to 1: geometric mean of the precisions of n-grams of 1 to 4 words, times a penalty for being too short;
 * without smoothing. Words are runs of letters or digits, every other sign is one by itself; case counts.
 *
 * Source: Papineni et al., "BLEU: a method for automatic evaluation of machine translation", 2002.
 * @example
 * bleu(["the cat sat on the mat"], ["the cat sat on the mat"]) // 1
 */
export const bleu = (output: Texts, target: Texts): number => measure(bleuMetric(), output, target);

const CHARACTERS = 6;

/** `chrF` for data in batches: for each n the n-grams in common, those of the outputs and those of the references. */
export const chrFMetric = ({ beta = 2 }: { readonly beta?: number } = {}): Metric<Texts, Texts> => ({
  name: "chrF",
  better: "higher",
  add(sums, output, target) {
    eachPair("chrF", output, target, (text, reference) => {
      const [own, wanted] = [text, reference].map((whole) => [...whole.replace(/\s/g, "")]) as [string[], string[]];
      for (let n = 1; n <= CHARACTERS; n++) {
        addTo(sums, n - 1, common(countsOf(own, n), countsOf(wanted, n)));
        addTo(sums, CHARACTERS + n - 1, Math.max(0, own.length - n + 1));
        addTo(sums, 2 * CHARACTERS + n - 1, Math.max(0, wanted.length - n + 1));
      }
    });
  },
  result(sums) {
    const orders = Array.from({ length: CHARACTERS }, (_, n) => n).filter(
      (n) => sums[CHARACTERS + n]! > 0 && sums[2 * CHARACTERS + n]! > 0,
    );
    if (orders.length === 0) return 0;
    const mean = (shift: number): number => orders.reduce((sum, n) => sum + sums[n]! / sums[shift + n]!, 0) / orders.length;
    const [precision, recall] = [mean(CHARACTERS), mean(2 * CHARACTERS)];
    const b = beta * beta;
    return precision + recall === 0 ? 0 : ((1 + b) * precision * recall) / (b * precision + recall);
  },
});

/**
 * chrF of a corpus, 0 to 1: F-score of n-grams of 1 to 6 characters without spaces; recall counts β = 2 times as much. Suits
 * languages with many word forms.
 *
 * Source: Popović, "chrF: character n-gram F-score for automatic MT evaluation", 2015.
 * @example
 * chrF(["нейрон"], ["нейрон"]) // 1
 */
export const chrF = (output: Texts, target: Texts, options: { readonly beta?: number } = {}): number =>
  measure(chrFMetric(options), output, target);

/** Fewest insertions, deletions and replacements that make one list of the other (Levenshtein). */
function edits(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  a.forEach((item, i) => {
    const next = [i + 1];
    b.forEach((other, j) => next.push(Math.min(row[j]! + (item === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1)));
    row = next;
  });
  return row[b.length]!;
}

const errorRate = (name: string, parts: (text: string) => string[]): Metric<Texts, Texts> => ({
  name,
  better: "lower",
  add(sums, output, target) {
    eachPair(name, output, target, (text, reference) => {
      addTo(sums, 0, edits(parts(text), parts(reference)));
      addTo(sums, 1, parts(reference).length);
    });
  },
  result: ([wrong, length]) => wrong! / length!,
});

/** `wordErrorRate` for data in batches. */
export const wordErrorRateMetric = (): Metric<Texts, Texts> => errorRate("wordErrorRate", (text) => text.split(/\s+/).filter(Boolean));
/** `characterErrorRate` for data in batches. */
export const characterErrorRateMetric = (): Metric<Texts, Texts> => errorRate("characterErrorRate", (text) => [...text]);

/**
 * Insertions, deletions and replacements of words, divided by the words of the references. May exceed 1.
 * @example
 * wordErrorRate(["the cat sat"], ["the cat sat down"]) // 0.25
 */
export const wordErrorRate = (output: Texts, target: Texts): number => measure(wordErrorRateMetric(), output, target);

/**
 * Insertions, deletions and replacements of characters, divided by the characters of the references.
 * @example
 * characterErrorRate(["абв"], ["абвг"]) // 0.25
 */
export const characterErrorRate = (output: Texts, target: Texts): number => measure(characterErrorRateMetric(), output, target);

/** What `perplexity` and `bitsPerCharacter` may be told. */
export interface SymbolOptions {
  /** Targets with this number do not count. Default: −100. */
  readonly ignoreIndex?: number;
}

/** Mean negative log-likelihood of the targets, in nats, then `finish`. */
const ofSymbols = (name: string, { ignoreIndex = -100 }: SymbolOptions, finish: (mean: number) => number): Metric => ({
  name,
  better: "lower",
  add(sums, output, target) {
    const { data, shape } = numbersOf(output);
    const labels = numbersOf(target);
    const classes = shape[1] ?? 0;
    const inner = shape.slice(2).reduce((product, size) => product * size, 1);
    if (shape.length < 2 || labels.data.length !== shape[0]! * inner)
      throw metricError(name, "needs logits [N, C] or [N, C, …] and classes [N] or [N, …]", shape, labels.shape);
    for (let i = 0; i < labels.data.length; i++) {
      const label = labels.data[i]!;
      if (label === ignoreIndex) continue;
      if (!Number.isInteger(label) || label < 0 || label >= classes)
        throw new NablaError("metric-label", `${name}: class ${label} of position ${i} must be a whole number from 0 to ${classes - 1}`);
      const base = Math.floor(i / inner) * classes * inner + (i % inner);
      let most = -Infinity;
      for (let c = 0; c < classes; c++) most = Math.max(most, data[base + c * inner]!);
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += Math.exp(data[base + c * inner]! - most);
      addTo(sums, 0, most + Math.log(sum) - data[base + label * inner]!);
      addTo(sums, 1, 1);
    }
  },
  result: ([sum, count]) => finish(sum! / count!),
});

/** `perplexity` for data in batches. */
export const perplexityMetric = (options: SymbolOptions = {}): Metric => ofSymbols("perplexity", options, Math.exp);
/** `bitsPerCharacter` for data in batches. */
export const bitsPerCharacterMetric = (options: SymbolOptions = {}): Metric =>
  ofSymbols("bitsPerCharacter", options, (mean) => mean / Math.LN2);

/**
 * Perplexity, e to the mean cross-entropy: among how many equally likely symbols the model hesitates.
 * @param output logits [N, C], or [N, C, …] as in `crossEntropy`
 * @param target classes [N], or [N, …]
 * @example
 * perplexity([[0, 0, 0, 0]], [2]) // 4
 */
export const perplexity = (output: Values, target: Values, options: SymbolOptions = {}): number =>
  measure(perplexityMetric(options), output, target);

/**
 * Mean cross-entropy in bits, of a model whose symbols are characters.
 * @example
 * bitsPerCharacter([[0, 0, 0, 0]], [2]) // 2
 */
export const bitsPerCharacter = (output: Values, target: Values, options: SymbolOptions = {}): number =>
  measure(bitsPerCharacterMetric(options), output, target);
