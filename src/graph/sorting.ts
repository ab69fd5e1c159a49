// Loops that order the rows of an axis: the places of its elements in ascending or descending order, equal ones as they
// stood, NaN above all numbers; all of them or the first few. Long rows are sorted by their bits, 11 at a time, others by
// merging. Knows no op.
import { isFloat } from "../core/dtype.ts";
import { sizeOfShape, type Shape } from "../core/shape.ts";
import * as ir from "../ir/build.ts";
import type { Buffer, Expr, Stmt, Var } from "../ir/types.ts";
import type { LoopNest } from "./tensor.ts";

export interface OrderAttrs {
  readonly axis: number;
  readonly descending: boolean;
  /** How many of the first places are wanted. */
  readonly count: number;
}

/** Elements of one row: where the k-th of them is, and where the k-th result goes. */
interface Row {
  readonly size: number;
  readonly descending: boolean;
  readonly count: number;
  value(i: Expr): Expr;
  put(i: Expr, place: Expr): Stmt;
}

/** Elements that a task is worth. */
const TASK = 1 << 12;
/** Rows from this size on are sorted by bits: below, clearing the counters costs more than merging. */
const LONG = 600;

/** The nest that writes the places (i32) of the first `count` elements of each row. The input is f32, f64 or i32. */
export function orderNest(
  output: Buffer,
  [input]: readonly Buffer[],
  { axis, descending, count }: OrderAttrs,
  [shape]: readonly Shape[],
): LoopNest {
  const size = shape![axis]!;
  const inner = sizeOfShape(shape!.slice(axis + 1));
  const rows = sizeOfShape(shape!.slice(0, axis)) * inner;
  const chunk = Math.max(1, Math.floor(TASK / size));
  return {
    tasks: Math.ceil(rows / chunk),
    body: (task) => {
      const row = ir.indexVar("row", rows);
      const begin = ir.mul(task, ir.int(chunk));
      const end = ir.call("min", ir.int(rows), ir.add(begin, ir.int(chunk)));
      const [outer, column] = [ir.call("quot", row, ir.int(inner)), ir.call("rem", row, ir.int(inner))];
      const at = (length: number, i: Expr): Expr => ir.add(ir.add(ir.mul(outer, ir.int(length * inner)), column), ir.mul(i, ir.int(inner)));
      const one: Row = {
        size,
        descending,
        count,
        value: (i) => ir.load(input!, at(size, i)),
        put: (i, place) => ir.store(output, at(count, i), place),
      };
      const sorted = input!.dtype === "f64" || size < LONG ? byMerging(one, input!.dtype === "f64") : byBits(one);
      return [ir.loop(row, begin, end, 1, sorted)];
    },
  };
}

/** An i32 that is ordered as the element is: NaN last; −0 and 0 alike. */
function keyOf(x: Expr, descending: boolean): Expr {
  let key = x;
  if (isFloat(x.dtype as "f32")) {
    const bits = ir.bits(ir.add(x, ir.constant("f32", 0)), "i32");
    const ordered = ir.call("xor", bits, ir.call("and", ir.call("sar", bits, ir.int(31)), ir.int(0x7fffffff)));
    key = ir.select(ir.call("ne", x, x), ir.int(0x7fffffff), ordered);
  }
  return descending ? ir.call("xor", key, ir.int(-1)) : key;
}

const scratch = (name: string, dtype: "i32" | "f64", length: number): Buffer => ir.buffer(name, dtype, length, "thread");
const increase = (v: Var, by: Expr = ir.int(1)): Stmt => ir.set(v, ir.add(v, by));
const forEach = (end: Expr, body: (i: Var) => readonly Stmt[], begin: Expr = ir.int(0)): Stmt => {
  const i = ir.variable("i");
  return ir.loop(i, begin, end, 1, body(i));
};

const BITS = 11;
const BUCKETS = 1 << BITS;
const SIGN = -2147483648;

