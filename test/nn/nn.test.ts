import { describe, expect, test } from "vitest";
import { Generator, NablaError, grad, manualSeed, parameter, randn, tensor, update, zeros } from "../../src/index.ts";
import type { Shape, Tensor } from "../../src/index.ts";
import * as nn from "../../src/nn/index.ts";
import { safetensors } from "../../src/io/index.ts";

const { Module, init, linear, sequential } = nn;
const flat = (t: Tensor): number[] => Array.from(t.data());
const f64 = (values: number[]): Tensor => tensor(values, { dtype: "f64" });

describe("contract of every layer", () => {
  const picture: Shape = [2, 4, 6, 6];
  const table: Record<string, [() => nn.Module, Shape, Shape]> = {
    linear: [() => linear(3, 5), [2, 3], [2, 5]],
    "linear without bias": [() => linear(3, 5, { bias: false }), [2, 7, 3], [2, 7, 5]],
    conv2d: [() => nn.conv2d(4, 6, 3, { stride: 2, padding: 1 }), picture, [2, 6, 3, 3]],
    "conv2d grouped, dilated, oblong": [() => nn.conv2d(4, 6, [3, 2], { groups: 2, dilation: [1, 2], bias: false }), picture, [2, 6, 4, 4]],
    "conv2d same": [() => nn.conv2d(4, 2, [3, 5], { padding: "same" }), picture, [2, 2, 6, 6]],
    maxPool2d: [() => nn.maxPool2d(2), picture, [2, 4, 3, 3]],
    avgPool2d: [() => nn.avgPool2d([2, 3], { stride: 1 }), picture, [2, 4, 5, 4]],
    batchNorm1d: [() => nn.batchNorm1d(4), [5, 4], [5, 4]],
    batchNorm2d: [() => nn.batchNorm2d(4), picture, picture],
    layerNorm: [() => nn.layerNorm([6, 6]), picture, picture],
    flatten: [() => nn.flatten(), picture, [2, 144]],
    reshape: [() => nn.reshape([12, 12]), picture, [2, 12, 12]],
    standardize: [() => nn.standardize({ mean: [1, 2, 3], std: [1, 2, 4] }), [2, 3], [2, 3]],
    dropout: [() => nn.dropout(0.5), [2, 3], [2, 3]],
    sequential: [() => sequential(linear(3, 4), nn.tanh(), linear(4, 2)), [2, 3], [2, 2]],
    identity: [() => nn.identity(), [2, 3], [2, 3]],
    step: [() => nn.step(), [2, 3], [2, 3]],
    sigmoid: [() => nn.sigmoid(), [2, 3], [2, 3]],
    tanh: [() => nn.tanh(), [2, 3], [2, 3]],
    relu: [() => nn.relu(), [2, 3], [2, 3]],
    leakyRelu: [() => nn.leakyRelu(), [2, 3], [2, 3]],
    elu: [() => nn.elu(), [2, 3], [2, 3]],
    gelu: [() => nn.gelu(), [2, 3], [2, 3]],
    "gelu by tanh": [() => nn.gelu({ approximate: "tanh" }), [2, 3], [2, 3]],
    silu: [() => nn.silu(), [2, 3], [2, 3]],
    softplus: [() => nn.softplus(), [2, 3], [2, 3]],
    softmax: [() => nn.softmax(), [2, 3], [2, 3]],
    logSoftmax: [() => nn.logSoftmax(), [2, 3], [2, 3]],
  };
  test.each(Object.entries(table))("%s", (name, [make, from, to]) => {
    manualSeed(1);
    const layer = make();
    manualSeed(1);
    const twin = make();
    const x = randn(from, { generator: new Generator(5) });

    // Output shape; the same seed gives the same parameters and numbers.
    manualSeed(2);
    const output = layer.forward(x);
    expect(output.shape).toEqual(to);
    const numbers = flat(output);
    manualSeed(2);
    expect(flat(twin.forward(x))).toEqual(numbers);
    expect(numbers.every(Number.isFinite)).toBe(true);

    // Gradients reach all parameters, and have their shapes.
    const parameters = layer.parameters();
    // Odd powers of fixed weights: a plain sum would be constant after a normalization.
    const weights = randn(to, { generator: new Generator(6) });
    const gradients = grad(layer.forward(x).mul(weights).sum(), parameters);
    gradients.forEach((gradient, i) => {
      expect(gradient.shape).toEqual(parameters[i]!.shape);
      expect(flat(gradient).some((value) => value !== 0)).toBe(true);
    });

    // Evaluation is pure: the same numbers twice, no state touched.
    layer.eval();
    const before = Object.values(layer.stateDict()).map(flat);
    const once = flat(layer.forward(x));
    expect(flat(layer.forward(x))).toEqual(once);
    expect(Object.values(layer.stateDict()).map(flat)).toEqual(before);

    // Saving and loading is the identity, through a file too.
    manualSeed(77);
    const other = make().eval();
    other.loadStateDict(safetensors.read(safetensors.write(layer.stateDict())).tensors);
    expect(flat(other.forward(x))).toEqual(once);
    expect(name.length).toBeGreaterThan(0);
  });
});

