// The door `nabla/datasets`: data sets by name. Runs in Node only: it reads files, and fetches what is not shipped.
import { bytesOf, entries } from "./all.ts";
import { brain } from "./brain.ts";
import { defaultCache } from "./cache.ts";
import { digits } from "./digits.ts";
import { emoji } from "./emoji.ts";
import { unknownSetError } from "./errors.ts";
import { fashion } from "./fashion.ts";
import { glass, ionosphere, pima, satellite, sensors, shuttle, uciLetters } from "./fetchedTables.ts";
import { letters, lettersRu } from "./letters.ts";
import type { Look } from "./look.ts";
import { photographs } from "./photographs.ts";
import { checkShipped } from "./shipped.ts";
import { breastCancer, cars, co2, diabetes, digits8, iris, penguins, weather, wine } from "./tables.ts";
import type { FetchOptions, ImageDataset, SetInfo, TableDataset } from "./types.ts";

export { brain, cars, digits, emoji, fashion, iris, letters, lettersRu, penguins, photographs };
export { breastCancer, co2, diabetes, digits8, glass, ionosphere, pima, satellite, sensors, shuttle, uciLetters, weather, wine };
export type { BrainScan } from "./brain.ts";
export type { EmojiSet, EmojiVendor } from "./emoji.ts";
export type { Photograph } from "./photographs.ts";
export { firstNames, helpPairs, mobyDick, stateOfTheUnion } from "./texts.ts";
export type { PairDataset, TextDataset } from "./texts.ts";
export { names, spam } from "./labeledTexts.ts";
export type { LabeledTexts } from "./labeledTexts.ts";
export { DateSpeaker, englishNumber, russianDate, russianNumber } from "./phrases.ts";
export { arrowRows, parquetRows, readArrow, readParquet } from "./columnar.ts";
export type { Cell, ColumnarOptions, ColumnarSource, Row } from "./columnar.ts";
export { pictureDecoder } from "./decode.ts";
export type { Decoder, Picture } from "./decode.ts";
export { fitPicture } from "./fitPicture.ts";
export type { FitPictureOptions } from "./fitPicture.ts";
export { ImageFolder, imageFolder } from "./imageFolder.ts";
export type { BrokenImage, ImageFolderOptions } from "./imageFolder.ts";
export type { LettersOptions } from "./letters.ts";
export type { GreyImage, Look } from "./look.ts";
export type { DatasetInfo, FetchOptions, ImageDataset, ImagePart, Reference, SetInfo, TableDataset } from "./types.ts";

/** A row of the list of data sets. */
export interface DatasetListing extends SetInfo {
  readonly samples: { readonly train: number; readonly test: number };
  /** Bytes on disk when shipped, bytes to fetch when not. */
  readonly bytes: number;
  readonly where: "shipped" | "cached" | "to be fetched";
}

/** Names of the data sets that networks can be trained on as they are: pictures with classes, and tables. */
export const datasetNames = (): readonly string[] => [...entries].flatMap(([name, { load }]) => (load ? [name] : []));

/** The pictures with classes, or the table, of that name; `undefined` if there are none. */
export const dataset = async (name: string, options: FetchOptions = {}): Promise<ImageDataset | TableDataset | undefined> =>
  await entries.get(name)?.load?.(options);

/**
 * What data sets there are: size, license, source, and whether they are shipped, in the cache, or still to be fetched. Fetches nothing.
 * @example
 * list().map(({ name }) => name).slice(0, 4) // ["letters","letters-ru","digits","fashion"]
 */
export const list = ({ cache = defaultCache() }: FetchOptions = {}): readonly DatasetListing[] =>
  [...entries.values()].map((entry) => ({
    ...entry.info,
    samples: entry.samples,
    bytes: bytesOf(entry),
    where: "file" in entry.where ? "shipped" : entry.where.cached(cache) ? "cached" : "to be fetched",
  }));

/**
 * A few samples of any data set in the list; fetches it if needed.
 * @param count how many
 * @throws when there is no data set of that name, or it cannot be had
 * @example
 * const look = await lookAt("iris", 2)
 * look.rows // [["5.1","3.5","1.4","0.2","setosa"],["6.6","3","4.4","1.4","versicolor"]]
 */
export const lookAt = async (name: string, count: number, options: FetchOptions = {}): Promise<Look> => {
  const entry = entries.get(name);
  if (entry === undefined) throw unknownSetError(name);
  return entry.look(options, count);
};

/**
 * Whether a data set is whole: reads it from the cache, or from the package, and checks its sums. Fetches nothing.
 * @throws when it is damaged or not there: says what
 */
export const verifyDataset = async (name: string, options: Omit<FetchOptions, "offline"> = {}): Promise<void> => {
  const entry = entries.get(name);
  if (entry === undefined) throw unknownSetError(name);
  if ("file" in entry.where) checkShipped(entry.where.file);
  await entry.look({ ...options, offline: true }, 1);
};
