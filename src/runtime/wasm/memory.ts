// The memory of a device: one WebAssembly.Memory and who has which part of it. Knows bytes; not tensors.
import { viewArray, type DType, type TypedArray } from "../../core/dtype.ts";
import { NablaError } from "../../core/errors.ts";

const PAGE = 65536;
const MOST_PAGES = 65536;
const ALIGN = 64;

const megabytes = (bytes: number): string => `${(bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0)} MB`;

export interface MemoryOptions {
  readonly shared: boolean;
  /** Upper bound, at most 4 GiB. */
  readonly maximumBytes?: number | undefined;
}

/** Reserves as much address space as the host gives. */
function create({ shared, maximumBytes = MOST_PAGES * PAGE }: MemoryOptions): { memory: WebAssembly.Memory; pages: number } {
  const initial = 1;
  let pages = Math.max(initial, Math.min(MOST_PAGES, Math.floor(maximumBytes / PAGE)));
  for (;;) {
    try {
      return { memory: new WebAssembly.Memory({ initial, maximum: pages, shared }), pages };
    } catch (error) {
      if (pages <= 256) throw new NablaError("memory", `wasm: this host gives no memory of ${megabytes(pages * PAGE)} (${String(error)})`);
      pages = Math.floor(pages / 2);
    }
  }
}

/** Memory with an allocator: best fit, neighbours that are free become one. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  /** All of memory as words; renewed whenever memory grows. */
  words: Int32Array;
  bytesInUse = 0;
  private readonly maximum: number;
  private end: number;
  // Free stretches in order of their addresses, as two lists that run in step.
  private readonly starts: number[] = [];
  private readonly sizes: number[] = [];

  /** Nothing below `first` is ever given away. */
  constructor(options: MemoryOptions, first: number) {
    const { memory, pages } = create(options);
    this.memory = memory;
    this.maximum = pages * PAGE;
    this.words = new Int32Array(memory.buffer);
    this.end = memory.buffer.byteLength;
    if (first < this.end) {
      this.starts.push(first);
      this.sizes.push(this.end - first);
    }
  }

  allocate(bytes: number): number {
    const size = Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);
    let best = this.bestFit(size);
    if (best < 0) {
      this.grow(size);
      best = this.bestFit(size);
    }
    const address = this.starts[best]!;
    const rest = this.sizes[best]! - size;
    if (rest === 0) {
      this.starts.splice(best, 1);
      this.sizes.splice(best, 1);
    } else {
      this.starts[best] = address + size;
      this.sizes[best] = rest;
    }
    this.bytesInUse += size;
    return address;
  }

  free(address: number, bytes: number): void {
    const size = Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);
    this.bytesInUse -= size;
    this.giveBack(address, size);
  }

  view(dtype: DType, address: number, length: number): TypedArray {
    return viewArray(dtype, this.words.buffer, address, length);
  }

  private bestFit(size: number): number {
    const { sizes } = this;
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < sizes.length; i++) {
      const own = sizes[i]!;
      if (own < size || own >= least) continue;
      best = i;
      least = own;
      if (own === size) break;
    }
    return best;
  }

  private giveBack(address: number, size: number): void {
    const { starts, sizes } = this;
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

  /** Makes room for a stretch of that size: a quarter more than what is there, or just enough if that is all there is. */
  private grow(size: number): void {
    const last = this.starts.length - 1;
    const tail = last >= 0 && this.starts[last]! + this.sizes[last]! === this.end ? this.sizes[last]! : 0;
    const needed = Math.ceil((size - tail) / PAGE);
    const generous = Math.min(Math.max(needed, Math.ceil(this.end / 4 / PAGE)), Math.floor((this.maximum - this.end) / PAGE));
    for (const pages of generous > needed ? [generous, needed] : [needed]) {
      if (this.end + pages * PAGE > this.maximum) continue;
      try {
        this.memory.grow(pages);
      } catch {
        continue;
      }
      this.words = new Int32Array(this.memory.buffer);
      this.giveBack(this.end, pages * PAGE);
      this.end += pages * PAGE;
      return;
    }
    throw new NablaError(
      "memory",
      `wasm: out of memory – ${megabytes(size)} wanted, ${megabytes(this.bytesInUse)} of at most ${megabytes(this.maximum)} in use; a device holds at most 4 GiB`,
    );
  }
}
