// Seeded numbers of the normal distribution on the host, in float64: directions that are the same on every machine.
import { Generator } from "../../index.ts";

/** Independent numbers of N(0, 1), a pure function of seed and name: Box and Muller's transform of counter-based random bits. */
export function normals(count: number, seed: number, name: string): Float64Array {
  const generator = new Generator(seed).fork(name);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const [first, second] = generator.next();
    const radius = Math.sqrt(-2 * Math.log(((first >>> 0) + 1) / 4294967296));
    const angle = (2 * Math.PI * (second >>> 0)) / 4294967296;
    out[i] = radius * Math.cos(angle);
    if (i + 1 < count) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}
