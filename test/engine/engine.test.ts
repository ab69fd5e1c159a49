// The engine's promises: compiled steps, updates, gradients, reading, devices.
import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as nabla from "../../src/index.ts";
import { compile, defaultDevice, grad, live, manualSeed, noGrad, parameter, pow, rand, setDefaultDevice, tensor, update, variable, wasm, type Tensor } from "../../src/index.ts"; // prettier-ignore
import { plansOf } from "../../src/inspect.ts";

const device = wasm({ threads: 1 });
setDefaultDevice(device);
afterEach(() => setDefaultDevice(device));

const message = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(nabla.NablaError);
    return (error as Error).message;
  }
  return "nothing thrown";
};
const count = (f: unknown): number => plansOf(f as Parameters<typeof plansOf>[0]).length;

describe("compile", () => {
  test("is recorded once for each signature", () => {
    let recorded = 0;
    const f = compile((x: Tensor, factor: number) => (recorded++, x.mul(factor)));
    expect(f(tensor([1, 2]), 3).toArray()).toEqual([3, 6]);
    expect(f(tensor([4, 5]), 3).toArray()).toEqual([12, 15]);
    expect(recorded).toBe(1);
    expect(f(tensor([4, 5]), 2).toArray()).toEqual([8, 10]);
    expect(f(tensor([4, 5, 6]), 2).toArray()).toEqual([8, 10, 12]);
    expect(f(tensor([4], { dtype: "i32" }), 2).dtype).toBe("i32");
    expect([recorded, count(f)]).toEqual([4, 4]);
  });
  test("arguments and results may be nested", () => {
    const f = compile(({ a, list }: { a: Tensor; list: readonly [Tensor, Tensor] }, mode: string) => ({
      sum: list[0].add(list[1]).add(a),
      parts: [list[0], mode, null, list[1].mul(2)],
    }));
    const got = f({ a: tensor(1), list: [tensor([1, 2]), tensor([10, 20])] }, "x");
    expect(got.sum.toArray()).toEqual([12, 23]);
    expect((got.parts[0] as Tensor).toArray()).toEqual([1, 2]);
    expect(got.parts.slice(1, 3)).toEqual(["x", null]);
    expect((got.parts[3] as Tensor).toArray()).toEqual([20, 40]);
  });
  test("what is read after an update in the same step is the new value", () => {
    const w = variable(tensor([1, 1]));
    const f = compile((x: Tensor) => {
      const before = w.mul(10);
      update([[w, w.add(x)]]);
      const middle = w.mul(1);
      w.assign(w.mul(2));
      return [before, middle, w];
    });
    expect(f(tensor([1, 2])).map((y) => y.toArray())).toEqual([[10, 10], [2, 3], [4, 6]]); // prettier-ignore
    expect(f(tensor([1, 2])).map((y) => y.toArray())).toEqual([[40, 60], [5, 8], [10, 16]]); // prettier-ignore
    expect(w.toArray()).toEqual([10, 16]);
  });
  test("an old value that is returned through views stays old", () => {
    const w = variable(tensor([1, 2]));
    const f = compile(() => {
      const old = w.reshape([2, 1]).reshape([2]);
      w.assign(w.add(1));
      return old;
    });
    expect(f().toArray()).toEqual([1, 2]);
    expect(f().toArray()).toEqual([2, 3]);
    const same = w.reshape([1, 2]).reshape([2]);
    update([[w, w.mul(0)]]);
    expect(message(() => same.toArray())).toContain("was built before a variable");
  });
  test("variables are arguments by identity", () => {
    const [a, b] = [variable(tensor([1])), variable(tensor([2]))];
    const f = compile((v: Tensor) => v.assign(v.add(10)));
    f(a);
    f(b);
    f(a);
    expect([a.item(), b.item()]).toEqual([21, 12]);
  });
  test("compiled functions may call each other", () => {
    const inner = compile((x: Tensor) => x.add(1));
    const outer = compile((x: Tensor) => inner(x).mul(2));
    expect(outer(tensor([1])).toArray()).toEqual([4]);
    expect([count(inner), count(outer)]).toEqual([0, 1]);
  });
  test("gradients and updates in a step", () => {
    const w = parameter(tensor([1, 2]));
    const step = compile((x: Tensor) => {
      const loss = w.mul(x).square().sum();
      loss.backward();
      update([[w, w.sub(w.grad!.mul(0.5))]]);
      return loss;
    });
    expect(step(tensor([1, 1])).item()).toBe(5);
    expect(step(tensor([1, 1])).item()).toBe(0);
    expect(w.grad).toBe(null);
  });
  test("refuses async functions", () =>
    expect(message(() => compile(async (x: Tensor) => x)(tensor([1])))).toBe(
      "compile: the function is async; a step must be made of tensor operations only",
    ));
  test("a recorded value cannot be read", () => {
    const text = "the value is not known while a step is being recorded; return the tensor from the compiled function and read it outside";
    expect(message(() => compile((x: Tensor) => x.add(1).item())(tensor([1])))).toBe(`item: ${text}`);
    expect(message(() => compile((x: Tensor) => x.toArray())(tensor([1])))).toBe(`toArray: ${text}`);
    expect(message(() => compile((x: Tensor) => x.add(1).realize())(tensor([1])))).toBe(`realize: ${text}`);
    expect(tensor([1]).add(1).item()).toBe(2);
  });
  test("an error while recording leaves nothing behind", () => {
    const w = variable(tensor([1]));
    expect(() => compile(() => { w.assign(w.add(1)); throw new Error("mine"); })()).toThrow("mine"); // prettier-ignore
    expect(w.add(1).item()).toBe(2);
  });
  test("warns when it records again and again", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const f = compile(function scale(x: Tensor, k: number) {
      return x.mul(k);
    });
    for (let k = 0; k < 20; k++) f(tensor([1]), k);
    expect(warn.mock.calls.length).toBe(1);
    expect(String(warn.mock.calls[0]![0])).toMatch(/^compile: scale was recorded 16 times/);
    warn.mockRestore();
  });
  test("live values are asked for at every run", () => {
    let rate = 1;
    const f = compile((x: Tensor) => x.mul(live(() => rate)));
    expect(f(tensor([3])).item()).toBe(3);
    rate = 5;
    expect(f(tensor([3])).item()).toBe(15);
    expect(live(() => rate).add(1).item()).toBe(6); // prettier-ignore
  });
  test("results held while the plan runs again stay as they are", () => {
    const f = compile((x: Tensor) => [x.mul(2), x.sum()] as const);
    const input = (k: number): Tensor => nabla.full([1000], k);
    const [large, small] = f(input(1));
    const [later] = f(input(2));
    const [last] = f(input(3));
    expect([small.item(), large.data()[999], later.data()[0], last.data()[500]]).toEqual([1000, 2, 4, 6]);
  });
  test("large results may be let go", () => {
    const f = compile((x: Tensor) => x.mul(2));
    const first = f(nabla.ones([1000]));
    first.dispose();
    expect(f(nabla.full([1000], 2)).data()[0]).toBe(4);
    expect(message(() => first.data())).toBe("dispose: the tensor's elements were let go by dispose(); read it before, or keep it");
  });
});

