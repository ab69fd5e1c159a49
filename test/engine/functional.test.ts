// Derivatives of functions: products with Jacobians, whole Jacobians and Hessians, gradients by hand, checkpoints.
import { describe, expect, test } from "vitest";
import {
  checkpoint,
  compile,
  customGradient,
  dropout,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  manualSeed,
  nextKey,
  parameter,
  randn,
  round,
  sin,
  stopGradient,
  sum,
  tensor,
  valueAndGrad,
  vhp,
  vjp,
  type Tensor,
} from "../../src/index.ts";
import { plansOf } from "../../src/inspect.ts";

const numbers = (x: Tensor): number[] => Array.from(x.data());
const close = (got: Tensor, wanted: readonly number[], digits = 5): void => {
  expect(got.numel()).toBe(wanted.length);
  numbers(got).forEach((v, i) => expect(v).toBeCloseTo(wanted[i]!, digits));
};

describe("products with Jacobians", () => {
  const f = (x: Tensor, y: Tensor): Tensor => sin(x).mul(y);
  const [x, y] = [tensor([0.5, 1]), tensor([2, 3])];
  const [c, s] = [Math.cos, Math.sin];

  test("vjp weighs outputs", () => {
    const [value, [dx, dy]] = vjp(f, [x, y], tensor([1, 10]));
    close(value, [2 * s(0.5), 3 * s(1)]);
    close(dx, [2 * c(0.5), 30 * c(1)]);
    close(dy, [s(0.5), 10 * s(1)]);
  });
  test("jvp goes along a direction", () => {
    const [value, along] = jvp(f, [x, y], [tensor([1, 0]), tensor([0, 10])]);
    close(value, [2 * s(0.5), 3 * s(1)]);
    close(along, [2 * c(0.5), 10 * s(1)]);
  });
  test("jvp and vjp agree: u · (J v) = (u J) · v", () => {
    const [w, v, u] = [randn([4, 3]).realize(), randn([3]).realize(), randn([4]).realize()];
    const g = (a: Tensor): Tensor => w.matmul(a).tanh();
    const [, forward] = jvp(g, tensor([0.1, 0.2, 0.3]), v);
    const [, backward] = vjp(g, tensor([0.1, 0.2, 0.3]), u);
    expect(forward.mul(u).sum().item()).toBeCloseTo(backward.mul(v).sum().item(), 5);
  });
  test("several outputs keep their form", () => {
    const [[a, b], [da, db]] = jvp((z: Tensor) => [z.mul(z), z.mul(3)] as const, tensor([2]));
    expect([a, b, da, db].map((t) => t.item())).toEqual([4, 6, 4, 3]);
  });
  test("the same tensor twice is two arguments", () => {
    const z = tensor([3]);
    const [, [first, second]] = vjp((a, b) => a.mul(a).mul(b), [z, z]);
    expect([first.item(), second.item()]).toEqual([18, 9]);
  });
  test("a closure over the argument's tensor is a constant", () => {
    const z = tensor([3]);
    expect(vjp((a) => a.mul(z), z)[1].item()).toBe(3);
  });
});

