// Networks taken away: the module without dependencies answers as the network does, for every kind of layer; the model file gives back
// what it was given; the PyTorch program says the same layers.
import { manualSeed, randn, tensor } from "nabla";
import { exportModule, exportPyTorch, readModelFile, writeModelFile } from "nabla/io";
import type { ExportModel, ModelFileRecord, Preprocessing } from "nabla/io";
import { ACTIVATIONS, buildNetwork } from "nabla/nn";
import type { Architecture, LayerSpec } from "nabla/nn";
import { describe, expect, test } from "vitest";

interface Exported {
  forward(input: ArrayLike<number>): Float64Array;
  predict(input: unknown): unknown;
  readonly classes?: readonly string[];
}

const load = (code: string): Promise<Exported> => import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);

const table: Preprocessing = {
  format: "nabla-table-1",
  features: [
    { kind: "number", name: "длина, см", mean: -2, std: 4, fill: 1 },
    { kind: "category", name: "color", categories: ["red", 'bl"ue'], fill: "red" },
  ],
  target: { task: "regression", name: "y", mean: 5, std: 10 },
};

const dense = (...names: readonly (typeof ACTIVATIONS)[number][]): LayerSpec[] => [
  { layer: "linear", in: 3, out: 4 },
  ...names.map((name): LayerSpec => ({ layer: "activation", name })),
  { layer: "batchNorm", features: 4 },
  { layer: "residual", layers: [{ layer: "linear", in: 4, out: 4 }, { layer: "layerNorm", features: 4 }, { layer: "dropout", share: 0.5 }] },
]; // prettier-ignore

function modelOf(architecture: Architecture, rest: Partial<ExportModel> = {}): { readonly model: ExportModel; forward(rows: number[][]): number[] } {
  manualSeed(3);
  const network = buildNetwork(architecture);
  // Statistics of a normalization are not 0 and 1 after training.
  network.train();
  for (let k = 0; k < 5; k++) network.forward(randn([8, ...architecture.input]).mul(2).add(1)).realize();
  network.eval();
  return {
    model: { name: "test", architecture, weights: network.stateDict(), classes: null, preprocessing: table, ...rest },
    forward: (rows) => [...network.forward(tensor(rows.flat(), { shape: [rows.length, ...architecture.input] })).data()],
  };
} // prettier-ignore

const near = (actual: ArrayLike<number>, expected: ArrayLike<number>): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThan(2e-5 * (1 + Math.abs(expected[i]!)));
};

describe("exportModule", () => {
  test("every activation and normalization, shortcuts and dropout", async () => {
    for (const name of ACTIVATIONS) {
      const { model, forward } = modelOf({ input: [3], layers: dense(name) });
      const row = [0.3, -1.7, 2.2];
      near((await load(exportModule(model).code)).forward(row), forward([row]));
    }
  });

  test("pictures: convolution, pooling, classes", async () => {
    const layers: LayerSpec[] = [
      { layer: "conv2d", in: 1, out: 3, kernel: 3, padding: 1 },
      { layer: "activation", name: "relu" },
      { layer: "maxPool2d", size: 2 },
      { layer: "conv2d", in: 3, out: 2, kernel: 3, padding: 0 },
      { layer: "flatten" },
      { layer: "linear", in: 2 * 1 * 2, out: 3 },
    ];
    const classes = ["А", "Б", "В"];
    const { model, forward } = modelOf({ input: [1, 7, 9], layers }, { classes, preprocessing: { format: "nabla-pictures-1", scale: 1 / 255, height: 7, width: 9 } }); // prettier-ignore
    const exported = await load(exportModule(model).code);
    const ink = Array.from({ length: 63 }, (_, i) => (i * 37) % 256);
    const outputs = forward([ink.map((v) => v / 255)]);
    near(exported.forward(ink.map((v) => v / 255)), outputs);
    const answer = exported.predict(ink) as { prediction: string; probabilities: Record<string, number> };
    expect(answer.prediction).toBe(classes[outputs.indexOf(Math.max(...outputs))]);
    expect(Object.values(answer.probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(() => exported.predict([1, 2])).toThrow("a picture has 7 × 9 = 63 grey values");
  });

  test("rows in, values or classes out; missing values and unknown words", async () => {
    const layers: LayerSpec[] = [{ layer: "linear", in: 3, out: 1 }];
    const { model, forward } = modelOf({ input: [3], layers });
    const { predict } = await load(exportModule(model).code);
    near([predict({ "длина, см": 6, color: 'bl"ue' }) as number], [forward([[2, 0, 1]])[0]! * 10 + 5]);
    near([predict({ color: null }) as number], [forward([[0.75, 1, 0]])[0]! * 10 + 5]);
    expect(() => predict({ color: "green" })).toThrow('color is "green"; the network knows red, bl"ue');
    expect(() => predict({ "длина, см": "6" })).toThrow("must be a number");
    const two = modelOf({ input: [3], layers }, { classes: ["no", "yes"] });
    const exported = await load(exportModule(two.model).code);
    expect(exported.classes).toEqual(["no", "yes"]);
    const { probabilities } = exported.predict({ "длина, см": 6, color: "red" }) as { probabilities: { yes: number } };
    near([probabilities.yes], [1 / (1 + Math.exp(-two.forward([[2, 1, 0]])[0]!))]);
    const { types } = exportModule(two.model);
    expect(types).toContain('export type Input = { "длина, см": number | null; "color": "red" | "bl\\"ue" | null };');
    expect(types).toContain('prediction: "no" | "yes"');
  });
});

describe("model files", () => {
  test("give back record and weights, bit by bit", () => {
    const { model } = modelOf({ input: [3], layers: dense("tanh") });
    const record: ModelFileRecord = { format: "nabla-model-1", architecture: model.architecture, classes: null, preprocessing: table, settings: { seed: 1 }, result: { r2: 0.5 }, versions: {} }; // prettier-ignore
    const bytes = writeModelFile(record, model.weights);
    const back = readModelFile(bytes);
    expect(back.record).toEqual(record);
    expect(writeModelFile(back.record, back.weights)).toEqual(bytes);
  });

  test("without a record are refused", async () => {
    const { safetensors } = await import("nabla/io");
    expect(() => readModelFile(safetensors.write({ a: tensor([1]) }))).toThrow("give the model.json of its run too");
  });
});

test("exportPyTorch writes the layers, the classes and the scaling", () => {
  const { model } = modelOf(
    { input: [3], layers: [...dense("gelu", "step"), { layer: "linear", in: 4, out: 1 }] },
    { classes: ["no", "yes"] },
  );
  const program = exportPyTorch(model);
  for (const part of ["nn.Linear(3, 4)", "nn.GELU()", "Step()", "nn.BatchNorm1d(4)", "Residual(nn.Sequential(", "nn.LayerNorm(4)", "nn.Dropout(0.5)", 'classes = ["no","yes"]', "torch.zeros_like(z)", "-2, 4, 1)"]) expect(program).toContain(part); // prettier-ignore
});
