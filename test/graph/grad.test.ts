// Gradients as a whole: what is visited, what is refused, which subgradients are taken, and derivatives of derivatives.
import { describe, expect, test } from "vitest";
import { gradients } from "../../src/graph/grad.ts";
import { order } from "../../src/graph/order.ts";
import * as ops from "../../src/graph/ops/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";

const values = (x: Tensor): number[] => Array.from(evaluate([x], { float64: true })[0]!);
/** The gradient of the sum of f at x. */
const slope = (f: (x: Tensor) => Tensor, at: ops.Nested): number[] => {
  const x = ops.tensor(at);
  return values(gradients([ops.sum(f(x))], [null], [x])[0]!);
};

describe("subgradients are those of PyTorch", () => {
  test("abs and relu have slope 0 at 0", () => {
    expect(slope(ops.abs, [0, -2])).toEqual([0, -1]);
    expect(slope(ops.relu, [0, 1, -1])).toEqual([0, 1, 0]);
  });
  test("leakyRelu and elu take the left side at 0", () => {
    expect(slope((x) => ops.leakyRelu(x, 0.25), [0])).toEqual([0.25]);
    expect(slope((x) => ops.elu(x, 0.5), [0])).toEqual([0.5]);
    expect(slope(ops.elu, [1000])).toEqual([1]);
  });
  test("ties of maximum and minimum are halved", () => {
    expect(slope((x) => ops.maximum(x, 1), [1, 2, 0])).toEqual([0.5, 1, 0]);
    expect(slope((x) => ops.minimum(x, 1), [1, 2, 0])).toEqual([0.5, 0, 1]);
  });
  test("ties of max are shared evenly", () => expect(slope(ops.max, [1, 3, 3, 2])).toEqual([0, 0.5, 0.5, 0]));
  test("clamp passes the gradient at its bounds", () =>
    expect(slope((x) => ops.clamp(x, { min: 0, max: 1 }), [-1, 0, 0.5, 1, 2])).toEqual([0, 1, 1, 1, 0]));
  test("sqrt is steep at 0; norm and std are flat there", () => {
    expect(slope(ops.sqrt, [0])).toEqual([Infinity]);
    expect(slope(ops.norm, [0, 0])).toEqual([0, 0]);
    expect(slope(ops.std, [2, 2])).toEqual([0, 0]);
  });
  test("pow at 0", () => {
    expect(slope((x) => ops.pow(x, 2), [0])).toEqual([0]);
    expect(slope((x) => ops.pow(x, 0), [0])).toEqual([0]);
    expect(slope((x) => ops.pow(0, x), [2])).toEqual([0]);
    expect(slope((x) => ops.pow(x, 1.5), [0])).toEqual([0]);
  });
  test("max pooling sends the gradient to the first of equals", () =>
    expect(slope((x) => ops.maxPool2d(x, 2, { stride: 1 }), [[[1, 1, 1], [1, 1, 1]]])).toEqual([1, 1, 0, 0, 0, 0])); // prettier-ignore
  test("rounding is flat, prod is exact with zeros", () => {
    expect(slope(ops.round, [0.3])).toEqual([0]);
    expect(slope(ops.prod, [2, 0, 3])).toEqual([0, 6, 0]);
    expect(slope(ops.prod, [2, 0, 0])).toEqual([0, 0, 0]);
  });
  test("what where does not choose gets 0, even when its slope is infinite", () =>
    expect(slope((x) => ops.where(ops.gt(x, 0), ops.log(ops.where(ops.gt(x, 0), x, 1)), 0), [0, 2])).toEqual([0, 0.5]));
  test("large arguments give no NaN", () => {
    for (const f of [ops.sigmoid, ops.softplus, ops.logSigmoid, ops.tanh, ops.silu, ops.elu, ops.gelu, ops.softmax, ops.logSoftmax])
      expect(slope((x) => f(x), [500, -500]).every(Number.isFinite)).toBe(true);
  });
});

