// A folder of pictures as a data set: PNG of every kind, JPEG, sizes, and files that are no pictures.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { augmentImages, horizontalFlip, loader, randomSplit } from "../../src/data/index.ts";
import { imageFolder } from "../../src/datasets/index.ts";
import { pictureDecoder } from "../../src/datasets/decode.ts";
import { crc32 } from "../../src/io/inflate.ts";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "nabla-pictures-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const put = (path: string, bytes: Uint8Array | string): void => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), bytes);
};
const png = (width: number, height: number, data: readonly number[], channels = 3): Uint8Array =>
  encode({ width, height, channels, data: Uint8Array.from(data) });
const flat = (width: number, height: number, color: readonly number[]): Uint8Array =>
  png(width, height, Array.from({ length: width * height }, () => color).flat(), color.length); // prettier-ignore
const photo = (width: number, height: number, grey: number): Uint8Array =>
  jpeg.encode({ width, height, data: Buffer.from(Array.from({ length: width * height }, () => [grey, grey, grey, 255]).flat()) }, 95).data;
const message = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
};

/** A PNG file by its chunks, for kinds that the encoder does not write. */
function rawPng(
  width: number,
  height: number,
  depth: number,
  kind: number,
  rows: readonly number[],
  palette?: readonly number[],
): Uint8Array {
  const chunk = (name: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, kind, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk("IHDR", header),
    ...(palette ? [chunk("PLTE", Uint8Array.from(palette))] : []),
    chunk("IDAT", deflateSync(Uint8Array.from(rows))),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

describe("decoding", () => {
  test("PNG: grey, color, transparency, 16 bits, palettes and single bits", async () => {
    const decode = await pictureDecoder("test");
    expect(decode(png(2, 1, [1, 2, 3, 4, 5, 6]))).toEqual({ height: 1, width: 2, channels: 3, data: Uint8Array.of(1, 4, 2, 5, 3, 6) });
    expect(decode(png(1, 2, [7, 8], 1))).toEqual({ height: 2, width: 1, channels: 1, data: Uint8Array.of(7, 8) });
    expect(decode(png(1, 1, [1, 2, 3, 0], 4)).data).toEqual(Uint8Array.of(1, 2, 3));
    expect(decode(png(2, 1, [9, 0, 8, 255], 2))).toMatchObject({ channels: 1, data: Uint8Array.of(9, 8) });
    expect(decode(encode({ width: 1, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0x1234) })).data).toEqual(Uint8Array.of(0x12));
    expect(decode(rawPng(3, 2, 2, 3, [0, 0b00011000, 0, 0b10000100], [10, 11, 12, 20, 21, 22, 30, 31, 32]))).toEqual({ height: 2, width: 3, channels: 3, data: Uint8Array.of(10, 20, 30, 30, 10, 20, 11, 21, 31, 31, 11, 21, 12, 22, 32, 32, 12, 22) }); // prettier-ignore
    expect(decode(rawPng(9, 1, 1, 0, [0, 0b10100000, 0b10000000])).data).toEqual(Uint8Array.of(255, 0, 255, 0, 0, 0, 0, 0, 255));
    expect(decode(rawPng(3, 1, 4, 0, [0, 0x0f, 0x80])).data).toEqual(Uint8Array.of(0, 255, 136));
    expect(message(() => decode(rawPng(1, 1, 8, 3, [0, 5], [1, 2, 3])))).toBe("pixel 0 has color 5 of a palette of 1");
  });

  test("JPEG", async () => {
    const { height, width, channels, data } = (await pictureDecoder("test"))(photo(16, 8, 100));
    expect([height, width, channels]).toEqual([8, 16, 3]);
    expect(data.every((value) => Math.abs(value - 100) <= 2)).toBe(true);
  });

  test("what is cut off or changed never passes for a picture in silence", async () => {
    const decode = await pictureDecoder("test");
    const good = flat(8, 8, [10, 20, 30]);
    for (let length = 0; length < good.length - 12; length++)
      expect(message(() => decode(good.subarray(0, length)))).toMatch(/^the (PNG file is damaged: |file is )/);
    const changed = good.slice();
    changed[50]! ^= 1;
    expect(message(() => decode(changed))).toMatch(/^the PNG file is damaged: /);
    const scan = photo(32, 32, 90);
    for (const length of [2, 20, 200, scan.length >> 1])
      expect(message(() => decode(scan.subarray(0, length)))).toMatch(/^the JPEG file is damaged: /);
  });
});

describe("folders", () => {
  test("subfolders are classes, files samples, in order of their names", async () => {
    put("dog/b.png", flat(4, 4, [0, 255, 0]));
    put("dog/deep/a.jpg", photo(8, 8, 255));
    put("cat/z.PNG", flat(4, 4, [255, 0, 51]));
    put("cat/notes.txt", "not a picture, and not taken for one");
    put("cat/.hidden.png", "");
    const pictures = await imageFolder(folder, { size: 2 });
    expect(pictures.classes).toEqual(["cat", "dog"]);
    expect(pictures.files).toEqual(["cat/z.PNG", "dog/b.png", "dog/deep/a.jpg"]);
    expect(Array.from(pictures.labels)).toEqual([0, 1, 1]);
    const [x, y] = [...loader(pictures, { batchSize: 2 })][0]!;
    const plane = (value: number): number[][] => [[value, value], [value, value]]; // prettier-ignore
    expect(x.toArray()).toEqual([[plane(1), plane(0), plane(Math.fround(0.2))], [plane(0), plane(1), plane(0)]]); // prettier-ignore
    expect(y.toArray()).toEqual([0, 1]);
    expect(randomSplit(pictures, [0.67, 0.33]).map((part) => part.length)).toEqual([2, 1]);
    expect([...loader(pictures, { batchSize: 2, augment: augmentImages(horizontalFlip()) })].map((batch) => batch[0].shape)).toEqual([[2, 3, 2, 2], [1, 3, 2, 2]]); // prettier-ignore
  });

  test("the middle, or the whole stretched; color to grey and back", async () => {
    // Left third red, middle green, right blue.
    const row = [255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255];
    put("a/stripes.png", png(6, 2, [...row, ...row]));
    const pixels = async (options: object): Promise<number[]> => Array.from((await imageFolder(folder, { size: 2, ...options })).batch([0])[0].data); // prettier-ignore
    expect(await pixels({})).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]);
    expect(await pixels({ size: [2, 3], fit: "stretch", mode: "nearest" })).toEqual([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1]);
    expect((await pixels({ channels: 1 })).map((value) => Math.round(value * 255))).toEqual([150, 150, 150, 150]);
    put("a/stripes.png", flat(3, 3, [51]));
    expect(await pixels({ size: 1 })).toEqual([0.2, 0.2, 0.2].map(Math.fround));
  });

  test("batches do not share their values", async () => {
    put("a/x.png", flat(2, 2, [255]));
    const pictures = await imageFolder(folder, { size: 2, channels: 1 });
    pictures.batch([0])[0].data.fill(7);
    expect(Array.from(pictures.batch([0])[0].data)).toEqual([1, 1, 1, 1]);
  });

  test("pictures are decoded once while there is room for them", async () => {
    for (const name of ["a", "b"]) put(`x/${name}.png`, flat(2, 2, [255]));
    const pictures = await imageFolder(folder, { size: 2, channels: 1, keep: 4 });
    pictures.batch([0, 1]);
    for (const name of ["a", "b"]) put(`x/${name}.png`, flat(2, 2, [0]));
    expect(Array.from(pictures.batch([0, 1])[0].data)).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
  });

  test("a file that is no picture is named", async () => {
    put("a/good.png", flat(2, 2, [1]));
    put("a/text.png", "hello");
    put("b/empty.jpg", "");
    put("b/half.jpg", photo(32, 32, 9).subarray(0, 300));
    const pictures = await imageFolder(folder, { size: 2 });
    expect(message(() => pictures.batch([1]))).toBe(`imageFolder: ${join(folder, "a/text.png")}: the file is neither PNG nor JPEG`);
    expect(pictures.check().map(({ file }) => file)).toEqual(["a/text.png", "b/empty.jpg", "b/half.jpg"]);
    expect(pictures.check()[1]).toEqual({ file: "b/empty.jpg", reason: "the file is empty" });
    put("b/fine.png", flat(2, 2, [2]));
    const rest = await imageFolder(folder, { size: 2, broken: "leave out" });
    expect(rest.files).toEqual(["a/good.png", "b/fine.png"]);
    expect(Array.from(rest.labels)).toEqual([0, 1]);
    expect(rest.broken.map(({ file }) => file)).toEqual(["a/text.png", "b/empty.jpg", "b/half.jpg"]);
  });

  test("folders that are none", async () => {
    const said = async (path: string, size = 2): Promise<string> => imageFolder(path, { size }).then(() => "no error", (error: Error) => error.message); // prettier-ignore
    expect(await said(join(folder, "nowhere"))).toBe(`imageFolder: there is no folder ${join(folder, "nowhere")}`);
    put("x.png", flat(2, 2, [1]));
    expect(await said(folder)).toBe(`imageFolder: ${folder} has no subfolders; each subfolder should be a class`);
    put("a/notes.txt", "");
    expect(await said(folder)).toBe(`imageFolder: class "a" in ${folder} has no file that ends in .png, .jpg or .jpeg`);
    expect(await said(folder, 0)).toBe("resize: the size must be whole numbers ≥ 1, got [0, 0]");
  });
});
