// Index-set splitting: a loop whose body asks where it is (padding, concatenation: `lo ≤ v`, `v < hi`) is cut into ranges in
// which the answer is the same for all turns, and a question that does not depend on the loop is asked before it. What is
// left can run in vectors. Knows nothing of targets.
import { branch, call, constant, int, loop, sub, add } from "../../ir/build.ts";
import { Interner } from "../../ir/intern.ts";
import { addLinear, decompose, fromLinear } from "../../ir/linear.ts";
import type { Linear } from "../../ir/linear.ts";
import type { Expr, Stmt, Var } from "../../ir/types.ts";
import {
  children,
  cloneStmts,
  countNodes,
  declared,
  dependsOn,
  mapStmts,
  rewriter,
  variablesOf,
  visitExprs,
  visitStmts,
} from "../../ir/walk.ts";
import { changedIn } from "./growth.ts";

type For = Stmt & { is: "for" };

/** Ranges into which one loop may be cut, and nodes that the pieces may have together. */
const PIECES = 6;
const NODES = 1500;

/** A comparison that is true for v < at (or for v ≥ at). */
interface Edge {
  readonly atom: Expr;
  readonly at: Expr;
  readonly before: boolean;
}

/** The comparisons that decide a `when` or an `if`, taken apart at and, or, not. */
function questions(stmts: readonly Stmt[]): Set<Expr> {
  const out = new Set<Expr>();
  const ask = (e: Expr): void => {
    if (e.is === "call" && e.dtype === "bool" && e.lanes === 1 && (e.word === "and" || e.word === "or" || e.word === "not"))
      e.args.forEach(ask);
    else if (e.is !== "const") out.add(e);
  };
  visitExprs(stmts, (e) => {
    if (e.is === "when") ask(e.condition);
  });
  visitStmts(stmts, (s) => {
    if (s.is === "if") ask(s.condition);
  });
  return out;
}

/** Statements with some questions answered; equal questions are known by their structure. */
function answered(stmts: readonly Stmt[], answers: ReadonlyMap<Expr, boolean>, interner: Interner): readonly Stmt[] {
  const change = rewriter((e) => {
    if (e.is !== "call" || e.dtype !== "bool" || e.lanes !== 1) return e;
    const answer = answers.get(interner.intern(e));
    return answer === undefined ? e : constant("bool", +answer);
  });
  return mapStmts(stmts, {
    expr: change,
    stmt: (s) => (s.is === "if" && s.condition.is === "const" ? (s.condition.value ? s.then : s.otherwise) : s),
  });
}

/**
 * The loop in pieces: loops over neighbouring ranges, within branches where a question could be asked before. The loop
 * itself when there is nothing to ask. Only for loops of step 1.
 */
export function splitLoop(s: For): readonly Stmt[] {
  const size = countNodes(s.body);
  return splitWithin(s, { left: Math.max(NODES - size, 3 * size) });
}

/** All branches of one loop draw on one room: each alone may be small, and yet they would double again and again. */
interface Room {
  left: number;
}

function splitWithin(s: For, room: Room): readonly Stmt[] {
  if (s.step !== 1) return [s];
  const pieces = cut(s, room);
  return pieces.length === 1 && pieces[0] === s ? pieces : pieces.filter((x) => x.is !== "for" || x.body.length > 0);
}

function cut(s: For, room: Room): readonly Stmt[] {
  const interner = new Interner();
  const asked = [...new Set([...questions(s.body)].map((e) => interner.intern(e)))];
  if (asked.length === 0) return [s];
  const moving = new Set<Var>([s.v, ...declared(s.body), ...changedIn(s.body)]);
  const size = countNodes(s.body);
  const fixed = asked.filter((e) => isFixed(e, moving));
  if (fixed.length > 0) {
    const { question, answers } = middle(fixed, moving);
    const arms = [true, false].map((answer) => answered(s.body, answers(answer), interner));
    const growth = arms.reduce((sum, arm) => sum + countNodes(arm), -size);
    if (growth <= room.left) {
      room.left -= growth;
      const [yes, no] = arms.map((arm) => {
        const own: Var = { ...s.v };
        return splitWithin({ ...s, v: own, body: cloneStmts(arm, new Map([[s.v, own]])) }, room);
      });
      return [branch(question, yes!, no)];
    }
  }
  const edges = asked.flatMap((e) => edgesOf(e, s.v, moving) ?? []);
  if (edges.length === 0) return [s];
  const constants = edges.filter((e) => e.at.is === "const");
  if (s.begin.is === "const" && s.end.is === "const" && constants.length > 0)
    return cutAtConstants(s, s.begin.value, s.end.value, constants, size, interner);
  return cutAtRunTime(s, edges, interner);
}

/**
 * Which question to ask before the loop, and what its answer says of all. Of questions about the place of one variable (the
 * parts of a concatenation) the one in the middle is asked: then n parts are n arms, each found after log n questions.
 */
