// Running hand-built statements on the WebAssembly device.
import type { TypedArray } from "../../src/core/dtype.ts";
import { sizeOf } from "../../src/core/dtype.ts";
import { textOf } from "../../src/emit/wasm/text.ts";
import { variable } from "../../src/ir/build.ts";
import type { Buffer, Kernel, Phase, Place, Program, Stmt } from "../../src/ir/types.ts";
import { buffersRead, buffersWritten } from "../../src/ir/walk.ts";
import type { Device } from "../../src/runtime/device.ts";

export const kernelOf = (body: readonly Stmt[], tasks = 1, task = variable("task"), name = "test"): Kernel => ({
  name,
  tasks,
  task,
  body,
  cost: 0,
});

export const serial = (...kernels: Kernel[]): Phase => ({ kernels, parallel: false });
export const parallel = (...kernels: Kernel[]): Phase => ({ kernels, parallel: true });

/** A program that keeps all its buffers in the arena. */
export function programOf(phases: readonly Phase[], name = "test"): Program {
  const buffers = new Map<Buffer, Place>();
  const scratch = new Map<Buffer, number>();
  let arena = 64;
  let scratchBytes = 0;
  for (const { kernels } of phases) {
    for (const { body } of kernels) {
      for (const b of [...buffersRead(body), ...buffersWritten(body)]) {
        const bytes = Math.ceil((b.length * sizeOf(b.dtype)) / 64) * 64;
        if (b.scope === "thread") {
          if (scratch.has(b)) continue;
          scratch.set(b, scratchBytes);
          scratchBytes += bytes;
        } else if (!buffers.has(b)) {
          buffers.set(b, { at: "arena", offset: arena });
          arena += bytes;
        }
      }
    }
  }
  return { name, buffers, slots: 0, arena, scratch, scratchBytes, phases };
}

export interface Loaded {
  readonly program: Program;
  run(): void;
  view(b: Buffer): TypedArray;
  text(): string;
  dispose(): void;
}

/** Loads a program; `view` is a buffer of its arena. */
export function loadOn(device: Device, program: Program): Loaded {
  const executable = device.load(program);
  return {
    program,
    run: () => executable.run(),
    view: (b) => {
      const place = program.buffers.get(b);
      if (place?.at !== "arena") throw new Error(`no place for ${b.name}`);
      return device.view(b.dtype, executable.arena + place.offset, b.length);
    },
    text: () => [...textOf(executable.code).values()].join("\n"),
    dispose: () => executable.dispose(),
  };
}
