// Random numbers of further kinds as functions of a key, for the functions that users call: whole numbers without bias,
// orders, choices by weight, and the gamma distribution. Counter-based, as everything random.
import type { Shape } from "../core/shape.ts";
import { sizeOfShape, strides } from "../core/shape.ts";
import * as ir from "../ir/build.ts";
import * as math from "../ir/math.ts";
import { threefryExpr } from "../ir/threefry.ts";
import type { Expr } from "../ir/types.ts";
import { apply, type LoopNest, type Op, type Tensor } from "./tensor.ts";

const LARGEST = 2147483647;
/** A whole number from 0 to count − 1 from two words: the second serves where the first would favor small numbers. */
function below(count: Expr, first: Expr, second: Expr): Expr {
  const [a, b] = [ir.call("shr", first, ir.int(1)), ir.call("shr", second, ir.int(1))];
  const surplus = ir.call("rem", ir.add(ir.call("rem", ir.int(LARGEST), count), ir.int(1)), count);
  return ir.call("rem", ir.select(ir.less(ir.sub(ir.int(LARGEST), surplus), a), b, a), count);
}
/** The upper 24 bits as a fraction from 0 to 1 − 2⁻²⁴. */
const fraction = (bits: Expr): Expr => ir.mul(ir.cast(ir.call("shr", bits, ir.int(8)), "f32"), ir.constant("f32", 2 ** -24));
const flat = (index: readonly Expr[], shape: Shape): Expr =>
  strides(shape).reduce<Expr>((sum, step, axis) => ir.add(sum, ir.mul(index[axis]!, ir.int(step))), ir.int(0));

interface IntegerAttrs {
  readonly shape: Shape;
  readonly low: number;
  readonly count: number;
}
const integersOp: Op<IntegerAttrs> = {
  name: "randomIntegers",
  shape: (_, { shape }) => shape,
  dtype: () => "i32",
  how: {
    kind: "read",
    element: (index, read, { shape, low, count }: IntegerAttrs) => {
      const words = threefryExpr(read(0, [ir.int(0)]), read(0, [ir.int(1)]), flat(index, shape), ir.int(0));
      return ir.add(below(ir.int(count), ...words), ir.int(low));
    },
  },
};
/** Whole numbers from low to low + count − 1. */
export const integers = (key: Tensor, shape: Shape, low: number, count: number): Tensor => apply(integersOp, [key], { shape, low, count });

const permutationOp: Op<{ readonly count: number }> = {
  name: "randomPermutation",
  shape: (_, { count }) => [count],
  dtype: () => "i32",
  how: {
    kind: "loop",
    nest: (output, [key], { count }: { readonly count: number }): LoopNest => ({
      tasks: 1,
      body: () => {
        const [i, t] = [ir.indexVar("i", count), ir.indexVar("t", count)];
        const [at, other, kept] = [ir.variable("at"), ir.variable("other"), ir.variable("kept")];
        const words = threefryExpr(ir.load(key!, ir.int(0)), ir.load(key!, ir.int(1)), at, ir.int(0));
        return [
          ir.range(i, count, [ir.store(output, i, i)]),
          // Fisher and Yates, from the last place on.
          ir.range(t, Math.max(0, count - 1), [
            ir.declare(at, ir.sub(ir.int(count - 1), t)),
            ir.declare(other, below(ir.add(at, ir.int(1)), ...words)),
            ir.declare(kept, ir.load(output, at)),
            ir.store(output, at, ir.load(output, other)),
            ir.store(output, other, kept),
          ]),
        ];
      },
    }),
  },
};
/** The numbers 0 … count − 1 in random order. */
export const order = (key: Tensor, count: number): Tensor => apply(permutationOp, [key], { count });

const choicesOp: Op<{ readonly count: number }> = {
  name: "randomChoices",
  shape: ([, sums], { count }) => [sums!.shape[0]!, count],
  dtype: () => "i32",
  how: {
    kind: "read",
    element: ([row, k], read, { count }: { readonly count: number }, [, sums]) => {
      const classes = sums![1]!;
      const [bits] = threefryExpr(read(0, [ir.int(0)]), read(0, [ir.int(1)]), ir.add(ir.mul(row!, ir.int(count)), k!), ir.int(0));
      // Less than the last sum, because the fraction is less than 1: so the first sum above it exists.
      const target = ir.mul(fraction(bits), read(1, [row!, ir.int(classes - 1)]));
      let found: Expr = ir.int(0);
      for (let step = 2 ** Math.floor(Math.log2(classes)); step >= 1; step /= 2) {
        const next = ir.add(found, ir.int(step));
        const inside = ir.call("min", next, ir.int(classes));
        const passed = ir.and(ir.lessEqual(next, ir.int(classes - 1)), ir.lessEqual(read(1, [row!, ir.sub(inside, ir.int(1))]), target));
        found = ir.select(passed, next, found);
      }
      return found;
    },
  },
};
/** For each row of cumulative sums of weights (f32 [rows, classes]) `count` places, by binary search. */
export const choices = (key: Tensor, sums: Tensor, count: number): Tensor => apply(choicesOp, [key, sums], { count });

