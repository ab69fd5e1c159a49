// Runs random programs on devices and on the reference, and says where they differ.
import "../../src/engine/methods.ts";
import type { TypedArray } from "../../src/core/dtype.ts";
import { setDefaultDevice } from "../../src/engine/device.ts";
import { realizeAll } from "../../src/engine/realize.ts";
import type { Device } from "../../src/runtime/device.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { randomProgram, type FuzzOptions } from "./fuzz.ts";

/** All results of the seed's program on a device, and the variables after it. */
export function runSeed(seed: number, device: Device, options: FuzzOptions): TypedArray[] {
  setDefaultDevice(device);
  const { outputs, updates } = randomProgram(seed, options);
  realizeAll("fuzz", outputs, updates);
  return [...outputs, ...updates.map(([variable]) => variable)].map((x) => x.data());
}

const bits = (x: TypedArray): string => Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString("base64");

function differs(got: TypedArray, wanted: TypedArray, x: Tensor, tolerance: number): string | null {
  const scale = Array.from(wanted).reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 1);
  if (got.length !== wanted.length) return `${got.length} elements instead of ${wanted.length}`;
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [got[i]!, wanted[i]!];
    if (Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * scale) continue;
    return `${x.op.name} [${x.shape}] element ${i}: ${a} instead of ${b}`;
  }
  return null;
}

/** Null if all devices agree bit by bit, and with the reference within rounding; else what differs. */
export function disagreement(seed: number, devices: readonly Device[], options: FuzzOptions = {}): string | null {
  const runs = devices.map((device) => runSeed(seed, device, options));
  const { outputs, updates, exact } = randomProgram(seed, options);
  const roots = [...outputs, ...updates.map(([, value]) => value)];
  const wanted = evaluate(roots, { float64: !exact });
  for (const [k, x] of roots.entries()) {
    const what = k < outputs.length ? `output ${k}` : `update ${k - outputs.length}`;
    const found = differs(runs[0]![k]!, wanted[k]!, x, exact ? 1e-6 : 5e-5);
    if (found) return `seed ${seed}, ${what}: ${found}`;
    for (const other of runs.slice(1))
      if (bits(other[k]!) !== bits(runs[0]![k]!)) return `seed ${seed}, ${what}: other bits on other threads`;
  }
  return null;
}
