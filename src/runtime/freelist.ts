// Which stretches of an address space are free: best fit, neighbors that are free become one. Knows numbers only.

/** Everything that is given away is aligned to this many bytes. */
export const ALIGN = 64;
export const alignUp = (bytes: number): number => Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);

/** Free stretches in order of their addresses. */
export class FreeList {
  // Two lists that run in step.
  readonly #starts: number[] = [];
  readonly #sizes: number[] = [];

  /** Takes the smallest stretch that fits; −1 if none does. */
  take(size: number): number {
    const best = this.#bestFit(size);
    if (best < 0) return -1;
    const address = this.#starts[best]!;
    const rest = this.#sizes[best]! - size;
    if (rest === 0) {
      this.#starts.splice(best, 1);
      this.#sizes.splice(best, 1);
    } else {
      this.#starts[best] = address + size;
      this.#sizes[best] = rest;
    }
    return address;
  }

  giveBack(address: number, size: number): void {
    const [starts, sizes] = [this.#starts, this.#sizes];
    let low = 0;
    for (let high = starts.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! < address) low = middle + 1;
      else high = middle;
    }
    const joinsBefore = low > 0 && starts[low - 1]! + sizes[low - 1]! === address;
    const joinsAfter = low < starts.length && address + size === starts[low]!;
    if (joinsBefore && joinsAfter) {
      sizes[low - 1] = sizes[low - 1]! + size + sizes[low]!;
      starts.splice(low, 1);
      sizes.splice(low, 1);
    } else if (joinsBefore) sizes[low - 1] = sizes[low - 1]! + size;
    else if (joinsAfter) {
      starts[low] = address;
      sizes[low] = sizes[low]! + size;
    } else {
      starts.splice(low, 0, address);
      sizes.splice(low, 0, size);
    }
  }

  /** Bytes that are free just below an address. */
  below(end: number): number {
    const last = this.#starts.length - 1;
    return last >= 0 && this.#starts[last]! + this.#sizes[last]! === end ? this.#sizes[last]! : 0;
  }

  #bestFit(size: number): number {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < this.#sizes.length; i++) {
      const own = this.#sizes[i]!;
      if (own < size || own >= least) continue;
      best = i;
      least = own;
      if (own === size) break;
    }
    return best;
  }
}
