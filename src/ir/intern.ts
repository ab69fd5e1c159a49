// Hash-consing: one object for each structure, so that equal expressions are the same object. Loads are equal if buffer and
// index are: true inside one expression, which is evaluated at one moment. Knows no arithmetic.
import { children, mapChildren } from "./walk.ts";
import type { Expr } from "./types.ts";

/** A table of the structures seen so far. It holds what it has seen: use one for a kernel, then let it go. */
export class Interner {
  readonly #byKey = new Map<string, Expr>();
  readonly #canonical = new Map<Expr, Expr>();
  readonly #ids = new Map<object, number>();

  /** A number for the object, in order of first sight: the same from run to run. */
  id(thing: object): number {
    let id = this.#ids.get(thing);
    if (id === undefined) this.#ids.set(thing, (id = this.#ids.size));
    return id;
  }

  /** The one object for the structure of `e`, with all its operands canonical too. */
  intern(e: Expr): Expr {
    const known = this.#canonical.get(e);
    if (known !== undefined) return known;
    const rebuilt = mapChildren(e, (child) => this.intern(child));
    const result = rebuilt === e ? this.#lookUp(e) : this.intern(rebuilt);
    this.#canonical.set(e, result);
    return result;
  }

  #lookUp(e: Expr): Expr {
    if (e.is === "var") return e;
    const key = this.#key(e);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.#byKey.set(key, e);
    return e;
  }

  #key(e: Expr): string {
    let key = `${e.is} ${e.dtype} ${e.lanes}`;
    switch (e.is) {
      case "const":
        return `${key} ${Object.is(e.value, -0) ? "-0" : e.value}`;
      case "load":
        key += ` ${this.id(e.buffer)}${e.base ? "p" : ""}`;
        break;
      case "address":
        key += ` ${this.id(e.buffer)}`;
        break;
      case "call":
      case "across":
        key += ` ${e.word}`;
        break;
      case "lane":
        key += ` ${e.index}`;
        break;
    }
    for (const child of children(e)) key += ` ${this.id(child)}`;
    return key;
  }
}
