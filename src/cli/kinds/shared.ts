// What several kinds of task share: networks that are perceptrons over numbers, recipes for tables, cutting examples into parts.
import { splitRows, subset } from "../../data/index.ts";
import type { TextTable } from "../../data/index.ts";
import { readTable } from "../../data/index.ts";
import { parseActivation, parseLayers, perceptron } from "../architecture.ts";
import type { LayeredArchitecture } from "../architecture.ts";
import { usageError } from "../errors.ts";
import type { Fact } from "../exhibits.ts";
import type { Note } from "../notes.ts";
import type { Choice, PairData, Recipe, Wishes } from "./kind.ts";

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Numbers of the examples to train and to test on. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

const TEST_SHARE = 0.2;

/** Cuts examples at random, by seed; with labels every class in the same share. */
export const splitBySeed = (count: number, { seed, test = TEST_SHARE }: Choice, labels?: ArrayLike<number>): Split =>
  splitRows(count, { test, seed, ...(labels ? { labels } : {}) });

export const splitNote = (split: { readonly train: number; readonly test: number }, how: Extract<Note, { note: "split" }>["how"], { seed }: Choice): Note => ({ note: "split", ...split, how, seed }); // prettier-ignore

/** Training data cut in two for a search: four fifths and a fifth. */
export function innerParts(
  data: PairData,
  seed: number,
  labels?: ArrayLike<number>,
): { readonly train: PairData; readonly validation: PairData } {
  const { train, test } = splitRows(data.length, { test: 0.2, seed: seed + 1, ...(labels ? { labels } : {}) });
  return { train: subset(data, train), validation: subset(data, test) };
}

/** Steps that small tables are trained for, whatever their size. */
const TABLE_STEPS = 2500;

export function tableRecipe(count: number, wishes: Wishes): Recipe {
  const batch = wishes.batch ?? clamp(2 ** Math.round(Math.log2(Math.max(1, count / 12))), 8, 64);
  return {
    epochs: wishes.epochs ?? clamp(Math.round((TABLE_STEPS * batch) / count), 10, 400),
    lr: wishes.lr ?? 3e-3,
    batch,
    weightDecay: 0.3,
    labelSmoothing: 0,
    augment: null,
  };
}

export function tableNetwork(count: number, input: readonly number[], outputs: number, wishes: Wishes): LayeredArchitecture {
  refuse(wishes, ["width", "depth"], "a perceptron's layers are told by --layers");
  const activation = parseActivation(wishes.activation ?? "tanh");
  if (wishes.layers !== undefined) return perceptron(input, parseLayers(wishes.layers), outputs, activation);
  const width = clamp(2 ** Math.round(Math.log2(Math.sqrt(count) * 2)), 16, 128);
  return perceptron(input, [width, width / 2], outputs, activation);
}

/** Perceptrons and rates that a search tries on a table. */
export function tableCandidates(count: number): Wishes[] {
  const width = clamp(2 ** Math.round(Math.log2(Math.sqrt(count) * 2)), 16, 128);
  const networks: readonly Wishes[] = [
    {},
    { layers: "none" },
    { decay: 0.01 },
    { decay: 1 },
    { layers: `${width}`, activation: "tanh" },
    { layers: `${width},${width / 2}`, activation: "relu" },
    { layers: `${2 * width},${width}`, activation: "gelu" },
    { layers: `${width},${width},${width}`, activation: "tanh" },
  ];
  // A small budget sees the first ones only: they should differ in both.
  const all = [3e-3, 1e-2, 1e-3].flatMap((lr, i) => networks.map((network, k) => ({ wishes: { ...network, lr }, place: 1.7 * i + k })));
  return all.sort((one, other) => one.place - other.place).map(({ wishes }) => wishes);
}

/** Throws where an option was given that the task does not know. */
export function refuse(wishes: object, names: readonly string[], why: string): void {
  for (const [name, value] of Object.entries(wishes))
    if (value !== undefined && value !== false && names.includes(name)) throw usageError(`--${name}: ${why}`);
}

/** Columns of a table as facts: numbers with their spread, categories with their counts. */
export function factsOf(table: TextTable, leaveOut: readonly string[]): Fact[] {
  return readTable(table).columns.flatMap((column): Fact[] => {
    if (leaveOut.includes(column.name) || column.kind === "ignored") return [];
    if (column.kind === "category") {
      const counts = column.categories.map((name, code): [string, number] => [name, column.codes.reduce((sum, own) => sum + (own === code ? 1 : 0), 0)]); // prettier-ignore
      counts.sort((a, b) => b[1] - a[1]);
      return [{ fact: "category", name: column.name, values: counts.slice(0, 6), different: counts.length, missing: column.missing }];
    }
    const values = column.values.filter((value) => !Number.isNaN(value));
    return [numberFact(column.name, values, column.missing)];
  });
}

const BINS = 24;

export function numberFact(name: string, values: ArrayLike<number>, missing: number): Extract<Fact, { readonly fact: "number" }> {
  let [low, high, mean] = [Infinity, -Infinity, 0];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
    mean += values[i]! / values.length;
  }
  let variance = 0;
  const counts = new Array<number>(BINS).fill(0);
  for (let i = 0; i < values.length; i++) {
    variance += (values[i]! - mean) ** 2 / values.length;
    counts[high > low ? Math.min(BINS - 1, Math.floor(((values[i]! - low) / (high - low)) * BINS)) : 0]!++;
  }
  return { fact: "number", name, mean, std: Math.sqrt(variance), low, high, missing, counts };
}
