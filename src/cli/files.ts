// Files that are whole or not there: written under a temporary name, synced, renamed. Knows nothing of what is in them.
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Writes `content` so that after a crash the file is either the old or the new one, never a part. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = openSync(temporary, "w");
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof Error) Object.assign(error, { path, dest: undefined });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes a rename last; some systems cannot sync a folder, and need not. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    return;
  }
}

/** Removes what a killed run left under temporary names. */
export function removeTemporary(folder: string): void {
  for (const name of readdirSync(folder)) if (/^\..*\.\d+\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
}

export const makeFolder = (folder: string): void => void mkdirSync(folder, { recursive: true });
