// Offsets in one arena for buffers that live from one phase to another: those that never live together may share bytes.
import type { Buffer } from "../ir/types.ts";
import { sizeOf } from "../core/dtype.ts";

const ALIGN = 64;

export interface Lifetime {
  readonly buffer: Buffer;
  /** First and last phase in which it is used. */
  readonly from: number;
  readonly to: number;
}

export const bytesOf = (buffer: Buffer): number => Math.ceil((buffer.length * sizeOf(buffer.dtype)) / ALIGN) * ALIGN;

/** The largest buffers first, each at the lowest place that is free during its life. */
export function placeBuffers(lifetimes: readonly Lifetime[]): { offsets: Map<Buffer, number>; bytes: number } {
  const placed: { life: Lifetime; offset: number; bytes: number }[] = [];
  const offsets = new Map<Buffer, number>();
  let total = 0;
  const bySize = [...lifetimes].sort((a, b) => bytesOf(b.buffer) - bytesOf(a.buffer) || a.from - b.from);
  for (const life of bySize) {
    const bytes = bytesOf(life.buffer);
    const others = placed.filter((other) => other.life.from <= life.to && life.from <= other.life.to).sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const other of others) {
      if (offset + bytes <= other.offset) break;
      offset = Math.max(offset, other.offset + other.bytes);
    }
    placed.push({ life, offset, bytes });
    offsets.set(life.buffer, offset);
    total = Math.max(total, offset + bytes);
  }
  return { offsets, bytes: total };
}
