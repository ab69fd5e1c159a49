// Text (or any sequence of numbers) one token after another: the most likely one, or one drawn at random. Knows a model only by the
// scores that it gives for what comes next.
import { NablaError, tensor } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { RandomSource } from "../data/index.ts";
import type { Module } from "../nn/index.ts";
import { compiledForward } from "./evaluate.ts";

/**
 * Scores (logits or logarithms of probabilities) of the token that comes next after each of the sequences, [N, tokens].
 * @param parents which sequence of the call before each one continues; models that keep keys and values need it
 */
export type NextScores = (sequences: readonly (readonly number[])[], parents: readonly number[]) => Tensor;

/** How a token is drawn from scores. */
export interface SamplingOptions {
  /** Scores are divided by it: below 1 likely tokens become more likely; 0 takes the most likely. 1 unless told. */
  readonly temperature?: number;
  /** Only so many of the most likely tokens may be drawn. Fan et al. 2018. */
  readonly topK?: number;
  /** Only the most likely tokens that together have this probability (at least one) may be drawn. Holtzman et al. 2020. */
  readonly topP?: number;
}

/** What `generate` may be told. */
export interface GenerateOptions extends SamplingOptions {
  /** Most new tokens. */
  readonly length: number;
  /** Ends a sequence; it does not belong to the result. */
  readonly end?: number;
  /** How many sequences grow together from the prompt; 1 unless told. */
  readonly count?: number;
  /** The same seed draws the same tokens. */
  readonly seed?: number;
  /** Told each new token of each sequence. Returning `false` ends all. */
  readonly onToken?: (token: number, sequence: number) => void | false;
}

function need(name: string, option: string, value: number, fits: boolean, rule: string): void {
  if (!fits) throw new NablaError("generate-option", `${name}: ${option} must be ${rule}, got ${value}`, { op: name });
}

/**
 * Probabilities of the tokens by their scores, after temperature, top-k and top-p: p = softmax(scores / temperature) over those
 * that may be drawn, 0 elsewhere.
 * @example
 * const scores = [Math.log(5), Math.log(3), Math.log(2)]
 * Array.from(tokenProbabilities(scores, { topK: 2 })) // [0.625, 0.375, 0]
 * Array.from(tokenProbabilities(scores, { temperature: 0 })) // [1, 0, 0]
 */
export function tokenProbabilities(scores: ArrayLike<number>, options: SamplingOptions = {}): Float64Array {
  const name = "tokenProbabilities";
  const { temperature = 1, topK = Infinity, topP = 1 } = options;
  need(name, "temperature", temperature, temperature >= 0, "at least 0");
  need(name, "topK", topK, topK >= 1, "at least 1");
  need(name, "topP", topP, topP > 0 && topP <= 1, "above 0 and at most 1");
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const best = scores[order[0]!]!;
  need(name, "the highest score", best, Number.isFinite(best), "a finite number");
  const out = new Float64Array(scores.length);
  if (temperature === 0) {
    out[order[0]!] = 1;
    return out;
  }
  const weights = Float64Array.from(scores, (score) => Math.exp((score - best) / temperature));
  const kept = order.slice(0, topK);
  const whole = kept.reduce((sum, i) => sum + weights[i]!, 0);
  let sum = 0;
  for (const i of kept) {
    sum += out[i] = weights[i]!;
    if (sum >= topP * whole) break;
  }
  return out.map((weight) => weight / sum);
}

function draw(probabilities: Float64Array, random: RandomSource): number {
  let left = random.uniform(0, 1);
  let last = 0;
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i] === 0) continue;
    last = i;
    left -= probabilities[i]!;
    if (left < 0) break;
  }
  return last;
}

/**
 * Lets a prompt grow: one token after another is drawn by the model's scores, and read again by the model.
 * @param next gives scores of the next token, see `nextScores`
 * @param prompt tokens to begin with; at least one
 * @returns the new tokens of each sequence, without prompt and end
 * @example
 * const next = (sequences) => tensor(sequences.map((s) => [0, 1, 2, 3].map((token) => (token === (s.at(-1) + 1) % 4 ? 9 : 0))))
 * generate(next, [0], { length: 5, temperature: 0 }) // [[1, 2, 3, 0, 1]]
 * generate(next, [0], { length: 5, temperature: 0, end: 3, count: 2 }) // [[1, 2], [1, 2]]
 */
