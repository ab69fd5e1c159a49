// The kind of task in which a text is learned and goes on: a GPT of characters or byte pairs.
import { BpeTokenizer, CharacterTokenizer, RandomSource, decodeText, loader } from "../../data/index.ts";
import type { Tokenizer } from "../../data/index.ts";
import type { Tensor } from "../../index.ts";
import { crossEntropy } from "../../losses/index.ts";
import { Windows, bitsOf, ngramBits } from "../../tasks/index.ts";
import type { Gpt } from "../../tasks/index.ts";
import { cachedScores, generate } from "../../train/index.ts";
import type { NamedArchitecture } from "../architecture.ts";
import { CommandError, usageError } from "../errors.ts";
import type { Note } from "../notes.ts";
import { readBytes } from "../sources/tables.ts";
import { bootstrap } from "../statistics.ts";
import type { Judgement, Kind, PredictWishes, Recipe, Trained, Wishes } from "./kind.ts";
import { meanOf } from "./kmeans.ts";
import { clamp, refuse } from "./shared.ts";
import { headsFor, gptTraining } from "./texts.ts";

/** Kept with the network. */
interface Tokens {
  readonly format: "nabla-text-1";
  readonly tokens: "characters" | "bpe";
  readonly state: unknown;
  /** The end of the training text, from which samples begin. */
  readonly beginning: string;
}

/** Stands for characters that the training text does not have. */
const UNKNOWN = "\ufffd";
/** From this many characters on byte pairs are worth it. */
const LONG = 300_000;
const TEST_SHARE = 0.1;

const tokenizerOf = ({ tokens, state }: Pick<Tokens, "tokens" | "state">): Tokenizer =>
  tokens === "bpe"
    ? new BpeTokenizer(state as ConstructorParameters<typeof BpeTokenizer>[0])
    : new CharacterTokenizer(state as ConstructorParameters<typeof CharacterTokenizer>[0]);

/** The end of the text tests; it begins at a line or a sentence where there is one near. */
function cut(text: string, share: number): readonly [train: string, test: string] {
  const at = Math.round(text.length * (1 - share));
  const near = text.slice(at, at + 400).search(/\n|(?<=[.!?…])\s/);
  const place = at + (near < 0 ? 0 : near + 1);
  return [text.slice(0, place), text.slice(place)];
}

const lossFor =
  (size: number) =>
  (output: Tensor, target: Tensor): Tensor =>
    crossEntropy(output.reshape([-1, size]), target.reshape([-1]));

/** Parts that the test text is cut into, to see how much the figure varies. */
const PARTS = 24;

function judgeText(model: Gpt, tokenizer: Tokenizer, text: string, context: number, ngrams: number | null): Judgement {
  const tokens = Int32Array.from(tokenizer.encode(text));
  const characters = [...text].length;
  const value = bitsOf(model, tokens, characters);
  const size = Math.max(2 * context, Math.ceil(tokens.length / PARTS));
  const parts = Array.from({ length: Math.floor(tokens.length / size) }, (_, k) =>
    bitsOf(model, tokens.subarray(k * size, (k + 1) * size), size),
  );
  // Parts begin without a context: their mean is a little higher, so the interval is that of differences from it.
  const middle = meanOf(parts);
  const drawn = parts.length < 3 ? { low: NaN, high: NaN } : bootstrap(parts.length, (rows) => value * (meanOf(parts, rows) / middle), 500);
  const perplexity = (bits: number): number => 2 ** ((bits * characters) / tokens.length);
  return {
    scores: {
      metric: "bitsPerCharacter",
      value,
      interval: drawn,
      count: characters,
      more: { perplexity: perplexity(value) },
      intervals: { perplexity: { low: perplexity(drawn.low), high: perplexity(drawn.high) } },
      ...(ngrams !== null && { baseline: { what: "ngrams", value: ngrams } }),
      groups: [],
      mistakes: [],
    },
    exhibits: [],
  };
}

interface Writing {
  readonly length: number;
  readonly temperature: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed: number;
}

function write(
  model: Gpt,
  tokenizer: Tokenizer,
  context: number,
  beginning: string,
  count: number,
  { length, ...how }: Writing,
  say?: (message: string) => void,
): string[] {
  // prettier-ignore
  const prompt = tokenizer.encode(beginning);
  let written = 0;
  const onToken = (): void => void (++written % 50 === 0 && say?.(`${Math.round(written / count)} of ${length} tokens`));
  return generate(cachedScores(model.stepping(count), context), prompt, { length, count, onToken, ...how }).map((numbers) =>
    tokenizer.decode(numbers),
  );
}

