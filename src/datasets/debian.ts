// Files out of Debian packages, brought by the system's own apt with its configuration; nothing is installed. Knows no data set.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cachedFiles, defaultCache, inCache } from "./cache.ts";
import type { CacheSettings, Source, Sums } from "./cache.ts";
import { readTar } from "./tar.ts";

/** Files of a Debian package that are wanted. */
export interface DebianPackage {
  /** How errors call the data set. */
  readonly name: string;
  readonly package: string;
  /** Paths without the leading "/", as in "usr/share/doc/…". */
  readonly files: Sums;
}

/** What a command left: its exit code (or `undefined` if there is no such command), its bytes and its complaints. */
interface Ended {
  readonly code: number | null | undefined;
  readonly out: Buffer;
  readonly said: string;
}

/** Runs a system command; the only thing here that touches the system. */
export type Runner = (command: string, args: readonly string[], folder: string) => Promise<Ended>;

export const systemRunner: Runner = (command, args, folder) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LC_ALL: "C" } });
    const pieces: Buffer[] = [];
    let said = "";
    child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
    child.stderr.setEncoding("utf8").on("data", (piece: string) => (said = (said + piece).slice(-8000)));
    child.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" ? resolve({ code: undefined, out: Buffer.alloc(0), said: "" }) : reject(error),
    );
    child.on("close", (code) => resolve({ code, out: Buffer.concat(pieces), said }));
  });

/** What apt complained of, without its marks and addresses. */
const reasonOf = (said: string): string => {
  const errors = said.split("\n").filter((line) => line.startsWith("E:"));
  return (errors.length > 0 ? errors : said.split("\n").slice(-2))
    .map((line) =>
      line
        .replace(/^E:\s*/, "")
        .replace(/\b[a-z+]+:\/\/\S+/g, "the mirror")
        .trim(),
    )
    .filter((line) => line !== "")
    .slice(0, 2)
    .join("; ");
};

const LISTS = "/var/lib/apt/lists";

/** Whether apt knows any package: images of containers are often shipped without its lists. */
const haveLists = (folder: string): boolean => existsSync(folder) && readdirSync(folder).some((file) => /_Packages(\.\w+)?$/.test(file));

export interface DebianSettings extends CacheSettings {
  readonly run?: Runner;
  /** Folder of apt's lists of packages. */
  readonly lists?: string;
  /** Whether `apt-get update` may be run: by default if the user is root. */
  readonly mayUpdate?: boolean;
  /** Where installed packages have their files; "/" unless told. */
  readonly root?: string;
}

/** Brings the package's archive into the folder. */
const download = async (
  name: string,
  folder: string,
  say: (message: string) => void,
  { run = systemRunner, lists = LISTS, mayUpdate = process.getuid?.() === 0 }: DebianSettings,
): Promise<void> => {
  const update = async (why: string): Promise<void> => {
    if (!mayUpdate) throw new Error(`${why}: run apt-get update as root, then try again`);
    say(`${why}: running apt-get update`);
    const { code, said } = await run("apt-get", ["update", "-q"], folder);
    if (code === undefined) throw missing;
    if (code !== 0) throw new Error(`apt-get update failed: ${reasonOf(said)}`);
  };
  const missing = new Error("the command apt-get was not found; the package can be had on Debian and on systems made from it");
  const get = (): Promise<Ended> => run("apt-get", ["download", "-q", name], folder);

  let updated = false;
  let ended = await get();
  if (ended.code === undefined) throw missing;
  if (ended.code !== 0 && !haveLists(lists)) {
    await update("apt has no lists of packages");
    updated = true;
    ended = await get();
  }
  if (ended.code !== 0 && !updated && /\b404\b/.test(ended.said)) {
    await update("apt's lists of packages are out of date");
    updated = true;
    ended = await get();
  }
  if (ended.code === 0) return;
  const unknown = /Unable to locate package|Can't select candidate|No candidate/i.test(ended.said);
  throw new Error(
    unknown
      ? `apt does not know it${updated ? "" : "; if its lists are old, run apt-get update as root"}`
      : `apt-get download failed: ${reasonOf(ended.said)}`,
  );
};

/** The files of the one archive in the folder. */
const unpack = async (folder: string, run: Runner): Promise<Map<string, Uint8Array>> => {
  const archive = readdirSync(folder).find((entry) => entry.endsWith(".deb"));
  if (archive === undefined) throw new Error("apt-get left no archive");
  const { code, out, said } = await run("dpkg-deb", ["--fsys-tarfile", archive], folder);
  if (code === undefined) throw new Error("the command dpkg-deb was not found; the Debian package dpkg has it");
  if (code !== 0) throw new Error(`the archive cannot be read (${said.trim().split("\n").at(-1) ?? "dpkg-deb failed"})`);
  try {
    return new Map([...readTar(out)].map(([path, bytes]) => [path.replace(/^\.?\//, ""), bytes]));
  } catch (error) {
    throw new Error(`the archive cannot be read (${(error as Error).message})`);
  }
};

const sourceOf = ({ package: name }: DebianPackage, settings: DebianSettings): Source => ({
  words: `Debian package ${name}`,
  folder: `debian+${name}`,
  installed: settings.root ?? "/",
  async bring(temporary, say) {
    await download(name, temporary, say, settings);
    return unpack(temporary, settings.run ?? systemRunner);
  },
});

/**
 * The wanted files of a Debian package, by their paths in it: from the cache when they are there and whole, from the package if it is
 * installed, else fetched into the cache by `apt-get download`. Other versions of the package serve as well while the files' sums are the same.
 */
export const debianFiles = (wanted: DebianPackage, settings: DebianSettings = {}): Promise<Map<string, Uint8Array>> =>
  cachedFiles(wanted.name, wanted.files, sourceOf(wanted, settings), settings);

/** Whether the files are in the cache; their sums are checked only when they are read. */
export const debianCached = (wanted: DebianPackage, cache = defaultCache()): boolean => inCache(wanted.files, sourceOf(wanted, {}), cache);
