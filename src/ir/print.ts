// The loop IR as text, for people and for golden tests: the same from run to run. Names are made unique by numbering, in
// order of appearance; a node that is large and stands in several places gets a line and a name (%1, %2 …) of its own.
import type { DType } from "../core/dtype.ts";
import type { Buffer, Expr, Kernel, Program, Stmt, Var, Word } from "./types.ts";
import { children, expressionsOf } from "./walk.ts";

/** Nodes (written as a tree) from which on a shared expression is named. */
const BIG = 6;

// prettier-ignore
const INFIX: Partial<Record<Word, readonly [symbol: string, level: number]>> = {
  mul: ["*", 6], div: ["/", 6], quot: ["//", 6], rem: ["%", 6],
  add: ["+", 5], sub: ["-", 5],
  shl: ["<<", 4], shr: [">>>", 4], sar: [">>", 4],
  lt: ["<", 3], le: ["<=", 3], eq: ["==", 3], ne: ["!=", 3],
  and: ["&", 2], xor: ["^", 2], or: ["|", 2],
};
const TIGHT = 9;

/** One expression as text. */
export const printExpr = (e: Expr): string => {
  const printer = new Printer();
  const [text] = printer.expressions([e]);
  const named = printer.takeLines();
  return named.length === 0 ? text! : `${text!} where ${named.join("; ")}`;
};

/** Statements as lines. */
export const printStmts = (stmts: readonly Stmt[]): string => new Printer().block(stmts, "").join("\n");

/** One kernel: a header and its statements. */
export function printKernel(kernel: Kernel, printer = new Printer()): string {
  printer.newScope();
  const tasks = `${kernel.tasks} task${kernel.tasks === 1 ? "" : "s"} ${printer.variable(kernel.task)}`;
  return [`kernel ${kernel.name} (${tasks})`, ...printer.block(kernel.body, "  ")].join("\n");
}

/** A program: buffers with their places, then the kernels phase by phase. */
export function printProgram(program: Program): string {
  const printer = new Printer();
  const lines = [`program ${program.name} (arena ${program.arena} bytes, ${program.slots} slots, scratch ${program.scratchBytes} bytes)`];
  for (const [buffer, place] of program.buffers) {
    lines.push(`  ${printer.declared(buffer)} at ${place.at === "arena" ? `arena + ${place.offset}` : `slot ${place.slot}`}`);
  }
  for (const [buffer, offset] of program.scratch) lines.push(`  ${printer.declared(buffer)} at scratch + ${offset}`);
  program.phases.forEach((phase, i) => {
    lines.push(`phase ${i} (${phase.parallel ? "parallel" : "serial"})`);
    for (const kernel of phase.kernels)
      lines.push(
        ...printKernel(kernel, printer)
          .split("\n")
          .map((line) => `  ${line}`),
      );
  });
  return lines.join("\n");
}

/** Keeps names: of variables for one kernel, of buffers for as long as it lives. */
export class Printer {
  #variables = new Map<Var, string>();
  #taken = new Set<string>();
  readonly #buffers = new Map<Buffer, string>();
  readonly #takenBuffers = new Set<string>();
  #named = new Map<Expr, string>();
  #lines: string[] = [];
  #count = 0;

  /** Forgets the variables: another kernel begins. */
  newScope(): void {
    this.#variables = new Map();
    this.#taken = new Set();
    this.#count = 0;
  }

  variable(v: Var): string {
    let name = this.#variables.get(v);
    if (name === undefined) this.#variables.set(v, (name = unique(v.name, this.#taken)));
    return name;
  }

  buffer(b: Buffer): string {
    let name = this.#buffers.get(b);
    if (name === undefined) this.#buffers.set(b, (name = unique(b.name, this.#takenBuffers)));
    return name;
  }

  declared(b: Buffer): string {
    return `${this.buffer(b)}: ${b.dtype}[${b.length}]`;
  }

