// Sums, products, minima … over one or several axes, as loops with several accumulators: vectors along the axis whose
// elements are neighbours, enough of them to hide the latency of one, always combined in the same order. Long sums of
// floats are added up block by block, and the blocks with Kahan's compensation, so that the error does not grow with
// the length. Knows nothing of targets beyond the number of lanes.
import { across, add, call, constant, declare, indexVar, int, loop, select, set, sub } from "../../ir/build.ts";
import type { DType } from "../../core/dtype.ts";
import { isFloat } from "../../core/dtype.ts";
import type { Expr, Stmt, Var } from "../../ir/types.ts";
import { cloneStmts, countNodes, substitute } from "../../ir/walk.ts";
import type { Axis } from "./axes.ts";
import { densestAxis, mergeAxes } from "./axes.ts";
import { offset } from "./growth.ts";
import { laneBytes, widenGroups } from "./widen.ts";

export type ReductionWord = "add" | "mul" | "min" | "max" | "and" | "or";

/** One result: `word` over all values that `value` takes. */
export interface Term {
  readonly word: ReductionWord;
  readonly dtype: DType;
  readonly value: Expr;
}

export interface ReductionPlan {
  /** Outermost first. They may be reordered and merged. */
  readonly axes: readonly Axis[];
  /** Computed in one pass. */
  readonly terms: readonly Term[];
  /** 1: scalars, for instance when an axis outside will be widened. */
  readonly lanes: number;
  /** Accumulators for each term; chosen if absent (1 if lanes is 1). */
  readonly unroll?: number;
}

export interface Reduced {
  /** Declares the accumulators. */
  readonly before: Stmt[];
  readonly body: Stmt[];
  /** One a term; good after `body`. */
  readonly results: Expr[];
}

/** Additions into one accumulator before it is added to the total: in f32 the error of a block is at most 64 · 2⁻²⁴ of it. */
const BLOCK = 64;

/** The value that changes nothing. */
export function neutral(word: ReductionWord, dtype: DType): number {
  switch (word) {
    case "add":
    case "or":
      return 0;
    case "mul":
      return 1;
    case "and":
      return dtype === "bool" ? 1 : dtype === "u8" ? 255 : -1;
    case "min":
      return isFloat(dtype) ? Infinity : dtype === "i32" ? 2147483647 : dtype === "u8" ? 255 : 1;
    case "max":
      return isFloat(dtype) ? -Infinity : dtype === "i32" ? -2147483648 : 0;
  }
}

/** The accumulators of one term. */
interface Pool {
  readonly term: Term;
  readonly vectors: readonly Var[];
  readonly scalars: readonly Var[];
}

const local = (name: string, dtype: DType, lanes: number): Var => ({ is: "var", name, dtype, lanes });
const start = (v: Var, word: ReductionWord): Stmt => declare(v, constant(v.dtype as DType, neutral(word, v.dtype as DType), v.lanes));

/** ((a, b), (c, d)): neighbours first. */
function tree(word: ReductionWord, values: readonly Expr[]): Expr {
  if (values.length === 1) return values[0]!;
  const next: Expr[] = [];
  for (let i = 0; i < values.length; i += 2) next.push(i + 1 < values.length ? call(word, values[i]!, values[i + 1]!) : values[i]!);
  return tree(word, next);
}

const loopOrOnce = (v: Var, turns: number, step: number, body: readonly Stmt[], begin = 0): Stmt[] =>
  turns === 0
    ? []
    : turns === 1
      ? [...cloneStmts(body, new Map([[v, int(begin)]]))]
      : [loop(v, int(begin), int(begin + turns * step), step, body)];

