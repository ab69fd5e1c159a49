// The reference interpreter: runs the loop IR as written, one scalar at a time, and checks every access. It shares nothing
// with emitters and is the judge of all of them. Statements become closures once; a run only calls them.
import { irError } from "../core/errors.ts";
import { newArray, viewArray } from "../core/dtype.ts";
import type { DType, TypedArray } from "../core/dtype.ts";
import { convert } from "./build.ts";
import { bitReader, combiner, conversion, remembering, scalarWord, spread } from "./interpretwords.ts";
import type { Get, GetVector } from "./interpretwords.ts";
import type { Buffer, Expr, Kernel, Program, Stmt, Var } from "./types.ts";
import { children, expressionsOf, visitStmts } from "./walk.ts";

export interface InterpretOptions {
  /** f32 buffers are given as Float64Array, and nothing is rounded to f32: for gradient checks. */
  readonly float64?: boolean;
  /** The order of tasks must not matter; running them backwards shows whether it does. */
  readonly backwards?: boolean;
}

type Run = () => void;

/** The arrays of a kernel's global buffers. */
export type Arrays = ReadonlyMap<Buffer, TypedArray>;

/** What a program works on: its arena, and for each slot an array (or any view) where its buffer begins. */
export interface ProgramMemory {
  /** `program.arena` bytes; twice as many with `float64`, where every offset counts double. */
  readonly arena: ArrayBufferLike;
  readonly slots: readonly ArrayBufferView[];
}

/** Compiles a kernel to closures; the result runs all its tasks on the arrays that it is given. Not reentrant. */
export function prepareKernel(kernel: Kernel, options: InterpretOptions = {}): (arrays: Arrays) => void {
  const compiler = new Compiler(kernel, options.float64 ?? false);
  const task = compiler.slot(kernel.task);
  const body = compiler.kernel();
  const { registers } = compiler;
  return (arrays) => {
    compiler.bind(arrays);
    for (let i = 0; i < kernel.tasks; i++) {
      registers[task] = options.backwards ? kernel.tasks - 1 - i : i;
      body();
    }
  };
}

/** Runs one kernel on arrays. Thread-scoped buffers it makes itself, filled with NaN (integers: the least) to expose reads before writes. */
export const runKernel = (kernel: Kernel, arrays: Arrays, options: InterpretOptions = {}): void => prepareKernel(kernel, options)(arrays);

/** Compiles a program; the result runs all its phases on the memory that it is given. */
export function prepareProgram(program: Program, options: InterpretOptions = {}): (memory: ProgramMemory) => void {
  const kernels = program.phases.flatMap((phase) => phase.kernels.map((kernel) => prepareKernel(kernel, options)));
  return (memory) => {
    const arrays = new Map<Buffer, TypedArray>();
    for (const [buffer, place] of program.buffers) {
      const wide = options.float64 === true && buffer.dtype === "f32";
      const dtype = wide ? "f64" : buffer.dtype;
      if (place.at === "arena") {
        arrays.set(buffer, viewArray(dtype, memory.arena, options.float64 ? place.offset * 2 : place.offset, buffer.length));
      } else {
        const slot = memory.slots[place.slot];
        if (!slot) throw irError(program.name, `nothing is bound to slot ${place.slot}, where buffer "${buffer.name}" should be`);
        arrays.set(buffer, viewArray(dtype, slot.buffer, slot.byteOffset, buffer.length));
      }
    }
    for (const run of kernels) run(arrays);
  };
}

/** Runs a program once. */
export const interpret = (program: Program, memory: ProgramMemory, options: InterpretOptions = {}): void =>
  prepareProgram(program, options)(memory);

/** Where the closures find a buffer's elements; filled at each run. */
interface Cell {
  array: TypedArray;
}

