// The passes in their order: from a kernel as it was lowered to one that emitters spell as it stands. Knows limits, not targets.
import { simplifyStmts } from "../../ir/simplify.ts";
import type { Kernel, Limits, Stmt } from "../../ir/types.ts";
import { fuseMultiplyAdd } from "./fuse.ts";
import { hoist } from "./hoist.ts";
import { legalize } from "./legalize.ts";
import { pointers } from "./pointers.ts";
import { share } from "./share.ts";
import { split } from "./split.ts";
import { forward, unroll, withoutUnreadScratch } from "./unroll.ts";

/** Throws if a kernel breaks a rule after that pass. Given by the caller, so that only those who check carry the code for it. */
export type Check = (kernel: Kernel, after?: string) => void;

/** A pass: statements to statements that do the same. */
export interface Pass {
  readonly name: string;
  run(stmts: readonly Stmt[], limits: Limits): readonly Stmt[];
}

/**
 * Sizes become constants before loops are written out, and those before memory is followed; pointers want indices whole, so
 * they come before anything is shared; polynomials have much to share. What leaves a loop may meet its like outside, so
 * sharing comes after.
 */
export const PASSES: readonly Pass[] = [
  { name: "simplify", run: (stmts) => simplifyStmts(stmts) },
  { name: "split", run: (stmts) => split(stmts) },
  { name: "unroll", run: (stmts) => unroll(stmts) },
  { name: "simplify again", run: (stmts) => simplifyStmts(stmts) },
  { name: "forward", run: (stmts) => withoutUnreadScratch(forward(stmts)) },
  { name: "pointers", run: (stmts) => pointers(stmts) },
  { name: "legalize", run: (stmts, limits) => legalize(stmts, limits) },
  { name: "hoist", run: (stmts) => hoist(stmts) },
  { name: "share", run: (stmts) => share(stmts) },
  { name: "fuse", run: (stmts, limits) => (limits.fma ? fuseMultiplyAdd(stmts) : stmts) },
  { name: "simplify at last", run: (stmts) => simplifyStmts(stmts) },
];

/** Runs all passes on a kernel, which is checked before the first and after each. */
export function optimize(kernel: Kernel, limits: Limits, check?: Check): Kernel {
  let now = kernel;
  check?.(now);
  for (const pass of PASSES) {
    now = { ...now, body: pass.run(now.body, limits) };
    check?.(now, pass.name);
  }
  return now;
}
