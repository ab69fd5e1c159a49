// From numbers to pixels and back, and the round numbers to write along an axis. Knows no pictures.
import { vizError } from "../errors.ts";
import type { Scale } from "./scene.ts";

/** Where a number lies, in pixels. Outside of the domain it goes on; a log scale has no place for numbers ≤ 0 (NaN). */
export function position(scale: Scale, value: number | string): number {
  const [from, to] = scale.range;
  if (scale.kind === "band") {
    const k = typeof value === "number" ? value : scale.domain.indexOf(value);
    return from + ((k + 0.5) / scale.domain.length) * (to - from);
  }
  const [low, high] = scale.domain;
  if (scale.kind === "linear") return from + ((Number(value) - low) / (high - low)) * (to - from);
  if (!(Number(value) > 0)) return Number.NaN;
  return from + ((Math.log(Number(value)) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (to - from);
}

/** Which number lies at a place in pixels; for a band, the number of the band. */
export function valueAt(scale: Scale, pixel: number): number {
  const [from, to] = scale.range;
  const share = (pixel - from) / (to - from);
  if (scale.kind === "band") return Math.max(0, Math.min(scale.domain.length - 1, Math.floor(share * scale.domain.length)));
  const [low, high] = scale.domain;
  return scale.kind === "linear" ? low + share * (high - low) : Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)));
}

/** A scale of numbers. */
export function linear(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  if (!(Number.isFinite(low) && Number.isFinite(high))) throw vizError("scale", `the domain must be finite, is ${low} to ${high}`);
  return { kind: "linear", domain: low === high ? [low - 0.5, high + 0.5] : domain, range };
}

/** A scale of positive numbers by their logarithm. */
export function log(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  if (!(low > 0 && Number.isFinite(high) && high >= low))
    throw vizError("scale", `a logarithmic domain must be above 0, is ${low} to ${high}`);
  return { kind: "log", domain: low === high ? [low / 2, high * 2] : domain, range };
}

/** A scale of names. */
export const band = (domain: readonly string[], range: readonly [number, number]): Scale => ({ kind: "band", domain, range });

/** The round step nearest to cutting a span into `count`: 1, 2 or 5 times a power of ten. */
export function roundStep(span: number, count: number): number {
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const error = raw / power;
  return power * (error >= Math.sqrt(50) ? 10 : error >= Math.sqrt(10) ? 5 : error >= Math.SQRT2 ? 2 : 1);
}

/**
 * Round numbers within a domain, about `count` of them.
 * @example
 * ticksOf([0, 1], 5) // [0, 0.2, 0.4, 0.6, 0.8, 1]
 * ticksOf([-7, 13], 4) // [-5, 0, 5, 10]
 */
export function ticksOf([low, high]: readonly [number, number], count: number): number[] {
  const step = roundStep(high - low, count);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toFixed(digits)) + 0);
}

/**
 * Powers of ten within a domain; if there are fewer than two decades, also 2 and 5 times them; every second one (and so on) if
 * there are more than `count`.
 * @example
 * logTicksOf([0.005, 20], 6) // [0.01, 0.1, 1, 10]
 * logTicksOf([0.9, 12], 6) // [1, 2, 5, 10]
 */
export function logTicksOf([low, high]: readonly [number, number], count: number): number[] {
  const inside = (x: number): boolean => x >= low * (1 - 1e-9) && x <= high * (1 + 1e-9);
  const [first, last] = [Math.floor(Math.log10(low) + 1e-9), Math.ceil(Math.log10(high) - 1e-9)];
  const powers = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  const decades = powers.map(powerOfTen).filter(inside);
  if (Math.log10(high / low) < 2) {
    const fine = powers.flatMap((power) => [1, 2, 5].map((m) => Number((m * 10 ** power).toPrecision(1)))).filter(inside);
    return fine.length >= 2 ? fine : ticksOf([low, high], count);
  }
  const every = Math.ceil(decades.length / count);
  return decades.filter((_, k) => (k - (decades.length - 1)) % every === 0);
}

const powerOfTen = (power: number): number => Number(`1e${power}`);

/** The smallest domain of round numbers around the values. */
export function roundDomain(values: Iterable<number>, count = 5): [number, number] {
  const [low, high] = extent(values);
  if (low === high) return low === 0 ? [-1, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
  const step = roundStep(high - low, count);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const round = (k: number): number => Number((k * step).toFixed(digits)) + 0;
  return [round(Math.floor(low / step + 1e-9)), round(Math.ceil(high / step - 1e-9))];
}

/** The smallest and largest finite number; 0 and 1 if there are none. */
export function extent(values: Iterable<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
