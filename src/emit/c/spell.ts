// Spells a program as one C99 translation unit with GCC's vector extensions. It decides nothing: loops, tiles and
// vectors are as the loop IR has them. Knows no device; whoever loads the result owns memory and threads.
//
// Entries: `void run(void **table)` runs all phases, shared with other threads if the table says how; `void run_kernel(void **table,
// int kernel, int begin, int end)` runs some tasks of one kernel on the calling thread. What stands in the table: see TABLE.
import type { DType } from "../../core/dtype.ts";
import { entry } from "../../core/memo.ts";
import { rowOf } from "../../ir/row.ts";
import type { Buffer, Expr, Kernel, Phase, Program, Stmt, Var } from "../../ir/types.ts";
import { memoryType, Prelude } from "./words.ts";

/** Entries of the table of addresses that a program is given, then one for each slot. */
export const TABLE = {
  arena: 0,
  /** Scratch of the calling thread, and how many bytes further that of each next thread begins. */
  scratch: 1,
  scratchStride: 2,
  /** `void share(void *crew, work phase, void **table, int tasks)`, or null: no other thread helps. */
  share: 3,
  crew: 4,
  slots: 5,
} as const;

/** Flags for gcc or clang. Contraction would join two roundings into one, so portable programs go without. */
export const compilerFlags = (fma: boolean): string[] => [
  "-std=gnu99", "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", `-ffp-contract=${fma ? "fast" : "off"}`,
  "-fwrapv", "-fno-strict-aliasing", "-Wno-psabi", "-shared", "-fPIC",
]; // prettier-ignore

/** A call of a kernel's function for some of its tasks. */
type Call = (begin: string | number, end: string | number) => string;

/** The program as C source. Kernels that differ in memory only are one function, which is given its memory. */
export function spellC(program: Program): string {
  const prelude = new Prelude();
  const kernels = [...new Set(program.phases.flatMap((phase) => phase.kernels))];
  const shared = new Set(kernels.map(({ like }) => like?.kernel));
  const functions = new Map<Kernel, Spelled>();
  const callOf = (kernel: Kernel, i: number): Call => {
    const own = kernel.like?.kernel ?? kernel;
    const name = `kernel_${i}_${clean(own.name)}`;
    const f = entry(functions, own, () => new Speller(prelude, program).kernel(name, own, shared.has(own)));
    const memory = f.memory.map((b) => `, ${placeOf(kernel.like?.buffers.get(b) ?? b, program)}`).join("");
    return (begin, end) => `${f.name}(table, scratch, ${begin}, ${end}${memory})`;
  };
  const calls = new Map(kernels.map((kernel, i) => [kernel, callOf(kernel, i)] as const));
  const cases = kernels.map((kernel, i) => `    case ${i}: ${calls.get(kernel)!("begin", "end")}; break;`);
  const phases = program.phases.map((phase, i) => phaseFunction(`phase_${i}`, phase, calls));
  const runs = program.phases.map((phase, i) => {
    const tasks = phase.kernels.reduce((sum, kernel) => sum + kernel.tasks, 0);
    const alone = phase.kernels.map((kernel) => `${calls.get(kernel)!(0, kernel.tasks)};`).join(" ");
    if (!phase.parallel || tasks < 2) return `  ${alone}`;
    return `  if (share) share(table[${TABLE.crew}], phase_${i}, table, ${tasks}); else { ${alone} }`;
  });
  return [
    `/* ${program.name.replaceAll("*/", "* /")} */`,
    prelude.text,
    "typedef void (*work)(void **table, char *scratch, int task);",
    ...[...functions.values()].map(({ text }) => text),
    ...phases,
    "void run_kernel(void **table, int kernel, int begin, int end) {",
    `  char *const scratch = table[${TABLE.scratch}];`,
    "  switch (kernel) {",
    ...cases,
    "  }",
    "}",
    "void run(void **table) {",
    `  char *const scratch = table[${TABLE.scratch}];`,
    `  void (*const share)(void *, work, void **, int) = table[${TABLE.share}];`,
    ...runs,
    "}",
    "",
  ].join("\n");
}

