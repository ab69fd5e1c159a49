// Layers that change the shape or the scale of what passes, without learning.
import { cast, flatten as flattenAxes, NablaError, tensor, unflatten as cut, variable } from "../mini.ts";
import type { Shape, Tensor } from "../mini.ts";
import { needRank } from "./errors.ts";
import { Module } from "./module.ts";

/** Makes one axis of those from `start` to `end`: [N, C, H, W] → [N, C·H·W]. */
export class Flatten extends Module {
  readonly start: number;
  readonly end: number;

  constructor(start = 1, end = -1) {
    super();
    this.start = start;
    this.end = end;
  }

  forward(input: Tensor): Tensor {
    return flattenAxes(input, this.start, this.end);
  }
}

/**
 * Makes one axis of those from `start` to `end`: [N, C, H, W] → [N, C·H·W].
 * @example
 * nn.flatten().forward(zeros([2, 3, 4])).shape // [2, 12]
 */
export const flatten = (start = 1, end = -1): Flatten => new Flatten(start, end);

/** Cuts one axis into several. */
export class Unflatten extends Module {
  readonly axis: number;
  readonly sizes: Shape;

  constructor(axis: number, sizes: Shape) {
    super();
    this.axis = axis;
    this.sizes = sizes;
  }

  forward(input: Tensor): Tensor {
    return cut(input, this.axis, this.sizes);
  }

  override describe(): string {
    return `axis ${this.axis} to ${this.sizes.join("×")}`;
  }
}

/**
 * Cuts one axis into several: [N, C·H·W] → [N, C, H, W]. One size may be −1.
 * @example
 * nn.unflatten(1, [3, -1]).forward(zeros([2, 12])).shape // [2, 3, 4]
 */
export const unflatten = (axis: number, sizes: Shape): Unflatten => new Unflatten(axis, sizes);

/** Gives each sample a shape; the first axis stays. */
export class Reshape extends Module {
  readonly shape: Shape;

  constructor(shape: Shape) {
    super();
    this.shape = shape;
  }

  forward(input: Tensor): Tensor {
    needRank("reshape", input, [1, 2, 3, 4, 5, 6, 7, 8], "an input with an axis of samples");
    return input.reshape([input.shape[0]!, ...this.shape]);
  }

  override describe(): string {
    return this.shape.join("×");
  }
}

/**
 * Gives each sample that shape; the first axis stays.
 * @example
 * nn.reshape([1, 2, 2]).forward(zeros([5, 4])).shape // [5, 1, 2, 2]
 */
export const reshape = (shape: Shape): Reshape => new Reshape(shape);

/** What a scaler has learned: one number for all, or one for each column (last axis). */
export interface Scale {
  readonly mean: number | readonly number[];
  readonly std: number | readonly number[];
}

/** (x − mean) / std with numbers that are kept in the model and saved with it. */
export class Standardize extends Module {
  readonly mean: Tensor;
  readonly std: Tensor;

  constructor({ mean, std }: Scale) {
    super();
    const values = typeof std === "number" ? [std] : std;
    if (values.some((value) => !(value > 0))) throw new NablaError("layer-option", "standardize: every standard deviation must be above 0");
    if (typeof mean !== typeof std || (typeof mean !== "number" && mean.length !== values.length)) {
      throw new NablaError("layer-option", "standardize: mean and std must both be numbers, or lists of equal length");
    }
    this.mean = variable(tensor(mean, { dtype: "f32" }));
    this.std = variable(tensor(std, { dtype: "f32" }));
  }

  forward(input: Tensor): Tensor {
    const value = input.dtype === "f32" || input.dtype === "f64" ? input : cast(input, "f32");
    return value.sub(this.mean).div(this.std);
  }
}

/**
 * (x − mean) / std with numbers that are kept in the model and saved with it, so that whoever loads the model need not know
 * how its data were prepared. Bytes become f32.
 * @param scale a fitted `StandardScaler`, or numbers
 * @example
 * nn.standardize({ mean: 1, std: 2 }).forward(tensor([1, 5])).toArray() // [0, 2]
 */
export const standardize = (scale: Scale): Standardize => new Standardize(scale);
