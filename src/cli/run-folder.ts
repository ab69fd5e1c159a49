// The folder of a run: what lies in it, in which form, and how it is read back. Knows nothing of training.
import { existsSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { CommandError, usageError } from "./errors.ts";
import type { Architecture } from "./architecture.ts";
import type { SearchRecord } from "./budget.ts";
import type { Choice, Recipe } from "./kinds/kind.ts";
import type { Task } from "./task.ts";
import type { Note } from "./notes.ts";
import { makeFolder, removeTemporary, writeWhole } from "./files.ts";

/** What must be known to make the same numbers again. */
export interface Settings extends Omit<Choice, "target"> {
  /** Name of a data set, or absolute path of a file or folder. */
  readonly source: string;
  readonly name: string;
  readonly task: Task;
  readonly target: string | null;
  /** SHA-256 of the user's data. */
  readonly fingerprint: string | null;
  readonly device: string;
  /** 0: as many as are sensible. */
  readonly threads: number;
  readonly recipe: Recipe;
}

/** What settings say of the preparation of the data. */
export function choiceOf({ source, name, fingerprint, device, threads, recipe, target, ...choice }: Settings): Choice {
  return { ...choice, ...(target === null ? {} : { target }) };
}

/** `run.json`: an unfinished run. */
export interface RunRecord {
  readonly format: "nabla-run-1";
  readonly settings: Settings;
  readonly architecture: Architecture;
  /** What was said of the data. */
  readonly notes: readonly Note[];
  /** What a search tried, if there was one. */
  readonly search?: SearchRecord;
}

/** `model.json`: everything but the numbers of the network. */
export interface ModelRecord {
  readonly format: "nabla-model-1";
  readonly settings: Settings;
  readonly architecture: Architecture;
  readonly classes: readonly string[] | null;
  /** How raw columns or pixels become the network's input; as the room `data` wrote it. */
  readonly preprocessing: unknown;
  /** What was found of the training data with the trained network: centers of groups, thresholds. */
  readonly found?: unknown;
  readonly search?: SearchRecord;
  readonly result: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
}

const MODEL = "model.json";
const WEIGHTS = "model.safetensors";
const HISTORY = "history.jsonl";
const CHECKPOINT = "checkpoint.safetensors";
const RUN = "run.json";
const EVIDENCE = "report.json";
const PAGE = "report.html";

/** Makes the folder of a new run; refuses one with something in it, unless it was claimed before. */
export function claimFolder(folder: string, record: RunRecord, again = false): void {
  if (existsSync(folder) && !again) {
    if (!statSync(folder).isDirectory()) throw usageError(`--out ${folder}: it is a file; name a folder`);
    const names = readdirSync(folder).filter((name) => !name.startsWith("."));
    if (names.includes(CHECKPOINT))
      throw usageError(`--out ${folder}: an unfinished run lies there; continue it with --resume ${folder}, or name another folder`);
    if (names.length > 0) throw usageError(`--out ${folder}: the folder is not empty; name another one`);
  }
  makeFolder(folder);
  try {
    writeWhole(join(folder, RUN), `${JSON.stringify(record, null, 2)}\n`);
  } catch (error) {
    abandonFolder(folder);
    throw error;
  }
}

/** Takes away the folder of a run that failed before it had anything worth keeping. */
export function abandonFolder(folder: string): void {
  const names = readdirSync(folder);
  if (names.some((name) => name !== RUN)) return;
  rmSync(join(folder, RUN), { force: true });
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
}

export const saveHistory = (folder: string, rows: readonly object[]): void =>
  writeWhole(join(folder, HISTORY), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));

export const saveCheckpoint = (folder: string, bytes: Uint8Array): void => writeWhole(join(folder, CHECKPOINT), bytes);

/** Writes the trained network and takes the checkpoint away; the last file written is the one that makes the run complete. */
export function saveModel(folder: string, weights: Uint8Array, record: ModelRecord): void {
  writeWhole(join(folder, WEIGHTS), weights);
  writeWhole(join(folder, MODEL), `${JSON.stringify(record, null, 2)}\n`);
  rmSync(join(folder, CHECKPOINT), { force: true });
  rmSync(join(folder, RUN), { force: true });
}

/** What a report is made of, and the report. */
export function saveReport(folder: string, evidence: { readonly format: "nabla-report-1" }, page: string): void {
  writeWhole(join(folder, EVIDENCE), `${JSON.stringify(evidence)}\n`);
  writeWhole(join(folder, PAGE), page);
}

export const reportPath = (folder: string): string => join(folder, PAGE);

/** What the report of a finished run is made of, or null where it was made before there were reports. */
export const readEvidence = <Evidence extends { readonly format: "nabla-report-1" }>(folder: string): Evidence | null =>
  existsSync(join(folder, EVIDENCE)) ? readJson<Evidence>(folder, EVIDENCE, "nabla-report-1") : null;

const readBytes = (folder: string, name: string): Uint8Array => {
  const buffer = readFileSync(join(folder, name));
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
};

function requireFolder(folder: string): void {
  if (!existsSync(folder))
    throw new CommandError(`${folder}: there is no such folder; name the folder of a run, as \`nabla train\` printed it`);
  if (!statSync(folder).isDirectory())
    throw new CommandError(`${folder}: it is a file; name the folder of a run, as \`nabla train\` printed it`);
}

function readJson<Record extends { readonly format: string }>(folder: string, name: string, format: Record["format"]): Record {
  const path = join(folder, name);
  let record: Partial<Record> | null;
  try {
    record = JSON.parse(readFileSync(path, "utf8")) as Partial<Record> | null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandError(`${path}: not readable as JSON (${error.message})`);
  }
  if (record?.format !== format)
    throw new CommandError(
      `${path}: not written by this version of nabla (its format is ${JSON.stringify(record?.format)}, ${format} is needed)`,
    );
  return record as Record;
}

/** An unfinished run: what was asked for, and the bytes of its checkpoint. */
export function readUnfinished(folder: string): { readonly record: RunRecord; readonly checkpoint: Uint8Array } {
  requireFolder(folder);
  if (!existsSync(join(folder, RUN))) {
    if (existsSync(join(folder, MODEL)))
      throw new CommandError(`--resume ${folder}: this run is finished; start a new one with more --epochs`);
    throw new CommandError(`--resume ${folder}: no checkpoint lies there, so it is not the folder of a run`);
  }
  if (!existsSync(join(folder, CHECKPOINT)))
    throw new CommandError(`--resume ${folder}: the run has no checkpoint, it was stopped before its first epoch ended; start it again`);
  removeTemporary(folder);
  return { record: readJson<RunRecord>(folder, RUN, "nabla-run-1"), checkpoint: readBytes(folder, CHECKPOINT) };
}

/** A finished run. */
export function readModel(folder: string): { readonly record: ModelRecord; readonly weights: Uint8Array } {
  requireFolder(folder);
  if (!existsSync(join(folder, MODEL))) {
    const open = existsSync(join(folder, CHECKPOINT));
    throw new CommandError(
      `${folder}: ${open ? `this run is not finished; continue it with \`nabla train --resume ${folder}\`` : "no model.json lies there, so it is not the folder of a run"}`,
    );
  }
  const record = readJson<ModelRecord>(folder, MODEL, "nabla-model-1");
  return { record, weights: readBytes(folder, WEIGHTS) };
}
