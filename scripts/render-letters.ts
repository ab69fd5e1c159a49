// Renders the data sets `letters` (A–Z) and `letters-ru` (А–Я with Ё) from real fonts and writes them to `assets/`:
//   npx tsx scripts/render-letters.ts
// The fonts (77 MB) and their parser are needed only here, so they are installed into `.cache/fonts`, never into the project.
// Capital letters, weights 400 and 700, normal and italic: one picture per face and letter. A picture is 28 × 28 grey, ink bright;
// the glyph is scaled to fit 20 × 20 with its aspect kept, and its box is centered.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { FaceRecord, FontRecord, LettersHeader } from "../src/datasets/lettersFormat.ts";
import { encodeLetters } from "../src/datasets/lettersFormat.ts";
import { cachedPackages, root } from "./cached-packages.ts";
import type { PathCommand } from "./rasterize.ts";
import { fill, fit, flatten } from "./rasterize.ts";
import { licensesPage } from "./letters-licenses.ts";

const PARSER = "opentype.js@2.0.0";
const FONT_VERSION = "5.3.0";
const FONTS =
  "amatic-sc bad-script caveat comfortaa cormorant-garamond dejavu-mono dejavu-sans fira-mono fira-sans ibm-plex-mono ibm-plex-serif jetbrains-mono lobster lora marck-script merriweather neucha noto-sans noto-serif old-standard-tt open-sans oswald pacifico philosopher playfair-display press-start-2p pt-sans pt-serif roboto roboto-condensed roboto-mono roboto-slab rubik russo-one ubuntu ubuntu-mono".split(
    " ",
  );
/** Whole fonts that are never trained on: two book faces, a rounded and a monospaced sans, a display face, two hands, pixels. */
const TEST_FONTS = "fira-mono pt-serif comfortaa playfair-display lobster caveat marck-script press-start-2p".split(" ");

const SIZE = 28;
const INNER = 20;
const SETS = [
  { name: "letters", subset: "latin", classes: [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"] },
  { name: "letters-ru", subset: "cyrillic", classes: [..."АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"] },
] as const;

/** The little that is used of the font parser. */
interface Parser {
  parse(bytes: ArrayBuffer): {
    charToGlyph(char: string): { readonly index: number; readonly path: { readonly commands: readonly PathCommand[] } };
  };
}

const assets = join(root, "assets");
const packageFolder = cachedPackages("fonts", [PARSER, ...FONTS.map((font) => `@fontsource/${font}@${FONT_VERSION}`)]);
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const fontRecord = (font: string): FontRecord => {
  const folder = packageFolder(`@fontsource/${font}`);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const metadata = JSON.parse(readFileSync(join(folder, "metadata.json"), "utf8")) as {
    family: string;
    license: { type: string };
  };
  // The package names the OFL for DejaVu, but the licence text beside it is Bitstream Vera's.
  const license = font.startsWith("dejavu-") ? "Bitstream-Vera" : metadata.license.type;
  return {
    name: font,
    family: metadata.family,
    package: `@fontsource/${font}`,
    version,
    license,
    split: TEST_FONTS.includes(font) ? "test" : "train",
  };
};

const bytesOf = (file: string): ArrayBuffer => {
  const bytes = readFileSync(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

interface Rendered {
  readonly face: FaceRecord;
  readonly images: ReadonlyMap<number, Uint8Array>;
}

const renderFace = (parser: Parser, face: FaceRecord, file: string, classes: readonly string[]): Rendered => {
  const font = parser.parse(bytesOf(file));
  const images = new Map<number, Uint8Array>();
  classes.forEach((letter, label) => {
    const glyph = font.charToGlyph(letter);
    const edges = glyph.index === 0 ? [] : flatten(glyph.path.commands); // glyph 0 is the box that stands for "not there"
    if (edges.length > 0) images.set(label, fill(fit(edges, SIZE, INNER), SIZE));
  });
  return { face, images };
};

/** Leaves out faces that draw every letter as an earlier face does, and faces that draw two letters alike. */
const withoutDuplicates = (faces: readonly Rendered[], classes: readonly string[], say: (line: string) => void): Rendered[] => {
  const seen = new Map<string, string>();
  return faces.filter(({ face, images }) => {
    const title = `${face.font} ${face.weight} ${face.style}`;
    const key = sha256(Buffer.concat([...images.values()]));
    const twin = seen.get(key);
    if (twin !== undefined) say(`  left out: ${title} draws the same as ${twin}`);
    else seen.set(key, title);
    const missing = classes.filter((_, label) => !images.has(label));
    if (missing.length > 0) say(`  ${title} has no ${missing.join(" ")}`);
    const byPicture = new Map<string, string>();
    for (const [label, image] of images) {
      const picture = sha256(image);
      const other = byPicture.get(picture);
      if (other !== undefined) say(`  ${title} draws ${other} and ${classes[label]} alike`);
      byPicture.set(picture, classes[label]!);
    }
    return twin === undefined && images.size > 0;
  });
};

const main = async (): Promise<void> => {
  const parser = (await import(pathToFileURL(join(packageFolder("opentype.js"), "dist", "opentype.mjs")).href)) as Parser;
  const fonts = FONTS.map(fontRecord);
  mkdirSync(assets, { recursive: true });
  const checksums: Record<string, string> = {};
  for (const { name, subset, classes } of SETS) {
    const rendered: Rendered[] = [];
    for (const font of FONTS) {
      for (const weight of [400, 700]) {
        for (const style of ["normal", "italic"] as const) {
          const file = join(packageFolder(`@fontsource/${font}`), "files", `${font}-${subset}-${weight}-${style}.woff`);
          if (existsSync(file)) rendered.push(renderFace(parser, { font, weight, style }, file, classes));
        }
      }
    }
    console.log(`${name}: ${rendered.length} faces`);
    const kept = withoutDuplicates(rendered, classes, (line) => console.log(line));
    const images: Uint8Array[] = [];
    const labels: number[] = [];
    const faceOf: number[] = [];
    kept.forEach(({ images: pictures }, index) => {
      for (const [label, image] of pictures) {
        images.push(image);
        labels.push(label);
        faceOf.push(index);
      }
    });
    const used = new Set(kept.map(({ face }) => face.font));
    const header: LettersHeader = {
      name,
      count: images.length,
      width: SIZE,
      height: SIZE,
      classes: [...classes],
      fonts: fonts.filter((font) => used.has(font.name)),
      faces: kept.map(({ face }) => face),
    };
    const bytes = encodeLetters({
      header,
      images: Buffer.concat(images),
      labels: Uint8Array.from(labels),
      faceOf: Uint8Array.from(faceOf),
    });
    const packed = gzipSync(bytes, { level: 9 });
    writeFileSync(join(assets, `${name}.bin.gz`), packed);
    checksums[`${name}.bin`] = sha256(bytes);
    console.log(`  ${images.length} pictures of ${kept.length} faces of ${used.size} fonts, ${packed.length} bytes`);
  }
  writeFileSync(join(assets, "letters.sha256.json"), `${JSON.stringify(checksums, undefined, 2)}\n`);
  writeFileSync(
    join(assets, "LICENSES.md"),
    licensesPage(fonts, (font) => readFileSync(join(packageFolder(`@fontsource/${font}`), "LICENSE"), "utf8")),
  );
};

await main();
