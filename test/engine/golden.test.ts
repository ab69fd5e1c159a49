// Golden kernels: what typical expressions become for a fixed device. A change of the schedule that alters one must say so by
// renewing the snapshots (`vitest run test/engine/golden.test.ts -u`).
import { describe, expect, test } from "vitest";
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import "../../src/engine/methods.ts";
import { parameter, variable } from "../../src/engine/state.ts";
import { gradients } from "../../src/graph/grad.ts";
import * as ops from "../../src/graph/ops/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { printProgram } from "../../src/ir/print.ts";
import type { Limits } from "../../src/ir/types.ts";
import { verifyKernel } from "../../src/ir/verify.ts";
import { crossEntropy } from "../../src/losses/index.ts";
import { schedule, type Request } from "../../src/schedule/schedule.ts";

const limits: Limits = {
  vectorBytes: 16,
  tile: { rows: 4, columns: 8 },
  fma: true,
  threads: 2,
  mathWords: new Set(["exp", "log", "tanh", "erf"]),
};

type Golden = Pick<Request, "outputs"> & Partial<Pick<Request, "updates">>;
interface Row {
  readonly kernels: number;
  make(): Golden;
}

const x = (...shape: number[]): Tensor => ops.placeholder(shape, "f32");
const indices = (...shape: number[]): Tensor => ops.placeholder(shape, "i32");
const one = (y: Tensor): Golden => ({ outputs: [y] });

/** Adam as its formula says, of one parameter. */
function adam(): Golden {
  const [w, m, v] = [parameter(ops.ones([64, 32])), variable(ops.zeros([64, 32])), variable(ops.zeros([64, 32]))];
  const [g, rate] = [x(64, 32), x()];
  const first = m.mul(0.9).add(g.mul(0.1));
  const second = v.mul(0.999).add(g.square().mul(0.001));
  const next = w.sub(first.mul(rate).div(second.sqrt().add(1e-8)));
  return { outputs: [], updates: [{ variable: w, value: next }, { variable: m, value: first }, { variable: v, value: second }] }; // prettier-ignore
}

/** Loss of each sample, and the gradient of their mean, for logits [64, 10]. */
function crossEntropyBoth(): Golden {
  const z = x(64, 10);
  const each = crossEntropy(z, indices(64), { reduction: "none" });
  return { outputs: [each, ...gradients([each.mean()], [null], [z])] };
}

function maxPoolGradient(): Golden {
  const a = x(2, 3, 8, 8);
  return { outputs: gradients([ops.maxPool2d(a, 2)], [x(2, 3, 4, 4)], [a]) };
}

function linearGradient(): Golden {
  const [a, w, b] = [x(32, 64), x(16, 64), x(16)];
  return { outputs: gradients([ops.relu(ops.linear(a, w, b))], [x(32, 16)], [w, b]) };
}

const rows: Readonly<Record<string, Row>> = {
  softmax: { kernels: 1, make: () => one(ops.softmax(x(64, 100), -1)) },
  "log-softmax": { kernels: 1, make: () => one(ops.logSoftmax(x(64, 100), -1)) },
  "layer-norm": { kernels: 1, make: () => one(ops.layerNorm(x(64, 128), [128], x(128), x(128))) },
  "cross-entropy": { kernels: 1, make: crossEntropyBoth },
  adam: { kernels: 1, make: adam },
  "linear-relu": { kernels: 1, make: () => one(ops.relu(ops.linear(x(32, 64), x(16, 64), x(16)))) },
  "linear-gradient": { kernels: 3, make: linearGradient },
  conv2d: { kernels: 2, make: () => one(ops.relu(ops.conv2d(x(2, 3, 12, 12), x(8, 3, 3, 3), x(8), { padding: 1 }))) },
  "max-pool": { kernels: 1, make: () => one(ops.maxPool2d(x(2, 3, 8, 8), 2)) },
  "max-pool-gradient": { kernels: 1, make: maxPoolGradient },
  gelu: { kernels: 1, make: () => one(ops.gelu(x(1000))) },
  "sum-of-rows": { kernels: 1, make: () => one(ops.sum(x(100, 64), 1)) },
  "sum-of-columns": { kernels: 1, make: () => one(ops.sum(x(100, 64), 0)) },
  "sum-of-all": { kernels: 2, make: () => one(ops.sum(x(512, 256))) },
  gather: { kernels: 1, make: () => one(ops.indexSelect(x(20, 16), 0, indices(7))) },
  concat: { kernels: 1, make: () => one(ops.concat([x(10, 8), x(10, 5)], 1)) },
  dropout: { kernels: 1, make: () => one(ops.dropout(x(32, 32), 0.5, indices(2))) },
};

describe("golden kernels", () => {
  for (const [name, row] of Object.entries(rows))
    test(`${name}: ${row.kernels} ${row.kernels === 1 ? "kernel" : "kernels"}`, async () => {
      const { program } = schedule({ name, updates: [], ...row.make(), limits, check: verifyKernel });
      await expect(`${printProgram(program)}\n`).toMatchFileSnapshot(`./golden/${name}.txt`);
      expect(program.phases.flatMap((phase) => phase.kernels).length).toBe(row.kernels);
    });
});
