// Kernels as readable text. Decodes the bytes that will run, so the text cannot lie; folds operands into their instruction.
import type { Body } from "./encoder.ts";
import { opcodes, type Opcode } from "./opcodes.ts";

/** What text needs to know of a function. */
export type KernelCode = Pick<Body, "name" | "parameters" | "names" | "notes" | "code">;

/** Reads the numbers of a function body one after the other. */
class Reader {
  private readonly bytes: Uint8Array;
  at = 0;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  get done(): boolean {
    return this.at >= this.bytes.length;
  }
  byte(): number {
    return this.bytes[this.at++]!;
  }
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
  signed(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return shift + 7 < 32 && byte & 64 ? value | (-1 << (shift + 7)) : value;
    }
  }
  float(size: 4 | 8): number {
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, size);
    this.at += size;
    return size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  }
  sixteen(): number[] {
    this.at += 16;
    return [...this.bytes.subarray(this.at - 16, this.at)];
  }
}

const UNARY =
  /^(drop|br_if|memory\.grow)$|eqz|splat$|extract_lane|\.(neg|abs|sqrt|ceil|floor|trunc|nearest|not)$|true$|extend|convert|trunc_sat|promote|demote|reinterpret|wrap|^\w+\.load(8_u|32_zero|64_zero|32_splat|64_splat)?$/;
const TERNARY = /^select$|bitselect|madd/;
const hasMemory = (name: string): boolean => /\.(load|store)/.test(name);

/** The text of each kernel, by its name; what is text already (another device's code) stays as it is. */
export function textOf(kernels: readonly (KernelCode | { readonly name: string; readonly text: string })[]): Map<string, string> {
  const out = new Map<string, string>();
  for (const body of kernels) {
    let name = body.name;
    for (let i = 2; out.has(name); i++) name = `${body.name}#${i}`;
    out.set(name, "text" in body ? body.text : kernelText(body));
  }
  return out;
}

/** One function, a line a statement. */
export function kernelText(body: KernelCode): string {
  const reader = new Reader(body.code.view());
  const names = distinct(body.names);
  const lines: string[] = [];
  let depth = 1;
  let stack: string[] = [];
  const outer: string[][] = [];
  const notes = [...body.notes];
  const line = (text: string): void => void lines.push("  ".repeat(depth) + text);
  const pop = (): string => stack.pop() ?? "…";
  while (!reader.done) {
    while (notes.length > 0 && notes[0]!.at <= reader.at) line(`;; ${notes.shift()!.text}`);
    const name = nameOf(reader);
    switch (name) {
      case "local.get":
        stack.push(names[reader.unsigned()]!);
        break;
      case "local.set":
        line(`${names[reader.unsigned()]!} = ${pop()}`);
        break;
      case "local.tee":
        stack.push(`(${names[reader.unsigned()]!} = ${pop()})`);
        break;
      case "i32.const":
      case "i64.const":
        stack.push(String(reader.signed()));
        break;
      case "f32.const":
        stack.push(number(reader.float(4)));
        break;
      case "f64.const":
        stack.push(number(reader.float(8)));
        break;
      case "v128.const":
        stack.push(`v128(${reader.sixteen()[0]})`);
        break;
      case "block":
      case "loop":
      case "if": {
        const result = reader.byte();
        line(`${name}${name === "if" ? ` ${pop()}` : ""}${result === 0x40 ? "" : " → value"}`);
        outer.push(stack);
        stack = [];
        depth++;
        break;
      }
      case "else":
      case "end":
        if (stack.length > 0) line(stack.join(", "));
        depth--;
        line(name);
        if (name === "else") {
          stack = [];
          depth++;
        } else stack = withValue(outer.pop() ?? [], stack);
        break;
      case "br":
        line(`br ${reader.unsigned()}`);
        break;
      case "br_if":
        line(`br ${reader.unsigned()} if ${pop()}`);
        break;
      case "return":
        line("return");
        break;
      default:
        operate(name);
    }
  }
  const parameters = names.slice(0, body.parameters.length).join(", ");
  return `${body.name}(${parameters})\n${lines.join("\n")}\n`;

  function operate(name: Opcode): void {
    let suffix = "";
    if (hasMemory(name)) {
      reader.unsigned();
      const offset = reader.unsigned();
      if (offset > 0) suffix += ` + ${offset}`;
    }
    if (/_lane$/.test(name)) suffix += ` [${reader.byte()}]`;
    if (name === "i8x16.shuffle") suffix += ` [${reader.sixteen().join(" ")}]`;
    if (name === "call") {
      stack.push(`host${reader.unsigned()}(${pop()})`);
      return;
    }
    const count = UNARY.test(name) ? 1 : TERNARY.test(name) ? 3 : 2;
    const operands = Array.from({ length: count }, pop).reverse();
    const [address, value] = operands;
    if (/\.store/.test(name)) line(`${name} [${address}${suffix}] = ${value}`);
    else if (hasMemory(name)) stack.push(`${name}[${address}${suffix}]${value === undefined ? "" : ` ${value}`}`);
    else stack.push(`${name}${suffix}(${operands.join(", ")})`);
  }
}

/** A block that leaves a value puts a name for it on the stack of the block around it. */
const withValue = (around: string[], inside: readonly string[]): string[] => (inside.length > 0 ? [...around, "value"] : around);

const number = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

function nameOf(reader: Reader): Opcode {
  const byte = reader.byte();
  const code = byte >= 0xfc ? byte * 0x1000 + reader.unsigned() : byte;
  for (const [name, own] of opcodes()) if (own === code) return name as Opcode;
  return "unreachable";
}

/** Names that differ: the second `i` becomes `i.2`. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}.${count}`;
  });
}
