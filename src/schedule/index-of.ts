// A place in a tensor: as one expression per axis, or as one flat row-major expression; each is made from the other only
// when it is asked for, so that a reshape of a contiguous tensor costs no division.
import type { Shape } from "../core/shape.ts";
import { strides } from "../core/shape.ts";
import { add, int, mul } from "../ir/build.ts";
import { simplify } from "../ir/simplify.ts";
import type { Expr } from "../ir/types.ts";
import { unravel } from "./loops.ts";

export class Index {
  readonly shape: Shape;
  #coordinates: readonly Expr[] | null;
  #flat: Expr | null;

  private constructor(shape: Shape, coordinates: readonly Expr[] | null, flat: Expr | null) {
    this.shape = shape;
    this.#coordinates = coordinates;
    this.#flat = flat;
  }

  static at(shape: Shape, coordinates: readonly Expr[]): Index {
    return new Index(shape, coordinates, null);
  }

  static flat(shape: Shape, flat: Expr): Index {
    return new Index(shape, null, flat);
  }

  /** One expression per axis. */
  get coordinates(): readonly Expr[] {
    return (this.#coordinates ??= unravel(this.#flat!, this.shape));
  }

  /** The row-major position. */
  get flat(): Expr {
    if (this.#flat) return this.#flat;
    const steps = strides(this.shape);
    let sum: Expr = int(0);
    this.#coordinates!.forEach((at, axis) => {
      if (this.shape[axis] !== 1) sum = add(sum, mul(at, int(steps[axis]!)));
    });
    this.#flat = simplify(sum);
    return this.#flat;
  }
}
