// Files out of Debian packages: what apt and dpkg are asked, what is said when they cannot, and what xz and R's files hold. No network.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { treeSum } from "../../src/datasets/cache.ts";
import { debianCached, debianFiles } from "../../src/datasets/debian.ts";
import type { DebianPackage, Runner } from "../../src/datasets/debian.ts";
import { readRda } from "../../src/datasets/rda.ts";
import { unpackXz } from "../../src/datasets/xz.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const md5 = (content: Uint8Array): string => createHash("md5").update(content).digest("hex");
const [ONE, TWO, THREE] = [bytes("one\n"), bytes("two\n"), bytes("three\n")];
const TREE = new Map([
  ["usr/share/tree/a", TWO],
  ["usr/share/tree/b/c", THREE],
]);
const WANTED: DebianPackage = {
  name: "numbers",
  package: "numbers-data",
  files: { "usr/share/numbers/one": md5(ONE), "usr/share/tree/": treeSum(TREE) },
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "nabla-debian-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tarOf = (): Buffer => {
  for (const [path, content] of [["usr/share/numbers/one", ONE], ...TREE] as const) {
    mkdirSync(join(folder, "made", path, ".."), { recursive: true });
    writeFileSync(join(folder, "made", path), content);
  }
  return execFileSync("tar", ["-C", join(folder, "made"), "--format=gnu", "-cf", "-", "./usr"]);
};

/** A system where apt-get download fails until apt-get update was run so often. */
const system = ({ updates = 0, complaint = "E: Unable to locate package numbers-data" } = {}): Runner & { calls: string[] } => {
  const calls: string[] = [];
  let seen = 0;
  const run: Runner = async (command, args, where) => {
    calls.push([command, ...args].join(" "));
    const ended = (code: number, said = "", out: Buffer = Buffer.alloc(0)) => ({ code, said, out });
    if (args[0] === "update") {
      seen++;
      return ended(0);
    }
    if (command === "dpkg-deb") return ended(0, "", tarOf());
    if (seen < updates) return ended(100, complaint);
    writeFileSync(join(where, "numbers-data_1_all.deb"), "");
    return ended(0);
  };
  return Object.assign(run, { calls });
};
const settings = (run: Runner, more = {}) => ({ cache: join(folder, "cache"), lists: join(folder, "lists"), root: join(folder, "none"), mayUpdate: false, run, ...more }); // prettier-ignore
const withLists = (): void => {
  mkdirSync(join(folder, "lists"));
  writeFileSync(join(folder, "lists", "x_Packages.lz4"), "");
};

describe("debianFiles", () => {
  test("downloads once, unpacks, checks files and folders, then reads the cache", async () => {
    withLists();
    const run = system();
    expect(debianCached(WANTED, join(folder, "cache"))).toBe(false);
    const files = await debianFiles(WANTED, settings(run));
    expect([...files.keys()].sort()).toEqual(["usr/share/numbers/one", "usr/share/tree/a", "usr/share/tree/b/c"]);
    expect(new TextDecoder().decode(files.get("usr/share/tree/b/c"))).toBe("three\n");
    expect(run.calls).toEqual(["apt-get download -q numbers-data", "dpkg-deb --fsys-tarfile numbers-data_1_all.deb"]);
    expect([...(await debianFiles(WANTED, settings(run))).keys()]).toHaveLength(3);
    expect(run.calls).toHaveLength(2);
    expect(debianCached(WANTED, join(folder, "cache"))).toBe(true);
    rmSync(join(folder, "cache", "debian+numbers-data", "usr/share/tree/a"));
    await expect(debianFiles(WANTED, { ...settings(run), offline: true })).rejects.toThrow("numbers: could not get the Debian package numbers-data, which holds the data: it is damaged in"); // prettier-ignore
    await debianFiles(WANTED, settings(run));
    expect(run.calls).toHaveLength(4);
  });

  test("the files of an installed package serve as well", async () => {
    tarOf();
    const run = system();
    await debianFiles(WANTED, settings(run, { root: join(folder, "made") }));
    expect(run.calls).toEqual([]);
  });

  test("without lists of packages: updates them where it may, and says so", async () => {
    const said: string[] = [];
    const run = system({ updates: 1 });
    await debianFiles(WANTED, settings(run, { mayUpdate: true, onProgress: (line: string) => said.push(line) }));
    expect(run.calls.slice(0, 3)).toEqual(["apt-get download -q numbers-data", "apt-get update -q", "apt-get download -q numbers-data"]);
    expect(said[1]).toBe("numbers: apt has no lists of packages: running apt-get update");
    await expect(debianFiles(WANTED, settings(system({ updates: 1 }), { cache: join(folder, "other") }))).rejects.toThrow(
      "numbers: could not get the Debian package numbers-data, which holds the data: apt has no lists of packages: run apt-get update as root, then try again",
    );
  });

  test("lists that are out of date, a package that is not known, a network that is down", async () => {
    withLists();
    const old = system({ updates: 1, complaint: "E: Failed to fetch http://mirror/pool/x.deb  404  Not Found" });
    await debianFiles(WANTED, settings(old, { mayUpdate: true }));
    expect(old.calls[1]).toBe("apt-get update -q");
    const cache = join(folder, "other");
    await expect(debianFiles(WANTED, settings(system({ updates: 9 }), { cache }))).rejects.toThrow(
      "apt does not know it; if its lists are old",
    );
    const down = system({ updates: 9, complaint: "E: Failed to fetch http://mirror/pool/x.deb  Could not connect" });
    await expect(debianFiles(WANTED, settings(down, { cache }))).rejects.toThrow("apt-get download failed: Failed to fetch the mirror  Could not connect"); // prettier-ignore
    expect(existsSync(cache) && existsSync(join(cache, "debian+numbers-data"))).toBe(false);
  });

  test("a system without apt", async () => {
    const run: Runner = async () => ({ code: undefined, out: Buffer.alloc(0), said: "" });
    await expect(debianFiles(WANTED, settings(run))).rejects.toThrow("the command apt-get was not found; the package can be had on Debian and on systems made from it"); // prettier-ignore
  });

  test("a package with other contents is refused", async () => {
    withLists();
    const other = { ...WANTED, files: { ...WANTED.files, "usr/share/tree/": "0".repeat(64) } };
    await expect(debianFiles(other, settings(system()))).rejects.toThrow("its folder usr/share/tree has SHA-256");
    const missing = { ...WANTED, files: { "usr/none": md5(ONE) } };
    await expect(debianFiles(missing, settings(system()))).rejects.toThrow("it has no file usr/none");
  });
});

