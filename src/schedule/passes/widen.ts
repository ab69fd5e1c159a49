// Several neighbouring iterations at once: scalar expressions and statements become vector ones. Knows nothing of targets
// beyond this: the lanes of a loop all have one width (4 or 8 bytes), a bool is a mask of that width, and integer
// division has no vector form. What has no vector form is computed lane by lane and packed: right, though slow.
import {
  add,
  call,
  cast,
  constant,
  bits,
  declare,
  int,
  lane,
  load,
  mul,
  pack,
  ramp,
  select,
  splat,
  store,
  variable,
  when,
} from "../../ir/build.ts";
import type { DType } from "../../core/dtype.ts";
import { sizeOf } from "../../core/dtype.ts";
import { entry, memoized } from "../../core/memo.ts";
import type { Expr, Stmt, Var, Word } from "../../ir/types.ts";
import { children, declared, mapChildren, substitute, visitExprs, visitStmts } from "../../ir/walk.ts";
import { changedIn, growth, offset } from "./growth.ts";
import { harmless } from "./safe.ts";

const SCALAR_WORDS: ReadonlySet<Word> = new Set<Word>(["quot", "rem"]);
const SHIFTS: ReadonlySet<Word> = new Set<Word>(["shl", "shr", "sar"]);
const NOTHING: ReadonlyMap<Var, Expr> = new Map();

/** One of the groups of `lanes` iterations that a widened statement stands for. */
interface Group {
  /** Iterations before this group. */
  readonly first: number;
  /** What stands for a variable whose value differs from lane to lane. */
  readonly bound: Map<Var, Expr>;
  readonly wide: Map<Expr, Expr | null>;
  /** Scalar forms, one map a lane. */
  readonly lanes: Map<Expr, Expr>[];
}

interface Setting {
  readonly lanes: number;
  /** Bytes of a lane. */
  readonly size: number;
  /** Scalars that grow by a constant from one iteration to the next: the loop variable, index locals. */
  readonly steps: ReadonlyMap<Var, number>;
  /** Other variables that differ from iteration to iteration. */
  readonly varying: ReadonlySet<Var>;
}

/** Says for expressions whether they differ between iterations. */
function variation(setting: Setting): (e: Expr) => boolean {
  const varies = (e: Expr): boolean => (e.is === "var" ? setting.steps.has(e) || setting.varying.has(e) : inside(e));
  const inside = memoized((e: Expr) => children(e).some(varies));
  return varies;
}

