import { expect, test } from "vitest";
import { isFloat, newArray, promote, sizeOf, viewArray } from "../../src/core/dtype.ts";
import type { DType } from "../../src/core/dtype.ts";
import { NablaError } from "../../src/core/errors.ts";
import { broadcastShapes, normalizeAxis, sameShape, sizeOfShape, strides } from "../../src/core/shape.ts";

test("sizes and strides", () => {
  expect([sizeOfShape([]), sizeOfShape([2, 3]), sizeOfShape([2, 0, 3])]).toEqual([1, 6, 0]);
  expect(strides([2, 3, 4])).toEqual([12, 4, 1]);
  expect(strides([])).toEqual([]);
  expect([sameShape([2, 3], [2, 3]), sameShape([2, 3], [3, 2]), sameShape([1], [])]).toEqual([true, false, false]);
});

test("broadcasting follows NumPy", () => {
  expect(
    broadcastShapes("add", [
      [2, 1, 4],
      [3, 1],
    ]),
  ).toEqual([2, 3, 4]);
  expect(broadcastShapes("add", [[], [5]])).toEqual([5]);
  expect(broadcastShapes("add", [[0], [1]])).toEqual([0]);
  expect(broadcastShapes("where", [[1, 2], [3, 1], []])).toEqual([3, 2]);
  expect(broadcastShapes("add", [])).toEqual([]);
});

test("shapes that do not broadcast are shown whole", () => {
  const attempt = (): unknown =>
    broadcastShapes("add", [
      [2, 3],
      [4, 3],
    ]);
  expect(attempt).toThrow(NablaError);
  expect(attempt).toThrow(
    "add: cannot broadcast [2, 3] with [4, 3]; aligned at the last axis, sizes must be equal or 1, and axis 0 of the result has neither",
  );
  expect(() => broadcastShapes("add", [[0], [2]])).toThrow("add: cannot broadcast [0] with [2]");
  try {
    attempt();
  } catch (error) {
    expect(error).toMatchObject({
      code: "broadcast",
      op: "add",
      shapes: [
        [2, 3],
        [4, 3],
      ],
      axis: 0,
      name: "NablaError",
    });
  }
});

test("axes count from the end too", () => {
  expect([normalizeAxis("sum", 0, 3), normalizeAxis("sum", -1, 3), normalizeAxis("sum", -3, 3)]).toEqual([0, 2, 0]);
  expect(() => normalizeAxis("sum", 3, 3)).toThrow("sum: axis 3 is out of range; a tensor of rank 3 has axes -3 to 2");
  expect(() => normalizeAxis("sum", 0, 0)).toThrow("sum: axis 0 is out of range; a scalar has no axes");
  expect(() => normalizeAxis("sum", 0.5, 3)).toThrow("sum: axis 0.5 is out of range");
});

test("element types", () => {
  const all: DType[] = ["bool", "u8", "i32", "f32", "f64"];
  expect(all.map(sizeOf)).toEqual([1, 1, 4, 4, 8]);
  expect(all.map(isFloat)).toEqual([false, false, false, true, true]);
  for (const [i, a] of all.entries()) for (const [j, b] of all.entries()) expect(promote(a, b)).toBe(all[Math.max(i, j)]);
  for (const dtype of all) {
    const array = newArray(dtype, 3);
    expect(array.BYTES_PER_ELEMENT).toBe(sizeOf(dtype));
    const view = viewArray(dtype, array.buffer, sizeOf(dtype), 2);
    array[2] = 1;
    expect([view.constructor, ...view]).toEqual([array.constructor, 0, 1]);
  }
});
