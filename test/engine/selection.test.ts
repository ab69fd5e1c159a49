// Subscripts, and ops whose result has a shape that depends on values: what they give, what they refuse, and inside of
// compiled steps. (Values and gradients against PyTorch: test/oracle/indexing.ts.)
import { afterAll, describe, expect, test } from "vitest";
import * as nabla from "../../src/index.ts";
import { bincount, compile, grad, index, indexPut, maskedSelect, nonzero, repeatInterleave, setDefaultDevice, tensor, unique, uniqueConsecutive, wasm, type Subscript, type Tensor } from "../../src/index.ts"; // prettier-ignore

const i32 = (values: number | number[] | number[][]): Tensor => tensor(values, { dtype: "i32" });
const message = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(nabla.NablaError);
    return (error as Error).message;
  }
  return "no error";
};
const x = tensor(Float32Array.from({ length: 24 }, (_, k) => k), { shape: [2, 3, 4] }); // prettier-ignore

describe("index", () => {
  const rows: readonly (readonly [name: string, subscripts: readonly Subscript[], shape: number[], wanted: number[]])[] = [
    ["an integer", [1], [3, 4], Array.from({ length: 12 }, (_, k) => 12 + k)],
    ["integers from the end", [-1, -1, -1], [], [23]],
    ["slices", ["...", "1:3"], [2, 3, 2], [1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22]],
    ["a step", [0, "::2", 0], [2], [0, 8]],
    ["backwards", [0, 0, "::-1"], [4], [3, 2, 1, 0]],
    ["backwards from and to", [0, 0, "-2:0:-2"], [1], [2]],
    ["nothing backwards", [0, 0, "0:2:-1"], [0], []],
    ["beyond the ends", [0, "5:", "-9:1"], [0, 1], []],
    ["a new axis", [null, 0, ":", null, 1], [1, 3, 1], [1, 5, 9]],
    ["a list of indices", [[1, 0], 0, 0], [2], [12, 0]],
    ["neighbours stay in place", [":", [0, 2], [1, 3]], [2, 2], [1, 11, 13, 23]],
    ["separated ones come in front", [[0, 1], ":", [1, 3]], [2, 3], [1, 5, 9, 15, 19, 23]],
    ["an integer is a view first", [0, ":", [1, 3]], [3, 2], [1, 3, 5, 7, 9, 11]],
    ["broadcast", [[[0], [1]], [0, 2], 0], [2, 2], [0, 8, 12, 20]],
    ["negative indices", [[-1], [-3], [-4]], [1], [12]],
    ["an index without axes", [i32(1), 0], [4], [12, 13, 14, 15]],
    ["a mask of all", [nabla.gt(x, 21)], [2], [22, 23]],
    ["a mask of an axis", [":", [true, false, true], 0], [2, 2], [0, 8, 12, 20]],
    [
      "a mask and an index",
      [
        [true, true],
        [0, 2],
      ],
      [2, 4],
      [0, 1, 2, 3, 20, 21, 22, 23],
    ],
    ["no index", [i32([]), "..."], [0, 3, 4], []],
    ["nothing", [], [2, 3, 4], Array.from({ length: 24 }, (_, k) => k)],
  ];
  for (const [name, subscripts, shape, wanted] of rows)
    test(name, () => {
      const y = index(x, ...subscripts);
      expect(y.shape).toEqual(shape);
      expect(Array.from(y.data())).toEqual(wanted);
    });

  test("gradients of elements chosen twice add up", () => {
    const y = index(x, [0, 0], ":", [1, 1]);
    const g = grad(y.sum(), [x])[0]!.toArray() as number[][][];
    expect(g[0]![2]).toEqual([0, 2, 0, 0]);
    expect(g.flat(2).reduce((a, b) => a + b)).toBe(6);
  });

  test("indices that are computed and out of range give NaN, or 0 for integers", () => {
    const far = nabla.add(i32([0, 1]), 2);
    expect(index(tensor([1, 2, 3]), far).toArray()).toEqual([3, NaN]);
    expect(index(i32([1, 2, 3]), far).toArray()).toEqual([3, 0]);
    expect(index(tensor([[1, 2], [3, 4]]), nabla.sub(far, 2), far).toArray()).toEqual([NaN, NaN]); // prettier-ignore
  });

  test("indices may be inputs of a compiled step, masks may not", () => {
    const step = compile((a: Tensor, i: Tensor) => index(a, "1:", i));
    expect(step(tensor([[1, 2], [3, 4]]), i32([1, 0])).toArray()).toEqual([[4, 3]]); // prettier-ignore
    const masked = compile((a: Tensor) => index(a, nabla.gt(a, 1)));
    expect(message(() => masked(tensor([1, 2])))).toBe(
      "index: the shape of the result depends on values, which are not known while a step is being recorded; use where, maskedFill or sums with the mask, or call it outside of the compiled function",
    );
  });

  const errors: readonly (readonly [() => unknown, string])[] = [
    [() => index(x, 2), "index: index 2 is out of range; axis 0 has size 2, so an index is -2 to 1"],
    [() => index(x, 0, [0, 3]), "index: index 3 is out of range; axis 0 has size 3, so an index is -3 to 2"],
    [() => index(x, 0, 0, 0, 0), "index: x is [2, 3, 4]; 4 subscripts are given for 3 axes"],
    [() => index(x, "..", 0), 'index: subscript must be "start:stop:step" (each part may be left out) or "...", got ".."'],
    [() => index(x, "...", "..."), 'index: number of "..." must be at most 1, got 2'],
    [() => index(x, "::0"), "index: step must be another number than 0, got 0"],
    [() => index(x, [true, false, true]), "index: x is [2, 3, 4], mask is [3]; a mask must have the sizes of the axes that it stands for, here those from axis 0 on"],
    [() => index(x, [0, 1], ":", [0, 1, 2]), "index: cannot broadcast [2] with [3]; aligned at the last axis, sizes must be equal or 1, and axis 0 of the result has neither"],
    [() => index(x, tensor([0.5])), 'index: index must be i32 (`tensor(…, { dtype: "i32" })` or `.cast("i32")`), is f32'],
    [() => index(x, {} as never), "index: expected a tensor, got an object of class Object"],
  ]; // prettier-ignore
  for (const [call, wanted] of errors) test(`refuses: ${wanted}`, () => expect(message(call)).toBe(wanted));
});

