// Memory of the native device: a few large arrays of JavaScript, whose addresses C is told. Array buffers never move.
import { viewArray, type DType, type TypedArray } from "../../core/dtype.ts";
import { NablaError } from "../../core/errors.ts";
import { ALIGN, alignUp, FreeList } from "../freelist.ts";

interface Pool {
  readonly start: number;
  readonly end: number;
  readonly buffer: ArrayBuffer;
  /** Byte of the buffer at which `start` lies. */
  readonly offset: number;
}

/** Pools are at least this large: the system gives their pages only when they are touched. */
const POOL = 64 * 2 ** 20;

export class NativeHeap {
  bytesInUse = 0;
  #reserved = 0;
  readonly #pools: Pool[] = [];
  readonly #free = new FreeList();
  readonly #addressOf: (buffer: ArrayBuffer) => bigint;
  readonly #maximum: number;

  constructor(addressOf: (buffer: ArrayBuffer) => bigint, maximum: number) {
    this.#addressOf = addressOf;
    this.#maximum = maximum;
  }

  allocate(bytes: number): number {
    const size = alignUp(bytes);
    let address = this.#free.take(size);
    if (address < 0) {
      this.#grow(size);
      address = this.#free.take(size);
    }
    this.bytesInUse += size;
    return address;
  }

  free(address: number, bytes: number): void {
    const size = alignUp(bytes);
    this.bytesInUse -= size;
    this.#free.giveBack(address, size);
  }

  view(dtype: DType, address: number, length: number): TypedArray {
    const pool = this.#pools.find(({ start, end }) => address >= start && address < end);
    if (!pool) throw new Error(`native: address ${address} is in no pool`);
    return viewArray(dtype, pool.buffer, pool.offset + address - pool.start, length);
  }

  #grow(size: number): void {
    for (const bytes of size < POOL ? [POOL, size] : [size]) {
      if (this.#reserved + bytes > this.#maximum) continue;
      let buffer: ArrayBuffer;
      try {
        buffer = new ArrayBuffer(bytes + ALIGN);
      } catch {
        continue;
      }
      const address = Number(this.#addressOf(buffer));
      const offset = alignUp(address) - address;
      this.#reserved += bytes;
      // The spare bytes leave a gap before the next pool, so that stretches of two pools never become one.
      this.#pools.push({ start: address + offset, end: address + offset + bytes, buffer, offset });
      this.#free.giveBack(address + offset, bytes);
      return;
    }
    const megabytes = (count: number): string => `${(count / 2 ** 20).toFixed(1)} MB`;
    throw new NablaError(
      "memory",
      `native: out of memory – ${megabytes(size)} wanted, ${megabytes(this.bytesInUse)} of at most ${megabytes(this.#maximum)} in use`,
    );
  }
}