/** The kernels of a phase as one row of tasks: what threads take from. */
function phaseFunction(name: string, phase: Phase, calls: ReadonlyMap<Kernel, Call>): string {
  const branches = rowOf(phase.kernels.map((kernel) => kernel.tasks)).map(({ kernel, first, from, to }) => {
    const own = from === first ? "task" : `task - ${from - first}`;
    return `  if (task < ${to}) return ${calls.get(phase.kernels[kernel]!)!(own, `${own} + 1`)};`;
  });
  return [`static void ${name}(void **table, char *scratch, int task) {`, ...branches, "}"].join("\n");
}

/** Where a buffer lies. */
function placeOf(buffer: Buffer, program: Program): string {
  const type = memoryType(buffer.dtype);
  if (buffer.scope === "thread") return `(${type} *)(scratch + ${program.scratch.get(buffer) ?? missing(buffer)})`;
  const place = program.buffers.get(buffer) ?? missing(buffer);
  return place.at === "slot"
    ? `(${type} *)table[${TABLE.slots + place.slot}]`
    : `(${type} *)((char *)table[${TABLE.arena}] + ${place.offset})`;
}

/** A function, and the memory that it is given. */
interface Spelled {
  readonly name: string;
  readonly text: string;
  readonly memory: readonly Buffer[];
}

/** A name that C accepts. */
const clean = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, "_").slice(0, 60);

class Speller {
  readonly #prelude: Prelude;
  readonly #program: Program;
  readonly #lines: string[] = [];
  readonly #names = new Map<Var, string>();
  readonly #buffers = new Map<Buffer, string>();
  /** What ptr variables point at. */
  readonly #targets = new Map<Var, DType>();
  /** How often each node of the present statement is used, and the temporaries of those used again. */
  #uses = new Map<Expr, number>();
  #temporaries: Map<Expr, string>[] = [];
  #depth = 1;
  #count = 0;

  constructor(prelude: Prelude, program: Program) {
    this.#prelude = prelude;
    this.#program = program;
  }

  /** `given`: its global memory is handed over by the caller. */
  kernel(name: string, kernel: Kernel, given: boolean): Spelled {
    const task = this.#name(kernel.task);
    this.#depth = 2;
    this.#block(kernel.body);
    const memory = [...this.#buffers.keys()].filter((b) => given && b.scope === "global");
    const pointer = (b: Buffer): string => `${memoryType(b.dtype)} *const ${this.#buffers.get(b)!}`;
    const parameters = ["void **table", "char *scratch", "int begin", "int end", ...memory.map(pointer)];
    const places = [...this.#buffers.keys()].filter((b) => !memory.includes(b));
    const text = [
      `static void ${name}(${parameters.join(", ")}) {`,
      ...places.map((b) => `  ${pointer(b)} = ${placeOf(b, this.#program)};`),
      `  for (int ${task} = begin; ${task} < end; ${task}++) {`,
      ...this.#lines,
      "  }",
      "}",
    ];
    return { name, text: text.join("\n"), memory };
  }

  #line(text: string): void {
    this.#lines.push("  ".repeat(this.#depth) + text);
  }

  #name(v: Var): string {
    let name = this.#names.get(v);
    if (name === undefined) this.#names.set(v, (name = `${clean(v.name)}_${this.#count++}`));
    return name;
  }

