// Derivatives of functions as users ask for them: products with Jacobians from both sides, whole Jacobians and Hessians,
// gradients written by hand, and parts whose gradient computes them again.
import { isFloat } from "../core/dtype.ts";
import { gradientError, shapesError } from "../core/errors.ts";
import { sameShape, sizeOfShape } from "../core/shape.ts";
import { gradients } from "../graph/grad.ts";
import { detach } from "../graph/ops/broadcast.ts";
import { zerosLike } from "../graph/ops/constants.ts";
import { stack } from "../graph/ops/joins.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { tensor } from "../graph/ops/sources.ts";
import { recomputed } from "../graph/recompute.ts";
import { apply, setWatcher, Tensor, type Op } from "../graph/tensor.ts";
import { realizeAll } from "./realize.ts";
import { currentTrace } from "./trace.ts";

/** One tensor or several. */
export type Tensors = Tensor | readonly Tensor[];
/** What a function of those tensors takes. */
export type Spread<T extends Tensors> = T extends readonly Tensor[] ? T : [Tensor];
/** As many tensors, in the same form. */
export type Like<T extends Tensors> = T extends readonly Tensor[] ? { readonly [K in keyof T]: Tensor } : Tensor;

const listOf = (x: Tensors): readonly Tensor[] => (x instanceof Tensor ? [x] : x);
const formOf = <T extends Tensors>(form: T, list: readonly Tensor[]): Like<T> => (form instanceof Tensor ? list[0]! : [...list]) as Like<T>;

/** The tensor under a name of its own, so that a function's argument is told from the same tensor used elsewhere in it. */
const aliasOp: Op<null> = {
  name: "alias",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "reshape" },
  vjp: (ct) => [ct],
};

/** The function's value at arguments that stand for themselves. */
function call<In extends Tensors, Out extends Tensors>(
  name: string,
  fn: (...inputs: Spread<In>) => Out,
  inputs: In,
): { readonly xs: readonly Tensor[]; readonly output: Out; readonly ys: readonly Tensor[] } {
  const xs = listOf(inputs).map((x, k) => {
    if (!isFloat(x.dtype)) throw gradientError(`${name}: input ${k} is ${x.dtype}; only f32 and f64 have gradients`);
    return apply(aliasOp, [x], null);
  });
  const output = fn(...(xs as unknown as Spread<In>));
  const ys = listOf(output);
  for (const y of ys) if (!isFloat(y.dtype)) throw gradientError(`${name}: the function gives ${y.dtype}; only f32 and f64 have gradients`);
  return { xs, output, ys };
}

/** The vectors of a product; without them 1, where the other side is a single number. */
function vectors(name: string, given: Tensors | null | undefined, of: readonly Tensor[], side: string): readonly (Tensor | null)[] {
  if (!given) {
    if (of.length === 1 && sizeOfShape(of[0]!.shape) === 1) return [null];
    throw gradientError(`${name}: v must be given unless the ${side} is a single number`);
  }
  const list = listOf(given);
  if (list.length !== of.length) throw gradientError(`${name}: v has ${list.length} tensors, the ${side} ${of.length}`);
  list.forEach((v, k) => {
    if (!sameShape(v.shape, of[k]!.shape)) throw shapesError(name, { v: v.shape, [side]: of[k]!.shape }, "they must have the same shape");
  });
  return list;
}

function requireNumber(name: string, ys: readonly Tensor[]): void {
  if (ys.length !== 1 || sizeOfShape(ys[0]!.shape) !== 1)
    throw gradientError(`${name}: the function must give a single number, gives ${ys.map((y) => `[${y.shape.join(", ")}]`).join(" and ")}`);
}

/** Σ v · ∂y/∂x, forward: the gradient of the backward product with respect to the vectors that it is linear in. */
function forwardProduct(xs: readonly Tensor[], ys: readonly Tensor[], v: readonly Tensor[]): Tensor[] {
  const weights = ys.map((y) => zerosLike(y));
  return gradients(gradients(ys, weights, xs), v, weights);
}

