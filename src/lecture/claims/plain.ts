// What claims check the library against: plain arithmetic without it.
export const sigma = (z: number): number => 1 / (1 + Math.exp(-z));

/** Central difference. */
export const slopeOf = (f: (x: number) => number, x: number, h = 1e-5): number => (f(x + h) - f(x - h)) / (2 * h);

/** The error function in plain numbers, by its series: for checks only. */
export function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
