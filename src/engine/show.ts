// What a tensor prints as: its elements in columns, long axes cut in the middle, its shape and its type.
import { sizeOfShape } from "../core/shape.ts";
import { placeholderOp } from "../graph/ops/sources.ts";
import type { Tensor } from "../graph/tensor.ts";
import { elementsOf } from "./values.ts";

/** Elements at each end of an axis that is too long to print. */
const EDGE = 3;
const LONG = 1000;

/** The text that Node prints: elements as PyTorch shows them, shape and dtype. */
export function show(x: Tensor): string {
  const about = `shape [${x.shape.join(", ")}], ${x.dtype}${x.requiresGrad ? ", requires grad" : ""}`;
  if (x.op === placeholderOp && x.storage === null) return `Tensor(an input of a recorded step, ${about})`;
  const elements = elementsOf("inspect", x);
  const brief = elements.length > LONG;
  const shown: number[] = [];
  const collect = (axis: number, offset: number): void => {
    if (axis === x.shape.length) return void shown.push(elements[offset]!);
    const step = sizeOfShape(x.shape.slice(axis + 1));
    for (const i of visible(x.shape[axis]!, brief)) if (i !== null) collect(axis + 1, offset + i * step);
  };
  collect(0, 0);
  const format = formatter(shown, x);
  const width = Math.max(0, ...shown.map((v) => format(v).length));
  const level = (axis: number, offset: number, indent: number): string => {
    if (axis === x.shape.length) return format(elements[offset]!).padStart(width);
    const step = sizeOfShape(x.shape.slice(axis + 1));
    const parts = visible(x.shape[axis]!, brief).map((i) => (i === null ? "…" : level(axis + 1, offset + i * step, indent + 1)));
    const last = axis === x.shape.length - 1;
    const gap = last ? ", " : `,${"\n".repeat(x.shape.length - 1 - axis)}${" ".repeat(indent + 1)}`;
    return `[${parts.join(gap)}]`;
  };
  return `Tensor(${level(0, 0, 7)}, ${about})`;
}

function visible(size: number, brief: boolean): (number | null)[] {
  const all = Array.from({ length: size }, (_, i) => i);
  return brief && size > 2 * EDGE ? [...all.slice(0, EDGE), null, ...all.slice(-EDGE)] : all;
}

/** Whole numbers as such, others with four digits, very large or small ones with an exponent. */
function formatter(values: readonly number[], x: Tensor): (value: number) => string {
  if (x.dtype === "bool") return (value) => (value ? "true" : "false");
  if (x.dtype === "i32" || x.dtype === "u8") return String;
  const finite = values.filter(Number.isFinite).map(Math.abs);
  if (finite.every(Number.isInteger) && finite.every((v) => v < 1e7))
    return (value) => (Number.isFinite(value) ? `${value}` : named(value));
  const sizes = finite.filter((v) => v > 0);
  const exponent = sizes.length > 0 && (Math.max(...sizes) >= 1e5 || Math.min(...sizes) < 1e-4);
  return (value) => (Number.isFinite(value) ? (exponent ? value.toExponential(4) : value.toFixed(4)) : named(value));
}

const named = (value: number): string => (Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
