// Tiny sets of every kind, made here, and the command line's own functions called in this process: what they print, and as events.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { describeError } from "../../src/cli/errors.ts";
import { evaluate } from "../../src/cli/evaluate.ts";
import { pngOfBytes, pngOfPlanes } from "../../src/cli/photo.ts";
import { predict } from "../../src/cli/predict.ts";
import type { PredictOptions } from "../../src/cli/predict.ts";
import { Terminal } from "../../src/cli/terminal.ts";
import { train } from "../../src/cli/train.ts";
import type { TrainOptions } from "../../src/cli/train.ts";
import { RandomSource } from "../../src/data/index.ts";

export const folder = mkdtempSync(join(tmpdir(), "nabla-own-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const path = (name: string): string => join(folder, name);

export function put(name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), content);
  return path(name);
}

export interface Heard {
  readonly events: readonly Record<string, unknown>[];
  readonly last: Record<string, unknown>;
  /** What people see. */
  readonly text: string;
}

/** Runs a command as with --json. */
export async function heard(
  body: (terminal: Terminal) => Promise<void>,
  onEvent: (event: Record<string, unknown>) => void = () => {},
): Promise<Heard> {
  const events: Record<string, unknown>[] = [];
  let text = "";
  const out = {
    write(line: string): void {
      const event = JSON.parse(line) as Record<string, unknown>;
      events.push(event);
      onEvent(event);
    },
  };
  await body(new Terminal({ json: true, out, error: { write: (line: string) => void (text += line) } }));
  return { events, last: events.at(-1)!, text };
}

export const trained = (
  source: string,
  out: string,
  options: TrainOptions,
  onEvent?: (event: Record<string, unknown>) => void,
): Promise<Heard> => heard((terminal) => train(source, { out: path(out), threads: 1, lang: "en", ...options }, terminal), onEvent);

export const resumed = (out: string): Promise<Heard> =>
  heard((terminal) => train(undefined, { resume: path(out), threads: 1, lang: "en" }, terminal));
export const evaluated = (out: string, data?: string): Promise<Heard> =>
  heard((terminal) => evaluate(path(out), data, { threads: 1 }, terminal));
export const predicted = (out: string, data: string | undefined, options: PredictOptions = {}): Promise<Heard> =>
  heard((terminal) => predict(path(out), data, { threads: 1, json: true, ...options }, terminal));

/** The one line that a wrong call ends with. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return describeError(error).replaceAll(folder, "…");
  }
  return "no error";
}

/** Rows of two numbers and a color that say which of three kinds they are of, and how large they are. */
export function rowsOf(
  count: number,
  seed: number,
): { readonly a: number; readonly b: number; readonly color: string; readonly size: number; readonly kind: string }[] {
  const random = new RandomSource(seed);
  return Array.from({ length: count }, (_, i) => {
    const kind = i % 3;
    const [a, b] = [kind * 4 + random.normal() * 0.5, (kind === 1 ? 5 : 0) + random.normal() * 0.5].map((value) => Number(value.toFixed(3))) as [number, number]; // prettier-ignore
    return {
      a,
      b,
      color: i % 2 === 0 ? "red" : "blue",
      size: Number((2 * a - b + (i % 2)).toFixed(3)),
      kind: ["low", "high", "far"][kind]!,
    };
  });
}

export const csvOf = (rows: readonly Readonly<Record<string, unknown>>[]): string =>
  [Object.keys(rows[0]!).join(","), ...rows.map((row) => Object.values(row).join(","))].join("\n");

/** Colored pictures of a bar that lies, stands, or is not there. */
export function pictures(name: string, each: number, seed: number, classes: readonly string[] = ["lying", "none", "standing"]): string {
  const random = new RandomSource(seed);
  const side = 16;
  for (const kind of classes)
    for (let n = 0; n < each; n++) {
      const place = 3 + random.integer(8);
      const ink = [random.next(), random.next(), random.next()];
      const planes = Float32Array.from({ length: 3 * side * side }, (_, i) => {
        const [c, y, x] = [Math.floor(i / (side * side)), Math.floor(i / side) % side, i % side];
        const inside = kind === "lying" ? Math.abs(y - place) < 2 : kind === "standing" && Math.abs(x - place) < 2;
        return inside ? ink[c]! * 0.5 : 0.9 + 0.05 * random.normal();
      });
      put(`${name}/${kind}/${n}.png`, pngOfPlanes(planes, 3, side, side));
    }
  return path(name);
}

/** Bright discs and squares on noise, with masks, boxes of YOLO and of COCO. */
export function things(
  name: string,
  count: number,
  seed: number,
): { readonly masks: string; readonly yolo: string; readonly coco: string } {
  const random = new RandomSource(seed);
  const side = 64;
  const images: object[] = [];
  const annotations: object[] = [];
  for (let n = 0; n < count; n++) {
    const square = n % 2;
    const [x0, y0, r] = [16 + random.integer(32), 16 + random.integer(32), 8 + random.integer(6)];
    const inside = (i: number): boolean => {
      const [dx, dy] = [(i % side) - x0, Math.floor(i / side) - y0];
      return square ? Math.max(Math.abs(dx), Math.abs(dy)) < r : dx * dx + dy * dy < r * r;
    };
    const planes = Float32Array.from(
      { length: 3 * side * side },
      (_, i) => (inside(i % (side * side)) ? 0.9 : 0.2) + 0.05 * random.normal(),
    );
    const png = pngOfPlanes(planes, 3, side, side);
    const mask = Uint8Array.from({ length: side * side }, (_, i) => (inside(i) ? 255 : 0));
    put(`${name}-masks/images/${n}.png`, png);
    put(`${name}-masks/masks/${n}.png`, pngOfBytes(mask, side, side));
    put(`${name}-yolo/images/${n}.png`, png);
    put(`${name}-yolo/labels/${n}.txt`, `${square} ${x0 / side} ${y0 / side} ${(2 * r) / side} ${(2 * r) / side}\n`);
    put(`${name}-coco/${n}.png`, png);
    images.push({ id: n, file_name: `${n}.png`, width: side, height: side });
    annotations.push({ image_id: n, category_id: 5 + square, bbox: [x0 - r, y0 - r, 2 * r, 2 * r] });
  }
  put(`${name}-yolo/classes.txt`, "disc\nsquare\n");
  put(`${name}-coco/annotations.json`, JSON.stringify({ images, annotations, categories: [{ id: 5, name: "disc" }, { id: 6, name: "square" }] })); // prettier-ignore
  return { masks: path(`${name}-masks`), yolo: path(`${name}-yolo`), coco: path(`${name}-coco`) };
}

export const text = (): string =>
  Array.from({ length: 90 }, (_, i) => `The ${["cat", "dog", "fox"][i % 3]} sat on the ${["mat", "log"][i % 2]}.`).join("\n");

export function pairs(count: number): string {
  const words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  const russian = ["один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"];
  const rows = Array.from({ length: count }, (_, i) => [words, russian].map((list) => `${list[i % 10]} ${list[Math.floor(i / 10) % 10]}`).join("\t")); // prettier-ignore
  return ["english\trussian", ...rows].join("\n");
}
