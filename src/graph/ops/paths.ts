// Sums over all paths that go step by step through a row of states: what alignments of sequences (CTC) are made of.
import { dtypeError, rankError, shapesError } from "../../core/errors.ts";
import { isFloat } from "../../core/dtype.ts";
import * as ir from "../../ir/build.ts";
import * as math from "../../ir/math.ts";
import type { Buffer, Expr, Var } from "../../ir/types.ts";
import { literal, operation, requireTensor, type HasOp } from "../define.ts";
import { apply, type LoopNest, type Op, type Tensor } from "../tensor.ts";
import { mul, sub } from "./arithmetic.ts";
import { cast, expand } from "./broadcast.ts";
import { gt, logicalAnd, where } from "./compare.ts";
import { fullLike } from "./constants.ts";
import { stack } from "./joins.ts";
import { exp } from "./powers.ts";
import { unsqueeze } from "./reshape.ts";
import { pad } from "./views.ts";

/** How far a path may go in one step: it stays, goes to the next state, or leaves one out. */
const LONGEST = 2;
const lengths: readonly number[] = [0, 1, 2];

/** x[n, t + 1, s + d], and `value` where there is none. */
function ahead(x: Tensor, d: number, value = 0): Tensor {
  if (x.shape[2]! <= d) return fullLike(x, value);
  return pad(x, [-d, d, -1, 1], { value });
}

/** May a path come to [n, t + 1, s + d] from [n, t, s], and does any lead there? */
function mayGo(y: Tensor, skips: Tensor, d: number): Tensor {
  const reached = gt(ahead(y, d, -Infinity), -Infinity);
  if (d < LONGEST || y.shape[2]! <= d) return reached;
  return logicalAnd(reached, expand(unsqueeze(pad(skips, [-d, d]), 1), y.shape));
}

interface FlowAttrs {
  readonly reverse: boolean;
}
/**
 * x [N, T, L] carried along the steps with weights w [3, N, T, L], w[d, n, t, s] from state s at t to state s + d at t + 1:
 * forwards cₜ[s] = xₜ[s] + Σ_d wₜ₋₁[d, s − d] · cₜ₋₁[s − d]; backwards aₜ[s] = xₜ[s] + Σ_d wₜ[d, s] · aₜ₊₁[s + d]. Each is the other's
 * gradient.
 */
const flowOp: Op<FlowAttrs> = /* @__PURE__ */ {
  name: "pathFlow",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "loop", nest: flowNest },
  vjp(ct, y, [, w], { reverse }) {
    const other = apply(flowOp, [ct, w!], { reverse: !reverse });
    const [forwards, backwards] = reverse ? [other, y] : [y, other];
    return [other, stack(lengths.map((d) => mul(forwards, ahead(backwards, d))))];
  },
};

function flowNest(output: Buffer, [x, w]: readonly Buffer[], { reverse }: FlowAttrs, [shape]: readonly (readonly number[])[]): LoopNest {
  const [count, steps, states] = shape as [number, number, number];
  const size = count * steps * states;
  const [begin, s, k] = [ir.indexVar("b", states), ir.indexVar("s", states), ir.indexVar("k", steps)];
  return {
    tasks: count,
    body(task) {
      const base = ir.mul(task, ir.int(steps * states));
      const at = (t: Expr, state: Expr = s): Expr => ir.add(base, ir.add(ir.mul(t, ir.int(states)), state));
      const [first, now, before] = reverse
        ? [ir.int(steps - 1), at(ir.sub(ir.int(steps - 2), k)), at(ir.sub(ir.int(steps - 1), k))]
        : [ir.int(0), at(ir.add(k, ir.int(1))), at(k)];
      let sum = ir.load(x!, now);
      for (const d of lengths) {
        const inside = reverse ? ir.less(ir.add(s, ir.int(d)), ir.int(states)) : ir.lessEqual(ir.int(d), s);
        const from = reverse ? ir.add(before, ir.int(d)) : ir.sub(before, ir.int(d));
        const weight = ir.add(reverse ? now : from, ir.int(d * size));
        const term = ir.mul(ir.load(w!, weight), ir.load(output, from));
        sum = ir.add(sum, d === 0 ? term : ir.when(inside, term, literal(output.dtype, 0)));
      }
      return [
        ir.range(begin, states, [ir.store(output, at(first, begin), ir.load(x!, at(first, begin)))]),
        ...(steps > 1 ? [ir.range(k, steps - 1, [ir.range(s, states, [ir.store(output, now, sum)])])] : []),
      ];
    },
  };
}

