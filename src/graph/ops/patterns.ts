// Axes by name: a pattern says how they lie before and after, in the manner of einops.
import { patternError, rangeError } from "../../core/errors.ts";
import { sizeOfShape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { expand, sum } from "./broadcast.ts";
import { stack } from "./joins.ts";
import { repeat as repeatCounts } from "./parts.ts";
import { all, any, max, mean, min, prod } from "./reductions.ts";
import { reshape } from "./reshape.ts";
import { permute } from "./views.ts";

type Words<S extends string> = S extends `${infer A} ${infer B}`
  ? Words<A> | Words<B>
  : S extends `(${infer Rest}`
    ? Words<Rest>
    : S extends `${infer Rest})`
      ? Words<Rest>
      : S;
/** The names of axes in a pattern. */
export type AxisName<Pattern extends string> = string extends Pattern ? string : Exclude<Words<Pattern>, "" | "->" | "..." | "1" | "_">;
/** Sizes of axes that the shape alone does not tell. */
export type AxisSizes<Pattern extends string> = { readonly [Name in AxisName<Pattern>]?: number };

/** One axis of x or of the result: the named axes that it is made of. */
type Group = readonly string[];
const DOTS = "...";

/** How a call is told what went wrong. */
type Fail = (rule: string) => never;

/** The groups of one side; `1` and `()` are groups of nothing. */
function groupsOf(side: string, fail: Fail): Group[] {
  const groups: string[][] = [];
  let open: string[] | null = null;
  for (const [word] of side.matchAll(/[()]|\.\.\.|[^\s()]+/g)) {
    if (word === "(") {
      if (open) fail("parentheses stand within parentheses");
      open = [];
    } else if (word === ")") {
      if (!open) fail("a parenthesis is closed that was not opened");
      groups.push(open);
      open = null;
    } else {
      if (word !== "1" && word !== DOTS && !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(word)) fail(`"${word}" is no name of an axis`);
      const own = word === "1" ? [] : [word];
      if (open) open.push(...own);
      else groups.push(own);
    }
  }
  if (open) fail("a parenthesis is not closed");
  const names = groups.flat();
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) fail(`"${twice}" stands twice on one side`);
  return groups;
}

/** Dots written out as names of their own. */
const withoutDots = (groups: readonly Group[], count: number): Group[] =>
  groups.flatMap((group) => {
    const hidden = Array.from({ length: count }, (_, i) => `${DOTS}${i}`);
    if (group.length === 1 && group[0] === DOTS) return hidden.map((name) => [name]);
    return [group.flatMap((name) => (name === DOTS ? hidden : [name]))];
  });

/** The size of each named axis of x. */
function sizesOf(
  groups: readonly Group[],
  x: Tensor,
  given: Readonly<Record<string, number | undefined>>,
  fail: Fail,
): Map<string, number> {
  const sizes = new Map<string, number>();
  groups.forEach((group, axis) => {
    const size = x.shape[axis]!;
    const shown = `axis ${axis}${group.length > 1 ? ` (${group.join(" ")})` : group.length === 1 ? ` (${group[0]!})` : ""}`;
    const unknown = group.filter((name) => given[name] === undefined);
    const known = sizeOfShape(group.filter((name) => given[name] !== undefined).map((name) => given[name]!));
    if (unknown.length > 1) fail(`the sizes of "${unknown.join('" and "')}" cannot both follow from ${shown}; give one of them`);
    if (unknown.length === 0 ? known !== size : known === 0 || size % known !== 0)
      fail(
        unknown.length === 0
          ? `${shown} must have size ${known}, not ${size}`
          : `${shown} has size ${size}, which is no multiple of ${known}`,
      );
    for (const name of group) sizes.set(name, given[name] ?? size / known);
  });
  return sizes;
}