/** Made with xz 5.4: 3,000 bytes that repeat, then 64 that do not. */
const PATTERN = Uint8Array.from({ length: 3064 }, (_, i) => (i < 3000 ? (i * i) % 7 : (i * 97 + (i >> 2) * 31) & 255));
const PACKED =
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Av3AGBdAAAAUrcv/xqEnNjrDhgepFaaTDKtQ3tLvfcaZkdGbhHBlwAgnYZETTfvKVN/lqsvfc28lfoaNC/Sz0bgX6dZ+x+/XkkMBiuEY5fFGoG8LEXCYwjpr0pPN4vT2m1UVyCqYAC5PBefl3pI6AABfPgXAAAA3W0/CrHEZ/sCAAAAAARZWg==";

describe("xz", () => {
  test("unpacks what xz packed", () => {
    expect(Buffer.compare(Buffer.from(unpackXz(Buffer.from(PACKED, "base64"))), Buffer.from(PATTERN))).toBe(0);
  });
  test("says what is wrong with other files", () => {
    const packed = Buffer.from(PACKED, "base64");
    expect(() => unpackXz(Buffer.from("something else that is longer"))).toThrow("the xz file is damaged: it does not begin as one");
    expect(() => unpackXz(packed.subarray(0, 60))).toThrow("the xz file is damaged");
    const changed = Buffer.from(packed);
    changed[24] = 3; // kind of the first chunk
    expect(() => unpackXz(changed)).toThrow("the xz file is damaged");
  });
});

describe("R's data", () => {
  /** Version 2, not packed: a data frame d of x = (1.5, NA), f = (b, a) as categories, n = (7, NA). */
  const file = (): Uint8Array => {
    const parts: number[] = [...bytes("RDX2\nX\n")];
    const int = (value: number): void => void parts.push((value >> 24) & 255, (value >> 16) & 255, (value >> 8) & 255, value & 255);
    const text = (value: string): void => {
      int(0x40009);
      int(value.length);
      parts.push(...bytes(value));
    };
    const symbol = (name: string): void => {
      int(1);
      text(name);
    };
    const double = (value: number): void => void parts.push(...new Uint8Array(new Float64Array([value]).buffer).reverse());
    [2, 0x30601, 0x20300].forEach(int);
    int(1026); // a pair with a name
    symbol("d");
    int(0x313); // a list with attributes
    int(3);
    [14, 2].forEach(int);
    [1.5, NaN].forEach(double);
    [0x30d, 2, 2, 1].forEach(int); // numbers of categories
    int(1026);
    symbol("levels");
    [16, 2].forEach(int);
    ["a", "b"].forEach(text);
    int(254);
    [13, 2, 7, -(2 ** 31)].forEach(int);
    int(1026);
    symbol("names");
    [16, 3].forEach(int);
    ["x", "f", "n"].forEach(text);
    int(254);
    int(254);
    return Uint8Array.from(parts);
  };

  test("a data frame's columns: numbers, categories by name, missing values", () => {
    expect([...readRda(file()).get("d")!]).toEqual([
      ["x", [1.5, null]],
      ["f", ["b", "a"]],
      ["n", [7, null]],
    ]);
  });
  test("another file is refused", () => {
    expect(() => readRda(bytes("x,y\n1,2\n"))).toThrow("the file of R is damaged: it does not begin as one of R's binary files");
  });
});
