// Strength reduction: in innermost loops, loads and stores whose index grows evenly go through pointers that advance once a
// turn. Those of a buffer whose indices differ by constants share one pointer; the constants stay in the instructions.
import { memoized } from "../../core/memo.ts";
import { address, advance, declare, int, load } from "../../ir/build.ts";
import { Interner } from "../../ir/intern.ts";
import { decompose, fromLinear, scaleLinear, addLinear } from "../../ir/linear.ts";
import type { Linear } from "../../ir/linear.ts";
import type { Buffer, Expr, Stmt, Var } from "../../ir/types.ts";
import { children, declared, expressionsOf, mapBlocks, mapChildren, mapRoots, substituter, visitStmts } from "../../ir/walk.ts";
import { changedIn } from "./growth.ts";
import { turnsOf } from "./unroll.ts";

type For = Stmt & { is: "for" };

/** Accesses to one buffer that move together. */
interface Group {
  readonly pointer: Var;
  readonly buffer: Buffer;
  /** The index at the first turn, less its constant. */
  readonly start: Linear;
  /** Elements a turn. */
  readonly step: number;
  least: number;
}

interface Access {
  readonly group: Group;
  readonly constant: number;
}

const isInnermost = (s: For): boolean => {
  let inner = false;
  visitStmts(s.body, (x) => (inner ||= x.is === "for"));
  return !inner;
};

function withPointers(s: For): Stmt[] {
  const changing = changedIn(s.body);
  const own = new Set(declared(s.body));
  const interner = new Interner();
  // Locals of the loop that are indices stand for their values.
  const indices = new Map<Var, Expr>();
  let inline = substituter(indices);
  const groups = new Map<string, Group>();

  const decomposed: (e: Expr) => Linear = memoized((e) => decompose(e, decomposed));
  const formOf = (index: Expr): Linear => decomposed(interner.intern(inline(index)));

  const accessOf = (buffer: Buffer, index: Expr): Access | null => {
    const linear = formOf(index);
    let growth = 0;
    let key = `${interner.id(buffer)}`;
    const rest = new Map<Expr, number>();
    for (const [atom, coefficient] of linear.terms) {
      if (atom === s.v) {
        growth = coefficient;
        continue;
      }
      if (!isFixed(atom)) return null;
      rest.set(atom, coefficient);
    }
    if (growth === 0) return null;
    for (const [atom, coefficient] of [...rest].sort(([a], [b]) => interner.id(a) - interner.id(b)))
      key += ` ${interner.id(atom)}*${coefficient}`;
    key += ` +${growth}`;
    let group = groups.get(key);
    if (!group) {
      const pointer: Var = { is: "var", name: `${buffer.name}At`, dtype: "ptr", lanes: 1 };
      const begin = scaleLinear(formOf(s.begin), growth);
      group = { pointer, buffer, start: addLinear({ terms: rest, constant: 0 }, begin), step: growth * s.step, least: Infinity };
      groups.set(key, group);
    }
    group.least = Math.min(group.least, linear.constant);
    return { group, constant: linear.constant };
  };
  /** Does an atom of an index keep its value while the loop runs? */
  const isFixed: (e: Expr) => boolean = memoized((e) => {
    if (e.is === "var") return e !== s.v && !own.has(e) && !changing.has(e);
    return e.is !== "load" && children(e).every(isFixed);
  });

  const accesses = new Map<Expr | Stmt, Access>();
  const collect = (e: Expr, seen: Set<Expr>): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (e.is === "load" && !e.base) {
      const access = accessOf(e.buffer, e.index);
      if (access) accesses.set(e, access);
    }
    // The arms of a `when` may never be evaluated, and their places may not exist.
    if (e.is === "when") collect(e.condition, seen);
    else for (const x of children(e)) collect(x, seen);
  };
  for (const x of s.body) {
    const seen = new Set<Expr>();
    for (const e of expressionsOf(x)) collect(e, seen);
    if (x.is === "store" && !x.base) {
      const access = accessOf(x.buffer, x.index);
      if (access) accesses.set(x, access);
    }
    if (x.is === "let" && x.v.dtype === "i32" && x.v.lanes === 1 && !changing.has(x.v)) {
      indices.set(x.v, inline(x.value));
      inline = substituter(indices);
    }
  }
  if (accesses.size === 0) return [s];

  const body = s.body.map((x): Stmt => {
    const visit: (e: Expr) => Expr = memoized((e) => {
      const access = e.is === "load" ? accesses.get(e) : undefined;
      if (e.is !== "load" || !access) return mapChildren(e, visit);
      return load(e.buffer, int(access.constant - access.group.least), e.lanes, access.group.pointer);
    });
    const rooted = mapRoots(x, visit);
    const access = accesses.get(x);
    if (rooted.is !== "store" || !access) return rooted;
    return { ...rooted, base: access.group.pointer, index: int(access.constant - access.group.least) };
  });
  const order = (a: Expr, b: Expr): number => interner.id(a) - interner.id(b);
  const lets: Stmt[] = [];
  const moves: Stmt[] = [];
  for (const group of groups.values()) {
    const start = fromLinear({ terms: group.start.terms, constant: group.start.constant + group.least }, order);
    lets.push(declare(group.pointer, address(group.buffer, start)));
    moves.push(advance(group.pointer, int(group.step)));
  }
  return [...lets, { ...s, body: [...body, ...moves] }];
}

/** Pointers in all innermost loops of more than two turns. */
export function pointers(stmts: readonly Stmt[]): readonly Stmt[] {
  return stmts.flatMap((s): Stmt[] => {
    if (s.is !== "for" || !isInnermost(s)) return [mapBlocks(s, pointers)];
    return (turnsOf(s) ?? 3) <= 2 ? [s] : withPointers(s);
  });
}
