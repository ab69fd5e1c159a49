// A stream whose items are made in a thread of its own, so that reading and preparing go on while the main thread computes. Knows what
// threads Node and browsers have; not what the items are.
import { NablaError } from "../mini.ts";
import { Stream } from "./stream.ts";

/** What `streamFromWorker` may be told. */
export interface WorkerStreamOptions {
  /** Items that may be made ahead of the one that is used: they wait in memory. Default: 2. */
  readonly ahead?: number;
  /** Name of the module's export. Default: "items", or the default export where there is none of that name. */
  readonly export?: string;
}

/** What the thread tells, in the order in which it happens. */
type Message =
  | { readonly kind: "item"; readonly item: unknown }
  | { readonly kind: "end" }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

/** A thread as this file sees it. */
interface Thread {
  send(message: object): void;
  /** Whether the process stays alive for it. */
  hold(on: boolean): void;
  stop(): unknown;
}

interface Listeners {
  readonly told: (message: Message) => void;
  readonly failed: (message: string) => void;
}

/**
 * What the thread runs. `receive` and `send` are what Node and browsers differ in. An array of numbers is moved, not copied; one that is
 * a part of a larger buffer is copied out of it first, for moving would take the whole buffer away from its owner.
 */
const SOURCE = `
function follow(send, receive) {
  let wanted = 0;
  let wake = null;
  const moved = new Set();
  const pack = (value, seen) => {
    if (typeof value !== "object" || value === null) return value;
    if (ArrayBuffer.isView(value)) {
      if (typeof SharedArrayBuffer !== "undefined" && value.buffer instanceof SharedArrayBuffer) return value;
      const whole = value.byteOffset === 0 && value.byteLength === value.buffer.byteLength && value.constructor.name !== "Buffer";
      const own = whole ? value : value instanceof DataView ? new DataView(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength)) : value.constructor.name === "Buffer" ? new Uint8Array(value) : value.slice();
      moved.add(own.buffer);
      return own;
    }
    if (value instanceof ArrayBuffer) return moved.add(value), value;
    const list = Array.isArray(value);
    if (!list && Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return value;
    if (seen.has(value)) return seen.get(value);
    const out = list ? new Array(value.length) : {};
    seen.set(value, out);
    for (const key of Object.keys(value)) out[key] = pack(value[key], seen);
    return out;
  };
  const run = async ({ url, name, argument, wanted: first }) => {
    wanted += first;
    const module = await import(url);
    const found = name !== undefined ? module[name] : module.items !== undefined ? module.items : module.default;
    if (found === undefined) throw new Error("the module exports no " + (name === undefined ? "items" : name));
    const source = await (typeof found === "function" ? found(argument) : found);
    if (source === null || typeof source !== "object" || !(Symbol.asyncIterator in source || Symbol.iterator in source)) throw new Error("what the module gives is no iterable of items");
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    for (;;) {
      while (wanted === 0) await new Promise((resolve) => (wake = resolve));
      wanted--;
      const { done, value } = await iterator.next();
      if (done) break;
      moved.clear();
      const message = { kind: "item", item: pack(await value, new Map()) };
      send(message, [...moved]);
    }
    send({ kind: "end" }, []);
  };
  receive((message) => {
    if (message.url === undefined) {
      wanted += message.wanted;
      if (wake) wake();
      return;
    }
    run(message).catch((error) => send({ kind: "error", name: String((error && error.name) || "Error"), message: String((error && error.message) || error) }, []));
  });
}`;

const IN_NODE = `${SOURCE}
const { parentPort } = require("node:worker_threads");
follow((message, moved) => parentPort.postMessage(message, moved), (take) => parentPort.on("message", take));`;

const IN_PAGE = `${SOURCE}
follow((message, moved) => postMessage(message, moved), (take) => (onmessage = (event) => take(event.data)));`;

interface NodeWorker {
  ref(): void;
  unref(): void;
  on(event: "message", listener: (message: Message) => void): void;
  on(event: "error" | "messageerror", listener: (error: Error) => void): void;
  on(event: "exit", listener: (code: number) => void): void;
  postMessage(message: object): void;
  terminate(): Promise<number>;
}
type NodeThreads = { readonly Worker: new (source: string, options: { readonly eval: true; readonly name: string }) => NodeWorker };
interface HostProcess {
  readonly versions?: { readonly node?: string };
  readonly getBuiltinModule?: (name: string) => unknown;
}

