// Runs programs spelled as C: gcc into a temporary folder, loaded with koffi, one thread. For tests and benches.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sizeOf, viewArray, type TypedArray } from "../../src/core/dtype.ts";
import { compilerFlags, spellC, TABLE } from "../../src/emit/c/spell.ts";
import type { Buffer, Program } from "../../src/ir/types.ts";

interface Library {
  func(declaration: string): (...args: unknown[]) => unknown;
}
interface Koffi {
  load(path: string): Library;
  address(value: unknown): bigint;
}

export interface Native {
  run(): void;
  /** The elements of a buffer that lives in the arena. */
  view(buffer: Buffer): TypedArray;
  readonly source: string;
  /** Kept, or it would be collected while C code writes to it. */
  readonly memory: readonly ArrayBuffer[];
}

/** A window on new memory whose first byte is aligned to 64. */
function alignedMemory(koffi: Koffi, bytes: number): { address: bigint; memory: ArrayBuffer; offset: number } {
  const memory = new ArrayBuffer(bytes + 128);
  const start = koffi.address(memory);
  const offset = Number((64n - (start % 64n)) % 64n);
  return { address: start + BigInt(offset), memory, offset };
}

/** Compiles and loads a program all of whose buffers are in the arena. Without `optimize` gcc is done sooner and its code is slower. */
export function loadNative(program: Program, fma = true, optimize = true): Native {
  const koffi = createRequire(import.meta.url)("koffi") as Koffi;
  const source = spellC(program);
  const folder = mkdtempSync(join(tmpdir(), "nabla-c-"));
  let library: Library;
  try {
    writeFileSync(join(folder, "program.c"), source);
    execFileSync(
      "gcc",
      [
        ...compilerFlags(fma),
        ...(optimize ? [] : ["-O1"]),
        "-Wall",
        "-Wno-unused",
        "-o",
        join(folder, "program.so"),
        join(folder, "program.c"),
        "-lm",
      ],
      {
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    library = koffi.load(join(folder, "program.so"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const run = library.func("void run(void *table)");
  const arena = alignedMemory(koffi, program.arena);
  const scratch = alignedMemory(koffi, program.scratchBytes);
  const table = new BigInt64Array(TABLE.slots + program.slots);
  table[TABLE.arena] = arena.address;
  table[TABLE.scratch] = scratch.address;
  return {
    source,
    memory: [arena.memory, scratch.memory],
    run: () => void run(table),
    view(buffer) {
      const place = program.buffers.get(buffer);
      if (place?.at !== "arena") throw new Error(`${buffer.name} is not in the arena`);
      return viewArray(buffer.dtype, arena.memory, arena.offset + place.offset, buffer.length);
    },
  };
}

/** A program of one phase with every global buffer in the arena and every scratch buffer laid out. */
export function programOf(name: string, kernels: Program["phases"][number]["kernels"], buffers: readonly Buffer[]): Program {
  const places = new Map<Buffer, { at: "arena"; offset: number }>();
  const scratch = new Map<Buffer, number>();
  let [arena, scratchBytes] = [0, 0];
  const up = (bytes: number): number => Math.ceil(bytes / 64) * 64;
  for (const buffer of buffers) {
    const bytes = up(buffer.length * sizeOf(buffer.dtype));
    if (buffer.scope === "thread") {
      scratch.set(buffer, scratchBytes);
      scratchBytes += bytes;
    } else {
      places.set(buffer, { at: "arena", offset: arena });
      arena += bytes;
    }
  }
  return { name, buffers: places, slots: 0, arena, scratch, scratchBytes, phases: [{ kernels, parallel: true }] };
}
