// Kernels that are alike but for the memory that they touch are made once: the layers of a deep network repeat each other, and
// so do their gradients. Knows what a kernel is made from; not how.
import { entry } from "../core/memo.ts";
import type { Buffer, Kernel, Stmt } from "../ir/types.ts";
import { mapStmts, rewriter } from "../ir/walk.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Group } from "./fuse.ts";

/** What kernels are made from. */
export interface Form {
  /** Equal for groups whose kernels differ in memory only. */
  readonly key: string;
  /** The owners of the memory that they touch, in the order in which they are met. */
  readonly owners: readonly Tensor[];
}

/** `ownerOf` tells whose memory holds a tensor's elements, `read` holds those that others read too. */
export function formOf(group: Group, ownerOf: (node: Tensor) => Tensor, read: ReadonlySet<Tensor>): Form {
  const nodes = new Map<Tensor, number>();
  const owners = new Map<Tensor, number>();
  const number = (x: Tensor): string => `${entry(nodes, x, () => nodes.size)}.${entry(owners, ownerOf(x), () => owners.size)}`;
  const parts = group.members.map((nest) => `${nest.form}:${nest.reads.map(number)}>${number(nest.node)}${read.has(nest.node)}`);
  return { key: `${group.kind} ${group.shared} ${parts}`, owners: [...owners.keys()] };
}

/** The same kernel with other memory; written out when somebody looks. */
export function twin(kernel: Kernel, name: string, buffers: ReadonlyMap<Buffer, Buffer>): Kernel {
  let body: readonly Stmt[] | undefined;
  return {
    ...kernel,
    name,
    like: { kernel, buffers },
    get body() {
      return (body ??= withBuffers(kernel.body, (b) => buffers.get(b) ?? b));
    },
  };
}

function withBuffers(body: readonly Stmt[], other: (buffer: Buffer) => Buffer): readonly Stmt[] {
  const expr = rewriter((e) => (e.is === "load" || e.is === "address" ? { ...e, buffer: other(e.buffer) } : e));
  return mapStmts(body, { expr, stmt: (s) => (s.is === "store" ? { ...s, buffer: other(s.buffer) } : s) });
}
