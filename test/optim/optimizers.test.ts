// Optimizers beyond PyTorch's, by the papers' formulas in plain numbers; groups, wrappers, averages, L-BFGS, and what all share.
import { describe, expect, test } from "vitest";
import { NablaError, compile, grad, parameter, tensor } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import { describePlan, plansOf } from "../../src/inspect.ts";
import * as nn from "../../src/nn/index.ts";
import * as optim from "../../src/optim/index.ts";
import type { Optimizer, OptimizerFactory } from "../../src/optim/index.ts";

const f64 = (values: readonly number[], ...shape: number[]): Tensor => tensor(Float64Array.from(values), { shape: shape.length > 0 ? shape : [values.length] }); // prettier-ignore
const flat = (t: Tensor): number[] => Array.from(t.data());
const near = (got: readonly number[], wanted: readonly number[], tolerance = 1e-10): void =>
  got.forEach((v, i) => expect(Math.abs(v - wanted[i]!), `element ${i}: ${v} instead of ${wanted[i]!}`).toBeLessThanOrEqual(tolerance));
const length = (x: readonly number[]): number => Math.hypot(...x);

// A function with a curved valley: f(x, y) = (1 − x)² + 5 (y − x²)².
const valley = (w: Tensor): Tensor => {
  const [x, y] = [w.slice(0, 0, 1), w.slice(0, 1, 2)];
  return x.neg().add(1).square().add(y.sub(x.square()).square().mul(5)).sum();
};
const slope = ([x, y]: readonly number[]): number[] => [-2 * (1 - x!) - 20 * x! * (y! - x! * x!), 10 * (y! - x! * x!)];
const start = [-0.5, 1.5];
const all: Readonly<Record<string, OptimizerFactory>> = {
  sgd: optim.sgd({ lr: 0.02, momentum: 0.5 }),
  adagrad: optim.adagrad({ lr: 0.5 }),
  adadelta: optim.adadelta({ lr: 5 }),
  rmsprop: optim.rmsprop({ lr: 0.01, momentum: 0.5, centered: true }),
  adam: optim.adam({ lr: 0.05, amsgrad: true }),
  adamw: optim.adamw({ lr: 0.05, weightDecay: 0 }),
  adamax: optim.adamax({ lr: 0.1 }),
  nadam: optim.nadam({ lr: 0.05 }),
  radam: optim.radam({ lr: 0.05 }),
  rprop: optim.rprop({ lr: 0.05 }),
  asgd: optim.asgd({ lr: 0.03, lambd: 0, alpha: 0 }),
  lamb: optim.lamb({ lr: 0.01 }),
  lion: optim.lion({ lr: 0.003 }),
  muon: optim.muon({ lr: 0.5, vectors: { scale: 0.1 } }),
  lookahead: optim.lookahead(optim.adam({ lr: 0.1 })),
  accumulated: optim.accumulated(optim.adam({ lr: 0.1 }), { every: 2 }),
};
const names = Object.keys(all);

describe("every optimizer", () => {
  test.each(names)("%s: finds the bottom of Rosenbrock's valley, in a compiled step", (name) => {
    const w = parameter(f64(start));
    const optimizer = all[name]!.over([w]);
    const step = compile((): Tensor => {
      const loss = valley(w);
      optimizer.step(grad(loss, [w]));
      return loss;
    });
    for (let t = 0; t < 2500; t++) step();
    // From 10.06 down; Adadelta creeps along the bottom.
    expect(valley(w).item()).toBeLessThan(name === "adadelta" ? 0.3 : 0.02);
  });

  test.each(names)("%s: stopped and resumed elsewhere, the same bits", (name) => {
    const go = (w: Tensor, optimizer: Optimizer, steps: number): void => {
      for (let t = 0; t < steps; t++) optimizer.step(grad(valley(w), [w]));
    };
    const whole = parameter(f64(start));
    go(whole, all[name]!.over([whole]), 11);
    const first = parameter(f64(start));
    const before = all[name]!.over([first]);
    go(first, before, 6);
    const second = parameter(f64(flat(first)));
    const after = all[name]!.over([second]);
    after.loadStateDict(before.stateDict());
    go(second, after, 5);
    expect(flat(second)).toEqual(flat(whole));
  });

  test.each(names.filter((name) => name !== "rprop"))("%s: a rate that changes needs no new recording", (name) => {
    const w = parameter(f64(start));
    const optimizer = all[name]!.over([w]);
    const step = compile((scale: Tensor): Tensor => {
      optimizer.step(grad(valley(w).mul(scale), [w]));
      return scale;
    });
    const one = tensor(1, { dtype: "f64" });
    step(one);
    optimizer.lr = 0;
    const before = flat(w);
    step(one);
    step(one);
    near(flat(w), name === "lookahead" ? flat(w) : before);
    expect(plansOf(step)).toHaveLength(1);
  });

  test("Adam's update of a parameter is one kernel", () => {
    for (const factory of [optim.adam(), optim.adamw(), optim.sgd({ momentum: 0.9 }), optim.nadam(), optim.radam(), optim.lion()]) {
      const w = parameter(f64([1, 2, 3]));
      const optimizer = factory.over([w]);
      const step = compile((g: Tensor): Tensor => (optimizer.step([g]), g));
      step(f64([1, 1, 1]));
      const kernels = plansOf(step).flatMap((plan) => describePlan(plan).kernels);
      // One for the parameter with its slots, one for the count of steps.
      expect(kernels.length, factory.name).toBeLessThanOrEqual(2);
    }
  });
});

