// Bytes of a WebAssembly module: numbers in LEB128, sections, function bodies. Knows the format; not what kernels mean.
import { opcodes, type Opcode } from "./opcodes.ts";

/** Types of locals and results, by their codes in the format. */
export const VALUE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b, none: 0x40 } as const;

/** A growing run of bytes. */
export class Bytes {
  private data = new Uint8Array(256);
  length = 0;

  private reserve(extra: number): void {
    if (this.length + extra <= this.data.length) return;
    const larger = new Uint8Array(Math.max(this.data.length * 2, this.length + extra));
    larger.set(this.data);
    this.data = larger;
  }

  byte(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.data.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** An unsigned number of at most 32 bits. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** A signed number of at most 32 bits. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 127) | 128);
      rest >>= 7;
    }
    this.byte(rest & 127);
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.unsigned(bytes.length);
    this.append(bytes);
  }

  view(): Uint8Array {
    return this.data.subarray(0, this.length);
  }
}

/** One function: parameters, locals, code. `names` and `notes` serve only the text. */
export class Body {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  readonly code = new Bytes();
  /** Types of all locals, parameters first. */
  readonly types: number[];
  readonly names: string[];
  readonly notes: { readonly at: number; readonly text: string }[] = [];

  constructor(name: string, parameters: readonly (readonly [string, number])[], results: readonly number[] = []) {
    this.name = name;
    this.parameters = parameters.map(([, type]) => type);
    this.results = results;
    this.types = [...this.parameters];
    this.names = parameters.map(([parameter]) => parameter);
  }

  local(type: number, name: string): number {
    this.types.push(type);
    this.names.push(name);
    return this.types.length - 1;
  }

  /** An instruction and its immediates, each an unsigned number. */
  op(name: Opcode, first?: number, second?: number, third?: number): this {
    const code = opcodes().get(name)!;
    if (code < 0x1000) this.code.byte(code);
    else {
      this.code.byte(code >> 12);
      this.code.unsigned(code & 0xfff);
    }
    if (first !== undefined) this.code.unsigned(first);
    if (second !== undefined) this.code.unsigned(second);
    if (third !== undefined) this.code.unsigned(third);
    return this;
  }

  get(local: number): this {
    return this.op("local.get", local);
  }
  set(local: number): this {
    return this.op("local.set", local);
  }
  tee(local: number): this {
    return this.op("local.tee", local);
  }

  int(value: number): this {
    this.op("i32.const").code.signed(value);
    return this;
  }
  long(value: number): this {
    this.op("i64.const").code.signed(value);
    return this;
  }
  float(value: number, type: "f32" | "f64"): this {
    const bytes = new Uint8Array(type === "f32" ? 4 : 8);
    const view = new DataView(bytes.buffer);
    if (type === "f32") view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    this.op(type === "f32" ? "f32.const" : "f64.const").code.append(bytes);
    return this;
  }
  /** A vector that is the same byte everywhere: the only vector constants that are cheap inside loops. */
  bytes16(byte: number): this {
    this.op("v128.const").code.append(new Uint8Array(16).fill(byte));
    return this;
  }
  shuffle(order: readonly number[]): this {
    this.op("i8x16.shuffle").code.append(Uint8Array.from(order));
    return this;
  }

  block(body: () => void): this {
    return this.nest("block", VALUE.none, body);
  }
  loop(body: () => void): this {
    return this.nest("loop", VALUE.none, body);
  }
  /** Takes a condition from the stack. */
  when(then: () => void, otherwise?: () => void, result: number = VALUE.none): this {
    return this.nest("if", result, () => {
      then();
      if (!otherwise) return;
      this.op("else");
      otherwise();
    });
  }
  private nest(kind: "block" | "loop" | "if", result: number, body: () => void): this {
    this.op(kind).code.byte(result);
    body();
    return this.op("end");
  }

  /** The body as it stands in the code section. */
  encode(): Uint8Array {
    const out = new Bytes();
    const runs: [number, number][] = [];
    for (const type of this.types.slice(this.parameters.length)) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    out.unsigned(runs.length);
    for (const [count, type] of runs) {
      out.unsigned(count);
      out.byte(type);
    }
    out.append(this.code.view());
    out.byte(opcodes().get("end")!);
    return out.view();
  }
}

export interface ModuleParts {
  readonly functions: readonly Body[];
  readonly exports: ReadonlyMap<string, number>;
  /** The memory is imported as `nabla.memory`. */
  readonly shared: boolean;
}

/** A whole module. */
export function encodeModule({ functions, exports, shared }: ModuleParts): Uint8Array {
  const types = new Map<string, { readonly index: number; readonly bytes: Uint8Array }>();
  const typeOf = (parameters: readonly number[], results: readonly number[]): number => {
    const key = `${parameters.join()}>${results.join()}`;
    const known = types.get(key);
    if (known) return known.index;
    const bytes = Uint8Array.from([0x60, parameters.length, ...parameters, results.length, ...results]);
    types.set(key, { index: types.size, bytes });
    return types.size - 1;
  };
  const out = new Bytes();
  out.append(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const section = (id: number, count: number, fill: (bytes: Bytes) => void): void => {
    const content = new Bytes();
    content.unsigned(count);
    fill(content);
    out.byte(id);
    out.unsigned(content.length);
    out.append(content.view());
  };
  const functionTypes = functions.map((f) => typeOf(f.parameters, f.results));
  section(1, types.size, (bytes) => types.forEach((type) => bytes.append(type.bytes)));
  section(2, 1, (bytes) => {
    bytes.text("nabla");
    bytes.text("memory");
    bytes.byte(2);
    bytes.byte(shared ? 3 : 0);
    bytes.unsigned(0);
    if (shared) bytes.unsigned(65536);
  });
  section(3, functions.length, (bytes) => functionTypes.forEach((type) => bytes.unsigned(type)));
  section(7, exports.size, (bytes) =>
    exports.forEach((index, name) => {
      bytes.text(name);
      bytes.byte(0);
      bytes.unsigned(index);
    }),
  );
  section(10, functions.length, (bytes) => {
    for (const f of functions) {
      const body = f.encode();
      bytes.unsigned(body.length);
      bytes.append(body);
    }
  });
  return out.view().slice();
}
