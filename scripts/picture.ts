// Draws the picture of the README from a run folder: `npx tsx scripts/picture.ts runs/letters-… [docs/images/letters.svg]`.
// Left: accuracy on the training pictures, epoch by epoch. Right: accuracy for each font that was never trained on.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readArguments } from "./arguments.ts";

interface Row {
  readonly epoch: number;
  readonly accuracy: number;
}
interface Record {
  readonly result: {
    readonly test: number;
    readonly seconds: number;
    readonly parameters: number;
    readonly reference: { readonly what: string; readonly value: number } | null;
    readonly groups: readonly { readonly name: string; readonly value: number }[];
  };
}

const USAGE = `
npm run picture -- <run folder> [docs/images/letters.svg]    draws the picture of the README from a run of nabla train letters
`;
const [folder, target = "docs/images/letters.svg"] = readArguments("picture", USAGE, {}, 2).positionals;
if (folder === undefined) {
  process.stderr.write("picture: name a run folder, as `nabla train letters` printed it\n");
  process.exit(2);
}
const rows = readFileSync(join(folder, "history.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as Row); // prettier-ignore
const { result } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8")) as Record;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const text = (x: number, y: number, words: string, more = ""): string => `<text x="${x}" y="${y}" ${more}>${words}</text>`;
const plot = { left: 60, top: 64, width: 300, height: 200 };
const x = (epoch: number): number => plot.left + (epoch / rows.length) * plot.width;
const y = (share: number): number => plot.top + (1 - share) * plot.height;
const line = rows.map(({ epoch, accuracy }) => `${x(epoch).toFixed(1)},${y(accuracy).toFixed(1)}`).join(" ");
const ticks = [0, 0.25, 0.5, 0.75, 1].map(
  (share) =>
    `<line x1="${plot.left}" x2="${plot.left + plot.width}" y1="${y(share)}" y2="${y(share)}" class="grid"/>${text(plot.left - 8, y(share) + 4, `${share * 100} %`, 'text-anchor="end" class="small"')}`,
);
const reference = result.reference
  ? `<line x1="${plot.left}" x2="${plot.left + plot.width}" y1="${y(result.reference.value)}" y2="${y(result.reference.value)}" class="reference"/>`
  : "";
const fonts = [...result.groups].sort((a, b) => b.value - a.value);
const bars = fonts.map(({ name, value }, i) => {
  const top = plot.top + i * (plot.height / fonts.length);
  const height = plot.height / fonts.length - 7;
  return (
    text(552, top + height / 2 + 4, name, 'text-anchor="end" class="small"') +
    `<rect x="560" y="${top}" width="160" height="${height}" class="track"/><rect x="560" y="${top}" width="${(160 * value).toFixed(1)}" height="${height}" class="bar"/>` +
    text(728, top + height / 2 + 4, percent(value), 'class="small"')
  );
});
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 310" role="img" aria-label="A network trained on letters: ${percent(result.test)} of the letters of unseen fonts">
<style>
svg { background: #fff; font: 13px system-ui, sans-serif; fill: #1c2333 } .small { font-size: 11px; fill: #5b6478 } .title { font-weight: 600 }
.grid { stroke: #e6e9f0 } .curve { fill: none; stroke: #3451d1; stroke-width: 2 } .track { fill: #eef0f6 } .bar { fill: #3451d1 }
.test { fill: #c2410c; stroke: none } .reference { stroke: #c2410c; stroke-dasharray: 4 4; opacity: .6 }
</style>
${text(plot.left, 28, "Letters A–Z, trained on 28 fonts", 'class="title"')}${text(plot.left, 46, `accuracy on distorted training letters, ${rows.length} epochs, ${result.seconds.toFixed(0)} s`, 'class="small"')}
${ticks.join("\n")}
<polyline points="${line}" class="curve"/>${reference}
<circle cx="${x(rows.length)}" cy="${y(result.test)}" r="4" class="test"/>${text(x(rows.length) + 9, y(result.test) + 4, percent(result.test), 'class="small"')}
${text(plot.left, plot.top + plot.height + 26, "dot: unseen fonts" + (result.reference ? `; dashed: reference, ${result.reference.what}, ${percent(result.reference.value)}` : ""), 'class="small"')}
${text(560, 28, "by font, never seen in training", 'class="title"')}${text(560, 46, `${result.parameters.toLocaleString("en-US")} parameters`, 'class="small"')}
${bars.join("\n")}
</svg>
`;
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, svg);
console.log(target);
