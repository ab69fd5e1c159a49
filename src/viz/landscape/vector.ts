// Arithmetic of long vectors in float64, and the eigenpairs of symmetric operators. Knows no networks.
import { vizError } from "../errors.ts";
import { normals } from "./normals.ts";

/** All parameters of a model one after the other, or a direction in that space. */
export type Vector = Float64Array;

/** Σ aᵢ bᵢ. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** √Σ aᵢ². */
export const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));

/** a + s · b, as a new vector. */
export const shifted = (a: Vector, s: number, b: Vector): Vector => a.map((x, i) => x + s * b[i]!);

/** b − a. */
export const difference = (a: Vector, b: Vector): Vector => b.map((x, i) => x - a[i]!);

/** s · a. */
export const scaled = (a: Vector, s: number): Vector => a.map((x) => x * s);

/** `a` without its part along the others, which need not be orthogonal; its length is not restored. */
export function orthogonalized(a: Vector, against: readonly Vector[]): Vector {
  const basis = orthonormal(against);
  let out: Vector = a.slice();
  // Twice is enough (Kahan): the second pass takes away what rounding left of the first.
  for (let pass = 0; pass < 2; pass++) for (const b of basis) out = shifted(out, -dot(out, b), b);
  return out;
}

/** An orthonormal basis of what the vectors span (Gram and Schmidt, twice); vectors that add nothing are left out. */
export function orthonormal(vectors: readonly Vector[]): Vector[] {
  const basis: Vector[] = [];
  for (const vector of vectors) {
    const size = norm(vector);
    if (size === 0) continue;
    let rest = scaled(vector, 1 / size);
    for (let pass = 0; pass < 2; pass++) for (const b of basis) rest = shifted(rest, -dot(rest, b), b);
    const left = norm(rest);
    if (left > 1e-12) basis.push(scaled(rest, 1 / left));
  }
  return basis;
}

/** An eigenvalue and its vector of length 1. */
export interface Eigenpair {
  readonly value: number;
  readonly vector: Vector;
}

/** What `eigenpairs` may be told. */
export interface EigenOptions {
  /** How many, the largest in absolute value first; 1 unless told. */
  readonly count?: number;
  /** Most rounds; 200 unless told. */
  readonly rounds?: number;
  /** Ends when ‖A v − λ v‖ ≤ tolerance · |λ₁| for all; 1e-6 unless told. */
  readonly tolerance?: number;
  readonly seed?: number;
}

/** The eigenpairs of largest absolute value, and how well they hold. */
export interface Eigenpairs {
  readonly pairs: readonly Eigenpair[];
  /** max ‖A v − λ v‖ over the pairs. */
  readonly residual: number;
  readonly rounds: number;
}

/**
 * The eigenvalues of largest absolute value of a symmetric operator, by power iteration of a block of vectors with a
 * Rayleigh–Ritz step; only products with vectors are asked for.
 * Source: Golub and Van Loan, Matrix Computations, section 8.2.
 *
 * @param multiply v → A v for a symmetric A
 * @param size length of the vectors
 * @throws NablaError if `count` is not from 1 to `size`
 * @example
 * const diagonal = [3, -5, 1];
 * const { pairs } = eigenpairs((v) => v.map((x, i) => x * diagonal[i]), 3, { count: 2 });
 * pairs.map(({ value }) => Math.round(value * 1e6) / 1e6) // [-5, 3]
 */
export function eigenpairs(multiply: (v: Vector) => Vector, size: number, options: EigenOptions = {}): Eigenpairs {
  const { count = 1, rounds = 200, tolerance = 1e-6, seed = 0 } = options;
  if (!Number.isInteger(count) || count < 1 || count > size)
    throw vizError("eigenpairs", `count must be a whole number from 1 to the size ${size}, is ${count}`);
  // Two vectors more than asked for: the block converges with the ratio to the first value outside of it.
  const width = Math.min(size, count + 2);
  let block = orthonormal(Array.from({ length: width }, (_, k) => normals(size, seed, `eigenpairs ${k}`)));
  for (let round = 1; ; round++) {
    const images = block.map(multiply);
    const small = block.map((v) => images.map((image) => dot(v, image)));
    const { values, vectors } = symmetricEigen(small.map((row, i) => row.map((x, j) => (x + small[j]![i]!) / 2)));
    const order = values.map((_, k) => k).sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || a - b);
    const combine = (from: readonly Vector[], k: number): Vector => {
      const out = new Float64Array(size);
      from.forEach((v, i) => {
        const weight = vectors[i]![k]!;
        for (let j = 0; j < size; j++) out[j]! += weight * v[j]!;
      });
      return out;
    };
    const ritz = order.map((k) => combine(block, k));
    const mapped = order.map((k) => combine(images, k));
    const pairs = ritz.slice(0, count).map((vector, k) => ({ value: values[order[k]!]!, vector }));
    const residual = Math.max(...pairs.map(({ value, vector }, k) => norm(shifted(mapped[k]!, -value, vector))));
    if (round >= rounds || residual <= tolerance * Math.abs(pairs[0]!.value)) return { pairs, residual, rounds: round };
    const next = orthonormal(mapped);
    block = next.length > 0 ? [...next, ...orthonormal(ritz).slice(next.length)] : ritz;
    block = orthonormal(block);
  }
}

/**
 * All eigenvalues and vectors of a small symmetric matrix by Jacobi's rotations; column k of `vectors` belongs to value k.
 * Source: Golub and Van Loan, Matrix Computations, section 8.5.
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  const rotate = (rows: number[][], i: number, j: number, k: number, l: number, s: number, tau: number): void => {
    const g = rows[i]![j]!;
    const h = rows[k]![l]!;
    rows[i]![j] = g - s * (h + g * tau);
    rows[k]![l] = h + s * (g - h * tau);
  };
  const scale = Math.max(...a.map((row) => norm(row)), 0);
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += Math.abs(a[p]![q]!);
    if (off <= 1e-300 + scale * 1e-17) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const apq = a[p]![q]!;
        if (apq === 0) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        const tau = s / (1 + c);
        a[p]![p]! -= t * apq;
        a[q]![q]! += t * apq;
        a[p]![q] = 0;
        for (let i = 0; i < p; i++) rotate(a, i, p, i, q, s, tau);
        for (let i = p + 1; i < q; i++) rotate(a, p, i, i, q, s, tau);
        for (let i = q + 1; i < n; i++) rotate(a, p, i, q, i, s, tau);
        for (let i = 0; i < n; i++) rotate(vectors, i, p, i, q, s, tau);
      }
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}