function start({ told, failed }: Listeners): Thread {
  const process = (globalThis as { readonly process?: HostProcess }).process;
  const node =
    process?.versions?.node === undefined ? undefined : (process.getBuiltinModule?.("node:worker_threads") as NodeThreads | undefined);
  if (node) {
    const worker = new node.Worker(IN_NODE, { eval: true, name: "nabla-stream" });
    worker.on("message", told);
    worker.on("error", (error) => failed(error.message));
    worker.on("messageerror", (error) => failed(error.message));
    worker.on("exit", (code) => failed(`the thread ended by itself with code ${code}`));
    return {
      send: (message) => worker.postMessage(message),
      hold: (on) => (on ? worker.ref() : worker.unref()),
      stop: () => worker.terminate(),
    };
  }
  const address = URL.createObjectURL(new Blob([IN_PAGE], { type: "text/javascript" }));
  const worker = new Worker(address);
  worker.onmessage = (event: MessageEvent<Message>) => {
    URL.revokeObjectURL(address);
    told(event.data);
  };
  worker.onerror = (event) => failed(event.message || "the thread could not be started");
  worker.onmessageerror = () => failed("an item could not be read");
  return { send: (message) => worker.postMessage(message), hold: () => undefined, stop: () => worker.terminate() };
}

/** An absolute address: threads have no place of their own from which to count. */
function absolute(url: URL | string): string {
  const base = (globalThis as { readonly document?: { readonly baseURI: string } }).document?.baseURI;
  try {
    return new URL(url, base).href;
  } catch {
    throw new NablaError(
      "data-worker",
      `streamFromWorker: ${JSON.stringify(String(url))} is no address; give new URL("./items.js", import.meta.url)`,
    );
  }
}

/**
 * The items that a module makes in a thread of its own, as a stream: in Node a worker thread, in a browser a worker.
 * The module exports `items`: an iterable or async iterable of plain data, or a function that makes one of `argument`. Arrays of numbers
 * are moved, not copied: the module must not use those again that it has given away. At most `ahead` items wait to be used. A failure
 * in the thread is thrown when the items before it have been used. The thread stops when the stream is left; each iteration has its own.
 * @param url address of the module, as `new URL("./items.js", import.meta.url)`
 * @param argument plain data for the exported function
 * @example
 * const module = "data:text/javascript,export function* items(count) { for (let i = 0; i < count; i++) yield Float32Array.of(i, i * i) }"
 * (await streamFromWorker(module, 3).toArray()).map((item) => Array.from(item)) // [[0, 0], [1, 1], [2, 4]]
 */
export function streamFromWorker<T>(url: URL | string, argument?: unknown, options: WorkerStreamOptions = {}): Stream<T> {
  const { ahead = 2, export: name } = options;
  if (!Number.isInteger(ahead) || ahead < 1)
    throw new NablaError("data-option", `streamFromWorker: ahead must be a whole number ≥ 1, got ${ahead}`);
  const address = absolute(url);
  return new Stream(() => itemsOf<T>(address, { name, argument, wanted: ahead }));
}

async function* itemsOf<T>(
  url: string,
  order: { readonly name: string | undefined; readonly argument: unknown; readonly wanted: number },
): AsyncGenerator<T, void, undefined> {
  const arrived: Message[] = [];
  let wake: (() => void) | undefined;
  const told = (message: Message): void => {
    arrived.push(message);
    wake?.();
  };
  const thread = start({ told, failed: (message) => told({ kind: "error", name: "Error", message }) });
  try {
    thread.send({ url, ...order });
    for (;;) {
      thread.hold(true);
      while (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const message = arrived.shift()!;
      if (message.kind === "end") return;
      if (message.kind === "error") throw failure(url, message);
      thread.hold(false);
      thread.send({ wanted: 1 });
      yield message.item as T;
    }
  } finally {
    await thread.stop();
  }
}

function failure(url: string, { name, message }: { readonly name: string; readonly message: string }): NablaError {
  const place = url.length > 80 ? `${url.slice(0, 80)}…` : url;
  return new NablaError("data-worker", `streamFromWorker: ${place}: ${name === "Error" ? "" : `${name}: `}${message}`);
}