/** Least significant digits first, three of them; each pass keeps the order of equals. */
function byBits({ size, descending, count, value, put }: Row): Stmt[] {
  const [keys, others] = [scratch("keys", "i32", size), scratch("otherKeys", "i32", size)];
  const [places, otherPlaces] = [scratch("places", "i32", size), scratch("otherPlaces", "i32", size)];
  const counters = [0, 1, 2].map((k) => scratch(`counters${k}`, "i32", BUCKETS));
  const digit = (key: Expr, k: number): Expr => {
    const low = k === 0 ? key : ir.call("shr", key, ir.int(k * BITS));
    return k === 2 ? low : ir.call("and", low, ir.int(BUCKETS - 1));
  };
  // Without a sign, so that digits are ordered as numbers are.
  const unsigned = (i: Expr): Expr => ir.call("xor", keyOf(value(i), descending), ir.int(SIGN));
  const key = ir.variable("key");
  const raise = (counter: Buffer, at: Expr): Stmt => ir.store(counter, at, ir.add(ir.load(counter, at), ir.int(1)));
  const few = count * 8 <= size;
  const left = ir.variable("left");
  const length: Expr = few ? left : ir.int(size);

  const out: Stmt[] = [forEach(ir.int(BUCKETS), (i) => counters.map((counter) => ir.store(counter, i, ir.int(0))))];
  if (few) {
    // Those that may be among the wanted ones by their first digit go on, and of these those that may by their second.
    const sieve = (k: number, wanted: Expr): { last: Var; before: Var; stmts: Stmt[] } => {
      const [last, before, total] = [ir.variable("last"), ir.variable("before"), ir.variable("total")];
      const find = forEach(ir.int(BUCKETS), (i) => [
        increase(total, ir.load(counters[k]!, i)),
        ir.branch(ir.less(total, wanted), [ir.set(before, total), ir.set(last, ir.add(i, ir.int(1)))]),
        ir.store(counters[k]!, i, ir.int(0)),
      ]);
      return { last, before, stmts: [...[last, before, total].map((v) => ir.declare(v, ir.int(0))), find] };
    };
    // Without a branch: what does not stay is overwritten by the next one.
    const keep = (own: Expr, place: Expr, stays: Expr): Stmt[] => [
      ir.store(keys, left, own),
      ir.store(places, left, place),
      increase(left, ir.cast(stays, "i32")),
    ];
    const [seen, place, entered] = [ir.variable("seen"), ir.variable("place"), ir.variable("entered")];
    const again = ir.variable("again");
    const first = sieve(2, ir.int(count));
    const second = sieve(1, ir.sub(ir.int(count), first.before));
    out.push(
      forEach(ir.int(size), (i) => [ir.declare(key, unsigned(i)), ir.store(others, i, key), raise(counters[2]!, digit(key, 2))]),
      ...first.stmts,
      ir.declare(left, ir.int(0)),
      forEach(ir.int(size), (i) => [ir.declare(seen, ir.load(others, i)), ...keep(seen, i, ir.lessEqual(digit(seen, 2), first.last))]),
      ir.declare(entered, left),
      forEach(entered, (i) => [
        ir.branch(ir.equal(digit(ir.load(keys, i), 2), first.last), [raise(counters[1]!, digit(ir.load(keys, i), 1))]),
      ]),
      ...second.stmts,
      ir.set(left, ir.int(0)),
      forEach(entered, (i) => [
        ir.declare(again, ir.load(keys, i)),
        ir.declare(place, ir.load(places, i)),
        ...keep(again, place, ir.call("or", ir.less(digit(again, 2), first.last), ir.lessEqual(digit(again, 1), second.last))),
      ]),
    );
  }
  const own = ir.variable("own");
  out.push(
    forEach(length, (i) => [
      ir.declare(own, few ? ir.load(keys, i) : unsigned(i)),
      ...(few ? [] : [ir.store(keys, i, own)]),
      ...counters.map((counter, k) => raise(counter, digit(own, k))),
    ]),
  );
  const sums = counters.map((_, k) => ir.variable(`sum${k}`));
  out.push(
    ...sums.map((v) => ir.declare(v, ir.int(0))),
    forEach(ir.int(BUCKETS), (i) =>
      counters.flatMap((counter, k) => {
        const n = ir.variable("n");
        return [ir.declare(n, ir.load(counter, i)), ir.store(counter, i, sums[k]!), increase(sums[k]!, n)];
      }),
    ),
  );
  const pass = (k: number, from: Buffer, placeOf: (i: Expr) => Expr, write: (target: Expr, key: Expr, place: Expr) => Stmt[]): void => {
    const [target, current, bucket] = [ir.variable("target"), ir.variable("current"), ir.variable("bucket")];
    out.push(
      forEach(length, (i) => [
        ir.declare(current, ir.load(from, i)),
        ir.declare(bucket, digit(current, k)),
        ir.declare(target, ir.load(counters[k]!, bucket)),
        ir.store(counters[k]!, bucket, ir.add(target, ir.int(1))),
        ...write(target, current, placeOf(i)),
      ]),
    );
  };
  const into =
    (toKeys: Buffer, toPlaces: Buffer) =>
    (target: Expr, current: Expr, place: Expr): Stmt[] => [ir.store(toKeys, target, current), ir.store(toPlaces, target, place)];
  pass(0, keys, (i) => (few ? ir.load(places, i) : i), into(others, otherPlaces));
  pass(1, others, (i) => ir.load(otherPlaces, i), into(keys, places));
  pass(2, keys, (i) => ir.load(places, i), (target, _, place) =>
    count === size ? [put(target, place)] : [ir.branch(ir.less(target, ir.int(count)), [put(target, place)])],
  ); // prettier-ignore
  return out;
}

