// The kernels of a plan beside the limits of this machine: time, operations, bytes, and which kernels lose most.
import { defaultDevice } from "../../index.ts";
import { describePlan, measurePeaks, roofOf } from "../../inspect.ts";
import type { KernelReport, Peaks, Plan, PlanReport, Roof } from "../../inspect.ts";
import { short } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

/** Runs of which the least time of each kernel counts. */
const ROUNDS = 7;
/** Kernels that are named as the worst. */
const WORST = 3;

/** A kernel and its place under the roof. */
export type Placed = KernelReport & Roof;

/** All of it as data. */
export interface KernelTable {
  readonly peaks: Peaks;
  readonly kernels: readonly Placed[];
  /** Numbers of the kernels that lose most time against the limits. */
  readonly worst: readonly number[];
  readonly report: PlanReport;
}

/** Times the kernels of a plan that ran before, on one thread, and measures the limits of one thread. */
export function kernelTable(plan: Plan): KernelTable {
  const report = describePlan(plan, { rounds: ROUNDS });
  const peaks = measurePeaks(defaultDevice());
  const kernels = report.kernels.map((kernel) => ({ ...kernel, ...roofOf(kernel, peaks) }));
  const order = kernels.map((_, k) => k).sort((a, b) => kernels[b]!.lost - kernels[a]!.lost);
  return { peaks, kernels, worst: order.slice(0, WORST).filter((k) => kernels[k]!.lost > 0), report };
}

const giga = (perSecond: number): string => (perSecond / 1e9).toFixed(1);

const mega = (bytes: number): string => (bytes / 2 ** 20).toPrecision(3);

/** The memory of a plan, in bytes. */
export interface Memory {
  readonly arena: number;
  /** The least that an arena could be: what lives at once. */
  readonly live: number;
  /** Of the two. */
  readonly ratio: number;
  /** For each thread. */
  readonly scratch: number;
}

export function memoryOf({ arenaBytes, liveBytes, scratchBytes }: PlanReport): Memory {
  return { arena: arenaBytes, live: liveBytes, ratio: liveBytes === 0 ? 1 : arenaBytes / liveBytes, scratch: scratchBytes };
}

export function printKernels(terminal: Terminal, { peaks, kernels, worst, report }: KernelTable): void {
  const { paint } = terminal;
  const all = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  terminal.table(
    [
      ["kernel", "µs", "of all", "FLOPs", "bytes", "GFLOP/s", "GB/s", "bound by", "of the limit"],
      ...kernels.map((k) => [
        k.name,
        (k.milliseconds * 1000).toFixed(1),
        `${((100 * k.milliseconds) / all).toFixed(0)} %`,
        short(k.flops),
        short(k.bytes),
        giga(k.flopsPerSecond),
        giga(k.bytesPerSecond),
        k.bound,
        `${(100 * k.share).toFixed(0)} %`,
      ]),
    ],
    ["left", "right", "right", "right", "right", "right", "right", "left", "right"],
  );
  terminal.line();
  terminal.line(
    `  one thread: ${(all * 1000).toFixed(0)} µs in ${kernels.length} kernels; this machine's limits: ${giga(peaks.flopsPerSecond)} GFLOP/s (multiply-adds on registers), ${giga(peaks.bytesPerSecond)} GB/s (a copy through memory)`,
  );
  for (const [place, k] of worst.entries()) {
    const { name, lost, share, bound } = kernels[k]!;
    terminal.line(
      `  ${place + 1}. ${paint.bold(name)} loses ${(lost * 1000).toFixed(0)} µs: ${(100 * share).toFixed(0)} % of the limit of ${bound}`,
    );
  }
  const { arena, live, ratio, scratch } = memoryOf(report);
  terminal.line(
    `  memory: an arena of ${mega(arena)} MB, ${ratio.toFixed(2)} times the ${mega(live)} MB that live at once; ${mega(scratch)} MB of scratch a thread; threads at work: ${report.threads}`,
  );
  terminal.line(`  ${paint.dim("above 100 %: from the caches, which are faster than memory")}`);
}