interface Plan {
  /** Axes of x by name, and their sizes; axes of the result too. */
  readonly left: readonly string[];
  readonly right: readonly Group[];
  readonly sizes: ReadonlyMap<string, number>;
  readonly fail: Fail;
}
function planOf(op: string, x: Tensor, pattern: string, given: Readonly<Record<string, number | undefined>>, shown = pattern): Plan {
  const fail: Fail = (rule) => {
    throw patternError(op, shown, rule, x.shape);
  };
  const sides = pattern.split("->");
  if (sides.length !== 2) fail("there must be one ->");
  const [left, right] = [groupsOf(sides[0]!, fail), groupsOf(sides[1]!, fail)];
  const dotted = left.flat().includes(DOTS);
  if (left.some((group) => group.length > 1 && group.includes(DOTS))) fail("... must stand alone before ->");
  if (right.flat().includes(DOTS) && !dotted) fail("... stands only behind ->");
  const hidden = x.shape.length - left.length + (dotted ? 1 : 0);
  if (hidden < 0 || (!dotted && hidden > 0)) fail(`there are ${left.length} axes before ->, but x has ${x.shape.length}`);
  for (const [name, size] of Object.entries(given)) {
    if (![...left, ...right].flat().includes(name)) fail(`there is no axis "${name}", whose size is given`);
    if (!Number.isInteger(size) || size! < 0) fail(`the size of "${name}" must be an integer ≥ 0, not ${size}`);
  }
  const full = withoutDots(left, hidden);
  return { left: full.flat(), right: withoutDots(right, hidden), sizes: sizesOf(full, x, given, fail), fail };
}

/** The named axes, moved into the order of the result and joined as there. */
function arrange(x: Tensor, names: readonly string[], { right }: Plan, sizes: ReadonlyMap<string, number>): Tensor {
  const order = right.flat();
  const moved = permute(reshape(x, names.map((name) => sizes.get(name)!)), order.map((name) => names.indexOf(name))); // prettier-ignore
  return reshape(moved, right.map((group) => sizeOfShape(group.map((name) => sizes.get(name)!)))); // prettier-ignore
}
const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

/** One tensor, or several of one shape, which are stacked along a first axis. */
function single(op: string, x: Tensor | readonly Tensor[]): Tensor {
  const whole = Array.isArray(x) ? stack(x as readonly Tensor[]) : (x as Tensor);
  requireTensor(op, whole);
  return whole;
}

/**
 * Axes moved, split and joined by name. Parentheses join axes into one; `...` stands for any further axes, `1` for an axis of
 * size 1. Several tensors are stacked first.
 *
 * Source: Rogozhnikov, "Einops", 2022.
 *
 * @param sizes of axes that the shape does not tell
 * @throws when names or sizes do not fit, with the whole pattern
 * @example
 * rearrange(tensor([[1, 2, 3, 4]]), "n (h w) -> n w h", { h: 2 }).toArray() // [[[1, 3], [2, 4]]]
 */
export const rearrange = <const Pattern extends string>(
  given: Tensor | readonly Tensor[],
  pattern: Pattern,
  sizes: AxisSizes<Pattern> = {},
): Tensor => {
  const x = single("rearrange", given);
  const plan = planOf("rearrange", x, pattern, sizes);
  const right = plan.right.flat();
  const alone = [...plan.left.filter((name) => !right.includes(name)), ...right.filter((name) => !plan.left.includes(name))];
  if (alone.length > 0) plan.fail(`${quoted(alone)} must stand on both sides (\`reduce\` drops axes, \`repeat\` makes them)`);
  return arrange(x, plan.left, plan, plan.sizes);
};

/** How `reduce` puts elements together. */
export type PatternReduction = "mean" | "sum" | "max" | "min" | "prod" | "any" | "all";
const reductionOf = (name: PatternReduction): ((x: Tensor, axes: readonly number[]) => Tensor) | undefined =>
  ({ mean, sum, max, min, prod, any, all })[name];

/**
 * Axes that the result lacks are reduced, the others moved, split and joined by name as by `rearrange`.
 *
 * @param sizes of axes that the shape does not tell
 * @throws when names or sizes do not fit, with the whole pattern
 * @example
 * reduce(tensor([[1, 3, 5, 9]]), "n (t two) -> n t", "mean", { two: 2 }).toArray() // [[2, 7]]
 */
