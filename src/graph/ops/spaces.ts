// Tensors made from a few numbers, besides those of constants.ts.
import { rangeError } from "../../core/errors.ts";
import type { Shape } from "../../core/shape.ts";
import type { Tensor } from "../tensor.ts";
import { linspace, zeros, zerosLike, type DTypeOption } from "./constants.ts";
import { pow } from "./powers.ts";

/** What `logspace` may be told. */
export interface LogspaceOptions extends DTypeOption {
  readonly base?: number;
}
/**
 * `count` numbers at equal ratios from base^start to base^end, both included.
 *
 * @example
 * logspace(0, 2, 3).toArray() // [1, 10, 100]
 */
export const logspace = (start: number, end: number, count: number, { base = 10, ...options }: LogspaceOptions = {}): Tensor => {
  if (!(base > 0)) throw rangeError("logspace", "base", base, "above 0");
  return pow(base, linspace(start, end, count, options));
};

/**
 * A tensor for later use. Nothing is ever left unset here: it holds zeros.
 *
 * @example
 * empty([2]).toArray() // [0, 0]
 */
export const empty = (shape: Shape, options: DTypeOption = {}): Tensor => zeros(shape, options);

/**
 * A tensor of x's shape and dtype for later use. Nothing is ever left unset here: it holds zeros.
 *
 * @example
 * emptyLike(tensor([5, 6])).toArray() // [0, 0]
 */
export const emptyLike = (x: Tensor, options: DTypeOption = {}): Tensor => zerosLike(x, options);