describe("by the papers' formulas", () => {
  const trail = (factory: OptimizerFactory, steps = 20): number[] => {
    const w = parameter(f64(start));
    const optimizer = factory.over([w]);
    for (let t = 0; t < steps; t++) optimizer.step(grad(valley(w), [w]));
    return flat(w);
  };

  test("lion", () => {
    let w = [...start];
    let m = [0, 0];
    for (let t = 0; t < 20; t++) {
      const g = slope(w);
      w = w.map((p, i) => p - 0.01 * (Math.sign(0.8 * m[i]! + 0.2 * g[i]!) + 0.1 * p));
      m = m.map((v, i) => 0.95 * v + 0.05 * g[i]!);
    }
    near(trail(optim.lion({ lr: 0.01, betas: [0.8, 0.95], weightDecay: 0.1 })), w);
  });

  test("lamb", () => {
    let w = [...start];
    let [m, v] = [[0, 0], [0, 0]]; // prettier-ignore
    for (let t = 1; t <= 20; t++) {
      const g = slope(w);
      m = m.map((x, i) => 0.9 * x + 0.1 * g[i]!);
      v = v.map((x, i) => 0.999 * x + 0.001 * g[i]! ** 2);
      const d = w.map((p, i) => m[i]! / (1 - 0.9 ** t) / (Math.sqrt(v[i]! / (1 - 0.999 ** t)) + 1e-6) + 0.1 * p);
      w = w.map((p, i) => p - 0.01 * (length(w) / length(d)) * d[i]!);
    }
    near(trail(optim.lamb({ lr: 0.01, weightDecay: 0.1 })), w);
  });

  test("muon: matrices by Newton–Schulz, the rest by AdamW", () => {
    const matrix = Array.from({ length: 6 }, (_, i) => Math.sin(1 + 2 * i));
    const w = parameter(f64(matrix, 3, 2));
    const b = parameter(f64([1, -1]));
    const optimizer = optim.muon({ lr: 0.1, weightDecay: 0.2, vectors: { scale: 0.5, betas: [0, 0], eps: 0 } }).over([w, b]);
    const g = Array.from({ length: 6 }, (_, i) => Math.cos(3 * i));
    optimizer.step([f64(g, 3, 2), f64([3, -4])]);
    // First step: buffer = g, look-ahead 1.95 g; its length does not matter.
    let x = g.map((v) => (1.95 * v) / (length(g.map((u) => 1.95 * u)) + 1e-7));
    for (let k = 0; k < 5; k++) {
      // With columns in place of rows: X ← aX + X (b XᵀX + c (XᵀX)²).
      const square = [0, 1].map((i) => [0, 1].map((j) => [0, 1, 2].reduce((sum, r) => sum + x[r * 2 + i]! * x[r * 2 + j]!, 0)));
      const fourth = [0, 1].map((i) => [0, 1].map((j) => square[i]![0]! * square[0]![j]! + square[i]![1]! * square[1]![j]!));
      x = x.map((v, k2) => {
        const [r, c] = [Math.floor(k2 / 2), k2 % 2];
        return 3.4445 * v + [0, 1].reduce((sum, i) => sum + x[r * 2 + i]! * (-4.775 * square[i]![c]! + 2.0315 * fourth[i]![c]!), 0);
      });
    }
    near(flat(w), matrix.map((p, i) => p - 0.1 * (Math.sqrt(3 / 2) * x[i]! + 0.2 * p)), 1e-9); // prettier-ignore
    near(flat(b), [1 - 0.05 * (1 + 0.2), -1 - 0.05 * (-1 - 0.2)]);
  });

  test("lookahead and accumulation", () => {
    let [fast, slow] = [[...start], [...start]];
    for (let t = 1; t <= 20; t++) {
      const g = slope(fast);
      fast = fast.map((p, i) => p - 0.01 * g[i]!);
      if (t % 5 === 0) fast = slow = slow.map((s, i) => s + 0.5 * (fast[i]! - s));
    }
    near(trail(optim.lookahead(optim.sgd({ lr: 0.01 }))), fast);
    const [a, b] = [parameter(f64([1])), parameter(f64([1]))];
    const [parts, whole] = [optim.accumulated(optim.adam({ lr: 0.1 }), { every: 3 }).over([a]), optim.adam({ lr: 0.1 }).over([b])];
    for (let t = 0; t < 6; t++) {
      parts.step([f64([t % 3])]);
      if (t % 3 === 2) whole.step([f64([1])]);
      near(flat(a), flat(b));
    }
  });

  test("momentum that is asked for at every step, compiled: the one-cycle recipe", () => {
    const schedule = { steps: 12, anneal: "linear" } as const;
    const [rate, momentum] = [optim.oneCycle(schedule), optim.oneCycleMomentum(schedule)];
    const w = parameter(f64(start));
    let t = 0;
    const optimizer = optim.sgd({ lr: 0.005, momentum: () => momentum(t) }).over([w]);
    const step = compile((): Tensor => (optimizer.step(grad(valley(w), [w])), w));
    let plain = [...start];
    let buffer = [0, 0];
    for (; t < 12; t++) {
      optimizer.lr = 0.005 * rate(t);
      step();
      const g = slope(plain);
      buffer = buffer.map((v, i) => momentum(t) * v + g[i]!);
      plain = plain.map((p, i) => p - 0.005 * rate(t) * buffer[i]!);
    }
    near(flat(w), plain);
    expect(plansOf(step)).toHaveLength(1);
    const dialed = optim.adam({ lr: 0.05, betas: [() => 0.9, 0.999] });
    near(trail(dialed), trail(optim.adam({ lr: 0.05 })));
  });
});