export const reduce = <const Pattern extends string>(
  given: Tensor | readonly Tensor[],
  pattern: Pattern,
  reduction: PatternReduction,
  sizes: AxisSizes<Pattern> = {},
): Tensor => {
  const x = single("reduce", given);
  const how = reductionOf(reduction);
  if (!how) throw rangeError("reduce", "reduction", reduction, '"mean", "sum", "max", "min", "prod", "any" or "all"');
  const plan = planOf("reduce", x, pattern, sizes);
  const right = plan.right.flat();
  const made = right.filter((name) => !plan.left.includes(name));
  if (made.length > 0) plan.fail(`${quoted(made)} must stand before -> too (\`repeat\` makes axes)`);
  const apart = reshape(x, plan.left.map((name) => plan.sizes.get(name)!)); // prettier-ignore
  const gone = plan.left.flatMap((name, axis) => (right.includes(name) ? [] : [axis]));
  const left = plan.left.filter((name) => right.includes(name));
  return arrange(gone.length > 0 ? how(apart, gone) : apart, left, plan, plan.sizes);
};

/** `repeat` as users call it. */
export interface Repeat {
  (x: Tensor, counts: readonly number[]): Tensor;
  <const Pattern extends string>(x: Tensor | readonly Tensor[], pattern: Pattern, sizes?: AxisSizes<Pattern>): Tensor;
}
/**
 * Elements repeated: along new axes that a pattern names, or (with numbers) the whole tensor along each axis, missing axes
 * added in front. A number in the pattern is a new axis of that size.
 *
 * @param sizes of new axes, and of those that the shape does not tell
 * @throws when names or sizes do not fit, with the whole pattern
 * @example
 * repeat(tensor([1, 2]), "n -> n k", { k: 3 }).toArray() // [[1, 1, 1], [2, 2, 2]]
 * repeat(tensor([1, 2]), "n -> (n 2)").toArray() // [1, 1, 2, 2]
 * repeat(tensor([1, 2]), [2]).toArray() // [1, 2, 1, 2]
 */
export const repeat: Repeat = ((
  given: Tensor | readonly Tensor[],
  pattern: string | readonly number[],
  sizes: Record<string, number> = {},
) => {
  if (typeof pattern !== "string") return repeatCounts(given as Tensor, pattern);
  const x = single("repeat", given);
  let count = 0;
  // Numbers become names of their own, so that equal ones stay apart.
  const numbers = new Map<string, number>();
  const behind = (pattern.split("->")[1] ?? "").replace(/(?<![\w.])\d+(?!\w)/g, (digits) => {
    if (digits === "1") return digits;
    const name = `_number${count++}`;
    numbers.set(name, Number(digits));
    return name;
  });
  const fail: Fail = (rule) => {
    throw patternError("repeat", pattern, rule, x.shape);
  };
  if (pattern.split("->").length !== 2) fail("there must be one ->");
  const plan = { ...planOf("repeat", x, `${pattern.split("->")[0]!}->${behind}`, sizes, pattern), fail };
  const right = plan.right.flat();
  const gone = plan.left.filter((name) => !right.includes(name));
  if (gone.length > 0) fail(`${quoted(gone)} must stand behind -> too (\`reduce\` drops axes)`);
  const made = right.filter((name) => !plan.left.includes(name));
  const all = new Map([...plan.sizes, ...numbers]);
  for (const name of made) {
    const size = numbers.get(name) ?? sizes[name];
    if (size === undefined) fail(`the size of the new axis "${name}" is not given`);
    all.set(name, size);
  }
  const apart = reshape(x, [...plan.left.map((name) => all.get(name)!), ...made.map(() => 1)]); // prettier-ignore
  const names = [...plan.left, ...made];
  return arrange(expand(apart, names.map((name) => all.get(name)!)), names, plan, all); // prettier-ignore
}) as Repeat;

/**
 * The sizes of x by name; `_` is passed over.
 *
 * @throws when there are not as many names as axes
 * @example
 * parseShape(ones([2, 3, 4]), "batch _ time") // {"batch": 2, "time": 4}
 */
export const parseShape = <const Pattern extends string>(x: Tensor, pattern: Pattern): { readonly [Name in AxisName<Pattern>]: number } => {
  requireTensor("parseShape", x);
  const names = pattern.trim().split(/\s+/).filter(Boolean); // prettier-ignore
  if (names.length !== x.shape.length) throw patternError("parseShape", pattern, `there are ${names.length} names for ${x.shape.length} axes`, x.shape); // prettier-ignore
  return Object.fromEntries(names.flatMap((name, i) => (name === "_" ? [] : [[name, x.shape[i]!]]))) as {
    readonly [Name in AxisName<Pattern>]: number;
  };
};
