// Loops over neighbouring elements become loops over vectors, with a short tail for what is left.
import { int, loop, sub, add, call, mul } from "../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../ir/types.ts";
import { cloneStmts, mapBlocks } from "../../ir/walk.ts";
import { splitLoop } from "./split.ts";
import { laneBytes, widenStmts } from "./widen.ts";

type For = Stmt & { is: "for" };

/** Bytes below which there are no vectors. */
const SMALLEST = 16;

/** The loop for v from begin on, `turns` times: without a loop when it turns once, nothing when it never does. */
function turnsOf(body: readonly Stmt[], v: Var, begin: number, end: number, step: number): Stmt[] {
  const turns = Math.ceil((end - begin) / step);
  if (turns <= 0) return [];
  if (turns === 1) return [...cloneStmts(body, new Map([[v, int(begin)]]))];
  const own: Var = { ...v, min: begin, max: begin + (turns - 1) * step };
  return [loop(own, int(begin), int(end), step, cloneStmts(body, new Map([[v, own]])))];
}

/**
 * A loop whose iterations are independent, `lanes` of them at a time (and `unroll` such groups at a time, which share what
 * is the same for all), then what is left one by one. Where the body asks whether it is inside of something, the loop is cut
 * first, so that most of it need not ask. The loop itself when it is too short or cannot be widened.
 */
export function vectorizeLoop(s: For, lanes: number, unroll = 1): Stmt[] {
  if (lanes <= 1 || s.step !== 1) return [s];
  return eachLoop(splitLoop(s), (piece) => whole(piece, lanes, unroll));
}

/** The loops of a split one, each replaced. */
function eachLoop(stmts: readonly Stmt[], f: (s: For) => readonly Stmt[]): Stmt[] {
  return stmts.flatMap((s): readonly Stmt[] => (s.is === "for" ? f(s) : [mapBlocks(s, (inside) => eachLoop(inside, f))]));
}

function whole(s: For, lanes: number, unroll: number): Stmt[] {
  const size = laneBytes(s.body, s.v);
  if (size === null) return [s];
  if (s.begin.is === "const" && s.end.is === "const") return fixed(s, s.begin.value, s.end.value, lanes, unroll, size);
  return dynamic(s, lanes, unroll);
}

function fixed(s: For, begin: number, end: number, lanes: number, unroll: number, size: number): Stmt[] {
  const out: Stmt[] = [];
  let at = begin;
  const run = (groups: number, wide: number): boolean => {
    const step = groups * wide;
    if (end - at < step) return true;
    const body = widenStmts(s.body, s.v, wide, new Map(), groups);
    if (!body) return false;
    const stop = at + Math.floor((end - at) / step) * step;
    out.push(...turnsOf(body, s.v, at, stop, step));
    at = stop;
    return true;
  };
  if (unroll > 1 && !run(unroll, lanes)) return [s];
  for (let wide = lanes; wide > 1 && (wide === lanes || wide * size >= SMALLEST); wide = Math.floor(wide / 2))
    if (!run(1, wide)) return [s];
  out.push(...turnsOf(s.body, s.v, at, end, 1));
  return out;
}

/** Is the whole number surely a multiple of n? */
function isMultiple(e: Expr, n: number): boolean {
  if (e.is === "const") return e.value % n === 0;
  if (e.is !== "call") return false;
  const [a, b] = e.args;
  if (e.word === "mul") return isMultiple(a!, n) || isMultiple(b!, n);
  return ["add", "sub", "min", "max"].includes(e.word) && isMultiple(a!, n) && isMultiple(b!, n);
}

/** The extent is known only when it runs. Where it surely is a multiple of the step, nothing is left over. */
function dynamic(s: For, lanes: number, unroll: number): Stmt[] {
  const out: Stmt[] = [];
  let at: Expr = s.begin;
  let whole = false;
  const run = (groups: number): boolean => {
    const step = groups * lanes;
    const own: Var = { ...s.v };
    const body = widenStmts(cloneStmts(s.body, new Map([[s.v, own]])), own, lanes, new Map(), groups);
    if (!body) return false;
    whole = isMultiple(at, step) && isMultiple(s.end, step);
    const rest = call("max", sub(s.end, at), int(0));
    const stop = whole ? s.end : add(at, mul(call("quot", rest, int(step)), int(step)));
    out.push(loop(own, at, stop, step, body));
    at = stop;
    return true;
  };
  if (unroll > 1 && !run(unroll)) return [s];
  if (!whole && !run(1)) return [s];
  if (whole) return out;
  const own: Var = { ...s.v };
  out.push(loop(own, at, s.end, 1, cloneStmts(s.body, new Map([[s.v, own]]))));
  return out;
}