/**
 * The value of a function, and the product vᵀ J of a vector with its Jacobian, for each input: what `backward` computes.
 *
 * @param v one weight for each element of the output; may be left out where the output is a single number
 * @example
 * const [y, g] = vjp((x) => x.mul(x), tensor([1, 2, 3]), tensor([1, 10, 100]))
 * y.toArray() // [1, 4, 9]
 * g.toArray() // [2, 40, 600]
 */
export function vjp<const In extends Tensors, Out extends Tensors>(
  fn: (...inputs: Spread<In>) => Out,
  inputs: In,
  v?: Tensors | null,
): [output: Out, products: Like<In>] {
  const { xs, ys, output } = call("vjp", fn, inputs);
  return [output, formOf(inputs, gradients(ys, vectors("vjp", v, ys, "output"), xs))];
}

/**
 * The value of a function, and the product J v of its Jacobian with a vector: the derivative along a direction.
 *
 * @param v the direction, of the inputs' form; may be left out where the input is a single number
 * @example
 * const [y, slope] = jvp((x) => x.mul(x), tensor([1, 2, 3]), tensor([1, 0, 10]))
 * slope.toArray() // [2, 0, 60]
 */
export function jvp<const In extends Tensors, Out extends Tensors>(
  fn: (...inputs: Spread<In>) => Out,
  inputs: In,
  v?: Tensors | null,
): [output: Out, products: Like<Out>] {
  const { xs, ys, output } = call("jvp", fn, inputs);
  const direction = vectors("jvp", v, xs, "input").map((x, k) => x ?? unit(xs[k]!, 0));
  return [output, formOf(output, forwardProduct(xs, ys, direction))];
}

/** 1 at one place of a tensor of that shape, 0 elsewhere: data, so that all such products are one plan. */
function unit(like: Tensor, place: number): Tensor {
  const size = sizeOfShape(like.shape);
  const elements = like.dtype === "f64" ? new Float64Array(size) : new Float32Array(size);
  elements[place] = 1;
  return tensor(elements, { shape: like.shape });
}

/** The Jacobians of a function: one for each pair of an output and an input, in the form of both. */
export type Jacobian<Out extends Tensors, In extends Tensors> = Out extends readonly Tensor[]
  ? { readonly [K in keyof Out]: Like<In> }
  : Like<In>;

/**
 * All derivatives of a function: for an output of shape [a, b] and an input of shape [c] a tensor [a, b, c]. Several inputs
 * or outputs give lists, the outputs outside.
 *
 * Computed row by row (backward) or column by column (forward), whichever is fewer; each costs about as much as the function.
 *
 * @example
 * jacobian((x) => x.mul(x), tensor([1, 2])).toArray() // [[2, 0], [0, 4]]
 */
export function jacobian<const In extends Tensors, Out extends Tensors>(fn: (...inputs: Spread<In>) => Out, inputs: In): Jacobian<Out, In> {
  const { xs, ys, output } = call("jacobian", fn, inputs);
  const blocks = blocksOf("jacobian", xs, ys).map((row) => formOf(inputs, row));
  return (output instanceof Tensor ? blocks[0] : blocks) as Jacobian<Out, In>;
}

const totalSize = (list: readonly Tensor[]): number => list.reduce((sum, x) => sum + sizeOfShape(x.shape), 0);

