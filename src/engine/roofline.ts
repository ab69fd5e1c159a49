// How near the kernels of a plan come to the limits of the machine (the roofline of Williams, Waterman and Patterson, 2009).
import type { Peaks } from "../runtime/peaks.ts";

/** What is known of a kernel that ran. */
export interface Ran {
  readonly flops: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** A kernel beside the limits. */
export interface Roof {
  readonly flopsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Which limit counts: what takes longer at full speed. */
  readonly bound: "arithmetic" | "memory";
  /** The least time that the limits allow, divided by the time it took. Above 1 where the caches are faster than memory. */
  readonly share: number;
  /** Milliseconds above the least time. */
  readonly lost: number;
}

/** One kernel beside the limits of one thread. */
export function roofOf({ flops, bytes, milliseconds }: Ran, peaks: Peaks): Roof {
  const seconds = Math.max(milliseconds, 1e-6) / 1000;
  const [arithmetic, memory] = [flops / peaks.flopsPerSecond, bytes / peaks.bytesPerSecond];
  const least = Math.max(arithmetic, memory);
  return {
    flopsPerSecond: flops / seconds,
    bytesPerSecond: bytes / seconds,
    bound: arithmetic >= memory ? "arithmetic" : "memory",
    share: least / seconds,
    lost: Math.max(0, seconds - least) * 1000,
  };
}
