// What the engine asks of a device. Knows programs and addresses; not tensors.
import type { DType, TypedArray } from "../core/dtype.ts";
import type { KernelCode } from "../emit/wasm/text.ts";
import type { Limits, Program } from "../ir/types.ts";

/** Generated code that is text already. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** A program made ready on a device. Its arena and scratch are its own. */
export interface Executable {
  /** Tells where the buffer of a slot begins; stays until bound again. */
  bind(slot: number, address: number): void;
  /** Runs all phases, on the calling thread and the device's workers, and returns when all is done. */
  run(): void;
  /** Byte address of the arena. */
  readonly arena: number;
  /** The generated code: of each kernel, in the order of the phases (`textOf` makes it readable), or as text. */
  readonly code: readonly (KernelCode | SourceText)[];
  /** Milliseconds of each kernel in one instrumented run, in the order of the phases. */
  profile(): { readonly kernel: string; readonly milliseconds: number }[];
  dispose(): void;
}

/** A place where programs run, with memory of its own. A value, never a name in a registry. */
export interface Device {
  readonly name: string;
  readonly limits: Limits;
  load(program: Program): Executable;
  /** Reserves memory, aligned to 64 bytes, content undefined. */
  allocate(bytes: number): number;
  free(address: number, bytes: number): void;
  /** A window on memory. Do not keep it: growing memory makes it stale. */
  view(dtype: DType, address: number, length: number): TypedArray;
  /** Bytes reserved now and not freed. */
  readonly bytesInUse: number;
  /**
   * Threads that are at work now, the calling one included; the others of `limits.threads` join as soon as they have started.
   * A run never waits for them, and its bits do not depend on them.
   */
  readonly threads: number;
  /**
   * Starts the other threads now, not with the first large program, and waits until they are at work; tells how many threads
   * work then, the calling one included. In a browser a thread starts only while the one that made the device returns to its
   * event loop: whoever computes in one go from the beginning on, and wants all threads, awaits this first.
   */
  ready(): Promise<number>;
  dispose(): void;
}
