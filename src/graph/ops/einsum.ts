// Einstein's notation, taken apart into contractions of pairs.
import { einsumError } from "../../core/errors.ts";
import type { Shape } from "../../core/shape.ts";
import { axisLabels, requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { sum } from "./broadcast.ts";
import { contract } from "./contraction.ts";
import { diagonal } from "./diagonals.ts";
import { reshape } from "./reshape.ts";
import { permute } from "./views.ts";

/** An operand with a letter for each axis. */
interface Labelled {
  readonly x: Tensor;
  readonly labels: string;
}

/**
 * Sums of products in Einstein's notation: a letter for each axis, operands separated by commas, the result after `->`.
 * Letters that the result lacks are summed over; without `->` the result has the letters that occur once, in alphabetical
 * order. A letter that stands twice in an operand means its diagonal. `...` stands for any axes in front or between, which
 * are broadcast and come first in a result that is not told. Axes of size 1 are broadcast. More than two operands are taken
 * pair by pair, always that pair next whose product is smallest compared with the two.
 *
 * @throws when a letter has two sizes, or the letters do not match the axes
 * @example
 * einsum("ij,kj->ik", tensor([[1, 2]]), tensor([[3, 4], [5, 6]])).toArray() // [[11, 17]]
 * einsum("ii->i", tensor([[1, 2], [3, 4]])).toArray() // [1, 4]
 * einsum("...ij->...", ones([2, 3, 4])).toArray() // [12, 12]
 */
export const einsum = (equation: string, ...operands: readonly Tensor[]): Tensor => {
  operands.forEach((x) => requireTensor("einsum", x));
  const shapes = operands.map((x) => x.shape);
  const { inputs, out } = parse(equation, shapes);
  const sizes = sizesOf(equation, inputs, shapes);
  let list = operands.map((x, k) => broadcast(diagonals({ x, labels: inputs[k]! }), sizes));
  while (list.length > 1) {
    list = list.map((own) => sumAlone(own, out + list.filter((other) => other !== own).map(({ labels }) => labels).join(""))); // prettier-ignore
    const [i, j] = cheapestPair(list, out, sizes);
    const [a, b] = [list[i]!, list[j]!];
    const rest = list.filter((_, k) => k !== i && k !== j);
    const needed = out + rest.map(({ labels }) => labels).join("");
    const all = [...new Set(a.labels + b.labels)];
    const labels = rest.length === 0 ? [...out].filter((letter) => all.includes(letter)) : all.filter((letter) => needed.includes(letter));
    const target = labels.join("");
    list = [...rest, { x: contract(a.x, b.x, { a: a.labels, b: b.labels, out: target }), labels: target }];
  }
  const { x, labels } = sumAlone(list[0]!, out);
  return permute(x, [...out].map((letter) => labels.indexOf(letter))); // prettier-ignore
};

/** Letters that stand twice: only elements with equal indices are left. */
function diagonals({ x, labels }: Labelled): Labelled {
  const second = [...labels].findIndex((letter, axis) => labels.indexOf(letter) < axis);
  if (second < 0) return { x, labels };
  const letter = labels[second]!;
  const first = labels.indexOf(letter);
  const others = [...labels].filter((_, axis) => axis !== first && axis !== second).join("");
  return diagonals({ x: diagonal(x, 0, first, second), labels: others + letter });
}

/** Axes of size 1 that are broadcast are dropped: what has no letter for it is used for all of it. */
function broadcast({ x, labels }: Labelled, sizes: ReadonlyMap<string, number>): Labelled {
  const kept = [...labels].map((letter, axis) => x.shape[axis] === sizes.get(letter));
  return {
    x: reshape(
      x,
      x.shape.filter((_, axis) => kept[axis]),
    ),
    labels: [...labels].filter((_, axis) => kept[axis]).join(""),
  };
}

/** Sums over the letters that nobody else needs. */
function sumAlone({ x, labels }: Labelled, needed: string): Labelled {
  const axes = [...labels].map((_, axis) => axis).filter((axis) => !needed.includes(labels[axis]!));
  return axes.length === 0 ? { x, labels } : { x: sum(x, axes), labels: [...labels].filter((letter) => needed.includes(letter)).join("") };
}

/** The pair whose product is smallest compared with the two; the first of equals. */
function cheapestPair(list: readonly Labelled[], out: string, sizes: ReadonlyMap<string, number>): [number, number] {
  if (list.length === 2) return [0, 1];
  const size = (labels: Iterable<string>): number => [...labels].reduce((n, letter) => n * sizes.get(letter)!, 1);
  let best: [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < list.length; i++)
    for (let j = i + 1; j < list.length; j++) {
      const needed = out + list.filter((_, k) => k !== i && k !== j).map(({ labels }) => labels).join(""); // prettier-ignore
      const all = new Set(list[i]!.labels + list[j]!.labels);
      const cost = size([...all].filter((letter) => needed.includes(letter))) - size(list[i]!.labels) - size(list[j]!.labels);
      if (cost < least) [best, least] = [[i, j], cost];
    }
  return best;
}

/** The size of each letter: 1 only if it is 1 everywhere. */
function sizesOf(equation: string, inputs: readonly string[], shapes: readonly Shape[]): Map<string, number> {
  const sizes = new Map<string, number>();
  inputs.forEach((labels, k) => {
    const own = new Map<string, number>();
    [...labels].forEach((letter, axis) => {
      const size = shapes[k]![axis]!;
      const [inOperand, before] = [own.get(letter) ?? size, sizes.get(letter) ?? 1];
      if (inOperand !== size) throw einsumError(equation, `"${letter}" has sizes ${inOperand} and ${size} in one operand`, shapes);
      if (before !== 1 && size !== 1 && before !== size) throw einsumError(equation, `"${letter}" has sizes ${before} and ${size}`, shapes);
      own.set(letter, size);
      sizes.set(letter, before === 1 ? size : before);
    });
  });
  return sizes;
}

/** Labels of operands and result, dots replaced by letters that the equation does not use. */
function parse(equation: string, shapes: readonly Shape[]): { inputs: string[]; out: string } {
  const fail = (rule: string): never => {
    throw einsumError(equation, rule, shapes);
  };
  const [left, right, ...more] = equation.replace(/\s/g, "").split("->");
  const inputs = left!.split(",");
  const form = /^[a-zA-Z]*(\.\.\.)?[a-zA-Z]*$/;
  if (more.length > 0 || ![...inputs, right ?? ""].every((part) => form.test(part)))
    fail("only letters, ..., commas and one -> are understood");
  if (inputs.length !== shapes.length) fail(`there are labels for ${inputs.length} operands, not ${shapes.length}`);
  const hidden = inputs.map((labels, k) => {
    const count = shapes[k]!.length - labels.replace("...", "").length;
    if (count < 0 || (count > 0 && !labels.includes("...")))
      fail(`"${labels}" has ${labels.replace("...", "").length} letters for ${shapes[k]!.length} axes`);
    return count;
  });
  // Other labels than the letters of an equation.
  const free = axisLabels(Math.max(0, ...hidden), "À");
  const full = inputs.map((labels, k) => labels.replace("...", free.slice(free.length - hidden[k]!)));
  const all = full.join("");
  const once = [...new Set(left!.replace(/[.,]/g, ""))].filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter)).sort();
  const dots = left!.includes("...") ? free : "";
  const out = right === undefined ? dots + once.join("") : right.replace("...", free);
  [...out].forEach((letter, i) => {
    if (!all.includes(letter)) fail(`"${letter}" of the result stands in no operand`);
    if (out.indexOf(letter) !== i) fail(`"${letter}" stands twice in the result`);
  });
  return { inputs: full, out };
}
