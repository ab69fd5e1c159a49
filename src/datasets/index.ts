// The door `nabla/datasets`: data sets by name. Runs in Node only: it reads files, and fetches what is not shipped.
import { defaultCache } from "./cache.ts";
import { digits, digitsCached } from "./digits.ts";
import { emoji } from "./emoji.ts";
import { fashion, fashionCached } from "./fashion.ts";
import { carsInfo, digitsInfo, fashionInfo, irisInfo, lettersInfo, lettersRuInfo, penguinsInfo } from "./information.ts";
import { letters, lettersRu } from "./letters.ts";
import { brain } from "./brain.ts";
import { photographs } from "./photographs.ts";
import { shippedSize } from "./shipped.ts";
import { breastCancer, cars, co2, diabetes, digits8, iris, penguins, weather, wine } from "./tables.ts";
import { glass, ionosphere, pima, satellite, sensors, shuttle, uciLetters } from "./fetchedTables.ts";
import type { DatasetInfo, FetchOptions, ImageDataset, TableDataset } from "./types.ts";

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
export type { DatasetInfo, FetchOptions, ImageDataset, ImagePart, Reference, TableDataset } from "./types.ts";

/** A row of the list of data sets. */
export interface DatasetListing extends DatasetInfo {
  readonly samples: { readonly train: number; readonly test: number };
  /** Bytes on disk when shipped, bytes to fetch when not. */
  readonly bytes: number;
  readonly where: "shipped" | "cached" | "to be fetched";
}

const LOADERS: Readonly<Record<string, (options: FetchOptions) => Promise<ImageDataset | TableDataset>>> = {
  letters: () => letters(),
  "letters-ru": () => lettersRu(),
  digits: (options) => digits(options),
  fashion: (options) => fashion(options),
  iris: () => iris(),
  penguins: () => penguins(),
  cars: () => cars(),
  wine: () => wine(),
  "breast-cancer": () => breastCancer(),
  diabetes: () => diabetes(),
  "digits-8x8": () => digits8(),
  co2: () => co2(),
  weather: () => weather(),
  "uci-letters": (options) => uciLetters(options),
  shuttle: (options) => shuttle(options),
  satellite: (options) => satellite(options),
  ionosphere: (options) => ionosphere(options),
  pima: (options) => pima(options),
  glass: (options) => glass(options),
  sensors: (options) => sensors(options),
};

/** Names of all data sets. */
export const datasetNames = (): readonly string[] => Object.keys(LOADERS);

/** The data set of that name, or `undefined` if there is none. */
export const dataset = async (name: string, options: FetchOptions = {}): Promise<ImageDataset | TableDataset | undefined> =>
  Object.hasOwn(LOADERS, name) ? await LOADERS[name]!(options) : undefined;

/**
 * What data sets there are: size, license, source, and whether they are shipped, in the cache, or still to be fetched. Fetches nothing.
 * @example
 * list().map(({ name }) => name) // ["letters","letters-ru","digits","fashion","iris","penguins","cars"]
 */
export const list = ({ cache = defaultCache() }: FetchOptions = {}): readonly DatasetListing[] => {
  const shipped = (info: DatasetInfo, file: string, train: number, test: number): DatasetListing => ({
    ...info,
    samples: { train, test },
    bytes: shippedSize(file),
    where: "shipped",
  });
  return [
    shipped(lettersInfo, "letters.bin.gz", 14508, 2652),
    shipped(lettersRuInfo, "letters-ru.bin.gz", 16830, 3366),
    { ...digitsInfo, samples: { train: 60000, test: 10000 }, bytes: 11_496_804, where: digitsCached(cache) ? "cached" : "to be fetched" },
    { ...fashionInfo, samples: { train: 60000, test: 10000 }, bytes: 30_900_652, where: fashionCached(cache) ? "cached" : "to be fetched" },
    shipped(irisInfo, "iris.csv", 105, 45),
    shipped(penguinsInfo, "penguins.csv", 241, 103),
    shipped(carsInfo, "cars.csv", 274, 118),
  ];
};