describe("Jacobians and Hessians", () => {
  test("forward and backward give the same, in the shapes of both sides", () => {
    const w = tensor([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
    const wide = jacobian((v) => w.matmul(v).square(), tensor([1, -1]));
    expect(wide.shape).toEqual([3, 2]);
    close(wide, [-2, -4, -6, -8, -10, -12]);
    const tall = jacobian((v) => v.matmul(w).square(), tensor([1, 0, 1]));
    expect(tall.shape).toEqual([2, 3]);
    close(tall, [12, 36, 60, 32, 64, 96]);
  });
  test("lists of inputs and outputs", () => {
    const [[ax, ay], [bx, by]] = jacobian((x: Tensor, y: Tensor) => [x.mul(y), x.sum()] as const, [tensor([1, 2]), tensor([3, 4])]);
    expect([ax, ay, bx, by].map((t) => t.toArray())).toEqual([[[3, 0], [0, 4]], [[1, 0], [0, 2]], [1, 1], [0, 0]]); // prettier-ignore
  });
  test("hessian of a formula of two inputs", () => {
    const f = (x: Tensor, y: Tensor): Tensor => sum(x.mul(x).mul(y));
    const [[xx, xy], [yx, yy]] = hessian(f, [tensor([1, 2]), tensor([3, 4])]);
    expect([xx, xy, yx, yy].map((t) => t.toArray())).toEqual([[[6, 0], [0, 8]], [[2, 0], [0, 4]], [[2, 0], [0, 4]], [[0, 0], [0, 0]]]); // prettier-ignore
  });
  test("hvp and vhp are products with the Hessian", () => {
    const f = (x: Tensor): Tensor => sum(sin(x).mul(x.sum()));
    const [x, v] = [tensor([0.3, -0.7, 1.1]), tensor([1, -2, 0.5])];
    const wanted = numbers(hessian(f, x).matmul(v));
    close(hvp(f, x, v)[1], wanted);
    close(vhp(f, x, v)[1], wanted);
  });
  test("a Jacobian can be differentiated again, and recorded", () => {
    const x = tensor([1, 2]);
    const trace = (v: Tensor): Tensor => jacobian((a) => a.mul(a).mul(a), v).mul(tensor([[1, 0], [0, 1]])).sum(); // prettier-ignore
    expect(grad(trace(x), [x])[0]!.toArray()).toEqual([6, 12]);
    expect(compile(trace)(x).item()).toBe(15);
  });
  test("nothing in, nothing out", () => expect(jacobian((x) => x.mul(x), tensor([])).shape).toEqual([0, 0]));
  test("valueAndGrad gives all arguments' gradients", () => {
    const [value, [da, db]] = valueAndGrad((a: Tensor, b: Tensor) => a.mul(b).sum())(tensor([1, 2]), tensor([3, 4]));
    expect([value.item(), da.toArray(), db.toArray()]).toEqual([11, [3, 4], [1, 2]]);
  });
  test("refusals", () => {
    expect(() => vjp((x) => x, tensor([1, 2]))).toThrow("vjp: v must be given unless the output is a single number");
    expect(() => jvp((x) => x, tensor([1, 2]), tensor([1]))).toThrow("jvp: v is [1], input is [2]; they must have the same shape");
    expect(() => hessian((x) => x, tensor([1, 2]))).toThrow("hessian: the function must give a single number, gives [2]");
    expect(() => jacobian((x) => x.cast("i32"), tensor([1]))).toThrow("jacobian: the function gives i32; only f32 and f64 have gradients");
    expect(() => hvp((x) => x.sum(), tensor([1], { dtype: "i32" }), tensor([1]))).toThrow("hvp: input 0 is i32; only f32 and f64 have gradients");
  }); // prettier-ignore
});

describe("gradients by hand", () => {
  const through = customGradient({ forward: (x: Tensor) => round(x), backward: (ct) => ct });
  test("straight through", () => {
    const x = tensor([1.4, 2.6]);
    expect(through(x).toArray()).toEqual([1, 3]);
    expect(
      grad(
        through(x)
          .mul(tensor([2, 3]))
          .sum(),
        [x],
      )[0]!.toArray(),
    ).toEqual([2, 3]);
  });
  test("inputs and output are at hand; second derivatives follow the rule", () => {
    const cube = customGradient({ forward: (x: Tensor) => x.mul(x).mul(x), backward: (ct, [x]) => ct.mul(x).mul(x).mul(30) });
    const x = tensor([2]);
    const [slope] = grad(cube(x), [x]);
    expect(slope!.item()).toBe(120);
    expect(grad(slope!, [x])[0]!.item()).toBe(120);
  });
  test("in a compiled step, with parameters", () => {
    const w = parameter(tensor([0.4]));
    const step = compile((x: Tensor) => {
      const loss = through(x.mul(w)).sum();
      return grad(loss, [w])[0]!;
    });
    expect(step(tensor([3])).item()).toBe(3);
    expect(step(tensor([5])).item()).toBe(5);
  });
  test("refusals", () => {
    const wrong = customGradient({ forward: (x: Tensor) => x.mul(2), backward: () => [] });
    const shape = customGradient({ forward: (x: Tensor) => x.mul(2), backward: (ct) => ct.sum() });
    const x = tensor([1, 2]);
    expect(() => grad(wrong(x).sum(), [x])).toThrow("customGradient: backward gives 0 gradients for 1 inputs");
    expect(() => grad(shape(x).sum(), [x])).toThrow("customGradient: gradient is [], input 0 is [2]; backward must give gradients of the inputs' shapes"); // prettier-ignore
  });
  test("stopGradient", () => {
    const x = tensor([3]);
    expect(grad(x.mul(stopGradient(x)), [x])[0]!.item()).toBe(3);
  });
});

describe("checkpoint", () => {
  const layers = 12;
  const width = 64;
  manualSeed(3);
  const weights = Array.from({ length: layers }, () => parameter(randn([width, width]).mul(0.15).realize()));
  const block = (from: number) => (x: Tensor): Tensor => weights.slice(from, from + 3).reduce((h, w) => h.matmul(w).tanh(), x); // prettier-ignore
  const loss = (x: Tensor, checkpointed: boolean): Tensor => {
    let h = x;
    for (let k = 0; k < layers; k += 3) h = checkpointed ? checkpoint(block(k), h) : block(k)(h);
    return h.square().mean();
  };
  const step = (checkpointed: boolean) =>
    compile((x: Tensor) => {
      const y = loss(x, checkpointed);
      return [y, ...grad(y, weights)];
    });

  test("less memory, the same bits", () => {
    const x = randn([512, width]).realize();
    const [plain, saving] = [step(false), step(true)];
    const [a, b] = [plain(x), saving(x)];
    a.forEach((wanted, k) => expect(numbers(b[k]!)).toEqual(numbers(wanted)));
    const arena = (f: typeof plain): number => plansOf(f)[0]!.scheduled.program.arena;
    console.log(`checkpoints: ${arena(saving)} bytes instead of ${arena(plain)}`);
    expect(arena(saving)).toBeLessThan(0.75 * arena(plain));
  });
  test("backward() reaches the parameters inside", () => {
    const [w, x] = [parameter(tensor([2])), tensor([3])];
    checkpoint((v) => v.mul(w).square(), x).backward();
    expect(w.grad!.item()).toBe(36);
  });
  test("random numbers inside are the same when they are drawn again", () => {
    const x = tensor(new Float32Array(64).fill(1));
    const y = checkpoint((v) => dropout(v.mul(1), 0.5, nextKey()), x);
    const [g] = grad(y.sum(), [x]);
    expect(numbers(g!)).toEqual(numbers(y));
    const both = compile((v: Tensor) => {
      const z = checkpoint((u) => dropout(u.mul(1), 0.5, nextKey()), v);
      return [z, grad(z.sum(), [v])[0]!] as const;
    });
    const [first, second] = [both(x), both(x)];
    for (const [z, slope] of [first, second]) expect(numbers(slope)).toEqual(numbers(z));
    expect(numbers(first[0])).not.toEqual(numbers(second[0]));
  });
  test("second derivatives, and integers among the inputs", () => {
    const [x, i] = [tensor([2, 3]), tensor([1, 4], { dtype: "i32" })];
    const y = checkpoint((v: Tensor, k: Tensor) => v.mul(v).mul(v).mul(k), x, i);
    const [slope] = grad(y.sum(), [x]);
    expect(slope!.toArray()).toEqual([12, 108]);
    expect(grad(slope!.sum(), [x])[0]!.toArray()).toEqual([12, 72]);
  });
  test("what gives its argument back needs nothing", () => {
    const x = tensor([1]);
    expect(checkpoint((v) => v, x)).toBe(x);
  });
});
