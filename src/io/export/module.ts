// A trained network as one ES module of plain JavaScript: raw row or picture in, prediction out. It depends on nothing.
import { activationsOf, kindsOf, oneForTwo, placed, valuesOf } from "./model.ts";
import type { ExportModel, InputColumn, PlacedLayer } from "./model.ts";
import { ACTIVATION_CODE, ERF_CODE, LAYER_CODE } from "./module-parts.ts";

/** An exported module. */
export interface ModuleSource {
  /** The `.js` file: an ES module with JSDoc types. */
  readonly code: string;
  /** The `.d.ts` file beside it. */
  readonly types: string;
}

const quote = (text: string): string => JSON.stringify(text);

const toBase64 = (values: ArrayLike<number>): string => {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x2000) text += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
  return btoa(text);
};

/** Parameters that the code of a layer needs, in the order of its arguments. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  linear: ["weight", "bias"],
  conv2d: ["weight", "bias"],
  batchNorm: ["weight", "bias", "running_mean", "running_var"],
  layerNorm: ["weight", "bias"],
};

/** Lines of code that carry x through the layers; the shape of x is followed along the way. */
function steps(layers: readonly PlacedLayer[], shape: readonly number[], indent: string): { lines: string[]; shape: readonly number[] } {
  const lines: string[] = [];
  for (const { spec, path, inner } of layers) {
    const given = (NEEDS[spec.layer] ?? []).map((name) => `w[${quote(`${path}.${name}`)}]`).join(", ");
    const [channels = 1, height = 1, width = 1] = shape;
    switch (spec.layer) {
      case "linear":
        lines.push(`x = linear(x, ${given});`);
        shape = [spec.out];
        break;
      case "conv2d":
        lines.push(`x = conv2d(x, ${given}, ${channels}, ${height}, ${width}, ${spec.kernel}, ${spec.padding});`);
        shape = [spec.out, height + 2 * spec.padding - spec.kernel + 1, width + 2 * spec.padding - spec.kernel + 1];
        break;
      case "maxPool2d":
        lines.push(`x = maxPool2d(x, ${channels}, ${height}, ${width}, ${spec.size});`);
        shape = [channels, Math.floor(height / spec.size), Math.floor(width / spec.size)];
        break;
      case "flatten":
        shape = [shape.reduce((product, size) => product * size, 1)];
        break;
      case "batchNorm":
        lines.push(`x = batchNorm(x, ${given});`);
        break;
      case "layerNorm":
        lines.push(`x = layerNorm(x, ${given});`);
        break;
      case "activation":
        if (spec.name !== "identity") lines.push(`x = x.map(${spec.name});`);
        break;
      case "residual": {
        const block = steps(inner, shape, "");
        lines.push("{", "  const past = x;", ...block.lines.map((line) => `  ${line}`), "  x = x.map((v, i) => v + past[i]);", "}");
        break;
      }
      case "dropout":
        break; // only while training
    }
  }
  return { lines: lines.map((line) => indent + line), shape };
}

const unionOf = (words: readonly string[]): string => words.map(quote).join(" | ");

const inputType = (feature: InputColumn): string =>
  `${quote(feature.name)}: ${feature.kind === "number" ? "number" : unionOf(feature.categories)} | null`;

/** Code that makes the input vector of a row or a picture. */
function inputCode({ preprocessing }: ExportModel): string {
  if (preprocessing.format === "nabla-pictures-1") {
    const { scale, height, width } = preprocessing;
    return `function inputOf(picture) {
  if (picture.length !== ${height * width}) throw new Error(\`predict: a picture has ${height} × ${width} = ${height * width} grey values (0 … ${Math.round(1 / scale)}, ink bright), got \${picture.length}\`);
  return Float64Array.from(picture, (ink) => ink * ${scale});
}`;
  }
  const parts = preprocessing.features.map((feature) =>
    feature.kind === "number"
      ? `    ...number(row, ${quote(feature.name)}, ${feature.mean}, ${feature.std}, ${feature.fill}),`
      : `    ...category(row, ${quote(feature.name)}, ${JSON.stringify(feature.categories)}, ${quote(feature.fill)}),`,
  );
  const uses = (kind: InputColumn["kind"]): boolean => preprocessing.features.some((feature) => feature.kind === kind);
  const helpers = [
    ...(uses("number")
      ? [
          `function number(row, name, mean, std, fill) {
  const value = row[name] ?? fill;
  if (typeof value !== "number") throw new Error(\`predict: \${name} must be a number, got \${JSON.stringify(value)}\`);
  return [((Number.isNaN(value) ? fill : value) - mean) / std];
}`,
        ]
      : []),
    ...(uses("category")
      ? [
          `function category(row, name, categories, fill) {
  const value = row[name] ?? fill;
  if (!categories.includes(value)) throw new Error(\`predict: \${name} is \${JSON.stringify(value)}; the network knows \${categories.join(", ")}\`);
  return categories.map((known) => (known === value ? 1 : 0));
}`,
        ]
      : []),
  ];
  return `${helpers.join("\n\n")}${helpers.length > 0 ? "\n\n" : ""}function inputOf(row) {
  return Float64Array.from([
${parts.join("\n")}
  ]);
}`;
}

