// From a table or pictures to what a network learns from: task, split, scaled inputs and targets; and how raw columns became inputs,
// which travels with the model. Runs in Node as in the page.
import { TablePreprocessor, readTarget, splitRows } from "nabla/data";
import type { PreprocessorState, TransformedTable } from "nabla/data";
import { readDigits, readPictures } from "./pictures.ts";
import { BenchError, isPictures, loadTable } from "./sources.ts";
import type { LoadedTable, Material } from "./sources.ts";
import type { Settings } from "./settings.ts";

/** Examples to train or to test on. */
export interface Part {
  readonly count: number;
  /** [count, ...shape] */
  readonly x: Float32Array;
  /** Class numbers, or standardized values. */
  readonly y: Int32Array | Float32Array;
  /** Number of each example in the table. */
  readonly rows: Int32Array;
}

/** How pictures become inputs. */
export interface PicturesState {
  readonly format: "nabla-pictures-1";
  readonly scale: number;
  readonly height: number;
  readonly width: number;
}

/** What is to be learned. */
export interface Problem {
  readonly name: string;
  readonly kind: "table" | "pictures";
  readonly task: "classification" | "regression";
  /** Whether the task was chosen by the learner, or found out. */
  readonly inferred: boolean;
  readonly classes: readonly string[] | null;
  /** What is learned: the name of a column. */
  readonly target: string;
  /** Shape of one example. */
  readonly shape: readonly number[];
  /** One name for each input. */
  readonly inputs: readonly string[];
  /** Raw value = value · std + mean, for each input. */
  readonly scales: readonly { readonly mean: number; readonly std: number }[];
  readonly targetScale: { readonly mean: number; readonly std: number };
  readonly train: Part;
  readonly test: Part;
  readonly preprocessing: PreprocessorState | PicturesState;
  readonly columns: readonly string[];
  readonly notes: Notes;
  readonly csv: LoadedTable["csv"];
}

/** What a person should know of their data. */
export interface Notes {
  readonly withoutTarget: number;
  readonly dropped: number;
  readonly filled: readonly { readonly column: string; readonly count: number; readonly with: number | string }[];
  readonly ignored: readonly { readonly name: string; readonly reason: string }[];
}

const scaled = (way: TablePreprocessor, scale: Settings["scale"]): TablePreprocessor => {
  if (scale === "standard") return way;
  const { features, target, ...rest } = way.toJSON();
  return new TablePreprocessor({
    ...rest,
    features: features.map((feature) => (feature.kind === "number" ? { ...feature, mean: 0, std: 1 } : feature)),
    target: target.task === "regression" ? { ...target, mean: 0, std: 1 } : target,
  });
};

const partOf = ({ inputs, shape, targets, rows }: TransformedTable): Part => ({ count: shape[0], x: inputs, y: targets!, rows });

function tableProblem(settings: Settings, material: Material, known: PreprocessorState | null): Problem {
  const { table, target: name, csv } = loadTable(settings, material);
  const asked = settings.task === "auto" ? (settings.data === "draw" || table.name === "points" ? (table.columns.length === 3 ? "classification" : "regression") : undefined) : settings.task; // prettier-ignore
  const target = readTarget(table, name, asked);
  const classes = target.task === "classification";
  const labels = classes ? target.codes : Int32Array.from(target.values, (value) => (Number.isNaN(value) ? -1 : 0));
  if (classes && target.classes.length < 2) throw new BenchError("one-class", name);
  const rows = splitRows(table.rows.length, { test: settings.test, seed: settings.ds, labels });
  const way = known ? TablePreprocessor.fromJSON(known) : scaled(TablePreprocessor.fit(table, { target: name, task: target.task, rows: rows.train, missing: settings.missing }), settings.scale); // prettier-ignore
  const train = way.transform(table, { rows: rows.train, target: true });
  const test = way.transform(table, { rows: rows.test, target: true });
  if (train.shape[0] === 0 || test.shape[0] === 0) throw new BenchError("no-rows");
  const state = way.toJSON();
  const filled = new Map<string, { column: string; count: number; with: number | string }>();
  for (const { column, count, with: by } of [...train.imputed, ...test.imputed])
    filled.set(column, { column, count: (filled.get(column)?.count ?? 0) + count, with: by });
  return {
    name: table.name === "points" || table.name === "drawing" ? settings.data : table.name,
    kind: "table",
    task: target.task,
    inferred: settings.task === "auto",
    classes: classes ? way.classes : null,
    target: name,
    shape: [train.shape[1]],
    inputs: way.inputNames,
    scales: state.features.flatMap((feature) =>
      feature.kind === "number" ? [{ mean: feature.mean, std: feature.std }] : feature.categories.map(() => ({ mean: 0, std: 1 })),
    ),
    targetScale: state.target.task === "regression" ? { mean: state.target.mean, std: state.target.std } : { mean: 0, std: 1 },
    train: partOf(train),
    test: partOf(test),
    preprocessing: state,
    columns: table.columns,
    csv,
    notes: {
      withoutTarget: table.rows.length - rows.train.length - rows.test.length,
      dropped: train.dropped.missingInput + test.dropped.missingInput,
      filled: [...filled.values()],
      ignored: state.ignored,
    },
  };
}

function pictureProblem(settings: Settings, { shipped }: Material): Problem {
  const { train, test, classes, height, width } = (settings.data === "digits-8x8" ? readDigits : readPictures)(shipped as Uint8Array);
  const scale = 1 / 255;
  const part = ({ images, labels }: { readonly images: Uint8Array; readonly labels: Int32Array }): Part => ({
    count: labels.length,
    x: Float32Array.from(images, (ink) => ink / 255),
    y: labels,
    rows: Int32Array.from(labels, (_, i) => i),
  });
  return {
    name: settings.data,
    kind: "pictures",
    task: "classification",
    inferred: settings.task === "auto",
    classes,
    target: settings.data,
    shape: [1, height, width],
    inputs: [],
    scales: [],
    targetScale: { mean: 0, std: 1 },
    train: part(train),
    test: part(test),
    preprocessing: { format: "nabla-pictures-1", scale, height, width },
    columns: [],
    csv: null,
    notes: { withoutTarget: 0, dropped: 0, filled: [], ignored: [] },
  };
}

/**
 * The problem that settings and material make; `known`: how an imported model's columns became inputs.
 * Throws BenchError, or NablaError naming column and line of a file.
 */
export const problemOf = (settings: Settings, material: Material = {}, known: PreprocessorState | null = null): Problem =>
  isPictures(settings.data) ? pictureProblem(settings, material) : tableProblem(settings, material, known);
