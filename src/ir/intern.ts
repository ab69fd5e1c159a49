// Hash-consing: one object for each structure, so that equal expressions are the same object. Loads are equal if buffer and
// index are: true inside one expression, which is evaluated at one moment. Knows no arithmetic.
import { Structures } from "./key.ts";
import { children, mapChildren } from "./walk.ts";
import type { Expr } from "./types.ts";

/** A table of the structures seen so far. It holds what it has seen: use one for a kernel, then let it go. */
export class Interner {
  readonly #nodes = new Structures<Expr>();
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
    const result = rebuilt === e ? this.node(e) : this.intern(rebuilt);
    this.#canonical.set(e, result);
    return result;
  }

  /** The same for a node whose operands are canonical already. */
  node(e: Expr): Expr {
    if (e.is === "var") return e;
    const found = this.#nodes.entry(e, children(e).map((x) => this.id(x)), () => e); // prettier-ignore
    if (found === e) this.#canonical.set(e, e);
    return found;
  }

  /** An order of canonical expressions by structure and names; by first sight only where names are equal too. */
  compare(a: Expr, b: Expr): number {
    if (a === b) return 0;
    const own = byText(a.is, b.is) || (a.is === "call" && b.is === "call" ? byText(a.word, b.word) : 0);
    if (own !== 0) return own;
    if (a.is === "var" && b.is === "var") {
      return byText(a.name, b.name) || (a.min ?? 0) - (b.min ?? 0) || (a.max ?? 0) - (b.max ?? 0) || this.id(a) - this.id(b);
    }
    if (a.is === "const" && b.is === "const" && a.value !== b.value) return a.value - b.value;
    if (a.is === "load" && b.is === "load" && a.buffer !== b.buffer)
      return byText(a.buffer.name, b.buffer.name) || this.id(a.buffer) - this.id(b.buffer);
    const [x, y] = [children(a), children(b)];
    for (let i = 0; i < Math.min(x.length, y.length); i++) {
      const order = this.compare(x[i]!, y[i]!);
      if (order !== 0) return order;
    }
    return x.length - y.length || this.id(a) - this.id(b);
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
