// The lecture's systems at their edges: mistakes are explained, and small cases are as worked out by hand.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { setDefaultDevice, sigmoid, tensor, wasm } from "nabla";
import { sgd } from "nabla/optim";
import {
  Machine,
  Population,
  assemble,
  awakeShare,
  byName,
  codeOf,
  contradiction,
  evaluateExpression,
  feasibleCone,
  feasiblePairs,
  formulaOf,
  graphOfText,
  hashOf,
  integrateAndFire,
  journey,
  layerAnswers,
  learnGates,
  moons,
  naiveGradients,
  namesOf,
  parseExpression,
  paths,
  planeTrainer,
  quarters,
  shifted,
  surfaces,
  tableNumber,
  train,
  trainXor,
  untrained,
  xorNetworks,
  xorSolved,
  xorTrainer,
} from "nabla/lecture";
import { describeSurface } from "nabla/viz";

setDefaultDevice(wasm({ threads: 1 }));

describe("expressions", () => {
  const value = (text: string, values: Record<string, number> = {}): number => evaluateExpression(parseExpression(text), values);

  test("bind as in mathematics", () => {
    expect(value("2 + 3 * 4 ^ 2 ^ 0.5 - -1")).toBeCloseTo(2 + 3 * 4 ** (2 ** 0.5) + 1, 12);
    expect(value("8 / 4 / 2 - 1 - 1")).toBe(-1);
    expect(value("-2 ^ 2")).toBe(-4);
    expect(value("a = 2; b = a * a\n a * b")).toBe(8);
    expect(value("relu(-3) + exp(0) + ln(1) + 1e2")).toBe(101);
  });

  test.each([
    ["2 +", 'parseExpression: the end of the text is not what can follow in "2 +"'],
    ["2 $ 3", 'parseExpression: "$" at place 1 is not what can follow in "2 $ 3"'],
    ["foo(2)", 'parseExpression: "foo" at place 0 is not what can follow in "foo(2)"'],
    ["(1", 'parseExpression: the end of the text is not what can follow in "(1"'],
    ["", "parseExpression: there is no formula in the text"],
  ])("%j is refused", (text, message) => expect(() => parseExpression(text)).toThrow(message));

  test("a mistake has its place, names that need a value are found", () => {
    expect(() => parseExpression("y = 2 $ 3")).toThrow(expect.objectContaining({ token: "$", at: 5 }));
    expect(() => parseExpression("2 +")).toThrow(expect.objectContaining({ token: null, at: 3 }));
    expect(namesOf(parseExpression("c = a + b; c = c * x; c + a"))).toEqual(["a", "b", "x"]);
  });

  test("are written as mathematics with no more brackets than they need", () => {
    const written = (text: string): string => formulaOf(parseExpression(text)[0]!.value);
    expect(written("(y4 - 1)^2 / (2 - 3*x)")).toBe("(y₄ − 1)² / (2 − 3·x)");
    expect(written("a - (b - c) - -d ^ 10")).toBe("a − (b − c) − −d¹⁰");
    expect(written("tanh((w*x) + b) ^ -1")).toBe("tanh(w·x + b)^(−1)");
    for (const text of ["a - (b - c)", "a / (b * c)", "(a ^ b) ^ c", "a ^ b ^ c", "-(a + b) * c"]) {
      const again = written(text).replaceAll("−", "-").replaceAll("·", "*");
      const values = { a: 1.3, b: 0.7, c: 2.1 };
      expect(evaluateExpression(parseExpression(again), values)).toBeCloseTo(value(text, values), 12);
    }
  });

  test("become code of the library, in which a name that is given anew is another variable", () => {
    const code = codeOf(parseExpression("c = a + 1; c = c * c; sin = 2 - tanh(c)"), { a: 1 });
    expect(code.split("\n").slice(2, 7)).toEqual(["const a = tensor(1, { ...exact, requiresGrad: true });", "const c = add(a, 1);", "const c_2 = mul(c, c);", "const sin_ = sub(2, tanh(c_2));", "sin_.backward();"]); // prettier-ignore
  });

  test("a name without value is named", () => {
    expect(() => value("x + 1")).toThrow("evaluateExpression: x has no value");
    expect(() => graphOfText("x + 1", {})).toThrow("graphOfText: x has no value");
  });
});

