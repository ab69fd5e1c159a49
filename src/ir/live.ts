// How much memory a program cannot do without: the bytes that live at once, read off its phases. Knows no placement; the arena
// that was planned is judged by it.
import { sizeOf } from "../core/dtype.ts";
import type { Buffer, Program } from "./types.ts";
import { buffersTouched } from "./walk.ts";

/**
 * Bytes of the buffers in the arena that live at once in the phase where they are most: no arena is smaller. A buffer lives from
 * the first phase that uses it to the last one; those at the offsets `kept`, where results are left, to the end.
 */
export function liveBytes({ phases, buffers }: Program, kept: readonly number[]): number {
  const lives = new Map<Buffer, { readonly from: number; to: number }>();
  phases.forEach(({ kernels }, at) => {
    for (const kernel of kernels) {
      for (const own of buffersTouched(kernel.like?.kernel ?? kernel)) {
        const buffer = kernel.like?.buffers.get(own) ?? own;
        if (buffers.get(buffer)?.at !== "arena") continue;
        const life = lives.get(buffer);
        if (life) life.to = at;
        else lives.set(buffer, { from: at, to: at });
      }
    }
  });
  for (const offset of kept) {
    const there = [...lives].filter(([buffer]) => (buffers.get(buffer) as { readonly offset: number }).offset === offset);
    // Several may have begun there one after another: the result is the last.
    const last = there.reduce<(typeof there)[number] | undefined>((a, b) => (a && a[1].to > b[1].to ? a : b), undefined);
    if (last) last[1].to = phases.length;
  }
  // What begins to live and what ceases to, phase by phase.
  const change = new Float64Array(phases.length + 2);
  for (const [{ length, dtype }, { from, to }] of lives) {
    change[from]! += length * sizeOf(dtype);
    change[to + 1]! -= length * sizeOf(dtype);
  }
  let [now, most] = [0, 0];
  for (const difference of change) most = Math.max(most, (now += difference));
  return most;
}