/** For each output, for each input: the block of derivatives. */
function blocksOf(name: string, xs: readonly Tensor[], ys: readonly Tensor[]): Tensor[][] {
  // Products that differ in their vectors alone share a plan; while a step is recorded they become part of it.
  const compute = (products: Tensor[]): Tensor[] => {
    const pending = products.filter((x) => x.storage === null && sizeOfShape(x.shape) > 0);
    if (!currentTrace() && pending.length > 0) realizeAll(name, pending);
    return products;
  };
  const shape = (y: Tensor, x: Tensor): number[] => [...y.shape, ...x.shape];
  if (totalSize(xs) < totalSize(ys)) {
    const columns = xs.map((x) =>
      Array.from({ length: sizeOfShape(x.shape) }, (_, place) => compute(forwardProduct([x], ys, [unit(x, place)]))),
    );
    return ys.map((y, k) =>
      xs.map((x, l) =>
        columns[l]!.length === 0 ? zerosOf(x, shape(y, x)) : reshape(stack(columns[l]!.map((column) => column[k]!), y.shape.length), shape(y, x)),
      ),
    ); // prettier-ignore
  }
  return ys.map((y) => {
    const rows = Array.from({ length: sizeOfShape(y.shape) }, (_, place) => compute(gradients([y], [unit(y, place)], xs)));
    return xs.map((x, l) => (rows.length === 0 ? zerosOf(x, shape(y, x)) : reshape(stack(rows.map((row) => row[l]!)), shape(y, x)))); // prettier-ignore
  });
}
const zerosOf = (x: Tensor, shape: readonly number[]): Tensor => tensor(x.dtype === "f64" ? new Float64Array(0) : new Float32Array(0), { shape }); // prettier-ignore

/** The Hessian's blocks: one for each pair of inputs, in their form. */
export type Hessian<In extends Tensors> = In extends readonly Tensor[] ? { readonly [K in keyof In]: Like<In> } : Tensor;

/**
 * All second derivatives of a function that gives a single number: for an input of shape [a] a tensor [a, a]. Several inputs
 * give lists of lists.
 *
 * @example
 * hessian((x) => x.mul(x).mul(x).sum(), tensor([1, 2])).toArray() // [[6, 0], [0, 12]]
 */
export function hessian<const In extends Tensors>(fn: (...inputs: Spread<In>) => Tensor, inputs: In): Hessian<In> {
  const { xs, ys } = call("hessian", fn, inputs);
  requireNumber("hessian", ys);
  const blocks = blocksOf("hessian", xs, gradients(ys, [null], xs));
  return (inputs instanceof Tensor ? blocks[0]![0]! : blocks) as Hessian<In>;
}

/**
 * The value of a function that gives a single number, and the product H v of its Hessian with a vector, without the Hessian.
 *
 * Source: Pearlmutter, "Fast Exact Multiplication by the Hessian", 1994.
 *
 * @example
 * const [y, product] = hvp((x) => x.mul(x).mul(x).sum(), tensor([1, 2]), tensor([1, 1]))
 * product.toArray() // [6, 12]
 */
export function hvp<const In extends Tensors>(
  fn: (...inputs: Spread<In>) => Tensor,
  inputs: In,
  v?: Tensors | null,
): [output: Tensor, products: Like<In>] {
  return hessianProduct("hvp", fn, inputs, v);
}

/**
 * The same from the left: vᵀ H. The Hessian is symmetric, so this is `hvp`.
 *
 * @example
 * vhp((x) => x.mul(x).sum(), tensor([1, 2]), tensor([1, 3]))[1].toArray() // [2, 6]
 */
export function vhp<const In extends Tensors>(
  fn: (...inputs: Spread<In>) => Tensor,
  inputs: In,
  v?: Tensors | null,
): [output: Tensor, products: Like<In>] {
  return hessianProduct("vhp", fn, inputs, v);
}

function hessianProduct<In extends Tensors>(
  name: string,
  fn: (...inputs: Spread<In>) => Tensor,
  inputs: In,
  v: Tensors | null | undefined,
): [output: Tensor, products: Like<In>] {
  const { xs, ys, output } = call(name, fn, inputs);
  requireNumber(name, ys);
  const slopes = gradients(ys, [null], xs);
  return [output, formOf(inputs, gradients(slopes, vectors(name, v, xs, "input"), xs))];
}

/**
 * A function that gives, besides its single number, the gradient at each of its arguments.
 *
 * @example
 * const [loss, [slope]] = valueAndGrad((x) => x.mul(x).sum())(tensor([1, 2]))
 * loss.item() // 5
 * slope.toArray() // [2, 4]
 */
