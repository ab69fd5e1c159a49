// Texts that are equal for expressions of one structure, and only for them.
import type { Buffer, Expr, Var } from "./types.ts";
import { children } from "./walk.ts";

type Name = string | number;

/** The key of a node: `of` gives the keys of its operands, `id` tells variables and buffers apart. */
export function keyOf(e: Expr, of: (operand: Expr) => Name, id: (thing: Var | Buffer) => Name): string {
  let key = `${e.is} ${e.dtype} ${e.lanes} ${ownPart(e, id)}`;
  for (const operand of children(e)) key += ` ${of(operand)}`;
  return key;
}

/** What a node has besides operands and type. */
function ownPart(e: Expr, id: (thing: Var | Buffer) => Name): Name {
  switch (e.is) {
    case "var":
      return id(e);
    case "const":
      return Object.is(e.value, -0) ? "-0" : e.value;
    case "load":
    case "address":
      return id(e.buffer);
    case "call":
    case "across":
      return e.word;
    case "lane":
      return e.index;
    default:
      return "";
  }
}
