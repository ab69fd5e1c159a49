// The functions of a module that run its phases together with other threads. Knows kernels by their numbers only.
//
// Work is handed out, never divided beforehand. A word of 64 bits, the ticket, holds the number of the phase that is
// going on (the epoch, which only grows) and how many of its tasks were taken from the left of their row and from the right; a
// thread takes a task by counting it there. The leader takes from the left, and every other follower from the right: so
// neighbours in the row, which work on neighbouring memory, tend to be with the same thread in phase after phase. A thread that wakes
// late finds either work that is not taken or another epoch: nobody waits for it. The calling thread leads: it opens the phases and waits until all tasks of one are done. The others follow.
import { rowOf } from "../../ir/row.ts";
import type { Program } from "../../ir/types.ts";
import { ATOMIC } from "./atomics.ts";
import { parameter, pushAllTasks, pushCall, spellOne, type Call, type Entry, type Numbered } from "./alone.ts";
import { Body, encodeModule, VALUE } from "./encoder.ts";
import { learn } from "./opcodes.ts";

/** Byte offsets in the area through which the threads of a device agree; each word that is written often has a cache line of its own. */
export const SYNC = {
  /** Tasks taken from the left (16 bits) and from the right (16 bits), and epoch (high half). */
  ticket: 0,
  epoch: 4,
  /** Tasks of the epoch that are done. */
  done: 64,
  /** Threads that sleep until the epoch changes. */
  sleepers: 128,
  /** 1 while the leader sleeps until all tasks are done. */
  waiting: 192,
  /** Odd while table and first epoch of a run are being changed. */
  version: 256,
  table: 260,
  first: 264,
  /** 1 if the leader may sleep; the main thread of a page may not. */
  maySleep: 320,
  /** Not 0 when a follower's task failed; the length of its message, and the message. */
  failed: 384,
  message: 388,
  bytes: 1024,
  /** Behind all that: a line for each thread. A follower is there; tasks that it, or the leader, has taken so far. */
  threads: 1024,
  line: 64,
  there: 0,
  taken: 4,
  /** For so many threads there is a line. */
  most: 512,
} as const;

/** More tasks than any epoch has: taken in one in which nothing is to be had. */
export const CLOSED = 0x7fffffff;
/** Tasks that a ticket can count; of more, several are handed out together. */
const MOST = 65535;
/** About 50 µs of looking at a word before a thread goes to sleep. */
const PATIENCE = 40000;
/** A leader that sleeps looks up after this many nanoseconds in any case. */
const NAP = 2000000;

/** Waits until the epoch is another than the one given: first awake, then asleep. `(sync, epoch) → epoch` */
function spellAwait(): Body {
  const body = new Body("await", [parameter("sync"), parameter("old")], [VALUE.i32]);
  const now = body.local(VALUE.i32, "now");
  const turns = body.local(VALUE.i32, "turns");
  const look = (): Body => body.get(0).op("i32.atomic.load", 2, SYNC.epoch).tee(now).get(1).op("i32.ne");
  body.int(PATIENCE).set(turns);
  body.loop(() => {
    look().when(() => body.get(now).op("return"));
    body.get(turns).int(1).op("i32.sub").tee(turns).op("br_if", 0);
  });
  body.get(0).int(1).op("i32.atomic.rmw.add", 2, SYNC.sleepers).op("drop");
  body.loop(() => {
    body.get(0).get(1).long(-1).op("memory.atomic.wait32", 2, SYNC.epoch).op("drop");
    look().op("i32.eqz").op("br_if", 0);
  });
  body.get(0).int(-1).op("i32.atomic.rmw.add", 2, SYNC.sleepers).op("drop");
  body.get(now);
  return body;
}

/** Takes a task of an epoch. `(sync, epoch, tasks, thread) → task`, −1 if there is none. */
function spellClaim(): Body {
  const body = new Body("claim", [parameter("sync"), parameter("epoch"), parameter("tasks"), parameter("thread")], [VALUE.i32]);
  const ticket = body.local(VALUE.i64, "ticket");
  const left = body.local(VALUE.i32, "left");
  const right = body.local(VALUE.i32, "right");
  const fromRight = (): Body => body.get(3).int(1).op("i32.and");
  body.loop(() => {
    body.get(0).op("i64.atomic.load", 3, SYNC.ticket).tee(ticket).long(32).op("i64.shr_u").op("i32.wrap_i64").get(1).op("i32.ne");
    body.when(() => body.int(-1).op("return"));
    body.get(ticket).op("i32.wrap_i64").int(MOST).op("i32.and").set(left);
    body.get(ticket).op("i32.wrap_i64").int(16).op("i32.shr_u").set(right);
    body.get(left).get(right).op("i32.add").get(2).op("i32.ge_u");
    body.when(() => body.int(-1).op("return"));
    body.get(0).get(ticket).get(ticket);
    fromRight().when(() => body.long(MOST + 1), () => body.long(1), VALUE.i64); // prettier-ignore
    body.op("i64.add").op("i64.atomic.rmw.cmpxchg", 3, SYNC.ticket).get(ticket).op("i64.eq");
    body.when(() => {
      body.get(2).int(1).op("i32.sub").get(right).op("i32.sub").get(left);
      fromRight().op("select").op("return");
    });
    body.op("br", 0);
  });
  body.op("unreachable");
  return body;
}

