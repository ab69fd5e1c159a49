// Computes the coefficients of src/ir/math: polynomials that interpolate at Chebyshev points (within a factor of
// two of the best there are), in 256-bit fixed-point arithmetic.
// Prints TypeScript. Run: npx tsx scripts/fit.ts
const BITS = 256n;
const ONE = 1n << BITS;

const mul = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
const div = (a: bigint, b: bigint): bigint => (a << BITS) / b;
const abs = (a: bigint): bigint => (a < 0n ? -a : a);

/** Exact: a double is an integer over a power of two. */
function fixed(x: number): bigint {
  let scale = 0n;
  while (!Number.isInteger(x)) {
    x *= 2;
    scale++;
  }
  return (BigInt(x) << BITS) >> scale;
}

function number(a: bigint): number {
  return Number(a) / Number(ONE);
}

/** Σ of terms until they vanish. */
function series(first: bigint, next: (term: bigint, n: number) => bigint, weigh: (term: bigint, n: number) => bigint = (t) => t): bigint {
  let sum = 0n;
  for (let term = first, n = 0; term !== 0n && n < 4000; term = next(term, ++n)) sum += weigh(term, n);
  return sum;
}

const exp = (x: bigint): bigint => series(ONE, (t, n) => mul(t, x) / BigInt(n));
const sin = (x: bigint): bigint => series(x, (t, n) => -mul(mul(t, x), x) / BigInt(2 * n * (2 * n + 1)));
const cos = (x: bigint): bigint => series(ONE, (t, n) => -mul(mul(t, x), x) / BigInt(2 * n * (2 * n - 1)));
/** log((1 + s) / (1 − s)) */
const logRatio = (s: bigint): bigint => 2n * series(s, (t) => mul(mul(t, s), s), (t, n) => t / BigInt(2 * n + 1)); // prettier-ignore
const atan = (x: bigint): bigint => series(x, (t) => -mul(mul(t, x), x), (t, n) => t / BigInt(2 * n + 1)); // prettier-ignore
const LN2 = logRatio(ONE / 3n);
const PI = 4n * (4n * atan(ONE / 5n) - atan(ONE / 239n));

function root(a: bigint): bigint {
  let x = a > ONE ? a : ONE;
  for (let i = 0; i < 300; i++) x = (x + div(a, x)) / 2n;
  return x;
}

const erf = (x: bigint): bigint => div(2n * series(x, (t, n) => -mul(mul(t, x), x) / BigInt(n), (t, n) => t / BigInt(2 * n + 1)), root(PI)); // prettier-ignore

/** Coefficients, lowest power first, of the polynomial of that degree through f at the Chebyshev points of [from, to]. */
function fit(f: (x: bigint) => bigint, from: number, to: number, degree: number): number[] {
  const points = Array.from({ length: degree + 1 }, (_, k) => {
    const t = Math.cos(((2 * k + 1) * Math.PI) / (2 * degree + 2));
    return fixed((from + to) / 2 + ((to - from) / 2) * t);
  });
  const table = points.map(f);
  for (let level = 1; level <= degree; level++)
    for (let k = degree; k >= level; k--) table[k] = div(table[k]! - table[k - 1]!, points[k]! - points[k - level]!);
  let powers = [table[degree]!];
  for (let k = degree - 1; k >= 0; k--) {
    const next = [0n, ...powers];
    powers.forEach((c, i) => (next[i] = next[i]! - mul(c, points[k]!)));
    next[0] = next[0]! + table[k]!;
    powers = next;
  }
  return powers.map(number);
}

/** The largest relative error of the polynomial (its coefficients as given) against f on [from, to]. */
function error(f: (x: bigint) => bigint, coefficients: readonly number[], from: number, to: number): number {
  let worst = 0;
  const exact = coefficients.map(fixed);
  for (let i = 0; i <= 200; i++) {
    const x = fixed(from + ((to - from) * (i + 0.5)) / 201);
    const value = exact.reduceRight((sum, c) => mul(sum, x) + c, 0n);
    worst = Math.max(worst, Math.abs(number(div(value - f(x), f(x)))));
  }
  return worst;
}

