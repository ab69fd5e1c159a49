// Hash-consing: one object for each structure, so that equal expressions are the same object. Loads are equal if buffer and
// index are: true inside one expression, which is evaluated at one moment. Knows no arithmetic.
import { children, mapChildren } from "./walk.ts";
import type { Expr } from "./types.ts";

/** A table of the structures seen so far. It holds what it has seen: use one for a kernel, then let it go. */
export class Interner {
  /** Nodes by the hash of their structure; a taken place sends to the next. */
  readonly #table = new Map<number, Expr>();
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
    let hash = this.#hash(e);
    for (;;) {
      const found = this.#table.get(hash);
      if (found === undefined) {
        this.#table.set(hash, e);
        this.#canonical.set(e, e);
        return e;
      }
      if (found === e || equal(found, e)) return found;
      hash = (hash + 1) | 0;
    }
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

  #hash(e: Expr): number {
    let hash = (textHash(e.is) * 31 + textHash(e.dtype)) * 31 + e.lanes;
    switch (e.is) {
      case "const":
        return mix(hash, Number.isInteger(e.value) ? e.value | 0 : Math.trunc(e.value * 65536.7) | 0);
      case "call":
        hash = mix(hash, textHash(e.word));
        for (const arg of e.args) hash = mix(hash, this.id(arg));
        return hash;
      case "load":
        hash = mix(mix(hash, this.id(e.buffer)), this.id(e.index));
        return e.base ? mix(hash, this.id(e.base)) : hash;
      case "address":
        return mix(mix(hash, this.id(e.buffer)), this.id(e.index));
      case "lane":
        return mix(mix(hash, e.index), this.id(e.value));
      default:
        for (const child of children(e)) hash = mix(hash, this.id(child));
        return hash;
    }
  }
}

const mix = (hash: number, part: number): number => Math.imul((hash ^ part) + 0x6d2b79f5, 0x2c1b3c6d) ^ (hash >>> 15);

/** Enough to tell the few names of kinds, types and words apart most of the time. */
const textHash = (text: string): number => (text.charCodeAt(0) * 31 + text.charCodeAt(text.length - 1)) * 31 + text.length;

/** Equal structure, for nodes with canonical operands. */
function equal(a: Expr, b: Expr): boolean {
  if (a.is !== b.is || a.dtype !== b.dtype || a.lanes !== b.lanes) return false;
  if (a.is === "const") return Object.is(a.value, (b as typeof a).value);
  if (a.is === "call" || a.is === "across") {
    if (a.word !== (b as typeof a).word) return false;
  } else if (a.is === "load") {
    const other = b as typeof a;
    return a.buffer === other.buffer && a.index === other.index && a.base === other.base;
  } else if (a.is === "address" && a.buffer !== (b as typeof a).buffer) return false;
  else if (a.is === "lane" && a.index !== (b as typeof a).index) return false;
  const [x, y] = [children(a), children(b)];
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
