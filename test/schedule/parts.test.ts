// Contractions of many products for few outputs: the sums are cut into parts, and the parts are added up.
import { afterAll, expect, test } from "vitest";
import { compile, conv2d, grad, matmul, rand, setDefaultDevice, type Tensor } from "../../src/index.ts";
import { plansOf } from "../../src/inspect.ts";
import { defaultDevice, wasm } from "../../src/index.ts";

const before = defaultDevice();
afterAll(() => setDefaultDevice(before));

test("the gradient of a convolution for its weights is the sum over parts of the batch, on any number of threads the same", () => {
  const [n, c, o, size, k] = [16, 4, 8, 18, 3];
  const out = size - k + 1;
  const [x, w, ct] = [rand([n, c, size, size]), rand([o, c, k, k]), rand([n, o, out, out])];
  const [xs, cts] = [x.data(), ct.data()];
  const wanted: number[] = [];
  for (let q = 0; q < o * c * k * k; q++) {
    const [oo, cc, i, j] = [Math.floor(q / (c * k * k)), Math.floor(q / (k * k)) % c, Math.floor(q / k) % k, q % k];
    let sum = 0;
    for (let b = 0; b < n; b++)
      for (let y = 0; y < out; y++)
        for (let z = 0; z < out; z++)
          sum += Number(cts[((b * o + oo) * out + y) * out + z]) * Number(xs[((b * c + cc) * size + y + i) * size + z + j]);
    wanted.push(sum);
  }
  const results: number[][] = [];
  for (const threads of [1, 2]) {
    setDefaultDevice(wasm({ threads }));
    const gradient = compile((a: Tensor, b: Tensor, g: Tensor) => grad(conv2d(a, b).mul(g).sum(), [b])[0]!);
    const got = [...gradient(x, w, ct).data()].map(Number);
    got.forEach((value, q) => expect(value, `element ${q}`).toBeCloseTo(wanted[q]!, 3));
    results.push(got);
    const kernels = plansOf(gradient).flatMap((plan) => plan.scheduled.program.phases.flatMap((phase) => phase.kernels));
    expect(kernels.some((kernel) => kernel.name.endsWith("contract") && kernel.tasks >= 8)).toBe(true);
    expect(kernels.some((kernel) => kernel.name.endsWith("sum"))).toBe(true);
    defaultDevice().dispose();
  }
  expect(results[1]).toEqual(results[0]);
});

test("a product of wide matrices is one kernel as before", () => {
  setDefaultDevice(wasm({ threads: 1 }));
  const product = compile((a: Tensor, b: Tensor) => matmul(a, b));
  product(rand([64, 256]), rand([256, 128])).data();
  expect(plansOf(product)[0]!.scheduled.program.phases.flatMap((phase) => phase.kernels).length).toBe(1);
  defaultDevice().dispose();
});
