// Statements and kernels → function bodies. Knows loops and stores; not values. What it spells has the form that the verifier of
// the loop IR demands; it checks nothing of that again.
import { sizeOf } from "../../core/dtype.ts";
import type { Expr, Kernel, Stmt, Var } from "../../ir/types.ts";
import { visitExprs, visitStmts } from "../../ir/walk.ts";
import { isNatural, pushAddress, pushMoved } from "./address.ts";
import { VALUE, type Body } from "./encoder.ts";
import { enter, keyOf, spell, storeValue } from "./expressions.ts";
import { Frame, type Unit } from "./frame.ts";

type Of<K extends Stmt["is"]> = Extract<Stmt, { readonly is: K }>;

/** The function `(table, thread, task)` of a kernel. */
export function spellKernel(kernel: Kernel, unit: Unit): Body {
  const f = new Frame(kernel.name, unit);
  f.variables.set(kernel.task, 2);
  f.natural.add(kernel.task);
  visitStmts(kernel.body, (s) => {
    if (s.is === "set") f.assigned.add(s.v);
  });
  block(f, kernel.body, movesBack(f, kernel.body));
  f.prologue();
  return f.body;
}

/** The ptr variables that an `advance` may move backwards. */
function movesBack(f: Frame, body: readonly Stmt[]): ReadonlySet<Var> {
  const found = new Set<Var>();
  visitStmts(body, (s) => {
    if (s.is === "advance" && !isNatural(f, s.by)) found.add(s.v);
  });
  return found;
}

function block(f: Frame, statements: readonly Stmt[], back: ReadonlySet<Var>): void {
  for (const s of statements) statement(f, s, back);
}

function statement(f: Frame, s: Stmt, back: ReadonlySet<Var>): void {
  const { body } = f;
  switch (s.is) {
    case "note":
      body.notes.push({ at: body.code.length, text: s.text });
      return;
    case "let": {
      enter(f, s.value);
      spell(f, s.value);
      const local = f.declare(s.v);
      body.set(local);
      f.leave();
      f.forgetPlaces(local);
      learn(f, s, back);
      return;
    }
    case "set":
      enter(f, s.value);
      spell(f, s.value);
      body.set(f.localOf(s.v));
      f.leave();
      f.forgetPlaces(f.localOf(s.v));
      return;
    case "advance": {
      const local = f.localOf(s.v);
      enter(f, s.by);
      body.get(local);
      pushMoved(f, s.by, f.steps.get(s.v)!, spell);
      body.set(local);
      f.leave();
      f.forgetPlaces(local);
      return;
    }
    case "store": {
      enter(f, s.index, s.value);
      const offset = pushAddress(f, s.buffer, s.index, s.base, spell);
      spell(f, s.value);
      storeValue(f, s.buffer.dtype, s.value.lanes, offset);
      f.leave();
      return;
    }
    case "if":
      if (s.condition.is === "const") return block(f, s.condition.value ? s.then : s.otherwise, back);
      enter(f, s.condition);
      spell(f, s.condition);
      f.leave();
      body.when(() => branch(f, s.then, back), s.otherwise.length > 0 ? () => branch(f, s.otherwise, back) : undefined); // prettier-ignore
      return;
    case "for":
      return loop(f, s, back);
  }
}

/** Statements that may not run, or run again: what they computed is forgotten after them. */
function branch(f: Frame, statements: readonly Stmt[], back: ReadonlySet<Var>): void {
  block(f, statements, back);
  f.forgetPlaces();
}

/** What a declaration tells about its variable. */
function learn(f: Frame, s: Of<"let">, back: ReadonlySet<Var>): void {
  const { v, value } = s;
  if (value.is === "address") f.steps.set(v, sizeOf(value.buffer.dtype));
  else if (v.dtype === "ptr") f.steps.set(v, f.steps.get(value as Var)!);
  const steady = !f.assigned.has(v) && !back.has(v);
  if (steady && (v.dtype === "ptr" || v.dtype === "i32") && isNatural(f, value)) f.natural.add(v);
  else f.natural.delete(v);
}

/** How often a loop runs, if that is known. */
function tripsOf(s: Of<"for">): number | undefined {
  return s.begin.is === "const" && s.end.is === "const" ? Math.max(0, Math.ceil((s.end.value - s.begin.value) / s.step)) : undefined;
}

/** True if the body runs at least once. */
function runsAtAll(s: Of<"for">): boolean {
  const trips = tripsOf(s);
  if (trips !== undefined) return trips > 0;
  const highest = s.begin.is === "const" ? s.begin.value : s.begin.is === "var" ? s.begin.max : undefined;
  const lowest = s.end.is === "const" ? s.end.value : s.end.is === "var" ? s.end.min : undefined;
  return highest !== undefined && lowest !== undefined && highest < lowest;
}

function loop(f: Frame, s: Of<"for">, back: ReadonlySet<Var>): void {
  const { body } = f;
  const trips = tripsOf(s);
  if (trips === 0) return;
  const v = f.declare(s.v);
  if (isNatural(f, s.begin)) f.natural.add(s.v);
  enter(f, s.begin, s.end);
  spell(f, s.begin);
  body.set(v);
  f.forgetPlaces(v);
  if (trips === 1) {
    f.leave();
    return block(f, s.body, back);
  }
  const pushEnd = limit(f, s.end);
  f.leave();
  const turns = (): void => {
    f.withConstants(constantsBefore(f, s.body), () => {
      f.forgetPlaces();
      body.loop(() => {
        branch(f, s.body, back);
        body.get(v).int(s.step).op("i32.add").tee(v);
        pushEnd();
        body.op("i32.lt_s").op("br_if", 0);
      });
    });
  };
  if (runsAtAll(s)) return turns();
  body.get(v);
  pushEnd();
  body.op("i32.lt_s").when(turns);
}

/** Loads what an innermost loop needs of the pool. V8 hoists no loads itself, and keeps these in registers as far as they go. */
function constantsBefore(f: Frame, statements: readonly Stmt[]): ReadonlyMap<string, number> {
  const locals = new Map<string, number>();
  let innermost = true;
  visitStmts(statements, (s) => {
    if (s.is === "for") innermost = false;
  });
  if (!innermost) return locals;
  visitExprs(statements, (e) => {
    const key = keyOf(e);
    if (typeof key !== "string" || locals.has(key)) return;
    const local = f.body.local(VALUE.v128, "constant");
    spell(f, e);
    f.body.set(local);
    locals.set(key, local);
  });
  return locals;
}

/** Evaluates the end of a loop once; gives what pushes it. */
function limit(f: Frame, end: Expr): () => void {
  if (end.is === "const") return () => f.body.int(end.value);
  if (end.is === "var" && !f.assigned.has(end)) return () => f.body.get(f.localOf(end));
  const local = f.body.local(VALUE.i32, "end");
  spell(f, end);
  f.body.set(local);
  return () => f.body.get(local);
}
