// Random programs on one and two threads (the same bits) and on the reference (the same numbers), forward and gradient.
// Longer hunts: NABLA_SEEDS=5000 vitest run test/engine/random.test.ts
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setDefaultDevice } from "../../src/engine/device.ts";
import { withVerification } from "../../src/inspect.ts";
import { wasm } from "../../src/runtime/wasm/device.ts";
import { disagreement } from "./compare.ts";

const devices = [wasm({ threads: 1 }), wasm({ threads: 2 })];
const seeds = Number(process.env["NABLA_SEEDS"] ?? 160);
const check = (seed: number, loops = false): string | null => withVerification(() => disagreement(seed, devices, { loops }));

beforeAll(() => setDefaultDevice(devices[0]!));
afterAll(() => {
  for (const device of devices) device.dispose();
});

describe("random programs", () => {
  const SHARE = 20;
  for (let first = 0; first < seeds; first += SHARE)
    test(`seeds from ${first}`, { timeout: 120_000 }, () => {
      const found = Array.from({ length: SHARE }, (_, k) => check(first + k)).filter((text) => text !== null);
      expect(found).toEqual([]);
    });
});

describe("random programs that sort, scan and scatter", () => {
  const SHARE = 20;
  for (let first = 0; first < seeds / 2; first += SHARE)
    test(`seeds from ${first}`, { timeout: 120_000 }, () => {
      const found = Array.from({ length: SHARE }, (_, k) => check(first + k, true)).filter((text) => text !== null);
      expect(found).toEqual([]);
    });
});

describe("seeds that once failed", () => {
  test("a variable read at other places while it is overwritten (99)", () => expect(check(99)).toBe(null));
  test("memory of no elements (444)", () => expect(check(444)).toBe(null));
  test("a product of no elements (591)", () => expect(check(591)).toBe(null));
  test("views at finished sums whose axes of size 1 stand elsewhere (749)", () => expect(check(749)).toBe(null));
});
