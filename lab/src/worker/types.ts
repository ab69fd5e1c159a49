// What is computed in the worker, seen from both sides: jobs, tasks, messages. Types only; knows no room.

/** What a computation can do besides computing. */
export interface Job {
  /** How much is done, 0 … 1, and what is going on. */
  progress(share: number, note?: string): void;
  /** Lets messages in; throws when the computation has been cancelled. Call it every ~20 ms of work. */
  pause(): Promise<void>;
}

/** What the shell's own computations can do more: send something at once. */
export interface FullJob extends Job {
  emit(value: unknown): void;
}

/** A function of a room's compute.ts, as the page knows it. */
export interface Task<A, R> {
  readonly room: string;
  readonly name: string;
  /** Never there: carries the types. */
  readonly types?: (args: A) => R;
}

/** A generator of a room's compute.ts, as the page knows it. */
export interface StreamTask<A, Y> {
  readonly room: string;
  readonly name: string;
  readonly stream?: (args: A) => Y;
}

/** The functions of a module that can be tasks: `(args, job) => result`, `(args, job) => Promise`, `async function* (args, job)`. */
export type TasksOf<M> = {
  readonly [Name in keyof M as M[Name] extends (...given: never) => unknown ? Name : never]: M[Name] extends (
    args: infer A,
    job: Job,
  ) => AsyncGenerator<infer Y, unknown, unknown>
    ? StreamTask<A, Y>
    : M[Name] extends (args: infer A, job: Job) => infer R
      ? Task<A, Awaited<R>>
      : never;
};

/** An error on its way between threads. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  /** The code of a NablaError. */
  readonly code?: string;
}

/** From the page to the worker. `next` asks a stream for one more value. */
export type Request =
  | { readonly kind: "call" | "stream"; readonly id: number; readonly room: string; readonly name: string; readonly args: unknown }
  | { readonly kind: "cancel" | "next"; readonly id: number };

/** From the worker to the page. */
export type Reply =
  | { readonly kind: "ready"; readonly threads: number }
  | { readonly kind: "progress"; readonly id: number; readonly share: number; readonly note?: string }
  | { readonly kind: "value"; readonly id: number; readonly value: unknown }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly error: PlainError };
