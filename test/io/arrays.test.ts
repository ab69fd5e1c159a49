// Files of arrays: .npy, .npz and IDX written and read back, packed by others, and every way in which they can be broken.
import { deflateRawSync, gzipSync, inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/index.ts";
import { idx, npy, npz } from "../../src/io/index.ts";
import type { HostTensor } from "../../src/io/index.ts";
import { deflate } from "../../src/io/deflate.ts";
import { crc32, gunzip, inflate } from "../../src/io/inflate.ts";
import { readZip, writeZip } from "../../src/io/zip.ts";

const message = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    expect((error as Error).name).toBe("NablaError");
    return (error as Error).message;
  }
  return "no error";
};
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const host: readonly HostTensor[] = [
  { dtype: "f32", shape: [2, 3], data: Float32Array.of(1, -2, 0.5, NaN, Infinity, -0) },
  { dtype: "f64", shape: [], data: Float64Array.of(Math.PI) },
  { dtype: "i32", shape: [2, 2, 2], data: Int32Array.of(1, 2, 3, 4, 5, 6, 2147483647, -2147483648) },
  { dtype: "u8", shape: [4], data: Uint8Array.of(0, 1, 254, 255) },
  { dtype: "bool", shape: [3, 1], data: Uint8Array.of(1, 0, 1) },
  { dtype: "f32", shape: [0, 5], data: new Float32Array(0) },
];

/** A .npy file with a header of one's own. */
const npyFile = (header: string, data = new Uint8Array(8), version = 1): Uint8Array =>
  Uint8Array.of(0x93, ...text("NUMPY"), version, 0, header.length, 0, ...(version > 1 ? [0, 0] : []), ...text(header), ...data);

