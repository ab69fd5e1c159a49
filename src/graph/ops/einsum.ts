// Einstein's notation, taken apart into contractions of pairs.
import { einsumError } from "../../core/errors.ts";
import type { Shape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { sum } from "./broadcast.ts";
import { contract } from "./contraction.ts";
import { permute } from "./views.ts";

/**
 * Sums of products in Einstein's notation: a letter for each axis, operands separated by commas, the result after `->`.
 * Letters that the result lacks are summed over; without `->` the result has the letters that occur once, in alphabetical
 * order. More than two operands are taken pair by pair from the left. A letter must not stand twice in one operand.
 *
 * @throws when a letter has two sizes, or the letters do not match the axes
 * @example
 * einsum("ij,kj->ik", tensor([[1, 2]]), tensor([[3, 4], [5, 6]])).toArray() // [[11, 17]]
 */
export const einsum = (equation: string, ...operands: readonly Tensor[]): Tensor => {
  operands.forEach((x) => requireTensor("einsum", x));
  const { inputs, out } = parse(equation, operands.map((x) => x.shape)); // prettier-ignore
  let [labels, x] = [inputs[0]!, operands[0]!];
  for (let k = 1; k <= inputs.length; k++) {
    const later = out + inputs.slice(k).join("");
    const next = inputs[k];
    [x, labels] = sumAlone(x, labels, (next ?? "") + later);
    if (next === undefined) break;
    const after = out + inputs.slice(k + 1).join("");
    const [y, yLabels] = sumAlone(operands[k]!, next, labels + after);
    const kept = [...new Set(labels + yLabels)].filter((letter) => after.includes(letter)).join("");
    const target = k === inputs.length - 1 ? out : kept;
    [x, labels] = [contract(x, y, { a: labels, b: yLabels, out: target }), target];
  }
  return permute(x, [...out].map((letter) => labels.indexOf(letter))); // prettier-ignore
};

/** Sums over the letters that nobody else needs. */
function sumAlone(x: Tensor, labels: string, needed: string): [Tensor, string] {
  const axes = [...labels].map((_, axis) => axis).filter((axis) => !needed.includes(labels[axis]!));
  return axes.length === 0 ? [x, labels] : [sum(x, axes), [...labels].filter((letter) => needed.includes(letter)).join("")];
}

function parse(equation: string, shapes: readonly Shape[]): { inputs: string[]; out: string } {
  const fail = (rule: string): never => {
    throw einsumError(equation, rule, shapes);
  };
  const [left, right, ...more] = equation.replace(/\s/g, "").split("->");
  const inputs = left!.split(",");
  if (more.length > 0 || !/^[a-zA-Z,]*$/.test(left!) || !/^[a-zA-Z]*$/.test(right ?? ""))
    fail("only letters, commas and one -> are understood");
  if (inputs.length !== shapes.length) fail(`there are labels for ${inputs.length} operands, not ${shapes.length}`);
  const sizes = new Map<string, number>();
  inputs.forEach((labels, k) => {
    if (labels.length !== shapes[k]!.length) fail(`"${labels}" has ${labels.length} letters for ${shapes[k]!.length} axes`);
    [...labels].forEach((letter, axis) => {
      const size = shapes[k]![axis]!;
      if (labels.indexOf(letter) !== axis) fail(`"${letter}" stands twice in "${labels}"`);
      if ((sizes.get(letter) ?? size) !== size) fail(`"${letter}" has sizes ${sizes.get(letter)} and ${size}`);
      sizes.set(letter, size);
    });
  });
  const all = inputs.join("");
  const out = right ?? [...sizes.keys()].filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter)).sort().join(""); // prettier-ignore
  [...out].forEach((letter, i) => {
    if (!sizes.has(letter)) fail(`"${letter}" of the result stands in no operand`);
    if (out.indexOf(letter) !== i) fail(`"${letter}" stands twice in the result`);
  });
  return { inputs, out };
}