function widener(setting: Setting) {
  const { lanes, size, steps, varying } = setting;
  const varies = variation(setting);
  const grows = growth(steps, (v) => varying.has(v));
  const fits = (dtype: Expr["dtype"]): boolean => dtype === "bool" || (dtype !== "ptr" && sizeOf(dtype) === size);

  const group = (first: number, bound: ReadonlyMap<Var, Expr> = NOTHING): Group => ({
    first,
    bound: new Map(bound),
    wide: new Map(),
    lanes: Array.from({ length: lanes }, () => new Map<Expr, Expr>()),
  });

  /** The scalar value in one lane. */
  function atLane(e: Expr, k: number, g: Group): Expr {
    if (!varies(e)) return e;
    return entry(g.lanes[k]!, e, () => {
      const step = e.dtype === "i32" ? grows(e) : null;
      if (step !== null) return offset(e, step * (g.first + k));
      return e.is === "var" ? lane(g.bound.get(e)!, k) : mapChildren(e, (x) => atLane(x, k, g));
    });
  }

  const packed = (e: Expr, g: Group): Expr | null =>
    fits(e.dtype) ? pack(Array.from({ length: lanes }, (_, k) => atLane(e, k, g))) : null;

  /** Loads of an arm happen only where the condition holds; everything else there may be computed in any case. */
  function guarded(condition: Expr, arm: Expr): Expr {
    const visit: (e: Expr) => Expr = memoized((e) =>
      e.is === "load" || e.is === "when" ? when(condition, e, constant(e.dtype, 0)) : mapChildren(e, visit),
    );
    return visit(arm);
  }

  function widenWhen(e: Expr & { is: "when" }, g: Group): Expr | null {
    const leaf = (x: Expr): boolean => x.is === "load" || x.is === "const" || x.is === "var" || x.is === "when";
    if (harmless(e.then) && harmless(e.otherwise)) return wide(select(e.condition, e.then, e.otherwise), g);
    if (leaf(e.then) && leaf(e.otherwise)) return packed(e, g);
    const divides = [e.then, e.otherwise].some((x) => !harmless(guarded(constant("bool", 0), x)));
    if (divides || !fits(e.dtype)) return packed(e, g);
    const not = call("not", e.condition);
    return wide(select(e.condition, guarded(e.condition, e.then), guarded(not, e.otherwise)), g);
  }

  function widenCall(e: Expr & { is: "call" }, g: Group): Expr | null {
    if (SCALAR_WORDS.has(e.word)) return packed(e, g);
    if (SHIFTS.has(e.word) && varies(e.args[1]!)) return packed(e, g);
    const args = e.args.map((x) => wide(x, g));
    if (!fits(e.dtype) || args.some((x) => x === null)) return packed(e, g);
    return call(e.word, ...(args as Expr[]));
  }

  function convert(e: Expr & { is: "cast" }, g: Group): Expr | null {
    if (!fits(e.dtype)) return null;
    const value = wide(e.value, g);
    if (value) return cast(value, e.dtype);
    // Bytes become integers one by one, and what they should be all at once.
    if (e.value.dtype === "u8" && size === 4 && e.dtype !== "i32") return cast(packed(cast(e.value, "i32"), g)!, e.dtype);
    return packed(e, g);
  }

  function find(e: Expr, g: Group): Expr | null {
    const step = e.dtype === "i32" ? grows(e) : null;
    if (step !== null) {
      const base = offset(e, step * g.first);
      if (step === 0) return base;
      if (size !== 4) return null;
      return step === 1 ? ramp(base, lanes) : add(splat(base, lanes), mul(ramp(int(0), lanes), int(step)));
    }
    switch (e.is) {
      case "var":
        return g.bound.get(e) ?? null;
      case "load": {
        const stride = grows(e.index);
        if (e.lanes !== 1) return null;
        if (stride === 0) return load(e.buffer, offset(e.index, 0), 1, e.base);
        if (stride === 1 && fits(e.dtype) && e.dtype !== "bool") return load(e.buffer, offset(e.index, g.first), lanes, e.base);
        return packed(e, g);
      }
      case "call":
        return widenCall(e, g);
      case "cast":
        return convert(e, g);
      case "bits": {
        const value = wide(e.value, g);
        return value && fits(e.dtype) ? bits(value, e.dtype) : packed(e, g);
      }
      case "when":
        return widenWhen(e, g);
      case "lane":
      case "across":
        return e.lanes === 1 && !varies(e.value) ? e : null;
      default:
        return null;
    }
  }

  /** The expression for all lanes: a vector, a scalar if all lanes agree, null if the type has no vector of this width. */
  function wide(e: Expr, g: Group): Expr | null {
    return varies(e) ? entry(g.wide, e, () => find(e, g)) : e;
  }

  return { group, wide, atLane, varies, grows, fits };
}

/** Bytes of a lane for expressions in which `v` runs: 4 or 8; null when there is nothing to widen or the widths are mixed. */
function laneBytesOf(
  roots: readonly Expr[],
  isIndex: (e: Expr) => boolean,
  varies: (e: Expr) => boolean,
  stored: readonly DType[] = [],
): 4 | 8 | null {
  let four = stored.some((dtype) => sizeOf(dtype) === 4);
  let eight = stored.includes("f64");
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e) || !varies(e)) return;
    seen.add(e);
    if (e.dtype === "f64") eight = true;
    else if (e.dtype === "f32" || (e.dtype === "i32" && !isIndex(e))) four = true;
    if (e.is === "load") return;
    for (const x of children(e)) visit(x);
  };
  roots.forEach(visit);
  return four === eight ? null : eight ? 8 : 4;
}

