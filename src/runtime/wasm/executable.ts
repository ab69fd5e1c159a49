// A program made ready on the WebAssembly device: its module, its table, its memory. Knows addresses; not tensors.
import { NablaError } from "../../core/errors.ts";
import { TABLE, type WasmModule } from "../../emit/wasm/module.ts";
import { evaluateWord } from "../../ir/words.ts";
import type { Program, Word } from "../../ir/types.ts";
import type { Executable } from "../device.ts";
import type { Crew } from "./crew.ts";
import type { Heap } from "./memory.ts";

interface Entries {
  readonly run: (table: number, sync: number) => number;
  readonly one: (table: number, kernel: number) => void;
}

interface Parts {
  readonly program: Program;
  readonly module: WasmModule;
  readonly heap: Heap;
  readonly crew: Crew | undefined;
  readonly threads: number;
  /** Address of the area through which the threads agree. */
  readonly sync: number;
}

let programs = 0;

/** Functions of float64 that a module asks its host for. */
function hostFunctions(words: readonly string[]): Record<string, (a: number, b?: number) => number> {
  return Object.fromEntries(words.map((word) => [word, (a: number, b = 0) => evaluateWord(word as Word, "f64", [a, b])]));
}

const failure = (error: unknown): NablaError =>
  error instanceof NablaError
    ? error
    : new NablaError("kernel", `wasm: a kernel failed: ${error instanceof Error ? error.message : String(error)}`);

export function makeExecutable({ program, module, heap, crew, threads, sync }: Parts): Executable {
  const compiled = new WebAssembly.Module(module.bytes as Uint8Array<ArrayBuffer>);
  const instance = new WebAssembly.Instance(compiled, { nabla: { memory: heap.memory, ...hostFunctions(module.hostWords) } });
  const { run: entry, one } = instance.exports as unknown as Entries;

  // Everything it owns, in one list, so that giving it back forgets nothing.
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
  let table = 0;
  let arena = 0;
  try {
    table = reserve(module.tableBytes);
    arena = reserve(program.arena);
    const scratch = reserve(module.scratchStride * (module.together ? threads : 1));
    const code = module.together ? reserve(module.bytes.length) : 0;
    const words = heap.words;
    const set = (offset: number, value: number): void => void (words[(table + offset) >>> 2] = value);
    set(TABLE.arena, arena);
    set(TABLE.scratch, scratch);
    set(TABLE.program, ++programs);
    set(TABLE.code, code);
    set(TABLE.codeBytes, module.bytes.length);
    for (let slot = 0; slot < program.slots; slot++) set(TABLE.slots + 4 * slot, 0);
    const bytes = new Uint8Array(words.buffer);
    bytes.set(module.pool, table + module.poolStart);
    if (module.together) bytes.set(module.bytes, code);
  } catch (error) {
    release();
    throw error;
  }
  if (module.together) crew?.start();

  const firstSlot = (table + TABLE.slots) >>> 2;
  const runTogether = (): void => {
    let failed = 0;
    try {
      failed = entry(table, sync);
    } catch (error) {
      crew!.abandon();
      throw failure(error);
    }
    if (failed !== 0) throw crew!.takeFailure();
  };
  const runAlone = (): void => {
    try {
      entry(table, sync);
    } catch (error) {
      throw failure(error);
    }
  };
  const kernels = program.phases.flatMap((phase) => phase.kernels);
  const executable = {
    arena,
    bind(slot: number, address: number): void {
      heap.words[firstSlot + slot] = address;
    },
    run: module.together ? runTogether : runAlone,
    code: module.kernels,
    profile: () =>
      kernels.map((kernel, i) => {
        const start = performance.now();
        one(table, i);
        return { kernel: kernel.name, milliseconds: performance.now() - start };
      }),
    dispose(): void {
      release();
      executable.run = (): never => {
        throw new NablaError("disposed", `wasm: program ${program.name} was disposed; it cannot run any more`);
      };
    },
  };
  return executable;
}
