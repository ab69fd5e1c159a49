// Verdicts for proofs about the learner's state: plain comparisons, in the form that claims have. Knows no room.
import type { Finding } from "../contract.ts";

/** The value is the expected one, up to a tolerance. */
export const near = (value: number, expected: number, tolerance: number, details: Finding["details"] = {}): Finding => ({
  value,
  expected,
  tolerance,
  pass: Object.is(value, expected) || value === expected || Math.abs(value - expected) <= tolerance,
  details,
});

/** The value lies in a band around what was expected. */
export const within = (value: number, band: readonly [number, number], expected: number, details: Finding["details"] = {}): Finding => ({
  value,
  expected,
  band,
  pass: value >= band[0] && value <= band[1],
  details,
});

/** Central difference in plain numbers. */
export const slopeOf = (f: (x: number) => number, x: number, h = 1e-5): number => (f(x + h) - f(x - h)) / (2 * h);

/** The logistic function in plain numbers. */
export const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