describe("update", () => {
  test("swaps variables", () => {
    const [a, b] = [variable(tensor([1, 2])), variable(tensor([3, 4]))];
    update([[a, b], [b, a]]); // prettier-ignore
    expect([a.toArray(), b.toArray()]).toEqual([[3, 4], [1, 2]]); // prettier-ignore
    const turn = compile(() => (update([[a, b], [b, a]]), [a, b.add(0)])); // prettier-ignore
    expect(turn().map((x) => x.toArray())).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect([a.toArray(), b.toArray()]).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  });
  test("gives one value to several variables, or an old one to itself", () => {
    const [a, b] = [variable(tensor([1, 2])), variable(tensor([3, 4]))];
    const value = a.add(b);
    update([[a, value], [b, value]]); // prettier-ignore
    expect([a.toArray(), b.toArray()]).toEqual([[4, 6], [4, 6]]); // prettier-ignore
    update([[a, a], [b, tensor([0, 0])]]); // prettier-ignore
    expect([a.toArray(), b.toArray()]).toEqual([[4, 6], [0, 0]]); // prettier-ignore
  });
  test("refuses what does not fit", () => {
    const a = variable(tensor([1, 2]));
    expect(message(() => update([[tensor([1]), tensor([1])]]))).toMatch(
      /^update: only variables can be assigned; this is a tensor of shape \[1\]/,
    );
    expect(message(() => update([[a, tensor([1])]]))).toBe("update: the value's shape must be the variable's; shapes are [2] and [1]");
    expect(message(() => update([[a, tensor([1, 2], { dtype: "i32" })]]))).toMatch(
      /^update: the variable is f32, the value i32; cast the value/,
    );
    expect(message(() => update([[a, a], [a, a]]))).toMatch(/^update: a variable is given twice/); // prettier-ignore
    expect(a.toArray()).toEqual([1, 2]);
  });
  test("what was built before an update and never computed is refused", () => {
    const a = variable(tensor([1, 2]));
    const [kept, lost] = [a.mul(2), a.mul(3)];
    kept.realize();
    a.assign(tensor([0, 0]));
    expect(kept.toArray()).toEqual([2, 4]);
    expect(message(() => lost.toArray())).toBe("toArray: mul of shape [2] was built before a variable that it reads was updated, and its value was never computed; read it (or call realize()) before the update, or clear old gradients with zeroGrad()"); // prettier-ignore
  });
});