const pathsOp: Op<null> = /* @__PURE__ */ {
  name: "logPaths",
  shape: ([scores]) => scores!.shape,
  dtype: ([scores]) => scores!.dtype,
  how: { kind: "loop", nest: pathsNest },
  vjp(ct, y, [scores, skips]) {
    // The share of each step in the sum that it leads to; one exponential for all three lengths of steps.
    const before = stack(lengths.map((d) => sub(ahead(y, d, -Infinity), ahead(scores!, d))));
    const open = stack(lengths.map((d) => mayGo(y, skips!, d)));
    const possible = logicalAnd(open, gt(y, -Infinity));
    const weights = where(possible, exp(where(possible, sub(y, before), 0)), 0);
    return [apply(flowOp, [ct, weights], { reverse: true }), null];
  },
};

function pathsNest(output: Buffer, [scores, skips]: readonly Buffer[], _: null, [shape]: readonly (readonly number[])[]): LoopNest {
  const [count, steps, states] = shape as [number, number, number];
  const { dtype } = output;
  const nothing = literal(dtype, -Infinity);
  const [begin, s, t] = [ir.indexVar("b", states), ir.indexVar("s", states), ir.indexVar("t", steps)];
  const named = (name: string): Var => ir.variable(name, dtype);
  const [stay, step, skip, most] = [named("stay"), named("step"), named("skip"), named("most")];
  return {
    tasks: count,
    body(task) {
      const base = ir.mul(task, ir.int(steps * states));
      const before = ir.add(base, ir.add(ir.mul(t, ir.int(states)), s));
      const now = ir.add(before, ir.int(states));
      const maySkip = ir.and(ir.lessEqual(ir.int(2), s), ir.load(skips!, ir.add(ir.mul(task, ir.int(states)), s)));
      const power = (x: Expr): Expr => math.exp(ir.sub(x, most));
      const sum = ir.add(power(stay), ir.add(power(step), power(skip)));
      return [
        ir.range(begin, states, [
          ir.store(output, ir.add(base, begin), ir.when(ir.less(begin, ir.int(2)), ir.load(scores!, ir.add(base, begin)), nothing)),
        ]),
        ...(steps > 1
          ? [
              ir.range(t, steps - 1, [
                ir.range(s, states, [
                  ir.declare(stay, ir.load(output, before)),
                  ir.declare(step, ir.when(ir.lessEqual(ir.int(1), s), ir.load(output, ir.sub(before, ir.int(1))), nothing)),
                  ir.declare(skip, ir.when(maySkip, ir.load(output, ir.sub(before, ir.int(2))), nothing)),
                  ir.declare(most, ir.call("max", stay, ir.call("max", step, skip))),
                  ir.store(
                    output,
                    now,
                    ir.select(ir.less(nothing, most), ir.add(ir.load(scores!, now), ir.add(most, math.log(sum))), nothing),
                  ),
                ]),
              ]),
            ]
          : []),
      ];
    },
  };
}

/**
 * Logarithms of sums over paths: y[n, t, s] = ln Σ e^(sum of scores on the path), over all paths that begin in state 0 or 1 at time 0
 * and are in state s at time t, going 0 or 1 states further at each time, or 2 into states with `skips`. −∞ where no path leads.
 *
 * @param scores [N, T, L]
 * @param skips bool [N, L]
 * @example
 * const y = logPaths(tensor([[[0, 0], [0, 0]]]), tensor([[false, false]]))
 * y.exp().toArray() // [[[1, 1], [1, 2]]]
 */
export const logPaths: ((scores: Tensor, skips: Tensor) => Tensor) & HasOp = /* @__PURE__ */ operation(
  pathsOp,
  (scores: Tensor, skips: Tensor): Tensor => {
    requireTensor("logPaths", scores);
    requireTensor("logPaths", skips);
    if (!isFloat(scores.dtype)) throw dtypeError("logPaths", "scores", scores.dtype, "f32 or f64");
    if (scores.shape.length !== 3) throw rankError("logPaths", "scores", scores.shape, "be [N, T, L]");
    const [count, , states] = scores.shape;
    if (skips.shape.length !== 2 || skips.shape[0] !== count || skips.shape[1] !== states)
      throw shapesError("logPaths", { scores: scores.shape, skips: skips.shape }, "skips must be [N, L]");
    return apply(pathsOp, [scores, cast(skips, "bool")], null);
  },
);
