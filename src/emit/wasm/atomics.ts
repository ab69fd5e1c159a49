// The instructions by which threads agree: apart from the others, as most pages have no shared memory.

/** Names by their first part, written as those of opcodes.ts. */
// prettier-ignore
export const ATOMIC = {
  memory: "0xfe000 atomic.notify atomic.wait32",
  i32: "0xfe010 atomic.load 0xfe017 atomic.store 0xfe01e atomic.rmw.add",
  i64: "0xfe011 atomic.load 0xfe018 atomic.store 0xfe049 atomic.rmw.cmpxchg",
} as const;