/** The expressions of statements that hold values, not places. */
const values = (stmts: readonly Stmt[]): Expr[] => {
  const out: Expr[] = [];
  visitStmts(stmts, (s) => {
    if (s.is === "let" || s.is === "set" || s.is === "store") out.push(s.value);
    else if (s.is === "if") out.push(s.condition);
  });
  return out;
};

/**
 * How many bytes a lane has when these statements are widened along `v`: 4 or 8. Null when they cannot be widened well:
 * types of both widths, nothing but bytes, branches that differ between lanes, locals from outside that are set.
 */
export function laneBytes(stmts: readonly Stmt[], v: Var, bound: ReadonlyMap<Var, Expr> = NOTHING): 4 | 8 | null {
  const analysis = analyze(stmts, v, bound);
  if (!analysis) return null;
  const setting = { lanes: 1, size: 0, ...analysis };
  const grows = growth(analysis.steps, (x) => analysis.varying.has(x));
  const stored: DType[] = [];
  visitStmts(stmts, (s) => {
    if (s.is === "store" && grows(s.index) === 1) stored.push(s.buffer.dtype);
  });
  return laneBytesOf(values(stmts), (e) => grows(e) !== null, variation(setting), stored);
}

/**
 * The expression for v, v + 1, … v + lanes − 1 at once; `v` itself then stands for the first. `bound` says which vector (or
 * scalar) stands for a variable. What is the same for all stays scalar: `splat` it where a vector is needed.
 */
export function widenExpr(e: Expr, v: Var, lanes: number, bound: ReadonlyMap<Var, Expr> = NOTHING): Expr {
  if (lanes === 1) return substitute(e, bound);
  const steps = new Map([[v, 1]]);
  const varying = new Set([...bound.keys()]);
  const setting = { lanes, steps, varying };
  const vectors = [...bound.values()].some((x) => x.dtype === "f64");
  const size = vectors || laneBytesOf([e], () => true, variation({ ...setting, size: 0 })) === 8 ? 8 : 4;
  const w = widener({ ...setting, size });
  const to = w.wide(e, w.group(0, bound));
  if (!to) throw new Error(`widenExpr: a value of type ${e.dtype} has no vector of ${lanes} lanes of ${size} bytes`);
  return to;
}

interface Analysis {
  readonly steps: Map<Var, number>;
  readonly varying: Set<Var>;
}

/** Which locals differ between iterations, and which of them merely grow. Null: the statements cannot be widened. */
function analyze(stmts: readonly Stmt[], v: Var, bound: ReadonlyMap<Var, Expr>): Analysis | null {
  const own = new Set(declared(stmts));
  const changed = changedIn(stmts);
  for (const x of changed) if (!own.has(x) && bound.get(x)?.is !== "var") return null;
  const unsteady = new Set<Var>([v, ...bound.keys()]);
  for (let size = -1; size !== unsteady.size;) {
    size = unsteady.size;
    const varies = variation({ lanes: 1, size: 0, steps: new Map(), varying: unsteady });
    visitStmts(stmts, (s) => {
      if ((s.is === "let" || s.is === "set") && !unsteady.has(s.v) && varies(s.value)) unsteady.add(s.v);
    });
  }
  const steps = new Map([[v, 1]]);
  const varying = new Set<Var>(bound.keys());
  visitStmts(stmts, (s) => {
    if (s.is !== "let" || !unsteady.has(s.v)) return;
    const step = s.v.dtype === "i32" && !changed.has(s.v) ? growth(steps, (x) => unsteady.has(x))(s.value) : null;
    if (step === null) varying.add(s.v);
    else steps.set(s.v, step);
  });
  const varies = variation({ lanes: 1, size: 0, steps, varying });
  let possible = true;
  visitStmts(stmts, (s) => {
    if (s.is === "for" && (varies(s.begin) || varies(s.end))) possible = false;
    if (s.is === "if" && varies(s.condition)) possible = false;
    if (s.is === "advance" && varies(s.by)) possible = false;
    if (s.is === "let" && varies(s.value) && (s.v.dtype === "ptr" || s.v.lanes !== 1)) possible = false;
  });
  visitExprs(stmts, (e) => {
    if (e.lanes !== 1 && varies(e)) possible = false;
  });
  return possible ? { steps, varying } : null;
}

