// How rooms ask the worker: `tasksOf` names what a room computes, `useComputed` keeps a result up to date with its arguments,
// `useStream` follows a long computation. Nothing of what is computed is bundled into the page: only types are imported.
import { useEffect, useReducer, useRef } from "preact/hooks";
import type { Bilingual, Finding, Oracle, Proof } from "../contract.ts";
import { CRASH, engine } from "./engine.ts";
import type { Call, Engine } from "./engine.ts";
import { same } from "./same.ts";
import type { PlainError, StreamTask, Task, TasksOf } from "./types.ts";

/** The tasks of a room: `const compute = tasksOf<typeof import("./compute.ts")>("gates")`. */
export const tasksOf = <M extends object>(room: string): TasksOf<M> =>
  new Proxy({}, { get: (_, name) => ({ room, name: String(name) }) }) as TasksOf<M>;

/** What is known of how far a computation is. */
export interface Progress {
  readonly share: number;
  readonly note?: string;
}

/** A result that is kept up to date. */
export interface Computed<R> {
  /** The last result: stays while a new one is computed. */
  readonly value: R | undefined;
  readonly pending: boolean;
  /** Pending for so long that one should see it (over 300 ms). */
  readonly slow: boolean;
  readonly error: PlainError | null;
  readonly progress: Progress | null;
  cancel(): void;
}

const SLOW = 300;

/** Asks once; the promise fails with a PlainError. */
export function ask<A, R>(task: Task<A, R>, args: A, { on = engine, progress, signal }: { readonly on?: Engine; readonly progress?: (progress: Progress) => void; readonly signal?: AbortSignal } = {}): Promise<R> {
  return new Promise((resolve, reject) => {
    const call = on.request("call", task, args, {
      result: (value) => resolve(value as R),
      error: reject,
      progress: (share, note) => progress?.({ share, ...(note !== undefined && { note }) }),
    });
    signal?.addEventListener("abort", () => {
      call.cancel();
      reject({ name: "Cancelled", message: "cancelled" } satisfies PlainError);
    });
  });
} // prettier-ignore

/** One request goes on, the newest of the others waits: while a handle is dragged, results keep coming. */
class Latest<A, R> {
  value: R | undefined = undefined;
  error: PlainError | null = null;
  progress: Progress | null = null;
  slow = false;
  #call: Call | null = null;
  #began = 0;
  #waiting: { readonly args: A } | null = null;
  #args: { readonly args: A } | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #changed: () => void;
  #task: Task<A, R>;
  #crashes = 0;

  constructor(task: Task<A, R>, changed: () => void) {
    this.#task = task;
    this.#changed = changed;
  }

  get pending(): boolean {
    return this.#call !== null;
  }

  want(task: Task<A, R>, args: A): void {
    const other = task.name !== this.#task.name || task.room !== this.#task.room;
    if (!other && this.#args && same(this.#args.args, args)) return;
    this.#task = task;
    this.#args = { args };
    this.#crashes = 0;
    if (this.#call === null) return this.#run(args);
    if (other || performance.now() - this.#began > SLOW) {
      this.#call.cancel();
      return this.#run(args);
    }
    this.#waiting = { args };
  }

  cancel(): void {
    this.#call?.cancel();
    this.#done();
    this.#waiting = null;
    this.#changed();
  }

  end(): void {
    this.#call?.cancel();
    this.#done();
  }

  #run(args: A): void {
    this.#waiting = null;
    this.#began = performance.now();
    this.progress = null;
    this.#timer ??= setTimeout(() => {
      this.slow = true;
      this.#changed();
    }, SLOW);
    this.#call = engine.request("call", this.#task, args, {
      result: (value) => {
        this.value = value as R;
        this.error = null;
        this.#settle();
      },
      error: (error) => {
        // The state is here, not in the worker: what was lost is asked for again, once.
        if (error.name === CRASH && this.#crashes++ === 0) return this.#run((this.#waiting ?? { args }).args);
        this.error = error;
        this.#settle();
      },
      progress: (share, note) => {
        this.progress = { share, ...(note !== undefined && { note }) };
        if (this.slow) this.#changed();
      },
    });
    this.#changed();
  }

  #settle(): void {
    const next = this.#waiting;
    this.#done();
    if (next) this.#run(next.args);
    else this.#changed();
  }

  #done(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#call = null;
    this.slow = false;
    this.progress = null;
  }
}

