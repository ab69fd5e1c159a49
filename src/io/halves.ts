// 16-bit floating-point numbers as files hold them: IEEE half (f16) and bfloat16, to and from f32. Knows no file format.

/**
 * The value of an IEEE 754 half-precision number from its 16 bits.
 */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * The 16 bits of the half-precision number nearest to `value`; ties go to even, what is too large becomes infinite.
 */
export function numberToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundHalfToEven(size * 2 ** 24); // subnormal; may round up into the smallest normal number
  const exponent = Math.floor(Math.log2(size));
  const power = 2 ** exponent > size ? exponent - 1 : 2 ** (exponent + 1) <= size ? exponent + 1 : exponent; // log2 may be off by one
  return sign | (((power + 15) << 10) + roundHalfToEven((size / 2 ** power - 1) * 1024)); // a carry runs into the exponent as it should
}

function roundHalfToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}

/** Halves to f32; exact. */
export const halvesToFloats = (bits: Uint16Array): Float32Array => Float32Array.from(bits, halfToNumber);

/** f32 to the nearest halves. */
export const floatsToHalves = (values: ArrayLike<number>): Uint16Array => Uint16Array.from(values, numberToHalf);

/** bfloat16 to f32: the upper half of the same bits; exact. */
export function brainsToFloats(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return new Float32Array(words.buffer);
}

/** f32 to the nearest bfloat16; ties go to even. */
export function floatsToBrains(values: ArrayLike<number>): Uint16Array {
  const floats = Float32Array.from(values);
  const words = new Uint32Array(floats.buffer);
  const out = new Uint16Array(words.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    out[i] = Number.isNaN(floats[i]) ? 0x7fc0 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return out;
}
