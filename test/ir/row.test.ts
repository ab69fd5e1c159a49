// The tasks of a phase in a row: each stands in it once, halves of a kernel at both ends.
import { expect, test } from "vitest";
import { rowOf } from "../../src/ir/row.ts";

/** Kernel and task at each place. */
const places = (tasks: readonly number[]): string[] =>
  rowOf(tasks).flatMap(({ kernel, first, from, to }) => Array.from({ length: to - from }, (_, i) => `${kernel}.${first + i}`));

test("one kernel's tasks stand in their order", () => {
  expect(places([4])).toEqual(["0.0", "0.1", "0.2", "0.3"]);
  expect(places([])).toEqual([]);
  expect(places([0])).toEqual([]);
});

test("the dearest stand at the ends, the cheapest in the middle", () => {
  expect(places([3, 2])).toEqual(["0.0", "0.1", "1.0", "1.1", "0.2"]);
  expect(places([1, 2, 3])).toEqual(["0.0", "1.0", "2.0", "2.1", "2.2", "1.1"]);
  expect(places([2, 0, 1])).toEqual(["0.0", "2.0", "0.1"]);
});

test.each([[[7]], [[9, 8]], [[5, 1, 64]], [[1, 1, 1, 1]], [[384, 0, 17, 2]]])(
  "each task of %j stands in the row once, without gaps",
  (tasks) => {
    const row = rowOf(tasks);
    let at = 0;
    for (const { from, to } of row) {
      expect(from).toBe(at);
      expect(to).toBeGreaterThan(from);
      at = to;
    }
    const all = tasks.flatMap((count, kernel) => Array.from({ length: count }, (_, task) => `${kernel}.${task}`));
    expect(places(tasks).sort()).toEqual(all.sort());
  },
);