describe("groups", () => {
  test("weight decay for weights only; rates keep their ratio; names are the module's", () => {
    const model = nn.sequential(nn.linear(2, 2), nn.linear(2, 1));
    const optimizer = optim.adamw({ lr: 0.1, weightDecay: 0.5 }).over(optim.decayWeightsOnly(model));
    expect(Object.keys(optimizer.stateDict()).sort()).toEqual(Object.keys(optim.adamw().over(model).stateDict()).sort());
    const before = model.stateDict();
    const [weight, bias] = [flat(before["0.weight"]!), flat(before["0.bias"]!)];
    optimizer.step(optimizer.parameters.map((p) => p.mul(0)));
    near(flat(model.stateDict()["0.weight"]!), weight.map((v) => v * 0.95), 1e-6); // prettier-ignore
    near(flat(model.stateDict()["0.bias"]!), bias, 0);
    const [a, b] = [parameter(f64([1])), parameter(f64([1]))];
    const two = optim.sgd({ lr: 0.1 }).over([{ parameters: [a] }, { parameters: { slow: b }, lr: 0.01 }]);
    two.lr = 1;
    two.step([f64([1]), f64([1])]);
    near([...flat(a), ...flat(b)], [0, 0.9]);
    two.groups[1]!.scale = 0.5;
    expect([two.names, two.groups.map((group) => group.lr)]).toEqual([["0", "slow"], [1, 0.5]]); // prettier-ignore
  });
});

describe("averages of weights", () => {
  test("inside a compiled step; swapped in and back; saved and loaded", () => {
    const w = parameter(f64([0]));
    const optimizer = optim.sgd({ lr: 1 }).over([w]);
    const mean = optim.averagedWeights([w], { decay: 0.5 });
    const step = compile((g: Tensor): Tensor => {
      optimizer.step([g]);
      mean.update();
      return g;
    });
    for (let t = 0; t < 3; t++) step(f64([-1])); // w is 1, 2, 3
    expect([flat(mean.weights[0]!), mean.count]).toEqual([[2.25], 3]);
    expect(mean.use(() => w.mul(2)).toArray()).toEqual([4.5]);
    expect([flat(w), flat(mean.weights[0]!)]).toEqual([[3], [2.25]]);
    expect(() => mean.use(() => { throw new Error("inside"); })).toThrow("inside"); // prettier-ignore
    expect(flat(w)).toEqual([3]);
    const other = optim.averagedWeights([w], { decay: 0.5 });
    other.loadStateDict(mean.stateDict());
    expect([flat(other.weights[0]!), other.count]).toEqual([[2.25], 3]);
  });
});