describe("graphs", () => {
  test("contributions, ways and the graph by names", () => {
    const graph = graphOfText("u = a * b; y = u + u * a", { a: 2, b: 3 });
    const a = graph.nodes.find(({ label }) => label === "a")!;
    expect(graph.nodes[graph.result]!.value).toBe(18);
    expect(a.gradient).toBe(15); // b + 2ab
    expect(paths(graph, a.id).length).toBe(3);
    const handed: number[] = [];
    const naive = naiveGradients(graph, ({ from }, share) => void (from === a.id && handed.push(share)));
    expect(handed.reduce((sum, share) => sum + share, 0)).toBe(naive[a.id]);
    const slide = byName(graph);
    expect(slide.edges.map(({ from, to, local }) => [graph.nodes[from]!.label, graph.nodes[to]!.label, local])).toEqual(
      expect.arrayContaining([["u", "y", 3], ["a", "y", 6], ["a", "u", 3], ["b", "u", 2]]), // prettier-ignore
    );
  });
});

describe("deep networks", () => {
  test("units awake and layers' answers: a dead network sleeps everywhere, a living one does not", () => {
    const options = { activation: "relu", depth: 3, width: 5, initial: "he", count: 2, seed: 1 } as const;
    const points = moons({ count: 20, noise: 0.1, seed: 1 });
    const awake = awakeShare(untrained(options), points);
    expect(awake.map((nets) => nets.map((units) => units.length))).toEqual([[5, 5], [5, 5], [5, 5]]); // prettier-ignore
    expect(Math.max(...awake.flat(2))).toBeGreaterThan(0);
    expect(Math.max(...awakeShare(untrained({ ...options, bias: -1e3 }), points).flat(2))).toBe(0);
    const answers = layerAnswers(options);
    expect(answers.map(({ length }) => length)).toEqual([640, 640, 640]);
    expect(answers[0]!.every((value) => value >= 0)).toBe(true);
  });
});

describe("neurons and gates", () => {
  test("the living neuron: a resting cell is deaf, a mistake is explained", () => {
    const pulses = [1, 1.5].map((time) => ({ time, size: 1 }));
    expect(integrateAndFire({ pulses, duration: 10 }).spikes.length).toBe(1);
    expect(() => integrateAndFire({ duration: 1, step: 0 })).toThrow("integrateAndFire: step must be above 0");
  });

  test("no cone for a bias that allows none, no contradiction for what a neuron makes", () => {
    expect(feasibleCone([0, 0, 0, 1], 1)).toEqual([]);
    // NOT: b > 0 and w + b ≤ 0, a triangle in the corner of the square.
    expect(feasiblePairs([1, 0], 2).toSorted().map((corner) => corner.map((at) => at + 0))).toEqual([[-2, 0], [-2, 2], [0, 0]].toSorted()); // prettier-ignore
    expect(contradiction([0, 1, 1, 0])).toEqual({ ones: [1, 2], zeros: [0, 3] });
    expect(contradiction([0, 0, 0, 1])).toBeNull();
    expect(learnGates([tableNumber(8, 2), tableNumber(6, 2)], 2, 60).map(({ found }) => found)).toEqual([true, false]);
  });

  test("a shifted picture loses what leaves the retina", () => {
    expect([...shifted(Float32Array.from([1, 2, 3, 4]), 2, 1, 0)]).toEqual([0, 1, 0, 3]);
    expect([...shifted(Float32Array.from([1, 2, 3, 4]), 2, 0, -1)]).toEqual([3, 4, 0, 0]);
  });

  test("a machine of two letters learns them", () => {
    const machine = new Machine(4, 2, { units: 0, seed: 1 });
    const x = tensor([[1, 1, 0, 0], [0, 0, 1, 1]], { dtype: "f32" }); // prettier-ignore
    machine.learn(x, Int32Array.of(1, 0));
    expect([...machine.read(x)]).toEqual([1, 0]);
  });
});