/** Characters of text that n-grams are counted on at most: more of them tell little more and take long. */
const COUNTED = 500_000;

export const generation: Kind = {
  task: "generation",

  async begin(source, choice) {
    if (source.form !== "text") throw usageError(`--task generation: ${source.name} is no text file`);
    const text = source.text.replace(/\r\n?/g, "\n");
    if (text.trim().length < 500)
      throw usageError(`${source.name}: a text of ${text.length} characters is too short to learn from; 500 are the least`);
    const [train, test] = cut(text, choice.test ?? TEST_SHARE);
    const { kind, because } = choice.tokens ? ({ kind: choice.tokens, because: "asked" } as const) : text.length >= LONG ? ({ kind: "bpe", because: "long" } as const) : ({ kind: "characters", because: "short" } as const); // prettier-ignore
    if (choice.vocabulary !== undefined && kind === "characters") throw usageError("--vocabulary: a text of characters has as many tokens as different characters; it belongs to --tokens bpe"); // prettier-ignore
    const tokenizer = kind === "bpe" ? BpeTokenizer.train([train], { size: choice.vocabulary ?? clamp(Math.round(text.length / 600), 300, 1024) }) : CharacterTokenizer.train([train], { unknown: UNKNOWN }); // prettier-ignore
    const numbers = Int32Array.from(tokenizer.encode(train));
    const context = choice.context ?? (text.length < 20_000 ? 64 : kind === "bpe" ? 64 : 96);
    if (numbers.length < 4 * context) throw usageError(`${source.name}: the text has ${numbers.length} training tokens; with --context ${context} at least ${4 * context} are needed`); // prettier-ignore
    const size = tokenizer.size;
    const loss = lossFor(size);
    const small = text.length < 50_000;
    const windows = (list: Int32Array): number => Math.floor((list.length - 1) / context);
    const epochSteps = (batch: number, list = numbers): number => Math.max(1, Math.floor(windows(list) / batch));
    const notes: Note[] = [
      { note: "tokens", tokens: kind, size, because },
      { note: "context", size: context },
      { note: "split", train: train.length, test: test.length, how: "end", seed: choice.seed },
    ];
    const beginning = train.slice(-Math.min(context, 200)).replace(/^\S*\s/, "");
    const preprocessing: Tokens = { format: "nabla-text-1", tokens: kind, state: tokenizer.toJSON(), beginning };
    let ngrams: number | undefined;
    return {
      name: source.name,
      task: "generation",
      aim: `a text of ${size} different tokens`,
      classes: null,
      train: new Windows(numbers, context),
      counts: { train: train.length, test: test.length },
      unit: "characters",
      preprocessing,
      notes,
      facts: [
        { fact: "count", what: "characters", value: text.length },
        { fact: "count", what: "tokens", value: numbers.length },
        { fact: "count", what: "alphabet", value: new Set(text).size },
      ],
      exhibits: [{ exhibit: "texts", of: "samples", items: [{ text: train.slice(0, 500) }] }],
      references: [],
      fingerprint: source.fingerprint,
      recipe(wishes): Recipe {
        const batch = wishes.batch ?? clamp(2 ** Math.floor(Math.log2(windows(numbers) / 4)), 4, 16);
        return { epochs: wishes.epochs ?? clamp(Math.round((small ? 600 : 1200) / epochSteps(batch)), 1, 200), lr: wishes.lr ?? 1e-2, batch, weightDecay: 0, labelSmoothing: 0, augment: null }; // prettier-ignore
      },
      architecture(wishes: Wishes): NamedArchitecture {
        refuse(wishes, ["layers", "activation"], "a transformer's size is told by --width and --depth");
        refuse(wishes, ["decay"], "a text is learned without weight decay");
        const width = wishes.width ?? (small ? 64 : 96);
        return { network: "gpt", input: [context], options: { tokens: size, width, depth: wishes.depth ?? (small ? 2 : 3), heads: headsFor(width), context, dropout: small ? 0.2 : 0.05, before: 2, rows: small ? 1021 : 4093 } }; // prettier-ignore
      },
      candidates: () =>
        [1e-2, 2e-2, 5e-3].flatMap((lr) => [
          { lr },
          { lr, width: 64, depth: 2 },
          { lr, width: 128, depth: 3 },
          { lr, width: 96, depth: 4 },
        ]),
      training: (recipe, seed) => gptTraining(recipe.epochs * epochSteps(recipe.batch), recipe, seed, loss),
      batches: (data, recipe, seed) => {
        // Each epoch passes the text once, beginning at another place.
        const sampler = (epoch: number): Int32Array => {
          const random = new RandomSource(seed, epoch, 31);
          const shift = random.integer(context);
          const count = Math.floor((data.length + context - 1) / context / recipe.batch) * recipe.batch;
          const starts = Array.from({ length: Math.max(recipe.batch, count) }, (_, i) => (shift + i * context) % data.length);
          return Int32Array.from(random.shuffle(starts));
        };
        return loader<readonly [Tensor, Tensor]>(data, { batchSize: recipe.batch, sampler, seed });
      },
      loss,
      inner() {
        const at = Math.floor(numbers.length * 0.9);
        const [own, other] = [numbers.subarray(0, at), new Windows(numbers.subarray(at), context)];
        const starts = Array.from({ length: clamp(Math.floor(other.length / context), 1, 128) }, (_, i) => Math.floor((i * other.length) / clamp(Math.floor(other.length / context), 1, 128))); // prettier-ignore
        return {
          train: new Windows(own, context),
          validation: { length: starts.length, batch: (rows) => other.batch(Array.from(rows, (row) => starts[row]!)) },
        };
      },
      judge(model) {
        const counted = [...train].length > COUNTED ? [...train].slice(-COUNTED).join("") : train;
        ngrams ??= Math.min(...ngramBits(counted, test));
        const judged = judgeText(model as Gpt, tokenizer, test, context, ngrams);
        const how = { length: kind === "bpe" ? 120 : 300, temperature: 0.8, topP: 0.95, seed: choice.seed };
        const texts = write(model as Gpt, tokenizer, context, beginning, 3, how);
        return { ...judged, exhibits: [{ exhibit: "texts", of: "samples", items: texts.map((own) => ({ source: beginning, text: own, how: "temperature 0.8, top-p 0.95" })) }] }; // prettier-ignore
      },
    };
  },

  async evaluate(trained, model, path) {
    const text = readText(path);
    const { tokenizer, context } = textOf(trained);
    const needed = 4 * context;
    if (text.length < needed)
      throw new CommandError(`${path}: a text of ${text.length} characters is too short to measure on; ${needed} are the least`);
    return judgeText(model as Gpt, tokenizer, text, context, null);
  },

  async predict(trained, model, path, wishes) {
    refuse(wishes, ["threshold"], "it belongs to detection");
    const { tokenizer, context, beginning, tokens } = textOf(trained);
    if (path !== "" && wishes.prompt !== undefined) throw usageError(`--prompt: the beginnings are in ${path}; give the one or the other`);
    const prompts = path === "" ? [wishes.prompt ?? beginning] : readText(path).split(/\n/).filter((line) => line.trim() !== ""); // prettier-ignore
    for (const prompt of prompts) checkPrompt(prompt, tokenizer, tokens, path);
    const how = writingOf(wishes);
    const texts = prompts.map((prompt) => write(model as Gpt, tokenizer, context, prompt, 1, how, wishes.say)[0]!);
    return {
      columns: ["row", "prompt", "text"],
      rows: texts.map((text, i) => [i + 1, prompts[i]!, text]),
      objects: texts.map((text, i) => ({ row: i + 1, prompt: prompts[i]!, text })),
      ...(path === "" && { text: prompts[0]! + texts[0]! }),
    };
  },
};

