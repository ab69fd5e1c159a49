// The kind of task in which texts are translated: pairs of texts, a transformer of encoder and decoder, beam search.
import { BpeTokenizer, CharacterTokenizer, loader } from "../../data/index.ts";
import type { TextTable, Tokenizer } from "../../data/index.ts";
import type { Tensor } from "../../index.ts";
import { crossEntropy } from "../../losses/index.ts";
import { bleu, chrF } from "../../metrics/index.ts";
import type { Module } from "../../nn/index.ts";
import { PairBatches, SPECIAL, translateAll } from "../../tasks/index.ts";
import type { TextPair, TranslationModel } from "../../tasks/index.ts";
import type { NamedArchitecture } from "../architecture.ts";
import { CommandError, usageError } from "../errors.ts";
import type { Note } from "../notes.ts";
import { tableIn } from "../sources/source.ts";
import { readTableFile } from "../sources/tables.ts";
import { bootstrap } from "../statistics.ts";
import type { Judgement, Kind, Recipe, Trained, Wishes } from "./kind.ts";
import { meanOf } from "./kmeans.ts";
import { clamp, refuse, splitBySeed, splitNote } from "./shared.ts";
import { headsFor, transformerTraining } from "./texts.ts";

/** Kept with the network. */
interface Pairs {
  readonly format: "nabla-pairs-1";
  readonly tokens: "characters" | "bpe";
  readonly state: unknown;
  readonly from: string;
  readonly to: string;
}

/** Widths of batches are multiples of it. */
const STEP = 8;
const BEAMS = 4;
const UNKNOWN = "\ufffd";

/** The two columns: what is translated, and into what. */
function columnsOf(table: TextTable, target: string | undefined): readonly [from: string, to: string] {
  const { columns, name } = table;
  if (columns.length !== 2)
    throw usageError(`${name}: pairs are two columns, these are ${columns.length} (${columns.join(", ")}); write a file with two of them`);
  const to = target ?? columns[1]!;
  if (!columns.includes(to)) throw usageError(`--target ${to}: ${name} has no such column; its columns are ${columns.join(", ")}`);
  return [columns.find((column) => column !== to)!, to];
}

const cellsIn = (table: TextTable, column: string): string[] => {
  const at = table.columns.indexOf(column);
  return table.rows.map((row) => row[at]!.trim());
};

const tokenizerOf = ({ tokens, state }: Pick<Pairs, "tokens" | "state">): Tokenizer =>
  tokens === "bpe"
    ? new BpeTokenizer(state as ConstructorParameters<typeof BpeTokenizer>[0])
    : new CharacterTokenizer(state as ConstructorParameters<typeof CharacterTokenizer>[0]);

const numbersOf = (tokenizer: Tokenizer): readonly [pad: number, begin: number, end: number] =>
  SPECIAL.map((token) => tokenizer.numberOf(token)!) as [number, number, number];

/** So many translations at most are made to measure. */
const MEASURED = 400;
const SHOWN = 12;

function translated(model: TranslationModel, tokenizer: Tokenizer, texts: readonly string[], say?: (message: string) => void): string[] {
  const [pad, , end] = numbersOf(tokenizer);
  const sources = texts.map((text) => [[...tokenizer.encode(text), end]]);
  const onShare = (share: number): void => say?.(`${Math.round(((share - 0.9) / 0.1) * 100)} % translated`);
  return translateAll(model, sources, BEAMS, [pad, end], { seed: 0, quick: false, onShare }).map((numbers) =>
    tokenizer.decode(numbers).trim(),
  );
}

function judgePairs(model: Module, tokenizer: Tokenizer, pairs: readonly TextPair[], say?: (message: string) => void): Judgement {
  const step = Math.max(1, pairs.length / MEASURED);
  const chosen = Array.from({ length: Math.min(MEASURED, pairs.length) }, (_, i) => pairs[Math.floor(i * step)]!);
  const [sources, wanted] = [chosen.map(([source]) => source), chosen.map(([, target]) => target)];
  const found = translated(model as TranslationModel, tokenizer, sources, say);
  const value = chrF(found, wanted);
  const each = found.map((text, i) => chrF([text], [wanted[i]!]));
  const middle = meanOf(each);
  const { low, high } = bootstrap(each.length, (rows) => value + meanOf(each, rows) - middle, 500);
  const worded = 2 * wanted.filter((text) => text.split(/\s+/).length >= 4).length > wanted.length;
  const exact = found.map((text, i) => (text === wanted[i] ? 1 : 0));
  // The worst, the best, and what lies between them.
  const order = [...each.keys()].sort((a, b) => each[b]! - each[a]!);
  const shown = Array.from({ length: Math.min(SHOWN, order.length) }, (_, i) => order[Math.floor((i * (order.length - 1)) / Math.max(1, Math.min(SHOWN, order.length) - 1))]!); // prettier-ignore
  return {
    scores: {
      metric: "chrF",
      value,
      interval: { low: Math.max(0, low), high: Math.min(1, high) },
      count: chosen.length,
      // BLEU counts four words in a row; where there are none it says nothing.
      more: {
        exact: meanOf(exact),
        ...(worded && { bleu: bleu(found, wanted) }),
      },
      intervals: {
        exact: bootstrap(exact.length, (rows) => meanOf(exact, rows), 500),
        ...(worded && { bleu: bootstrap(found.length, (rows) => bleu(Array.from(rows, (i) => found[i]!), Array.from(rows, (i) => wanted[i]!)), 60) }), // prettier-ignore
      },
      baseline: { what: "copy", value: chrF(sources, wanted) },
      groups: [],
      mistakes: [],
    },
    exhibits: [
      { exhibit: "texts", of: "translations", items: shown.map((i) => ({ source: sources[i]!, expected: wanted[i]!, text: found[i]! })) },
    ],
  };
}

