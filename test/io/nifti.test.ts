// NIfTI files: sizes, byte orders, element types, scaling, gzip; and what is refused.
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { nifti } from "../../src/io/index.ts";

interface Parts {
  readonly sizes: readonly number[];
  readonly type: number;
  readonly values: ArrayBufferView;
  readonly little?: boolean;
  readonly slope?: number;
  readonly intercept?: number;
  readonly magic?: string;
}

function file({ sizes, type, values, little = true, slope = 0, intercept = 0, magic = "n+1" }: Parts): Uint8Array {
  const out = new Uint8Array(352 + values.byteLength);
  const view = new DataView(out.buffer);
  view.setInt32(0, 348, little);
  [sizes.length, ...sizes].forEach((n, k) => view.setInt16(40 + 2 * k, n, little));
  view.setInt16(70, type, little);
  view.setFloat32(108, 352, little);
  view.setFloat32(112, slope, little);
  view.setFloat32(116, intercept, little);
  out.set(new TextEncoder().encode(magic), 344);
  out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 352);
  return out;
}

const bytes = { sizes: [3, 2, 1], type: 2, values: Uint8Array.of(1, 2, 3, 4, 5, 6) };

describe("NIfTI", () => {
  test("the last axis of the file is the first one", () => {
    const read = nifti.readHost(file(bytes));
    expect(read.shape).toEqual([1, 2, 3]);
    expect(read.dtype).toBe("u8");
    expect(nifti.read(file(bytes)).toArray()).toEqual([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ]);
  });

  test("gzip and big-endian files are read alike", () => {
    expect(nifti.readHost(gzipSync(file(bytes))).data).toEqual(bytes.values);
    const values = new DataView(new ArrayBuffer(4));
    values.setInt16(0, -5, false);
    values.setInt16(2, 300, false);
    expect(Array.from(nifti.readHost(file({ sizes: [2], type: 4, values, little: false })).data)).toEqual([-5, 300]);
  });

  test("floats stay, and a scale makes floats", () => {
    const plain = nifti.readHost(file({ sizes: [2], type: 16, values: Float32Array.of(0.5, -2) }));
    expect([plain.dtype, Array.from(plain.data)]).toEqual(["f32", [0.5, -2]]);
    const scaled = nifti.readHost(file({ ...bytes, slope: 2, intercept: 1 }));
    expect([scaled.dtype, Array.from(scaled.data)]).toEqual(["f32", [3, 5, 7, 9, 11, 13]]);
  });

  test("other files are refused with the reason", () => {
    const why = (data: Uint8Array): string => {
      try {
        nifti.readHost(data, { name: "scan.nii" });
        return "read";
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(why(new Uint8Array(10))).toBe("scan.nii: 10 bytes are too few: a NIfTI file begins with a header of 348");
    expect(why(new Uint8Array(400))).toBe("scan.nii: this is no NIfTI-1 file: it does not begin with the number 348");
    expect(why(file({ ...bytes, magic: "ni1" }))).toMatch("only single .nii files are read");
    expect(why(file({ ...bytes, magic: "abc" }))).toMatch('its mark is "abc"');
    expect(why(file({ ...bytes, type: 128 }))).toMatch("elements of the type 128 are not read");
    expect(why(file({ ...bytes, sizes: [3, 2, 2] }))).toBe("scan.nii: 358 bytes where 364 were due for [2, 2, 3]");
    expect(why(file({ ...bytes, sizes: [3, 0] }))).toMatch("its sizes are [3, 0]");
  });
});