  #buffer(buffer: Buffer): string {
    let name = this.#buffers.get(buffer);
    if (name === undefined) this.#buffers.set(buffer, (name = `m${this.#buffers.size}_${clean(buffer.name)}`));
    return name;
  }

  #block(body: readonly Stmt[]): void {
    for (const stmt of body) this.#statement(stmt);
  }

  #inner(body: () => void): void {
    this.#depth++;
    body();
    this.#depth--;
  }

  /** Starts a statement: temporaries of the one before are not visible any more. */
  #begin(...expressions: readonly Expr[]): void {
    this.#uses = new Map();
    this.#temporaries = [new Map()];
    for (const e of expressions) this.#countUses(e);
  }

  #countUses(e: Expr): void {
    const seen = this.#uses.get(e) ?? 0;
    this.#uses.set(e, seen + 1);
    if (seen === 0) for (const child of children(e)) this.#countUses(child);
  }

  #statement(stmt: Stmt): void {
    switch (stmt.is) {
      case "note":
        this.#line(`/* ${stmt.text.replaceAll("*/", "* /")} */`);
        return;
      case "let": {
        this.#begin(stmt.value);
        const value = this.#expr(stmt.value);
        this.#line(`${this.#varType(stmt.v, stmt.value)}${this.#name(stmt.v)} = ${value};`);
        return;
      }
      case "set":
        this.#begin(stmt.value);
        this.#line(`${this.#name(stmt.v)} = ${this.#expr(stmt.value)};`);
        return;
      case "advance":
        this.#begin(stmt.by);
        this.#line(`${this.#name(stmt.v)} += ${this.#index(stmt.by)};`);
        return;
      case "store": {
        this.#begin(stmt.value, stmt.index);
        const { dtype, lanes } = stmt.value;
        const value = this.#expr(stmt.value);
        const at = this.#at(stmt.buffer, stmt.base, stmt.index);
        if (lanes === 1) return this.#line(`${at} = ${value};`);
        const stored = dtype === "bool" ? this.#prelude.cast("bool", "u8", lanes, value) : value;
        this.#line(`*(${this.#prelude.unaligned(dtype as DType, lanes)} *)&${at} = ${stored};`);
        return;
      }
      case "if":
        this.#begin(stmt.condition);
        this.#line(`if (${this.#expr(stmt.condition)}) {`);
        this.#inner(() => this.#block(stmt.then));
        if (stmt.otherwise.length > 0) {
          this.#line("} else {");
          this.#inner(() => this.#block(stmt.otherwise));
        }
        this.#line("}");
        return;
      case "for": {
        this.#begin(stmt.begin, stmt.end);
        const v = this.#name(stmt.v);
        const begin = this.#expr(stmt.begin);
        let end = this.#expr(stmt.end);
        if (stmt.end.is !== "const") {
          this.#line(`const int ${v}_end = ${end};`);
          end = `${v}_end`;
        }
        this.#line(`for (int ${v} = ${begin}; ${v} < ${end}; ${v} += ${stmt.step}) {`);
        this.#inner(() => this.#block(stmt.body));
        this.#line("}");
        return;
      }
    }
  }

  #varType(v: Var, value: Expr): string {
    if (v.dtype !== "ptr") return `${this.#prelude.type(v.dtype, v.lanes)} `;
    const target = value.is === "address" ? value.buffer.dtype : value.is === "var" ? this.#targets.get(value) : undefined;
    if (target === undefined) throw new Error("emit/c: a ptr variable must begin as an address");
    this.#targets.set(v, target);
    return `${memoryType(target)} *`;
  }

  /** The element as an lvalue. */
  #at(buffer: Buffer, base: Var | undefined, index: Expr): string {
    return `${base ? this.#name(base) : this.#buffer(buffer)}[${this.#index(index)}]`;
  }

  /** Index arithmetic as wide as an address: C need not wrap it at 32 bits, so no extension is left in inner loops. */
  #index(e: Expr): string {
    if (e.is === "const") return String(e.value);
    if (e.is === "call" && e.lanes === 1 && this.#uses.get(e)! <= 1 && (e.word === "add" || e.word === "sub" || e.word === "mul")) {
      const operator = e.word === "add" ? "+" : e.word === "sub" ? "-" : "*";
      return `(${this.#index(e.args[0]!)} ${operator} ${this.#index(e.args[1]!)})`;
    }
    return `(__INTPTR_TYPE__)${this.#expr(e)}`;
  }

  #expr(e: Expr): string {
    if (e.is === "var") return this.#name(e);
    if (e.is === "const") return this.#constant(e.dtype, e.lanes, e.value);
    for (const scope of this.#temporaries) {
      const known = scope.get(e);
      if (known !== undefined) return known;
    }
    const text = this.#spell(e);
    if (this.#uses.get(e)! <= 1 || e.dtype === "ptr" || /^\w+$/.test(text)) return text;
    const name = `t${this.#count++}`;
    this.#line(`const ${this.#prelude.type(e.dtype, e.lanes)} ${name} = ${text};`);
    this.#temporaries.at(-1)!.set(e, name);
    return name;
  }

  #spell(e: Exclude<Expr, { is: "var" | "const" }>): string {
    const prelude = this.#prelude;
    switch (e.is) {
      case "load": {
        const at = this.#at(e.buffer, e.base, e.index);
        if (e.lanes === 1) return at;
        const wide = `*(const ${prelude.unaligned(e.dtype, e.lanes)} *)&${at}`;
        if (e.dtype === "bool")
          return prelude.cast("i32", "bool", e.lanes, `__builtin_convertvector(${wide}, ${prelude.vector("i32", e.lanes)})`);
        return `(${wide})`;
      }
      case "call": {
        const model = e.word === "select" ? e.args[1]! : e.args[0]!;
        const args = e.args.map((a) => this.#expr(a));
        const divisor = e.args[1];
        if ((e.word === "quot" || e.word === "rem") && e.lanes === 1 && e.dtype === "i32" && divisor?.is === "const" && divisor.value > 0)
          return `(${args[0]!} ${e.word === "quot" ? "/" : "%"} ${args[1]!})`;
        return prelude.word(e.word, model.dtype as DType, e.lanes, args);
      }
      case "cast":
        return prelude.cast(e.value.dtype as DType, e.dtype, e.lanes, this.#expr(e.value));
      case "bits":
        return prelude.bits(e.value.dtype as DType, e.dtype, e.lanes, this.#expr(e.value));
      case "splat":
        return prelude.splat(e.dtype, e.lanes, this.#expr(e.value));
      case "ramp":
        return `(${prelude.splat("i32", e.lanes, this.#expr(e.base))} + ${prelude.ramp(e.lanes)})`;
      case "pack": {
        const values = e.values.map((v) => this.#expr(v)).map((v) => (e.dtype === "bool" ? `-(${v})` : v));
        return `(${prelude.type(e.dtype, e.lanes)}){${values.join(", ")}}`;
      }
      case "lane":
        return e.dtype === "bool" ? `(${this.#expr(e.value)}[${e.index}] & 1)` : `${this.#expr(e.value)}[${e.index}]`;
      case "across":
        return prelude.across(e.word, e.dtype, e.value.lanes, this.#expr(e.value));
      case "when":
        return this.#when(e);
      case "address":
        return `(${this.#buffer(e.buffer)} + ${this.#index(e.index)})`;
    }
  }

  /** Only the chosen branch may be evaluated, and its temporaries live in it alone. */
  #when(e: Extract<Expr, { is: "when" }>): string {
    const condition = this.#expr(e.condition);
    const name = `t${this.#count++}`;
    this.#line(`${this.#prelude.type(e.dtype, 1)} ${name};`);
    const branch = (value: Expr): void =>
      this.#inner(() => {
        this.#temporaries.push(new Map());
        const text = this.#expr(value);
        this.#line(`${name} = ${text};`);
        this.#temporaries.pop();
      });
    this.#line(`if (${condition}) {`);
    branch(e.then);
    this.#line("} else {");
    branch(e.otherwise);
    this.#line("}");
    return name;
  }

  #constant(dtype: DType, lanes: number, value: number): string {
    const text = literal(dtype, value);
    return lanes === 1 ? text : this.#prelude.splat(dtype, lanes, text);
  }
}

