// What modules can do besides computing: hooks, buffers, lists, groups, element types, state; and mistakes named on the layer.
import { describe, expect, test } from "vitest";
import {
  NablaError,
  compile,
  grad,
  manualSeed,
  matmul,
  ones,
  parameter,
  randn,
  tensor,
  update,
  zeros,
  type Tensor,
} from "../../src/index.ts";
import * as nn from "../../src/nn/index.ts";

const flat = (x: Tensor): number[] => Array.from(x.data());

describe("hooks", () => {
  test("before and after, in order; each can be taken away; then nothing is left", () => {
    const layer = nn.linear(2, 2);
    const calls: string[] = [];
    const first = nn.registerForwardPreHook(layer, (module, [x]) => {
      calls.push(`before ${module === layer} ${x.shape.join()}`);
      return x.mul(2);
    });
    const twice = [1, 2].map((k) => nn.registerForwardHook(layer, (_, [x], y) => (calls.push(`after ${k} ${x.shape.join()} ${y.shape.join()}`), y.add(k)))); // prettier-ignore
    const x = ones([1, 2]);
    const hooked = flat(nn.sequential(layer).forward(x));
    expect(calls).toEqual(["before true 1,2", "after 1 1,2 1,2", "after 2 1,2 1,2"]);
    for (const handle of [first, ...twice, first]) handle.remove();
    expect(Object.keys(layer)).not.toContain("forward");
    expect(Object.hasOwn(layer, "forward")).toBe(false);
    const plain = flat(layer.forward(x.mul(2)));
    hooked.forEach((value, i) => expect(value).toBeCloseTo(plain[i]! + 3, 5));
  });

  test("backward: gradients at output and input, and another one in its place", () => {
    const layer = nn.linear(3, 2, { bias: false });
    const seen: { gradInput: number[] | null; gradOutput: number[] }[] = [];
    const handle = nn.registerFullBackwardHook(layer, (_, gradInput, gradOutput) => {
      seen.push({ gradInput: gradInput && flat(gradInput), gradOutput: flat(gradOutput) });
      return gradInput?.mul(10);
    });
    const x = parameter(tensor([[1, 2, 3]]));
    layer.forward(x).mul(tensor([[5, 7]])).sum().backward(); // prettier-ignore
    const due = flat(matmul(tensor([[5, 7]]), layer.weight));
    expect(seen.length).toBe(1);
    expect(seen[0]!.gradOutput).toEqual([5, 7]);
    seen[0]!.gradInput!.forEach((value, i) => expect(value).toBeCloseTo(due[i]!, 5));
    flat(x.grad!).forEach((value, i) => expect(value).toBeCloseTo(10 * due[i]!, 4));
    // Data needs no gradient: the hook hears of the output alone.
    layer.zeroGrad();
    layer
      .forward(ones([1, 3]))
      .sum()
      .backward();
    expect(seen[1]).toEqual({ gradInput: null, gradOutput: [1, 1] });
    expect(layer.weight.grad!.shape).toEqual([2, 3]);
    handle.remove();
    layer.forward(x).sum().backward();
    expect(seen.length).toBe(2);
  });

  test("in a compiled step hooks are called while it is recorded", () => {
    const layer = nn.relu();
    let calls = 0;
    const handle = nn.registerForwardHook(layer, (_, __, y) => (calls++, y.mul(2)));
    const run = compile((x: Tensor) => layer.forward(x));
    expect([flat(run(tensor([-1, 2]))), flat(run(tensor([3, -4])))]).toEqual([[0, 4], [6, 0]]); // prettier-ignore
    expect(calls).toBe(1);
    handle.remove();
  });
});

