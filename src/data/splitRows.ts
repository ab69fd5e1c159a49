// Chooses rows of a table at random for training and for the test. Knows no table.
import { RandomSource } from "./random.ts";
import { tableError } from "./tableErrors.ts";

/** How rows are dealt out. */
export interface SplitRowsOptions {
  /** Share of the rows that go to the test. */
  readonly test: number;
  readonly seed?: number;
  /** A class number for each row: every class is split in the same share. Rows with a negative one go to neither part. */
  readonly labels?: ArrayLike<number>;
}

/**
 * Numbers of the rows for training and for the test, each in rising order. The same seed gives the same rows. With labels every class of at
 * least two rows is in both parts.
 * @example
 * const { train, test } = splitRows(6, { test: 1 / 3, labels: [0, 0, 0, 1, 1, 1] })
 * [train.length, test.length] // [4,2]
 */
export const splitRows = (count: number, { test, seed = 0, labels }: SplitRowsOptions): { train: Int32Array; test: Int32Array } => {
  if (!(test > 0 && test < 1)) throw tableError("splitRows", `the share of the test must lie between 0 and 1, got ${test}`);
  const groups = new Map<number, number[]>();
  for (let row = 0; row < count; row++) {
    const label = labels?.[row] ?? 0;
    if (label < 0) continue;
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [row]);
    else group.push(row);
  }
  const parts: { train: number[]; test: number[] } = { train: [], test: [] };
  // Shares of small classes are rounded so that their sum stays near the share of the whole.
  let owed = 0;
  for (const [label, rows] of [...groups].sort(([a], [b]) => a - b)) {
    new RandomSource(seed, label).shuffle(rows);
    const exact = rows.length * test + owed;
    const taken = rows.length < 2 ? 0 : Math.min(rows.length - 1, Math.max(1, Math.round(exact)));
    owed = rows.length < 2 ? owed : exact - taken;
    parts.test.push(...rows.slice(0, taken));
    parts.train.push(...rows.slice(taken));
  }
  if (parts.test.length === 0) throw tableError("splitRows", `${count} rows are too few to keep some for the test`);
  return { train: Int32Array.from(parts.train).sort(), test: Int32Array.from(parts.test).sort() };
};
