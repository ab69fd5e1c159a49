// Tables without a target, and the network that learns to say them again through a narrow place (an autoencoder). For groups and for what is
// out of the ordinary. Knows neither.
import { TableInputs, readTarget, tensorDataset } from "../../data/index.ts";
import type { ClassTarget, TextTable } from "../../data/index.ts";
import { mse } from "../../losses/index.ts";
import * as nn from "../../nn/index.ts";
import { parseActivation, parseLayers, perceptron } from "../architecture.ts";
import type { LayeredArchitecture } from "../architecture.ts";
import { CommandError, usageError } from "../errors.ts";
import type { Fact } from "../exhibits.ts";
import { outputsOf } from "../network.ts";
import type { Note } from "../notes.ts";
import { tableIn } from "../sources/source.ts";
import { readTableFile } from "../sources/tables.ts";
import { adamTraining } from "../training.ts";
import type { Choice, PairData, Source, Trained, Wishes, Work } from "./kind.ts";
import type { Points } from "./kmeans.ts";
import { clamp, factsOf, refuse, splitBySeed, splitNote, tableRecipe } from "./shared.ts";
import { filledNotes, ignoredTypes } from "./tables.ts";

/** Rows as points, and their labels where there are some. */
export interface Rows {
  readonly points: Points;
  readonly labels: ArrayLike<number> | null;
  /** The table's own cells, for people. */
  readonly table: TextTable;
  readonly rows: ArrayLike<number>;
}

export interface UnlabeledParts {
  readonly way: TableInputs;
  readonly train: Rows;
  readonly test: Rows;
  readonly labels: ClassTarget | null;
  /** Rows that were drawn for training and not kept for it. */
  readonly passedOver: number;
  readonly notes: readonly Note[];
  readonly facts: readonly Fact[];
}

/** The column that results are compared with: one that was named, or the target of a data set. */
const labelColumn = (source: Source, { target }: Choice): string | undefined =>
  target ?? (source.form === "set" && source.set.kind === "table" && source.set.task === "classification" ? source.set.target : undefined);

export function unlabeledParts(source: Source, choice: Choice, keep?: (labels: ClassTarget) => (row: number) => boolean): UnlabeledParts {
  const table = tableIn(source);
  const column = labelColumn(source, choice);
  const labels = column === undefined ? null : (readTarget(table, column, "classification") as ClassTarget);
  const split = splitBySeed(table.rows.length, choice, labels?.codes);
  const trainRows = labels && keep ? split.train.filter(keep(labels)) : split.train;
  const except = column === undefined ? [] : [column];
  const way = TableInputs.fit(table, {
    except,
    types: ignoredTypes(choice),
    rows: trainRows,
    missing: choice.dropMissing ? "drop" : "impute",
  });
  const part = (rows: Int32Array) => {
    const made = way.transform(table, { rows, complete: true });
    const own: Rows = {
      points: { values: made.inputs, count: made.shape[0], width: made.shape[1] },
      labels: labels && made.rows.map((row) => labels.codes[row]!),
      table,
      rows: made.rows,
    };
    return { own, imputed: made.imputed, dropped: rows.length - made.rows.length };
  };
  const [train, test] = [part(trainRows), part(split.test)];
  if (train.own.points.count < 10 || test.own.points.count < 2) throw usageError(`${source.name}: at least 12 rows are needed, ${train.own.points.count + test.own.points.count} are there`); // prettier-ignore
  const dropped = train.dropped + test.dropped;
  return {
    way,
    train: train.own,
    test: test.own,
    labels,
    passedOver: split.train.length - trainRows.length,
    notes: [
      ...(column === undefined ? [] : [{ note: "labels", column } as const]),
      ...(dropped > 0 ? [{ note: "dropped", count: dropped } as const] : []),
      ...filledNotes([...train.imputed, ...test.imputed]),
      ...(way.state.ignored.length > 0 ? [{ note: "unused", columns: way.state.ignored } as const] : []),
      splitNote(
        { train: train.own.points.count + split.train.length - trainRows.length, test: test.own.points.count },
        labels ? "classes" : "random",
        choice,
      ),
    ],
    facts: factsOf(table, [...except, ...(choice.ignore ?? [])]),
  };
}

/** Points as inputs and, again, as targets. */
const againOf = ({ values, count, width }: Points): PairData => {
  const column = { dtype: "f32" as const, shape: [count, width], data: Float32Array.from(values) };
  return tensorDataset(column, { ...column, data: column.data.slice() });
};