  /** The lines of the names that the last expressions needed. */
  takeLines(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  /** Expressions that are evaluated together. */
  expressions(roots: readonly Expr[]): string[] {
    const [uses, sizes] = [new Map<Expr, number>(), new Map<Expr, number>()];
    const order: Expr[] = [];
    const go = (e: Expr): void => {
      uses.set(e, (uses.get(e) ?? 0) + 1);
      if (uses.get(e)! > 1) return;
      const parts = children(e);
      parts.forEach(go);
      sizes.set(
        e,
        parts.reduce((sum, part) => sum + sizes.get(part)!, 1),
      );
      if (sizes.get(e)! >= BIG) order.push(e);
    };
    roots.forEach(go);
    this.#named = new Map();
    for (const e of order) {
      if (uses.get(e)! < 2) continue;
      const text = this.#text(e, 0);
      const name = `%${++this.#count}`;
      this.#lines.push(`${name} = ${text}`);
      this.#named.set(e, name);
    }
    return roots.map((e) => this.#text(e, 0));
  }

  block(stmts: readonly Stmt[], indent: string): string[] {
    return stmts.flatMap((s) => this.#statement(s, indent));
  }

  #statement(s: Stmt, indent: string): string[] {
    const texts = this.expressions(expressionsOf(s));
    const before = this.takeLines().map((line) => indent + line);
    const line = (text: string): string[] => [...before, indent + text];
    const [a, b] = texts;
    switch (s.is) {
      case "for": {
        const step = s.step === 1 ? "" : ` step ${s.step}`;
        return [...line(`for ${this.variable(s.v)} in ${a!}..${b!}${step}`), ...this.block(s.body, `${indent}  `)];
      }
      case "let":
        return line(`let ${this.variable(s.v)}: ${typeText(s.v)} = ${a!}`);
      case "set":
        return line(`${this.variable(s.v)} = ${a!}`);
      case "advance":
        return line(`${this.variable(s.v)} += ${a!}`);
      case "store":
        return line(`${this.#place(s.buffer, s.base, a!, s.value.lanes)} = ${b!}`);
      case "if": {
        const otherwise = s.otherwise.length === 0 ? [] : [`${indent}else`, ...this.block(s.otherwise, `${indent}  `)];
        return [...line(`if ${a!}`), ...this.block(s.then, `${indent}  `), ...otherwise];
      }
      case "note":
        return s.text.split("\n").map((text) => `${indent}# ${text}`);
    }
  }

  #place(buffer: Buffer, base: Var | undefined, index: string, lanes: number): string {
    const of = base ? `${this.buffer(buffer)}@${this.variable(base)}` : this.buffer(buffer);
    return lanes === 1 ? `${of}[${index}]` : `${of}[${index}; ${lanes}]`;
  }

  /** `level`: operators that bind less tightly than this are put in parentheses. */
  #text(e: Expr, level: number): string {
    const name = this.#named.get(e);
    if (name !== undefined) return name;
    const inner = (x: Expr): string => this.#text(x, 0);
    switch (e.is) {
      case "var":
        return this.variable(e);
      case "const":
        return e.lanes === 1 ? number(e.value, e.dtype) : `splat${e.lanes}(${number(e.value, e.dtype)})`;
      case "load":
        return this.#place(e.buffer, e.base, inner(e.index), e.lanes);
      case "call":
        return this.#call(e, level);
      case "cast":
        return `${e.dtype}(${inner(e.value)})`;
      case "bits":
        return `bits_${e.dtype}(${inner(e.value)})`;
      case "splat":
        return `splat${e.lanes}(${inner(e.value)})`;
      case "ramp":
        return `ramp${e.lanes}(${inner(e.base)})`;
      case "pack":
        return `{${e.values.map(inner).join(", ")}}`;
      case "lane":
        return `${this.#text(e.value, TIGHT)}.${e.index}`;
      case "across":
        return `across_${e.word}(${inner(e.value)})`;
      case "when": {
        const text = `if ${inner(e.condition)} then ${inner(e.then)} else ${inner(e.otherwise)}`;
        return level > 0 ? `(${text})` : text;
      }
      case "address":
        return `&${this.buffer(e.buffer)}[${inner(e.index)}]`;
    }
  }

  #call(e: Expr & { is: "call" }, level: number): string {
    const infix = INFIX[e.word];
    const [a, b] = e.args;
    if (infix === undefined || b === undefined) {
      if (e.word === "neg") return `-${this.#text(a!, TIGHT)}`;
      if (e.word === "not") return `${e.dtype === "bool" ? "!" : "~"}${this.#text(a!, TIGHT)}`;
      return `${e.word}(${e.args.map((x) => this.#text(x, 0)).join(", ")})`;
    }
    const [symbol, own] = infix;
    const minus = e.word === "add" && b.is === "const" && b.dtype === "i32" && b.lanes === 1 && b.value < 0 && b.value > -2147483648;
    // Sums and products nest as everyone knows, and stand bare in comparisons; all else gets parentheses.
    const [onLeft, onRight] = own >= 5 ? [own, own + 1] : own === 3 ? [5, 5] : [TIGHT, TIGHT];
    const left = this.#text(a!, onLeft);
    const text = minus ? `${left} - ${-b.value}` : `${left} ${symbol} ${this.#text(b, onRight)}`;
    return own < level ? `(${text})` : text;
  }
}

const typeText = (v: Var): string => (v.lanes === 1 ? v.dtype : `${v.dtype}x${v.lanes}`);

function unique(name: string, taken: Set<string>): string {
  let result = name;
  for (let k = 2; taken.has(result); k++) result = `${name}_${k}`;
  taken.add(result);
  return result;
}

/** i32 as it is, f32 with a point, f64 with a point and `d`, u8 with `u`. */
function number(value: number, dtype: DType): string {
  if (dtype === "bool") return value ? "true" : "false";
  const text = Object.is(value, -0) ? "-0" : String(value);
  if (dtype === "i32") return text;
  if (dtype === "u8") return `${text}u`;
  const point = /^-?\d+$/.test(text) ? `${text}.0` : text;
  return dtype === "f64" ? `${point}d` : point;
}
