// Connectionist temporal classification: sequences against longer rows of frames, without knowing which frame is what.
import {
  concat,
  eq,
  expand,
  full,
  gather,
  gt,
  iota,
  logicalAnd,
  logicalOr,
  logPaths,
  logSumExp,
  lt,
  max,
  maximum,
  ne,
  permute,
  slice,
  stack,
  unsqueeze,
  where,
} from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { knownElements, needFloat, needShape, optionError, shapesError, targetDTypeError } from "./errors.ts";
import { castTo, reduced } from "./reduction.ts";
import type { LossOptions } from "./reduction.ts";

/** What `ctc` may be told. */
export interface CtcOptions extends LossOptions {
  /** The class that means "nothing here"; 0 unless told. */
  readonly blank?: number;
  /** Targets that cannot be reached in so few frames cost nothing instead of infinitely much. */
  readonly zeroInfinity?: boolean;
}

/**
 * Connectionist temporal classification: −ln of the probability that the frames spell the target, where equal neighbors count once and
 * blanks not at all; the sum over all alignments. The mean is one of losses divided by the lengths of their targets, as in PyTorch. The gradient of a target
 * that cannot be reached is 0. Graves et al. 2006.
 * @param output log-probabilities [T, N, C], as from `logSoftmax`, or [T, C]
 * @param target class numbers [N, S], or [S]; what is behind a target's length does not matter
 * @param inputLengths frames of each sample, [N] or a scalar: 1 to T
 * @param targetLengths lengths of the targets, [N] or a scalar: 0 to S
 * @throws if shapes or types do not fit; if a class or length that is already known is out of range
 * @example
 * const even = tensor([[[0.5, 0.5]], [[0.5, 0.5]]]).log()
 * const i32 = (values) => tensor(values, { dtype: "i32" })
 * ctc(even, i32([[1]]), i32([2]), i32([1])).exp().item() // 1.333333
 */
export function ctc(
  output: Tensor,
  target: Tensor,
  inputLengths: Tensor,
  targetLengths: Tensor,
  { blank = 0, zeroInfinity = false, ...options }: CtcOptions = {},
): Tensor {
  needFloat("ctc", "output", output);
  const single = output.shape.length === 2;
  if (!single && output.shape.length !== 3) throw shapesError("ctc", { output }, "output must be [T, N, C] or [T, C]");
  const logs = single ? unsqueeze(output, 1) : output;
  const [frames, count, classes] = logs.shape as [number, number, number];
  if (target.shape.length !== (single ? 1 : 2) || (!single && target.shape[0] !== count))
    throw shapesError(
      "ctc",
      { output, target },
      `the target must be ${single ? "[S]" : "[N, S]"} for an output ${single ? "[T, C]" : "[T, N, C]"}`,
    );
  for (const value of [target, inputLengths, targetLengths]) if (value.dtype !== "i32" && value.dtype !== "u8") throw targetDTypeError("ctc", value.dtype); // prettier-ignore
  needShape("ctc", "inputLengths", inputLengths, single ? [] : [count], "one for each sample");
  needShape("ctc", "targetLengths", targetLengths, single ? [] : [count], "one for each sample");
  if (!Number.isInteger(blank) || blank < 0 || blank >= classes) throw optionError("ctc", "blank", `a class from 0 to ${classes - 1}`, blank); // prettier-ignore
  const letters = castTo(single ? unsqueeze(target, 0) : target, "i32"); // [N, S]
  const size = letters.shape[1]!;
  const needRange = (what: string, value: Tensor, low: number, high: number): void => {
    const known = knownElements(value);
    for (let i = 0; known && i < known.length; i++) if (known[i]! < low || known[i]! > high) throw optionError("ctc", `${what}[${i}]`, `from ${low} to ${high}`, known[i]!); // prettier-ignore
  };
  needRange("inputLengths", inputLengths, 1, frames);
  needRange("targetLengths", targetLengths, 0, size);
  needLetters(target, targetLengths, classes, blank);
  const lengths = castTo(targetLengths, "i32").reshape([count, 1, 1]);
  const ends = castTo(inputLengths, "i32").reshape([count, 1, 1]);

  // States: a blank, a letter, a blank, …, a blank; [N, L]. A letter may follow another letter at once.
  const states = 2 * size + 1;
  const blanks = full([count, size], blank, { dtype: "i32" });
  const inside = lt(iota([1, size], 1), lengths.reshape([count, 1]));
  const safe = where(inside, letters, blank);
  const labels = concat([stack([blanks, safe], 2).reshape([count, 2 * size]), full([count, 1], blank, { dtype: "i32" })], 1);
  const before = slice(concat([full([count, 2], blank, { dtype: "i32" }), labels], 1), 1, 0, states);
  const skips = logicalAnd(ne(labels, blank), ne(labels, before));
  const scores = gather(permute(logs, [1, 0, 2]), 2, expand(unsqueeze(labels, 1), [count, frames, states])); // [N, T, L]
  const paths = logPaths(scores, skips);

  // The end: the last frame, in the last letter or the blank behind it.
  const state = iota([1, 1, states], 2);
  const last = logicalOr(eq(state, lengths.mul(2)), eq(state, lengths.mul(2).sub(1)));
  const chosen = logicalAnd(eq(iota([1, frames, 1], 1), ends.sub(1)), last);
  const reaching = where(chosen, paths, -Infinity);
  const possible = gt(max(reaching, [1, 2]), -Infinity); // [N]
  const ways = logSumExp(where(possible.reshape([count, 1, 1]), reaching, 0), [1, 2]);
  const each = where(possible, ways.neg(), zeroInfinity ? 0 : Infinity);
  const losses = single ? each.reshape([]) : each;
  if ((options.reduction ?? "mean") !== "mean") return reduced("ctc", losses, options);
  return losses.div(castTo(maximum(castTo(targetLengths, "i32"), 1), output.dtype)).mean();
}

/** Known letters inside the targets must be classes, and not the blank. */
function needLetters(letters: Tensor, lengths: Tensor, classes: number, blank: number): void {
  const [known, ends] = [knownElements(letters), knownElements(lengths)];
  const size = letters.shape.at(-1)!;
  for (let i = 0; known && ends && i < known.length; i++) {
    if (i % size >= ends[Math.floor(i / size)]!) continue;
    const letter = known[i]!;
    if (letter < 0 || letter >= classes || letter === blank) throw optionError("ctc", `target[${Math.floor(i / size)}][${i % size}]`, `a class from 0 to ${classes - 1} that is not the blank`, letter); // prettier-ignore
  }
}
