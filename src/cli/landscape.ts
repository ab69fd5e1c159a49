// `nabla landscape`: the loss around a trained network, along its training, or between two networks, as a picture and as numbers.
import { existsSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { manualSeed, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import type { Module } from "../nn/index.ts";
import { fit } from "../train/index.ts";
import { describeSurface, hessianDirections, interpolation, objective, pathOver, pathPlane, randomDirection, randomPlane, surfaceSteps } from "../viz/index.ts"; // prettier-ignore
import type { Objective, PathPoint, Range, Surface, Vector } from "../viz/index.ts";
import { useDevice } from "./device.ts";
import type { DeviceOptions } from "./device.ts";
import { CommandError, usageError } from "./errors.ts";
import { writeWhole } from "./files.ts";
import { drawLandscape } from "./landscape-picture.ts";
import type { View } from "./landscape-picture.ts";
import { MODES } from "./landscape-record.ts";
import type { LandscapeRecord, Mode } from "./landscape-record.ts";
import type { Work } from "./kinds/kind.ts";
import { buildNetwork, countParameters } from "./network.ts";
import { restore } from "./restore.ts";
import { readModel } from "./run-folder.ts";
import type { ModelRecord } from "./run-folder.ts";
import type { Terminal } from "./terminal.ts";
import { sameWork } from "./work.ts";

export interface LandscapeOptions extends DeviceOptions {
  readonly mode?: string;
  /** The other network of `between`. */
  readonly with?: string;
  readonly examples?: number;
  readonly resolution?: number;
  readonly range?: number;
  readonly seed?: number;
  /** Random directions as they come, without filter normalization. */
  readonly plain?: boolean;
  readonly view?: string;
  readonly theme?: string;
  readonly language?: string;
  readonly out?: string;
}

function oneOf<Value extends string>(option: string, text: string | undefined, values: readonly Value[]): Value {
  if (text === undefined) return values[0]!;
  const found = values.find((value) => value === text);
  if (found === undefined) throw usageError(`--${option} ${text}: choose ${values.slice(0, -1).join(", ")} or ${values.at(-1)}`);
  return found;
}

/** Where the picture goes: a file that is named, or one in the run's folder. */
function targetOf(out: string | undefined, folder: string): string {
  const path = out ?? join(folder, "landscape.svg");
  if (![".svg", ".png", ".html"].includes(extname(path).toLowerCase()))
    throw usageError(`--out ${path}: name a file that ends in .svg, .png or .html`);
  const parent = dirname(path);
  if (!existsSync(parent) || !statSync(parent).isDirectory()) throw usageError(`--out ${path}: there is no folder ${parent}`);
  return path;
}

/** Evenly spaced training examples as tensors. */
function examplesOf({ train }: Work, wanted: number): { readonly x: Tensor; readonly y: Tensor; readonly count: number } {
  const count = Math.min(wanted, train.length);
  const rows = Array.from({ length: count }, (_, k) => Math.floor((k * train.length) / count));
  const [x, y] = train.batch(rows);
  return { x: tensor(x.data, { shape: x.shape, dtype: x.dtype }), y: tensor(y.data, { shape: y.shape, dtype: y.dtype }), count };
}

const lossName = ({ task }: Work): LandscapeRecord["loss"] =>
  ["regression", "clustering", "anomaly"].includes(task) ? "mse" : "crossEntropy";

/** For a report: the loss in a random plane around the network, on a few examples. */
export function landscapeOfRun(model: Module, work: Work, terminal: Terminal): LandscapeRecord {
  const { x, y, count } = examplesOf(work, 256);
  const target = objective(model, () => work.loss(model.forward(x), y));
  const origin = target.current();
  const plane: Plane = { origin, directions: randomPlane(target, origin, 0), x: [-1, 1], y: [-1, 1], path: null, explained: null, eigenvalues: null }; // prettier-ignore
  const surface = heightsOf(target, plane, 25, terminal);
  return { format: "nabla-landscape-1", mode: "random", run: "", with: null, seed: 0, examples: count, parameters: target.size, loss: lossName(work), center: target.value(origin), surface, profile: null, path: null, explained: null, eigenvalues: null, report: describeSurface(surface) }; // prettier-ignore
}

/** Trains the run once more, which gives the same weights again, and keeps the weights after every epoch. */
async function pathOf(record: ModelRecord, work: Work, final: Vector, terminal: Terminal): Promise<Vector[]> {
  const { recipe, seed } = record.settings;
  manualSeed(seed);
  const model = buildNetwork(record.architecture);
  const path: Vector[] = [weightsOf(model)];
  // Few enough points for the plane, many enough for a smooth line.
  const every = Math.max(1, Math.ceil(recipe.epochs / 120));
  await fit(model, work.batches?.(work.train, recipe, seed) ?? work.train, {
    ...work.training(recipe, seed),
    callbacks: [{ onEpoch: ({ epoch }) => {
      terminal.status(`training again for its path: epoch ${epoch + 1} of ${recipe.epochs}`);
      if ((epoch + 1) % every === 0 || epoch + 1 === recipe.epochs) path.push(weightsOf(model));
    } }],
  }); // prettier-ignore
  terminal.clear();
  const last = path.at(-1)!;
  const off = Math.max(...last.map((value, i) => Math.abs(value - final[i]!)));
  if (off > 1e-3) throw new CommandError("the training, carried out again, ends at other weights; was the run made by another version or on another device? The other modes need no path"); // prettier-ignore
  return path;
}

const weightsOf = (model: Module): Vector => Float64Array.from(model.parameters().flatMap((parameter) => Array.from(parameter.data() as Float32Array))); // prettier-ignore

interface Plane {
  readonly origin: Vector;
  readonly directions: readonly [Vector, Vector];
  readonly x: Range;
  readonly y: Range;
  readonly path: PathPoint[] | null;
  readonly explained: readonly number[] | null;
  readonly eigenvalues: readonly number[] | null;
}

async function planeOf(
  mode: Exclude<Mode, "between">,
  record: ModelRecord,
  work: Work,
  target: Objective,
  options: LandscapeOptions,
  terminal: Terminal,
): Promise<Plane> {
  // prettier-ignore
  const origin = target.current();
  const { range = 1, seed = 0 } = options;
  const around: Range = [-range, range];
  const none = { path: null, explained: null, eigenvalues: null };
  if (mode === "random") {
    const plain = (name: string): Vector => randomDirection(target.size, seed, name);
    const directions = options.plain ? ([plain("first"), plain("second")] as const) : randomPlane(target, origin, seed);
    return { origin, directions, x: around, y: around, ...none };
  }
  if (mode === "hessian") {
    terminal.status("directions of largest curvature");
    const { pairs } = hessianDirections(target, origin, { count: 2, rounds: 40, tolerance: 1e-3, seed });
    terminal.clear();
    return {
      origin,
      directions: [pairs[0]!.vector, pairs[1]!.vector],
      x: around,
      y: around,
      ...none,
      eigenvalues: pairs.map(({ value }) => value),
    };
  }
  const path = await pathOf(record, work, origin, terminal);
  const plane = pathPlane(path);
  const directions = plane.directions as readonly [Vector, Vector];
  const points = pathOver(target, path, plane.origin, directions);
  const spread = (values: readonly number[]): Range => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = 0.2 * (high - low || 1) * range;
    return [low - room, high + room];
  };
  return { origin: plane.origin, directions, x: spread(points.map(({ x }) => x)), y: spread(points.map(({ y }) => y)), path: points, explained: plane.explained, eigenvalues: null }; // prettier-ignore
}

function heightsOf(target: Objective, { origin, directions, x, y }: Plane, resolution: number, terminal: Terminal): Surface {
  const steps = surfaceSteps(target, { origin, directions, x, y, resolution });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      terminal.clear();
      return step.value;
    }
    const { done, total } = step.value;
    if (done % 16 === 0) terminal.status(`${terminal.bar(done / total)}  ${done} of ${total} points`);
  }
}

