// The sign of a number, also of −0. Knows no op.
import { isFloat, type DType } from "../core/dtype.ts";
import { call, div, less } from "../ir/build.ts";
import type { Expr } from "../ir/types.ts";
import { like } from "./define.ts";

/** Is the sign a minus? Of −0 it is. */
export const isNegative = (x: Expr): Expr =>
  isFloat(x.dtype as DType) ? call("or", less(x, like(x, 0)), less(div(like(x, 1), x), like(x, 0))) : less(x, like(x, 0));
