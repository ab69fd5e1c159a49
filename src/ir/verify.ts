// Checks that kernels and programs obey the rules of the IR. On in tests between all passes, so that a pass that breaks a rule
// is named at once, not three passes later. Errors are for those who work on schedules: users never see one.
import { irError } from "../core/errors.ts";
import { sizeOf } from "../core/dtype.ts";
import { checkNode } from "./verifyexpr.ts";
import { Bounds } from "./verifybounds.ts";
import { printStmts } from "./print.ts";
import type { Buffer, Expr, Kernel, Place, Program, Stmt, Var } from "./types.ts";
import { buffersRead, buffersWritten, children, visitStmts } from "./walk.ts";

/** Throws a `NablaError` with code "ir" that names kernel and statement if anything is against the rules. */
export function verify(what: Kernel | Program): void {
  if ("phases" in what) verifyProgram(what);
  else verifyKernel(what);
}

/** Types, scopes, declarations, buffers and (where they are certain) indices of one kernel, as it is after that pass. */
export function verifyKernel(kernel: Kernel, after?: string): void {
  try {
    new KernelCheck(kernel).run();
  } catch (error) {
    if (after === undefined) throw error;
    throw new Error(`after the pass "${after}": ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

class KernelCheck {
  readonly #kernel: Kernel;
  readonly #declared = new Set<Var>();
  readonly #inScope = new Set<Var>();
  readonly #loops = new Set<Var>();
  /** Which buffer a pointer points into. */
  readonly #pointees = new Map<Var, Buffer>();
  readonly #checked = new Map<Expr, number>();
  readonly #bounds: Bounds;
  #stmt: Stmt | null = null;
  /** Counts changes of the scope: what was checked in an older one is checked again. */
  #scope = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#bounds = new Bounds(kernel, (text) => this.#fail(text));
  }

  run(): void {
    const { tasks, task, body } = this.#kernel;
    if (!Number.isInteger(tasks) || tasks < 1) this.#fail(`tasks must be a whole number from 1 on, it is ${tasks}`);
    if (task.dtype !== "i32" || task.lanes !== 1) this.#fail(`the task variable ${task.name} must be a scalar i32`);
    this.#checkRange(task, 0, tasks - 1);
    this.#loops.add(task);
    this.#declare(task);
    this.#block(body);
  }

  #fail(text: string): never {
    const where = this.#stmt ? `, at \`${firstLine(this.#stmt)}\`` : "";
    throw irError(`kernel ${this.#kernel.name}${where}`, text);
  }

  #declare(v: Var): void {
    if (this.#declared.has(v)) this.#fail(`variable ${v.name} is declared twice`);
    this.#declared.add(v);
    this.#inScope.add(v);
  }

  #checkRange(v: Var, least: number, greatest: number): void {
    if ((v.min ?? -Infinity) > least || (v.max ?? Infinity) < greatest) {
      this.#fail(`variable ${v.name} takes ${least} to ${greatest}, but its range says ${v.min} to ${v.max}`);
    }
  }

  #block(stmts: readonly Stmt[]): void {
    const own: Var[] = [];
    for (const s of stmts) {
      this.#stmt = s;
      this.#statement(s);
      if (s.is === "let") {
        this.#declare(s.v);
        own.push(s.v);
      }
    }
    for (const v of own) this.#inScope.delete(v);
    this.#scope++;
  }

  #statement(s: Stmt): void {
    switch (s.is) {
      case "for": {
        this.#index(s.begin, "the beginning of a loop");
        this.#index(s.end, "the end of a loop");
        if (!Number.isInteger(s.step) || s.step < 1 || s.step > 2147483647)
          this.#fail(`the step must be a positive whole number, it is ${s.step}`);
        if (s.v.dtype !== "i32" || s.v.lanes !== 1) this.#fail(`the loop variable ${s.v.name} must be a scalar i32`);
        if (s.begin.is === "const" && s.end.is === "const" && s.begin.value < s.end.value) {
          const turns = Math.ceil((s.end.value - s.begin.value) / s.step);
          this.#checkRange(s.v, s.begin.value, s.begin.value + (turns - 1) * s.step);
        }
        this.#declare(s.v);
        this.#loops.add(s.v);
        this.#bounds.within(s, () => this.#block(s.body));
        this.#inScope.delete(s.v);
        this.#scope++;
        return;
      }
      case "let":
        this.#expression(s.value);
        this.#sameType(s.v, s.value);
        if (s.v.dtype === "ptr") this.#pointees.set(s.v, this.#pointee(s.value));
        this.#bounds.define(s.v, s.value);
        return;
      case "set":
        this.#target(s.v);
        this.#expression(s.value);
        this.#sameType(s.v, s.value);
        if (s.v.dtype === "ptr" && this.#pointees.get(s.v) !== this.#pointee(s.value))
          this.#fail(`pointer ${s.v.name} is set into another buffer`);
        return;
      case "advance":
        this.#target(s.v);
        if (s.v.dtype !== "ptr") this.#fail(`only pointers advance; ${s.v.name} is ${s.v.dtype}`);
        this.#index(s.by, "the way of a pointer");
        return;
      case "store":
        this.#index(s.index, "an index");
        this.#expression(s.value);
        if (s.value.dtype !== s.buffer.dtype)
          this.#fail(`buffer "${s.buffer.name}" holds ${s.buffer.dtype}, the value is ${s.value.dtype}`);
        if (s.base) this.#base(s.base, s.buffer);
        else this.#bounds.access(s.buffer, s.index, s.value.lanes, "store to");
        return;
      case "if": {
        this.#expression(s.condition);
        if (s.condition.dtype !== "bool" || s.condition.lanes !== 1) this.#fail("a condition must be a scalar bool");
        this.#bounds.unsure(() => {
          this.#block(s.then);
          this.#block(s.otherwise);
        });
        return;
      }
      case "note":
        return;
    }
  }

  #sameType(v: Var, value: Expr): void {
    if (v.dtype !== value.dtype || v.lanes !== value.lanes) this.#fail(`${v.name} is ${typeOf(v)}, its value ${typeOf(value)}`);
  }

  #target(v: Var): void {
    if (!this.#inScope.has(v)) this.#fail(`variable ${v.name} is not declared here`);
    if (this.#loops.has(v)) this.#fail(`loop variable ${v.name} cannot be changed`);
  }

  #index(e: Expr, what: string): void {
    this.#expression(e);
    if (e.dtype !== "i32" || e.lanes !== 1) this.#fail(`${what} must be a scalar i32, it is ${typeOf(e)}`);
  }

  #pointee(value: Expr): Buffer {
    if (value.is === "address") return value.buffer;
    const known = value.is === "var" ? this.#pointees.get(value) : undefined;
    return known ?? this.#fail("a pointer is made by address or is a copy of another pointer");
  }

  #base(base: Var, buffer: Buffer): void {
    if (!this.#inScope.has(base)) this.#fail(`pointer ${base.name} is not declared here`);
    if (base.dtype !== "ptr") this.#fail(`${base.name} is ${base.dtype}, not a pointer`);
    const pointee = this.#pointees.get(base);
    if (pointee !== buffer) this.#fail(`pointer ${base.name} points into "${pointee?.name}", not into "${buffer.name}"`);
  }

  #expression(e: Expr): void {
    if (this.#checked.get(e) === this.#scope) return;
    if (e.is === "when") {
      this.#expression(e.condition);
      this.#bounds.unsure(() => {
        this.#expression(e.then);
        this.#expression(e.otherwise);
      });
    } else for (const child of children(e)) this.#expression(child);
    if (e.is === "var" && !this.#inScope.has(e)) this.#fail(`variable ${e.name} is not declared here`);
    const wrong = checkNode(e);
    if (wrong) this.#fail(wrong);
    if (e.is === "load") {
      if (e.base) this.#base(e.base, e.buffer);
      else this.#bounds.access(e.buffer, e.index, e.lanes, "load from");
    }
    this.#checked.set(e, this.#scope);
  }
}