describe("gradients", () => {
  test("accumulate until they are cleared", () => {
    const w = parameter(tensor([1, 2]));
    w.square().sum().backward();
    w.mul(3).sum().backward();
    expect(w.grad!.toArray()).toEqual([5, 7]);
    w.grad = null;
    w.sum().backward();
    expect(w.grad!.toArray()).toEqual([1, 1]);
  });
  test("a loss can be read after the step at no cost", () => {
    const w = parameter(tensor([3]));
    const loss = w.square().sum();
    loss.backward();
    update([[w, w.sub(w.grad!)]]);
    expect([loss.item(), w.item()]).toEqual([9, -3]);
  });
  test("second order", () => {
    const x = tensor([2, 3], { requiresGrad: true });
    const [slope] = grad(pow(x, 3).sum(), [x]);
    const [curve] = grad(slope!.sum(), [x]);
    expect([slope!.toArray(), curve!.toArray()]).toEqual([[12, 27], [12, 18]]); // prettier-ignore
    slope!.square().sum().backward(); // (3x²)² → 36x³
    expect(x.grad!.toArray()).toEqual([288, 972]);
  });
  test("noGrad detaches what it returns", () => {
    const x = parameter(tensor([2]));
    const { y } = noGrad(() => ({ y: x.mul(x) }));
    expect(grad(y.mul(x).sum(), [x])[0]!.item()).toBe(4);
    expect(message(() => y.sum().backward())).toMatch(/depends on nothing that requires a gradient/);
  });
  test("refuses losses that are no number", () => expect(message(() => parameter(tensor([1, 2])).mul(2).backward())).toMatch(/must be a single number, is \[2\]/)); // prettier-ignore
});

describe("reading", () => {
  const x = tensor([[1, 2], [3, 4.5]]); // prettier-ignore
  test("item, toArray, data", () => {
    expect(x.sum().item()).toBe(10.5);
    expect(x.toArray()).toEqual([[1, 2], [3, 4.5]]); // prettier-ignore
    expect(x.data()).toEqual(Float32Array.of(1, 2, 3, 4.5));
    expect(x.gt(2).toArray()).toEqual([[false, false], [true, true]]); // prettier-ignore
    expect(nabla.zeros([2, 0]).toArray()).toEqual([[], []]);
    expect(message(() => x.item())).toBe("item: a tensor of shape [2, 2] has not exactly one element; use toArray() or data()");
  });
  test("data is the reader's own", () => {
    const y = x.add(1);
    y.data()[0] = 99;
    expect(y.data()[0]).toBe(2);
  });
  test("printing", () => {
    expect(inspect(x)).toBe("Tensor([[1.0000, 2.0000],\n        [3.0000, 4.5000]], shape [2, 2], f32)");
    expect(inspect(parameter(tensor(1)))).toBe("Tensor(1, shape [], f32, requires grad)");
    expect(inspect(tensor([NaN, -Infinity, 1]))).toBe("Tensor([ nan, -inf,    1], shape [3], f32)");
    expect(inspect(nabla.arange(2000))).toMatch(/^Tensor\(\[ {3}0, {4}1, {4}2, …, 1997, 1998, 1999\], shape \[2000\], i32\)$/);
  });
});

