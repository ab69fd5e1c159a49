// The page's end of the worker: sends requests, hands replies on, ends a worker that does not answer, and starts a new one.
// Knows no room and no interface.
import { signal } from "@preact/signals";
import type { PlainError, Reply, Request } from "./types.ts";

/** Who waits for replies. */
export interface Listener {
  value?(value: unknown): void;
  result(value: unknown): void;
  error(error: PlainError): void;
  progress?(share: number, note: string | undefined): void;
}

/** A request that goes on. */
export interface Call {
  cancel(): void;
  /** Asks a stream for one more value. */
  next(): void;
}

/** The name of the error of requests whose worker ended. */
export const CRASH = "WorkerCrash";
/** A cancelled computation that has not made room after so many milliseconds is ended with its worker. */
const PATIENCE = 1500;

/** One worker, started when it is first needed. */
export class Engine {
  /** How often the worker had to be started anew. */
  readonly restarts = signal(0);
  /** Threads that it computes with; 0 until it is known. */
  readonly threads = signal(0);
  /** How many requests go on. */
  readonly busy = signal(0);
  #worker: Worker | null = null;
  #next = 1;
  readonly #listeners = new Map<number, Listener>();
  readonly #name: string;
  /** Cancelled requests whose end is not yet known, for a worker that does not listen. */
  #probe: ReturnType<typeof setTimeout> | null = null;
  #heard = 0;

  /** The worker named "nabla" computes with threads where it may; the others leave the machine to it. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Starts the worker, so that it is there when it is needed. */
  warm(): void {
    this.#worker ??= this.#start();
  }

  request(kind: "call" | "stream", target: { readonly room: string; readonly name: string }, args: unknown, listener: Listener): Call {
    this.warm();
    const id = this.#next++;
    this.#listeners.set(id, listener);
    this.busy.value = this.#listeners.size;
    this.#send({ kind, id, room: target.room, name: target.name, args });
    return {
      cancel: () => {
        if (!this.#listeners.delete(id)) return;
        this.busy.value = this.#listeners.size;
        this.#send({ kind: "cancel", id });
        this.#watch();
      },
      next: () => {
        if (this.#listeners.has(id)) this.#send({ kind: "next", id });
      },
    };
  }

  /** Ends the worker: everything that goes on fails with a crash, and the next request starts a new one. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#forget();
    const lost = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const listener of lost) listener.error({ name: CRASH, message: "the worker was started anew" });
    this.busy.value = this.#listeners.size;
  }

  /** Ends the worker and says so. */
  crash(): void {
    this.restarts.value++;
    this.end();
  }

  #start(): Worker {
    const worker = new Worker(new URL("./host.ts", import.meta.url), { type: "module", name: this.#name });
    worker.onmessage = ({ data }: MessageEvent<Reply>): void => {
      this.#heard = performance.now();
      if (data.kind === "ready") this.threads.value = data.threads;
      else this.#hand(data);
    };
    // What a task throws comes as a reply; whatever comes here has broken the worker itself.
    worker.onerror = (event): void => {
      event.preventDefault();
      if (this.#worker === worker) this.crash();
    };
    worker.onmessageerror = (): void => {
      if (this.#worker === worker) this.crash();
    };
    return worker;
  }

  #hand(reply: Exclude<Reply, { kind: "ready" }>): void {
    const listener = this.#listeners.get(reply.id);
    if (!listener) return;
    if (reply.kind === "progress") return listener.progress?.(reply.share, reply.note);
    if (reply.kind === "value") return listener.value?.(reply.value);
    this.#listeners.delete(reply.id);
    if (reply.kind === "result") listener.result(reply.value);
    else listener.error(reply.error);
    this.busy.value = this.#listeners.size;
  }

  #send(request: Request): void {
    this.#worker?.postMessage(request);
  }

  /** After a cancel: a worker that says nothing to a ping in good time computes what nobody wants. */
  #watch(): void {
    if (this.#probe !== null) return;
    const asked = performance.now();
    const id = this.#next++;
    this.#listeners.set(id, { result: () => this.#forget(), error: () => this.#forget() });
    this.#send({ kind: "call", id, room: "", name: "ping", args: null });
    this.#probe = setTimeout(() => {
      this.#probe = null;
      this.#listeners.delete(id);
      if (this.#worker && this.#heard < asked) {
        const waiting = this.#listeners.size > 0;
        this.end();
        if (!waiting) this.warm();
      }
    }, PATIENCE);
  }

  #forget(): void {
    if (this.#probe !== null) clearTimeout(this.#probe);
    this.#probe = null;
  }
}

/** The worker of the figures. */
export const engine = new Engine("nabla");
/** The worker of the proofs: claims do not pause, so it is ended to cancel one. */
export const judge = new Engine("nabla-proofs");
/** The worker of the code cell: what is written there may never end. */
export const runner = new Engine("nabla-code");