/** A constant in parts of `bits` bits each: products with small integers are exact. */
function parts(value: bigint, bits: readonly number[], round: (x: number) => number = (x) => x): number[] {
  const out: number[] = [];
  let rest = value;
  for (const n of bits) {
    let part = round(number(rest));
    if (n < 53) {
      const unit = 2 ** (Math.floor(Math.log2(Math.abs(part))) - n + 1);
      part = Math.trunc(number(rest) / unit) * unit;
    }
    out.push(part);
    rest -= fixed(part);
  }
  return out;
}

function print(name: string, f: (x: bigint) => bigint, from: number, to: number, degree: number, single: boolean): void {
  const coefficients = fit(f, from, to, degree).map((c) => (single ? Math.fround(c) : c));
  console.log(`// relative error ${error(f, coefficients, from, to).toExponential(1)} on [${from}, ${to}]`);
  console.log(`${name}: [${coefficients.join(", ")}],`);
}

const square =
  (f: (x: bigint) => bigint): ((z: bigint) => bigint) =>
  (z) =>
    f(root(z));
const expTail = (r: bigint): bigint => (abs(r) < ONE >> 60n ? ONE / 2n : div(div(exp(r) - ONE - r, r), r));
const logTail = square((s) => div(div(div(logRatio(s) - 2n * s, s), s), s));
const sinTail = square((x) => div(div(div(sin(x) - x, x), x), x));
const cosTail = square((x) => div(div(cos(x) - ONE + mul(x, x) / 2n, mul(x, x)), mul(x, x)));
const atanTail = square((x) => div(div(div(atan(x) - x, x), x), x));
const erfRatio = square((x) => div(erf(x), x));
/** erfc(x) · exp(x²) as a function of t = (x − 2) / (x + 2). */
const erfcScaled = (t: bigint): bigint => {
  const x = div(2n * (ONE + t), ONE - t);
  return mul(ONE - erf(x), exp(mul(x, x)));
};

/** log₂ erfc(x): the power of two that is left of 1. */
const erfcLogarithm = (x: bigint): bigint => div(log(ONE - erf(x)), LN2);
function log(x: bigint): bigint {
  let shift = 0n;
  for (; x < ONE / 2n; shift++) x *= 2n;
  return logRatio(div(x - ONE, x + ONE)) - shift * LN2;
}

console.log("// --- f32");
print("exp", expTail, -0.348, 0.348, 4, true);
print("log", logTail, 1e-9, 0.02944, 3, true);
print("sin", sinTail, 1e-9, 0.617, 2, true);
print("cos", cosTail, 1e-9, 0.617, 2, true);
print("atan", atanTail, 1e-9, 0.1716, 3, true);
console.log(
  "ln2",
  parts(LN2, [15, 53], Math.fround).map((x, i) => (i ? Math.fround(x) : x)),
);
console.log("halfPi", parts(PI / 2n, [9, 10, 11, 53]).map(Math.fround));
print("erf", (z) => erfRatio(z) - ONE, 1e-9, 0.87, 5, true);
print("erfc", erfcLogarithm, 0.92, 3.95, 8, true);
console.log("// --- f64");
print("exp", expTail, -0.348, 0.348, 10, false);
print("log", logTail, 1e-9, 0.02944, 7, false);
print("sin", sinTail, 1e-9, 0.617, 6, false);
print("cos", cosTail, 1e-9, 0.617, 6, false);
print("atan", atanTail, 1e-9, 0.1716, 11, false);
print("erf", erfRatio, 1e-9, 1, 12, false);
print("erfc", erfcScaled, -1 / 3, 0.5, 20, false);
console.log("ln2", parts(LN2, [42, 53]));
console.log("halfPi", parts(PI / 2n, [33, 33, 33, 53]));
console.log("1/ln2", parts(div(ONE, LN2), [12, 53]), parts(div(ONE, LN2), [26, 53]));
console.log(
  "log2e",
  number(div(ONE, LN2)),
  "2/pi",
  number(div(2n * ONE, PI)),
  "pi/2 low",
  number(PI / 2n - fixed(number(PI / 2n))),
  "ln2 low",
  number(LN2 - fixed(number(LN2))),
);
