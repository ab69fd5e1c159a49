// Which truth tables one neuron can make, settled for every table: for each there are either weights, or a contradiction.
import { inputsOf } from "./gates.ts";
import type { Table } from "./gates.ts";

/**
 * The numbers of all truth tables of n ≤ 4 inputs that one threshold neuron makes, found by going through small whole weights.
 * For four inputs weights up to 3 are enough (Muroga, "Threshold Logic and Its Applications", 1971).
 */
export function separableTables(count: number, largest = count - 1 || 1): Set<number> {
  const inputs = inputsOf(count);
  const found = new Set<number>();
  const weights = new Array<number>(count).fill(-largest);
  for (;;) {
    const sums = inputs.map((row) => row.reduce((sum, x, i) => sum + x * weights[i]!, 0));
    for (const bias of new Set([...sums.map((sum) => 0.5 - sum), ...sums.map((sum) => -0.5 - sum)]))
      found.add(sums.reduce((table, sum, row) => (sum + bias > 0 ? table + 2 ** row : table), 0));
    const at = weights.findIndex((w) => w < largest);
    if (at < 0) return found;
    weights[at]!++;
    weights.fill(-largest, 0, at);
  }
}

/** Two inputs where the answer is 1, and two where it is 0. */
export interface Contradiction {
  readonly ones: readonly [number, number];
  readonly zeros: readonly [number, number];
}

/**
 * Why no neuron makes a table: two rows with answer 1 and two with answer 0 whose inputs have the same sum. The first pair
 * demands w·a + w·b + 2·bias > 0, the second w·c + w·d + 2·bias ≤ 0, and both left sides are one number. For XOR:
 * 01 + 10 = 00 + 11. Up to 8 inputs a table that no neuron makes always has such rows (Muroga 1971).
 */
export function contradiction(table: Table): Contradiction | null {
  const inputs = inputsOf(Math.log2(table.length));
  // The sum of two inputs as one number: a digit of base 3 for each place.
  const codes = inputs.map((row) => row.reduce((code, x) => 3 * code + x, 0));
  const ofOnes = new Map<number, readonly [number, number]>();
  const pairs = (value: number, visit: (a: number, b: number) => boolean): boolean =>
    table.some((x, a) => x === value && table.some((y, b) => b >= a && y === value && visit(a, b)));
  pairs(1, (a, b) => (ofOnes.set(codes[a]! + codes[b]!, [a, b]), false));
  let found: Contradiction | null = null;
  pairs(0, (c, d) => {
    const ones = ofOnes.get(codes[c]! + codes[d]!);
    if (ones) found = { ones, zeros: [c, d] };
    return found !== null;
  });
  return found;
}
