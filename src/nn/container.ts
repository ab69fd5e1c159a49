// Modules made of modules.
import type { Tensor } from "../index.ts";
import { Module } from "./module.ts";

/** Modules one after another. */
export class Sequential extends Module {
  readonly layers: readonly Module[];

  constructor(layers: readonly Module[]) {
    super();
    this.layers = layers;
  }

  protected override members(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.layers);
  }

  forward(input: Tensor): Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value), input);
  }
}

/**
 * Modules one after another; parameters are named "0.weight", "0.bias", "1.weight", …
 * @example
 * nn.sequential(nn.linear(4, 8), nn.tanh(), nn.linear(8, 3)).forward(ones([5, 4])).shape // [5, 3]
 */
export const sequential = (...layers: readonly Module[]): Sequential => new Sequential(layers);