class Compiler {
  registers = new Float64Array(0);
  readonly #kernel: Kernel;
  readonly #float64: boolean;
  readonly #slots = new Map<Var, number>();
  readonly #vectors: (readonly number[])[] = [];
  readonly #cells = new Map<Buffer, Cell>();
  readonly #loops: Var[] = [];
  /** Counts evaluations of whole expressions, so that shared nodes know whether their value is of this one. */
  #clock = { tick: 0 };

  constructor(kernel: Kernel, float64: boolean) {
    this.#kernel = kernel;
    this.#float64 = float64;
    this.slot(kernel.task);
    visitStmts(kernel.body, (s) => {
      if (s.is === "let" || s.is === "for") this.slot(s.v);
    });
    this.registers = new Float64Array(this.#slots.size);
  }

  slot(v: Var): number {
    let slot = this.#slots.get(v);
    if (slot === undefined) this.#slots.set(v, (slot = this.#slots.size));
    return slot;
  }

  kernel(): Run {
    this.#loops.push(this.#kernel.task);
    return this.#block(this.#kernel.body);
  }

  bind(arrays: Arrays): void {
    for (const [buffer, cell] of this.#cells) {
      if (buffer.scope === "thread") {
        cell.array = newArray(this.#typeOf(buffer.dtype), buffer.length).fill(
          buffer.dtype === "f32" || buffer.dtype === "f64" ? NaN : -2147483648,
        );
        continue;
      }
      const array = arrays.get(buffer);
      if (!array) throw this.#error(`no array is given for buffer "${buffer.name}"`);
      if (array.length < buffer.length)
        throw this.#error(`the array for buffer "${buffer.name}" has ${array.length} elements, not ${buffer.length}`);
      cell.array = array;
    }
  }

  #typeOf(dtype: DType): DType {
    return this.#float64 && dtype === "f32" ? "f64" : dtype;
  }