/**
 * The statements for `groups` × `lanes` neighbouring iterations; `v` then stands for the first of them. What is the same
 * for all stays scalar and is written once; loads and stores of neighbouring groups stand side by side. Null when a
 * branch or the extent of an inner loop differs between iterations, or a local from outside is set.
 */
export function widenStmts(
  stmts: readonly Stmt[],
  v: Var,
  lanes: number,
  bound: ReadonlyMap<Var, Expr> = NOTHING,
  groups = 1,
): Stmt[] | null {
  return widenGroups(stmts, v, lanes, new Array<ReadonlyMap<Var, Expr>>(groups).fill(bound));
}

/** As `widenStmts`, with other vectors in place of the bound variables in each group: accumulators, say. */
export function widenGroups(stmts: readonly Stmt[], v: Var, lanes: number, bounds: readonly ReadonlyMap<Var, Expr>[]): Stmt[] | null {
  const analysis = analyze(stmts, v, bounds[0]!);
  if (!analysis) return null;
  const size = laneBytes(stmts, v, bounds[0]) ?? 4;
  const w = widener({ lanes, size, ...analysis });
  const all = bounds.map((bound, i) => w.group(i * lanes, bound));
  const { varying } = analysis;

  const declareWide = (x: Var, value: Expr, out: Stmt[]): boolean => {
    for (const g of all) {
      const to = w.wide(value, g);
      if (!to) return false;
      const fresh: Var = { is: "var", name: x.name, dtype: x.dtype, lanes };
      g.bound.set(x, fresh);
      out.push(declare(fresh, splat(to, lanes)));
    }
    return true;
  };

  function storeWide(s: Stmt & { is: "store" }, out: Stmt[]): void {
    const stride = w.grows(s.index);
    const to = (index: Expr, value: Expr): Stmt => store(s.buffer, index, value, s.base);
    const direct = stride === 1 && w.fits(s.value.dtype) && s.value.dtype !== "bool";
    const wides = all.map((g) => w.wide(s.value, g));
    if (direct && wides.every((x) => x !== null)) {
      all.forEach((g, i) => out.push(to(offset(s.index, g.first), splat(wides[i]!, lanes))));
      return;
    }
    // Lane by lane. A conversion to a type of another width is made after the vector arithmetic.
    for (const [i, g] of all.entries()) {
      const before = s.value.is === "cast" && !wides[i] ? w.wide(s.value.value, g) : wides[i]!;
      let value: ((k: number) => Expr) | null = null;
      if (before && before.lanes > 1) {
        const held = variable("lanes", before.dtype, lanes);
        out.push(declare(held, before));
        value = (k) => cast(lane(held, k), s.value.dtype as DType);
      } else if (before) value = () => cast(before, s.value.dtype as DType);
      for (let k = 0; k < lanes; k++) out.push(to(w.atLane(s.index, k, g), value ? value(k) : w.atLane(s.value, k, g)));
    }
  }

  function list(from: readonly Stmt[]): Stmt[] | null {
    const out: Stmt[] = [];
    for (const s of from) {
      switch (s.is) {
        case "let":
          if (!varying.has(s.v)) out.push(s);
          else if (!declareWide(s.v, s.value, out)) return null;
          break;
        case "set": {
          if (!varying.has(s.v)) {
            out.push(s);
            break;
          }
          const next: Stmt[] = [];
          for (const g of all) {
            const to = w.wide(s.value, g);
            const target = g.bound.get(s.v);
            if (!to || target?.is !== "var") return null;
            next.push({ is: "set", v: target, value: splat(to, target.lanes) });
          }
          out.push(...next);
          break;
        }
        case "store":
          storeWide(s, out);
          break;
        case "for": {
          const body = list(s.body);
          if (!body) return null;
          out.push({ ...s, body });
          break;
        }
        case "if": {
          const [then, otherwise] = [list(s.then), list(s.otherwise)];
          if (!then || !otherwise) return null;
          out.push({ ...s, then, otherwise });
          break;
        }
        case "advance":
        case "note":
          out.push(s);
      }
    }
    return out;
  }
  return list(stmts);
}
