// The switch for those who search a NaN: every node is computed as it is made, and the first that leaves the finite numbers
// is named with the line that made it. Slow on purpose; knows nothing of training.
import { isFloat } from "../core/dtype.ts";
import { notFiniteError } from "../core/errors.ts";
import { setWatcher, type Tensor } from "../graph/tensor.ts";
import { elementsOf } from "./compile.ts";
import { isLeaf } from "./realize.ts";
import { currentTrace } from "./trace.ts";

/**
 * Runs a function and computes each tensor as soon as it is made (steps that `compile` records are not looked into).
 *
 * @throws NablaError naming the first operation that makes NaN or infinity of finite inputs, with the user's line
 * @example
 * debugEager(() => tensor([4]).log().add(1).shape) // [1]
 */
export function debugEager<T>(fn: () => T): T {
  const before = setWatcher(look);
  try {
    return fn();
  } finally {
    setWatcher(before);
  }
}

function look(made: Tensor): void {
  if (currentTrace() || isLeaf(made)) return;
  // Scheduling makes nodes too; those are nobody's.
  const self = setWatcher(null);
  try {
    const bad = firstBad(made);
    if (bad === undefined || made.inputs.length === 0 || made.inputs.some((x) => firstBad(x) !== undefined)) return;
    throw notFiniteError(made.op.name, bad, made.shape, made.inputs.map((x) => x.shape), userLine()); // prettier-ignore
  } finally {
    setWatcher(self);
  }
}

const firstBad = (x: Tensor): number | undefined =>
  isFloat(x.dtype) ? (elementsOf("debugEager", x) as Float32Array).find((value) => !Number.isFinite(value)) : undefined;

/** The nearest line on the stack that is not the library's. */
function userLine(): string {
  const library = new URL(/* @vite-ignore */ "..", import.meta.url);
  const folders = [library.href, library.protocol === "file:" ? decodeURIComponent(library.pathname) : library.href];
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  const line = frames.find((frame) => !folders.some((folder) => frame.includes(folder)));
  return line ? `, ${line.trim()}` : "";
}
