// Scales and round ticks, linear and logarithmic. Pure functions.

export type Interval = readonly [low: number, high: number];

/** From values to pixels and back. */
export interface Scale {
  (value: number): number;
  invert(pixel: number): number;
}

export function linear([a, b]: Interval, [from, to]: Interval): Scale {
  const k = (to - from) / (b - a || 1);
  return Object.assign((value: number) => from + (value - a) * k, { invert: (pixel: number) => a + (pixel - from) / k });
}

export function logarithmic([a, b]: Interval, pixels: Interval): Scale {
  const inner = linear([Math.log10(a), Math.log10(b)], pixels);
  return Object.assign((value: number) => inner(Math.log10(value)), { invert: (pixel: number) => 10 ** inner.invert(pixel) });
}

/** Round numbers in an interval, about so many. */
export function ticks([low, high]: Interval, count: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** Powers of ten in an interval (every so manieth, if there are many). */
export function logTicks([low, high]: Interval, count: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const step = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, count)));
  const powers: number[] = [];
  for (let k = Math.ceil(first / step) * step; k <= last; k += step) powers.push(Number(`1e${k}`));
  return powers.length >= 2 ? powers : ticks([low, high], count);
}

/** The interval of some values, widened by a share at both ends; numbers that are none do not count. */
export function extent(values: Iterable<number>, margin = 0.04): Interval {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low > high) return [0, 1];
  if (low === high) return [low - 1, high + 1];
  const more = (high - low) * margin;
  return [low - more, high + more];
}
