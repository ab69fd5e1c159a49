// The few numeric routines that first values need beside random tensors, in ordinary numbers. Knows no tensor.

/** The error function, to about 1e-15: a series near 0, a continued fraction beyond. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let [sum, term] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction));
}

/** The inverse of `erf`: Winitzki's approximation, made exact by Newton's method. */
export function inverseErf(y: number): number {
  if (Math.abs(y) >= 1) return Math.sign(y) * Infinity;
  const log = Math.log1p(-y * y);
  const a = 0.147;
  const half = 2 / (Math.PI * a) + log / 2;
  let x = Math.sign(y) * Math.sqrt(Math.sqrt(half * half - log / a) - half);
  for (let i = 0; i < 3; i++) x -= ((erf(x) - y) * Math.sqrt(Math.PI)) / 2 / Math.exp(-x * x);
  return x;
}

/** Makes `count` rows of `length` orthonormal in place, each from its own direction (Gram and Schmidt, twice for accuracy). */
export function orthonormalRows(values: Float64Array, count: number, length: number): void {
  for (let i = 0; i < count; i++) {
    const row = values.subarray(i * length, (i + 1) * length);
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const other = values.subarray(j * length, (j + 1) * length);
        let along = 0;
        for (let k = 0; k < length; k++) along += row[k]! * other[k]!;
        for (let k = 0; k < length; k++) row[k]! -= along * other[k]!;
      }
    const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    for (let k = 0; k < length; k++) row[k]! /= norm;
  }
}