/** Code that makes an answer of the network's outputs. */
function answerCode(model: ExportModel): string {
  const { classes, preprocessing } = model;
  if (!classes) {
    const { mean, std } = preprocessing.format === "nabla-table-1" && preprocessing.target.task === "regression" ? preprocessing.target : { mean: 0, std: 1 }; // prettier-ignore
    return `function answerOf(z) {
  return z[0] * ${std} + ${mean};
}`;
  }
  const outputs = oneForTwo(model) ? "[0, z[0]]" : "[...z]";
  return `function answerOf(z) {
  const outputs = ${outputs};
  const most = Math.max(...outputs);
  const shares = outputs.map((v) => Math.exp(v - most));
  const sum = shares.reduce((a, b) => a + b, 0);
  const best = outputs.indexOf(most);
  return {
    prediction: classes[best],
    probabilities: Object.fromEntries(classes.map((name, c) => [name, shares[c] / sum])),
  };
}`;
}

function typesOf({ classes, preprocessing }: ExportModel): { readonly input: string; readonly output: string } {
  const input =
    preprocessing.format === "nabla-pictures-1"
      ? "ArrayLike<number>"
      : `{ ${preprocessing.features.map((feature) => inputType(feature)).join("; ")} }`;
  if (!classes) return { input, output: "number" };
  const union = unionOf(classes);
  return { input, output: `{ prediction: ${union}; probabilities: Record<${union}, number> }` };
}

/**
 * A trained network as one self-contained ES module in JavaScript, with types: `predict(row)` takes a raw row (or the grey values of a picture)
 * and gives the prediction; it needs nothing else to run.
 * @example
 * const weights = { "0.weight": tensor([[2]]), "0.bias": tensor([1]) }
 * const architecture = { input: [1], layers: [{ layer: "linear", in: 1, out: 1 }] }
 * const preprocessing = { format: "nabla-table-1", features: [{ kind: "number", name: "x", mean: 0, std: 1, fill: 0 }], target: { task: "regression", name: "y", mean: 0, std: 1 } }
 * exportModule({ name: "line", architecture, weights, classes: null, preprocessing }).types.includes("predict(row: Input): Output") // true
 */
export function exportModule(model: ExportModel): ModuleSource {
  const { architecture, weights, classes, name } = model;
  const layers = placed(architecture.layers);
  const { lines } = steps(layers, architecture.input, "  ");
  const kinds = kindsOf(architecture.layers);
  const activations = activationsOf(architecture.layers);
  const needed = (all: readonly PlacedLayer[]): string[] =>
    all.flatMap(({ spec, path, inner }) => [...(NEEDS[spec.layer] ?? []).map((part) => `${path}.${part}`), ...needed(inner)]);
  const packed = needed(layers).map((key) => `  ${quote(key)}: floats(${quote(toBase64(valuesOf(weights[key]!)))}),`);
  const types = typesOf(model);
  const functions = [
    ...[...kinds].flatMap((kind) => LAYER_CODE[kind] ?? []),
    ...(activations.has("gelu") ? [ERF_CODE] : []),
    ...[...activations].filter((one) => one !== "identity").map((one) => `const ${one} = (x) => ${ACTIVATION_CODE[one]};`),
  ];
  const parameter = model.preprocessing.format === "nabla-pictures-1" ? "picture" : "row";
  const code = `// ${name.replace(/[\r\n]/g, " ")}: a network trained with nabla. This file needs nothing else.

/** @typedef {${types.input}} Input */
/** @typedef {${types.output}} Output */

// Weights: 32-bit floats, little-endian, in base64.
const floats = (text) => new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
const w = {
${packed.join("\n")}
};
${classes ? `\nexport const classes = ${JSON.stringify(classes)};\n` : ""}
${functions.join("\n\n")}

${inputCode(model)}

${answerCode(model)}

/** The raw outputs of the network for an input vector. */
export function forward(input) {
  let x = Float64Array.from(input);
${lines.join("\n")}
  return x;
}

/**
 * @param {Input} ${parameter}
 * @returns {Output}
 */
export function predict(${parameter}) {
  return answerOf(forward(inputOf(${parameter})));
}
`;
  const declarations = `// Types of ${name.replace(/[\r\n]/g, " ")}.
export type Input = ${types.input};
export type Output = ${types.output};
${classes ? `export declare const classes: readonly [${classes.map(quote).join(", ")}];\n` : ""}/** The raw outputs of the network for an input vector. */
export declare function forward(input: ArrayLike<number>): Float64Array;
export declare function predict(${parameter}: Input): Output;
`;
  return { code, types: declarations };
}