const typeOf = (e: Expr): string => (e.lanes === 1 ? e.dtype : `${e.dtype} × ${e.lanes}`);

function firstLine(s: Stmt): string {
  const headOnly: Stmt = s.is === "for" ? { ...s, body: [] } : s.is === "if" ? { ...s, then: [], otherwise: [] } : s;
  const text = printStmts([headOnly]).split("\n").at(-1)!;
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

/** Kernels, places of buffers, and independence of the kernels of a phase. */
export function verifyProgram(program: Program): void {
  const fail = (text: string): never => {
    throw irError(`program ${program.name}`, text);
  };
  for (const [buffer, place] of program.buffers) {
    if (buffer.scope !== "global") fail(`buffer "${buffer.name}" is of scope ${buffer.scope}, but has a place among the global ones`);
    if (place.at === "slot") {
      if (!Number.isInteger(place.slot) || place.slot < 0 || place.slot >= program.slots) {
        fail(`buffer "${buffer.name}" is in slot ${place.slot}; there are ${program.slots} slots`);
      }
    } else checkPlace(buffer, place.offset, program.arena, "arena", fail);
  }
  for (const [buffer, offset] of program.scratch) {
    if (buffer.scope !== "thread") fail(`buffer "${buffer.name}" is of scope ${buffer.scope}, but has a place in the scratch of threads`);
    checkPlace(buffer, offset, program.scratchBytes, "scratch", fail);
  }
  program.phases.forEach((phase, i) => {
    for (const kernel of phase.kernels) {
      verifyKernel(kernel);
      for (const buffer of new Set([...buffersRead(kernel.body), ...buffersWritten(kernel.body), ...addressed(kernel.body)])) {
        const known = buffer.scope === "global" ? program.buffers.has(buffer) : program.scratch.has(buffer);
        if (!known) fail(`kernel ${kernel.name} uses buffer "${buffer.name}", which has no place`);
      }
    }
    checkIndependence(program, phase.kernels, i, fail);
  });
}

function addressed(stmts: readonly Stmt[]): Set<Buffer> {
  const out = new Set<Buffer>();
  visitStmts(stmts, (s) => {
    if ((s.is === "let" || s.is === "set") && s.value.is === "address") out.add(s.value.buffer);
  });
  return out;
}

function checkPlace(buffer: Buffer, offset: number, bytes: number, where: string, fail: (text: string) => never): void {
  if (!Number.isInteger(offset) || offset < 0 || offset % 64 !== 0)
    fail(`buffer "${buffer.name}" is at ${where} + ${offset}, which is no multiple of 64`);
  const end = offset + buffer.length * sizeOf(buffer.dtype);
  if (end > bytes) fail(`buffer "${buffer.name}" ends at ${where} + ${end}; the ${where} has ${bytes} bytes`);
}

/** No kernel of a phase writes what another of the same phase reads or writes. */
function checkIndependence(program: Program, kernels: readonly Kernel[], phase: number, fail: (text: string) => never): void {
  if (kernels.length < 2) return;
  const uses = kernels.map((kernel) => {
    const writes = [...buffersWritten(kernel.body)].filter((b) => b.scope === "global");
    return { kernel, writes, all: [...writes, ...[...buffersRead(kernel.body)].filter((b) => b.scope === "global")] };
  });
  for (const writer of uses) {
    for (const other of uses) {
      if (other === writer) continue;
      for (const a of writer.writes) {
        const b = other.all.find((x) => overlap(a, program.buffers.get(a)!, x, program.buffers.get(x)!));
        if (b)
          fail(
            `phase ${phase}: kernel ${writer.kernel.name} writes "${a.name}" while kernel ${other.kernel.name} uses "${b.name}" in the same place`,
          );
      }
    }
  }
}

function overlap(a: Buffer, at: Place, b: Buffer, where: Place): boolean {
  if (a === b) return a.length > 0;
  if (at.at === "slot" || where.at === "slot") return at.at === "slot" && where.at === "slot" && at.slot === where.slot;
  const [aEnd, bEnd] = [at.offset + a.length * sizeOf(a.dtype), where.offset + b.length * sizeOf(b.dtype)];
  return at.offset < bEnd && where.offset < aEnd;
}
