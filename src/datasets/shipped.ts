// Finds and reads the files that are shipped in the package's folder `assets`, from the sources as well as from the built code.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { damagedFileError, missingFileError } from "./errors.ts";

/** Path of a shipped file: `assets` lies in this folder or in one above it. */
export const shippedPath = (file: string): string => {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, "assets", file);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) throw missingFileError(`assets/${file}`);
  }
};

export const readShipped = (file: string): Uint8Array => readFileSync(shippedPath(file));

export const shippedSize = (file: string): number => statSync(shippedPath(file)).size;

/** Checks a shipped file against `assets/sha256.json`. */
export const checkShipped = (file: string): void => {
  const sums = JSON.parse(new TextDecoder().decode(readShipped("sha256.json"))) as Readonly<Record<string, string>>;
  const found = createHash("sha256").update(readShipped(file)).digest("hex");
  if (found !== sums[file]) throw damagedFileError(`assets/${file}`, `SHA-256 ${found}, expected ${sums[file]}`);
};