/** Makes an epoch the current one, from that task on. `(sync, epoch, task)` */
function spellOpen(): Body {
  const body = new Body("open", [parameter("sync"), parameter("epoch"), parameter("task")]);
  body.get(0).int(0).op("i32.atomic.store", 2, SYNC.done);
  body.get(0).get(1).op("i64.extend_i32_u").long(32).op("i64.shl").get(2).op("i64.extend_i32_u").op("i64.or");
  body.op("i64.atomic.store", 3, SYNC.ticket);
  body.get(0).op("i32.atomic.load", 2, SYNC.sleepers);
  body.when(() => body.get(0).int(-1).op("memory.atomic.notify", 2, SYNC.epoch).op("drop"));
  return body;
}

/** Waits until so many tasks are done. `(sync, tasks)` */
function spellFinish(): Body {
  const body = new Body("finish", [parameter("sync"), parameter("tasks")]);
  const done = body.local(VALUE.i32, "done");
  const turns = body.local(VALUE.i32, "turns");
  const look = (): Body => body.get(0).op("i32.atomic.load", 2, SYNC.done).tee(done).get(1).op("i32.eq");
  const leave = (): void => void body.op("return");
  body.int(PATIENCE).set(turns);
  body.loop(() => {
    look().when(leave);
    body.get(turns).int(1).op("i32.sub").tee(turns).op("br_if", 0);
    body.get(0).op("i32.atomic.load", 2, SYNC.maySleep).op("i32.eqz").op("br_if", 0);
  });
  body.get(0).int(1).op("i32.atomic.store", 2, SYNC.waiting);
  body.loop(() => {
    look().op("i32.eqz");
    body.when(() => body.get(0).get(done).long(NAP).op("memory.atomic.wait32", 2, SYNC.done).op("drop").op("br", 1));
  });
  body.get(0).int(0).op("i32.atomic.store", 2, SYNC.waiting);
  return body;
}

/** Announces a run: the followers learn the table and the epoch of the first phase. `(table, sync) → epoch` */
function spellBegin(): Body {
  const body = new Body("begin", [parameter("table"), parameter("sync")], [VALUE.i32]);
  const first = body.local(VALUE.i32, "first");
  const change = (): void => void body.get(1).int(1).op("i32.atomic.rmw.add", 2, SYNC.version).op("drop");
  change();
  body.get(1).op("i32.atomic.load", 2, SYNC.epoch).int(1).op("i32.add").set(first);
  body.get(1).get(0).op("i32.atomic.store", 2, SYNC.table);
  body.get(1).get(first).op("i32.atomic.store", 2, SYNC.first);
  change();
  body.get(first);
  return body;
}

/**
 * Entries of a module for several threads: `run(table, sync)` leads and gives 1 if a follower failed; `work(table, sync,
 * thread, first)` follows for as long as this run lasts and gives the epoch that is no longer part of it.
 */
