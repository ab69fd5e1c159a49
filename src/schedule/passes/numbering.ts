// Value numbers: two expressions get one number when they surely have the same value, wherever in a block they stand. A load
// counts as another one after a store to its buffer, a variable after it was set. Knows nothing of placing.
import { entry } from "../../core/memo.ts";
import { keyOf } from "../../ir/key.ts";
import type { Buffer, Expr, Stmt, Var } from "../../ir/types.ts";
import { buffersWritten } from "../../ir/walk.ts";
import { changedIn } from "./growth.ts";

export class Numbering {
  readonly #ids = new Map<object, number>();
  readonly #versions = new Map<object, number>();
  readonly #keys = new Map<string, number>();
  #known = new Map<Expr, number>();
  /** What a local that never changes is equal to. */
  readonly #same = new Map<Var, number>();
  #count = 0;

  #id(thing: object): number {
    return entry(this.#ids, thing, () => this.#ids.size);
  }

  #moment(thing: Buffer | Var): string {
    return `${this.#id(thing)}.${this.#versions.get(thing) ?? 0}`;
  }

  of(e: Expr): number {
    return entry(this.#known, e, () => {
      const same = e.is === "var" ? this.#same.get(e) : undefined;
      if (same !== undefined) return same;
      const key = keyOf(e, (x) => this.of(x), (thing) => this.#moment(thing)); // prettier-ignore
      return entry(this.#keys, key, () => this.#count++);
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
    for (const thing of changed) this.#versions.set(thing, (this.#versions.get(thing) ?? 0) + 1);
    this.#known = new Map();
  }
}
