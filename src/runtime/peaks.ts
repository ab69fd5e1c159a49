// The limits of this machine, measured with kernels of the device at hand: how many floating-point operations one thread can do in
// a second, and how many bytes it can move. Knows nothing of what is computed for use.
import { add, call, constant, declare, int, indexVar, load, range, set, store, variable, buffer } from "../ir/build.ts";
import type { Buffer, Kernel, Program, Stmt } from "../ir/types.ts";
import type { Device } from "./device.ts";

/** What one thread reaches at most. */
export interface Peaks {
  /** Multiply-adds of f32 on registers, two operations each. */
  readonly flopsPerSecond: number;
  /** A copy of f32 that no cache holds: bytes read and bytes written. */
  readonly bytesPerSecond: number;
}

/** Independent sums: enough to hide how long one multiply-add takes, few enough for 16 registers. */
const SUMS = 12;
const TURNS = 200_000;
/** Elements of the array that is copied: 64 MB. */
const COPIED = 1 << 24;
const ROUNDS = 5;

/** A kernel, and what it does. */
interface Counted extends Kernel {
  readonly flops: number;
  readonly bytes: number;
}

const kernelOf = (name: string, body: readonly Stmt[], flops: number, bytes: number): Counted => ({
  name,
  tasks: 1,
  task: variable("task"),
  body,
  cost: 0,
  flops,
  bytes,
});

/** sumᵢ ← a · b + sumᵢ, over and over. */
function multiplyAdds(to: Buffer, lanes: number): Counted {
  const [a, b] = [variable("a", "f32", lanes), variable("b", "f32", lanes)];
  const sums = Array.from({ length: SUMS }, (_, i) => variable(`sum${i}`, "f32", lanes));
  const body: Stmt[] = [
    // Read from memory: the C compiler must not know them, nor that all sums are equal, or it keeps but one.
    declare(a, load(to, int(0), lanes)),
    declare(b, load(to, int(lanes), lanes)),
    ...sums.map((sum, i) => declare(sum, load(to, int((i + 2) * lanes), lanes))),
    range(indexVar("turn", TURNS), TURNS, sums.map((sum) => set(sum, call("fma", a, b, sum)))), // prettier-ignore
    ...sums.map((sum, i) => store(to, int(i * lanes), sum)),
  ];
  return kernelOf("multiply-add", body, 2 * SUMS * lanes * TURNS, 0);
}

function copy(from: Buffer, to: Buffer, lanes: number): Counted {
  const i = indexVar("i", COPIED / lanes);
  const at = call("mul", i, int(lanes));
  const body = [range(i, COPIED / lanes, [store(to, at, add(load(from, at, lanes), constant("f32", 1, lanes)))])];
  return kernelOf("copy", body, 0, 8 * COPIED);
}

/** Measures the limits of one thread on this device; takes about half a second and 128 MB for that time. */
export function measurePeaks(device: Device): Peaks {
  const lanes = Math.max(1, device.limits.vectorBytes / 4);
  const [sums, from, to] = [buffer("sums", "f32", (SUMS + 2) * lanes), buffer("from", "f32", COPIED), buffer("to", "f32", COPIED)];
  const kernels = [multiplyAdds(sums, lanes), copy(from, to, lanes)];
  const program: Program = {
    name: "peaks",
    buffers: new Map([
      [sums, { at: "arena", offset: 0 }],
      [from, { at: "arena", offset: 4096 }],
      [to, { at: "arena", offset: 4096 + 4 * COPIED }],
    ]),
    slots: 0,
    arena: 4096 + 8 * COPIED,
    scratch: new Map(),
    scratchBytes: 0,
    phases: kernels.map((kernel) => ({ kernels: [kernel], parallel: false })),
  };
  const executable = device.load(program);
  try {
    device.view("f32", executable.arena, (SUMS + 2) * lanes).fill(1e-6);
    const best = [Infinity, Infinity];
    for (let round = 0; round < ROUNDS; round++)
      for (const [k, { milliseconds }] of executable.profile().entries()) best[k] = Math.min(best[k]!, milliseconds / 1000);
    return { flopsPerSecond: kernels[0]!.flops / best[0]!, bytesPerSecond: kernels[1]!.bytes / best[1]! };
  } finally {
    executable.dispose();
  }
}