describe("indexPut", () => {
  const m = tensor([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
  test("slices, indices, masks", () => {
    expect(indexPut(m, [":", 1], 9).toArray()).toEqual([[1, 9, 3], [4, 9, 6]]); // prettier-ignore
    expect(indexPut(m, ["...", "::-1"], m).toArray()).toEqual([[3, 2, 1], [6, 5, 4]]); // prettier-ignore
    expect(indexPut(m, [[1, 0], [0, -1]], tensor([7, 8])).toArray()).toEqual([[1, 2, 8], [7, 5, 6]]); // prettier-ignore
    expect(indexPut(m, [nabla.gt(m, 4)], 0).toArray()).toEqual([[1, 2, 3], [4, 0, 0]]); // prettier-ignore
    expect(indexPut(m, [nabla.gt(m, 4)], tensor([7, 8])).toArray()).toEqual([[1, 2, 3], [4, 7, 8]]); // prettier-ignore
    expect(m.toArray()).toEqual([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
  });
  test("the last of several stands, or all add up", () => {
    expect(indexPut(tensor([0, 0]), [[1, 1]], tensor([5, 6])).toArray()).toEqual([0, 6]);
    expect(indexPut(tensor([0, 1]), [[1, 1]], tensor([5, 6]), { accumulate: true }).toArray()).toEqual([0, 12]);
  });
  test("gradients at x and values", () => {
    const [a, v] = [tensor([1, 2, 3]), tensor([10, 20])];
    const w = tensor([1, 10, 100]);
    const g = grad(
      indexPut(a, [[2, 2]], v)
        .mul(w)
        .sum(),
      [a, v],
    ).map((y) => y.toArray() as number[]);
    expect(g).toEqual([[1, 10, 0], [0, 100]]); // prettier-ignore
    const h = grad(
      indexPut(a, [[2, 2]], v, { accumulate: true })
        .mul(w)
        .sum(),
      [a, v],
    ).map((y) => y.toArray() as number[]);
    expect(h).toEqual([[1, 10, 100], [100, 100]]); // prettier-ignore
  });
  test("a mask with one number works inside of a compiled step", () => {
    const step = compile((a: Tensor) => indexPut(a, [nabla.lt(a, 0)], 0));
    expect(step(tensor([-1, 2])).toArray()).toEqual([0, 2]);
  });
  test("computed indices out of range are passed over", () => {
    expect(indexPut(tensor([1, 2]), [nabla.add(i32([0, 1]), 1)], tensor([7, 8])).toArray()).toEqual([1, 7]);
  });
});

describe("shapes that depend on values", () => {
  test("nonzero", () => {
    expect(nonzero(tensor([[0, 5], [NaN, 0]])).toArray()).toEqual([[0, 1], [1, 0]]); // prettier-ignore
    expect(nonzero(tensor([0, 0])).shape).toEqual([0, 1]);
    expect(nonzero(tensor(3)).shape).toEqual([1, 0]);
  });
  test("maskedSelect broadcasts and has a gradient", () => {
    const m = tensor([[1, 2], [3, 4]]); // prettier-ignore
    const mask = tensor([true, false]);
    expect(maskedSelect(m, mask).toArray()).toEqual([1, 3]);
    expect(grad(maskedSelect(m, mask).sum(), [m])[0]!.toArray()).toEqual([[1, 0], [1, 0]]); // prettier-ignore
    expect(message(() => maskedSelect(m, m))).toBe("maskedSelect: mask must be bool, is f32");
  });
  test("unique elements", () => {
    const { values, inverse, counts } = unique(tensor([[3, 1], [3, 2]])); // prettier-ignore
    expect([values.toArray(), inverse.toArray(), counts.toArray()]).toEqual([[1, 2, 3], [[2, 0], [2, 1]], [1, 1, 2]]); // prettier-ignore
    expect(unique(tensor([NaN, 1, NaN, -0, 0])).values.toArray()).toEqual([-0, 1, NaN, NaN]);
    expect(unique(tensor([])).values.shape).toEqual([0]);
    expect(unique(i32([5, 5])).values.dtype).toBe("i32");
  });
  test("unique rows and columns", () => {
    const m = tensor([[1, 0, 1], [1, 0, 1], [0, 9, 0]]); // prettier-ignore
    expect(unique(m, { axis: 0 }).values.toArray()).toEqual([[0, 9, 0], [1, 0, 1]]); // prettier-ignore
    expect(unique(m, { axis: 0 }).inverse.toArray()).toEqual([1, 1, 0]);
    expect(unique(m, { axis: 1 }).counts.toArray()).toEqual([1, 2]);
  });
  test("many unique elements", () => {
    const list = Array.from({ length: 5000 }, (_, k) => (k * 7919) % 613);
    const found = unique(tensor(list));
    expect(found.values.toArray()).toEqual([...new Set(list)].sort((a, b) => a - b));
    const [values, inverse] = [found.values.toArray() as number[], found.inverse.toArray() as number[]];
    expect(inverse.map((k) => values[k])).toEqual(list);
  });
  test("uniqueConsecutive", () => {
    const { values, inverse, counts } = uniqueConsecutive(tensor([1, 1, 2, 1]));
    expect([values.toArray(), inverse.toArray(), counts.toArray()]).toEqual([[1, 2, 1], [0, 0, 1, 2], [2, 1, 1]]); // prettier-ignore
  });
  test("bincount", () => {
    expect(bincount(i32([1, 3, 1])).toArray()).toEqual([0, 2, 0, 1]);
    expect(bincount(i32([1, 0]), { weights: tensor([0.5, 2]), minLength: 3 }).toArray()).toEqual([2, 0.5, 0]);
    expect(bincount(i32([])).toArray()).toEqual([]);
    expect(message(() => bincount(i32([-1])))).toBe("bincount: each element must be at least 0, got -1");
    expect(message(() => bincount(tensor([1])))).toBe("bincount: x must be i32 or u8, is f32");
  });
  test("repeatInterleave", () => {
    const m = tensor([[1, 2], [3, 4]]); // prettier-ignore
    expect(repeatInterleave(m, 2).toArray()).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(repeatInterleave(m, 2, 1).toArray()).toEqual([[1, 1, 2, 2], [3, 3, 4, 4]]); // prettier-ignore
    expect(repeatInterleave(m, i32([2, 1]), 0).toArray()).toEqual([[1, 2], [1, 2], [3, 4]]); // prettier-ignore
    expect(message(() => repeatInterleave(m, [1, 2, 3], 0))).toBe(
      "repeatInterleave: x is [2, 2], repeats is [3]; one number, or one for each of the 2 elements of the axis",
    );
  });
  test("inside of a compiled step each says its name and a cure", () => {
    const rule = "the shape of the result depends on values, which are not known while a step is being recorded;";
    const calls: Readonly<Record<string, (a: Tensor) => unknown>> = {
      nonzero: (a) => nonzero(a),
      argwhere: (a) => nabla.argwhere(a),
      maskedSelect: (a) => maskedSelect(a, nabla.gt(a, 0)),
      unique: (a) => unique(a).values,
      uniqueConsecutive: (a) => uniqueConsecutive(a).values,
      bincount: (a) => bincount(a.cast("i32")),
      repeatInterleave: (a) => repeatInterleave(a, a.cast("i32")),
    };
    for (const [name, call] of Object.entries(calls))
      expect(message(() => compile(call as (a: Tensor) => Tensor)(tensor([1, 2]))).startsWith(`${name}: ${rule} `)).toBe(true);
    expect(compile((a: Tensor) => repeatInterleave(a, [0, 2]))(tensor([1, 2])).toArray()).toEqual([2, 2]);
  });
});

describe("sums at indices never depend on threads", () => {
  const devices = [1, 2, 4].map((threads) => wasm({ threads }));
  afterAll(() => devices.forEach((device) => device.dispose()));
  test("gradients of embeddings, scatters and cumulative sums are the same bits", () => {
    const count = 4000;
    const noise = Float32Array.from({ length: count * 130 }, (_, k) => Math.fround(Math.sin(k * 12.9898) * 43758.5453) % 1);
    const places = Int32Array.from({ length: count }, (_, k) => (k * k) % 37);
    const results = devices.map((device) => {
      setDefaultDevice(device);
      const weights = tensor(noise, { shape: [count, 130] });
      const table = nabla.zeros([37, 130]).add(tensor([1]));
      const rows = nabla.embedding(tensor(places), table);
      const slope = grad(rows.mul(weights).sum(), [table])[0]!;
      const sums = nabla.cumsum(weights, 0);
      const order = nabla.argsort(weights, 0);
      return [slope, sums, order].map((y) => Buffer.from(y.data().buffer).toString("base64"));
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});
