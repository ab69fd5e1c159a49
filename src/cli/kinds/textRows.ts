// Tables of which one column is a text: what is read of it, how it becomes numbers, networks that tell the classes of texts apart.
import { readTable, readTarget, tensorDataset } from "../../data/index.ts";
import type { ClassTarget, TextTable } from "../../data/index.ts";
import { inOrder, letterPieces, rowsOf, wordPieces, wordsOf } from "../../tasks/index.ts";
import type { NamedArchitecture } from "../architecture.ts";
import { CommandError, usageError } from "../errors.ts";
import type { Note } from "../notes.ts";
import { tableIn } from "../sources/source.ts";
import { readTableFile } from "../sources/tables.ts";
import type { Choice, Recipe, Source, Trained, Wishes } from "./kind.ts";
import { clamp, refuse, splitBySeed } from "./shared.ts";
import type { Split } from "./shared.ts";
import type { Examples } from "./tables.ts";

/** Kept with the network. */
export interface TextWay {
  readonly format: "nabla-texts-1";
  readonly column: string;
  readonly target: string;
  readonly classes: readonly string[];
  readonly pieces: "words" | "letters";
  readonly model: "bag" | "lstm" | "transformer";
  /** Rows of the table of vectors, and most pieces of a text. */
  readonly rows: number;
  readonly length: number;
}

export const isTextWay = (way: unknown): way is TextWay => (way as Partial<TextWay> | null)?.format === "nabla-texts-1";

const isMissing = (cell: string): boolean => cell.trim() === "";

const LETTERS = /\p{L}{2}/u;

/** The columns of texts, and whether any other column tells something. */
function columnsOf(table: TextTable, target: string, { ignore = [] }: Choice) {
  const left = readTable(table).columns.filter(({ name }) => name !== target && !ignore.includes(name));
  const prose = left.filter((column) => {
    if (column.kind !== "ignored" || (column.reason !== "text" && column.reason !== "identifier")) return false;
    const at = table.columns.indexOf(column.name);
    const cells = table.rows.map((row) => row[at]!).filter((cell) => !isMissing(cell));
    return cells.filter((cell) => LETTERS.test(cell)).length > 0.8 * cells.length;
  });
  return { texts: prose.map(({ name }) => name), others: left.filter(({ kind }) => kind !== "ignored").map(({ name }) => name) };
}

/** The column to read as text: the one that was asked for, or the only one where nothing else tells anything. Null where there is none. */
export function textColumn(
  source: Source,
  choice: Choice,
): { readonly column: string; readonly note: "asked" | "only"; readonly unread: readonly string[] } | null {
  if (source.form === "set") {
    if (choice.text !== undefined || choice.model !== undefined) throw usageError(`--${choice.text === undefined ? "model" : "text"}: ${source.name} has no column of texts`); // prettier-ignore
    return null;
  }
  const table = tableIn(source);
  const target = choice.target ?? table.columns.at(-1)!;
  const { texts, others } = columnsOf(table, target, choice);
  if (choice.text !== undefined) {
    if (!table.columns.includes(choice.text)) throw usageError(`--text ${choice.text}: ${source.name} has no such column; its columns are ${table.columns.join(", ")}`); // prettier-ignore
    if (choice.text === target) throw usageError(`--text ${choice.text}: that is the column to predict; name another with --target`);
    return { column: choice.text, note: "asked", unread: [...others, ...texts].filter((name) => name !== choice.text) };
  }
  if (choice.model !== undefined && texts.length !== 1) throw usageError(`--model ${choice.model}: it reads texts; name their column with --text`); // prettier-ignore
  if (texts.length === 0 || (others.length > 0 && choice.model === undefined)) return null;
  if (texts.length > 1) throw usageError(`${source.name}: ${texts.join(" and ")} are columns of texts; name the one to read with --text`);
  return { column: texts[0]!, note: "only", unread: others };
}