describe("formulas", () => {
  test("linear", () => {
    const layer = linear(2, 1);
    layer.loadStateDict({ weight: tensor([[2, 3]]), bias: tensor([0.5]) });
    expect(layer.forward(tensor([[1, 10]])).toArray()).toEqual([[32.5]]);
  });

  test("activations", () => {
    const x = [-2, -0.5, 0, 0.5, 2];
    const erf = (v: number): number => {
      let [sum, term] = [v, v];
      for (let n = 1; n < 60; n++) sum += (term *= (-v * v) / n) / (2 * n + 1);
      return (2 / Math.sqrt(Math.PI)) * sum;
    };
    const sigma = (v: number): number => 1 / (1 + Math.exp(-v));
    const table: [nn.Activation, (v: number) => number][] = [
      [nn.identity(), (v) => v],
      [nn.step(), (v) => (v > 0 ? 1 : 0)],
      [nn.sigmoid(), sigma],
      [nn.tanh(), Math.tanh],
      [nn.relu(), (v) => Math.max(0, v)],
      [nn.leakyRelu(0.2), (v) => (v > 0 ? v : 0.2 * v)],
      [nn.elu(1.5), (v) => (v > 0 ? v : 1.5 * Math.expm1(v))],
      [nn.gelu(), (v) => (v * (1 + erf(v / Math.SQRT2))) / 2],
      [nn.gelu({ approximate: "tanh" }), (v) => (v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))) / 2],
      [nn.silu(), (v) => v * sigma(v)],
      [nn.softplus(), (v) => Math.log1p(Math.exp(v))],
    ];
    for (const [layer, formula] of table) {
      flat(layer.forward(f64(x))).forEach((value, i) => expect(value, `${layer.name}(${x[i]})`).toBeCloseTo(formula(x[i]!), 12));
    }
  });

  test("batch normalization: statistics of the batch in training, running ones afterwards", () => {
    const layer = nn.batchNorm1d(2, { momentum: 0.25, eps: 0 });
    const x = tensor([
      [1, 10],
      [3, 30],
      [5, 50],
    ]); // mean [3, 30], population variance [8/3, 800/3]; prettier-ignore
    const out = flat(layer.forward(x));
    expect(out[0]).toBeCloseTo(-2 / Math.sqrt(8 / 3), 5);
    expect(out[5]).toBeCloseTo(20 / Math.sqrt(800 / 3), 5);
    const state = layer.stateDict();
    expect(Object.keys(state)).toEqual(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]);
    expect(flat(state["running_mean"]!)).toEqual([0.75, 7.5]);
    expect(flat(state["running_var"]!)[0]).toBeCloseTo(0.75 + 0.25 * 4, 5);
    expect(state["num_batches_tracked"]!.item()).toBe(1);
    layer.eval();
    expect(layer.forward(tensor([[0.75, 7.5]])).toArray()).toEqual([[0, 0]]);
    expect(() => nn.batchNorm1d(2).forward(zeros([1, 2]))).toThrow("more than one value per channel");
  });

  test("layer normalization", () => {
    const out = flat(nn.layerNorm(3, { eps: 0 }).forward(tensor([[1, 2, 3], [10, 10, 40]]))); // prettier-ignore
    const due = [-1, 0, 1].map((v) => v / Math.sqrt(2 / 3)).concat([-10, -10, 20].map((v) => v / Math.sqrt(200)));
    out.forEach((value, i) => expect(value).toBeCloseTo(due[i]!, 5));
  });

  test("dropout: share, scale, other numbers every time, nothing in evaluation", () => {
    manualSeed(3);
    const layer = nn.dropout(0.25);
    const x = tensor(new Array<number>(8000).fill(3));
    const [a, b] = [flat(layer.forward(x)), flat(layer.forward(x))];
    expect(new Set(a)).toEqual(new Set([0, 4]));
    expect(Math.abs(a.filter((v) => v === 0).length / 8000 - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 8000));
    expect(a).not.toEqual(b);
    expect(flat(nn.dropout(1).forward(tensor([1, 2])))).toEqual([0, 0]);
    expect(layer.eval().forward(x)).toBe(x);
  });

  test("standardize: numbers in the model, bytes become f32", () => {
    const layer = nn.standardize({ mean: 127.5, std: 255 });
    expect(layer.forward(tensor([0, 255], { dtype: "u8" })).toArray()).toEqual([-0.5, 0.5]);
    expect(Object.keys(layer.stateDict())).toEqual(["mean", "std"]);
    expect(layer.parameters()).toEqual([]);
    expect(() => nn.standardize({ mean: 0, std: 0 })).toThrow("above 0");
  });
});

