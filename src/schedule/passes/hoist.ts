// What does not change in a loop is computed before it: index arithmetic, splats, and loads where the loop surely runs and
// does not store to their buffer. Vectors are moved out only while they leave registers for the loop itself.
import { declare } from "../../ir/build.ts";
import { Interner } from "../../ir/intern.ts";
import type { Expr, Stmt, Var } from "../../ir/types.ts";
import { buffersWritten, children, declared, mapBlocks, mapChildren, mapRoots, mapStmts } from "../../ir/walk.ts";
import { changedIn } from "./growth.ts";
import { harmless } from "./safe.ts";
import { turnsOf } from "./unroll.ts";

type For = Stmt & { is: "for" };

/** Vectors that a loop may get from outside. */
const VECTORS = 8;

/** Not worth a register: constants are cheap to make again, and locals are there already. */
export const trivial = (e: Expr): boolean =>
  e.is === "var" || e.is === "const" || e.is === "address" || (e.is === "splat" && e.value.is === "const");

/** Whether the loop turns at least once. */
const surelyRuns = (s: For): boolean => turnsOf(s)! > 0;

function hoistFrom(s: For): Stmt[] {
  const moving = new Set<Var>([s.v, ...declared(s.body), ...changedIn(s.body)]);
  const stored = buffersWritten(s.body);
  const before: Stmt[] = [];
  const runs = surelyRuns(s);
  let vectors = 0;

  const known = new Map<Expr, boolean>();
  const invariant = (e: Expr): boolean => {
    if (e.is === "var") return !moving.has(e);
    let i = known.get(e);
    if (i === undefined) {
      i = children(e).every(invariant) && !(e.is === "load" && stored.has(e.buffer));
      known.set(e, i);
    }
    return i;
  };
  const moved = new Map<Expr, Expr>();
  /** `sure`: evaluated whenever the loop turns. */
  const rebuild = (e: Expr, sure: boolean): Expr => {
    const there = moved.get(e);
    if (there) return there;
    if (trivial(e)) return mapped(e, sure);
    const free = e.lanes === 1 || vectors < VECTORS;
    if (invariant(e) && free && (harmless(e) || (sure && runs))) {
      if (e.lanes > 1) vectors++;
      const v: Var = { is: "var", name: nameOf(e), dtype: e.dtype, lanes: e.lanes };
      before.push(declare(v, e));
      moved.set(e, v);
      return v;
    }
    return mapped(e, sure);
  };
  // Expressions are graphs: one that is met by many ways is rebuilt once, also where it is not sure to be evaluated.
  const certain = new Map<Expr, Expr>();
  const perhaps = new Map<Expr, Expr>();
  const mapped = (e: Expr, sure: boolean): Expr => {
    const seen = sure ? certain : perhaps;
    let to = seen.get(e);
    if (to !== undefined) return to;
    if (e.is === "when") {
      const parts = [rebuild(e.condition, sure), rebuild(e.then, false), rebuild(e.otherwise, false)];
      let k = 0;
      to = mapChildren(e, () => parts[k++]!);
    } else to = mapChildren(e, (x) => rebuild(x, sure));
    seen.set(e, to);
    return to;
  };

  const block = (stmts: readonly Stmt[], sure: boolean): Stmt[] => {
    const out: Stmt[] = [];
    for (const x of stmts) {
      if (x.is === "let" && moving.has(x.v) && isMovable(x, sure)) {
        if (x.value.lanes > 1) vectors++;
        before.push(x);
        moving.delete(x.v);
        known.clear();
        continue;
      }
      const own = mapRoots(x, (e) => rebuild(e, sure));
      out.push(mapBlocks(own, (inside) => block(inside, sure && own.is === "for" && surelyRuns(own))));
    }
    return out;
  };
  const changing = changedIn(s.body);
  const isMovable = (x: Stmt & { is: "let" }, sure: boolean): boolean =>
    !changing.has(x.v) &&
    x.v.dtype !== "ptr" &&
    invariant(x.value) &&
    (x.value.lanes === 1 || vectors < VECTORS) &&
    (harmless(x.value) || (sure && runs));

  const body = block(s.body, true);
  return [...before, { ...s, body }];
}

const nameOf = (e: Expr): string => (e.is === "load" ? e.buffer.name : e.is === "splat" && e.value.is === "var" ? e.value.name : "fixed");

function eachLoop(stmts: readonly Stmt[]): readonly Stmt[] {
  return stmts.flatMap((s): Stmt[] => {
    const own = mapBlocks(s, eachLoop);
    return own.is === "for" ? hoistFrom(own) : [own];
  });
}

/** Inner loops first: what leaves them may leave the outer ones too. Equal expressions become one object, so that they leave together. */
export function hoist(stmts: readonly Stmt[]): readonly Stmt[] {
  const interner = new Interner();
  return eachLoop(mapStmts(stmts, { expr: (e) => interner.intern(e) }));
}
