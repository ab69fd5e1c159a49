// The folder of a run: what lies in it, in which form, and how it is read back. Knows nothing of training.
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Architecture } from "./architecture.ts";
import { CommandError, usageError } from "./errors.ts";
import { makeFolder, removeTemporary, writeWhole } from "./files.ts";

/** What must be known to make the same numbers again. */
export interface Settings {
  readonly task: "classification" | "regression";
  readonly dataset: string;
  /** Absolute path of the table for runs on one's own file. */
  readonly file: string | null;
  readonly target: string | null;
  readonly epochs: number;
  readonly lr: number;
  readonly batch: number;
  readonly seed: number;
  readonly threads: number;
  readonly augment: boolean;
  readonly averaging: boolean;
}

/** `model.json`: everything but the numbers of the network. */
export interface ModelRecord {
  readonly format: "nabla-model-1";
  readonly settings: Settings;
  readonly architecture: Architecture;
  readonly classes: readonly string[] | null;
  /** How raw columns or pixels become the network's input; as the room `data` wrote it. */
  readonly preprocessing: unknown;
  readonly result: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
}

export interface HistoryRow {
  readonly epoch: number;
  readonly loss: number;
  readonly [name: string]: number;
}

const MODEL = "model.json";
const WEIGHTS = "model.safetensors";
const HISTORY = "history.jsonl";
const CHECKPOINT = "checkpoint.safetensors";

/** Makes the folder of a new run; refuses one with something in it. */
export function claimFolder(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw usageError(`--out ${folder}: it is a file; name a folder`);
    const names = readdirSync(folder).filter((name) => !name.startsWith("."));
    if (names.includes(CHECKPOINT)) throw usageError(`--out ${folder}: an unfinished run lies there; continue it with --resume ${folder}, or name another folder`);
    if (names.length > 0) throw usageError(`--out ${folder}: the folder is not empty; name another one`);
  }
  makeFolder(folder);
}

export const saveHistory = (folder: string, rows: readonly HistoryRow[]): void =>
  writeWhole(join(folder, HISTORY), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));

export const saveCheckpoint = (folder: string, bytes: Uint8Array): void => writeWhole(join(folder, CHECKPOINT), bytes);

/** Writes the trained network and takes the checkpoint away; the last file written is the one that makes the run complete. */
export function saveModel(folder: string, weights: Uint8Array, record: ModelRecord): void {
  writeWhole(join(folder, WEIGHTS), weights);
  writeWhole(join(folder, MODEL), `${JSON.stringify(record, null, 2)}\n`);
  rmSync(join(folder, CHECKPOINT), { force: true });
}

const readBytes = (folder: string, name: string): Uint8Array => {
  const buffer = readFileSync(join(folder, name));
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
};

function requireFolder(folder: string): void {
  if (!existsSync(folder)) throw new CommandError(`${folder}: there is no such folder; name the folder of a run, as \`nabla train\` printed it`);
  if (!statSync(folder).isDirectory()) throw new CommandError(`${folder}: it is a file; name the folder of a run, as \`nabla train\` printed it`);
}

/** Bytes of the checkpoint of an unfinished run. */
export function readCheckpoint(folder: string): Uint8Array {
  requireFolder(folder);
  if (!existsSync(join(folder, CHECKPOINT))) {
    if (existsSync(join(folder, MODEL))) throw new CommandError(`--resume ${folder}: this run is finished; start a new one with more --epochs`);
    throw new CommandError(`--resume ${folder}: no checkpoint lies there; the run was stopped before its first epoch ended, so start it again`);
  }
  removeTemporary(folder);
  return readBytes(folder, CHECKPOINT);
}

/** A finished run. */
export function readModel(folder: string): { readonly record: ModelRecord; readonly weights: Uint8Array } {
  requireFolder(folder);
  if (!existsSync(join(folder, MODEL))) {
    const open = existsSync(join(folder, CHECKPOINT));
    throw new CommandError(`${folder}: ${open ? `this run is not finished; continue it with \`nabla train --resume ${folder}\`` : "no model.json lies there, so it is not the folder of a run"}`);
  }
  let record: ModelRecord;
  try {
    record = JSON.parse(readFileSync(join(folder, MODEL), "utf8")) as ModelRecord;
  } catch (error) {
    throw new CommandError(`${join(folder, MODEL)}: not readable as JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (record.format !== "nabla-model-1" || !Array.isArray(record.architecture?.layers))
    throw new CommandError(`${join(folder, MODEL)}: not a model of this version of nabla (format ${JSON.stringify(record.format)})`);
  return { record, weights: readBytes(folder, WEIGHTS) };
}