/** Into a narrow place and out again, the same way back. */
function autoencoder(width: number, wishes: Wishes, narrow: number): LayeredArchitecture {
  refuse(wishes, ["width", "depth"], "the sizes on the way to the narrow place are told by --layers");
  const activation = parseActivation(wishes.activation ?? "tanh");
  const sizes = wishes.layers === undefined ? [clamp(4 * width, 16, 128), narrow] : parseLayers(wishes.layers);
  if (sizes.length === 0) throw usageError(`--layers ${wishes.layers}: name at least the size of the narrow place, as in --layers 16,2`);
  const [into, out] = [perceptron([width], sizes.slice(0, -1), sizes.at(-1)!, activation), perceptron([sizes.at(-1)!], [...sizes].reverse().slice(1), width, activation)]; // prettier-ignore
  return { input: [width], layers: [...into.layers, ...out.layers] };
}

/** Spread of the noise on the inputs: it keeps the network from copying (Vincent et al. 2008, "Extracting and composing robust features"). */
const NOISE = 0.1;

const unlabeledCandidates = (width: number): Wishes[] =>
  [3e-3, 1e-2, 1e-3].flatMap((lr) => [
    { lr },
    { lr, layers: `${clamp(2 * width, 8, 64)},${clamp(Math.round(width / 4), 2, 8)}` },
    { lr, activation: "gelu" },
  ]);

/** What both kinds have in common: rows that are inputs and targets, and a network whose narrow place is `narrow` of their width. */
export function unlabeledWork(
  source: Source,
  { way, train, test, labels, facts }: UnlabeledParts,
  narrow: (width: number) => number,
): Omit<Work, "task" | "aim" | "notes" | "conclude" | "judge"> {
  const { count, width } = train.points;
  return {
    name: source.name,
    classes: labels?.classes ?? null,
    train: againOf(train.points),
    counts: { train: count, test: test.points.count },
    unit: "rows",
    preprocessing: way.toJSON(),
    facts,
    exhibits: [],
    references: [],
    fingerprint: source.fingerprint,
    recipe: (wishes) => ({ ...tableRecipe(count, wishes), weightDecay: 1e-4 }),
    architecture: (wishes) => autoencoder(width, wishes, narrow(width)),
    candidates: () => unlabeledCandidates(width),
    training: (recipe, seed) => ({
      ...adamTraining(count, recipe, seed, mse, []),
      augment: ([x], random) => {
        const data = x.data as Float32Array;
        for (let i = 0; i < data.length; i++) data[i]! += NOISE * random.normal();
      },
    }),
    loss: mse,
  };
}

/** What stands in the narrow place for each point. */
export function codesOf(model: nn.Module, points: Points): Points {
  const { layers } = model as nn.Sequential;
  const into = nn.sequential(...layers.slice(0, layers.length / 2));
  const width = (layers[layers.length / 2 - 1] as nn.Linear).weight.shape[0]!;
  return { values: outputsOf(into, againOf(points), width), count: points.count, width };
}

/** Mean squared difference between each point and what the network says of it. */
export function errorsOf(model: nn.Module, points: Points): Float64Array {
  const { values, count, width } = points;
  const again = outputsOf(model, againOf(points), width);
  return Float64Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += (again[row * width + i]! - values[row * width + i]!) ** 2;
    return sum / width;
  });
}

/** New rows, with labels where the file has their column. */
export async function newRows(
  { preprocessing, settings, classes }: Trained,
  path: string,
): Promise<Rows & { readonly notes: readonly Note[] }> {
  const { table } = await readTableFile(path);
  const way = TableInputs.fromJSON(preprocessing);
  const { inputs, shape, rows, imputed } = way.transform(table);
  const column = settings.target;
  let labels: Int32Array | null = null;
  if (column !== undefined && table.columns.includes(column)) {
    const at = table.columns.indexOf(column);
    labels = Int32Array.from(table.rows, (row, i) => {
      const code = classes!.indexOf(row[at]!.trim());
      if (code < 0) throw new CommandError(`${path}, line ${table.lines[i]}: column "${column}" has the label ${JSON.stringify(row[at])}, which was not there in training; known are ${classes!.join(", ")}`); // prettier-ignore
      return code;
    });
  }
  return { points: { values: inputs, count: shape[0], width: shape[1] }, labels, table, rows, notes: filledNotes(imputed) };
}