describe("L-BFGS", () => {
  test("Rosenbrock's valley in a few steps; saved and loaded, the same path", () => {
    const make = (values: readonly number[]): { w: Tensor; optimizer: optim.Lbfgs } => {
      const w = parameter(f64(values));
      return { w, optimizer: optim.lbfgs({ lineSearch: "strongWolfe", maxIterations: 5 }).over([w]) };
    };
    const whole = make(start);
    for (let t = 0; t < 2; t++) whole.optimizer.step(() => valley(whole.w));
    const resumed = make(flat(whole.w));
    resumed.optimizer.loadStateDict(whole.optimizer.stateDict());
    for (const run of [whole, resumed]) for (let t = 0; t < 10; t++) run.optimizer.step(() => valley(run.w));
    near(flat(whole.w), [1, 1], 1e-4);
    expect(flat(resumed.w)).toEqual(flat(whole.w));
    expect(resumed.optimizer.evaluations).toBe(whole.optimizer.evaluations);
  });

  test("mistakes", () => {
    const w = parameter(f64([1]));
    const optimizer = optim.lbfgs().over([w]);
    expect(() => optimizer.step(() => w.mul(NaN).sum())).toThrow("lbfgs: the loss is NaN at the beginning of the step");
    expect(() => optimizer.step(() => w.mul(f64([1, 2])))).toThrow("must return the loss, a tensor of one element, got shape [2]");
    expect(() => optim.lbfgs({ lineSearch: "armijo" as "strongWolfe" })).toThrow('lineSearch must be "strongWolfe" or null');
    expect(() => optim.lbfgs().over([{ parameters: [w] }, { parameters: [parameter(f64([1]))] }])).toThrow("takes one group");
    expect(() => optimizer.loadStateDict({ counts: f64([1]) })).toThrow("the state is of another optimizer");
  });
});

describe("numbers that cannot work are refused", () => {
  const w = parameter(f64([1]));
  const rows: [() => unknown, string][] = [
    [() => optim.adagrad({ lrDecay: NaN }), "adagrad: lrDecay must be ≥ 0, got NaN"],
    [() => optim.adadelta({ rho: 1 }), "adadelta: rho must be ≥ 0 and below 1, got 1"],
    [() => optim.rmsprop({ alpha: -1 }), "rmsprop: alpha must be ≥ 0, got -1"],
    [() => optim.adamax({ betas: [0.9, 2] }), "adamax: betas[1]"],
    [() => optim.nadam({ momentumDecay: NaN }), "nadam: momentumDecay"],
    [() => optim.rprop({ etas: [1.5, 0.5] }), "rprop: etas must be a number from 0 to 1 and one above 1, got [1.5, 0.5]"],
    [() => optim.asgd({ t0: NaN }), "asgd: t0 must be ≥ 0, got NaN"],
    [() => optim.lion({ betas: [NaN, 0.9] }), "lion: betas[0]"],
    [() => optim.muon({ rounds: 0 }), "muon: rounds must be a whole number ≥ 1, got 0"],
    [() => optim.accumulated(optim.sgd(), { every: 0 }), "accumulated: every must be a whole number ≥ 1, got 0"],
    [() => optim.lookahead(optim.sgd(), { alpha: NaN }), "lookahead: alpha"],
    [() => optim.averagedWeights([w], { decay: 1 }), "averagedWeights: decay must be ≥ 0 and below 1, got 1"],
    [() => optim.sgd().over([w, w]), "sgd: parameter 1 is given twice, first as 0; each belongs to one group"],
    [() => optim.sgd().over([{ parameters: [w], lr: NaN }]), "sgd: lr must be ≥ 0, got NaN"],
    [() => optim.adam().over([{ parameters: [w], betas: [2, 0] }]), "adam: betas[0]"],
    [() => optim.sgd().over([w]).step([f64([1, 2])]), "the gradient of parameter 0 has shape [2], the parameter [1]"],
    [() => optim.oneCycle({ steps: 10, rise: NaN }), "oneCycle: rise must be from 0 to 1, got NaN"],
    [() => optim.cyclicLr({ peak: NaN }), "cyclicLr: peak must be ≥ 0, got NaN"],
    [() => optim.sequentialLr([optim.constantLr()], [3]), "needs one milestone less than schedules, got 1 schedules and 1 milestones"],
    [() => optim.lambdaLr(() => NaN)(3), "lambdaLr: the factor at step 3 must be ≥ 0, got NaN"],
    [() => optim.reduceOnPlateau({ factor: 1 }), "reduceOnPlateau: factor must be ≥ 0 and below 1, got 1"],
  ]; // prettier-ignore
  test.each(rows.map(([body, message]) => [message, body] as const))("%s", (message, body) => {
    expect(body).toThrow(NablaError);
    expect(body).toThrow(message);
  });
});
