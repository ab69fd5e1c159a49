// The passes in their order: from a kernel as it was lowered to one that emitters spell as it stands. Knows limits, not targets.
import { simplifyStmts } from "../../ir/simplify.ts";
import type { Kernel, Limits, Stmt } from "../../ir/types.ts";

export interface OptimizeOptions {
  /** Check the kernel between all passes. */
  readonly verify?: boolean;
}

/** A pass: statements to statements that do the same. */
export type Pass = (stmts: readonly Stmt[], limits: Limits) => readonly Stmt[];

const PASSES: readonly (readonly [name: string, pass: Pass])[] = [["simplify", (stmts) => simplifyStmts(stmts)]];

/** Runs all passes on a kernel. */
export function optimize(kernel: Kernel, limits: Limits, _options: OptimizeOptions = {}): Kernel {
  let body = kernel.body;
  for (const [, pass] of PASSES) body = pass(body, limits);
  return { ...kernel, body };
}
