// Emoji as two vendors draw them, brought from npm at first use: one sheet of small pictures for each vendor.
import { damagedFileError } from "./errors.ts";
import { foreign } from "./foreign.ts";
import { npmCached, npmFiles } from "./npm.ts";
import type { NpmPackage, NpmSettings } from "./npm.ts";
import type { FetchOptions } from "./types.ts";

/** Who drew the emoji: Google (Noto) or Twitter (Twemoji). */
export type EmojiVendor = "google" | "twitter";

/** Small pictures of all emoji, without variants of skin color. Number k is the same emoji for both vendors. */
export interface EmojiSet {
  readonly vendor: EmojiVendor;
  readonly license: string;
  readonly source: string;
  /** Height and width in pixels. */
  readonly size: number;
  /** Red, green, blue and opacity, 0 to 255, pixel by pixel: [N, size, size, 4]. */
  readonly images: Uint8Array;
  readonly names: readonly string[];
  /** Unicode's category of each emoji, as "Food & Drink". */
  readonly categories: readonly string[];
}

/** Pixels of an emoji, and of its cell on the sheet, which has a margin of one pixel. */
const [SIZE, CELL] = [32, 34];

const PACKAGES: Readonly<Record<EmojiVendor, { readonly sheet: string; readonly sum: string; readonly license: string }>> = {
  google: { sheet: "img/google/sheets-clean/32.png", sum: "cfda460b5b19d9d45810ed146b4f1c56", license: "Apache-2.0 (Noto Emoji)" },
  twitter: { sheet: "img/twitter/sheets-clean/32.png", sum: "ac756e3426f2e8ba827215092be89c77", license: "CC BY 4.0 (Twemoji)" },
};

const filesOf = (vendor: EmojiVendor): NpmPackage => ({
  name: "emoji",
  package: `emoji-datasource-${vendor}`,
  version: "16.0.0",
  files: { "emoji.json": "7e30bda40874fcf27782e58a438784ea", [PACKAGES[vendor].sheet]: PACKAGES[vendor].sum },
});

interface Entry {
  readonly name: string | null;
  readonly short_name: string;
  readonly category: string;
  readonly sheet_x: number;
  readonly sheet_y: number;
}

/** Whether `emoji` would be read without fetching. */
export const emojiCached = (vendor: EmojiVendor = "google", cache?: string): boolean => npmCached(filesOf(vendor), cache);

/**
 * 1,911 emoji, 32 × 32 pixels with opacity, drawn by Google or by Twitter; the same in the same order.
 * Fetched once (74 or 62 MB, of which 6 are kept) from the npm packages `emoji-datasource-google` and `-twitter`, checked by MD5. Needs the package fast-png.
 * @throws when it cannot be had: names the package and the reason
 */
export const emoji = async (vendor: EmojiVendor = "google", options: FetchOptions & Pick<NpmSettings, "pack"> = {}): Promise<EmojiSet> => {
  const png = await foreign("emoji", "fast-png");
  const wanted = filesOf(vendor);
  const files = await npmFiles(wanted, options);
  const entries = JSON.parse(new TextDecoder().decode(files.get("emoji.json"))) as readonly Entry[];
  const { data, width, height, channels, depth } = png.decode(files.get(PACKAGES[vendor].sheet)!);
  if (channels !== 4 || depth !== 8) throw damagedFileError(PACKAGES[vendor].sheet, "it has no opacity");
  const images = new Uint8Array(entries.length * SIZE * SIZE * 4);
  entries.forEach(({ sheet_x: column, sheet_y: row }, n) => {
    const [left, top] = [column * CELL + 1, row * CELL + 1];
    if (left + SIZE > width || top + SIZE > height) throw damagedFileError(PACKAGES[vendor].sheet, `emoji ${n} is outside`);
    for (let y = 0; y < SIZE; y++) {
      const from = ((top + y) * width + left) * 4;
      for (let i = 0; i < SIZE * 4; i++) images[(n * SIZE + y) * SIZE * 4 + i] = data[from + i]!;
    }
  });
  return {
    vendor,
    license: PACKAGES[vendor].license,
    source: `npm ${wanted.package} ${wanted.version}`,
    size: SIZE,
    images,
    names: entries.map(({ name, short_name: short }) => (name ?? short).toLowerCase()),
    categories: entries.map(({ category }) => category),
  };
};
