// The worker: computes what the page asks for. Loads a room's compute.ts when it is first asked for. Knows no room and no page.
import { computes } from "virtual:computes";
import type { FullJob, PlainError, Reply, Request } from "./types.ts";

/** The little that is needed of a worker's global (the page's types are in force here). */
interface Scope {
  readonly name: string;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Reply, transfer?: Transferable[]): void;
}
const scope = self as unknown as Scope;
const post = (reply: Reply): void => scope.postMessage(reply);

/** Thrown out of `pause` when the page no longer wants the result. */
class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** Something that goes on. */
interface Run {
  cancelled: boolean;
  /** How many values a stream has been asked for. */
  credit: number;
  wake: (() => void) | null;
}

/** What the shell itself computes. */
const OWN: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>> = {
  lecture: () => import("./claims.ts"),
  code: () => import("./code.ts"),
};

const runs = new Map<number, Run>();

// A task of the event loop, without the clamp of timers: messages that wait are delivered before it.
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = (): void => waiting.shift()?.();
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });

let device: Promise<void> | null = null;

/** The same bits everywhere: portable arithmetic; threads where memory may be shared, which change no bit. */
const withDevice = (): Promise<void> =>
  (device ??= import("nabla").then(({ setDefaultDevice, wasm }) => {
    const made = wasm({ portable: true, ...(globalThis.crossOriginIsolated && scope.name === "nabla" ? {} : { threads: 1 }) });
    setDefaultDevice(made);
    post({ kind: "ready", threads: made.limits.threads });
  }));

function jobOf(id: number, run: Run): FullJob {
  let last = 0;
  return {
    progress(share, note) {
      const now = performance.now();
      if (run.cancelled || (now - last < 50 && share < 1)) return;
      last = now;
      post({ kind: "progress", id, share, ...(note !== undefined && { note }) });
    },
    async pause() {
      await breathe();
      if (run.cancelled) throw new Cancelled();
    },
    emit: (value) => post({ kind: "value", id, value }),
  };
}

const isGenerator = (value: unknown): value is AsyncGenerator<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

async function serve(request: Extract<Request, { kind: "call" | "stream" }>): Promise<void> {
  const { id, room, name, args } = request;
  const run: Run = { cancelled: false, credit: 0, wake: null };
  runs.set(id, run);
  try {
    const load = OWN[room] ?? computes[room];
    if (!load) throw new Error(`there is no room "${room}" to compute in`);
    await withDevice();
    const task = (await load())[name];
    if (typeof task !== "function") throw new Error(`${room} computes no "${name}"`);
    // Requests that were withdrawn meanwhile are not begun.
    await breathe();
    if (run.cancelled) return;
    const outcome = (task as (args: unknown, job: FullJob) => unknown)(args, jobOf(id, run));
    if (isGenerator(outcome)) await stream(id, outcome, run);
    else {
      const value = await outcome;
      if (!run.cancelled) post({ kind: "result", id, value });
    }
  } catch (error) {
    if (!run.cancelled) post({ kind: "error", id, error: plain(error) });
  } finally {
    runs.delete(id);
  }
}

async function stream(id: number, values: AsyncGenerator<unknown>, run: Run): Promise<void> {
  try {
    for (;;) {
      await breathe();
      while (run.credit <= 0 && !run.cancelled) await new Promise<void>((resolve) => (run.wake = resolve));
      if (run.cancelled) return;
      const { value, done } = await values.next();
      if (run.cancelled) return;
      if (done) return post({ kind: "result", id, value });
      post({ kind: "value", id, value });
      run.credit--;
    }
  } finally {
    await values.return(undefined);
  }
}

function plain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const code = (error as { readonly code?: unknown }).code;
  return { name: error.name, message: error.message, ...(typeof code === "string" && { code }) };
}

scope.onmessage = ({ data }): void => {
  if (data.kind === "call" || data.kind === "stream") return void serve(data);
  const run = runs.get(data.id);
  if (!run) return;
  if (data.kind === "cancel") run.cancelled = true;
  else run.credit++;
  run.wake?.();
  run.wake = null;
};
