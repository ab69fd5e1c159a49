// A program → one WebAssembly module. The module is told by a table where everything is, so it can run anywhere.
import { entry as made } from "../../core/memo.ts";
import type { Buffer, Kernel, Program } from "../../ir/types.ts";
import { buffersTouched } from "../../ir/walk.ts";
import { spellAlone, type Call, type Entry, type Numbered } from "./alone.ts";
import { encodeModule, type Body } from "./encoder.ts";
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

  const unit = { fma: options.fma, origins, scratchStride, pool };
  const kernels = program.phases.flatMap((phase) => phase.kernels);
  // What serves several kernels is given its memory.
  const shared = new Set(kernels.map(({ like }) => like?.kernel));
  const numbersOf = new Map<Kernel, number>();
  const functions: Body[] = [];
  const calls = kernels.map((kernel): Call => {
    const own = kernel.like?.kernel ?? kernel;
    if (!shared.has(own)) return { number: functions.push(spellKernel(kernel, unit)) - 1, memory: [] };
    const memory = [...buffersTouched(own)].filter((b) => b.scope === "global");
    const number = made(numbersOf, own, () => {
      const given = memory.map((b, k) => [b, { base: { argument: 3 + k }, offset: 0 }] as const);
      return functions.push(spellKernel(own, { ...unit, given: given.length, origins: new Map([...origins, ...given]) })) - 1;
    });
    return { number, memory: memory.map((b) => program.buffers.get(kernel.like?.buffers.get(b) ?? b)!) };
  });

  const several = program.phases.some((phase) => phase.parallel && phase.kernels.reduce((sum, k) => sum + k.tasks, 0) > 1);
  const spellTogether = several ? options.together : undefined;
  const numbers = { calls, firstFunction: functions.length };
  const entry = (spellTogether ?? spellAlone)(program, numbers);

  const bytes = encodeModule({ functions: [...functions, ...entry.functions], exports: entry.exports, shared: options.shared });
  const constants = pool.bytes();
  return {
    bytes,
    tableBytes: pool.start + constants.length,
    poolStart: pool.start,
    pool: constants,
    together: spellTogether !== undefined,
    scratchStride,
    kernels: calls.map(({ number }) => functions[number]!),
  };
}

export { TABLE };
