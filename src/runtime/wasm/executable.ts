// A program made ready on the WebAssembly device: its module, its table, its memory. Knows addresses; not tensors.
import { NablaError } from "../../core/errors.ts";
import { TABLE, type WasmModule } from "../../emit/wasm/module.ts";
import type { Program } from "../../ir/types.ts";
import type { Executable } from "../device.ts";
import type { Crew } from "./crew.ts";
import type { Heap } from "./memory.ts";

interface Entries {
  readonly run: (table: number, sync: number) => number;
  readonly one: (table: number, kernel: number) => void;
}

interface Parts {
  readonly program: Program;
  /** Spells the program, for several threads if the crew is there. */
  emit(): WasmModule;
  readonly heap: Heap;
  crew(): Crew | undefined;
  /** While the crew is on its way: what to call when it is there. */
  readonly waiting: Set<() => void> | undefined;
  readonly threads: number;
  /** Address of the area through which the threads agree. */
  readonly sync: number;
}

/** A part of memory; of no bytes, it lies nowhere. */
interface Stretch {
  readonly address: number;
  readonly bytes: number;
}

/** Parts of those sizes: all of them or, where memory ends, none. */
function reserve(heap: Heap, sizes: readonly number[]): Stretch[] {
  const out: Stretch[] = [];
  try {
    for (const bytes of sizes) out.push({ address: bytes && heap.allocate(bytes), bytes });
  } catch (error) {
    release(heap, out);
    throw error;
  }
  return out;
}

function release(heap: Heap, stretches: readonly Stretch[]): void {
  for (const { address, bytes } of stretches) if (bytes > 0) heap.free(address, bytes);
}

let programs = 0;

const failure = (error: unknown): NablaError =>
  error instanceof NablaError
    ? error
    : new NablaError("kernel", `wasm: a kernel failed: ${error instanceof Error ? error.message : String(error)}`);

export function makeExecutable({ program, emit, heap, crew, waiting, threads, sync }: Parts): Executable {
  const kernels = program.phases.flatMap((phase) => phase.kernels);
  // The arena first.
  const owned = reserve(heap, [program.arena]);
  const arena = owned[0]!.address;
  let table = 0;
  let firstSlot = 0;
  let entries: Entries;
  let enter: Entries["run"];
  let code: WasmModule["kernels"] = [];

  const runTogether = (): void => {
    let failed = 0;
    try {
      failed = enter(table, sync);
    } catch (error) {
      crew()!.abandon();
      throw failure(error);
    }
    if (failed !== 0) throw crew()!.takeFailure();
  };
  const runAlone = (): void => {
    try {
      enter(table, sync);
    } catch (error) {
      throw failure(error);
    }
  };
  /** Spells the program and makes it ready to run. What was bound stays bound, and what fails changes nothing. */
  const prepare = (): void => {
    const module = emit();
    const { together, bytes } = module;
    const compiled = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
    const instance = new WebAssembly.Instance(compiled, { nabla: { memory: heap.memory } });
    const sizes = [module.tableBytes, module.scratchStride * (together ? threads : 1), together ? bytes.length : 0];
    const stretches = reserve(heap, sizes);
    const [place, scratch, copy] = stretches.map(({ address }) => address) as [number, number, number];
    const { words } = heap;
    const set = (offset: number, value: number): void => void (words[(place + offset) >>> 2] = value);
    set(TABLE.arena, arena);
    set(TABLE.scratch, scratch);
    set(TABLE.program, ++programs);
    set(TABLE.code, copy);
    set(TABLE.codeBytes, bytes.length);
    for (let slot = 0; slot < program.slots; slot++) set(TABLE.slots + 4 * slot, table === 0 ? 0 : words[firstSlot + slot]!);
    const memory = new Uint8Array(words.buffer);
    memory.set(module.pool, place + module.poolStart);
    if (together) memory.set(bytes, copy);
    release(heap, owned.splice(1));
    owned.push(...stretches);
    table = place;
    firstSlot = (table + TABLE.slots) >>> 2;
    entries = instance.exports as unknown as Entries;
    enter = entries.run;
    code = module.kernels;
    executable.run = together ? runTogether : runAlone;
    if (together) crew()?.start();
  };
  const executable = {
    arena,
    bind(slot: number, address: number): void {
      heap.words[firstSlot + slot] = address;
    },
    run: runAlone,
    get code() {
      return code;
    },
    profile: () =>
      kernels.map((kernel, i) => {
        const start = performance.now();
        entries.one(table, i);
        return { kernel: kernel.name, milliseconds: performance.now() - start };
      }),
    dispose(): void {
      waiting?.delete(prepare);
      release(heap, owned.splice(0));
      executable.run = (): never => {
        throw new NablaError("disposed", `wasm: program ${program.name} was disposed; it cannot run any more`);
      };
    },
  };
  try {
    prepare();
  } catch (error) {
    release(heap, owned);
    throw error;
  }
  waiting?.add(prepare);
  return executable;
}