/** The result for these arguments: plain data; `null` asks for nothing and keeps what is there. */
export function useComputed<A, R>(task: Task<A, R>, args: A | null): Computed<R> {
  const [, changed] = useReducer((n: number) => n + 1, 0);
  const ref = useRef<Latest<A, R> | null>(null);
  const latest = (ref.current ??= new Latest(task, () => changed(undefined)));
  useEffect(() => {
    if (args !== null) latest.want(task, args);
  });
  useEffect(() => () => latest.end(), []);
  const { value, pending, slow, error, progress } = latest;
  return { value, pending, slow, error, progress, cancel: () => latest.cancel() };
}

/** A computation that sends values on its way. */
export interface Stream<A, Y> {
  /** The last value. */
  readonly value: Y | undefined;
  /** Values are being computed. */
  readonly running: boolean;
  readonly paused: boolean;
  /** It came to its end by itself. */
  readonly finished: boolean;
  readonly error: PlainError | null;
  readonly progress: Progress | null;
  /** Begins anew; `paused`: shows only the first value until it is resumed. */
  start(args: A, options?: { readonly paused?: boolean }): void;
  pause(): void;
  resume(): void;
  /** One more value, then a pause. */
  step(): void;
  /** Ends it; the last value stays. */
  cancel(): void;
}

class Flow<A, Y> {
  value: Y | undefined = undefined;
  running = false;
  paused = false;
  finished = false;
  error: PlainError | null = null;
  progress: Progress | null = null;
  #call: Call | null = null;
  /** Values that are on their way or may be sent. */
  #asked = 0;
  readonly #changed: () => void;
  each: ((value: Y) => void) | undefined = undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  start(task: StreamTask<A, Y>, args: A, paused: boolean): void {
    this.#call?.cancel();
    [this.running, this.paused, this.finished, this.error, this.progress] = [!paused, paused, false, null, null];
    this.#asked = 0;
    this.#call = engine.request("stream", task, args, {
      value: (value) => {
        this.value = value as Y;
        this.#asked--;
        this.each?.(value as Y);
        if (this.running) this.#more(2);
        this.#changed();
      },
      result: () => this.#end(null),
      error: (error) => this.#end(error),
      progress: (share, note) => {
        this.progress = { share, ...(note !== undefined && { note }) };
        this.#changed();
      },
    });
    this.#more(paused ? 1 : 2);
    this.#changed();
  }

  #more(upTo: number): void {
    for (; this.#asked < upTo; this.#asked++) this.#call?.next();
  }

  #end(error: PlainError | null): void {
    this.#call = null;
    [this.running, this.paused, this.finished, this.error] = [false, false, error === null, error];
    this.#changed();
  }

  hold(): void {
    if (this.#call) [this.running, this.paused] = [false, true];
    this.#changed();
  }

  resume(): void {
    if (!this.#call) return;
    [this.running, this.paused] = [true, false];
    this.#more(2);
    this.#changed();
  }

  step(): void {
    if (!this.#call) return;
    [this.running, this.paused] = [false, true];
    this.#more(this.#asked + 1);
    this.#changed();
  }

  cancel(): void {
    this.#call?.cancel();
    this.#call = null;
    [this.running, this.paused] = [false, false];
  }
}

/** Follows a generator of compute.ts; `each` is called with every value, also with those that are never painted. */
export function useStream<A, Y>(task: StreamTask<A, Y>, each?: (value: Y) => void): Stream<A, Y> {
  const [, changed] = useReducer((n: number) => n + 1, 0);
  const ref = useRef<Flow<A, Y> | null>(null);
  const flow = (ref.current ??= new Flow(() => changed(undefined)));
  flow.each = each;
  useEffect(() => () => flow.cancel(), []);
  const { value, running, paused, finished, error, progress } = flow;
  return {
    ...{ value, running, paused, finished, error, progress },
    start: (args, { paused = false } = {}) => flow.start(task, args, paused),
    pause: () => flow.hold(),
    resume: () => flow.resume(),
    step: () => flow.step(),
    cancel: () => {
      flow.cancel();
      changed(undefined);
    },
  };
}

/** A proof about the learner's state: `proof("gates.table", { ru, en }, "plain arithmetic", compute.judgeTable, { w, b })`. */
export const proof = <A>(id: string, words: Bilingual, oracle: Oracle, task: Task<A, Finding>, args: A): Proof => ({
  id,
  ...words,
  oracle,
  task: task as Task<unknown, Finding>,
  args,
});