function middle(
  fixed: readonly Expr[],
  moving: ReadonlySet<Var>,
): { question: Expr; answers: (answer: boolean) => ReadonlyMap<Expr, boolean> } {
  const byVar = new Map<Var, { atom: Expr; at: number; before: boolean }[]>();
  for (const e of fixed)
    for (const v of variablesOf(e))
      for (const { atom, at, before } of edgesOf(e, v, moving) ?? [])
        if (at.is === "const") byVar.set(v, [...(byVar.get(v) ?? []), { atom, at: at.value, before }]);
  const places = [...byVar.values()].reduce((most, list) => (list.length > most.length ? list : most), []);
  if (places.length < 3) return { question: fixed[0]!, answers: (answer) => new Map([[fixed[0]!, answer]]) };
  const sorted = [...places].sort((a, b) => a.at - b.at);
  const { atom, at, before } = sorted[sorted.length >> 1]!;
  const answers = (answer: boolean): ReadonlyMap<Expr, boolean> => {
    const below = answer === before; // v < at
    return new Map(sorted.flatMap((e) => ((below ? e.at >= at : e.at <= at) ? [[e.atom, below === e.before] as const] : [])));
  };
  return { question: atom, answers };
}

function isFixed(e: Expr, moving: ReadonlySet<Var>): boolean {
  if (e.is === "var") return !moving.has(e);
  return e.is !== "load" && children(e).every((x) => isFixed(x, moving));
}

/** Where a comparison of whole numbers changes its answer as v grows. Equality does so twice, and is taken as two edges of one atom. */
function edgesOf(atom: Expr, v: Var, moving: ReadonlySet<Var>): Edge[] | null {
  if (atom.is !== "call" || !dependsOn(atom, v)) return null;
  const [a, b] = atom.args;
  if ((atom.word !== "lt" && atom.word !== "le") || a!.dtype !== "i32" || a!.lanes !== 1) return null;
  const go = (e: Expr): Linear => decompose(e, go);
  const canonical = new Interner();
  const of = (e: Expr): Linear => go(canonical.intern(e));
  // The atom says: factor · v + rest < 0.
  const form = addLinear(addLinear(of(a!), of(b!), -1), { terms: new Map(), constant: atom.word === "le" ? -1 : 0 });
  const factor = form.terms.get(v) ?? 0;
  const terms = new Map([...form.terms].filter(([x]) => x !== v));
  if (factor === 0 || ![...terms.keys()].every((x) => isFixed(x, moving))) return null;
  const rest = fromLinear({ terms, constant: form.constant });
  if (rest.is === "const") {
    if (factor > 0) return [{ atom, at: int(Math.ceil(-rest.value / factor)), before: true }];
    return [{ atom, at: int(Math.floor(rest.value / -factor) + 1), before: false }];
  }
  if (factor === 1) return [{ atom, at: sub(int(0), rest), before: true }];
  return factor === -1 ? [{ atom, at: add(rest, int(1)), before: false }] : null;
}

/** One piece: the loop from `begin` to `end` with these answers. */
function piece(s: For, begin: Expr, end: Expr, answers: ReadonlyMap<Expr, boolean>, interner: Interner): Stmt {
  const known = begin.is === "const" && end.is === "const";
  const own: Var = known ? { ...s.v, min: begin.value, max: end.value - 1 } : { ...s.v };
  return loop(own, begin, end, 1, cloneStmts(answered(s.body, answers, interner), new Map([[s.v, own]])));
}

function cutAtConstants(s: For, begin: number, end: number, edges: readonly Edge[], size: number, interner: Interner): readonly Stmt[] {
  const value = (e: Edge): number => (e.at as { value: number }).value;
  const cuts = [...new Set(edges.map(value))].filter((at) => at > begin && at < end).sort((a, b) => a - b);
  if (cuts.length + 1 > PIECES || size * (cuts.length + 1) > NODES) return [s];
  const bounds = [begin, ...cuts, end];
  return cuts.length === 0 && end <= begin ? [s] : bounds.slice(1).map((to, i) => {
    const from = bounds[i]!;
    return piece(s, int(from), int(to), new Map(edges.map((e) => [e.atom, from < value(e) === e.before])), interner);
  }); // prettier-ignore
}

/** At most one edge from below and one from above: nothing, the middle, nothing. */
function cutAtRunTime(s: For, edges: readonly Edge[], interner: Interner): readonly Stmt[] {
  const lower = edges.filter((e) => !e.before);
  const upper = edges.filter((e) => e.before);
  if (lower.length > 1 || upper.length > 1) return [s];
  const within = (at: Expr, least: Expr): Expr => call("min", call("max", at, least), s.end);
  const [low, high] = [lower[0], upper[0]];
  const from = low ? within(low.at, s.begin) : s.begin;
  const to = high ? within(high.at, from) : s.end;
  const out: Stmt[] = [];
  if (low) out.push(piece(s, s.begin, from, new Map([[low.atom, false]]), interner));
  out.push(
    piece(s, from, to, new Map([...(low ? [[low.atom, true] as const] : []), ...(high ? [[high.atom, true] as const] : [])]), interner),
  );
  if (high) out.push(piece(s, to, s.end, new Map([[high.atom, false], ...(low ? [[low.atom, true] as const] : [])]), interner)); // prettier-ignore
  return out;
}

/** Cuts all innermost loops. */
export function split(stmts: readonly Stmt[]): readonly Stmt[] {
  return mapStmts(stmts, {
    stmt: (s) => {
      if (s.is !== "for") return s;
      let inner = false;
      visitStmts(s.body, (x) => (inner ||= x.is === "for"));
      return inner ? s : splitLoop(s);
    },
  });
}