/** Attempts after which a number is taken as it is: each fails with a probability below 5 %. */
const ATTEMPTS = 32;
const BLOCK = 256;
const gammaOp: Op<null> = {
  name: "randomGamma",
  shape: ([, shapes]) => shapes!.shape,
  dtype: () => "f32",
  how: {
    kind: "loop",
    nest: (output, [key, given], _, [, shape]): LoopNest => {
      const size = sizeOfShape(shape!);
      return {
        tasks: Math.ceil(size / BLOCK),
        body: (task) => {
          const [i, attempt] = [ir.indexVar("i", size), ir.indexVar("attempt", ATTEMPTS)];
          const f = (value: number): Expr => ir.constant("f32", value);
          const local = (name: string): ReturnType<typeof ir.variable> => ir.variable(name, "f32");
          const [alpha, d, c, x, v, result, u] = ["alpha", "d", "c", "x", "v", "result", "u"].map(local) as [Local, Local, Local, Local, Local, Local, Local]; // prettier-ignore
          const waiting = ir.variable("waiting");
          const draw = (turn: Expr): [Expr, Expr] => threefryExpr(ir.load(key!, ir.int(0)), ir.load(key!, ir.int(1)), i, turn);
          const [first, second] = draw(ir.mul(attempt, ir.int(2)));
          const [third] = draw(ir.add(ir.mul(attempt, ir.int(2)), ir.int(1)));
          const [boost] = draw(ir.int(2 * ATTEMPTS));
          const log = (e: Expr): Expr => math.log(ir.sub(f(1), e));
          const normal = ir.mul(ir.call("sqrt", ir.mul(f(-2), log(fraction(first)))), math.cos(ir.mul(f(2 * Math.PI), fraction(second))));
          const cube = ir.add(f(1), ir.mul(c, x));
          const limit = ir.add(ir.mul(ir.mul(f(0.5), x), x), ir.mul(d, ir.add(ir.sub(f(1), v), math.log(v))));
          const begin = ir.mul(task, ir.int(BLOCK));
          return [
            ir.loop(i, begin, ir.call("min", ir.add(begin, ir.int(BLOCK)), ir.int(size)), 1, [
              ir.declare(alpha, ir.load(given!, i)),
              // Below 1: a number for α + 1, times u^(1/α).
              ir.declare(d, ir.sub(ir.select(ir.less(alpha, f(1)), ir.add(alpha, f(1)), alpha), f(1 / 3))),
              ir.declare(c, ir.div(f(1), ir.call("sqrt", ir.mul(f(9), d)))),
              ir.declare(result, d),
              ir.declare(waiting, ir.int(1)),
              ir.range(attempt, ATTEMPTS, [
                ir.branch(ir.equal(waiting, ir.int(1)), [
                  ir.declare(x, normal),
                  ir.declare(v, ir.mul(ir.mul(cube, cube), cube)),
                  ir.branch(ir.less(f(0), v), [
                    ir.declare(u, log(fraction(third))),
                    ir.branch(ir.less(u, limit), [ir.set(result, ir.mul(d, v)), ir.set(waiting, ir.int(0))]),
                  ]),
                ]),
              ]),
              ir.branch(ir.less(alpha, f(1)), [ir.set(result, ir.mul(result, math.exp(ir.div(log(fraction(boost)), alpha))))]),
              ir.store(output, i, ir.select(ir.less(f(0), alpha), result, f(NaN))),
            ]),
          ];
        },
      };
    },
  },
};
type Local = ReturnType<typeof ir.variable>;
/** Gamma-distributed numbers for each shape parameter (f32), by the method of Marsaglia and Tsang (2000). */
export const gammas = (key: Tensor, shapes: Tensor): Tensor => apply(gammaOp, [key, shapes], null);