/** The loops of a reduction. Zero-sized axes leave the neutral values. */
export function reduction(plan: ReductionPlan): Reduced {
  const reached = plan.axes.every((a) => a.extent > 0);
  const merged = arrange(plan);
  const terms = plan.terms.map((t, i): Term => ({ ...t, value: merged.roots[i]! }));
  const axes = merged.axes.length ? merged.axes : [{ v: indexVar("once", 1), extent: 1 }];
  const inner = axes.at(-1)!;
  const carriers = terms.map((t) => local("sum", t.dtype, 1));
  const turn = terms.map((t, i) => set(carriers[i]!, call(t.word, carriers[i]!, t.value)));
  const stand = new Map(carriers.map((c) => [c, c]));
  const wanted = plan.unroll ?? accumulators(terms, plan.lanes);
  const vector =
    plan.lanes > 1 && inner.extent >= plan.lanes && densestAxis([inner], merged.roots) === 0 && laneBytes(turn, inner.v, stand) !== null;
  const lanes = vector ? plan.lanes : 1;
  const vectors = Math.floor(inner.extent / lanes);
  const count = Math.max(1, Math.min(wanted, vectors));
  const left = inner.extent % lanes;
  const pools = terms.map((term): Pool => ({
    term,
    vectors: Array.from({ length: count }, (_, i) => local(`${term.word}${i}`, term.dtype, lanes)),
    scalars: Array.from({ length: Math.min(left, 4) }, (_, i) => local(`${term.word}Tail${i}`, term.dtype, 1)),
  })); // prettier-ignore

  /** `groups` vectors at once, from v on, into the accumulators from the first on. */
  const groupsAt = (groups: number): Stmt[] => {
    if (lanes > 1) {
      const bounds = Array.from({ length: groups }, (_, g) => new Map(carriers.map((c, t) => [c, pools[t]!.vectors[g]!])));
      return widenGroups(turn, inner.v, lanes, bounds)!;
    }
    return Array.from({ length: groups }, (_, g) => pools.map((p) => intoScalar(p.vectors[g]!, p.term, offset(inner.v, g)))).flat();
  };
  const intoScalar = (to: Var, term: Term, at: Expr): Stmt =>
    set(to, call(term.word, to, substitute(term.value, new Map([[inner.v, at]]))));

  const step = lanes * count;
  const turns = Math.floor(vectors / count);
  const rest = vectors % count;
  const afterwards: Stmt[] = [
    ...(rest ? cloneStmts(groupsAt(rest), new Map([[inner.v, int(turns * step)]])) : []),
    ...Array.from({ length: left }, (_, k) =>
      pools.map((p) => intoScalar(p.scalars[k % p.scalars.length]!, p.term, int(vectors * lanes + k))),
    ).flat(),
  ];
  const main = groupsAt(count);
  return nest({ axes: reached ? axes : [], pools, v: inner.v, main, turns, step, afterwards });
}

/** The axes in the order in which they should run, with those merged that can be. */
function arrange(plan: ReductionPlan): { axes: Axis[]; roots: Expr[] } {
  const roots = plan.terms.map((t) => t.value);
  const merged = mergeAxes(plan.axes, roots);
  const best = densestAxis(merged.axes, merged.roots);
  if (best < 0 || best === merged.axes.length - 1) return merged;
  const order = [...merged.axes.slice(0, best), ...merged.axes.slice(best + 1), merged.axes[best]!];
  return mergeAxes(order, merged.roots);
}

/** Enough to hide the latency of one, not so many that they leave the registers. */
function accumulators(terms: readonly Term[], lanes: number): number {
  if (lanes === 1) return 1;
  const work = terms.reduce((sum, t) => sum + countNodes(t.value), 0);
  return work > 48 ? 1 : work > 24 ? 2 : Math.max(1, Math.min(4, Math.floor(8 / terms.length)));
}

interface Nest {
  readonly axes: readonly Axis[];
  readonly pools: readonly Pool[];
  /** The innermost loop: `main` over `v`, `turns` times by `step`, then `afterwards`. */
  readonly v: Var;
  readonly main: readonly Stmt[];
  readonly turns: number;
  readonly step: number;
  readonly afterwards: readonly Stmt[];
}

