// Small loops are written out turn by turn, and what was stored to a fixed place is taken from its local where it is loaded
// again: tiny networks become straight-line code in registers. Knows nothing of targets.
import { declare, int, store } from "../../ir/build.ts";
import type { Buffer, Expr, Stmt, Var } from "../../ir/types.ts";
import { buffersRead, buffersWritten, cloneStmts, countNodes, mapChildren, mapStmts, substituteStmts } from "../../ir/walk.ts";
import { mapRoots } from "./roots.ts";

type For = Stmt & { is: "for" };

/** Nodes of a loop written out. Beyond, code grows faster than it gets faster. */
const BUDGET = 128;

function turnsOf(s: For): number | null {
  return s.begin.is === "const" && s.end.is === "const" ? Math.max(0, Math.ceil((s.end.value - s.begin.value) / s.step)) : null;
}

function unrollLoop(s: For, budget: number): readonly Stmt[] {
  const turns = turnsOf(s);
  if (turns === null) return [s];
  if (turns === 0) return [];
  if (turns === 1) return substituteStmts(s.body, new Map([[s.v, s.begin]]));
  if (turns * countNodes(s.body) > budget) return [s];
  const begin = (s.begin as { value: number }).value;
  return Array.from({ length: turns }, (_, k) => cloneStmts(s.body, new Map([[s.v, int(begin + k * s.step)]]))).flat();
}

/** Writes out every loop whose turns times nodes stay within the budget, inner ones first. */
export function unroll(stmts: readonly Stmt[], budget = BUDGET): readonly Stmt[] {
  return mapStmts(stmts, { stmt: (s) => (s.is === "for" ? unrollLoop(s, budget) : s) });
}

/** What is known to be in a buffer: value by index and lanes. */
type Memory = Map<Buffer, Map<number, Var | (Expr & { is: "const" })>>;

/**
 * Loads from places of a fixed index that were stored to before in the same block (or an enclosing one) become the stored
 * value. Any other store to the buffer makes all of it unknown.
 */
export function forward(stmts: readonly Stmt[]): readonly Stmt[] {
  return block(stmts, new Map());
}

function block(stmts: readonly Stmt[], memory: Memory): readonly Stmt[] {
  const out: Stmt[] = [];
  for (const s of stmts) {
    const inner = s.is === "for" || s.is === "if";
    // A loop's body may run after its own stores.
    if (s.is === "for") for (const b of buffersWritten(s.body)) memory.delete(b);
    const own = memory.size ? mapRoots(s, reader(memory)) : s;
    if (own.is === "for") out.push({ ...own, body: block(own.body, copyOf(memory)) });
    else if (own.is === "if") out.push({ ...own, then: block(own.then, copyOf(memory)), otherwise: block(own.otherwise, copyOf(memory)) });
    else if (own.is === "store") out.push(...remember(own, memory));
    else out.push(own);
    if (inner) for (const b of buffersWritten([s])) memory.delete(b);
  }
  return out;
}

const copyOf = (memory: Memory): Memory => new Map([...memory].map(([b, places]) => [b, new Map(places)]));

function reader(memory: Memory): (e: Expr) => Expr {
  const done = new Map<Expr, Expr>();
  const visit = (e: Expr): Expr => {
    let to = done.get(e);
    if (to) return to;
    const known =
      e.is === "load" && !e.base && e.lanes === 1 && e.index.is === "const" ? memory.get(e.buffer)?.get(e.index.value) : undefined;
    to = known ?? mapChildren(e, visit);
    done.set(e, to);
    return to;
  };
  return visit;
}

function remember(s: Stmt & { is: "store" }, memory: Memory): Stmt[] {
  if (s.base || s.index.is !== "const") {
    memory.delete(s.buffer);
    return [s];
  }
  let places = memory.get(s.buffer);
  if (!places) memory.set(s.buffer, (places = new Map()));
  for (let k = 0; k < s.value.lanes; k++) places.delete(s.index.value + k);
  if (s.value.lanes > 1) return [s];
  if (s.value.is === "const") {
    places.set(s.index.value, s.value);
    return [s];
  }
  const v: Var = { is: "var", name: s.buffer.name, dtype: s.value.dtype, lanes: 1 };
  places.set(s.index.value, v);
  return [declare(v, s.value), store(s.buffer, s.index, v)];
}

/** Scratch that nobody reads need not be written. */
export function withoutUnreadScratch(stmts: readonly Stmt[]): readonly Stmt[] {
  const read = buffersRead(stmts);
  return mapStmts(stmts, { stmt: (s) => (s.is === "store" && s.buffer.scope === "thread" && !read.has(s.buffer) ? null : s) });
}
