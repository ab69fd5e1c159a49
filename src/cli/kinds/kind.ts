// What a kind of task is to the command line: from a source to something to train on, from a trained network to figures and answers.
// Each kind is one file beside this one; kinds.ts is the table of them. Knows no particular kind.
import type { Dataset, Loader, TextTable } from "../../data/index.ts";
import type { ImageDataset, Reference, TableDataset } from "../../datasets/index.ts";
import type { Tensor } from "../../index.ts";
import type { Module } from "../../nn/index.ts";
import type { FitOptions, LossFunction } from "../../train/index.ts";
import type { Architecture } from "../architecture.ts";
import type { Exhibit, Fact } from "../exhibits.ts";
import type { Note } from "../notes.ts";
import type { Interval } from "../statistics.ts";
import type { Task } from "../task.ts";

/** Whatever decides what is learned from a source; kept with the run, so that it can be prepared once more in the same way. */
export interface Choice {
  readonly seed: number;
  readonly task?: Task;
  readonly dropMissing: boolean;
  /** Column to predict; of the labels to compare with, where a task needs none. */
  readonly target?: string;
  /** Columns that are left out. */
  readonly ignore?: readonly string[];
  /** Share of the examples that test. */
  readonly test?: number;
  /** Height and width that pictures are brought to. */
  readonly size?: readonly [height: number, width: number];
  readonly channels?: 1 | 3;
  /** Number of groups. */
  readonly clusters?: number;
  /** Share of training rows that counts as out of the ordinary. */
  readonly share?: number;
  readonly tokens?: "characters" | "bpe";
  /** Most tokens of a vocabulary. */
  readonly vocabulary?: number;
  /** Tokens that a network of texts sees at once. */
  readonly context?: number;
  /** Column of texts that is read to tell classes apart, and what reads it. */
  readonly text?: string;
  readonly model?: "bag" | "lstm" | "transformer";
}

/** What may be asked of the network and its training. */
export interface Wishes {
  readonly layers?: string | undefined;
  readonly activation?: string | undefined;
  /** Channels or numbers in each place: how wide a network that is no perceptron is. */
  readonly width?: number | undefined;
  /** How many stages or blocks it has. */
  readonly depth?: number | undefined;
  readonly epochs?: number | undefined;
  readonly lr?: number | undefined;
  readonly batch?: number | undefined;
  readonly decay?: number | undefined;
}

/** Everything that decides how a network is trained. */
export interface Recipe {
  readonly epochs: number;
  readonly lr: number;
  readonly batch: number;
  readonly weightDecay: number;
  /** Share of probability that is spread over all classes in the targets. */
  readonly labelSmoothing: number;
  readonly augment: "letters" | "digits" | "pictures" | null;
}

/** What lies at a place, as far as can be seen without reading all of it. */
export type Source = (
  | { readonly form: "set"; readonly set: ImageDataset | TableDataset }
  | { readonly form: "table"; readonly table: TextTable }
  | { readonly form: "text"; readonly text: string }
  | { readonly form: "pictures" | "masks" | "boxes"; readonly folder: string }
) & {
  readonly name: string;
  /** SHA-256 of the user's own data. */
  readonly fingerprint: string | null;
  readonly notes: readonly Note[];
};

export type PairData = Dataset<readonly [Tensor, Tensor]>;

/** What a test says: one figure above all, how sure it is, and further ones. */
export interface Scores {
  readonly metric: string;
  readonly value: number;
  readonly interval: Interval;
  /** Examples that it is computed of. */
  readonly count: number;
  /** Further metrics; those of a regression in the target's own units. */
  readonly more: Readonly<Record<string, number>>;
  /** How sure those are, where that is known. */
  readonly intervals?: Readonly<Record<string, Interval>>;
  /** What needs no network, on the same examples. */
  readonly baseline?: {
    readonly what: "mostFrequent" | "mean" | "linear" | "ngrams" | "copy" | "kmeans" | "everywhere" | "distance";
    readonly value: number;
  };
  readonly groups: readonly { readonly name: string; readonly value: number; readonly count: number }[];
  /** The pairs of classes that are mistaken most: actual, predicted, how often. */
  readonly mistakes: readonly (readonly [string, string, number])[];
}

export interface Judgement {
  readonly scores: Scores;
  /** What a person should see of it. */
  readonly exhibits: readonly Exhibit[];
  /** What was done to new data: values filled in. */
  readonly notes?: readonly Note[];
}

/** Something to train on and to be judged by. */
export interface Work {
  readonly name: string;
  readonly task: Task;
  /** What is learned, in a few words: "3 classes". */
  readonly aim: string;
  readonly classes: readonly string[] | null;
  readonly train: PairData;
  /** Numbers of examples, and what one is called. */
  readonly counts: { readonly train: number; readonly test: number };
  readonly unit: "rows" | "pictures" | "characters" | "pairs";
  /** How raw data become the network's input. */
  readonly preprocessing: unknown;
  /** What a person should know: what was inferred, left out, filled in. */
  readonly notes: readonly Note[];
  /** The data in numbers and pictures. */
  readonly facts: readonly Fact[];
  readonly exhibits: readonly Exhibit[];
  readonly references: readonly Reference[];
  readonly fingerprint: string | null;
  recipe(wishes: Wishes): Recipe;
  architecture(wishes: Wishes): Architecture;
  /** What a search tries, the most usual first. */
  candidates(): readonly Wishes[];
  training(recipe: Recipe, seed: number): FitOptions;
  /** Batches of training data, where they are not simply shuffled examples. */
  batches?(data: PairData, recipe: Recipe, seed: number): Loader<readonly [Tensor, Tensor]>;
  /** The loss that networks are compared by. */
  readonly loss: LossFunction;
  /** Parts of the training data: to train candidates on, and to compare them on. The training data cut at random unless a kind knows better. */
  inner?(seed: number): { readonly train: PairData; readonly validation: PairData };
  /** What is found of the training data with the trained network and kept beside it. */
  conclude?(model: Module): unknown;
  judge(model: Module, found: unknown): Judgement;
}

/** What is kept of a finished run that new data need. */
export interface Trained {
  readonly settings: Choice & { readonly name: string; readonly task: Task };
  readonly architecture: Architecture;
  readonly classes: readonly string[] | null;
  readonly preprocessing: unknown;
  readonly found?: unknown;
}

export interface PredictWishes {
  /** Generation: what the text begins with, how long it becomes, how bold. */
  readonly prompt?: string;
  readonly length?: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed?: number;
  /** Detection: surer than this. */
  readonly threshold?: number;
  readonly say: (message: string) => void;
}

/** Answers, one a row; pictures where they are the answer. */
export interface Predictions {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** The same for programs. */
  readonly objects: readonly Readonly<Record<string, unknown>>[];
  readonly pictures?: readonly { readonly name: string; readonly png: Uint8Array }[];
  /** The answer itself, where it is one text. */
  readonly text?: string;
  /** What was done to the data: values filled in. */
  readonly notes?: readonly Note[];
}

export interface Kind {
  readonly task: Task;
  /** Prepares a source: reads it, cuts it into parts, learns the preprocessing from the training part. */
  begin(source: Source, choice: Choice): Promise<Work>;
  /** The figures of a trained network on new data of which the answers are known. */
  evaluate(trained: Trained, model: Module, path: string): Promise<Judgement>;
  predict(trained: Trained, model: Module, path: string, wishes: PredictWishes): Promise<Predictions>;
}
