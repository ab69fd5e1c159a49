// Texts as numbers of pieces, and networks that tell texts apart: a bag of embeddings, an LSTM, a transformer. Knows no data set.
import { cast, eq, maximum, mul, ne, sqrt, update, where } from "../index.ts";
import type { Tensor } from "../index.ts";
import * as nn from "../nn/index.ts";

/** A number for a text (FNV-1a, then mixed). */
export function hashOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

/** The different pieces of a text as row numbers of a table (0 is none), at most so many. */
export function rowsOf(pieces: Iterable<string>, rows: number, length: number): Int32Array {
  const out = new Int32Array(length);
  const found = new Set<number>();
  for (const piece of pieces) {
    found.add(1 + (hashOf(piece) % (rows - 1)));
    if (found.size === length) break;
  }
  out.set([...found]);
  return out;
}

/** Words, numbers and signs in their order, in lower case. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+|\p{N}+|[^\s\p{L}\p{N}]/gu) ?? [];

/** Words, numbers, signs, and pairs of neighbors. */
export function* wordPieces(text: string): Generator<string> {
  let before = "";
  for (const word of wordsOf(text)) {
    yield word;
    yield `${before} ${word}`;
    before = word;
  }
}

/** Runs of 1 to 5 letters, begin and end marked. */
export function* letterPieces(name: string): Generator<string> {
  const marked = `^${name}$`;
  for (let n = 1; n <= 5; n++) for (let i = 0; i + n <= marked.length; i++) yield marked.slice(i, i + n);
}

/** The sum of learnt rows over √(how many), so that long texts say more, but not in proportion. Rows of number 0 are none. */
export class Bag extends nn.Module {
  readonly rows: nn.EmbeddingBag;

  constructor(rows: number, features: number) {
    super();
    this.rows = nn.embeddingBag(rows, features, { paddingIndex: 0, mode: "sum" });
    update([[this.rows.weight, mul(this.rows.weight, 0.1)]]);
  }

  override forward(x: Tensor): Tensor {
    const count = cast(ne(x, 0), "f32").sum(1, { keepDims: true });
    return this.rows.forward(x).div(sqrt(maximum(count, 1)));
  }
}

/** A bag of embeddings and one hidden layer. After Joulin et al., "Bag of tricks for efficient text classification", 2017. */
export const bagOfPieces = (rows: number, features: number, classes: number, dropout: number): nn.Sequential =>
  nn.sequential(new Bag(rows, features), nn.dropout(dropout), nn.linear(features, features), nn.relu(), nn.dropout(dropout), nn.linear(features, classes)); // prettier-ignore

/** The first pieces of a text, in their order, as row numbers of a table; 0 behind the last one. */
export const inOrder = (pieces: readonly string[], rows: number, length: number): Int32Array => {
  const out = new Int32Array(length);
  // An empty text has one piece that says so.
  (pieces.length === 0 ? [""] : pieces.slice(0, length)).forEach((piece, i) => (out[i] = 1 + (hashOf(piece) % (rows - 1))));
  return out;
};

/** Pieces in their order, read from both sides by an LSTM or looked at by a transformer; the largest of each feature decides. */
export class TextReader extends nn.Module {
  readonly pieces: nn.Embedding;
  readonly positions: nn.LearnedPositions | null;
  readonly layers: nn.LSTM | nn.TransformerEncoder;
  readonly dropout: nn.Dropout;
  readonly last: nn.Linear;

  constructor(kind: "lstm" | "transformer", rows: number, features: number, classes: number, length: number, depth: number) {
    super();
    this.pieces = nn.embedding(rows, features);
    const layer = { feedforward: 2 * features, dropout: 0.2, batchFirst: true, normFirst: true } as const;
    this.positions = kind === "transformer" ? nn.learnedPositions(length, features) : null;
    this.layers =
      kind === "transformer"
        ? nn.transformerEncoder(
            () => nn.transformerEncoderLayer(features, features % 4 === 0 ? 4 : 1, layer),
            depth,
            nn.layerNorm(features),
          )
        : nn.lstm(features, features, { batchFirst: true, bidirectional: true, numLayers: depth });
    this.dropout = nn.dropout(0.3);
    this.last = nn.linear(kind === "transformer" ? features : 2 * features, classes);
  }

  /** i32 [N, length], 0 where there is none → [N, classes] */
  override forward(x: Tensor): Tensor {
    const padding = eq(x, 0);
    const seen = this.pieces.forward(x);
    const read =
      this.layers instanceof nn.LSTM
        ? this.layers.forward(seen)
        : this.layers.forward(this.positions!.forward(seen), { srcKeyPaddingMask: padding });
    return this.last.forward(this.dropout.forward(where(padding.unsqueeze(2), -1e9, read).max(1)));
  }
}
