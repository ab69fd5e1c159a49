// The functions of a module that run its phases on the calling thread. Knows kernels by their numbers only.
import type { Program } from "../../ir/types.ts";
import { Body, VALUE } from "./encoder.ts";

export interface Entry {
  readonly functions: readonly Body[];
  readonly exports: ReadonlyMap<string, number>;
}

export interface Numbered {
  /** Number of the function of the first kernel; the others follow in order of the phases. */
  readonly firstKernel: number;
  /** Number of the first function made here. */
  readonly firstFunction: number;
}

export const parameter = (name: string): readonly [string, number] => [name, VALUE.i32];

/** Calls a kernel for all its tasks, on this thread. */
export function pushAllTasks(body: Body, kernel: number, tasks: number): void {
  if (tasks === 1) {
    body.get(0).int(0).int(0).op("call", kernel);
    return;
  }
  if (tasks < 1) return;
  const task = body.local(VALUE.i32, "task");
  body.int(0).set(task);
  body.loop(() => {
    body.get(0).int(0).get(task).op("call", kernel);
    body.get(task).int(1).op("i32.add").tee(task).int(tasks).op("i32.lt_u").op("br_if", 0);
  });
}

/** `one(table, kernel)`: all tasks of one kernel, for those who measure. */
export function spellOne(program: Program, { firstKernel }: Numbered): Body {
  const body = new Body("one", [parameter("table"), parameter("kernel")]);
  program.phases
    .flatMap((phase) => phase.kernels)
    .forEach((kernel, i) => {
      body.get(1).int(i).op("i32.eq");
      body.when(() => {
        pushAllTasks(body, firstKernel + i, kernel.tasks);
        body.op("return");
      });
    });
  return body;
}

/** Entries of a module for one thread: `run(table, sync) → 0`. */
export function spellAlone(program: Program, numbers: Numbered): Entry {
  const body = new Body("run", [parameter("table"), parameter("sync")], [VALUE.i32]);
  let number = numbers.firstKernel;
  for (const phase of program.phases) for (const kernel of phase.kernels) pushAllTasks(body, number++, kernel.tasks);
  body.int(0);
  const exports = new Map([
    ["run", numbers.firstFunction],
    ["one", numbers.firstFunction + 1],
  ]);
  return { functions: [body, spellOne(program, numbers)], exports };
}