export function generate(next: NextScores, prompt: readonly number[], options: GenerateOptions): number[][] {
  const { length, end, count = 1, seed = 0, onToken } = options;
  need("generate", "length", length, Number.isInteger(length) && length >= 0, "a whole number of at least 0");
  need("generate", "count", count, Number.isInteger(count) && count >= 1, "a whole number of at least 1");
  need("generate", "the number of tokens in the prompt", prompt.length, prompt.length > 0, "at least 1");
  const random = new RandomSource(seed, 11);
  const sequences = Array.from({ length: count }, () => [...prompt]);
  const lengths = new Array<number>(count).fill(-1);
  const own = sequences.map((_, i) => i);
  for (let step = 0; step < length && lengths.includes(-1); step++) {
    const scores = next(sequences, own);
    const size = scores.shape[1]!;
    const values = scores.data();
    for (let i = 0; i < count; i++) {
      // Sequences that have ended go on, unread: the number of rows stays the same, and with it the plan.
      const token = draw(tokenProbabilities(values.subarray(i * size, (i + 1) * size), options), random);
      sequences[i]!.push(token);
      if (lengths[i]! >= 0) continue;
      if (token === end) lengths[i] = step;
      else if (onToken?.(token, i) === false) return sequences.map((sequence) => sequence.slice(prompt.length));
    }
  }
  return sequences.map((sequence, i) => sequence.slice(prompt.length, prompt.length + (lengths[i]! < 0 ? length : lengths[i]!)));
}

/**
 * The scores of what comes next by a model that reads whole sequences: i32 [N, T] → logits [N, T, tokens], each place by those
 * up to it. Of longer sequences it reads the last `context` tokens; shorter ones are filled up behind, so there is one plan.
 * @example
 * class Last extends nn.Module { table = nn.embedding(3, 3); forward(x) { return this.table.forward(x); } }
 * nextScores(new Last(), 4)([[0, 1], [2, 2]], [0, 1]).shape // [2, 3]
 */
export function nextScores(model: Module, context: number): NextScores {
  need("nextScores", "context", context, Number.isInteger(context) && context >= 1, "a whole number of at least 1");
  const forward = compiledForward(model);
  return (sequences) => {
    const values = new Int32Array(sequences.length * context);
    sequences.forEach((sequence, i) => values.set(sequence.slice(-context), i * context));
    const out = forward(tensor(values, { shape: [sequences.length, context], dtype: "i32" }));
    if (out.shape.length !== 3 || out.shape[1] !== context)
      throw new NablaError("generate-model", `nextScores: the model must give scores [N, ${context}, tokens] – they are [${out.shape.join(", ")}]`, { op: "nextScores", shapes: [out.shape] }); // prettier-ignore
    const size = out.shape[2]!;
    const all = out.data();
    const last = new Float32Array(sequences.length * size);
    sequences.forEach((sequence, i) => {
      const at = (i * context + Math.min(sequence.length, context) - 1) * size;
      last.set(all.subarray(at, at + size), i * size);
    });
    return tensor(last, { shape: [sequences.length, size] });
  };
}

/** One step of a model that keeps keys and values: tokens i32 [N], their place i32 [1], parents i32 [N] → scores [N, tokens]. */
export type CachedStep = (tokens: Tensor, place: Tensor, parents: Tensor) => Tensor;

/**
 * The scores of what comes next by a model that keeps keys and values (`nn.keyValueCache`): each call reads only the tokens that
 * it has not read. When a sequence is longer than `context`, its last half is read again from place 0 on.
 * @param step usually compiled; all its calls have as many sequences
 * @example
 * const seen = []
 * const step = (tokens, place) => (seen.push(place.item()), tensor([[0, 1]]))
 * const next = cachedScores(step, 8)
 * next([[0, 1]], [0]).toArray() // [[0, 1]]
 * next([[0, 1, 1]], [0]).toArray() // [[0, 1]]
 * seen // [0, 1, 2]
 */
export function cachedScores(step: CachedStep, context: number): NextScores {
  need("cachedScores", "context", context, Number.isInteger(context) && context >= 2, "a whole number of at least 2");
  let from = 0; // where in the sequences place 0 stands
  let read = 0; // tokens that were read
  const numbers = (values: readonly number[]): Tensor => tensor(Int32Array.from(values), { dtype: "i32" });
  return (sequences, parents) => {
    const { length } = sequences[0]!;
    if (sequences.some((sequence) => sequence.length !== length))
      throw new NablaError("generate-model", "cachedScores: all sequences must have the same length", { op: "cachedScores" });
    if (length !== read + 1) from = read = Math.max(0, length - context); // others than before
    if (length - from > context) from = read = length - Math.ceil(context / 2);
    let scores: Tensor | null = null;
    let order = parents;
    for (; read < length; read++) {
      scores = step(numbers(sequences.map((sequence) => sequence[read]!)), numbers([read - from]), numbers(order));
      order = sequences.map((_, i) => i);
    }
    return scores!;
  };
}