/** Runs of 1, 2, 4, … elements are merged in pairs, from one half of the scratch to the other. */
function byMerging({ size, descending, count, value, put }: Row, double: boolean): Stmt[] {
  const keys = scratch("keys", double ? "f64" : "i32", 2 * size);
  const places = scratch("places", "i32", 2 * size);
  const levels = Math.ceil(Math.log2(Math.max(1, size)));
  // Does the right element come before the left one? Equal ones stay as they are.
  const overtakes = (right: Expr, left: Expr): Expr => {
    if (!double) return ir.less(right, left);
    const [low, high] = descending ? [left, right] : [right, left];
    const onlyHighIsNan = ir.and(ir.call("ne", high, high), ir.equal(low, low));
    return ir.call("or", ir.less(low, high), onlyHighIsNan);
  };
  const level = ir.variable("level");
  const [width, from, to] = [ir.variable("width"), ir.variable("from"), ir.variable("to")];
  const [pair, pairs] = [ir.variable("pair"), ir.variable("pairs")];
  const [low, middle, high] = [ir.variable("low"), ir.variable("middle"), ir.variable("high")];
  const [i, j] = [ir.variable("left"), ir.variable("right")];
  const [leftKey, rightKey] = [ir.variable("leftKey", keys.dtype), ir.variable("rightKey", keys.dtype)];
  const takesRight = ir.variable("takesRight", "bool");
  const n = ir.int(size);
  const within = (at: Expr): Expr => ir.add(from, ir.call("min", at, ir.int(size - 1)));
  const merge = forEach(
    high,
    (k) => [
      ir.declare(leftKey, ir.load(keys, within(i))),
      ir.declare(rightKey, ir.load(keys, within(j))),
      ir.declare(takesRight, ir.call("or", ir.lessEqual(middle, i), ir.and(ir.less(j, high), overtakes(rightKey, leftKey)))),
      ir.store(keys, ir.add(to, k), ir.select(takesRight, rightKey, leftKey)),
      ir.store(places, ir.add(to, k), ir.load(places, within(ir.select(takesRight, j, i)))),
      increase(j, ir.cast(takesRight, "i32")),
      increase(i, ir.sub(ir.int(1), ir.cast(takesRight, "i32"))),
    ],
    low,
  );
  return [
    forEach(n, (k) => [ir.store(keys, k, double ? value(k) : keyOf(value(k), descending)), ir.store(places, k, k)]),
    ir.loop(level, ir.int(0), ir.int(levels), 1, [
      ir.declare(width, ir.call("shl", ir.int(1), level)),
      ir.declare(from, ir.select(ir.equal(ir.call("and", level, ir.int(1)), ir.int(0)), ir.int(0), n)),
      ir.declare(to, ir.sub(n, from)),
      ir.declare(pairs, ir.add(ir.call("shr", ir.int(size - 1), ir.add(level, ir.int(1))), ir.int(1))),
      ir.loop(pair, ir.int(0), pairs, 1, [
        ir.declare(low, ir.call("shl", pair, ir.add(level, ir.int(1)))),
        ir.declare(middle, ir.call("min", n, ir.add(low, width))),
        ir.declare(high, ir.call("min", n, ir.add(middle, width))),
        ir.declare(i, low),
        ir.declare(j, middle),
        merge,
      ]),
    ]),
    forEach(ir.int(count), (k) => [put(k, ir.load(places, ir.add(ir.int(levels % 2 === 0 ? 0 : size), k)))]),
  ];
}