describe("random numbers", () => {
  test("follow the seed, inside and outside of steps", () => {
    const draw = (): unknown => [rand([3]).toArray(), rand([3]).toArray()];
    const step = compile((x: Tensor) => x.add(rand([3])));
    manualSeed(7);
    const [a, b] = [draw(), step(nabla.zeros([3])).toArray()];
    const c = step(nabla.zeros([3])).toArray();
    manualSeed(7);
    expect([draw(), step(nabla.zeros([3])).toArray()]).toEqual([a, b]);
    expect(c).not.toEqual(b);
    manualSeed(8);
    expect(draw()).not.toEqual(a);
  });
});

describe("devices", () => {
  test("variables move to the device that is set", () => {
    const w = variable(tensor([1, 2]));
    const step = compile(() => w.assign(w.mul(2)));
    step();
    const other = wasm({ threads: 2 });
    setDefaultDevice(other);
    expect(defaultDevice()).toBe(other);
    step();
    setDefaultDevice(device);
    step();
    expect(w.toArray()).toEqual([8, 16]);
    other.dispose();
  });
  test("portable arithmetic: the same bits on any number of threads", () => {
    const [one, two] = [wasm({ threads: 1, portable: true }), wasm({ threads: 2, portable: true })];
    const run = (on: nabla.Device): Float32Array => {
      setDefaultDevice(on);
      manualSeed(3);
      const x = nabla.randn([70, 130]);
      return x
        .matmul(nabla.randn([130, 50]))
        .tanh()
        .softmax()
        .data() as Float32Array;
    };
    const [a, b] = [run(one), run(two)];
    expect(Buffer.from(a.buffer).equals(Buffer.from(b.buffer))).toBe(true);
    expect(one.limits.fma).toBe(false);
    for (const each of [one, two]) each.dispose();
  });
});

describe("a step that is run again", () => {
  test("follows its variables to another device and back", () => {
    const other = wasm({ threads: 1, portable: true });
    const w = variable(tensor([1, 2]));
    const step = compile((x: Tensor) => (update([[w, w.add(x)]]), w.mul(1).sum()));
    const x = tensor([10, 20]);
    expect([step(x).item(), step(x).item()]).toEqual([33, 63]);
    setDefaultDevice(other);
    expect([step(x).item(), step(x).item()]).toEqual([93, 123]);
    setDefaultDevice(device);
    expect([step(x).item(), step(tensor([0, 1])).item()]).toEqual([153, 154]);
    expect(w.toArray()).toEqual([51, 103]);
    other.dispose();
  });

  test("hears of a variable that was given another value in between", () => {
    const w = variable(tensor([1, 2]));
    const step = compile((x: Tensor) => w.mul(x).sum());
    const x = tensor([3, 4]);
    expect(step(x).item()).toBe(11);
    w.assign(tensor([5, 6]));
    expect([step(x).item(), step(x).item()]).toEqual([39, 39]);
  });

  test("tells 0 from −0, and one gradient from none", () => {
    let value = 0;
    const step = compile((x: Tensor) => x.div(live(() => value)));
    const x = tensor(1);
    const results = [step(x).item()];
    value = -0;
    results.push(step(x).item(), step(x).item());
    expect(results).toEqual([Infinity, -Infinity, -Infinity]);
    x.requiresGrad = true;
    step(x);
    expect(count(step)).toBe(2);
  });

  test("gives one number as an array of its own", () => {
    const step = compile((x: Tensor) => x.sum());
    const [a, b] = [step(tensor([1, 2])), step(tensor([3, 4]))];
    expect([a.item(), b.item(), a.data(), a.add(b).item()]).toEqual([3, 7, Float32Array.of(3), 10]);
    a.data()[0] = 9;
    expect(a.toArray()).toBe(3);
    expect(compile((x: Tensor) => nabla.any(x.gt(1)))(tensor([2])).toArray()).toBe(true);
  });

  test("writes out tiny loops in vectors, with the same numbers", () => {
    for (const [rows, inner, columns] of [[4, 2, 3], [5, 3, 3], [2, 2, 2], [7, 1, 2]] as const) {
      const [x, w] = [rand([rows, inner]).realize(), rand([inner, columns]).realize()];
      const [a, b] = [x.toArray() as number[][], w.toArray() as number[][]];
      const got = compile((p: Tensor, q: Tensor) => p.matmul(q).add(1))(x, w).toArray() as number[][];
      got.forEach((row, i) => row.forEach((v, j) => expect(v).toBeCloseTo(1 + b.reduce((sum, line, k) => sum + a[i]![k]! * line[j]!, 0), 5)));
    }
  }); // prettier-ignore
});
