// Nested loops in which pointers walk along, and small helpers for statements. Knows loops only.
import { advance, int, loop, mul, sub, variable } from "../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../ir/types.ts";

/** Runs from 0 below `extent`. */
export interface Level {
  readonly name: string;
  readonly extent: Expr;
}

/** A ptr variable and how far it moves with one step of each level, outermost first. It must not be used after the walk. */
export interface Cursor {
  readonly pointer: Var;
  readonly steps: readonly number[];
}

/** Loops over all levels, outermost first; levels that every cursor passes through evenly become one. */
export function walk(levels: readonly Level[], cursors: readonly Cursor[], body: readonly Stmt[]): Stmt[] {
  const merged: Level[] = [];
  const steps: number[][] = cursors.map(() => []);
  for (let l = levels.length - 1; l >= 0; l--) {
    const level = levels[l]!;
    if (level.extent.is === "const" && level.extent.value === 1) continue;
    const inner = merged[0];
    const even =
      inner?.extent.is === "const" && cursors.every((c, i) => c.steps[l]! === steps[i]![0]! * (inner.extent as { value: number }).value);
    if (inner && even) {
      merged[0] = { name: inner.name, extent: mul(level.extent, inner.extent) };
      continue;
    }
    merged.unshift(level);
    cursors.forEach((c, i) => steps[i]!.unshift(c.steps[l]!));
  }
  let stmts: readonly Stmt[] = body;
  for (let l = merged.length - 1; l >= 0; l--) {
    const { name, extent } = merged[l]!;
    const inner = merged[l + 1];
    const moves = cursors.flatMap(({ pointer }, i) => {
      const done = inner ? mul(inner.extent, int(steps[i]![l + 1]!)) : int(0);
      const by = sub(int(steps[i]![l]!), done);
      return by.is === "const" && by.value === 0 ? [] : [advance(pointer, by)];
    });
    stmts = [loop(variable(name), int(0), extent, 1, [...stmts, ...moves])];
  }
  return [...stmts];
}

/** `then` where the condition holds; without a branch where it is known. */
export function onlyIf(condition: Expr, then: readonly Stmt[], otherwise: readonly Stmt[] = []): Stmt[] {
  if (condition.is === "const") return [...(condition.value ? then : otherwise)];
  if (then.length === 0 && otherwise.length === 0) return [];
  return [{ is: "if", condition, then, otherwise }];
}

/** A loop over 0 … extent − 1; none for a known single turn. */
export function turns(name: string, extent: Expr, body: (v: Expr) => readonly Stmt[]): Stmt[] {
  if (extent.is === "const" && extent.value <= 1) return extent.value === 1 ? [...body(int(0))] : [];
  const most = extent.is === "const" ? { min: 0, max: extent.value - 1 } : { min: 0 };
  const v: Var = { is: "var", name, dtype: "i32", lanes: 1, ...most };
  return [loop(v, int(0), extent, 1, body(v))];
}
