// Layers, and where non-linearity comes from: without an activation any number of layers is one layer; with one, each unit
// folds the line once.
import { Generator, eye, grad, tensor, zeros } from "../index.ts";
import type { Tensor } from "../index.ts";
import { linear, relu, sequential } from "../nn/index.ts";
import type { Linear, Sequential } from "../nn/index.ts";

/** Fully connected layers of these sizes, with an activation between them or with nothing. */
export function stackOfLayers(sizes: readonly number[], seed: number, activation?: typeof relu): Sequential {
  const generator = new Generator(seed);
  const layers = sizes.slice(1).map((out, l) => linear(sizes[l]!, out, { generator, dtype: "f64" }));
  return sequential(...layers.flatMap((layer, l) => (activation && l < layers.length - 1 ? [layer, activation()] : [layer])));
}

/** The one affine map that a stack of linear layers is: W = Wₙ … W₁, b = Wₙ(… W₂b₁ + b₂ …) + bₙ. */
export function collapse(net: Sequential): { readonly weight: Tensor; readonly bias: Tensor } {
  const layers = net.layers as readonly Linear[];
  const inputs = layers[0]!.weight.shape[1]!;
  return layers.reduce(
    ({ weight, bias }, layer) => ({
      weight: layer.weight.matmul(weight),
      bias: layer.weight.matmul(bias).add(layer.bias!),
    }),
    { weight: eye(inputs, inputs, { dtype: "f64" }), bias: zeros([inputs], { dtype: "f64" }) },
  );
}

/** A network of one input and one output with a hidden layer of rectifiers. */
export const folder = (units: number, seed: number): Sequential => stackOfLayers([1, units, 1], seed, relu);

/** Slopes dy/dx of a network of one input, at each place. */
export function slopes(net: Sequential, places: ArrayLike<number>): Float64Array {
  const x = tensor(Float64Array.from(places), { shape: [places.length, 1], dtype: "f64", requiresGrad: true });
  return Float64Array.from(grad(net.forward(x).sum(), [x])[0]!.data());
}

/** Linear pieces of a network of one input: how often the slope changes between `low` and `high`, and one. */
export function countPieces(net: Sequential, low: number, high: number, places = 20_001): number {
  const found = slopes(
    net,
    Float64Array.from({ length: places }, (_, i) => low + ((high - low) * i) / (places - 1)),
  );
  return 1 + found.slice(1).filter((slope, i) => Math.abs(slope - found[i]!) > 1e-12).length;
}

/** Where the units of the hidden layer fold the line: −b/w. */
export function folds(net: Sequential): number[] {
  const { weight, bias } = net.layers[0] as Linear;
  const w = weight.data();
  return Array.from(bias!.data(), (b, unit) => -b / w[unit]!);
}