const textsOf = (table: TextTable, column: string): string[] => {
  const at = table.columns.indexOf(column);
  return table.rows.map((row) => (isMissing(row[at]!) ? "" : row[at]!));
};

/** Texts as numbers of pieces: all different ones for a bag, the first ones in their order for the others. */
function encoded(
  { pieces, model, rows, length }: TextWay,
  texts: readonly string[],
): { readonly data: Int32Array; readonly shape: readonly [number, number]; readonly cut: number } {
  const data = new Int32Array(texts.length * length);
  let cut = 0;
  texts.forEach((text, i) => {
    const ordered = pieces === "words" ? wordsOf(text) : [...text.toLowerCase()];
    const all = model !== "bag" ? inOrder(ordered, rows, length) : rowsOf(pieces === "words" ? wordPieces(text) : letterPieces(text.toLowerCase()), rows, length); // prettier-ignore
    if (model === "bag" ? all.at(-1) !== 0 : ordered.length > length) cut++;
    data.set(all, i * length);
  });
  return { data, shape: [texts.length, length], cut };
}

export interface TextParts {
  readonly way: TextWay;
  readonly train: Examples;
  readonly test: Examples;
  readonly testTexts: readonly string[];
  /** Words, or letters, of each text. */
  readonly lengths: readonly number[];
  readonly notes: readonly Note[];
  readonly split: Split;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const examplesOf = (way: TextWay, texts: readonly string[], codes: Int32Array): Examples & { readonly cut: number } => {
  const { data, shape, cut } = encoded(way, texts);
  return { data: tensorDataset({ dtype: "i32", shape, data }, { dtype: "i32", shape: [codes.length], data: codes }), truth: codes, cut };
};

export function textParts(source: Source, choice: Choice, found: NonNullable<ReturnType<typeof textColumn>>): TextParts {
  const table = tableIn(source);
  const target = choice.target ?? table.columns.at(-1)!;
  const { codes, classes } = readTarget(table, target, "classification") as ClassTarget;
  const texts = textsOf(table, found.column);
  const known = Int32Array.from([...texts.keys()].filter((row) => codes[row]! >= 0 && texts[row]!.trim() !== ""));
  const left = texts.length - known.length;
  if (known.length < 20) throw usageError(`${source.name}: ${known.length} texts with a class are too few to learn from; 20 are the least`);
  const parts = splitBySeed(
    known.length,
    choice,
    known.map((row) => codes[row]!),
  );
  const split = { train: parts.train.map((i) => known[i]!), test: parts.test.map((i) => known[i]!) };
  const of = (rows: Int32Array): string[] => Array.from(rows, (row) => texts[row]!);
  const words = of(split.train).map((text) => wordsOf(text).length);
  const pieces = median(words) >= 4 ? "words" : "letters";
  const model = choice.model ?? "bag";
  const lengths = pieces === "words" ? words : of(split.train).map((text) => [...text].length);
  const longest = [...lengths].sort((a, b) => a - b)[Math.floor(0.95 * lengths.length)]!;
  // A bag has words and pairs of them, or runs of up to five letters.
  const length =
    model === "bag" ? clamp((pieces === "words" ? 2 : 5) * longest + 8, 16, 1024) : clamp(longest, 8, pieces === "words" ? 128 : 64);
  const rows = model === "bag" ? clamp(2 ** Math.ceil(Math.log2(split.train.length * 8)), 2048, 65_536) : pieces === "words" ? 8192 : 512;
  const way: TextWay = { format: "nabla-texts-1", column: found.column, target, classes, pieces, model, rows, length };
  const [train, test] = [split.train, split.test].map((own) => examplesOf(way, of(own), own.map((row) => codes[row]!))) as [ReturnType<typeof examplesOf>, ReturnType<typeof examplesOf>]; // prettier-ignore
  return {
    way,
    train,
    test,
    testTexts: of(split.test),
    lengths,
    split,
    notes: [
      { note: "texts", column: found.column, pieces, model, because: found.note },
      ...(found.unread.length > 0 ? [{ note: "unread", columns: found.unread } as const] : []),
      { note: "target", column: target, because: choice.target === undefined ? "last" : "asked" },
      ...(left > 0 ? [{ note: "withoutTarget", count: left, column: `${found.column}, ${target}` } as const] : []),
      ...(train.cut + test.cut > 0 ? [{ note: "cutTexts", count: train.cut + test.cut, most: length } as const] : []),
    ],
  };
}

export function textRecipe(count: number, { model }: TextWay, wishes: Wishes): Recipe {
  const batch = wishes.batch ?? clamp(2 ** Math.round(Math.log2(count / 20)), 8, 64);
  const steps = model === "bag" ? 1200 : 800;
  return {
    epochs: wishes.epochs ?? clamp(Math.round((steps * batch) / count), 4, 60),
    lr: wishes.lr ?? (model === "bag" ? 5e-3 : 3e-3),
    batch,
    weightDecay: model === "bag" ? 1e-4 : 1e-2,
    labelSmoothing: 0,
    augment: null,
  };
}

export function textNetwork({ model, rows, length, classes }: TextWay, wishes: Wishes): NamedArchitecture {
  refuse(wishes, ["layers", "activation"], "a network of texts is told by --model, --width and --depth");
  if (model === "bag") refuse(wishes, ["depth"], "a bag of embeddings has one hidden layer");
  const width = wishes.width ?? (model === "bag" ? 32 : 48);
  return { network: model, input: [length], options: { rows, width, classes: classes.length, ...(model === "bag" ? { dropout: 0.3 } : { depth: wishes.depth ?? 1 }) } }; // prettier-ignore
}

export const textCandidates = ({ model }: TextWay): Wishes[] =>
  [3e-3, 1e-2, 1e-3].flatMap((lr) => (model === "bag" ? [{ lr }, { lr, width: 16 }, { lr, width: 64 }] : [{ lr }, { lr, width: 32 }, { lr, width: 64 }])); // prettier-ignore

async function tableWith(path: string, way: TextWay): Promise<TextTable> {
  const { table } = await readTableFile(path);
  if (!table.columns.includes(way.column))
    throw new CommandError(`${path}: the column "${way.column}" is missing, whose texts the network reads; the columns here are ${table.columns.join(", ")}`); // prettier-ignore
  return table;
}

/** All rows of a file whose class is known. */
export async function textTest({ preprocessing }: Trained, path: string): Promise<Examples & { readonly texts: readonly string[] }> {
  const way = preprocessing as TextWay;
  const table = await tableWith(path, way);
  const at = table.columns.indexOf(way.target);
  if (at < 0) throw new CommandError(`${path}: the column "${way.target}" is missing, which the network predicts; without it use \`nabla predict\``); // prettier-ignore
  const rows = [...table.rows.keys()].filter((row) => !isMissing(table.rows[row]![at]!));
  if (rows.length === 0) throw new CommandError(`${path}: no row has a value of "${way.target}"`);
  const codes = Int32Array.from(rows, (row) => {
    const name = table.rows[row]![at]!.trim();
    const code = way.classes.indexOf(name);
    if (code < 0) throw new CommandError(`${path}, line ${table.lines[row]}: column "${way.target}" has the class ${JSON.stringify(name)}, which was not there in training; known are ${way.classes.join(", ")}`); // prettier-ignore
    return code;
  });
  const all = textsOf(table, way.column);
  const texts = rows.map((row) => all[row]!);
  return { ...examplesOf(way, texts, codes), texts };
}

/** All rows of a file. */
export async function textRows({ preprocessing }: Trained, path: string): Promise<Examples> {
  const way = preprocessing as TextWay;
  const texts = textsOf(await tableWith(path, way), way.column);
  return examplesOf(way, texts, new Int32Array(texts.length));
}