describe("state", () => {
  class Net extends nn.Module {
    readonly table = tensor([1, 2]);
    readonly kept = nn.buffer(tensor([3]));
    readonly passing = nn.buffer(tensor([4]), { persistent: false });
    readonly inner = nn.linear(2, 2);
    forward(x: Tensor): Tensor {
      return this.inner.forward(x).add(this.table).add(this.kept).add(this.passing);
    }
  }
  test("buffers are state, those that pass are not saved, constants are none", () => {
    const net = new Net();
    expect(Object.keys(net.stateDict())).toEqual(["kept", "inner.weight", "inner.bias"]);
    expect(net.namedBuffers().map(([name]) => name)).toEqual(["kept", "passing"]);
    expect(net.parameters().length).toBe(2);
    net.loadStateDict({ ...net.stateDict(), kept: tensor([9]) });
    expect(flat(net.kept)).toEqual([9]);
  });
  test("to: other element types, tied weights stay tied, frozen ones frozen", () => {
    const net = new Net();
    const tied = nn.sequential(nn.linear(2, 2), nn.linear(2, 2));
    (tied.layers[1] as nn.Linear).weight = (tied.layers[0] as nn.Linear).weight;
    tied.layers[1]!.freeze();
    net.to("f64");
    expect(net.forward(ones([1, 2], { dtype: "f64" })).dtype).toBe("f64");
    expect(Object.values(net.stateDict()).map(({ dtype }) => dtype)).toEqual(["f64", "f64", "f64"]);
    tied.to("f64");
    expect((tied.layers[1] as nn.Linear).weight).toBe((tied.layers[0] as nn.Linear).weight);
    expect(tied.namedParameters().map(([name]) => name)).toEqual(["0.bias"]);
    tied.freeze(false);
    expect(tied.parameters().length).toBe(3);
    expect(
      nn
        .lstm(2, 2)
        .to("f64")
        .forward(zeros([1, 1, 2], { dtype: "f64" })).dtype,
    ).toBe("f64");
  });
  test("apply, zeroGrad, groups", () => {
    const net = nn.sequential(nn.linear(2, 3), nn.batchNorm1d(3), nn.linear(3, 1));
    const order: string[] = [];
    net.apply((module) => {
      order.push(module.constructor.name);
      if (module instanceof nn.Linear) update([[module.weight, nn.init.constant(module.weight.shape, 0.5)]]);
    });
    expect(order.at(-1)).toBe("Sequential");
    expect(flat((net.layers[2] as nn.Linear).weight)).toEqual([0.5, 0.5, 0.5]);
    net
      .forward(randn([4, 2]))
      .sum()
      .backward();
    expect(net.parameters().every(({ grad: g }) => g !== null)).toBe(true);
    net.zeroGrad();
    expect(net.parameters().every(({ grad: g }) => g === null)).toBe(true);
    const groups = nn.parameterGroups<{ lr?: number; weightDecay?: number }>(net, [
      { match: (name) => name.startsWith("0."), lr: 0.1 },
      { match: (_, value) => value.shape.length < 2, weightDecay: 0 },
    ]);
    expect(groups.map(({ parameters, ...options }) => [Object.keys(parameters), options])).toEqual([
      [["0.weight", "0.bias"], { lr: 0.1 }],
      [["1.weight", "1.bias", "2.bias"], { weightDecay: 0 }],
      [["2.weight"], {}],
    ]);
  });
  test("lists: append, get, at; names of an object", () => {
    const list = nn.moduleList<nn.Module>([nn.linear(1, 1)]).append(nn.relu());
    expect([list.length, list.at(-1) instanceof nn.Activation, [...list].length]).toEqual([2, true, 2]);
    const named = nn.moduleDict<nn.Module>({ a: nn.relu() }).set("b", nn.linear(1, 1));
    expect([named.keys(), named.has("b"), [...named].length, Object.keys(named.stateDict())]).toEqual([["a", "b"], true, 2, ["b.weight", "b.bias"]]); // prettier-ignore
    expect(() => named.get("c")).toThrow('there is no "c"; there are a, b');
    for (const holder of [list, named, nn.parameterList([])]) expect(() => holder.forward()).toThrow("computes nothing");
  });
});

