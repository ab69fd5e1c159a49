// Layers that put margins around spatial axes.
import { NablaError } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { Module } from "./module.ts";
import { needSpatial, padded } from "./spatial.ts";
import type { Dimensions } from "./spatial.ts";

/** One margin for all sides, or one for each as PyTorch orders them: of the last axis first, [left, right, top, bottom, …]. */
export type Margins = number | readonly number[];

/** Margins around rows, pictures or volumes. */
export class Padding extends Module {
  /** Before and behind each axis, the first axis first. Negative ones cut off. */
  readonly margins: readonly (readonly [before: number, behind: number])[];
  readonly mode: "constant" | "reflect" | "replicate" | "circular";
  readonly value: number;
  /** What the factory is called. */
  readonly name: string;
  readonly #dimensions: Dimensions;

  constructor(name: string, dimensions: Dimensions, margins: Margins, mode: "constant" | "reflect" | "replicate" | "circular", value = 0) {
    super();
    this.name = name;
    this.#dimensions = dimensions;
    this.mode = mode;
    this.value = value;
    const list = typeof margins === "number" ? new Array<number>(2 * dimensions).fill(margins) : margins;
    const least = mode === "constant" ? -Infinity : 0;
    if (list.length !== 2 * dimensions || list.some((size) => !Number.isInteger(size) || size < least))
      throw new NablaError("layer-option", `${name}: margins must be one whole number${least === 0 ? " ≥ 0" : ""} or ${2 * dimensions}, got [${list.join(", ")}]`, { op: name }); // prettier-ignore
    this.margins = Array.from({ length: dimensions }, (_, i) => [list[2 * i]!, list[2 * i + 1]!] as const).reverse();
  }

  forward(input: Tensor): Tensor {
    needSpatial(this.name, input, this.#dimensions);
    return padded(input, this.margins, this.mode, this.value);
  }

  override describe(): string {
    return this.margins.map(([before, behind]) => (before === behind ? `${before}` : `${before}+${behind}`)).join("×");
  }
}

/**
 * Zeros around rows [N, C, L].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.zeroPad1d(1).forward(tensor([[[1, 2, 3]]])).toArray() // [[[0, 1, 2, 3, 0]]]
 */
export const zeroPad1d = (margins: Margins): Padding => new Padding("zeroPad1d", 1, margins, "constant");

/**
 * Zeros around pictures [N, C, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.zeroPad2d(1).forward(zeros([1, 1, 3, 3])).shape // [1, 1, 5, 5]
 */
export const zeroPad2d = (margins: Margins): Padding => new Padding("zeroPad2d", 2, margins, "constant");

/**
 * Zeros around volumes [N, C, D, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.zeroPad3d(1).forward(zeros([1, 1, 3, 3, 3])).shape // [1, 1, 5, 5, 5]
 */
export const zeroPad3d = (margins: Margins): Padding => new Padding("zeroPad3d", 3, margins, "constant");

/**
 * One value around rows [N, C, L].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.constantPad1d(1, 7).forward(zeros([1, 1, 3])).shape // [1, 1, 5]
 */
export const constantPad1d = (margins: Margins, value: number): Padding => new Padding("constantPad1d", 1, margins, "constant", value);

/**
 * One value around pictures [N, C, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.constantPad2d(1, 7).forward(zeros([1, 1, 3, 3])).shape // [1, 1, 5, 5]
 */
export const constantPad2d = (margins: Margins, value: number): Padding => new Padding("constantPad2d", 2, margins, "constant", value);

/**
 * One value around volumes [N, C, D, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.constantPad3d(1, 7).forward(zeros([1, 1, 3, 3, 3])).shape // [1, 1, 5, 5, 5]
 */
export const constantPad3d = (margins: Margins, value: number): Padding => new Padding("constantPad3d", 3, margins, "constant", value);

/**
 * The mirror image around (the border itself is not repeated) rows [N, C, L].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.reflectionPad1d(1).forward(tensor([[[1, 2, 3]]])).toArray() // [[[2, 1, 2, 3, 2]]]
 */
export const reflectionPad1d = (margins: Margins): Padding => new Padding("reflectionPad1d", 1, margins, "reflect");

/**
 * The mirror image around (the border itself is not repeated) pictures [N, C, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.reflectionPad2d(1).forward(zeros([1, 1, 3, 3])).shape // [1, 1, 5, 5]
 */
export const reflectionPad2d = (margins: Margins): Padding => new Padding("reflectionPad2d", 2, margins, "reflect");

/**
 * The mirror image around (the border itself is not repeated) volumes [N, C, D, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.reflectionPad3d(1).forward(zeros([1, 1, 3, 3, 3])).shape // [1, 1, 5, 5, 5]
 */
export const reflectionPad3d = (margins: Margins): Padding => new Padding("reflectionPad3d", 3, margins, "reflect");

/**
 * The border repeated around rows [N, C, L].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.replicationPad1d(1).forward(tensor([[[1, 2, 3]]])).toArray() // [[[1, 1, 2, 3, 3]]]
 */
export const replicationPad1d = (margins: Margins): Padding => new Padding("replicationPad1d", 1, margins, "replicate");

/**
 * The border repeated around pictures [N, C, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.replicationPad2d(1).forward(zeros([1, 1, 3, 3])).shape // [1, 1, 5, 5]
 */
export const replicationPad2d = (margins: Margins): Padding => new Padding("replicationPad2d", 2, margins, "replicate");

/**
 * The border repeated around volumes [N, C, D, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.replicationPad3d(1).forward(zeros([1, 1, 3, 3, 3])).shape // [1, 1, 5, 5, 5]
 */
export const replicationPad3d = (margins: Margins): Padding => new Padding("replicationPad3d", 3, margins, "replicate");

/**
 * The other end around rows [N, C, L].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.circularPad1d(1).forward(tensor([[[1, 2, 3]]])).toArray() // [[[3, 1, 2, 3, 1]]]
 */
export const circularPad1d = (margins: Margins): Padding => new Padding("circularPad1d", 1, margins, "circular");

/**
 * The other end around pictures [N, C, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.circularPad2d(1).forward(zeros([1, 1, 3, 3])).shape // [1, 1, 5, 5]
 */
export const circularPad2d = (margins: Margins): Padding => new Padding("circularPad2d", 2, margins, "circular");

/**
 * The other end around volumes [N, C, D, H, W].
 * @param margins one for all sides, or one for each: of the last axis first
 * @example
 * nn.circularPad3d(1).forward(zeros([1, 1, 3, 3, 3])).shape // [1, 1, 5, 5, 5]
 */
export const circularPad3d = (margins: Margins): Padding => new Padding("circularPad3d", 3, margins, "circular");
