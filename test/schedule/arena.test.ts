// How much memory a training step takes: its arena beside what lives at once, which is counted here anew, from the statements of the
// kernels alone.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setDefaultDevice, wasm } from "nabla";
import type { Device } from "nabla";
import { describePlan } from "nabla/inspect";
import type { Plan } from "nabla/inspect";
import { WORKS } from "../../src/cli/bench/works.ts";

/** A buffer as statements name it. */
interface Named {
  readonly name: string;
  readonly dtype: "f32" | "f64" | "i32" | "u8" | "bool";
  readonly length: number;
  readonly scope: "global" | "thread";
}

const SIZES = { f32: 4, f64: 8, i32: 4, u8: 1, bool: 1 };
const bytesOf = ({ length, dtype }: Named): number => length * SIZES[dtype];

/** Every object below that has a scope, a dtype and a length. */
function named(value: unknown, found: Set<Named>, seen: Set<unknown>): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if ("scope" in value && "dtype" in value && "length" in value) found.add(value as Named);
  else for (const child of Object.values(value)) named(child, found, seen);
}

/** A buffer in the arena: where, and from which phase to which one. */
interface Placed {
  readonly begin: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

function placed({ scheduled: { program, outputs } }: Plan): Placed[] {
  const uses = new Map<Named, number[]>();
  program.phases.forEach(({ kernels }, phase) => {
    const found = new Set<Named>();
    for (const { body } of kernels) named(body, found, new Set());
    for (const buffer of found) uses.set(buffer, [...(uses.get(buffer) ?? []), phase]);
  });
  const all = [...uses].flatMap(([buffer, phases]) => {
    const place = program.buffers.get(buffer);
    if (place?.at !== "arena") return [];
    return [{ begin: place.offset, end: place.offset + bytesOf(buffer), from: phases[0]!, to: phases.at(-1)! }];
  });
  const kept = outputs.flatMap((place) => ("offset" in place ? [place.offset] : []));
  // A result stays: the last that is written where it is found.
  return all.map((one) => {
    const isLast = kept.includes(one.begin) && all.every((other) => other.begin !== one.begin || other.to <= one.to);
    return isLast ? { ...one, to: program.phases.length } : one;
  });
}

let device: Device;
beforeAll(() => setDefaultDevice((device = wasm({ threads: 1 }))));
afterAll(() => device.dispose());

describe.each(["cnn-step", "gpt-step", "resnet-step"])("%s", (id) => {
  let plan: Plan;
  let buffers: Placed[];
  beforeAll(() => {
    plan = WORKS.find((work) => work.id === id)!.plan!();
    buffers = placed(plan);
  }, 60_000);

  test("what lives at the same time lies apart", () => {
    expect(buffers.length).toBeGreaterThan(5);
    for (const [i, a] of buffers.entries()) {
      expect(a.end).toBeLessThanOrEqual(plan.scheduled.program.arena);
      for (const b of buffers.slice(i + 1)) {
        const together = a.from <= b.to && b.from <= a.to;
        if (together && a.begin < b.end && b.begin < a.end) throw new Error(`overlap: ${JSON.stringify([a, b])}`);
      }
    }
  });

  test("the arena is within 1.3 of what lives at once, and the report says so", () => {
    const moments = Array.from({ length: plan.scheduled.program.phases.length + 1 }, (_, now) =>
      buffers.filter(({ from, to }) => from <= now && now <= to).reduce((sum, { begin, end }) => sum + end - begin, 0),
    );
    const least = Math.max(...moments);
    const { arena } = plan.scheduled.program;
    console.log(`${id}: an arena of ${(arena / 2 ** 20).toFixed(1)} MB, ${(arena / least).toFixed(3)} times what lives at once`);
    expect(least).toBeGreaterThan(1e6);
    expect(arena).toBeGreaterThanOrEqual(least);
    expect(arena / least).toBeLessThanOrEqual(1.3);
    expect(describePlan(plan)).toMatchObject({ arenaBytes: arena, liveBytes: least });
  });
});
