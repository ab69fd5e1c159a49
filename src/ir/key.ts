// Structures of expressions: what makes two nodes equal, and a table by it. Knows no arithmetic.
import type { Buffer, Expr, Word } from "./types.ts";
import { children } from "./walk.ts";

/** What a node has besides operands and type. */
export function ownPart(e: Expr): unknown {
  const { buffer, word } = e as { readonly buffer?: Buffer; readonly word?: Word };
  return e.is === "var" ? e : e.is === "const" ? e.value : e.is === "lane" ? e.index : (buffer ?? word ?? 0);
}

/** Equal but for their operands. */
const alike = (a: Expr, b: Expr): boolean =>
  a.is === b.is && a.dtype === b.dtype && a.lanes === b.lanes && Object.is(ownPart(a), ownPart(b));

/** Equal in structure: for small expressions, of which no part occurs again and again. */
export const same = (a: Expr, b: Expr): boolean => a === b || (alike(a, b) && children(a).every((x, i) => same(x, children(b)[i]!)));

/** A table by structure. Hashes are numbers: texts for every node of every expression would take longer than all else. */
export class Structures<T> {
  readonly #rows = new Map<number, readonly [e: Expr, operands: readonly number[], value: T]>();

  /** The entry for nodes like `e` with these numbers in the place of operands. */
  entry(e: Expr, operands: readonly number[], make: () => T): T {
    let hash = e.is === "const" ? (e.value * 97) | 0 : (e.is === "call" ? e.word : e.is).charCodeAt(1);
    for (const operand of operands) hash = (Math.imul(hash, 31) + operand) | 0;
    for (; ; hash++) {
      const row = this.#rows.get(hash);
      if (!row) {
        const value = make();
        this.#rows.set(hash, [e, operands, value]);
        return value;
      }
      if (alike(row[0], e) && row[1].every((x, i) => x === operands[i])) return row[2];
    }
  }
}
