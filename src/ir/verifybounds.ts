// Finds accesses that are certainly outside their buffers: constant indices, ranges that lie wholly outside, and sums of loop
// variables whose ends are known. What stands under a condition may never run and is let pass: the interpreter watches it.
import { linear, rangeOf } from "./linear.ts";
import type { Buffer, Expr, Kernel, Stmt, Var } from "./types.ts";
import { substitute, visitStmts } from "./walk.ts";

export class Bounds {
  readonly #fail: (text: string) => never;
  readonly #changing = new Set<Var>();
  /** Loop variables that take every value from first to last (by steps), the two included. */
  readonly #ends = new Map<Var, readonly [number, number]>();
  readonly #values = new Map<Var, Expr>();
  /** How many conditions and loops of unknown turns stand around. */
  #doubts = 0;

  constructor(kernel: Kernel, fail: (text: string) => never) {
    this.#fail = fail;
    visitStmts(kernel.body, (s) => {
      if (s.is === "set" || s.is === "advance") this.#changing.add(s.v);
    });
    this.#ends.set(kernel.task, [0, kernel.tasks - 1]);
  }

  /** A local that never changes stands for its value. */
  define(v: Var, value: Expr): void {
    if (v.dtype === "i32" && v.lanes === 1 && !this.#changing.has(v)) this.#values.set(v, substitute(value, this.#values));
  }

  /** Inside something that may not run. */
  unsure(inside: () => void): void {
    this.#doubts++;
    inside();
    this.#doubts--;
  }

  /** Inside a loop. */
  within(s: Stmt & { is: "for" }, inside: () => void): void {
    if (s.begin.is !== "const" || s.end.is !== "const" || s.begin.value >= s.end.value) return this.unsure(inside);
    const turns = Math.ceil((s.end.value - s.begin.value) / s.step);
    this.#ends.set(s.v, [s.begin.value, s.begin.value + (turns - 1) * s.step]);
    inside();
  }

  access(buffer: Buffer, index: Expr, lanes: number, what: string): void {
    if (this.#doubts > 0) return;
    const last = buffer.length - lanes;
    const whole = substitute(index, this.#values);
    const range = rangeOf(whole);
    const ends = this.#endsOf(whole);
    const outside = (ends !== null && (ends[0] < 0 || ends[1] > last)) || (range !== null && (range[1] < 0 || range[0] > last));
    if (!outside) return;
    const [low, high] = ends ?? range!;
    const indices = low === high ? `index ${low}` : `indices ${low} to ${high}`;
    this.#fail(`${what} buffer "${buffer.name}" at ${indices}${lanes > 1 ? ` (${lanes} lanes)` : ""}; it has ${buffer.length} elements`);
  }

  /** The least and greatest values that are certainly taken: of sums of loop variables with known ends. */
  #endsOf(index: Expr): readonly [number, number] | null {
    const form = linear(index);
    let [low, high] = [form.constant, form.constant];
    for (const [atom, coefficient] of form.terms) {
      const ends = atom.is === "var" ? this.#ends.get(atom) : undefined;
      if (!ends) return null;
      low += coefficient * (coefficient > 0 ? ends[0] : ends[1]);
      high += coefficient * (coefficient > 0 ? ends[1] : ends[0]);
    }
    return [low, high];
  }
}