describe("populations", () => {
  test("a network is the same, however many others there are", () => {
    const make = (count: number): Population => new Population({ count, sizes: [2, 3, 1], activation: (x) => x.tanh(), seed: 5 });
    const x = tensor([[1, 2], [3, 4]], { dtype: "f32" }); // prettier-ignore
    const alone = make(1);
    const many = make(4);
    const learn = (nets: Population): number[] => {
      train(nets, { optimizer: sgd({ lr: 0.1 }), loss: () => nets.forward(x).square().mean([1, 2]), steps: 20 });
      return [...nets.forward(x).data()].slice(0, 2);
    };
    const [first, second] = [learn(alone), learn(many)];
    first.forEach((y, i) => expect(y).toBeCloseTo(second[i]!, 6));
    expect(hashOf(alone.parameters())).toMatch(/^[0-9a-f]{8}$/);
  });

  test("network k of a seed is the same alone, and learns XOR step by step as in one go", () => {
    const which = { activation: sigmoid, widths: [2], seeds: 12, seed: 3 };
    const together = xorNetworks(which);
    const teacher = xorTrainer(together);
    for (let k = 0; k < 400; k++) teacher.step();
    const solved = xorSolved(together);
    expect(trainXor({ ...which, steps: 400 })[0]).toBeCloseTo(solved.filter((ok) => ok === 1).length / 12, 12);
    expect(new Set(solved).size).toBe(2);
    for (const k of [solved.indexOf(0), solved.indexOf(1)]) {
      const alone = xorNetworks({ ...which, seeds: 1, first: k });
      const { step } = xorTrainer(alone);
      for (let i = 0; i < 400; i++) step();
      expect(xorSolved(alone)).toEqual([solved[k]]);
      const [a, b] = [alone, together].map((nets, i) => [...nets.weights[0]!.data()].slice(4 * k * i, 4 * k * i + 4));
      a!.forEach((w, i) => expect(w).toBeCloseTo(b![i]!, 3));
    }
  });

  test("layers of two neurons part XOR, and without activations they do not", () => {
    const points = quarters({ count: 80, seed: 2 });
    const right = (straight: boolean[]): number => {
      const { step, best } = planeTrainer({ points, activation: "tanh", straight, seed: 2, candidates: 4 });
      for (let k = 0; k < 200; k++) step();
      const net = best();
      const stages = journey(net, straight, points.x);
      expect(stages.length).toBe(2 * straight.length + 1);
      const [last, labels] = [stages.at(-1)!.toArray() as number[][], points.y.data()];
      const [v, c] = [net.weights.at(-1)![0]!, net.biases.at(-1)![0]!];
      return last.filter(([h1, h2], i) => Number(v[0]! * h1! + v[1]! * h2! + c > 0) === labels[i]).length / labels.length;
    };
    expect(right([false, false])).toBeGreaterThan(0.97);
    expect(right([true, true])).toBeLessThan(0.8);
  });

  test("units that a network has not stay silent", () => {
    const nets = new Population({ count: 2, sizes: [1, 4, 1], activation: (x) => x, seed: 1, widths: [2, 4] });
    const [hidden] = nets.layers(tensor([[1]], { dtype: "f32" })) as [ReturnType<Population["forward"]>];
    expect((hidden.toArray() as number[][][])[0]![0]!.slice(2)).toEqual([0, 0]);
  });
});

describe("landscapes and the whole", () => {
  test("a bowl has one minimum and is convex, a saddle has none", () => {
    const over = (of: (x: number, y: number) => number) => describeSurface(surfaces((x, y) => Float64Array.of(of(x, y)), 9, 4)[0]!);
    expect(over((x, y) => x * x + 2 * y * y)).toEqual({ min: 0, max: 48, localMinima: 1, nonConvex: 0, notFinite: 0 });
    expect(over((x, y) => x * x - y * y)).toMatchObject({ localMinima: 0, nonConvex: 1 });
  });

  test("a loss that does not suit the task is refused with the reason", () => {
    const data = { inputs: [[0], [1], [2], [3]], targets: [0, 1, 0, 1] };
    expect(() => assemble({ task: "two classes", data, loss: "mse" })).toThrow(
      "assemble: the loss mse is for regression, the task is two classes; take binaryCrossEntropy",
    );
  });
});

test("the lecture needs nothing of Node: it bundles for a page", async () => {
  const entry = fileURLToPath(new URL("../../src/lecture/index.ts", import.meta.url));
  const { outputFiles, metafile } = await build({ entryPoints: [entry], bundle: true, format: "esm", platform: "browser", target: "es2022", write: false, metafile: true, logLevel: "silent" }); // prettier-ignore
  expect(outputFiles.length).toBe(1);
  expect(Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path))).toEqual([]); // prettier-ignore
});
