// How much a kernel does, read off its loops: floating-point operations, and bytes of memory that it touches at least. Knows no
// device and no clock.
import { isFloat, sizeOf } from "../core/dtype.ts";
import type { Buffer, Expr, Kernel, Stmt, Var } from "./types.ts";
import { children, expressionsOf, variablesOf, visitExprs, visitStmts } from "./walk.ts";
import { evaluate, plainMeaning } from "./words.ts";

/** What a kernel does, all tasks together. */
export interface Counted {
  /** A multiply-add counts as two, any other operation on floats as one for each lane; comparing and choosing are free. */
  readonly flops: number;
  /** Every buffer once for reading and once for writing, or only as many elements as are asked for; what a kernel reads of its own results is free. */
  readonly bytes: number;
}

/** Turns of a loop whose inside differs from turn to turn that are looked at one by one; of longer ones a sample. */
const MOST_TURNS = 512;

/** What one statement does by itself, each time it runs. */
interface Own {
  readonly flops: number;
  readonly reads: readonly (readonly [Buffer, lanes: number])[];
}

const FREE = new Set(["lt", "le", "eq", "ne", "select", "and", "or", "xor", "not", "shl", "shr", "sar"]);

function ownOf(s: Stmt): Own {
  let flops = 0;
  const reads: (readonly [Buffer, number])[] = [];
  const seen = new Set<Expr>();
  for (const root of expressionsOf(s))
    visitExprs(
      root,
      (e) => {
        if (e.is === "load" && e.buffer.scope === "global") reads.push([e.buffer, e.lanes]);
        else if (e.is === "call" && isFloat(e.dtype) && !FREE.has(e.word)) flops += e.lanes * (e.word === "fma" ? 2 : 1);
        else if (e.is === "across" && isFloat(e.dtype)) flops += e.value.lanes - 1;
      },
      seen,
    );
  return { flops, reads };
}

/** Loop bounds and conditions, and what they are made of: if a loop's variable is among them, its turns differ. */
function controlOf(stmts: readonly Stmt[]): ReadonlySet<Var> {
  const found = new Set<Var>();
  const lets: { readonly v: Var; readonly value: Expr }[] = [];
  visitStmts(stmts, (s) => {
    if (s.is === "for") for (const bound of [s.begin, s.end]) for (const v of variablesOf(bound)) found.add(v);
    else if (s.is === "if") for (const v of variablesOf(s.condition)) found.add(v);
    else if (s.is === "let") lets.push(s);
  });
  // Outer declarations come first, so one way back meets them all.
  for (const { v, value } of lets.reverse()) if (found.has(v)) for (const inner of variablesOf(value)) found.add(inner);
  return found;
}

class Counter {
  flops = 0;
  readonly reads = new Map<Buffer, number>();
  readonly writes = new Map<Buffer, number>();
  /** Buffers in which something was stored before anything was read. */
  readonly ownResults = new Set<Buffer>();
  readonly #known = new Map<Var, number>();
  readonly #own = new Map<Stmt, Own>();
  readonly #control = new Map<Stmt, ReadonlySet<Var>>();

  count(stmts: readonly Stmt[], times: number): void {
    for (const s of stmts) this.#statement(s, times);
  }

  loop(s: Stmt, v: Var, turns: number, at: (turn: number) => number, body: readonly Stmt[], times: number): void {
    let control = this.#control.get(s);
    if (!control) this.#control.set(s, (control = controlOf(body)));
    const looked = control.has(v) ? Math.min(turns, MOST_TURNS) : 1;
    for (let i = 0; i < looked; i++) {
      this.#known.set(v, at(Math.floor((i * turns) / looked)));
      this.count(body, (times * turns) / looked);
    }
    this.#known.delete(v);
  }

  #statement(s: Stmt, times: number): void {
    let own = this.#own.get(s);
    if (!own) this.#own.set(s, (own = ownOf(s)));
    this.flops += own.flops * times;
    for (const [b, lanes] of own.reads) this.reads.set(b, (this.reads.get(b) ?? 0) + lanes * times);
    switch (s.is) {
      case "store":
        if (s.buffer.scope === "thread") return;
        if (!this.reads.has(s.buffer)) this.ownResults.add(s.buffer);
        this.writes.set(s.buffer, (this.writes.get(s.buffer) ?? 0) + s.value.lanes * times);
        return;
      case "let": {
        const value = this.#value(s.value);
        if (value === undefined) this.#known.delete(s.v);
        else this.#known.set(s.v, value);
        return;
      }
      case "set":
        this.#known.delete(s.v);
        return;
      case "if": {
        const condition = this.#value(s.condition);
        if (condition !== 0) this.count(s.then, times);
        if (condition === 0) this.count(s.otherwise, times);
        return;
      }
      case "for": {
        const [begin, end] = [this.#value(s.begin) ?? s.v.min ?? 0, this.#value(s.end) ?? (s.v.max ?? 0) + 1];
        const turns = Math.max(0, Math.ceil((end - begin) / s.step));
        if (turns > 0) this.loop(s, s.v, turns, (turn) => begin + turn * s.step, s.body, times);
        return;
      }
      default:
    }
  }

  /** An index that is known. */
  #value(e: Expr): number | undefined {
    if (e.is === "var") return this.#known.get(e);
    if (e.is === "const") return e.lanes === 1 ? e.value : undefined;
    if (e.is !== "call" || e.lanes !== 1 || isFloat(e.dtype)) return undefined;
    const meaning = plainMeaning(e.word);
    if (!meaning) return undefined;
    const args: number[] = [];
    for (const arg of children(e)) {
      const value = this.#value(arg);
      if (value === undefined) return undefined;
      args.push(value);
    }
    return evaluate(meaning, e.word, e.dtype, args);
  }
}

/** Counts what all tasks of a kernel do. Where loops depend on data, their longest way is taken. */
export function countKernel({ tasks, task, body }: Pick<Kernel, "tasks" | "task" | "body">): Counted {
  const counter = new Counter();
  const whole: Stmt = { is: "note", text: "all tasks" };
  if (tasks > 0) counter.loop(whole, task, tasks, (turn) => turn, body, 1);
  const touched = (b: Buffer, count: number): number => Math.min(b.length, count) * sizeOf(b.dtype);
  let bytes = 0;
  for (const [b, count] of counter.reads) if (!counter.ownResults.has(b)) bytes += touched(b, count);
  for (const [b, count] of counter.writes) bytes += touched(b, count);
  return { flops: Math.round(counter.flops), bytes: Math.round(bytes) };
}
