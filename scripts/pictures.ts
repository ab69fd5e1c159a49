// Draws the pictures of the documentation: `npm run pictures` writes docs/pictures/*.svg, `npm run pictures -- xor --png folder`
// one picture and its PNG for looking at. The same source gives the same bytes.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setDefaultDevice, wasm } from "nabla";
import { themes, toSvg } from "nabla/viz";
import { pngOf } from "../src/cli/png.ts";
import { readArguments } from "./arguments.ts";
import { allPictures } from "./pictures/all.ts";

const USAGE = `
npm run pictures -- [names] [--png <folder>]    draws docs/pictures/*.svg: ${allPictures.map(({ name }) => name).join(", ")}
`;
const {
  values: { png: pngFolder },
  positionals: args,
} = readArguments("pictures", USAGE, { png: { type: "string" } }, Infinity);
const wanted = allPictures.filter(({ name }) => args.length === 0 || args.includes(name));
const unknown = args.filter((name) => !allPictures.some((picture) => picture.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `pictures: no picture is called ${unknown.join(", ")}; there are ${allPictures.map(({ name }) => name).join(", ")}\n`,
  );
  process.exit(2);
}

setDefaultDevice(wasm({ portable: true }));
const folder = "docs/pictures";
mkdirSync(folder, { recursive: true });
let total = 0;
for (const { name, russian, dark, compute } of wanted) {
  const begun = performance.now();
  const draw = await compute();
  const variants = [["en", "light"], ...(dark ? [["en", "dark"]] : []), ...(russian ? [["ru", "light"]] : [])] as ["en" | "ru", "light" | "dark"][]; // prettier-ignore
  for (const [language, theme] of variants) {
    const svg = toSvg(draw(language), { theme: themes[theme] });
    const file = `${name}${language === "ru" ? ".ru" : ""}${theme === "dark" ? ".dark" : ""}`;
    writeFileSync(join(folder, `${file}.svg`), svg);
    total += svg.length;
    if (pngFolder !== undefined) {
      mkdirSync(pngFolder, { recursive: true });
      writeFileSync(join(pngFolder, `${file}.png`), await pngOf(svg, 1.5));
    }
  }
  console.log(`${name}: ${variants.length} in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}
console.log(`${(total / 1024).toFixed(0)} kB in ${folder}`);
