// `nabla predict`: a prediction for every row of a file, or for every test picture of a data set.
import { softmax, tensor } from "../index.ts";
import { TablePreprocessor } from "../data/index.ts";
import { useDevice } from "./device.ts";
import type { DeviceOptions } from "./device.ts";
import { CommandError, usageError } from "./errors.ts";
import { architectureIsForPictures } from "./evaluate.ts";
import { writeWhole } from "./files.ts";
import { outputsOf } from "./network.ts";
import { examplesOf, readCsvFile } from "./problem.ts";
import type { Examples } from "./problem.ts";
import { restore } from "./restore.ts";
import { readModel } from "./run-folder.ts";
import type { ModelRecord } from "./run-folder.ts";
import { largest } from "./scores.ts";
import { loadProblem } from "./sources.ts";
import type { Terminal } from "./terminal.ts";

export interface PredictOptions extends DeviceOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** One row of the answer: its number in the data (from 1), the prediction, and for classes how probable each is. */
interface Prediction {
  readonly row: number;
  readonly prediction: string | number;
  readonly probabilities?: Readonly<Record<string, number>>;
}

async function examples(record: ModelRecord, data: string, terminal: Terminal): Promise<Examples> {
  if (!architectureIsForPictures(record)) {
    const way = TablePreprocessor.fromJSON(record.preprocessing);
    return examplesOf(way.transform(readCsvFile(data).table, { target: false }));
  }
  const problem = await loadProblem(data, { seed: 0, dropMissing: false }, (message) => terminal.line(message));
  if (problem.input.join() !== record.architecture.input.join())
    throw new CommandError(
      `${data}: the network reads pictures of ${record.architecture.input.join(" × ")}, these are ${problem.input.join(" × ")}`,
    );
  return problem.test;
}

function predictions(record: ModelRecord, outputs: Float32Array): Prediction[] {
  const { classes, preprocessing } = record;
  if (!classes) {
    const values = TablePreprocessor.fromJSON(preprocessing).decode(outputs);
    return values.map((value, row) => ({ row: row + 1, prediction: Number(value.toPrecision(7)) }));
  }
  const width = classes.length;
  const shares = softmax(tensor(outputs, { shape: [outputs.length / width, width] }), 1).data();
  return Array.from(largest(outputs, width), (best, row) => ({
    row: row + 1,
    prediction: classes[best]!,
    probabilities: Object.fromEntries(classes.map((name, c) => [name, Number(shares[row * width + c]!.toPrecision(6))])),
  }));
}

const quote = (text: string): string => (/[",;\n\r]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text);

function csvOf(rows: readonly Prediction[], record: ModelRecord): string {
  const classes = record.classes ?? [];
  const head = ["row", "prediction", ...classes.map((name) => `p(${name})`)];
  const lines = rows.map(({ row, prediction, probabilities }) => [row, prediction, ...classes.map((name) => probabilities![name]!)]);
  return [head, ...lines].map((cells) => `${cells.map((cell) => quote(String(cell))).join(",")}\n`).join("");
}

export async function predict(folder: string, data: string, options: PredictOptions, terminal: Terminal): Promise<void> {
  const { out, json = false } = options;
  if (out !== undefined && !/\.(csv|json)$/i.test(out)) throw usageError(`--out ${out}: name a file that ends in .csv or .json`);
  const { record, weights } = readModel(folder);
  useDevice(options, (message) => terminal.line(message));
  const { data: rows } = await examples(record, data, terminal);
  if (rows.length === 0) throw new CommandError(`${data}: there are no rows`);
  const found = predictions(record, outputsOf(restore(record, weights, folder), rows, record.classes?.length ?? 1));
  if (out !== undefined) {
    writeWhole(out, /\.json$/i.test(out) ? `${JSON.stringify(found, null, 1)}\n` : csvOf(found, record));
    terminal.line(`${found.length} predictions written to ${out}`);
    terminal.event({ event: "result", predictions: found.length, out });
  } else if (json) for (const row of found) terminal.event({ event: "prediction", ...row });
  else terminal.raw(csvOf(found, record));
}
