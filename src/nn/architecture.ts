// A network as plain data: what a file of settings holds, and how layers are made of it. Knows no data sets, no training, no files.
import type { Generator } from "../mini.ts";
import { elu, gelu, identity, leakyRelu, relu, sigmoid, silu, step, tanh } from "./activation.ts";
import { batchNorm1d } from "./batch-normalization.ts";
import { residual, sequential } from "./container.ts";
import type { Sequential } from "./container.ts";
import { conv2d } from "./convolution.ts";
import * as init from "./init.ts";
import { linear } from "./linear.ts";
import type { Linear } from "./linear.ts";
import type { Module } from "./module.ts";
import { layerNorm } from "./normalization.ts";
import { maxPool2d } from "./pooling.ts";
import { dropout } from "./regularization.ts";
import { flatten } from "./shape.ts";

/** Activations that a network given as data may have. */
export const ACTIVATIONS = ["identity", "step", "sigmoid", "tanh", "relu", "leakyRelu", "elu", "gelu", "silu"] as const;
/** Names of the activations that a described network may have. */
export type ActivationName = (typeof ACTIVATIONS)[number];

/** One layer, as data. `residual` is x + its layers of x: they must keep the shape. */
export type LayerSpec =
  | { readonly layer: "conv2d"; readonly in: number; readonly out: number; readonly kernel: number; readonly padding: number }
  | { readonly layer: "maxPool2d"; readonly size: number }
  | { readonly layer: "flatten" }
  | { readonly layer: "dropout"; readonly share: number }
  | { readonly layer: "linear"; readonly in: number; readonly out: number }
  | { readonly layer: "batchNorm"; readonly features: number }
  | { readonly layer: "layerNorm"; readonly features: number }
  | { readonly layer: "residual"; readonly layers: readonly LayerSpec[] }
  | { readonly layer: "activation"; readonly name: ActivationName };

/** A network, as data. */
export interface Architecture {
  /** Shape of one example. */
  readonly input: readonly number[];
  readonly layers: readonly LayerSpec[];
}

/** Ways to choose the first weights of fully connected layers. */
export const INITIALS = ["default", "xavier", "he", "orthogonal", "normal", "zeros"] as const;
/** Names of the first values that a described network may be given. */
export type InitialName = (typeof INITIALS)[number];

/** What `buildNetwork` may be told. */
export interface BuildOptions {
  /** Where first weights and dropout come from; the library's own generator unless told. */
  readonly generator?: Generator;
  /** Of fully connected layers: PyTorch's ("default"), Xavier's or He's normal one, orthogonal, normal with deviation 1, or all zero. */
  readonly initial?: InitialName;
}

const activationOf = (name: ActivationName): Module => {
  switch (name) {
    case "identity":
      return identity();
    case "step":
      return step();
    case "sigmoid":
      return sigmoid();
    case "tanh":
      return tanh();
    case "relu":
      return relu();
    case "leakyRelu":
      return leakyRelu();
    case "elu":
      return elu();
    case "gelu":
      return gelu();
    case "silu":
      return silu();
  }
};

function linearOf(inputs: number, outputs: number, { generator, initial = "default" }: BuildOptions): Linear {
  const own = generator ? { generator } : {};
  const layer = linear(inputs, outputs, own);
  const shape = [outputs, inputs];
  if (initial === "default") return layer;
  const weight =
    initial === "xavier"
      ? init.xavierNormal(shape, own)
      : initial === "he"
        ? init.kaimingNormal(shape, { ...own, nonlinearity: "relu" })
        : initial === "orthogonal"
          ? init.orthogonal(shape, own)
          : initial === "normal"
            ? init.normal(shape, 0, 1, own)
            : init.zeros(shape);
  layer.weight.assign(weight);
  layer.bias?.assign(init.zeros([outputs]));
  return layer;
}

function layerOf(spec: LayerSpec, options: BuildOptions): Module {
  const own = options.generator ? { generator: options.generator } : {};
  switch (spec.layer) {
    case "conv2d":
      return conv2d(spec.in, spec.out, spec.kernel, { padding: spec.padding, ...own });
    case "maxPool2d":
      return maxPool2d(spec.size);
    case "flatten":
      return flatten();
    case "dropout":
      return dropout(spec.share, own);
    case "linear":
      return linearOf(spec.in, spec.out, options);
    case "batchNorm":
      return batchNorm1d(spec.features);
    case "layerNorm":
      return layerNorm(spec.features);
    case "residual":
      return residual(sequential(...spec.layers.map((inner) => layerOf(inner, options))));
    case "activation":
      return activationOf(spec.name);
  }
}

/**
 * A fresh network from its description.
 * @example
 * const network = nn.buildNetwork({ input: [2], layers: [{ layer: "linear", in: 2, out: 3 }, { layer: "activation", name: "tanh" }] })
 * network.forward(ones([5, 2])).shape // [5, 3]
 * Object.keys(network.stateDict()) // ["0.weight", "0.bias"]
 */
export const buildNetwork = ({ layers }: Architecture, options: BuildOptions = {}): Sequential =>
  sequential(...layers.map((spec) => layerOf(spec, options)));
