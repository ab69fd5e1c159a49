// Kernels that are alike but for the memory that they touch go through the passes once: the layers of a deep network repeat each
// other. Knows structure; not what the passes do.
import { entry } from "../../core/memo.ts";
import { keyOf } from "../../ir/key.ts";
import type { Buffer, Expr, Kernel, Limits, Stmt, Var } from "../../ir/types.ts";
import { children, expressionsOf, mapStmts, rewriter } from "../../ir/walk.ts";
import { optimize, type Check } from "./passes.ts";

/** A function that optimizes kernels, and remembers what it made of which structure. */
export function optimizer(limits: Limits, check?: Check): (kernel: Kernel) => Kernel {
  const made = new Map<string, { readonly kernel: Kernel; readonly buffers: readonly Buffer[] }>();
  return (kernel) => {
    const { key, buffers } = formOf(kernel);
    const like = made.get(key);
    if (like) {
      const to = new Map(like.buffers.map((buffer, i) => [buffer, buffers[i]!]));
      return { ...kernel, task: like.kernel.task, body: withBuffers(like.kernel.body, to) };
    }
    const result = optimize(kernel, limits, check);
    made.set(key, { kernel: result, buffers });
    return result;
  };
}

/** A text that is equal for kernels of one structure, and the buffers in the order in which they are met. */
function formOf(kernel: Kernel): { readonly key: string; readonly buffers: readonly Buffer[] } {
  const lines: string[] = [];
  const ids = new Map<Var | Buffer, number>();
  const buffers: Buffer[] = [];
  const id = (thing: Var | Buffer): number =>
    entry(ids, thing, () => {
      if ("is" in thing) lines.push(`var ${thing.dtype} ${thing.lanes} ${thing.min} ${thing.max}`);
      else {
        buffers.push(thing);
        lines.push(`buffer ${thing.dtype} ${thing.length} ${thing.scope}`);
      }
      return ids.size;
    });
  const numbers = new Map<string, number>();
  const known = new Map<Expr, number>();
  const number = (e: Expr): number =>
    entry(known, e, () => {
      children(e).forEach(number);
      const key = keyOf(e, number, id);
      return entry(numbers, key, () => {
        lines.push(key);
        return numbers.size;
      });
    });
  const visit = (stmts: readonly Stmt[]): void => {
    for (const s of stmts) {
      const values = expressionsOf(s).map(number);
      const at = "v" in s ? id(s.v) : s.is === "store" ? `${id(s.buffer)} ${s.base ? id(s.base) : ""}` : "";
      lines.push(`${s.is} ${at} ${values.join(" ")} ${s.is === "for" ? s.step : ""}`);
      if (s.is === "for") visit(s.body);
      else if (s.is === "if") {
        visit(s.then);
        lines.push("else");
        visit(s.otherwise);
      }
      if (s.is === "for" || s.is === "if") lines.push("end");
    }
  };
  id(kernel.task);
  visit(kernel.body);
  return { key: `${kernel.tasks}\n${lines.join("\n")}`, buffers };
}

function withBuffers(body: readonly Stmt[], to: ReadonlyMap<Buffer, Buffer>): readonly Stmt[] {
  const other = (buffer: Buffer): Buffer => to.get(buffer) ?? buffer;
  const expr = rewriter((e) => (e.is === "load" || e.is === "address" ? { ...e, buffer: other(e.buffer) } : e));
  return mapStmts(body, { expr, stmt: (s) => (s.is === "store" ? { ...s, buffer: other(s.buffer) } : s) });
}
