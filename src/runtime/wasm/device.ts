// The WebAssembly device: the default everywhere, in Node and in browsers. Knows programs and memory; not tensors.
import { NablaError } from "../../core/errors.ts";
import { emitWasm, type WasmModule } from "../../emit/wasm/module.ts";
import { MARGIN } from "../../emit/wasm/frame.ts";
import type { Limits, Program } from "../../ir/types.ts";
import type { Device, Executable } from "../device.ts";
import type { Crew } from "./crew.ts";
import { makeExecutable } from "./executable.ts";
import { canShare, defaultThreads, relaxedSimd, switchOnWide } from "./host.ts";
import { Heap } from "./memory.ts";
import { withTeam, type Team } from "./threads.ts";
import { chooseTile } from "./tile.ts";

/** How a WebAssembly device is made. */
export interface WasmDeviceOptions {
  /** Threads that share the work, the calling one included. Default: one a core, at most 8; 1 where memory cannot be shared. */
  readonly threads?: number;
  /** No fused multiply-add: the same bits on every machine and in every browser. Default: false. */
  readonly portable?: boolean;
  /** Lets V8 of Node 24 and later use 256-bit registers. Experimental, and for the whole process. Default: false. */
  readonly wide?: boolean;
  /** Bytes that the device may take at most. Default: 4 GiB, or what the host gives. */
  readonly maximumBytes?: number;
}

/** Where the threads agree (`SYNC`): in the first page, of which nothing is given away. */
export const SYNC_ADDRESS = 1024;

/**
 * A device that runs on WebAssembly with SIMD, on several threads where memory can be shared.
 *
 * The first large program starts the threads; they join while it runs, and change no bit of it. In a browser they can start
 * only when the page or worker that made the device returns to its event loop: `await device.ready()` before a long computation.
 * Memory is shared in pages that are cross-origin isolated; elsewhere `ready` tells 1.
 *
 * `threads` counts from 1 on; `portable` gives up fused multiply-add for equal bits everywhere. Throws `NablaError` where
 * there is no WebAssembly, or if `threads` is no positive integer.
 *
 * @example
 * const device = wasm({ threads: 2 })
 * setDefaultDevice(device)
 * await device.ready() // 2
 * device.threads // 2
 */
export function wasm(options: WasmDeviceOptions = {}): Device {
  const { portable = false, wide = false, threads: wanted } = options;
  if (wanted !== undefined && (!Number.isInteger(wanted) || wanted < 1)) {
    throw new NablaError("argument", `wasm: threads is ${String(wanted)}; it must be a positive integer`);
  }
  if (typeof WebAssembly === "undefined") throw new NablaError("host", "wasm: this host has no WebAssembly");
  const threads = canShare() ? (wanted ?? defaultThreads()) : 1;
  const widened = wide && switchOnWide();
  const fma = !portable && relaxedSimd();
  const shared = threads > 1;
  const heap = new Heap({ shared, maximumBytes: options.maximumBytes }, MARGIN);
  // Where the code for several threads comes later, programs that are there by then change over to it.
  let team: Team | undefined;
  let crew: Crew | undefined;
  const waiting = new Set<() => void>();
  const coming =
    shared &&
    withTeam((code) => {
      team = code;
      crew = new code.Crew(heap.memory, SYNC_ADDRESS, threads);
      for (const changeOver of waiting) changeOver();
      waiting.clear();
    });
  const limits: Limits = {
    vectorBytes: 16,
    get tile() {
      return chooseTile({ fma, wide: widened });
    },
    fma,
    threads,
    mathWords: new Set(),
  };
  return {
    name: "wasm",
    limits,
    load(program: Program): Executable {
      const emit = (): WasmModule => emitWasm(program, { shared, together: team?.spellTogether, fma });
      const later = shared && !team ? waiting : undefined;
      return makeExecutable({ program, emit, heap, crew: () => crew, waiting: later, threads, sync: SYNC_ADDRESS });
    },
    allocate: (bytes) => heap.allocate(bytes),
    free: (address, bytes) => heap.free(address, bytes),
    view: (dtype, address, length) => heap.view(dtype, address, length),
    get bytesInUse() {
      return heap.bytesInUse;
    },
    get threads() {
      return crew?.atWork ?? 1;
    },
    ready: async () => (await coming, crew?.ready() ?? 1),
    dispose: () => crew?.stop(),
  };
}
