// The native device: programs spelled as C, compiled by the system's compiler for this very machine. Node only. Knows programs and
// memory; not tensors.
import { NablaError } from "../../core/errors.ts";
import { CREW } from "../../emit/c/crew.ts";
import { spellC, TABLE } from "../../emit/c/spell.ts";
import type { Limits, Program } from "../../ir/types.ts";
import type { Device, Executable } from "../device.ts";
import { findCompiler } from "./compiler.ts";
import { builtin, cacheFolder, foreign, type Call, type Foreign } from "./host.ts";
import { NativeHeap } from "./memory.ts";

/** How a native device is made. */
export interface NativeDeviceOptions {
  /** Threads that share the work, the calling one included. Default: one a core, at most 8. */
  readonly threads?: number;
  /** No fused multiply-add: two roundings, as the portable WebAssembly device. Default: false. */
  readonly portable?: boolean;
  /** Bytes that the device may take at most. Default: as many as the machine has. */
  readonly maximumBytes?: number;
  /** Command of the C compiler. Default: the first of cc, gcc and clang that is there. */
  readonly compiler?: string;
  /** Folder for compiled programs. Default: the platform's cache folder. */
  readonly cache?: string;
}

/** Register tiles by the bytes of a vector: rows × columns of f32. */
const TILES = { 16: { rows: 4, columns: 12 }, 32: { rows: 6, columns: 16 }, 64: { rows: 8, columns: 48 } } as const;

/** Threads of the native device, kept by the device. */
interface Crew {
  readonly address: number | bigint;
  readonly share: number | bigint;
  stop(): void;
}

/**
 * A device that compiles every plan with the system's C compiler, with the widest vectors of this machine, on several
 * threads. A training step is one call. Compiled programs are kept in a cache folder by the hash of their source.
 *
 * Needs Node, a C compiler (gcc or clang) and the package koffi.
 * @throws NablaError where one of these is missing, saying which
 */
export function native(options: NativeDeviceOptions = {}): Device {
  const threads = options.threads ?? Math.min(8, builtin("os").availableParallelism());
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw new NablaError("argument", `native: threads is ${String(threads)}; it must be an integer from 1 to 64`);
  const maximum = options.maximumBytes ?? builtin("os").totalmem();
  if (!(maximum > 0)) throw new NablaError("argument", `native: maximumBytes is ${String(maximum)}; it must be above 0`);
  const koffi = foreign();
  const compiler = findCompiler({ compiler: options.compiler, folder: options.cache ?? cacheFolder() });
  const fma = options.portable !== true;
  const heap = new NativeHeap((buffer) => koffi.address(buffer), maximum);
  const { vectorBytes } = compiler;
  let crew: Crew | undefined;
  const tables = new Set<BigInt64Array>();
  const limits: Limits = { vectorBytes, tile: TILES[vectorBytes], fma, threads, mathWords: new Set() };
  return {
    name: "native",
    limits,
    load(program: Program): Executable {
      if (threads > 1) crew ??= startCrew(koffi, compiler.build(CREW, { fma: false }), threads);
      const source = spellC(program);
      return makeExecutable({ program, source, library: koffi.load(compiler.build(source, { fma })), heap, crew, threads, tables });
    },
    allocate: (bytes) => heap.allocate(bytes),
    free: (address, bytes) => heap.free(address, bytes),
    view: (dtype, address, length) => heap.view(dtype, address, length),
    get bytesInUse() {
      return heap.bytesInUse;
    },
    threads,
    ready: () => Promise.resolve(threads),
    dispose() {
      crew?.stop();
      crew = undefined;
      // Programs that are still held run alone from here on.
      for (const table of tables) table[TABLE.share] = 0n;
    },
  };
}

function startCrew(koffi: Foreign, path: string, threads: number): Crew {
  const library = koffi.load(path);
  const address = library.func("crew_start", "uintptr_t", ["int"])(threads);
  const stop = library.func("crew_stop", "void", ["uintptr_t"]);
  if (Number(address) === 0) throw new NablaError("memory", "native: no memory is left for threads");
  return { address, share: library.func("crew_share", "uintptr_t", [])(), stop: () => void stop(address) };
}

interface Parts {
  readonly program: Program;
  readonly source: string;
  readonly library: ReturnType<Foreign["load"]>;
  readonly heap: NativeHeap;
  readonly crew: Crew | undefined;
  readonly threads: number;
  /** Of all programs that can run. */
  readonly tables: Set<BigInt64Array>;
}

function makeExecutable({ program, source, library, heap, crew, threads, tables }: Parts): Executable {
  const owned: (readonly [address: number, bytes: number])[] = [];
  const reserve = (bytes: number): number => {
    if (bytes === 0) return 0;
    const address = heap.allocate(bytes);
    owned.push([address, bytes]);
    return address;
  };
  const release = (): void => {
    for (const [address, bytes] of owned.splice(0)) heap.free(address, bytes);
  };
  // A cache line apart, so that threads do not write into each other's.
  const stride = Math.ceil(program.scratchBytes / 64) * 64 + 64;
  const entries = TABLE.slots + program.slots;
  let place: number;
  let arena: number;
  let table: BigInt64Array;
  try {
    place = reserve(entries * 8);
    arena = reserve(program.arena);
    const words = heap.view("f64", place, entries) as Float64Array;
    table = new BigInt64Array(words.buffer, words.byteOffset, entries).fill(0n);
    table[TABLE.arena] = BigInt(arena);
    table[TABLE.scratch] = BigInt(program.scratchBytes === 0 ? 0 : reserve(stride * threads));
    table[TABLE.scratchStride] = BigInt(program.scratchBytes === 0 ? 0 : stride);
    if (crew) {
      table[TABLE.share] = BigInt(crew.share);
      table[TABLE.crew] = BigInt(crew.address);
    }
  } catch (error) {
    release();
    throw error;
  }
  tables.add(table);
  const entry: Call = library.func("run", "void", ["uintptr_t"]);
  const some: Call = library.func("run_kernel", "void", ["uintptr_t", "int", "int", "int"]);
  const kernels = program.phases.flatMap((phase) => phase.kernels);
  const numbers = new Map([...new Set(kernels)].map((kernel, i) => [kernel, i]));
  const executable = {
    arena,
    bind(slot: number, address: number): void {
      table[TABLE.slots + slot] = BigInt(address);
    },
    run: (): void => void entry(place),
    code: [{ name: program.name, text: source }],
    profile: () =>
      kernels.map((kernel) => {
        const start = performance.now();
        some(place, numbers.get(kernel)!, 0, kernel.tasks);
        return { kernel: kernel.name, milliseconds: performance.now() - start };
      }),
    dispose(): void {
      release();
      tables.delete(table);
      executable.run = (): never => {
        throw new NablaError("disposed", `native: program ${program.name} was disposed; it cannot run any more`);
      };
    },
  };
  return executable;
}