describe("first values", () => {
  const spread = (t: Tensor): { low: number; high: number; mean: number; std: number } => {
    const values = flat(t);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return {
      low: Math.min(...values),
      high: Math.max(...values),
      mean,
      std: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length),
    };
  };
  const inside = (t: Tensor, bound: number): void => {
    const { low, high, mean, std } = spread(t);
    const n = flat(t).length;
    expect(low).toBeGreaterThanOrEqual(-bound);
    expect(high).toBeLessThanOrEqual(bound);
    expect(high - low).toBeGreaterThan(1.9 * bound);
    expect(Math.abs(mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * n));
    expect(std).toBeCloseTo(bound / Math.sqrt(3), 1);
  };

  test("linear and convolution as PyTorch's: uniform in ±1/√fan", () => {
    manualSeed(1);
    const layer = linear(25, 80);
    inside(layer.weight, 1 / 5);
    inside(layer.bias!, 1 / 5);
    const conv = nn.conv2d(4, 60, 5, { groups: 2 });
    inside(conv.weight, 1 / Math.sqrt(2 * 25));
    inside(conv.bias!, 1 / Math.sqrt(2 * 25));
  });

  test("Xavier and Kaiming", () => {
    manualSeed(2);
    inside(init.xavierUniform([40, 20], { gain: 2 }), 2 * Math.sqrt(6 / 60));
    inside(init.kaimingUniform([40, 20]), Math.sqrt(6 / 20));
    inside(init.kaimingUniform([40, 20], { mode: "fanOut", a: 1 }), Math.sqrt(3 / 40));
    for (const [made, std] of [
      [init.xavierNormal([60, 40]), Math.sqrt(2 / 100)],
      [init.kaimingNormal([60, 40, 3, 3]), Math.sqrt(2 / 360)],
      [init.normal([2000], 0, 3), 3],
    ] as const) {
      const n = flat(made).length;
      expect(Math.abs(spread(made).std / std - 1)).toBeLessThan(5 / Math.sqrt(2 * n));
      expect(Math.abs(spread(made).mean)).toBeLessThan((5 * std) / Math.sqrt(n));
    }
    expect(flat(init.constant([2], 7))).toEqual([7, 7]);
    expect([...flat(init.zeros([1])), ...flat(init.ones([1]))]).toEqual([0, 1]);
    expect(() => init.xavierUniform([3])).toThrow("two axes or more, got [3]");
  });

  test("seeds: the library's generator, or one's own", () => {
    const make = (seed: number): number[] => (manualSeed(seed), flat(linear(3, 3).weight));
    expect(make(4)).toEqual(make(4));
    expect(make(4)).not.toEqual(make(5));
    const own = (): number[] => flat(linear(3, 3, { generator: new Generator(9) }).weight);
    const first = own();
    manualSeed(123);
    expect(own()).toEqual(first);
    expect(flat(linear(3, 3).weight)).not.toEqual(flat(linear(3, 3).weight));
  });
});