function literal(dtype: DType, value: number): string {
  if (dtype === "bool") return value ? "1" : "0";
  if (dtype === "i32" || dtype === "u8") {
    const text = value === -2147483648 ? "(-2147483647 - 1)" : value < 0 ? `(${value})` : String(value);
    return dtype === "u8" ? `(unsigned char)${text}` : text;
  }
  const suffix = dtype === "f32" ? "f" : "";
  if (Number.isNaN(value)) return `__builtin_nan${suffix}("")`;
  if (!Number.isFinite(value)) return `(${value < 0 ? "-" : ""}__builtin_inf${suffix}())`;
  const digits = Object.is(value, -0) ? "-0.0" : /[.e]/.test(String(value)) ? String(value) : `${value}.0`;
  return value < 0 || Object.is(value, -0) ? `(${digits}${suffix})` : digits + suffix;
}

function missing(buffer: Buffer): never {
  throw new Error(`emit/c: buffer ${buffer.name} has no place`);
}

function children(e: Expr): readonly Expr[] {
  switch (e.is) {
    case "var":
    case "const":
      return [];
    case "load":
    case "address":
      return [e.index];
    case "call":
      return e.args;
    case "pack":
      return e.values;
    case "ramp":
      return [e.base];
    case "when":
      return [e.condition, e.then, e.otherwise];
    default:
      return [e.value];
  }
}
