// The door for tools: what the engine makes of a computation. Unstable: it shows the inside of the house.
import { textOf } from "./emit/wasm/text.ts";
import { countKernel } from "./ir/count.ts";
import { liveBytes } from "./ir/live.ts";
import { printProgram } from "./ir/print.ts";
import { verifyKernel } from "./ir/verify.ts";
import { order } from "./graph/order.ts";
import type { Tensor } from "./graph/tensor.ts";
import { defaultDevice } from "./engine/device.ts";
import { Plan, setVerify as setCheck } from "./engine/plan.ts";
import { isLeaf } from "./engine/realize.ts";
import type { Compiled } from "./engine/compile.ts";

export { printKernel, printProgram } from "./ir/print.ts";
export { spellC } from "./emit/c/spell.ts";
export { evaluate as evaluateByReference } from "./runtime/reference/evaluate.ts";
export { debugEager } from "./engine/debug.ts";
export { Plan } from "./engine/plan.ts";
export { roofOf } from "./engine/roofline.ts";
export type { Ran, Roof } from "./engine/roofline.ts";
export { measurePeaks } from "./runtime/peaks.ts";
export type { Peaks } from "./runtime/peaks.ts";
export type { Kernel, Phase, Program } from "./ir/types.ts";

/** One node of a graph as plain data. */
export interface GraphNode {
  readonly id: number;
  readonly op: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Ids of the inputs, in order. */
  readonly inputs: readonly number[];
}

/** The computation graph below tensors, inputs before users. */
export function graphOf(...roots: readonly Tensor[]): GraphNode[] {
  const nodes = order(roots);
  const ids = new Map(nodes.map((node, id) => [node, id]));
  return nodes.map((node, id) => ({
    id,
    op: node.op.name,
    shape: node.shape,
    dtype: node.dtype,
    inputs: node.inputs.map((x) => ids.get(x)!),
  }));
}

/** One kernel of a plan: how much it does and how long it took. */
export interface KernelReport {
  readonly name: string;
  readonly phase: number;
  readonly tasks: number;
  /** Floating-point operations, counted in its loops: a multiply-add is two, and what fills a tile up to its border is work too. */
  readonly flops: number;
  /** Bytes of memory that it cannot do without: what it reads and what it writes, each element once. */
  readonly bytes: number;
  /** On one thread; the least of all rounds. */
  readonly milliseconds: number;
}

/** What a plan is made of. */
export interface PlanReport {
  readonly name: string;
  /** Memory for what is computed on the way. */
  readonly arenaBytes: number;
  /** Bytes that live at once at the fullest moment: no arena could be smaller. */
  readonly liveBytes: number;
  readonly scratchBytes: number;
  /** Threads that are at work on the plan's device now, the calling one included. */
  readonly threads: number;
  readonly kernels: readonly KernelReport[];
  /** The loop IR. */
  readonly program: string;
  /** The generated code: an entry a kernel, or one for all of them where the device compiles them together. */
  readonly code: ReadonlyMap<string, string>;
}

/** The plan by which tensors would be computed now, made ready but not run. */
export function planOf(...tensors: readonly Tensor[]): Plan {
  const leaves = order(tensors, isLeaf).filter(isLeaf);
  return new Plan(defaultDevice(), { name: "inspected", outputs: tensors, updates: [] }, leaves);
}

/** Describes a plan that ran before; its kernels are timed in `rounds` runs of their own (which update variables as any run does). */
export function describePlan(plan: Plan, { rounds = 1 }: { readonly rounds?: number } = {}): PlanReport {
  const { program, outputs } = plan.scheduled;
  const runs = Array.from({ length: rounds }, () => plan.executable.profile());
  const kernels = program.phases.flatMap((phase, at) => phase.kernels.map((kernel) => ({ kernel, at })));
  return {
    name: program.name,
    arenaBytes: program.arena,
    liveBytes: liveBytes(
      program,
      outputs.flatMap((place) => ("leaf" in place ? [] : [place.offset])),
    ),
    scratchBytes: program.scratchBytes,
    threads: plan.device.threads,
    kernels: kernels.map(({ kernel, at }, k) => ({
      name: kernel.name,
      phase: at,
      tasks: kernel.tasks,
      ...countKernel(kernel),
      milliseconds: Math.min(...runs.map((run) => run[k]!.milliseconds)),
    })),
    program: printProgram(program),
    code: textOf(plan.executable.code),
  };
}

/** The plans of a compiled function, one for each signature that it was called with. */
export const plansOf = (compiled: Pick<Compiled<never[], unknown>, "plans">): readonly Plan[] => compiled.plans();

/** Checks every kernel between all passes, in plans made from here on, or no longer. */
export const setVerify = (on: boolean): void => setCheck(on ? verifyKernel : null);

/** Checks every kernel between all passes, in plans made while the function runs. */
export function withVerification<T>(fn: () => T): T {
  setVerify(true);
  try {
    return fn();
  } finally {
    setVerify(false);
  }
}