describe("npy", () => {
  test("what is written is read back, in every order", () => {
    for (const value of host)
      for (const fortranOrder of [false, true])
        for (const bigEndian of [false, true]) expect(npy.readHost(npy.write(value, { fortranOrder, bigEndian }))).toEqual(value);
  });

  test("the keys may stand in any order, the header may have any length", () => {
    const file = npyFile(`{"shape": (2, ), 'fortran_order': False , 'descr': '=f4'}\n`, new Uint8Array(Float32Array.of(3, 4).buffer));
    expect(npy.read(file).toArray()).toEqual([3, 4]);
    // A view in the middle of other bytes, as Node's Buffer often is.
    const around = new Uint8Array(file.length + 3);
    around.set(file, 3);
    expect(npy.read(around.subarray(3)).toArray()).toEqual([3, 4]);
  });

  test("broken files", () => {
    const good = npy.write(tensor([1, 2]));
    const read = (bytes: Uint8Array): string => message(() => npy.read(bytes, { name: "a.npy" }));
    expect(read(new Uint8Array(0))).toBe("a.npy: the file is cut off");
    expect(read(text("PK and so on, no array"))).toBe("a.npy: this is no .npy file");
    expect(read(good.subarray(0, 9))).toBe("a.npy: the header is cut off");
    expect(read(good.subarray(0, 60))).toBe("a.npy: the header is cut off");
    expect(read(good.subarray(0, good.length - 1))).toBe("a.npy: an array [2] of f4 takes 8 bytes, but 7 follow the header");
    expect(read(Uint8Array.of(...good, 0))).toBe("a.npy: an array [2] of f4 takes 8 bytes, but 9 follow the header");
    expect(read(npyFile("{}", undefined, 9))).toBe("a.npy: version 9.0 of the format is not known");
    const header = "the header is no dictionary of descr, fortran_order and shape";
    expect(read(npyFile("{}"))).toBe(`a.npy: ${header}: {}`);
    expect(read(npyFile("__import__('os')"))).toBe(`a.npy: ${header}: __import__('os')`);
    expect(read(npyFile("{'descr': '<f4', 'descr': '<f4', 'shape': (2,)}"))).toContain(header);
    expect(read(npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': True}"))).toContain(header);
    expect(read(npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2)}"))).toBe("a.npy: the shape (2) is no tuple of sizes");
    expect(read(npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}"))).toBe("a.npy: the shape (-2,) is no tuple of sizes");
    expect(read(npyFile("{'descr': '<f4', 'fortran_order': (), 'shape': (2,)}"))).toBe(
      "a.npy: fortran_order is (), neither True nor False",
    );
    expect(read(npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999)}"))).toContain(
      "but 8 follow the header",
    );
  });

  test("integers that do not fit are refused, not cut", () => {
    const words = (Kind: typeof BigInt64Array | typeof BigUint64Array, descr: string, value: bigint): Uint8Array =>
      npyFile(`{'descr': '${descr}', 'fortran_order': False, 'shape': ()}`, new Uint8Array(Kind.of(value).buffer));
    expect(npy.read(words(BigInt64Array, "<i8", -2147483648n)).item()).toBe(-2147483648);
    expect(message(() => npy.read(words(BigInt64Array, "<i8", -2147483649n)))).toBe("npy: the 64-bit integer -2147483649 does not fit into i32"); // prettier-ignore
    expect(message(() => npy.read(words(BigUint64Array, "<u8", 2n ** 64n - 1n)))).toBe("npy: the 64-bit integer 18446744073709551615 does not fit into i32"); // prettier-ignore
  });

  test("values and shape that do not agree are not written", () => {
    expect(message(() => npy.write({ dtype: "f32", shape: [3], data: new Float32Array(2) }))).toBe("npy.write: shape [3] needs 3 values, got 2"); // prettier-ignore
    expect(message(() => idx.write({ dtype: "f32", shape: [3], data: new Float32Array(2) }))).toBe("idx.write: shape [3] needs 3 values, got 2"); // prettier-ignore
  });
});

describe("npz", () => {
  const arrays = Object.fromEntries(host.map((value, i) => [`array ${i}`, value]));

  test("what is written is read back", () => {
    expect(npz.readHost(npz.write(arrays))).toEqual(arrays);
    expect(npz.readHost(npz.write(arrays, { compress: true }))).toEqual(arrays);
    expect(npz.readHost(npz.write({}))).toEqual({});
    expect(npz.read(npz.write({ ключ: tensor([1, 2]) }))["ключ"]!.toArray()).toEqual([1, 2]);
  });

  test("broken files", () => {
    const good = npz.write({ a: tensor([1, 2]) });
    expect(message(() => npz.read(good.subarray(0, 100)))).toBe("zip: there is no end record: this is no zip archive, or it is cut off");
    expect(message(() => npz.read(good.subarray(1)))).toContain("zip: ");
    const changed = good.slice();
    changed[160]! ^= 1; // in the elements
    expect(message(() => npz.read(changed))).toBe('zip: "a.npy" is damaged (its check sum differs)');
    expect(message(() => npz.read(writeZip(new Map([["a.txt", text("hello")]]))))).toBe('npz: the archive holds "a.txt"; all its files should end in .npy'); // prettier-ignore
    expect(message(() => npz.read(writeZip(new Map([["a.npy", text("hello, array")]]))))).toBe('npz: array "a": this is no .npy file');
    // Any single byte changed: another value of the format, or an error that says so; never a crash.
    for (let at = 0; at < good.length; at++) {
      const bytes = good.slice();
      bytes[at]! ^= 0x55;
      const said = message(() => npz.read(bytes));
      expect(said === "no error" || /^(zip|npz|inflate)[: ]/.test(said)).toBe(true);
    }
  });

  test("encrypted and strangely packed files are named", () => {
    const good = writeZip(new Map([["x", text("hello")]]));
    const directory = good.length - 22 - 47;
    const encrypted = good.slice();
    encrypted[directory + 8]! |= 1;
    expect(message(() => readZip(encrypted))).toBe('zip: "x" is encrypted');
    const packed = good.slice();
    packed[directory + 10] = 12;
    expect(message(() => readZip(packed))).toBe('zip: "x" is packed by method 12; only files that are stored or deflated can be read');
  });
});

describe("inflate", () => {
  const samples = [
    new Uint8Array(0),
    text("a"),
    text("abcabcabcabcabcabc".repeat(100)),
    Uint8Array.from({ length: 70000 }, (_, i) => (i * i * 7 + (i >> 5)) & 255),
    Uint8Array.from({ length: 5000 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24),
    new Uint8Array(300000),
  ];

  test("what zlib packs comes out, at every level and strategy", () => {
    for (const sample of samples)
      for (const options of [{ level: 0 }, { level: 1 }, { level: 9 }, { strategy: 4 }, { strategy: 2 }, { memLevel: 1 }]) {
        const out = inflate(deflateRawSync(sample, options), sample.length, "sample");
        expect(Buffer.compare(out, sample)).toBe(0);
        expect(Buffer.compare(gunzip(gzipSync(sample, options), "sample"), sample)).toBe(0);
      }
  });

  test("what is packed here comes out, here and in zlib, and is smaller where anything repeats", () => {
    const repeats = Uint8Array.from({ length: 40000 }, (_, i) => (i % 997 < 300 ? i % 997 : i * i) & 255);
    for (const sample of [...samples, repeats, new Uint8Array(258), new Uint8Array(259), new Uint8Array(262).fill(200)]) {
      const packed = deflate(sample);
      expect(Buffer.compare(inflate(packed, sample.length, "sample"), sample)).toBe(0);
      expect(Buffer.compare(inflateRawSync(packed), sample)).toBe(0);
    }
    expect(deflate(new Uint8Array(300000)).length).toBeLessThan(3000);
    // A repetition from as far as it may be, and one from farther, which is none.
    for (const gap of [32768, 32769]) {
      const far = Uint8Array.from({ length: gap + 50 }, (_, i) => Math.imul((i % gap) + 1, 2654435761) >>> 24);
      expect(Buffer.compare(inflateRawSync(deflate(far)), far)).toBe(0);
    }
  });

  test("cut off anywhere, it says so", () => {
    const sample = text("to be or not to be, that is the question".repeat(5));
    for (const options of [{ level: 9 }, { level: 0 }, { strategy: 4 }]) {
      const packed = deflateRawSync(sample, options);
      for (let length = 0; length < packed.length; length++)
        expect(message(() => inflate(packed.subarray(0, length), sample.length, "s"))).toMatch(/^s: inflate: /);
    }
  });

  test("changed anywhere, it ends: with bytes or an error", () => {
    const sample = text("the quick brown fox jumps over the lazy dog. ".repeat(20));
    const packed = deflateRawSync(sample);
    for (let at = 0; at < packed.length; at++)
      for (const bit of [1, 16, 128]) {
        const bytes = Uint8Array.from(packed);
        bytes[at]! ^= bit;
        const said = message(() => inflate(bytes, sample.length, "s"));
        expect(said === "no error" || said.startsWith("s: inflate: ")).toBe(true);
      }
  });

  test("sizes that were not announced are refused, and sizes that cannot be, before there is room for them", () => {
    const packed = deflateRawSync(text("hello hello hello"));
    expect(message(() => inflate(packed, 16, "s"))).toBe("s: inflate: there are more than the 16 bytes that were announced");
    expect(message(() => inflate(packed, 18, "s"))).toBe("s: inflate: there are 17 bytes where 18 were announced");
    expect(message(() => inflate(packed, 2 ** 40, "s"))).toBe(`s: inflate: ${packed.length} packed bytes cannot hold ${2 ** 40}`);
  });

  test("gzip: damage is named", () => {
    const packed = Uint8Array.from(gzipSync(text("hello hello hello")));
    expect(message(() => gunzip(packed.subarray(0, 12), "a.gz"))).toBe("a.gz: the gzip file is cut off");
    const sum = packed.slice();
    sum[packed.length - 8]! ^= 1;
    expect(message(() => gunzip(sum, "a.gz"))).toBe("a.gz: the gzip file is damaged (its check sum differs)");
  });

  test("the check sum is that of the standard", () => {
    expect(crc32(text("123456789"))).toBe(0xcbf43926);
  });
});

describe("idx", () => {
  test("what is written is read back", () => {
    for (const value of host) expect(idx.readHost(idx.write(value))).toEqual(value.dtype === "bool" ? { ...value, dtype: "u8" } : value);
    expect(idx.readHost(gzipSync(idx.write(host[0]!)))).toEqual(host[0]);
  });

  test("bytes with a sign and short integers", () => {
    expect(idx.readHost(Uint8Array.of(0, 0, 9, 1, 0, 0, 0, 2, 255, 127))).toEqual({
      dtype: "i32",
      shape: [2],
      data: Int32Array.of(-1, 127),
    });
    expect(idx.readHost(Uint8Array.of(0, 0, 11, 1, 0, 0, 0, 2, 255, 254, 1, 0))).toEqual({ dtype: "i32", shape: [2], data: Int32Array.of(-2, 256) }); // prettier-ignore
  });

  test("broken files", () => {
    const good = idx.write({ dtype: "u8", shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    const read = (bytes: Uint8Array): string => message(() => idx.read(bytes, { name: "digits" }));
    expect(read(new Uint8Array(0))).toBe("digits: this is no IDX file: it does not begin with two zero bytes");
    expect(read(text("PNG or so"))).toBe("digits: this is no IDX file: it does not begin with two zero bytes");
    expect(read(Uint8Array.of(0, 0, 10, 1, 0, 0, 0, 0))).toBe("digits: elements of the kind 10 are not known; IDX has 8, 9, 11, 12, 13 and 14"); // prettier-ignore
    expect(read(good.subarray(0, 7))).toBe("digits: its header is cut off");
    expect(read(good.subarray(0, 17))).toBe("digits: 17 bytes where 18 were due for [2, 3]");
    expect(read(Uint8Array.of(...good, 0))).toBe("digits: 19 bytes where 18 were due for [2, 3]");
    expect(read(gzipSync(good).subarray(0, 25))).toMatch(/^digits: /);
  });
});
