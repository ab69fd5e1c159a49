// Tables with a target: rows as inputs and targets of a network, by the preprocessing of the room `data`. Knows no networks.
import { TablePreprocessor, readTarget, selectRows, tensorDataset } from "../../data/index.ts";
import type { TableTask, TextTable, TransformedTable } from "../../data/index.ts";
import { CommandError, usageError } from "../errors.ts";
import type { Fact } from "../exhibits.ts";
import type { Note } from "../notes.ts";
import { tableIn } from "../sources/source.ts";
import { readTableFile } from "../sources/tables.ts";
import type { Choice, PairData, Source, Trained } from "./kind.ts";
import { factsOf, splitBySeed, splitNote } from "./shared.ts";
import type { Split } from "./shared.ts";

/** Inputs and targets. */
export interface Examples {
  readonly data: PairData;
  /** Class numbers, or targets of a regression in their own units; empty where they are not known. */
  readonly truth: ArrayLike<number>;
}

export interface TableParts {
  readonly way: TablePreprocessor;
  readonly train: Examples;
  readonly test: Examples;
  readonly notes: readonly Note[];
  readonly facts: readonly Fact[];
}

export const examplesOf = ({ inputs, shape, targets, values }: TransformedTable): Examples => {
  const y =
    targets instanceof Float32Array
      ? { dtype: "f32" as const, shape: [shape[0], 1], data: targets }
      : { dtype: "i32" as const, shape: [shape[0]], data: targets ?? new Int32Array(shape[0]) };
  return { data: tensorDataset({ dtype: "f32", shape, data: inputs }, y), truth: values ?? targets ?? [] };
};

/** The rows of a table that another holds, known by their lines. */
const splitOf = (table: TextTable, parts: { readonly train: TextTable; readonly test: TextTable }): Split => {
  const row = new Map(table.lines.map((line, index) => [line, index]));
  const numbers = ({ lines }: TextTable): Int32Array => Int32Array.from(lines, (line) => row.get(line)!);
  return { train: numbers(parts.train), test: numbers(parts.test) };
};

/** Columns to leave out, as types. */
export const ignoredTypes = ({ ignore = [] }: Choice): Record<string, "ignored"> =>
  Object.fromEntries(ignore.map((name) => [name, "ignored"]));

/** Rows with a target that are worth a training and a test. */
const FEWEST = 10;

/** A table split by seed unless it has a split, the statistics from the training rows alone. */
export function tableParts(source: Source, choice: Choice, task: TableTask): TableParts {
  const table = tableIn(source);
  const set = source.form === "set" && source.set.kind === "table" ? source.set : null;
  const targetName = choice.target ?? set?.target ?? table.columns.at(-1)!;
  const target = readTarget(table, targetName, task);
  const labels =
    target.task === "classification" ? target.codes : Int32Array.from(target.values, (value) => (Number.isNaN(value) ? -1 : 0));
  const known = labels.reduce((sum, label) => sum + (label >= 0 ? 1 : 0), 0);
  if (known < FEWEST)
    throw usageError(`${source.name}: ${known} rows with a value of ${targetName} are too few to learn from; ${FEWEST} are the least`);
  const own = set !== null && targetName === set.target && choice.test === undefined;
  const rows = own ? splitOf(table, set) : splitBySeed(table.rows.length, choice, labels);
  const way = TablePreprocessor.fit(table, {
    target: targetName,
    task,
    rows: rows.train,
    missing: choice.dropMissing ? "drop" : "impute",
    types: ignoredTypes(choice),
  });
  const train = way.transform(table, { rows: rows.train, target: true });
  const test = way.transform(table, { rows: rows.test, target: true });
  if (train.rows.length === 0 || test.rows.length === 0)
    throw usageError(
      `${source.name}: no rows are left for ${train.rows.length === 0 ? "training" : "the test"}; without --drop-missing, missing values are filled in`,
    );
  const counts = { train: train.rows.length, test: test.rows.length };
  const withoutTarget = table.rows.length - rows.train.length - rows.test.length;
  const dropped = train.dropped.missingInput + test.dropped.missingInput;
  const notes: Note[] = [
    { note: "target", column: targetName, because: choice.target === undefined ? "last" : "asked" },
    ...(withoutTarget > 0 ? [{ note: "withoutTarget", count: withoutTarget, column: targetName } as const] : []),
    ...(dropped > 0 ? [{ note: "dropped", count: dropped } as const] : []),
    ...filledNotes([...train.imputed, ...test.imputed]),
    ...(way.state.ignored.length > 0 ? [{ note: "unused", columns: way.state.ignored } as const] : []),
    splitNote(counts, own ? "set" : task === "classification" ? "classes" : "random", choice),
  ];
  return {
    way,
    train: examplesOf(train),
    test: examplesOf(test),
    notes: set && choice.target === undefined ? notes.slice(1) : notes,
    // Of the rows that are used: their missing values are those that the notes speak of.
    facts: [
      ...factsOf(
        selectRows(
          table,
          [...rows.train, ...rows.test].sort((a, b) => a - b),
        ),
        [targetName, ...(choice.ignore ?? [])],
      ),
    ],
  };
}

/** What was filled in, column by column. */
export function filledNotes(
  imputed: readonly { readonly column: string; readonly count: number; readonly with: number | string }[],
): Note[] {
  const filled = new Map<string, { count: number; with: number | string }>();
  for (const { column, count, with: by } of imputed) filled.set(column, { count: (filled.get(column)?.count ?? 0) + count, with: by });
  return [...filled].map(([column, { count, with: by }]) => ({ note: "filled", column, count, with: by }));
}

/** Rows of a file, the way that they were prepared in, and what was filled in. */
type NewRows = Examples & { readonly way: TablePreprocessor; readonly notes: readonly Note[] };

/** All rows of a file that have a target, as the network's own preprocessing reads them. */
export async function tableTest({ preprocessing }: Trained, path: string): Promise<NewRows> {
  const { table } = await readTableFile(path);
  const way = TablePreprocessor.fromJSON(preprocessing);
  const { name } = way.state.target;
  if (!table.columns.includes(name))
    throw new CommandError(`${path}: the column "${name}" is missing, which the network predicts; without it use \`nabla predict\``);
  const test = way.transform(table, { target: true });
  if (test.rows.length === 0) throw new CommandError(`${path}: no row has a value of "${name}"`);
  return { ...examplesOf(test), way, notes: filledNotes(test.imputed) };
}

/** All rows of a file, whether their target is known or not. */
export async function tableRows({ preprocessing }: Trained, path: string): Promise<NewRows> {
  const { table } = await readTableFile(path);
  const way = TablePreprocessor.fromJSON(preprocessing);
  const all = way.transform(table, { target: false });
  return { ...examplesOf(all), way, notes: filledNotes(all.imputed) };
}
