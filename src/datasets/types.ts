// What a data set is: its name, where it comes from, what others reached on it, and its samples. Knows no data set.
import type { TableTask, TextTable } from "../data/index.ts";

/** A result that others, or another program, reached on a data set. */
export interface Reference {
  /** What was trained, and how it was measured. */
  readonly what: string;
  readonly metric: "accuracy" | "r2";
  readonly value: number;
  /** Who measured it, or where it is published. */
  readonly source: string;
}

/** What is known of a data set without reading it. */
export interface SetInfo {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What it is mostly used for. */
  readonly task: string;
  readonly license: string;
  readonly source: string;
  /** Results to compare with; the first one is the bar that nabla's own default model should pass. */
  readonly references: readonly Reference[];
}

/** What is known of pictures with classes, or of a table, without reading them. */
export interface DatasetInfo extends SetInfo {
  readonly task: TableTask;
}

/** Pictures and their classes. */
export interface ImagePart {
  /** Grey, 0 to 255, row by row; [N, height, width]. */
  readonly images: Uint8Array;
  readonly shape: readonly [number, number, number];
  /** Class number of each picture. */
  readonly labels: Int32Array;
  /** Font of each picture, for letters. */
  readonly fonts?: readonly string[];
}

/** Labeled pictures, cut into a part to train on and one to test on. */
export interface ImageDataset extends DatasetInfo {
  readonly kind: "images";
  readonly task: "classification";
  readonly classes: readonly string[];
  readonly train: ImagePart;
  readonly test: ImagePart;
}

/** A table of text cells, as a CSV file gives it, and which of its rows train and test. */
export interface TableDataset extends DatasetInfo {
  readonly kind: "table";
  /** All rows. */
  readonly table: TextTable;
  /** The column to predict. */
  readonly target: string;
  /** Names of the classes; empty for a regression. */
  readonly classes: readonly string[];
  /** A fixed split: about 30 % of the rows test, with equal shares of the classes. */
  readonly train: TextTable;
  readonly test: TextTable;
}

/** Where fetched data sets are kept, and what is told while one is fetched. */
export interface FetchOptions {
  /** Folder for fetched packages; by default nabla's folder among the user's caches. */
  readonly cache?: string;
  /** Called with a line of text when something takes time. */
  readonly onProgress?: (message: string) => void;
  /** Fetch nothing: what is not in the cache, or not whole, is an error. */
  readonly offline?: boolean;
}
