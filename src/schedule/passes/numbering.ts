// Value numbers: two expressions get one number when they surely have the same value, wherever in a block they stand. A load
// counts as another one after a store to its buffer, a variable after it was set. Knows nothing of placing.
import { entry } from "../../core/memo.ts";
import { ownPart, Structures } from "../../ir/key.ts";
import type { Buffer, Expr, Stmt, Var } from "../../ir/types.ts";
import { buffersWritten, children } from "../../ir/walk.ts";
import { changedIn } from "./growth.ts";

export class Numbering {
  /** A number for what a thing holds now. */
  readonly #moments = new Map<unknown, number>();
  readonly #values = new Structures<number>();
  #known = new Map<Expr, number>();
  /** What a local that never changes is equal to. */
  readonly #same = new Map<Var, number>();
  #count = 0;
  readonly #next = (): number => this.#count++;

  of(e: Expr): number {
    return entry(this.#known, e, () => {
      const same = e.is === "var" ? this.#same.get(e) : undefined;
      if (same !== undefined) return same;
      const moment = entry(this.#moments, ownPart(e), this.#next);
      return this.#values.entry(e, [moment, ...children(e).map((x) => this.of(x))], this.#next);
    });
  }

  /** From here on the local is another name of that value. */
  name(v: Var, number: number): void {
    this.#same.set(v, number);
    this.#known.delete(v);
  }

  /** Forgets what the statement changes. */
  pass(s: Stmt): void {
    const changed: (Buffer | Var)[] = [...changedIn([s]), ...buffersWritten([s])];
    if (changed.length === 0) return;
    for (const thing of changed) this.#moments.set(thing, this.#next());
    this.#known = new Map();
  }
}
