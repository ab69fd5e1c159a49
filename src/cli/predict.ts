// `nabla predict`: answers for new data, as CSV, JSON or pictures.
import { existsSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { useDevice } from "./device.ts";
import type { DeviceOptions } from "./device.ts";
import { CommandError, usageError } from "./errors.ts";
import { trainedOf } from "./evaluate.ts";
import { makeFolder, writeWhole } from "./files.ts";
import { kindOf } from "./kinds/kinds.ts";
import type { Predictions } from "./kinds/kind.ts";
import { sayNote } from "./notes.ts";
import { restore } from "./restore.ts";
import { readModel } from "./run-folder.ts";
import type { Terminal } from "./terminal.ts";

export interface PredictOptions extends DeviceOptions {
  readonly out?: string;
  readonly json?: boolean;
  readonly prompt?: string;
  readonly length?: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly threshold?: number;
  readonly seed?: number;
}

const quote = (text: string): string => (/[",;\n\r]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text);

const csvOf = ({ columns, rows }: Predictions): string =>
  [columns, ...rows].map((cells) => `${cells.map((cell) => quote(String(cell))).join(",")}\n`).join("");

/** Where answers go: a file of a known form, or a folder. */
function checkOut(out: string | undefined): void {
  if (out === undefined || /\.(csv|json)$/i.test(out)) return;
  if (extname(out) !== "" && !existsSync(out)) throw usageError(`--out ${out}: name a file that ends in .csv or .json, or a folder where the answers are pictures`); // prettier-ignore
  if (existsSync(out) && !statSync(out).isDirectory()) throw usageError(`--out ${out}: name a file that ends in .csv or .json`);
}

export async function predict(folder: string, data: string | undefined, options: PredictOptions, terminal: Terminal): Promise<void> {
  const { out, json = false, prompt, length, temperature, topK, topP, threshold, seed } = options;
  checkOut(out);
  const { record, weights } = readModel(folder);
  const kind = await kindOf(record.settings.task);
  if (data === undefined && kind.task !== "generation") throw usageError("predict: name the data to predict for, after the run folder");
  useDevice(options, (message) => terminal.line(message));
  const model = restore(record, weights, folder);
  const found = await kind.predict(trainedOf(record), model, data ?? "", {
    ...(prompt !== undefined && { prompt }),
    ...(length !== undefined && { length }),
    ...(temperature !== undefined && { temperature }),
    ...(topK !== undefined && { topK }),
    ...(topP !== undefined && { topP }),
    ...(threshold !== undefined && { threshold }),
    ...(seed !== undefined && { seed }),
    say: (message) => terminal.status(message),
  });
  terminal.clear();
  for (const note of found.notes ?? []) terminal.aside(sayNote(note, "en"));
  if (found.rows.length === 0 && !found.pictures) throw new CommandError(`${data}: there are no rows`);
  if (out !== undefined && !/\.(csv|json)$/i.test(out)) return writePictures(out, found, terminal);
  if (out !== undefined) {
    writeWhole(out, /\.json$/i.test(out) ? `${JSON.stringify(found.objects, null, 1)}\n` : csvOf(found));
    terminal.line(`${found.rows.length} predictions written to ${out}`);
    terminal.event({ event: "result", predictions: found.rows.length, out });
  } else if (json) for (const row of found.objects) terminal.event({ event: "prediction", ...row });
  else if (found.text !== undefined) terminal.raw(`${found.text}\n`);
  else terminal.raw(csvOf(found));
}

function writePictures(out: string, { pictures }: Predictions, terminal: Terminal): void {
  if (!pictures) throw usageError(`--out ${out}: name a file that ends in .csv or .json`);
  makeFolder(out);
  for (const { name, png } of pictures) {
    const path = join(out, name);
    makeFolder(join(path, ".."));
    writeWhole(path, png);
  }
  terminal.line(`${pictures.length} pictures written to ${out}`);
  terminal.event({ event: "result", predictions: pictures.length, out });
}
