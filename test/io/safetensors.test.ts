import { describe, expect, test } from "vitest";
import { NablaError, tensor } from "../../src/index.ts";
import { safetensors } from "../../src/io/index.ts";
import { brainsToFloats, floatsToBrains, halfToNumber, numberToHalf } from "../../src/io/halves.ts";

const { read, readHost, write, describe: contentsOf } = safetensors;

/** A file with that header text, and `data` zero bytes (or these bytes) after it. */
function file(header: string | Uint8Array, data: number | Uint8Array = 0, length?: bigint): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const rest = typeof data === "number" ? new Uint8Array(data) : data;
  const out = new Uint8Array(8 + text.length + rest.length);
  new DataView(out.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  out.set(text, 8);
  out.set(rest, 8 + text.length);
  return out;
}

function codeOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof NablaError) return error.code;
    throw error;
  }
  return "none";
}

describe("safetensors round trip", () => {
  test("types, shapes, metadata, scalars and empty tensors come back", () => {
    const tensors = {
      floats: tensor([[1, -2.5], [NaN, Infinity]]),
      doubles: tensor([0.1], { dtype: "f64" }),
      whole: tensor([-1, 2147483647], { dtype: "i32" }),
      bytes: tensor([0, 255], { dtype: "u8" }),
      flags: tensor([true, false], { dtype: "bool" }),
      scalar: tensor(3),
      "": { dtype: "f32", shape: [0, 3], data: new Float32Array(0) },
      __proto__x: tensor([1]),
      'quote " and \n and ☃ 😀': tensor([2]),
    } as const; // prettier-ignore
    const bytes = write(tensors, { metadata: { b: "2", a: "\u0000☃" } });
    const back = readHost(bytes);
    expect(Object.keys(back.tensors).sort()).toEqual(Object.keys(tensors).sort());
    for (const [name, value] of Object.entries(tensors)) {
      expect(back.tensors[name]!.shape).toEqual(value.shape);
      expect(back.tensors[name]!.dtype).toBe(value.dtype);
      expect(back.tensors[name]!.data).toEqual("toArray" in value ? value.data() : value.data);
    }
    expect(back.metadata).toEqual({ a: "\u0000☃", b: "2" });
    expect(read(bytes).tensors["floats"]!.toArray()).toEqual([[1, -2.5], [NaN, Infinity]]); // prettier-ignore
  });

  test("a name such as __proto__ is a name like any other", () => {
    const bytes = file('{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1);
    expect(Object.keys(readHost(bytes).tensors)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["dtype"]).toBeUndefined();
  });

  test("equal tensors give equal bytes, whatever the order", () => {
    const [a, b] = [tensor([1, 2, 3]), tensor([7], { dtype: "u8" })];
    expect(write({ a, b }, { metadata: { x: "1", y: "2" } })).toEqual(write({ b, a }, { metadata: { y: "2", x: "1" } }));
    expect(write({ a, b }).length % 8).toBe((8 + 12 + 1) % 8);
  });

  test("tensors of a file inside a larger, unaligned memory", () => {
    const bytes = write({ a: tensor([1, 2, 3]) });
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(readHost(larger.subarray(3)).tensors["a"]!.data).toEqual(new Float32Array([1, 2, 3]));
    expect(readHost(Buffer.from(bytes)).tensors["a"]!.data).toEqual(new Float32Array([1, 2, 3]));
  });

  test("other integer types become i32 when they fit", () => {
    const of = (dtype: string, data: ArrayBufferView, count: number): Uint8Array =>
      file(`{"a":{"dtype":"${dtype}","shape":[${count}],"data_offsets":[0,${data.byteLength}]}}`, new Uint8Array(data.buffer));
    const values = (bytes: Uint8Array): number[] => Array.from(readHost(bytes).tensors["a"]!.data);
    expect(values(of("I64", new BigInt64Array([-5n, 2147483647n]), 2))).toEqual([-5, 2147483647]);
    expect(values(of("I8", new Int8Array([-5, 100]), 2))).toEqual([-5, 100]);
    expect(values(of("U16", new Uint16Array([65535]), 1))).toEqual([65535]);
    expect(codeOf(() => values(of("I64", new BigInt64Array([2147483648n]), 1)))).toBe("safetensors-range");
    expect(codeOf(() => values(of("U32", new Uint32Array([4294967295]), 1)))).toBe("safetensors-range");
    expect(codeOf(() => values(of("F8_E4M3", new Uint8Array([1]), 1)))).toBe("safetensors-dtype");
  });

  test("sixteen-bit floats", () => {
    const values = tensor([1, -2.5, 65504, 1e-7]);
    expect(Array.from(readHost(write({ a: values }, { floats: "f16" })).tensors["a"]!.data)).toEqual([1, -2.5, 65504, halfToNumber(2)]);
    expect(Array.from(readHost(write({ a: values }, { floats: "bf16" })).tensors["a"]!.data).slice(0, 3)).toEqual([1, -2.5, 65536]);
    expect(contentsOf(write({ a: values }, { floats: "bf16" })).entries[0]).toEqual({
      name: "a",
      dtype: "BF16",
      shape: [4],
      begin: 0,
      end: 8,
    });
  });
});

describe("halves", () => {
  test("all 65536 halves survive, NaN as NaN", () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfToNumber(bits);
      if (Number.isNaN(value)) expect(Number.isNaN(halfToNumber(numberToHalf(value)))).toBe(true);
      else if (numberToHalf(value) !== bits) expect(numberToHalf(value)).toBe(bits);
    }
  });

  test("rounding: nearest, ties to even, overflow to infinity", () => {
    for (const [value, bits] of [[65519.99, 0x7bff], [65520, 0x7c00], [2049, 0x6800], [2051, 0x6802], [2 ** -25, 0], [2 ** -25 * 1.01, 1], [2 ** -14 - 2 ** -26, 0x0400], [-0, 0x8000]] as const) {
      expect(numberToHalf(value)).toBe(bits);
    } // prettier-ignore
  });

  test("bfloat16: nearest, ties to even", () => {
    const round = (x: number): number => brainsToFloats(floatsToBrains([x]))[0]!;
    expect([1, -3, 0.5].map(round)).toEqual([1, -3, 0.5]);
    expect(round(1 + 2 ** -8)).toBe(1);
    expect(round(1 + 3 * 2 ** -8)).toBe(1 + 2 ** -6);
    expect(round(NaN)).toBeNaN();
    expect(round(3.4e38)).toBe(Infinity);
  });
});

