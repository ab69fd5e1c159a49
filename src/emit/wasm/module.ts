// A program → one WebAssembly module. The module is told by a table where everything is, so it can run anywhere.
import type { Buffer, Program } from "../../ir/types.ts";
import { spellAlone, type Entry, type Numbered } from "./alone.ts";
import { encodeModule, VALUE, type Body } from "./encoder.ts";
import { Pool, TABLE, type Origin } from "./frame.ts";
import { spellKernel } from "./statements.ts";

export interface WasmOptions {
  /** The memory is shared. */
  readonly shared: boolean;
  /** What spells the entries of a program for several threads (`spellTogether`), if there are any; needs shared memory. */
  readonly together?: ((program: Program, numbers: Numbered) => Entry) | undefined;
  /** Relaxed multiply-add. */
  readonly fma: boolean;
}

export interface WasmModule {
  readonly bytes: Uint8Array;
  /** Bytes of the table, and what of it is fixed: constants from `poolStart` on. */
  readonly tableBytes: number;
  readonly poolStart: number;
  readonly pool: Uint8Array;
  /** Math words that the host must provide, as functions of float64. */
  readonly hostWords: readonly string[];
  /** True if it has an entry `work` for further threads. */
  readonly together: boolean;
  /** Bytes from one thread's scratch to the next one's. */
  readonly scratchStride: number;
  /** The function of each kernel, in the order of the phases, for the text. */
  readonly kernels: readonly Body[];
}

/** Scratch of two threads never shares a cache line. */
const LINE = 64;

/** Spells a program. */
export function emitWasm(program: Program, options: WasmOptions): WasmModule {
  const origins = new Map<Buffer, Origin>();
  for (const [buffer, place] of program.buffers) {
    origins.set(buffer, place.at === "arena" ? { base: "arena", offset: place.offset } : { base: place.slot, offset: 0 });
  }
  for (const [buffer, offset] of program.scratch) origins.set(buffer, { base: "scratch", offset });
  const scratchStride = Math.ceil(program.scratchBytes / LINE) * LINE;
  const pool = new Pool(program.slots);

  // Functions of the host come first in the numbering, so they must be known before any other is called: kernels call no
  // function but these, and their numbers follow from the order in which they are met.
  const hostWords: string[] = [];
  const hostFunction = (word: string): number => {
    const known = hostWords.indexOf(word);
    return known >= 0 ? known : hostWords.push(word) - 1;
  };
  const unit = { fma: options.fma, origins, scratchStride, pool, hostFunction };
  const kernels = program.phases.flatMap((phase) => phase.kernels.map((kernel) => spellKernel(kernel, unit)));

  // Functions of the host cannot go to other threads.
  const several = program.phases.some((phase) => phase.parallel && phase.kernels.reduce((sum, k) => sum + k.tasks, 0) > 1);
  const spellTogether = several && hostWords.length === 0 ? options.together : undefined;
  const numbers = { firstKernel: hostWords.length, firstFunction: hostWords.length + kernels.length };
  const entry = (spellTogether ?? spellAlone)(program, numbers);

  const imports = hostWords.map((name) => ({
    name,
    parameters: name === "pow" ? [VALUE.f64, VALUE.f64] : [VALUE.f64],
    results: [VALUE.f64],
  }));
  const bytes = encodeModule({ imports, functions: [...kernels, ...entry.functions], exports: entry.exports, shared: options.shared });
  const constants = pool.bytes();
  return {
    bytes,
    tableBytes: pool.start + constants.length,
    poolStart: pool.start,
    pool: constants,
    hostWords,
    together: spellTogether !== undefined,
    scratchStride,
    kernels,
  };
}

export { TABLE };