  #cell(buffer: Buffer): Cell {
    let cell = this.#cells.get(buffer);
    if (!cell) this.#cells.set(buffer, (cell = { array: new Float64Array(0) }));
    return cell;
  }

  #error(text: string): Error {
    return irError(`kernel ${this.#kernel.name}`, text);
  }

  #block(stmts: readonly Stmt[]): Run {
    const runs = stmts.filter((s) => s.is !== "note").map((s) => this.#stmt(s));
    const [first, second] = runs;
    if (runs.length === 0) return () => undefined;
    if (runs.length === 1) return first!;
    if (runs.length === 2) return () => (first!(), second!());
    return () => {
      for (let i = 0; i < runs.length; i++) runs[i]!();
    };
  }

  #stmt(s: Stmt): Run {
    const { registers } = this;
    const shared = sharedNodes(s);
    const clock = this.#clock;
    const memo = new Map<Expr, Get | GetVector>();
    const get = (e: Expr): Get => this.#scalar(e, shared, memo);
    const ticking = (run: Run): Run => (shared.size === 0 ? run : () => (clock.tick++, run()));
    switch (s.is) {
      case "for": {
        const [begin, end, slot, step] = [get(s.begin), get(s.end), this.slot(s.v), s.step];
        this.#loops.push(s.v);
        const body = this.#block(s.body);
        this.#loops.pop();
        return () => {
          clock.tick++;
          const last = end();
          for (let i = begin(); i < last; i += step) {
            registers[slot] = i;
            body();
          }
        };
      }
      case "let":
      case "set": {
        const slot = this.slot(s.v);
        if (s.v.lanes > 1) {
          const value = this.#vector(s.value, shared, memo);
          const vectors = this.#vectors;
          return ticking(() => void (vectors[slot] = value()));
        }
        const value = get(s.value);
        return ticking(() => void (registers[slot] = value()));
      }
      case "advance": {
        const [slot, by] = [this.slot(s.v), get(s.by)];
        return ticking(() => void (registers[slot]! += by()));
      }
      case "store":
        return ticking(this.#store(s, get(s.index), shared, memo));
      case "if": {
        const condition = get(s.condition);
        const [then, otherwise] = [this.#block(s.then), this.#block(s.otherwise)];
        return () => {
          clock.tick++;
          if (condition()) then();
          else otherwise();
        };
      }
      case "note":
        return () => undefined;
    }
  }

  #store(s: Stmt & { is: "store" }, index: Get, shared: ReadonlySet<Expr>, memo: Map<Expr, Get | GetVector>): Run {
    const cell = this.#cell(s.buffer);
    const { lanes } = s.value;
    const last = s.buffer.length - lanes;
    const fail = this.#outside("store to", s.buffer, lanes);
    const place = this.#place(s.base, index);
    if (lanes > 1) {
      const value = this.#vector(s.value, shared, memo);
      return () => {
        const i = place();
        if (!(i >= 0 && i <= last)) fail(i);
        const from = value();
        for (let k = 0; k < lanes; k++) cell.array[i + k] = from[k]!;
      };
    }
    const value = this.#scalar(s.value, shared, memo);
    return () => {
      const i = place();
      if (!(i >= 0 && i <= last)) fail(i);
      cell.array[i] = value();
    };
  }

  #place(base: Var | undefined, index: Get): Get {
    if (!base) return index;
    const { registers } = this;
    const slot = this.slot(base);
    return () => registers[slot]! + index();
  }

  /** Throws the error of a bad access, naming where the loops stand. */
  #outside(what: string, buffer: Buffer, lanes: number): (index: number) => never {
    const loops = this.#loops.map((v) => [v.name, this.slot(v)] as const);
    return (index) => {
      const where = loops.map(([name, slot]) => `${name} = ${this.registers[slot]}`).join(", ");
      const range = lanes > 1 ? `${index} to ${index + lanes - 1}` : `${index}`;
      throw this.#error(`${what} buffer "${buffer.name}" at index ${range}; it has ${buffer.length} elements (at ${where})`);
    };
  }

  #scalar(e: Expr, shared: ReadonlySet<Expr>, memo: Map<Expr, Get | GetVector>): Get {
    const known = memo.get(e);
    if (known) return known as Get;
    const plain = this.#plain(
      e,
      (x) => this.#scalar(x, shared, memo),
      (x) => this.#vector(x, shared, memo),
    );
    const get = shared.has(e) ? remembering(plain, this.#clock) : plain;
    memo.set(e, get);
    return get;
  }

  #vector(e: Expr, shared: ReadonlySet<Expr>, memo: Map<Expr, Get | GetVector>): GetVector {
    const known = memo.get(e);
    if (known) return known as GetVector;
    const plain = this.#plainVector(
      e,
      (x) => this.#scalar(x, shared, memo),
      (x) => this.#vector(x, shared, memo),
    );
    const get = shared.has(e) ? remembering(plain, this.#clock) : plain;
    memo.set(e, get);
    return get;
  }

  #plain(e: Expr, get: (e: Expr) => Get, getVector: (e: Expr) => GetVector): Get {
    const { registers } = this;
    switch (e.is) {
      case "var": {
        const slot = this.#known(e);
        return () => registers[slot]!;
      }
      case "const": {
        const value = convert(e.value, this.#typeOf(e.dtype));
        return () => value;
      }
      case "load": {
        const cell = this.#cell(e.buffer);
        const place = this.#place(e.base, get(e.index));
        const { length } = e.buffer;
        const fail = this.#outside("load from", e.buffer, 1);
        return () => {
          const i = place();
          if (!(i >= 0 && i < length)) fail(i);
          return cell.array[i]!;
        };
      }
      case "call": {
        const of = this.#typeOf((e.word === "select" ? e : e.args[0]!).dtype as DType);
        return scalarWord(e.word, of, e.args.map(get));
      }
      case "cast":
        return conversion(get(e.value), this.#typeOf(e.value.dtype as DType), this.#typeOf(e.dtype));
      case "bits": {
        const value = get(e.value);
        const reread = bitReader(e.value.dtype as DType, e.dtype);
        return () => reread(value());
      }
      case "lane": {
        const { index } = e;
        if (e.value.lanes === 1) return get(e.value);
        const value = getVector(e.value);
        return () => value()[index]!;
      }
      case "across": {
        const value = getVector(e.value);
        const combine = combiner(e.word, this.#typeOf(e.dtype));
        return () => combine(value());
      }
      case "when": {
        const [condition, then, otherwise] = [get(e.condition), get(e.then), get(e.otherwise)];
        return () => (condition() ? then() : otherwise());
      }
      case "address":
        return get(e.index);
      case "splat":
        return get(e.value);
      case "ramp":
        return get(e.base);
      case "pack":
        return get(e.values[0]!);
    }
  }

  #plainVector(e: Expr, get: (e: Expr) => Get, getVector: (e: Expr) => GetVector): GetVector {
    const { lanes } = e;
    switch (e.is) {
      case "var": {
        const slot = this.#known(e);
        const vectors = this.#vectors;
        return () => vectors[slot]!;
      }
      case "const": {
        const value = new Array<number>(lanes).fill(convert(e.value, this.#typeOf(e.dtype)));
        return () => value;
      }
      case "load": {
        const cell = this.#cell(e.buffer);
        const place = this.#place(e.base, get(e.index));
        const last = e.buffer.length - lanes;
        const fail = this.#outside("load from", e.buffer, lanes);
        return () => {
          const i = place();
          if (!(i >= 0 && i <= last)) fail(i);
          const out = new Array<number>(lanes);
          for (let k = 0; k < lanes; k++) out[k] = cell.array[i + k]!;
          return out;
        };
      }
      case "call": {
        const of = this.#typeOf((e.word === "select" ? e : e.args[0]!).dtype as DType);
        const args = e.args.map((a) => (a.lanes > 1 ? getVector(a) : spread(get(a), lanes)));
        const registers = new Float64Array(3);
        const one = scalarWord(
          e.word,
          of,
          args.map((_, i) => () => registers[i]!),
        );
        return () => {
          const values = args.map((a) => a());
          const out = new Array<number>(lanes);
          for (let k = 0; k < lanes; k++) {
            for (let i = 0; i < values.length; i++) registers[i] = values[i]![k]!;
            out[k] = one();
          }
          return out;
        };
      }
      case "cast":
      case "bits": {
        const value = getVector(e.value);
        let current = 0;
        const [from, to] = [e.value.dtype as DType, e.dtype];
        const reread = e.is === "bits" ? bitReader(from, to) : null;
        const one = reread ? () => reread(current) : conversion(() => current, this.#typeOf(from), this.#typeOf(to));
        return () => value().map((x) => ((current = x), one()));
      }
      case "splat":
        return spread(get(e.value), lanes);
      case "ramp": {
        const base = get(e.base);
        return () => {
          const first = base();
          return Array.from({ length: lanes }, (_, k) => (first + k) | 0);
        };
      }
      case "pack": {
        const values = e.values.map(get);
        return () => values.map((value) => value());
      }
      default:
        throw this.#error(`a ${e.is} of ${lanes} lanes`);
    }
  }

  #known(v: Var): number {
    const slot = this.#slots.get(v);
    if (slot === undefined || slot >= this.registers.length) throw this.#error(`variable ${v.name} is not declared`);
    return slot;
  }
}

/** Nodes with several uses in the expressions of one statement: evaluated once each time the statement runs. */
function sharedNodes(s: Stmt): Set<Expr> {
  const seen = new Set<Expr>();
  const shared = new Set<Expr>();
  const go = (e: Expr): void => {
    if (e.is === "var" || e.is === "const") return;
    if (seen.has(e)) return void shared.add(e);
    seen.add(e);
    children(e).forEach(go);
  };
  expressionsOf(s).forEach(go);
  return shared;
}