describe("safetensors refuses", () => {
  const entry = (fields: string): string => `{"a":{${fields}}}`;
  const good = '"dtype":"F32","shape":[2],"data_offsets":[0,8]';
  const table: readonly (readonly [string, string, Uint8Array])[] = [
    ["nothing at all", "safetensors-header-too-small", new Uint8Array(0)],
    ["seven bytes", "safetensors-header-too-small", new Uint8Array(7)],
    ["a header of 100 MB and one", "safetensors-header-too-large", file("{}", 0, 100_000_001n)],
    ["a length of 2⁶⁴ − 1", "safetensors-header-too-large", file("{}", 0, 2n ** 64n - 1n)],
    ["a header longer than the file", "safetensors-header-length", file("{}", 0, 60n)],
    ["an empty header", "safetensors-header-text", file("")],
    ["broken UTF-8", "safetensors-header-text", file(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))],
    ["a byte order mark", "safetensors-header-text", file(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))],
    ["a header that begins with a space", "safetensors-header-text", file(" {}")],
    ["a list", "safetensors-header-text", file("[]")],
    ["an unfinished object", "safetensors-header-json", file("{")],
    ["an unfinished string", "safetensors-header-json", file('{"a')],
    ["a comma too many", "safetensors-header-json", file(`{"a":{${good}},}`, 8)],
    ["a single quote", "safetensors-header-json", file("{'a':1}")],
    ["something behind the object", "safetensors-header-json", file("{}x")],
    ["a line end behind the object", "safetensors-header-json", file("{}\n")],
    ["a zero byte behind the object", "safetensors-header-json", file("{}\0")],
    ["a tensor that is a number", "safetensors-header-json", file('{"a":1}')],
    ["a lone surrogate", "safetensors-header-json", file(`{"\\ud800":{${good}}}`, 8)],
    ["a control character in a name", "safetensors-header-json", file(`{"a\u0001":{${good}}}`, 8)],
    ["the same name twice", "safetensors-duplicate-name", file(`{"a":{${good}},"a":{${good}}}`, 8)],
    ["the same name twice, once escaped", "safetensors-duplicate-name", file(`{"a":{${good}},"\\u0061":{${good}}}`, 8)],
    ["the same field twice", "safetensors-duplicate-name", file(entry(`${good},"dtype":"F32"`), 8)],
    ["metadata twice", "safetensors-duplicate-name", file('{"__metadata__":{},"__metadata__":{}}')],
    ["metadata that are a number", "safetensors-metadata", file('{"__metadata__":{"a":1}}')],
    ["metadata in metadata", "safetensors-metadata", file('{"__metadata__":{"a":{}}}')],
    ["metadata that are no object", "safetensors-header-json", file('{"__metadata__":null}')],
    ["an unknown type", "safetensors-dtype", file(entry('"dtype":"F31","shape":[2],"data_offsets":[0,8]'), 8)],
    ["a type in lower case", "safetensors-dtype", file(entry('"dtype":"f32","shape":[2],"data_offsets":[0,8]'), 8)],
    ["a type named like a method", "safetensors-dtype", file(entry('"dtype":"toString","shape":[2],"data_offsets":[0,8]'), 8)],
    ["no type", "safetensors-tensor-info", file(entry('"shape":[2],"data_offsets":[0,8]'), 8)],
    ["no shape", "safetensors-tensor-info", file(entry('"dtype":"F32","data_offsets":[0,8]'), 8)],
    ["no offsets", "safetensors-tensor-info", file(entry('"dtype":"F32","shape":[2]'), 8)],
    ["an unknown field", "safetensors-tensor-info", file(entry(`${good},"more":1`), 8)],
    ["three offsets", "safetensors-tensor-info", file(entry('"dtype":"F32","shape":[2],"data_offsets":[0,4,8]'), 8)],
    ["a negative size", "safetensors-tensor-info", file(entry('"dtype":"F32","shape":[-2],"data_offsets":[0,8]'), 8)],
    ["a size with a fraction", "safetensors-tensor-info", file(entry('"dtype":"F32","shape":[2.0],"data_offsets":[0,8]'), 8)],
    ["a size with an exponent", "safetensors-tensor-info", file(entry('"dtype":"F32","shape":[2e0],"data_offsets":[0,8]'), 8)],
    ["a size with a leading zero", "safetensors-tensor-info", file(entry('"dtype":"F32","shape":[02],"data_offsets":[0,8]'), 8)],
    ["fewer bytes than the shape needs", "safetensors-tensor-info", file(entry('"dtype":"F32","shape":[3],"data_offsets":[0,8]'), 8)],
    ["more bytes than the shape needs", "safetensors-tensor-info", file(entry('"dtype":"F32","shape":[1],"data_offsets":[0,8]'), 8)],
    ["half a byte", "safetensors-tensor-info", file(entry('"dtype":"F4","shape":[3],"data_offsets":[0,2]'), 2)],
    ["offsets in the wrong order", "safetensors-offsets", file(entry('"dtype":"F32","shape":[2],"data_offsets":[8,0]'), 8)],
    ["a hole at the beginning", "safetensors-offsets", file(entry('"dtype":"F32","shape":[2],"data_offsets":[4,12]'), 12)],
    ["overlap", "safetensors-offsets", file('{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}', 6)],
    ["two tensors on the same bytes", "safetensors-offsets", file('{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}', 4)],
    ["a hole between", "safetensors-offsets", file('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}', 5)],
    ["bytes that belong to nobody", "safetensors-incomplete-buffer", file("{}", 1)],
    ["bytes after the last tensor", "safetensors-incomplete-buffer", file(entry(good), 9)],
    ["missing bytes", "safetensors-incomplete-buffer", file(entry(good), 7)],
    ["a product that overflows", "safetensors-overflow", file(entry('"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]'))],
    ["a product that overflows to zero", "safetensors-overflow", file(entry('"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]'))],
    ["a size beyond every number", "safetensors-overflow", file(entry('"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,0]'))],
    ["a thousand brackets", "safetensors-header-json", file(`{"a":${"[".repeat(1000)}`)],
  ]; // prettier-ignore
  test.each(table)("%s", (_, code, bytes) => {
    expect(codeOf(() => readHost(bytes))).toBe(code);
  });

  test("but not padding with spaces, zero sizes, or fields in any order", () => {
    expect(readHost(file(`${entry('"data_offsets":[0,0],"shape":[0,9007199254740991],"dtype":"F32"')}   `)).tensors["a"]!.data.length).toBe(
      0,
    );
    expect(
      readHost(file('{ "b" : {"dtype":"U8","shape":[],"data_offsets":[1,2]} , "a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 2))
        .tensors["b"]!.shape,
    ).toEqual([]);
    expect(contentsOf(file(entry('"dtype":"F4","shape":[4],"data_offsets":[0,2]'), 2)).entries.length).toBe(1);
  });

  test("writing what cannot be read", () => {
    expect(codeOf(() => write({ __metadata__: tensor([1]) }))).toBe("safetensors-name");
    expect(codeOf(() => write({ "\ud800": tensor([1]) }))).toBe("safetensors-name");
    expect(codeOf(() => write({ a: { dtype: "f32", shape: [3], data: new Float32Array(2) } }))).toBe("safetensors-tensor-info");
  });

  test("10,000 random corruptions: an error of this format, or tensors of the right size", () => {
    const original = write({ "layer.weight": tensor([[1, 2, 3], [4, 5, 6]]), "layer.bias": tensor([1, 2]), n: tensor(5, { dtype: "i32" }) }, { metadata: { format: "pt" } }); // prettier-ignore
    let state = 12345;
    const next = (n: number): number => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 8) % n;
    let accepted = 0;
    for (let round = 0; round < 10_000; round++) {
      let bytes = original.slice(0, next(4) === 0 ? next(original.length + 1) : original.length);
      for (let i = next(4); i >= 0 && bytes.length > 0; i--) bytes[next(bytes.length)] = next(3) === 0 ? 48 + next(10) : next(256);
      if (next(8) === 0) bytes = Uint8Array.from([...bytes, ...new Uint8Array(next(9))]);
      try {
        for (const { shape, data } of Object.values(readHost(bytes).tensors)) expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
        accepted++;
      } catch (error) {
        if (!(error instanceof NablaError) || !error.code.startsWith("safetensors-")) throw error;
      }
    }
    expect(accepted).toBeGreaterThan(100); // changed values and names are no errors
    expect(accepted).toBeLessThan(9000);
  });
});
