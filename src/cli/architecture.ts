// The network of a run as plain data: it is chosen here, stored in model.json, and counted. Knows nothing of data sets and of training.
import { ACTIVATIONS } from "../nn/index.ts";
import type { ActivationName, Architecture as LayeredArchitecture, LayerSpec } from "../nn/index.ts";
import { nearest, usageError } from "./errors.ts";

export type { ActivationName, LayeredArchitecture, LayerSpec };

/** Networks that are no row of layers: network.ts builds them by name. */
export interface NamedArchitecture {
  /** Shape of one example. */
  readonly input: readonly number[];
  readonly network: "gpt" | "translator" | "unet" | "detector" | "bag" | "lstm" | "transformer";
  readonly options: Readonly<Record<string, number>>;
}

/** The network of a run. */
export type Architecture = LayeredArchitecture | NamedArchitecture;

export const isLayered = (architecture: Architecture): architecture is LayeredArchitecture => "layers" in architecture;

export const parseActivation = (text: string): ActivationName => {
  const found = ACTIVATIONS.find((name) => name.toLowerCase() === text.toLowerCase());
  if (found) return found;
  const near = nearest(text, ACTIVATIONS);
  throw usageError(`--activation ${text}: unknown; choose one of ${ACTIVATIONS.join(", ")}${near ? ` (did you mean ${near}?)` : ""}`);
};

/** `64,64` → [64, 64]; an empty text or `none` means no hidden layer. */
export function parseLayers(text: string): number[] {
  if (text.trim() === "" || text.trim() === "none" || text.trim() === "0") return [];
  return text.split(",").map((part) => {
    const size = Number(part.trim());
    if (!/^\d+$/.test(part.trim()) || size < 1)
      throw usageError(`--layers ${text}: "${part.trim()}" is no layer size; write whole numbers from 1 up, as in --layers 64,32`);
    if (size > 65_536) throw usageError(`--layers ${text}: a layer of ${part.trim()} units is too large; 65536 is the most`);
    return size;
  });
}

const product = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);

/** A multilayer perceptron with the given hidden sizes. */
export function perceptron(
  input: readonly number[],
  hidden: readonly number[],
  outputs: number,
  activation: ActivationName,
): LayeredArchitecture {
  const layers: LayerSpec[] = input.length > 1 ? [{ layer: "flatten" }] : [];
  let width = product(input);
  for (const size of hidden) {
    layers.push({ layer: "linear", in: width, out: size }, { layer: "activation", name: activation });
    width = size;
  }
  layers.push({ layer: "linear", in: width, out: outputs });
  return { input, layers };
}

/** A small convolutional network: three times convolution and pooling, dropout, and one layer that decides. */
export function convolutional(input: readonly number[], outputs: number, activation: ActivationName, width = 24): LayeredArchitecture {
  const [channels, height, across] = input as readonly [number, number, number];
  const stage = (from: number, to: number, kernel: number): LayerSpec[] => [
    { layer: "conv2d", in: from, out: to, kernel, padding: (kernel - 1) / 2 },
    { layer: "activation", name: activation },
    { layer: "maxPool2d", size: 2 },
  ];
  return {
    input,
    layers: [
      ...stage(channels, width, 5),
      ...stage(width, 2 * width, 3),
      ...stage(2 * width, 4 * width, 3),
      { layer: "flatten" },
      { layer: "dropout", share: 0.4 },
      { layer: "linear", in: 4 * width * Math.floor(height / 8) * Math.floor(across / 8), out: outputs },
    ],
  };
}

/** One line of the table of layers. */
export interface LayerReport {
  readonly name: string;
  readonly output: readonly number[];
  readonly parameters: number;
  /** Additions and multiplications for one example, forward. */
  readonly flops: number;
}

/** Shapes, parameters and cost, from the data alone. */
export const layerReport = ({ input, layers }: LayeredArchitecture): LayerReport[] => reportFrom(input, layers);

function reportFrom(input: readonly number[], layers: readonly LayerSpec[]): LayerReport[] {
  let shape = input;
  return layers.flatMap((spec) => {
    let parameters = 0;
    let flops = 0;
    let name: string = spec.layer;
    switch (spec.layer) {
      case "conv2d": {
        const [, height, width] = shape as readonly [number, number, number];
        const out = [spec.out, height + 2 * spec.padding - spec.kernel + 1, width + 2 * spec.padding - spec.kernel + 1];
        parameters = spec.out * (spec.in * spec.kernel ** 2 + 1);
        flops = product(out) * (2 * spec.in * spec.kernel ** 2);
        name = `conv2d ${spec.kernel}×${spec.kernel}`;
        shape = out;
        break;
      }
      case "maxPool2d": {
        const [channels, height, width] = shape as readonly [number, number, number];
        shape = [channels, Math.floor(height / spec.size), Math.floor(width / spec.size)];
        flops = product(shape) * (spec.size ** 2 - 1);
        name = `maxPool2d ${spec.size}×${spec.size}`;
        break;
      }
      case "flatten":
        shape = [product(shape)];
        break;
      case "dropout":
        name = `dropout ${spec.share}`;
        break;
      case "linear":
        parameters = spec.out * (spec.in + 1);
        flops = 2 * spec.in * spec.out;
        shape = [...shape.slice(0, -1), spec.out];
        break;
      case "batchNorm":
      case "layerNorm":
        parameters = 2 * spec.features;
        flops = 2 * product(shape);
        break;
      case "residual": {
        const inner = reportFrom(shape, spec.layers);
        return [...inner, { name: "x + …", output: shape, parameters: 0, flops: product(shape) }];
      }
      case "activation":
        name = spec.name;
        flops = product(shape);
        break;
    }
    return [{ name, output: shape, parameters, flops }];
  });
}
