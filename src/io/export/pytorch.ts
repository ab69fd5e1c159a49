// A trained network as a PyTorch program: the same layers, the weights from a safetensors file, raw rows in, predictions out.
import { kindsOf, oneForTwo, placed } from "./model.ts";
import type { ExportModel, PlacedLayer } from "./model.ts";

const ACTIVATIONS = { identity: "nn.Identity()", step: "Step()", sigmoid: "nn.Sigmoid()", tanh: "nn.Tanh()", relu: "nn.ReLU()", leakyRelu: "nn.LeakyReLU(0.01)", elu: "nn.ELU()", gelu: "nn.GELU()", silu: "nn.SiLU()" } as const; // prettier-ignore

function layerCode({ spec, inner }: PlacedLayer, indent: string): string {
  switch (spec.layer) {
    case "linear":
      return `nn.Linear(${spec.in}, ${spec.out})`;
    case "conv2d":
      return `nn.Conv2d(${spec.in}, ${spec.out}, ${spec.kernel}, padding=${spec.padding})`;
    case "maxPool2d":
      return `nn.MaxPool2d(${spec.size})`;
    case "flatten":
      return "nn.Flatten()";
    case "dropout":
      return `nn.Dropout(${spec.share})`;
    case "batchNorm":
      return `nn.BatchNorm1d(${spec.features})`;
    case "layerNorm":
      return `nn.LayerNorm(${spec.features})`;
    case "activation":
      return ACTIVATIONS[spec.name];
    case "residual":
      return `Residual(nn.Sequential(\n${inner.map((layer) => `${indent}    ${layerCode(layer, `${indent}    `)},\n`).join("")}${indent}))`;
  }
}

const text = (value: string): string => JSON.stringify(value);

function inputsCode({ preprocessing }: ExportModel): string {
  if (preprocessing.format === "nabla-pictures-1")
    return `def inputs(pictures):
    """Grey pictures, ink bright, 0 … ${Math.round(1 / preprocessing.scale)}: a list of ${preprocessing.height} rows of ${preprocessing.width} values each."""
    return torch.tensor(pictures, dtype=torch.float32).reshape(-1, 1, ${preprocessing.height}, ${preprocessing.width}) * ${preprocessing.scale}`;
  const columns = preprocessing.features.map((feature) =>
    feature.kind === "number"
      ? `        *number(row.get(${text(feature.name)}), ${feature.mean}, ${feature.std}, ${feature.fill}),`
      : `        *category(row.get(${text(feature.name)}), ${JSON.stringify(feature.categories)}, ${text(feature.fill)}),`,
  );
  return `def number(value, mean, std, fill):
    return [((fill if value is None else value) - mean) / std]


def category(value, categories, fill):
    return [float(known == (fill if value is None else value)) for known in categories]


def inputs(rows):
    """Rows as dictionaries of raw values; None where one is missing."""
    return torch.tensor([[
${columns.join("\n")}
    ] for row in rows], dtype=torch.float32)`;
}

function predictCode(model: ExportModel): string {
  const { classes, preprocessing } = model;
  if (!classes) {
    const target = preprocessing.format === "nabla-table-1" && preprocessing.target.task === "regression" ? preprocessing.target : { mean: 0, std: 1 }; // prettier-ignore
    return `    with torch.no_grad():
        return (model(inputs(rows))[:, 0] * ${target.std} + ${target.mean}).tolist()`;
  }
  const logits = oneForTwo(model)
    ? `        z = model(inputs(rows))
        shares = torch.softmax(torch.cat([torch.zeros_like(z), z], dim=1), dim=1)`
    : `        shares = torch.softmax(model(inputs(rows)), dim=1)`;
  return `    with torch.no_grad():
${logits}
    return [(classes[int(share.argmax())], dict(zip(classes, share.tolist()))) for share in shares]`;
}

/**
 * A trained network as a PyTorch program that reads the weights from `model.safetensors` beside it. It needs torch and nothing else.
 * @param file name of the file with the weights
 * @example
 * const architecture = { input: [1], layers: [{ layer: "linear", in: 1, out: 1 }] }
 * const preprocessing = { format: "nabla-table-1", features: [{ kind: "number", name: "x", mean: 0, std: 1, fill: 0 }], target: { task: "regression", name: "y", mean: 0, std: 1 } }
 * exportPyTorch({ name: "line", architecture, weights: {}, classes: null, preprocessing }).includes("nn.Linear(1, 1)") // true
 */
export function exportPyTorch(model: ExportModel, file = "model.safetensors"): string {
  const { architecture, classes, name } = model;
  const layers = placed(architecture.layers);
  const kinds = kindsOf(architecture.layers);
  const step = JSON.stringify(architecture.layers).includes('"name":"step"');
  const classesCode = [
    ...(kinds.has("residual") ? ["class Residual(nn.Module):\n    def __init__(self, body):\n        super().__init__()\n        self.body = body\n\n    def forward(self, x):\n        return x + self.body(x)\n"] : []),
    ...(step ? ["class Step(nn.Module):\n    def forward(self, x):\n        return (x > 0).to(x.dtype)\n"] : []),
  ]; // prettier-ignore
  return `# ${name.replace(/[\r\n]/g, " ")}: a network trained with nabla, in PyTorch. Lay ${file} beside this file.
import json
import struct

import torch
from torch import nn

${classesCode.map((part) => `\n${part}\n`).join("")}
def load(path):
    """Reads a safetensors file."""
    types = {"F32": torch.float32, "I32": torch.int32, "I64": torch.int64}
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    return {
        name: torch.frombuffer(data[slice(*entry["data_offsets"])], dtype=types[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
    }


model = nn.Sequential(
${layers.map((layer) => `    ${layerCode(layer, "    ")},`).join("\n")}
)
model.load_state_dict(load(${text(file)}))
model.eval()
${classes ? `classes = ${JSON.stringify(classes)}\n` : ""}

${inputsCode(model)}


def predict(rows):
${predictCode(model)}
`;
}