export function valueAndGrad<Args extends readonly Tensor[]>(
  fn: (...inputs: Args) => Tensor,
): (...inputs: Args) => [value: Tensor, gradients: { readonly [K in keyof Args]: Tensor }] {
  return (...inputs) => {
    const { xs, ys, output } = call<readonly Tensor[], Tensor>(
      "valueAndGrad",
      fn as unknown as (...x: readonly Tensor[]) => Tensor,
      inputs,
    );
    requireNumber("valueAndGrad", ys);
    return [output, gradients(ys, [null], xs) as unknown as { readonly [K in keyof Args]: Tensor }];
  };
}

/**
 * The same values, through which no gradient flows: `detach`, under another common name.
 *
 * @example
 * const x = tensor([3])
 * grad(x.mul(stopGradient(x)).sum(), [x])[0].toArray() // [3]
 */
export const stopGradient = (x: Tensor): Tensor => detach(x);

/** A function and its gradient, both written by hand. */
export interface GradientRule<Args extends readonly Tensor[]> {
  forward(...inputs: Args): Tensor;
  /** The cotangents of the inputs (null: none), from that of the output. Made of tensor operations, so it can be differentiated again. */
  backward(cotangent: Tensor, inputs: Args, output: Tensor): Tensor | readonly (Tensor | null)[];
}

/**
 * A function whose gradient is not that of its formula: straight-through estimates, gradients that are clipped or reversed,
 * or formulas that are more stable. PyTorch: torch.autograd.Function.
 *
 * Define it once, outside of loops: each definition is an operation of its own.
 *
 * @throws NablaError if `backward` gives not one gradient of the right shape for each input
 * @example
 * const roundThrough = customGradient({ forward: (x) => round(x), backward: (cotangent) => cotangent })
 * const x = tensor([1.4, 2.6])
 * roundThrough(x).toArray() // [1, 3]
 * grad(roundThrough(x).sum(), [x])[0].toArray() // [1, 1]
 */
export function customGradient<Args extends readonly Tensor[]>(rule: GradientRule<Args>): (...inputs: Args) => Tensor {
  const op: Op<null> = {
    name: "customGradient",
    shape: ([y]) => y!.shape,
    dtype: ([y]) => y!.dtype,
    how: { kind: "formula", lower: ([y]) => y! },
    vjp: (ct, y, [, ...inputs]) => [null, ...checked(rule.backward(ct, inputs as unknown as Args, y), inputs)],
  };
  return (...inputs) => apply(op, [rule.forward(...inputs), ...inputs], null);
}

function checked(found: Tensor | readonly (Tensor | null)[], inputs: readonly Tensor[]): readonly (Tensor | null)[] {
  const list = found instanceof Tensor ? [found] : found;
  if (list.length !== inputs.length)
    throw gradientError(`customGradient: backward gives ${list.length} gradients for ${inputs.length} inputs`);
  list.forEach((share, k) => {
    if (share && !sameShape(share.shape, inputs[k]!.shape))
      throw shapesError(
        "customGradient",
        { gradient: share.shape, [`input ${k}`]: inputs[k]!.shape },
        "backward must give gradients of the inputs' shapes",
      );
  });
  return list;
}

/**
 * Calls a function so that its gradient computes it again: what it computes on the way is not kept for the backward pass.
 * Memory for time; values and gradients are the same bit by bit. Random numbers drawn inside are the same both times.
 *
 * Source: Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016.
 *
 * @param fn tensors to one tensor; parameters that it uses besides its arguments get their gradients too
 * @example
 * const x = tensor([1, 2])
 * const y = checkpoint((v) => v.exp().log(), x)
 * grad(y.sum(), [x])[0].toArray() // [1, 1]
 */
export function checkpoint<Args extends readonly Tensor[]>(fn: (...inputs: Args) => Tensor, ...inputs: Args): Tensor {
  const made = new Set<Tensor>();
  const before = setWatcher((node) => {
    made.add(node);
    before?.(node);
  });
  let y: Tensor;
  try {
    y = fn(...inputs);
  } finally {
    setWatcher(before);
  }
  return recomputed(y, made, inputs);
}
