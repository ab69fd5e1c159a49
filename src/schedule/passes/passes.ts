// The passes in their order: from a kernel as it was lowered to one that emitters spell as it stands. Knows limits, not targets.
import { simplifyStmts } from "../../ir/simplify.ts";
import type { Kernel, Limits, Stmt } from "../../ir/types.ts";
import { verifyKernel } from "../../ir/verify.ts";
import { legalize } from "../legalize/legalize.ts";
import { fuseMultiplyAdd } from "./fuse.ts";
import { hoist } from "./hoist.ts";
import { pointers } from "./pointers.ts";
import { share } from "./share.ts";
import { split } from "./split.ts";
import { forward, unroll, withoutUnreadScratch } from "./unroll.ts";

export interface OptimizeOptions {
  /** Check the kernel before the first pass and after each. */
  readonly verify?: boolean;
}

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

/** Runs all passes on a kernel. */
export function optimize(kernel: Kernel, limits: Limits, options: OptimizeOptions = {}): Kernel {
  let now = kernel;
  if (options.verify) verifyKernel(now);
  for (const pass of PASSES) {
    now = { ...now, body: pass.run(now.body, limits) };
    if (options.verify) check(now, pass);
  }
  return now;
}

function check(kernel: Kernel, pass: Pass): void {
  try {
    verifyKernel(kernel);
  } catch (error) {
    throw new Error(`after the pass "${pass.name}": ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
