// What can be said of a table without a network: a linear model by least squares, its weights held small. What networks have to beat.
import { concat, eye, ones, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { solve } from "../../linalg.ts";
import type { PairData } from "./kind.ts";

/** With more inputs than this the model would take longer than the network. */
const MOST_INPUTS = 512;

/** Inputs with a 1 at the end of each row, and targets: numbers as they are, or 1 for the own class and 0 for the others. */
function rowsOf(data: PairData, width: number): readonly [Tensor, Tensor] {
  const count = data.length;
  const [x, y] = data.batch(Int32Array.from({ length: count }, (_, row) => row));
  const inputs = tensor(x.data, { shape: [...x.shape], dtype: "f64" });
  const targets = y.dtype === "i32" ? Float64Array.from({ length: count * width }, (_, i) => (y.data[Math.floor(i / width)] === i % width ? 1 : 0)) : Float64Array.from(y.data); // prettier-ignore
  return [concat([inputs, ones([count, 1], { dtype: "f64" })], 1), tensor(targets, { shape: [count, width], dtype: "f64" })];
}

/** Answers of a ridge regression (Hoerl, Kennard 1970), `width` for each row of `test`; null where there are too many inputs. The largest of several tells the class. */
export function linearAnswers(train: PairData, test: PairData, width: number): Float32Array | null {
  const [x, y] = rowsOf(train, width);
  const size = x.shape[1]!;
  if (size > MOST_INPUTS) return null;
  const across = x.transpose(0, 1);
  const weights = solve(across.matmul(x).add(eye(size, size, { dtype: "f64" })), across.matmul(y));
  return Float32Array.from(rowsOf(test, width)[0].matmul(weights).data());
}
