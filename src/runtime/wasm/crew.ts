// The threads that help the calling one. They need no messages after their start: all they must know stands in shared memory.
import { TABLE } from "../../emit/wasm/frame.ts";
import { CLOSED, emitAwait, SYNC } from "../../emit/wasm/threads.ts";
import { NablaError } from "../../core/errors.ts";
import { maySleep } from "./host.ts";
import { startThread, type Thread } from "./thread.ts";

/**
 * What a follower runs. It sleeps until a run begins, finds out which program it is (compiling it at first sight from the
 * bytes in memory), helps as long as the run lasts, and sleeps again. A stale view of a run does no harm: tasks are only
 * given out for the epoch that is going on.
 */
const SOURCE = `
function follow({ memory, sync, thread, wait, at }) {
  const imports = { nabla: { memory } };
  const idle = new WebAssembly.Instance(new WebAssembly.Module(wait), imports).exports.await;
  const programs = new Map();
  let words = new Int32Array(memory.buffer);
  const word = (offset) => (sync + offset) >> 2;
  const load = (offset) => Atomics.load(words, word(offset));
  const find = (table, version) => {
    if (table + 64 > words.length * 4) words = new Int32Array(memory.buffer);
    const own = table >>> 2;
    const id = words[own + at.program / 4];
    const known = programs.get(id);
    if (known !== undefined) return known;
    const address = words[own + at.code / 4] >>> 0;
    const code = new Uint8Array(memory.buffer).slice(address, address + (words[own + at.codeBytes / 4] >>> 0));
    if (load(at.version) !== version) return null;
    if (programs.size >= 256) programs.delete(programs.keys().next().value);
    let work = null;
    try {
      work = new WebAssembly.Instance(new WebAssembly.Module(code), imports).exports.work;
    } catch {}
    programs.set(id, work);
    return work;
  };
  let epoch = load(at.epoch);
  Atomics.store(words, word(at.threads + at.line * thread + at.there), 1);
  for (;;) {
    const version = load(at.version);
    const table = load(at.table) >>> 0;
    const first = load(at.first);
    const steady = (version & 1) === 0 && table !== 0 && load(at.version) === version;
    const work = steady ? find(table, version) : null;
    if (work) {
      try {
        epoch = work(table, sync, thread, first);
      } catch (error) {
        const text = new TextEncoder().encode(String((error && error.message) || error)).slice(0, 500);
        new Uint8Array(memory.buffer).set(text, sync + at.message);
        Atomics.store(words, word(at.failed), text.length || 1);
        Atomics.add(words, word(at.done), 1);
        Atomics.notify(words, word(at.done));
        continue;
      }
      if (load(at.ticket) !== at.closed) continue;
    }
    epoch = idle(sync, epoch);
  }
}`;

export class Crew {
  private readonly memory: WebAssembly.Memory;
  private readonly sync: number;
  private readonly followers: number;
  /** Those that were started and have not ended, by their numbers. */
  private readonly threads = new Map<number, Thread>();
  private started = false;

  /** `sync` is the address of the area through which the threads agree. */
  constructor(memory: WebAssembly.Memory, sync: number, threads: number) {
    this.memory = memory;
    this.sync = sync;
    this.followers = Math.min(threads, SYNC.most) - 1;
    const words = new Int32Array(memory.buffer, sync, (SYNC.threads + SYNC.line * SYNC.most) / 4).fill(0);
    words[SYNC.ticket / 4] = CLOSED;
    words[SYNC.maySleep / 4] = maySleep() ? 1 : 0;
  }

  /** Starts the followers, once. Nobody waits for them: they take part as soon as they are there. */
  start(): void {
    if (this.started) return;
    this.started = true;
    const at = { ...SYNC, program: TABLE.program, code: TABLE.code, codeBytes: TABLE.codeBytes, closed: CLOSED };
    const wait = emitAwait();
    for (let thread = 1; thread <= this.followers; thread++) {
      const ends = (): void => void this.threads.delete(thread);
      const started = startThread(SOURCE, { memory: this.memory, sync: this.sync, thread, wait, at }, ends);
      if (started) this.threads.set(thread, started);
    }
  }

  /** Threads that are at work, the calling one included. */
  get atWork(): number {
    const words = new Int32Array(this.memory.buffer, this.sync);
    const isThere = (thread: number): boolean => Atomics.load(words, (SYNC.threads + SYNC.line * thread + SYNC.there) / 4) === 1;
    return 1 + [...this.threads.keys()].filter(isThere).length;
  }

  /** Starts the followers and waits until all that did not fail are there; tells how many threads are at work then. */
  async ready(): Promise<number> {
    this.start();
    // Looking again and again returns to the event loop, without which no browser starts a thread, and keeps Node's process going.
    while (this.atWork <= this.threads.size) await new Promise((resolve) => setTimeout(resolve, 1));
    return this.atWork;
  }

  stop(): void {
    for (const thread of this.threads.values()) thread.stop();
    this.threads.clear();
  }

  /** What a follower said when its task failed; forgets it. */
  takeFailure(): NablaError {
    const words = new Int32Array(this.memory.buffer, this.sync, SYNC.bytes / 4);
    const length = Atomics.exchange(words, SYNC.failed / 4, 0);
    const text = new Uint8Array(length);
    text.set(new Uint8Array(this.memory.buffer, this.sync + SYNC.message, length));
    return new NablaError("kernel", `wasm: a kernel failed on a worker thread: ${new TextDecoder().decode(text)}`);
  }

  /** After the leader's own task failed: takes back what is not begun and waits for what is. */
  abandon(): void {
    const words = new Int32Array(this.memory.buffer, this.sync, SYNC.bytes / 4);
    const ticket = new BigInt64Array(this.memory.buffer, this.sync + SYNC.ticket, 1);
    if (words[SYNC.ticket / 4] === CLOSED) return;
    // The epoch stays; its next task becomes one that does not exist.
    const old = Atomics.exchange(ticket, 0, (BigInt(words[SYNC.epoch / 4]! >>> 0) << 32n) | BigInt(CLOSED));
    const taken = Number(old & 0xffffffffn);
    const others = (taken & 0xffff) + (taken >>> 16) - 1;
    const patience = performance.now() + 10000;
    while (Atomics.load(words, SYNC.done / 4) < others && performance.now() < patience);
    // Followers of this run look for later epochs: skip as many as a program can have phases.
    Atomics.store(ticket, 0, (BigInt((words[SYNC.epoch / 4]! + 65536) >>> 0) << 32n) | BigInt(CLOSED));
    Atomics.notify(words, SYNC.epoch / 4);
    // A follower may have failed in the same run; one error is told.
    Atomics.store(words, SYNC.failed / 4, 0);
  }
}