/** The loops around the accumulators; the first level at which a sum would grow longer than a block is cut into blocks. */
function nest({ axes, pools, v, main, turns, step, afterwards }: Nest): Reduced {
  if (axes.length === 0) return finish(pools, [], new Map());
  const totals = new Map<Pool, Totals[]>();
  const openTotals = (): void => {
    for (const pool of pools.filter(isSum)) {
      const lists = [pool.vectors, pool.scalars].filter((l) => l.length > 0);
      totals.set(pool, lists.map(([first]) => ({ sum: { ...first!, name: "total" }, lost: { ...first!, name: "lost" } }))); // prettier-ignore
    }
  };
  const summing = pools.some(isSum);
  /** `turns` of a level from `from` on: `body` over `axis`, as the inner part of a block. */
  const cut = (axis: Var, extent: number, chunk: number, by: number, body: readonly Stmt[], after: readonly Stmt[]): Stmt[] => {
    openTotals();
    const outer = indexVar("block", Math.floor(extent / chunk));
    const within = { ...axis, min: 0, max: (chunk - 1) * by };
    const part = (count: number, from: Expr): Stmt[] =>
      loopOrOnce(within, count, by, cloneStmts(body, new Map([[axis, add(from, within)]])));
    const done = Math.floor(extent / chunk) * chunk;
    const out = loopOrOnce(outer, done / chunk, 1, inBlock(totals, part(chunk, call("mul", outer, int(chunk * by)))));
    const rest = [...part(extent - done, int(done * by)), ...after];
    return rest.length ? [...out, ...inBlock(totals, rest)] : out;
  };
  let length = turns + (afterwards.length ? 1 : 0);
  let body = summing && turns > BLOCK ? cut(v, turns, BLOCK, step, main, afterwards) : [...loopOrOnce(v, turns, step, main), ...afterwards];
  for (const axis of axes.slice(0, -1).reverse()) {
    if (summing && totals.size === 0 && length * axis.extent > BLOCK)
      body = cut(axis.v, axis.extent, Math.max(1, Math.floor(BLOCK / length)), 1, body, []);
    else body = loopOrOnce(axis.v, axis.extent, 1, body);
    length *= axis.extent;
  }
  return finish(pools, body, totals);
}

const isSum = (p: Pool): boolean => p.term.word === "add" && isFloat(p.term.dtype);

/** Running totals of a blocked sum: what was added up, and what was lost on the way. */
interface Totals {
  readonly sum: Var;
  readonly lost: Var;
}

/** The accumulators of sums begin anew, and what they hold in the end goes to the totals. */
function inBlock(sums: ReadonlyMap<Pool, readonly Totals[]>, inner: readonly Stmt[]): readonly Stmt[] {
  const lets: Stmt[] = [];
  const flush: Stmt[] = [];
  for (const [pool, totals] of sums) {
    for (const [i, list] of [pool.vectors, pool.scalars].filter((l) => l.length > 0).entries()) {
      lets.push(...list.map((v) => start(v, "add")));
      flush.push(...compensated(totals[i]!, tree("add", list)));
    }
  }
  return cloneStmts([...lets, ...inner, ...flush]);
}

/** Kahan's addition. What was lost counts only while it is finite: an infinite sum stays infinite. */
function compensated({ sum, lost }: Totals, block: Expr): Stmt[] {
  const dtype = sum.dtype as DType;
  const [part, next, error] = [local("part", dtype, sum.lanes), local("next", dtype, sum.lanes), local("error", dtype, sum.lanes)];
  const finite = call("lt", call("abs", error), constant(dtype, Infinity, sum.lanes));
  return [
    declare(part, sub(block, lost)),
    declare(next, add(sum, part)),
    declare(error, sub(sub(next, sum), part)),
    set(lost, select(finite, error, constant(dtype, 0, sum.lanes))),
    set(sum, next),
  ];
}

/** From here on the code around the loops: declarations before, results after. */
function finish(pools: readonly Pool[], body: Stmt[], totals: ReadonlyMap<Pool, readonly Totals[]>): Reduced {
  const before: Stmt[] = [];
  const results = pools.map((pool) => {
    const { word } = pool.term;
    const lists = [pool.vectors, pool.scalars].filter((l) => l.length > 0);
    const blocked = totals.get(pool);
    if (blocked) for (const t of blocked) before.push(start(t.sum, "add"), start(t.lost, "add"));
    else for (const v of lists.flat()) before.push(start(v, word));
    const parts = lists.map((list, i) => across(word, blocked ? blocked[i]!.sum : tree(word, list)));
    return tree(word, parts);
  });
  return { before, body, results };
}
