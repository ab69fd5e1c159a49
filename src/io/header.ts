// The header of a safetensors file: a small strict reader of its JSON and every rule of the format about names, types,
// shapes and offsets. JSON.parse would quietly take the last of two equal names, so it is not used. Knows bytes and text; not tensors.
import { safetensorsError } from "./errors.ts";

/** Bits of one element of each type that the format knows. */
export const FILE_DTYPE_BITS = {
  BOOL: 8, U8: 8, I8: 8, I16: 16, U16: 16, F16: 16, BF16: 16, I32: 32, U32: 32, F32: 32, C64: 64, F64: 64, I64: 64, U64: 64,
  F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8, F8_E4M3FNUZ: 8, F8_E5M2FNUZ: 8, F6_E2M3: 6, F6_E3M2: 6, F4: 4,
} as const; // prettier-ignore

/** Element types of the file format, more than nabla computes with. */
export type FileDType = keyof typeof FILE_DTYPE_BITS;

/** What the header says of one tensor; `begin` and `end` count bytes from the end of the header. */
export interface FileEntry {
  readonly name: string;
  readonly dtype: FileDType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface FileHeader {
  /** In the order of their bytes. */
  readonly entries: readonly FileEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the tensors' bytes begin in the file. */
  readonly dataStart: number;
}

/** Header bytes above this are refused, as in the reference implementation. */
export const MAX_HEADER_BYTES = 100_000_000;

/** Reads and checks the header: length, text, JSON, and that the tensors cover the rest of the file without gap or overlap. */
export function readHeader(bytes: Uint8Array): FileHeader {
  if (bytes.length < 8) {
    throw safetensorsError(
      "header-too-small",
      `the file has ${bytes.length} bytes; it must begin with 8 bytes that hold the header's length`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES))
    throw safetensorsError("header-too-large", `the header says it has ${length} bytes; at most ${MAX_HEADER_BYTES} are allowed`);
  const dataStart = 8 + Number(length);
  if (dataStart > bytes.length) {
    throw safetensorsError(
      "header-length",
      `the header says it has ${length} bytes, but only ${bytes.length - 8} follow; the file is cut off or is no safetensors file`,
    );
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, dataStart));
  } catch {
    throw safetensorsError("header-text", "the header is not UTF-8 text");
  }
  if (!text.startsWith("{"))
    throw safetensorsError("header-text", `the header must begin with "{", not with ${JSON.stringify(text.slice(0, 1))}`);
  const { entries, metadata } = new HeaderText(text).read();
  checkCover(entries, bytes.length - dataStart);
  return { entries, metadata, dataStart };
}

/** Bytes that the shape and the type ask for. */
export function bytesOf(name: string, dtype: FileDType, shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) {
    count *= size;
    if (count > Number.MAX_SAFE_INTEGER)
      throw safetensorsError(
        "overflow",
        `tensor ${JSON.stringify(name)}: shape [${shape.join(", ")}] has more elements than a number can count`,
      );
  }
  const bits = count * FILE_DTYPE_BITS[dtype];
  if (bits > Number.MAX_SAFE_INTEGER)
    throw safetensorsError(
      "overflow",
      `tensor ${JSON.stringify(name)}: shape [${shape.join(", ")}] has more bytes than a number can count`,
    );
  if (bits % 8 !== 0)
    throw safetensorsError("tensor-info", `tensor ${JSON.stringify(name)}: ${count} elements of ${dtype} do not fill whole bytes`);
  return bits / 8;
}

/** Sorts by place and refuses holes, overlap, sizes that differ from shape × type, and bytes that belong to nobody. */
function checkCover(entries: FileEntry[], available: number): void {
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end || (a.name < b.name ? -1 : 1));
  let place = 0;
  for (const { name, dtype, shape, begin, end } of entries) {
    const shown = JSON.stringify(name);
    if (begin !== place || end < begin) {
      throw safetensorsError(
        "offsets",
        `tensor ${shown}: data_offsets [${begin}, ${end}] must begin at ${place}, where the tensor before it ends; holes and overlap are not allowed`,
      );
    }
    const due = bytesOf(name, dtype, shape);
    if (due !== end - begin) {
      throw safetensorsError(
        "tensor-info",
        `tensor ${shown}: ${dtype} of shape [${shape.join(", ")}] takes ${due} bytes, but data_offsets [${begin}, ${end}] hold ${end - begin}`,
      );
    }
    place = end;
  }
  if (place !== available) {
    throw safetensorsError(
      "incomplete-buffer",
      `the tensors take ${place} bytes, but ${available} bytes follow the header; they must cover the file exactly`,
    );
  }
}