function readText(path: string): string {
  return decodeText(readBytes(path, "a text file"), { name: path }).text.replace(/\r\n?/g, "\n");
}

function writingOf({ length = 300, temperature = 0.8, topK, topP, seed = 0 }: PredictWishes): Writing {
  if (topP !== undefined && topP > 1) throw usageError(`--top-p ${topP}: a share lies above 0 and is at most 1`);
  return { length, temperature, seed, ...(topK !== undefined && { topK }), ...(topP !== undefined && { topP }) };
}

function textOf({ preprocessing, architecture }: Pick<Trained, "preprocessing" | "architecture">) {
  const kept = preprocessing as Tokens;
  return { tokenizer: tokenizerOf(kept), context: architecture.input[0]!, beginning: kept.beginning, tokens: kept.tokens };
}

function checkPrompt(prompt: string, tokenizer: Tokenizer, tokens: Tokens["tokens"], path: string): void {
  if (prompt === "") throw usageError("--prompt: it is empty; at least one character is needed to go on from");
  const strange = tokens === "bpe" ? [] : [...new Set(prompt)].filter((character) => tokenizer.numberOf(character) === undefined);
  if (strange.length > 0)
    throw new CommandError(`${path === "" ? "--prompt" : path}: the text that the network learned has no ${strange.map((character) => JSON.stringify(character)).join(", ")}; write the beginning with its characters`); // prettier-ignore
}