describe("gradients", () => {
  test("unreached inputs get zeros", () => {
    const [x, y] = [ops.tensor([1, 2]), ops.tensor([3])];
    expect(gradients([ops.sum(x)], [null], [x, y]).map(values)).toEqual([[1, 1], [0]]);
  });
  test("shares of several uses add up", () => expect(slope((x) => ops.add(ops.mul(x, x), x), [3])).toEqual([7]));
  test("an op used on the same tensor twice counts both", () => expect(slope((x) => ops.matmul(x, x), [[1, 2], [3, 4]])).toEqual([7, 11, 9, 13])); // prettier-ignore
  test("cotangents weigh outputs", () => {
    const x = ops.tensor([1, 2]);
    const [g] = gradients([ops.square(x), ops.neg(x)], [ops.tensor([1, 10]), ops.tensor([1, 1])], [x]);
    expect(values(g!)).toEqual([1, 39]);
  });
  test("detach stops them, casts to integers too", () => {
    expect(slope((x) => ops.mul(x, ops.detach(x)), [3])).toEqual([3]);
    expect(slope((x) => ops.mul(x, ops.cast(ops.cast(x, "i32"), "f32")), [3])).toEqual([3]);
  });
  test("inner nodes are inputs like others", () => {
    const x = ops.tensor([3]);
    const y = ops.square(x);
    expect(gradients([ops.mul(y, x)], [null], [y]).map(values)).toEqual([[3]]);
    expect(gradients([ops.mul(y, x)], [null], [x]).map(values)).toEqual([[27]]);
  });
  test("the gradient of an output for itself is its cotangent", () => {
    const x = ops.tensor([1, 2]);
    expect(gradients([x], [ops.tensor([5, 6])], [x]).map(values)).toEqual([[5, 6]]);
  });
  test("what leads to no input is not visited", () => {
    const calls: string[] = [];
    const [x, other] = [ops.tensor([1]), ops.tensor([2])];
    const watched = ops.tanh(other);
    const op = { ...watched.op, vjp: () => (calls.push("visited"), [null]) };
    const y = ops.mul(x, Object.assign(watched, { op }));
    gradients([y], [null], [x]);
    expect(calls).toEqual([]);
  });
  test("chains of 10,000 nodes", () => {
    const x = ops.tensor(1);
    let y: Tensor = x;
    for (let i = 0; i < 10_000; i++) y = i % 2 ? ops.mul(y, 1) : ops.silu(y);
    const [g] = gradients([y], [null], [x]);
    expect(order([g!]).length).toBeGreaterThan(20_000);
    expect(Number.isFinite(values(ops.add(g!, y))[0])).toBe(true);
  });
  test("third derivative", () => {
    const x = ops.tensor(0.5);
    let y = ops.sin(x);
    for (let i = 0; i < 3; i++) [y] = gradients([y], [null], [x]) as [Tensor];
    expect(values(y)[0]).toBeCloseTo(-Math.cos(0.5), 12);
  });
  test("f64 stays f64", () => {
    const x = ops.tensor([1], { dtype: "f64" });
    expect(gradients([ops.sum(ops.sigmoid(x))], [null], [x])[0]!.dtype).toBe("f64");
  });
  test("refusals", () => {
    const [x, i] = [ops.tensor([1, 2]), ops.tensor([1], { dtype: "i32" })];
    const message = (f: () => unknown): string => {
      try {
        f();
        return "nothing thrown";
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(message(() => gradients([x], [null], [x]))).toBe(
      "grad: the loss must be a single number, is [2]; reduce it with sum() or mean(), or give its cotangent",
    );
    expect(message(() => gradients([i], [null], [x]))).toBe("grad: the loss is i32; only f32 and f64 have gradients");
    expect(message(() => gradients([ops.sum(x)], [null], [i]))).toBe("grad: input 0 is i32; only f32 and f64 have gradients");
    expect(message(() => gradients([x], [ops.ones([3])], [x]))).toBe(
      "grad: the cotangent is [3], the output [2]; they must have the same shape",
    );
  });
});