/** A reader of exactly the JSON that a header may hold. */
class HeaderText {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): { entries: FileEntry[]; metadata: Record<string, string> } {
    const entries: FileEntry[] = [];
    let metadata: Record<string, string> = {};
    this.#object("the header", (name) => {
      if (name === "__metadata__") metadata = this.#metadata();
      else entries.push(this.#tensor(name));
    });
    for (let at = this.#at; at < this.#text.length; at++) {
      if (this.#text[at] !== " ")
        throw safetensorsError(
          "header-json",
          `only spaces may follow the header's JSON, found ${JSON.stringify(this.#text[at])} at character ${at}`,
        );
    }
    return { entries, metadata };
  }

  #metadata(): Record<string, string> {
    const pairs: [string, string][] = [];
    this.#object("__metadata__", (key) => {
      if (this.#peek() !== '"')
        throw safetensorsError("metadata", `__metadata__ may hold strings only; the value of ${JSON.stringify(key)} is none`);
      pairs.push([key, this.#string()]);
    });
    return Object.fromEntries(pairs);
  }

  #tensor(name: string): FileEntry {
    const shown = `tensor ${JSON.stringify(name)}`;
    let dtype: FileDType | undefined;
    let shape: number[] | undefined;
    let offsets: number[] | undefined;
    this.#object(shown, (key) => {
      if (key === "dtype") {
        const value = this.#peek() === '"' ? this.#string() : "";
        if (!Object.hasOwn(FILE_DTYPE_BITS, value))
          throw safetensorsError(
            "dtype",
            `${shown}: dtype ${JSON.stringify(value)} is not one of ${Object.keys(FILE_DTYPE_BITS).join(", ")}`,
          );
        dtype = value as FileDType;
      } else if (key === "shape") shape = this.#integers(`${shown}: shape`);
      else if (key === "data_offsets") offsets = this.#integers(`${shown}: data_offsets`);
      else
        throw safetensorsError(
          "tensor-info",
          `${shown}: has a field ${JSON.stringify(key)}; only dtype, shape and data_offsets are allowed`,
        );
    });
    if (dtype === undefined || shape === undefined || offsets === undefined)
      throw safetensorsError("tensor-info", `${shown}: dtype, shape and data_offsets must all be there`);
    if (offsets.length !== 2) throw safetensorsError("tensor-info", `${shown}: data_offsets must be two numbers, not ${offsets.length}`);
    return { name, dtype, shape, begin: offsets[0]!, end: offsets[1]! };
  }

  #object(what: string, member: (key: string) => void): void {
    this.#expect("{", what);
    const seen = new Set<string>();
    if (this.#peek() === "}") {
      this.#at++;
      return;
    }
    for (;;) {
      if (this.#peek() !== '"') throw this.#broken(`a name in ${what}`);
      const key = this.#string();
      if (seen.has(key)) throw safetensorsError("duplicate-name", `${what} has the name ${JSON.stringify(key)} twice`);
      seen.add(key);
      this.#expect(":", what);
      member(key);
      if (this.#peek() === ",") this.#at++;
      else break;
    }
    this.#expect("}", what);
  }

  #integers(what: string): number[] {
    const out: number[] = [];
    this.#expect("[", what);
    if (this.#peek() === "]") {
      this.#at++;
      return out;
    }
    for (;;) {
      this.#peek();
      const pattern = /(0|[1-9][0-9]*)(?![0-9.eE])/y;
      pattern.lastIndex = this.#at;
      const digits = pattern.exec(this.#text)?.[0];
      if (digits === undefined)
        throw safetensorsError("tensor-info", `${what} must be a list of whole numbers ≥ 0 (at character ${this.#at} of the header)`);
      const value = Number(digits);
      if (!Number.isSafeInteger(value)) throw safetensorsError("overflow", `${what}: ${digits.slice(0, 24)} is too large`);
      out.push(value);
      this.#at += digits.length;
      if (this.#peek() === ",") this.#at++;
      else break;
    }
    this.#expect("]", what);
    return out;
  }

  #string(): string {
    const begin = this.#at++;
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at];
      if (c === "\\") this.#at++;
      else if (c === '"') {
        this.#at++;
        return this.#unquote(this.#text.slice(begin, this.#at));
      }
    }
    throw this.#broken("the end of a string");
  }

  #unquote(quoted: string): string {
    let value: unknown;
    try {
      value = JSON.parse(quoted);
    } catch {
      throw this.#broken("a valid string");
    }
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value as string))
      throw this.#broken("a string of whole characters, without lone surrogates,");
    return value as string;
  }

  /** Skips white space and looks at the next character. */
  #peek(): string | undefined {
    for (;;) {
      const c = this.#text[this.#at];
      if (c !== " " && c !== "\n" && c !== "\r" && c !== "\t") return c;
      this.#at++;
    }
  }

  #expect(c: string, what: string): void {
    if (this.#peek() !== c) throw this.#broken(`"${c}" in ${what}`);
    this.#at++;
  }

  #broken(expected: string): Error {
    const found = this.#at < this.#text.length ? JSON.stringify(this.#text[this.#at]) : "the end";
    return safetensorsError("header-json", `the header is not valid JSON: expected ${expected} at character ${this.#at}, found ${found}`);
  }
}
