// The functions of a module that run its phases on the calling thread. Knows kernels by their numbers only.
import type { Place, Program } from "../../ir/types.ts";
import { Body, VALUE } from "./encoder.ts";
import { TABLE } from "./frame.ts";

export interface Entry {
  readonly functions: readonly Body[];
  readonly exports: ReadonlyMap<string, number>;
}

/** How a kernel is called: the number of its function, and the memory that it is given. */
export interface Call {
  readonly number: number;
  readonly memory: readonly Place[];
}

export interface Numbered {
  /** The kernels in order of the phases. */
  readonly calls: readonly Call[];
  /** Number of the first function made here. */
  readonly firstFunction: number;
}

export const parameter = (name: string): readonly [string, number] => [name, VALUE.i32];

/** Calls a kernel with table, thread and task on the stack. */
export function pushCall(body: Body, { number, memory }: Call): void {
  for (const place of memory) {
    const inArena = place.at === "arena";
    body.get(0).op("i32.load", 2, inArena ? TABLE.arena : TABLE.slots + 4 * place.slot);
    if (inArena) body.int(place.offset).op("i32.add");
  }
  body.op("call", number);
}

/** Calls a kernel for all its tasks, on this thread. */
export function pushAllTasks(body: Body, kernel: Call, tasks: number): void {
  if (tasks === 1) return pushCall(body.get(0).int(0).int(0), kernel);
  if (tasks < 1) return;
  const task = body.local(VALUE.i32, "task");
  body.int(0).set(task);
  body.loop(() => {
    pushCall(body.get(0).int(0).get(task), kernel);
    body.get(task).int(1).op("i32.add").tee(task).int(tasks).op("i32.lt_u").op("br_if", 0);
  });
}

/** `one(table, kernel)`: all tasks of one kernel, for those who measure. */
export function spellOne(program: Program, { calls }: Numbered): Body {
  const body = new Body("one", [parameter("table"), parameter("kernel")]);
  program.phases
    .flatMap((phase) => phase.kernels)
    .forEach((kernel, i) => {
      body.get(1).int(i).op("i32.eq");
      body.when(() => {
        pushAllTasks(body, calls[i]!, kernel.tasks);
        body.op("return");
      });
    });
  return body;
}

/** Entries of a module for one thread: `run(table, sync) → 0`. */
export function spellAlone(program: Program, numbers: Numbered): Entry {
  const body = new Body("run", [parameter("table"), parameter("sync")], [VALUE.i32]);
  const kernels = program.phases.flatMap((phase) => phase.kernels);
  kernels.forEach((kernel, i) => pushAllTasks(body, numbers.calls[i]!, kernel.tasks));
  body.int(0);
  const exports = new Map([
    ["run", numbers.firstFunction],
    ["one", numbers.firstFunction + 1],
  ]);
  return { functions: [body, spellOne(program, numbers)], exports };
}