describe("modules as trees", () => {
  class Block extends Module {
    readonly gate = parameter(tensor([1]));
    readonly layers = [linear(2, 2), linear(2, 2)];
    readonly named = { a: linear(2, 1), note: "text" };
    readonly nothing = null;
    forward(x: Tensor): Tensor {
      return this.named.a.forward(this.layers.reduce((value, layer) => layer.forward(value), x)).mul(this.gate);
    }
  }
  class Net extends Module {
    readonly first = new Block();
    readonly shared = this.first;
    readonly tail = sequential(nn.relu(), linear(1, 1, { bias: false }));
    forward(x: Tensor): Tensor {
      return this.tail.forward(this.first.forward(x));
    }
  }

  test("names, each parameter once, children", () => {
    const net = new Net();
    const own = ["gate", "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "named.a.weight", "named.a.bias"];
    expect(net.namedParameters().map(([name]) => name)).toEqual([...own.map((name) => `first.${name}`), "tail.1.weight"]);
    expect(Object.keys(net.stateDict())).toEqual([
      ...own.map((name) => `first.${name}`),
      ...own.map((name) => `shared.${name}`),
      "tail.1.weight",
    ]);
    expect(net.parameterCount).toBe(1 + 6 + 6 + 3 + 1);
    expect(net.namedModules().map(([name]) => name)).toEqual([
      "",
      "first",
      "first.layers.0",
      "first.layers.1",
      "first.named.a",
      "tail",
      "tail.0",
      "tail.1",
    ]);
    expect(net.forward(zeros([3, 2])).shape).toEqual([3, 1]);
    expect(sequential(linear(1, 1), nn.relu()).namedChildren().map(([name]) => name)).toEqual(["0", "1"]); // prettier-ignore
  });

  test("modes reach all modules", () => {
    const net = new Net();
    net.eval();
    expect(net.namedModules().every(([, module]) => !module.training)).toBe(true);
    net.train();
    expect(net.tail.layers[0]!.training).toBe(true);
  });

  test("freezing", () => {
    const net = sequential(linear(1, 1), linear(1, 1));
    net.layers[0]!.freeze();
    expect(net.namedParameters().map(([name]) => name)).toEqual(["1.weight", "1.bias"]);
    expect(Object.keys(net.stateDict()).length).toBe(4);
    net.freeze(false);
    expect(net.parameters().length).toBe(4);
    const norm = nn.batchNorm1d(2).freeze();
    expect(norm.parameters()).toEqual([]);
    expect(norm.freeze(false).namedParameters().map(([name]) => name)).toEqual(["weight", "bias"]); // prettier-ignore
  });

  test("loading: values move, types are converted, names and shapes must fit", () => {
    const [a, b] = [sequential(linear(2, 2)), sequential(linear(2, 2))];
    b.loadStateDict(a.stateDict());
    expect(flat(b.stateDict()["0.weight"]!)).toEqual(flat(a.stateDict()["0.weight"]!));
    update([[a.parameters()[0]!, zeros([2, 2])]]);
    expect(flat(b.parameters()[0]!)).not.toEqual([0, 0, 0, 0]);
    b.loadStateDict({
      "0.weight": { dtype: "f64", shape: [2, 2], data: new Float64Array([1, 2, 3, 4]) },
      "0.bias": tensor([5, 6], { dtype: "i32" }),
    });
    expect(Object.values(b.stateDict()).map((t) => [t.dtype, ...flat(t)])).toEqual([["f32", 1, 2, 3, 4], ["f32", 5, 6]]); // prettier-ignore
    expect(() => b.loadStateDict({ "0.weight": zeros([2, 2]), more: zeros([1]) })).toThrow("missing: 0.bias; unexpected: more");
    expect(() => b.loadStateDict({ "0.weight": zeros([2, 3]), "0.bias": zeros([2]) })).toThrow(
      "0.weight has shape [2, 2] in the model and [2, 3]",
    );
    expect(b.loadStateDict({ "0.bias": zeros([2]), more: zeros([1]) }, { strict: false })).toEqual({
      missing: ["0.weight"],
      unexpected: ["more"],
    });
    expect(Object.values(b.stateDict()).map(flat)).toEqual([[1, 2, 3, 4], [0, 0]]); // prettier-ignore
  });

  test("a model that contains itself is refused", () => {
    class Loop extends Module {
      inner: nn.Module | null = null;
      forward(x: Tensor): Tensor {
        return x;
      }
    }
    const loop = new Loop();
    loop.inner = sequential(loop);
    expect(() => loop.stateDict()).toThrow("contains itself");
  });

  test("summary", () => {
    const net = sequential(nn.conv2d(1, 4, 3), nn.relu(), nn.flatten(), linear(4 * 36, 10));
    expect(nn.layersOf(net, [1, 1, 8, 8])).toEqual([
      { name: "0", layer: "Conv2d 1 → 4, 3×3", output: [1, 4, 6, 6], parameters: 40, multiplyAdds: 36 * 4 * 9 },
      { name: "1", layer: "relu", output: [1, 4, 6, 6], parameters: 0, multiplyAdds: 0 },
      { name: "2", layer: "Flatten", output: [1, 144], parameters: 0, multiplyAdds: 0 },
      { name: "3", layer: "Linear 144 → 10", output: [1, 10], parameters: 1450, multiplyAdds: 1440 },
    ]);
    expect(nn.summary(net, [1, 1, 8, 8])).toContain("1,490 parameters, 2,736 multiply-adds");
    expect(Object.keys(net)).toEqual(["training", "layers"]);
    expect(Object.keys(net.layers[1]!)).not.toContain("forward");
  });
});

describe("mistakes are named on the layer", () => {
  const table: [() => unknown, string][] = [
    [() => linear(0, 1), "linear: inFeatures must be a whole number ≥ 1, got 0"],
    [() => linear(1, 1.5), "outFeatures"],
    [() => linear(3, 2).forward(zeros([4, 5])), "linear(3, 2): expects a last axis of 3 – the input is [4, 5]"],
    [() => nn.conv2d(4, 6, 3, { groups: 3 }), "groups (3) must divide inChannels (4)"],
    [() => nn.conv2d(1, 1, 0), "kernelSize"],
    [() => nn.conv2d(1, 1, 2, { padding: "same", stride: 2 }), "needs stride 1"],
    [() => nn.conv2d(1, 1, 3).forward(zeros([4, 28])), "expects pictures [N, C, H, W], or one without N – the input is [4, 28]"],
    [() => nn.conv2d(3, 1, 3).forward(zeros([2, 1, 8, 8])), "expects 3 channels on axis 1"],
    [() => nn.dropout(1.5), "dropout: probability must be a number from 0 to 1, got 1.5"],
    [() => nn.dropout(NaN), "got NaN"],
    [() => nn.batchNorm2d(3).forward(zeros([2, 3])), "batchNorm2d"],
    [() => nn.layerNorm(4).forward(zeros([2, 3])), "last axes of [4]"],
    [() => nn.maxPool2d(0), "maxPool2d: kernelSize"],
  ];
  test.each(table.map(([body, message]) => [message, body] as const))("%s", (message, body) => {
    expect(body).toThrow(NablaError);
    expect(body).toThrow(message);
  });
});
