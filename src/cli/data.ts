// `nabla data`: which data sets there are; fetches them, checks them, shows samples of them.
import { extname } from "node:path";
import { list, lookAt, verifyDataset } from "../datasets/index.ts";
import type { DatasetListing, GreyImage, Look } from "../datasets/index.ts";
import { embeddingScatter, plates, themes, toSvg } from "../viz/index.ts";
import type { Scene } from "../viz/index.ts";
import { CommandError, describeError, nearest, usageError } from "./errors.ts";
import { writeWhole } from "./files.ts";
import { pngOf } from "./png.ts";
import type { Terminal } from "./terminal.ts";

export interface DataOptions {
  readonly count: number;
  readonly out?: string;
}

const size = (bytes: number): string => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`);

const ACTIONS = ["list", "fetch", "verify", "show"];

/** Does what the first word says; without one it lists. */
export async function data(action: string | undefined, names: readonly string[], options: DataOptions, terminal: Terminal): Promise<void> {
  if (action !== undefined && !ACTIONS.includes(action)) {
    const near = nearest(action, ACTIONS);
    throw usageError(`data: ${action} is not known${near ? `; did you mean ${near}?` : ""}; choose ${ACTIONS.join(", ")}`);
  }
  if (options.out !== undefined && action !== "show") throw usageError("--out is for nabla data show");
  if (action === "fetch") return fetchSets(names, terminal);
  if (action === "verify") return verifySets(names, terminal);
  if (action === "show") return show(names, options, terminal);
  if (names.length > 0) throw usageError(`data list: ${names[0]} is too much; nabla data show ${names[0]} shows one set`);
  listSets(terminal);
}

/** The sets of these names. */
function choose(names: readonly string[]): readonly DatasetListing[] {
  const sets = list();
  return names.map((name) => {
    const found = sets.find((set) => set.name === name);
    if (found) return found;
    const near = nearest(name, sets.map((set) => set.name)); // prettier-ignore
    throw usageError(`data: there is no data set ${name}${near ? `; did you mean ${near}?` : ""} (nabla data lists them)`);
  });
}

function listSets(terminal: Terminal): void {
  const sets = list();
  terminal.table(
    [
      ["name", "what", "train", "test", "size", "where"],
      ...sets.map(({ name, title, samples, bytes, where }) => [
        terminal.paint.bold(name),
        title,
        String(samples.train),
        samples.test === 0 ? "–" : String(samples.test),
        size(bytes),
        where,
      ]),
    ],
    ["left", "left", "right", "right", "right", "left"],
  );
  terminal.line();
  terminal.table([["name", "licence", "source"], ...sets.map(({ name, license, source }) => [name, license, source])]);
  for (const set of sets) terminal.event({ event: "dataset", ...set });
  terminal.event({ event: "result", datasets: sets.length });
}

/** Fetches the sets of these names; all that are not here with `all`. One that cannot be had does not stop the others. */
async function fetchSets(names: readonly string[], terminal: Terminal): Promise<void> {
  if (names.length === 0) throw usageError("data fetch: name the sets to fetch, or all");
  const sets = names.includes("all") ? list() : choose(names);
  const failed: string[] = [];
  for (const { name, where } of sets) {
    const begin = performance.now();
    try {
      terminal.status(`${name} …`);
      await lookAt(name, 1, { onProgress: (message) => terminal.line(terminal.paint.dim(message)) });
      const seconds = (performance.now() - begin) / 1000;
      const how = where === "shipped" ? "is shipped" : where === "cached" ? "was here already" : `fetched in ${seconds.toFixed(1)} s`;
      terminal.line(`${terminal.paint.green("✓")} ${name}: ${how}`);
      terminal.event({ event: "fetched", name, before: where, seconds });
    } catch (error) {
      failed.push(name);
      terminal.line(`${terminal.paint.red("✗")} ${describeError(error)}`);
      terminal.event({ event: "failed", name, error: describeError(error) });
    }
  }
  terminal.event({ event: "result", sets: sets.length, failed });
  if (failed.length > 0) throw new CommandError(`data fetch: could not get ${failed.join(", ")}`);
}

/** Checks the sums of these sets, or of all that are here. */
async function verifySets(names: readonly string[], terminal: Terminal): Promise<void> {
  const sets = names.length === 0 ? list().filter(({ where }) => where !== "to be fetched") : choose(names);
  const failed: string[] = [];
  for (const { name } of sets) {
    terminal.status(`${name} …`);
    try {
      await verifyDataset(name);
      terminal.line(`${terminal.paint.green("✓")} ${name}`);
      terminal.event({ event: "verified", name, whole: true });
    } catch (error) {
      failed.push(name);
      terminal.line(`${terminal.paint.red("✗")} ${describeError(error)}`);
      terminal.event({ event: "verified", name, whole: false, error: describeError(error) });
    }
  }
  terminal.event({ event: "result", sets: sets.length, failed });
  if (failed.length > 0) throw new CommandError(`data verify: ${failed.join(", ")} ${failed.length === 1 ? "is" : "are"} not whole; nabla data fetch ${failed.join(" ")} brings them anew`); // prettier-ignore
}

/** What is known of one set, and samples of it, here or in a picture. */
async function show(names: readonly string[], { count, out }: DataOptions, terminal: Terminal): Promise<void> {
  if (names.length !== 1) throw usageError("data show: name one data set");
  if (out !== undefined && ![".svg", ".png"].includes(extname(out).toLowerCase())) throw usageError(`--out ${out}: name a file that ends in .svg or .png`); // prettier-ignore
  const [set] = choose(names) as readonly [DatasetListing];
  const { name, title, description, license, source, samples, bytes, where, references } = set;
  // Pictures of a table show all its rows.
  const wanted = out !== undefined && count === 0 ? 2000 : count === 0 ? 12 : count;
  const look = await lookAt(name, wanted, { onProgress: (message) => terminal.line(terminal.paint.dim(message)) });
  terminal.line(`${terminal.paint.bold(name)}  ${title}`);
  terminal.line(description);
  terminal.table([
    ["licence", license],
    ["source", source],
    ["samples", samples.test === 0 ? String(samples.train) : `${samples.train} to train, ${samples.test} to test`],
    ["size", `${size(bytes)}, ${where === "to be fetched" ? "fetched" : where}`],
    ...references.slice(0, 3).map(({ what, metric, value, source: whose }) => ["reference", `${metric} ${value}: ${what} (${whose})`]),
  ]);
  terminal.line();
  if (out !== undefined) {
    const svg = toSvg(sceneOf(look, title), { theme: themes.light });
    writeWhole(out, extname(out).toLowerCase() === ".png" ? await pngOf(svg) : svg);
    terminal.line(`${out} written`);
  } else if (look.kind === "table") {
    terminal.table([look.columns, ...look.rows.map((row) => row.map((cell) => (cell === "" ? "–" : cell)))], look.columns.map((_, column) => (look.rows.every((row) => row[column] === "" || Number.isFinite(Number(row[column]))) ? "right" : "left"))); // prettier-ignore
  } else if (look.kind === "texts") for (const line of look.lines) terminal.line(`  ${line}`);
  else for (const line of drawn(look.images, terminal.columns)) terminal.line(line);
  const shown = look.kind === "images" ? { kind: look.kind, images: look.images.map((image) => ({ ...image, pixels: [...image.pixels] })) } : look; // prettier-ignore
  terminal.event({ event: "dataset", ...set, ...(out === undefined ? { look: shown } : { out }) });
}

/** The brightest sign is the last. */
const SIGNS = " .:-=+*#%@";

/** Pictures side by side, one sign for two pixels above each other, as signs are twice as high as wide. */
function drawn(images: readonly GreyImage[], columns: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < images.length;) {
    const row: GreyImage[] = [];
    for (let used = 2; at < images.length && (row.length === 0 || used + images[at]!.width <= columns); at++) {
      row.push(images[at]!);
      used += images[at]!.width + 2;
    }
    lines.push(`  ${row.map(({ name, width }) => [...name].slice(0, width).join("").padEnd(width)).join("  ")}`.trimEnd());
    const height = Math.max(...row.map((image) => image.height));
    for (let y = 0; y < height; y += 2) lines.push(`  ${row.map((image) => signs(image, y)).join("  ")}`.trimEnd());
    lines.push("");
  }
  return lines;
}

const signs = ({ height, width, pixels }: GreyImage, y: number): string =>
  Array.from({ length: width }, (_, x) => {
    if (y >= height) return " ";
    const value = (pixels[y * width + x]! + pixels[Math.min(y + 1, height - 1) * width + x]!) / 2;
    return SIGNS[Math.min(SIGNS.length - 1, Math.floor((value / 256) * SIGNS.length))]!;
  }).join("");

/** Pictures as they are; a table as its two columns of numbers that say most of the target. */
function sceneOf(look: Look, title: string): Scene {
  if (look.kind === "texts") throw usageError("--out: texts are shown in the terminal only");
  if (look.kind === "images") {
    const list = look.images
      .slice(0, 60)
      .map(({ name, height, width, pixels }) => ({ name, rows: height, columns: width, values: pixels }));
    return plates(list, { title, ramp: "gray", scaled: "each", across: Math.min(10, list.length) });
  }
  const at = look.columns.indexOf(look.target);
  const rows = look.rows.filter((row) => row[at] !== "");
  const numeric = look.columns.map((_, column) => column).filter((column) => column !== at && new Set(rows.map((row) => row[column])).size > 2 && rows.every((row) => Number.isFinite(Number(row[column])))); // prettier-ignore
  if (numeric.length < 2) throw usageError("--out: the table has fewer than two columns of numbers to draw");
  const classes = [...new Set(rows.map((row) => row[at]!))].sort();
  // A target that is a number is drawn in thirds.
  const regression = classes.length > 30;
  const sorted = rows.map((row) => Number(row[at])).sort((a, b) => a - b);
  const [third, twoThirds] = [sorted[Math.floor(sorted.length / 3)]!, sorted[Math.floor((2 * sorted.length) / 3)]!];
  const labels = rows.map((row) => (regression ? Number(Number(row[at]) >= third) + Number(Number(row[at]) >= twoThirds) : classes.indexOf(row[at]!))); // prettier-ignore
  const named = regression ? [`${look.target} < ${third}`, `${third} to ${twoThirds}`, `≥ ${twoThirds}`] : classes;
  const said = (column: number): number => separation(rows.map((row) => Number(row[column])), labels, named.length); // prettier-ignore
  const [x, y] = numeric.map((column) => ({ column, said: said(column) })).sort((a, b) => b.said - a.said).map(({ column }) => column) as [number, number]; // prettier-ignore
  const values = (column: number): number[] => rows.map((row) => Number(row[column]));
  return embeddingScatter(
    { x: values(x), y: values(y), labels, classes: named },
    { title, xLabel: look.columns[x]!, yLabel: look.columns[y]! },
  );
}

/** Share of a column's variance that lies between the groups. */
function separation(values: readonly number[], groups: readonly number[], count: number): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const [sums, counts] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
  values.forEach((value, i) => {
    sums[groups[i]!]! += value - mean;
    counts[groups[i]!]!++;
  });
  const total = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return sums.reduce((sum, value, group) => sum + (counts[group] ? value ** 2 / counts[group] : 0), 0) / (total || 1);
}