describe("layers that draw or remember", () => {
  test("dropouts of channels and samples drop whole ones, scaled", () => {
    manualSeed(4);
    const share = (x: Tensor, group: number): number[] => {
      const values = flat(x);
      const sums: number[] = [];
      for (let i = 0; i < values.length; i += group) {
        const part = values.slice(i, i + group);
        expect(new Set(part).size).toBe(1);
        sums.push(part[0]!);
      }
      return sums;
    };
    for (const [layer, shape, group] of [
      [nn.dropout1d(0.25), [50, 20, 3], 3],
      [nn.dropout2d(0.25), [50, 20, 2, 2], 4],
      [nn.dropout3d(0.25), [50, 20, 1, 2, 2], 4],
      [nn.dropPath(0.25), [1000, 3], 3],
    ] as const) {
      const kept = share(layer.forward(ones(shape)), group);
      kept.forEach((value) => expect(value === 0 || Math.abs(value - 4 / 3) < 1e-6).toBe(true));
      expect(Math.abs(kept.filter((v) => v === 0).length / 1000 - 0.25)).toBeLessThan(0.07);
    }
  });
  test("alphaDropout keeps mean and variance, rrelu draws slopes", () => {
    manualSeed(5);
    const x = randn([20000]);
    const values = flat(nn.alphaDropout(0.3).forward(x));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(spread - 1)).toBeLessThan(0.05);
    const slopes = flat(nn.rrelu(0.2, 0.6).forward(ones([2000]).neg())).map((v) => -v);
    expect(Math.min(...slopes)).toBeGreaterThanOrEqual(0.2);
    expect(Math.max(...slopes)).toBeLessThan(0.6);
    expect(Math.abs(slopes.reduce((a, b) => a + b, 0) / 2000 - 0.4)).toBeLessThan(0.02);
  });
  test("rotary positions: products depend on distance only", () => {
    const turn = nn.rotaryPositions(32, 6);
    const [q, k] = [randn([1, 6]).realize(), randn([1, 6]).realize()];
    const score = (i: number, j: number): number => matmul(turn.forward(q, { offset: i }), turn.forward(k, { offset: j }).t()).item();
    expect(score(7, 4)).toBeCloseTo(score(20, 17), 4);
    expect(score(7, 4)).not.toBeCloseTo(score(7, 5), 3);
  });
  test("recurrent: what stands behind a sequence's length does not matter; lengths may be a tensor of a compiled step", () => {
    const layer = nn.gru(2, 3, { bidirectional: true, batchFirst: true });
    const x = randn([2, 4, 2]).realize();
    const other = tensor(
      Float32Array.from(x.data(), (v, i) => (i >= 4 && i < 8 ? 100 : v)),
      { shape: [2, 4, 2] },
    );
    expect(flat(layer.forward(x, { lengths: [2, 4] }))).toEqual(flat(layer.forward(other, { lengths: [2, 4] })));
    const run = compile((input: Tensor, lengths: Tensor) => layer.forward(input, { lengths }));
    expect(flat(run(x, tensor([2, 4], { dtype: "i32" })))).toEqual(flat(layer.forward(x, { lengths: [2, 4] })));
    const [slope] = grad(layer.forward(x, { lengths: [2, 4] }).sum(), [x]);
    expect(flat(slope!).slice(4, 8)).toEqual([0, 0, 0, 0]);
  });
});

describe("summary", () => {
  test("multiply-adds of attention, recurrence and convolution are those of the formulas", () => {
    const cost = (model: nn.Module, shape: number[]): number =>
      nn.layersOf(model, shape).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0); // prettier-ignore
    expect(cost(nn.multiheadAttention(8, 2, { batchFirst: true }), [3, 5, 8])).toBe(3 * 5 * 8 * 32 + 2 * 3 * 5 * 5 * 8);
    expect(cost(nn.lstm(4, 6), [7, 2, 4])).toBe(7 * 2 * 24 * (4 + 6));
    expect(cost(nn.conv2d(4, 6, 3, { groups: 2, padding: 1 }), [1, 4, 5, 5])).toBe(25 * 6 * 2 * 9);
    expect(nn.layersOf(nn.embedding(9, 4), [2, 3], "i32")[0]!.multiplyAdds).toBe(0);
    expect(nn.summary(nn.sequential(nn.batchNorm2d(3), nn.dropout2d(0.1)), [1, 3, 2, 2])).toContain("BatchNorm2d 3");
  });
});