export const translation: Kind = {
  task: "translation",

  async begin(source, choice) {
    const table = tableIn(source);
    const [from, to] = columnsOf(table, choice.target);
    const [sources, targets] = [cellsIn(table, from), cellsIn(table, to)];
    const seen = new Set<string>();
    const rows = [...sources.keys()].filter((row) => {
      const key = `${sources[row]}\0${targets[row]}`;
      if (seen.has(key) || sources[row] === "" || targets[row] === "") return false;
      seen.add(key);
      return true;
    });
    if (rows.length < 20) throw usageError(`${source.name}: ${rows.length} different pairs are too few to learn from; 20 are the least`);
    // A source that occurs with several translations is on one side of the split only.
    const unique = [...new Set(rows.map((row) => sources[row]!))];
    const split = splitBySeed(unique.length, choice);
    const testSources = new Set(Array.from(split.test, (number) => unique[number]!));
    const pairOf = (row: number): TextPair => [sources[row]!, targets[row]!];
    const train = rows.filter((row) => !testSources.has(sources[row]!)).map(pairOf);
    const test = rows.filter((row) => testSources.has(sources[row]!)).map(pairOf);
    const kind = choice.tokens ?? "bpe";
    if (choice.vocabulary !== undefined && kind === "characters") throw usageError("--vocabulary: texts of characters have as many tokens as different characters; it belongs to --tokens bpe"); // prettier-ignore
    const letters = train.reduce((sum, pair) => sum + pair[0].length + pair[1].length, 0);
    const tokenizer: Tokenizer =
      kind === "bpe"
        ? BpeTokenizer.train(train.flat(), { size: choice.vocabulary ?? clamp(Math.round(letters / 120), 320, 2000), special: SPECIAL })
        : CharacterTokenizer.train(train.flat(), { special: SPECIAL, unknown: UNKNOWN });
    const [pad, , end] = numbersOf(tokenizer);
    const encode = (text: string): number[] => [...tokenizer.encode(text), end];
    const encoded = train.map(([a, b]) => [encode(a), encode(b)] as const);
    const lengths = encoded.map(([a, b]) => Math.max(a.length, b.length)).sort((a, b) => a - b);
    // Nearly all pairs fit; the few longest do not make all others slow.
    const context = Math.ceil((choice.context ?? clamp(lengths[Math.floor(lengths.length * 0.98)]!, 8, 96)) / STEP) * STEP;
    const fitting = encoded.filter(([a, b]) => Math.max(a.length, b.length) <= context);
    if (fitting.length < 10)
      throw usageError(`${source.name}: only ${fitting.length} pairs are no longer than ${context} tokens; raise --context`);
    const size = tokenizer.size;
    const data = new PairBatches(fitting, pad, STEP);
    const lossWith =
      (labelSmoothing: number) =>
      (output: Tensor, target: Tensor): Tensor =>
        crossEntropy(output.reshape([-1, size]), target.reshape([-1]), { ignoreIndex: pad, labelSmoothing });
    const plain = lossWith(0);
    const batchesOf = (own: PairBatches, { batch }: Recipe, seed: number) =>
      loader<readonly [Tensor, Tensor]>(own, { batchSize: batch, sampler: own.sampler(batch, seed), seed });
    const notes: Note[] = [
      { note: "languages", from, to },
      { note: "tokens", tokens: kind, size, because: choice.tokens ? "asked" : "scripts" },
      ...(rows.length < table.rows.length ? [{ note: "samePairs", count: table.rows.length - rows.length } as const] : []),
      ...(fitting.length < encoded.length ? [{ note: "longPairs", count: encoded.length - fitting.length, most: context } as const] : []),
      splitNote({ train: fitting.length, test: test.length }, "random", choice),
    ];
    const small = fitting.length < 3000;
    return {
      name: source.name,
      task: "translation",
      aim: `from ${from} to ${to}`,
      classes: null,
      train: data,
      counts: { train: fitting.length, test: test.length },
      unit: "pairs",
      preprocessing: { format: "nabla-pairs-1", tokens: kind, state: tokenizer.toJSON(), from, to } satisfies Pairs,
      notes,
      facts: [
        { fact: "count", what: "pairs", value: rows.length },
        { fact: "count", what: "tokens", value: size },
        { fact: "count", what: "characters", value: letters },
      ],
      exhibits: [
        { exhibit: "texts", of: "translations", items: train.slice(0, 6).map(([own, expected]) => ({ source: own, expected, text: "" })) },
      ],
      references: [],
      fingerprint: source.fingerprint,
      recipe(wishes): Recipe {
        const batch = wishes.batch ?? clamp(2 ** Math.round(Math.log2(fitting.length / 30)), 8, 32);
        const steps = Math.ceil(fitting.length / batch);
        return { epochs: wishes.epochs ?? clamp(Math.round((small ? 1000 : 2000) / steps), 2, 200), lr: wishes.lr ?? 2e-3, batch, weightDecay: 1e-2, labelSmoothing: 0.1, augment: null }; // prettier-ignore
      },
      architecture(wishes: Wishes): NamedArchitecture {
        refuse(wishes, ["layers", "activation"], "a transformer's size is told by --width and --depth");
        const width = wishes.width ?? 64;
        return { network: "translator", input: [2, context], options: { tokens: size, pad, width, depth: wishes.depth ?? 2, heads: headsFor(width), context, dropout: 0.1 } }; // prettier-ignore
      },
      candidates: () =>
        [2e-3, 1e-3, 4e-3].flatMap((lr) => [{ lr }, { lr, width: 96, depth: 2 }, { lr, width: 64, depth: 3 }, { lr, width: 48, depth: 1 }]),
      training: (recipe, seed) =>
        transformerTraining(recipe.epochs * batchesOf(data, recipe, seed).length, recipe, seed, lossWith(recipe.labelSmoothing)),
      batches: (own, recipe, seed) => batchesOf(own as PairBatches, recipe, seed),
      loss: plain,
      inner(seed) {
        const parts = splitBySeed(fitting.length, { ...choice, seed: seed + 1, test: 0.2 });
        const widthOf = ([a, b]: (typeof fitting)[number]): number => Math.max(a.length, b.length);
        const other = Array.from(parts.test, (row) => fitting[row]!).sort((a, b) => widthOf(a) - widthOf(b));
        return {
          train: new PairBatches(
            Array.from(parts.train, (row) => fitting[row]!),
            pad,
            STEP,
          ),
          validation: new PairBatches(other, pad, STEP),
        };
      },
      judge: (model) => judgePairs(model, tokenizer, test),
    };
  },

  async evaluate(trained, model, path) {
    const { from, to, ...kept } = trained.preprocessing as Pairs;
    const { table } = await readTableFile(path);
    need(table, [from, to], path);
    const [sources, targets] = [cellsIn(table, from), cellsIn(table, to)];
    const pairs = sources.map((source, i): TextPair => [source, targets[i]!]).filter((pair) => pair.every((text) => text !== ""));
    if (pairs.length === 0) throw new CommandError(`${path}: there are no pairs`);
    return judgePairs(model, tokenizerOf(kept), pairs);
  },

  async predict(trained, model, path, wishes) {
    refuse(wishes, ["prompt", "length", "temperature", "topK", "topP", "threshold"], "a translation has no such option");
    const { from, ...kept } = trained.preprocessing as Pairs;
    const { table } = await readTableFile(path);
    need(table, [from], path);
    const sources = cellsIn(table, from);
    const tokenizer = tokenizerOf(kept);
    checkTexts(trained, tokenizer, sources, table, path);
    const found = translated(model as TranslationModel, tokenizer, sources, wishes.say);
    return {
      columns: ["row", from, "prediction"],
      rows: found.map((text, i) => [i + 1, sources[i]!, text]),
      objects: found.map((prediction, i) => ({ row: i + 1, source: sources[i]!, prediction })),
    };
  },
};

function need(table: TextTable, columns: readonly string[], path: string): void {
  const missing = columns.find((column) => !table.columns.includes(column));
  if (missing !== undefined)
    throw new CommandError(`${path}: the column "${missing}" is missing; the columns are ${table.columns.join(", ")}`);
}

/** Texts that the network cannot read whole are no silent matter. */
function checkTexts(
  { architecture, preprocessing }: Trained,
  tokenizer: Tokenizer,
  texts: readonly string[],
  table: TextTable,
  path: string,
): void {
  const most = architecture.input[1]! - 1;
  const { tokens } = preprocessing as Pairs;
  texts.forEach((text, row) => {
    const line = `${path}, line ${table.lines[row]}`;
    const count = tokenizer.encode(text).length;
    if (count > most)
      throw new CommandError(`${line}: the text has ${count} tokens, the network reads ${most} at most; cut it into sentences`);
    const strange = tokens === "bpe" ? undefined : [...text].find((character) => tokenizer.numberOf(character) === undefined);
    if (strange !== undefined) throw new CommandError(`${line}: the training texts have no ${JSON.stringify(strange)}`);
  });
}
