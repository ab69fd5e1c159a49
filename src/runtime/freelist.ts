// Which stretches of an address space are free: best fit, neighbors that are free become one. Knows numbers only.

/** Everything that is given away is aligned to this many bytes. */
export const ALIGN = 64;
export const alignUp = (bytes: number): number => Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);

interface Stretch {
  start: number;
  end: number;
}

/** Free stretches in order of their addresses; no two touch. */
export class FreeList {
  readonly #free: Stretch[] = [];

  /** Takes the smallest stretch that fits, the first of equals; −1 if none does. */
  take(size: number): number {
    let best: Stretch | undefined;
    for (const own of this.#free) {
      const room = own.end - own.start;
      if (room >= size && (!best || room < best.end - best.start)) best = own;
    }
    if (!best) return -1;
    const address = best.start;
    best.start += size;
    if (best.start === best.end) this.#free.splice(this.#free.indexOf(best), 1);
    return address;
  }

  giveBack(start: number, size: number): void {
    const end = start + size;
    const next = this.#free.findIndex((own) => own.start > start);
    const at = next < 0 ? this.#free.length : next;
    const [before, after] = [this.#free[at - 1], this.#free[at]];
    const joinsBefore = before?.end === start;
    const joinsAfter = after?.start === end;
    if (joinsBefore && joinsAfter) this.#free.splice(at, 1);
    if (joinsBefore) before.end = joinsAfter ? after.end : end;
    else if (joinsAfter) after.start = start;
    else this.#free.splice(at, 0, { start, end });
  }

  /** Bytes that are free just below an address. */
  below(end: number): number {
    const last = this.#free.at(-1);
    return last?.end === end ? end - last.start : 0;
  }
}