/** Vector of the other network, if it is of the same form. */
function otherNetwork(folder: string, record: ModelRecord): Vector {
  const other = readModel(folder);
  if (JSON.stringify(other.record.architecture) !== JSON.stringify(record.architecture))
    throw new CommandError(`--with ${folder}: its network has other layers; only networks of one form have a line between them`);
  return weightsOf(restore(other.record, other.weights, folder));
}

export async function landscape(folder: string, options: LandscapeOptions, terminal: Terminal): Promise<void> {
  const mode = oneOf("mode", options.mode ?? (options.with === undefined ? undefined : "between"), MODES);
  if (mode === "between" && options.with === undefined) throw usageError("--mode between: name the other run with --with <run>");
  if (mode !== "between" && options.with !== undefined) throw usageError(`--with ${options.with}: only --mode between has a second run`);
  const view: View = oneOf("view", options.view, ["contour", "surface"] as const);
  const theme = oneOf("theme", options.theme, ["light", "dark"] as const);
  const language = oneOf("language", options.language, ["en", "ru"] as const);
  const { record, weights } = readModel(folder);
  const out = targetOf(options.out, folder);
  const device = useDevice({ ...options, device: options.device ?? record.settings.device }, (message) => terminal.line(message));
  const work = await sameWork(record.settings, "to see the loss that was learned", (message) => terminal.line(message));
  const model = restore(record, weights, folder);
  const { x, y, count } = examplesOf(work, options.examples ?? 512);
  const target = objective(model, () => work.loss(model.forward(x), y));
  const origin = target.current();
  const common = { format: "nabla-landscape-1", mode, run: folder, with: options.with ?? null, seed: options.seed ?? 0, examples: count, parameters: countParameters(record.architecture), loss: lossName(work), center: target.value(origin) } as const; // prettier-ignore
  let result: LandscapeRecord;
  if (mode === "between") {
    const range = options.range ?? 0.5;
    const made = interpolation(target, origin, otherNetwork(options.with!, record), { range: [-range, 1 + range], points: options.resolution ?? 101 }); // prettier-ignore
    result = { ...common, surface: null, profile: made, path: null, explained: null, eigenvalues: null, report: null };
  } else {
    const plane = await planeOf(mode, record, work, target, options, terminal);
    const made = heightsOf(target, plane, options.resolution ?? 31, terminal);
    result = { ...common, surface: made, profile: null, path: plane.path, explained: plane.explained, eigenvalues: plane.eigenvalues, report: describeSurface(made) }; // prettier-ignore
  }
  const json = join(dirname(out), `${basename(out, extname(out))}.json`);
  writeWhole(out, await drawLandscape(result, { view, theme, language, form: extname(out).slice(1).toLowerCase(), name: record.settings.name })); // prettier-ignore
  writeWhole(json, `${JSON.stringify(result)}\n`);
  const { report } = result;
  terminal.line(
    `${terminal.paint.bold(folder)}  loss ${common.center.toPrecision(4)} on ${count} training examples, ${target.size} parameters`,
  );
  if (report) terminal.line(`  heights ${report.min.toPrecision(3)} to ${report.max.toPrecision(3)}, ${report.localMinima} local minima on the grid, ${(report.nonConvex * 100).toFixed(0)} % not convex`); // prettier-ignore
  if (result.explained) terminal.line(`  the plane explains ${result.explained.map((share) => `${(share * 100).toFixed(0)} %`).join(" + ")} of the path`); // prettier-ignore
  if (result.eigenvalues) terminal.line(`  curvature along the directions ${result.eigenvalues.map((value) => value.toPrecision(3)).join(" and ")}`); // prettier-ignore
  terminal.line(`  ${terminal.paint.dim("written to")} ${out} ${terminal.paint.dim("and")} ${json}`);
  terminal.event({ event: "result", mode, picture: out, heights: json, loss: common.center, examples: count, parameters: target.size, report, explained: result.explained, eigenvalues: result.eigenvalues, device: device.name, threads: device.threads }); // prettier-ignore
}
