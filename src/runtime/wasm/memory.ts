// The memory of a device: one WebAssembly.Memory and who has which part of it. Knows bytes; not tensors.
import { viewArray, type DType, type TypedArray } from "../../core/dtype.ts";
import { NablaError } from "../../core/errors.ts";
import { alignUp, FreeList } from "../freelist.ts";

const PAGE = 65536;
const MOST_PAGES = 65536;

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

/** Memory with an allocator. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  /** All of memory as words; renewed whenever memory grows. */
  words: Int32Array;
  bytesInUse = 0;
  private readonly maximum: number;
  private end: number;
  private readonly stretches = new FreeList();

  /** Nothing below `first` is ever given away. */
  constructor(options: MemoryOptions, first: number) {
    const { memory, pages } = create(options);
    this.memory = memory;
    this.maximum = pages * PAGE;
    this.words = new Int32Array(memory.buffer);
    this.end = memory.buffer.byteLength;
    if (first < this.end) this.stretches.giveBack(first, this.end - first);
  }

  allocate(bytes: number): number {
    const size = alignUp(bytes);
    let address = this.stretches.take(size);
    if (address < 0) {
      this.grow(size);
      address = this.stretches.take(size);
    }
    this.bytesInUse += size;
    return address;
  }

  free(address: number, bytes: number): void {
    const size = alignUp(bytes);
    this.bytesInUse -= size;
    this.stretches.giveBack(address, size);
  }

  view(dtype: DType, address: number, length: number): TypedArray {
    return viewArray(dtype, this.words.buffer, address, length);
  }

  /** Makes room for a stretch of that size: a quarter more than what is there, or just enough if that is all there is. */
  private grow(size: number): void {
    const needed = Math.ceil((size - this.stretches.below(this.end)) / PAGE);
    const generous = Math.min(Math.max(needed, Math.ceil(this.end / 4 / PAGE)), Math.floor((this.maximum - this.end) / PAGE));
    for (const pages of generous > needed ? [generous, needed] : [needed]) {
      if (this.end + pages * PAGE > this.maximum) continue;
      try {
        this.memory.grow(pages);
      } catch {
        continue;
      }
      this.words = new Int32Array(this.memory.buffer);
      this.stretches.giveBack(this.end, pages * PAGE);
      this.end += pages * PAGE;
      return;
    }
    throw new NablaError(
      "memory",
      `wasm: out of memory – ${megabytes(size)} wanted, ${megabytes(this.bytesInUse)} of at most ${megabytes(this.maximum)} in use; a device holds at most 4 GiB`,
    );
  }
}
