// Nobody disposes: 100,000 steps of training in a plain loop keep memory flat, with `compile` and without.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { compile, parameter, setDefaultDevice, tensor, update, wasm, type Tensor } from "../../src/index.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const STEPS = 100_000;
const MEGABYTE = 2 ** 20;

/** XOR with two layers; gives the step and the parameters. */
function network(): (x: Tensor, y: Tensor) => Tensor {
  const parameters = [
    parameter(tensor([[0.5, -0.4, 0.3, 0.8], [-0.6, 0.7, 0.2, -0.1]])), // prettier-ignore
    parameter(tensor([0.1, -0.1, 0.05, 0])),
    parameter(tensor([[0.4], [-0.3], [0.6], [0.2]])),
    parameter(tensor([0])),
  ];
  const [w1, b1, w2, b2] = parameters as [Tensor, Tensor, Tensor, Tensor];
  return (x, y) => {
    const loss = x.matmul(w1).add(b1).tanh().matmul(w2).add(b2).sub(y).square().mean();
    loss.backward();
    update(parameters.map((p) => [p, p.sub(p.grad!.mul(0.1))] as const));
    for (const p of parameters) p.grad = null;
    return loss;
  };
}

function flat(name: string, make: () => (x: Tensor, y: Tensor) => Tensor): void {
  test(`${name}: ${STEPS} steps`, { timeout: 120_000 }, () => {
    const device = wasm({ threads: 1 });
    setDefaultDevice(device);
    const x = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]); // prettier-ignore
    const y = tensor([[0], [1], [1], [0]]);
    const step = make();
    let loss = step(x, y);
    const first = loss.item();
    for (let i = 0; i < 2000; i++) loss = step(x, y);
    collect();
    const before = { heap: process.memoryUsage().heapUsed, device: device.bytesInUse };
    const start = performance.now();
    for (let i = 0; i < STEPS; i++) loss = step(x, y);
    const seconds = (performance.now() - start) / 1000;
    collect();
    expect(device.bytesInUse).toBe(before.device);
    expect(process.memoryUsage().heapUsed - before.heap).toBeLessThan(2 * MEGABYTE);
    expect(loss.item()).toBeLessThan(first / 100);
    console.log(`${name}: ${Math.round(STEPS / seconds)} steps/s`);
  });
}

flat("compiled", () => compile(network()));
flat("plain", network);