export function spellTogether(program: Program, numbers: Numbered): Entry {
  learn(ATOMIC);
  const functions: Body[] = [];
  const add = (body: Body): number => numbers.firstFunction + functions.push(body) - 1;
  const awaitEpoch = add(spellAwait());
  const claim = add(spellClaim());
  const open = add(spellOpen());
  const finish = add(spellFinish());
  const begin = add(spellBegin());

  // One function a parallel phase takes its tasks until there are none: (table, sync, thread, epoch).
  const drains: number[] = [];
  const tasksOf = program.phases.map((phase) => phase.kernels.reduce((sum, kernel) => sum + Math.max(0, kernel.tasks), 0));
  let before = 0;
  const phases = program.phases.map((phase, p) => {
    const calls = numbers.calls.slice(before, (before += phase.kernels.length));
    const tasks = tasksOf[p]!;
    const together = Math.ceil(tasks / MOST);
    if (!phase.parallel || tasks < 2) return { phase, calls, portions: tasks, drain: -1 };
    const drain = add(spellDrain(`phase${p}`, phase.kernels.map((k) => k.tasks), calls, tasks, together, claim)); // prettier-ignore
    drains.push(drain);
    return { phase, calls, portions: Math.ceil(tasks / together), drain };
  });

  const run = new Body("run", [parameter("table"), parameter("sync")], [VALUE.i32]);
  const epoch = run.local(VALUE.i32, "epoch");
  const close = (): void => void run.get(1).get(epoch).int(CLOSED).op("call", open);
  let opened = 0;
  for (const { phase, calls, portions, drain } of phases) {
    if (drain < 0) {
      phase.kernels.forEach((kernel, i) => pushAllTasks(run, calls[i]!, kernel.tasks));
      continue;
    }
    if (opened === 0) run.get(0).get(1).op("call", begin).set(epoch);
    run.get(1).get(epoch).int(0).op("call", open);
    run.get(0).get(1).int(0).get(epoch).op("call", drain);
    run.get(1).int(portions).op("call", finish);
    run.get(1).op("i32.atomic.load", 2, SYNC.failed);
    const left = drains.length - opened;
    run.when(() => {
      run.get(epoch).int(left).op("i32.add").set(epoch);
      close();
      run.int(1).op("return");
    });
    run.get(epoch).int(1).op("i32.add").set(epoch);
    opened++;
    // The followers are free to sleep while the last serial phases run.
    if (opened === drains.length) close();
  }
  run.int(0);

  const work = new Body("work", [parameter("table"), parameter("sync"), parameter("thread"), parameter("first")], [VALUE.i32]);
  const now = work.local(VALUE.i32, "now");
  work.get(1).op("i32.atomic.load", 2, SYNC.epoch).set(now);
  work.loop(() => {
    drains.forEach((drain, p) => {
      work.get(now).get(3).op("i32.sub").int(p).op("i32.eq");
      work.when(() => {
        work.get(0).get(1).get(2).get(now).op("call", drain);
        work.get(1).get(now).op("call", awaitEpoch).set(now).op("br", 1);
      });
    });
  });
  work.get(now);

  const exports = new Map([
    ["run", add(run)],
    ["work", add(work)],
    ["one", add(spellOne(program, numbers))],
  ]);
  return { functions, exports };
}

/** Takes tasks of a phase, some together, and runs them until there are none: `(table, sync, thread, epoch)`. */
function spellDrain(
  name: string,
  tasksOfKernels: readonly number[],
  calls: readonly Call[],
  tasks: number,
  together: number,
  claim: number,
): Body {
  const body = new Body(name, [parameter("table"), parameter("sync"), parameter("thread"), parameter("epoch")]);
  const task = body.local(VALUE.i32, "task");
  const taken = body.local(VALUE.i32, "taken");
  const line = body.local(VALUE.i32, "line");
  const end = body.local(VALUE.i32, "end");
  const offset = SYNC.threads + SYNC.taken;
  const portions = Math.ceil(tasks / together);
  const row = rowOf(tasksOfKernels);
  /** The task of the row that `task` names. */
  const runTask = (): void =>
    row.forEach(({ kernel, first, from, to }, i) => {
      const callKernel = (): void => {
        body.get(0).get(2).get(task);
        if (from !== first) body.int(from - first).op("i32.sub");
        pushCall(body, calls[kernel]!);
      };
      if (i === row.length - 1) return callKernel();
      body.get(task).int(to).op("i32.lt_u");
      body.when(() => {
        callKernel();
        body.op("br", 1);
      });
    });
  body.loop(() => {
    body.get(1).get(3).int(portions).get(2).op("call", claim).tee(task).int(0).op("i32.lt_s");
    body.when(() => {
      body.get(1).get(2).int(SYNC.line).op("i32.mul").op("i32.add").tee(line);
      body.get(line).op("i32.load", 2, offset).get(taken).op("i32.add").op("i32.store", 2, offset).op("return");
    });
    body.get(taken).int(1).op("i32.add").set(taken);
    if (together === 1) body.block(runTask);
    else {
      body.get(task).int(together).op("i32.mul").tee(task).int(together).op("i32.add").tee(end);
      body.int(tasks).get(end).int(tasks).op("i32.lt_u").op("select").set(end);
      body.loop(() => {
        body.block(runTask);
        body.get(task).int(1).op("i32.add").tee(task).get(end).op("i32.lt_u").op("br_if", 0);
      });
    }
    body.get(1).int(1).op("i32.atomic.rmw.add", 2, SYNC.done).int(portions - 1).op("i32.eq"); // prettier-ignore
    body.when(() => {
      body.get(1).op("i32.atomic.load", 2, SYNC.waiting);
      body.when(() => body.get(1).int(-1).op("memory.atomic.notify", 2, SYNC.done).op("drop"));
    });
    body.op("br", 0);
  });
  return body;
}

/** A module with the one function `await(sync, epoch)`: what a thread does before it knows any program. */
export function emitAwait(): Uint8Array {
  learn(ATOMIC);
  return encodeModule({ functions: [spellAwait()], exports: new Map([["await", 0]]), shared: true });
}