describe("mistakes are named on the layer", () => {
  const table: [() => unknown, string][] = [
    [() => nn.bilinear(3, 2, 1).forward(zeros([1, 2]), zeros([1, 2])), "bilinear(3, 2, 1): expects a first input with a last axis of 3"],
    [() => nn.conv1d(1, 1, 3, { paddingMode: "mirror" as "reflect" }), 'conv1d: paddingMode must be "zeros", "reflect"'],
    [() => nn.conv3d(1, 1, [2, 2]), "conv3d: kernelSize must be one number or 3, got [2, 2]"],
    [() => nn.convTranspose2d(3, 2, 2, { groups: 2 }), "groups (2) must divide inChannels (3)"],
    [() => nn.maxPool1d(2, { padding: 2 }), "maxPool1d: padding (2) must be at most half the window (2)"],
    [() => nn.maxPool2d(2).forward(zeros([3])), "maxPool2d: expects pictures [N, C, H, W], or one without N – the input is [3]"],
    [() => nn.reflectionPad2d([1, 2]), "reflectionPad2d: margins must be one whole number ≥ 0 or 4, got [1, 2]"],
    [() => nn.groupNorm(3, 4), "groupNorm: groups (3) must divide channels (4)"],
    [() => nn.instanceNorm1d(2).forward(zeros([1, 2, 1])), "needs more than one place in each channel"],
    [() => nn.batchNorm1d(2, { momentum: 2 }), "batchNorm1d: momentum must be a number from 0 to 1, got 2"],
    [() => nn.embedding(3, 2, { paddingIndex: 3 }), "paddingIndex must be a whole number from -3 to 2, got 3"],
    [() => nn.learnedPositions(4, 2).forward(zeros([5, 2])), "learnedPositions: knows positions 0 to 3"],
    [() => nn.rotaryPositions(4, 3), "features must be even"],
    [() => nn.lstm(2, 3, { projSize: 3 }), "lstm: projSize (3) must be below hiddenSize (3)"],
    [() => nn.rnn(2, 3).forward(zeros([0, 1, 2])), "rnn: needs a sequence of one step or more"],
    [() => nn.gru(2, 3).run(zeros([4, 1, 2]), { state: zeros([1, 1, 2]) }), "gru: the state must be [1, 1, 3]"],
    [() => nn.gru(2, 3).run(zeros([4, 2, 2]), { lengths: [5, 1] }), "gru: lengths must be 2 whole numbers from 1 to 4"],
    [() => nn.lstmCell(2, 3).forward(zeros([1, 3])), "lstmCell: expects a last axis of 2"],
    [() => nn.multiheadAttention(5, 2), "multiheadAttention: heads (2) must divide embedSize (5)"],
    [() => nn.multiheadAttention(4, 2).forward(zeros([3, 1, 4]), zeros([3, 2, 4])), "must have one batch size"],
    [() => nn.multiheadAttention(4, 2).attend(zeros([3, 1, 4]), zeros([5, 1, 4]), zeros([5, 1, 4]), { mask: zeros([3, 3]) }), "mask must be [3, 5] or [2, 3, 5]"], // prettier-ignore
    [() => nn.transformerEncoderLayer(4, 2, { activation: "swish" as "relu" }), 'activation must be "relu", "gelu" or a function'],
    [() => nn.residual(nn.linear(2, 3)).forward(zeros([1, 2])), "residual: the body gives [1, 3] and the shortcut [1, 2]"],
    [() => nn.init.orthogonal([3]), "init.orthogonal: needs two axes or more, got [3]"],
    [() => nn.init.truncNormal([3], { std: 0 }), "init.truncNormal: std must be above 0"],
    [() => nn.init.calculateGain("gelu" as "relu"), "init.calculateGain: knows linear"],
    [() => nn.unfold([1, 2, 3]), "unfold: kernelSize must be one number or 2"],
    [() => nn.swiglu(4, 8).forward(zeros([2, 3])), "swiglu: expects a last axis of 4"],
  ];
  test.each(table.map(([body, message]) => [message, body] as const))("%s", (message, body) => {
    expect(body).toThrow(NablaError);
    expect(body).toThrow(message);
  });
});
