// Files of PyTorch: models with its weights give its outputs; what is in a file of torch.save; what is refused.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NablaError } from "../../src/index.ts";
import { loadPyTorch, safetensors } from "../../src/io/index.ts";
import { readZip, writeZip } from "../../src/io/zip.ts";
import type { Module } from "../../src/nn/index.ts";
import { Gpt2, ResNet18, mlp, recurrent } from "../helpers/pytorch-models.ts";
import { near, tensorOf, unpack, type Packed } from "../oracle/oracle.ts";

const folder = join(import.meta.dirname, "../oracle/fixtures");
const file = (name: string): Uint8Array => readFileSync(join(folder, name));
const records = JSON.parse(readFileSync(join(folder, "pytorch-models.json"), "utf8")) as Readonly<
  Record<string, { readonly input: Packed; readonly output: Packed }>
>;

describe("weights saved by PyTorch give PyTorch's outputs", () => {
  const models: Readonly<Record<string, () => Module>> = {
    mlp,
    resnet18: () => new ResNet18(),
    lstm: recurrent,
    gpt2: () => new Gpt2(),
  };
  for (const [name, make] of Object.entries(models)) {
    const readers = { safetensors: (bytes: Uint8Array) => safetensors.read(bytes).tensors, pt: (bytes: Uint8Array) => loadPyTorch(bytes) };
    for (const [ending, read] of Object.entries(readers)) {
      test(`${name}.${ending}`, () => {
        const model = make().eval();
        const before = model.forward(tensorOf(records[name]!.input)).data();
        const { input, output } = records[name]!;
        model.loadStateDict(read(file(`${name}.${ending}`)));
        const got = model.forward(tensorOf(input));
        expect(got.shape).toEqual(output.shape);
        near(name, got.data(), unpack(output), 2e-5);
        expect(() => near(name, before, unpack(output), 2e-5)).toThrow();
      });
    }
  }
  test("a model's own state written by nabla is read back the same", () => {
    const model = new ResNet18();
    const state = safetensors.read(safetensors.write(model.stateDict())).tensors;
    expect(Object.keys(state).sort()).toEqual(Object.keys(loadPyTorch(file("resnet18.pt"))).sort());
  });
  test("tied weights are one tensor with two names", () => {
    const model = new Gpt2();
    const names = Object.keys(model.stateDict());
    expect(names).toContain("lm_head.weight");
    expect(names).toContain("transformer.wte.weight");
    expect(model.namedParameters().map(([name]) => name)).not.toContain("lm_head.weight");
  });
});

describe("files of torch.save", () => {
  test("all element types, strides, names in dictionaries; what is no tensor is left out", () => {
    const tensors = loadPyTorch(file("odd.pt"));
    expect(Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, [x.dtype, x.shape, x.toArray()]]))).toEqual({
      "model.half": ["f32", [2], [1.5, -2]],
      "model.brain": ["f32", [2], [1.5, -2]],
      "model.double": ["f64", [1], [Math.fround(0.1)]],
      "model.long": ["i32", [2], [3, -4]],
      "model.int": ["i32", [1], [5]],
      "model.short": ["i32", [1], [-6]],
      "model.char": ["i32", [1], [-7]],
      "model.byte": ["u8", [1], [200]],
      "model.bool": ["bool", [2], [true, false]],
      "model.scalar": ["f32", [], 2.5],
      "model.empty": ["f32", [0, 3], []],
      "model.turned": ["f32", [3, 2], [[0, 3], [1, 4], [2, 5]]],
      "model.part": ["f32", [2, 2], [[4, 6], [8, 10]]],
      "model.parameter": ["f32", [2], [1, 1]],
      "model.alike": ["f32", [3, 2], [[0, 1], [0, 1], [0, 1]]],
    }); // prettier-ignore
    expect(Object.keys(loadPyTorch(file("odd.pt"), { key: "model" }))).toContain("half");
  });

  const refused: [name: string, body: () => unknown, message: string][] = [
    ["a whole model", () => loadPyTorch(file("whole-model.pt")), "save model.state_dict()"],
    ["the old format", () => loadPyTorch(file("old-format.pt")), "format before PyTorch 1.6"],
    ["something else", () => loadPyTorch(file("mlp.safetensors")), "does not begin as a zip archive"],
    ["nothing", () => loadPyTorch(new Uint8Array()), "does not begin as a zip archive"],
    ["an unknown key", () => loadPyTorch(file("odd.pt"), { key: "weights" }), 'no dictionary under "weights"; its keys are epoch'],
    ["half a file", () => loadPyTorch(file("mlp.pt").subarray(0, 1500)), "cut off"],
  ];
  test.each(refused)("%s is refused", (_, body, message) => {
    expect(body).toThrow(NablaError);
    expect(body).toThrow(message);
  });

  test("a file that would run something is refused, whatever byte is changed nothing else than an error of ours comes", () => {
    const good = file("mlp.pt");
    // The check sums of the archive are those of what was changed: it is the pickle that must refuse.
    const files = readZip(good);
    const name = [...files.keys()].find((path) => path.endsWith("data.pkl"))!;
    const withPickle = (pickle: Uint8Array): Uint8Array => writeZip(new Map([...files, [name, pickle]]));
    const pickle = files.get(name)!;
    const evil = Buffer.from(pickle).toString("latin1").replace("ccollections\nOrderedDict", "cposixxxxxxx\nsystemxxxxx");
    expect(() => loadPyTorch(withPickle(new Uint8Array(Buffer.from(evil, "latin1"))))).toThrow(/object of posixxxxxxx.systemxxxxx/);
    const check = (broken: Uint8Array, what: string): void => {
      try {
        loadPyTorch(broken);
      } catch (error) {
        expect(error, `${what}: ${String(error)}`).toBeInstanceOf(NablaError);
      }
    };
    for (let i = 0; i < pickle.length; i++) {
      const broken = pickle.slice();
      broken[i] = (broken[i]! + 91) & 255;
      check(withPickle(broken), `byte ${i} of the pickle`);
    }
    for (let i = 0; i < good.length; i++) {
      const broken = new Uint8Array(good);
      broken[i] = (broken[i]! + 91) & 255;
      check(broken, `byte ${i}`);
    }
  });
});
