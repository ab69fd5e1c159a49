// Small loops are written out turn by turn, and what was stored to a fixed place is taken from its local where it is loaded
// again: tiny networks become straight-line code in registers. Knows nothing of targets.
import { entry, memoized } from "../../core/memo.ts";
import { declare, int, lane, store } from "../../ir/build.ts";
import type { Buffer, Expr, Stmt, Var } from "../../ir/types.ts";
import {
  buffersRead,
  buffersWritten,
  cloneStmts,
  countNodes,
  mapBlocks,
  mapChildren,
  mapRoots,
  mapStmts,
  substituteStmts,
} from "../../ir/walk.ts";

type For = Stmt & { is: "for" };

/** Nodes of a loop written out. Beyond, code grows faster than it gets faster. */
const BUDGET = 192;
/** Vectors that a loop adds to, from which on it stays a loop: V8 up to 12.4 would keep the loads of all its turns in registers. */
const SUMS = 8;

/** How often the loop turns; null if only running it tells. */
export function turnsOf(s: For): number | null {
  return s.begin.is === "const" && s.end.is === "const" ? Math.max(0, Math.ceil((s.end.value - s.begin.value) / s.step)) : null;
}

function unrollLoop(s: For, budget: number): readonly Stmt[] {
  const turns = turnsOf(s);
  if (turns === null) return [s];
  if (turns === 0) return [];
  if (turns === 1) return substituteStmts(s.body, new Map([[s.v, s.begin]]));
  const sums = s.body.filter((inner) => inner.is === "set" && inner.v.lanes > 1);
  if (turns * countNodes(s.body) > budget || sums.length >= SUMS) return [s];
  const begin = (s.begin as { value: number }).value;
  return Array.from({ length: turns }, (_, k) => cloneStmts(s.body, new Map([[s.v, int(begin + k * s.step)]]))).flat();
}

/** Writes out every loop whose turns times nodes stay within the budget, inner ones first. */
export function unroll(stmts: readonly Stmt[], budget = BUDGET): readonly Stmt[] {
  return mapStmts(stmts, { stmt: (s) => (s.is === "for" ? unrollLoop(s, budget) : s) });
}

/** What was stored: a local (or a constant) that holds as many elements as it has lanes. */
type Held = Var | (Expr & { is: "const" });

/** What is known to be in buffers, by the index of the first element. */
type Memory = Map<Buffer, Map<number, Held>>;

/**
 * Loads from places of a fixed index that were stored to before in the same block (or an enclosing one) become the stored
 * value. A store to a place that is known only at run time makes the whole buffer unknown.
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
    if (own.is === "store") out.push(...remember(own, memory));
    else out.push(mapBlocks(own, (inside) => block(inside, copyOf(memory))));
    if (inner) for (const b of buffersWritten([s])) memory.delete(b);
  }
  return out;
}

const copyOf = (memory: Memory): Memory => new Map([...memory].map(([b, places]) => [b, new Map(places)]));

function reader(memory: Memory): (e: Expr) => Expr {
  const visit: (e: Expr) => Expr = memoized((e) => {
    const places = e.is === "load" && !e.base && e.index.is === "const" ? memory.get(e.buffer) : undefined;
    return (places && e.is === "load" && find(places, (e.index as { value: number }).value, e.lanes)) || mapChildren(e, visit);
  });
  return visit;
}

/** `lanes` elements from an index on: what was stored there, or one lane of it. */
function find(places: ReadonlyMap<number, Held>, index: number, lanes: number): Expr | undefined {
  for (const [first, held] of places) {
    if (first === index && held.lanes === lanes) return held;
    if (lanes === 1 && held.is === "var" && first <= index && index < first + held.lanes) return lane(held, index - first);
  }
  return undefined;
}

function remember(s: Stmt & { is: "store" }, memory: Memory): Stmt[] {
  if (s.base || s.index.is !== "const") {
    memory.delete(s.buffer);
    return [s];
  }
  const places = entry(memory, s.buffer, () => new Map<number, Held>());
  const [from, to] = [s.index.value, s.index.value + s.value.lanes];
  for (const [first, held] of places) if (first < to && from < first + held.lanes) places.delete(first);
  if (s.value.is === "const") {
    places.set(from, s.value);
    return [s];
  }
  const v: Var = { is: "var", name: s.buffer.name, dtype: s.value.dtype, lanes: s.value.lanes };
  places.set(from, v);
  return [declare(v, s.value), store(s.buffer, s.index, v)];
}

/** Scratch that nobody reads need not be written. */
export function withoutUnreadScratch(stmts: readonly Stmt[]): readonly Stmt[] {
  const read = buffersRead(stmts);
  return mapStmts(stmts, { stmt: (s) => (s.is === "store" && s.buffer.scope === "thread" && !read.has(s.buffer) ? null : s) });
}
