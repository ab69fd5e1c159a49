// The thread-scoped buffers that a kernel uses.
import type { Buffer, Kernel } from "../../src/ir/types.ts";
import { visitExprs, visitStmts } from "../../src/ir/walk.ts";

export function thread(kernel: Kernel): Buffer[] {
  const found = new Set<Buffer>();
  const see = (b: Buffer): void => {
    if (b.scope === "thread") found.add(b);
  };
  visitStmts(kernel.body, (s) => {
    if (s.is === "store") see(s.buffer);
  });
  visitExprs(kernel.body, (e) => {
    if (e.is === "load" || e.is === "address") see(e.buffer);
  });
  return [...found];
}
