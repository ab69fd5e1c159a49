// Metrics of clusterings: agreement of two labelings up to the names of the groups, and how compact groups are.
import { NablaError } from "../mini.ts";
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { metricError, numbersOf } from "./values.ts";
import type { Values } from "./values.ts";

/** Samples in common of each pair of groups: rows are true classes, columns clusters. */
interface Table {
  readonly cells: readonly (readonly number[])[];
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly count: number;
}

function tableOf(sums: readonly number[]): Table {
  const [classes, clusters] = [new Map<number, number>(), new Map<number, number>()];
  const number = (names: Map<number, number>, label: number): number => {
    if (!names.has(label)) names.set(label, names.size);
    return names.get(label)!;
  };
  const cells: number[][] = [];
  for (let i = 0; i < sums.length; i += 2) {
    const row = (cells[number(classes, sums[i + 1]!)] ??= []);
    const column = number(clusters, sums[i]!);
    row[column] = (row[column] ?? 0) + 1;
  }
  const full = cells.map((row) => Array.from({ length: clusters.size }, (_, c) => row[c] ?? 0));
  return {
    cells: full,
    rows: full.map(total),
    columns: Array.from({ length: clusters.size }, (_, c) => total(full.map((row) => row[c]!))),
    count: sums.length / 2,
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Keeps all pairs of labels. */
const ofTable = (name: string, of: (table: Table) => number): Metric => ({
  name,
  better: "higher",
  add(sums, output, target) {
    const [a, b] = [numbersOf(output), numbersOf(target)];
    if (a.data.length !== b.data.length) throw metricError(name, "needs one cluster and one class for each sample", a.shape, b.shape);
    for (let i = 0; i < a.data.length; i++) sums.push(a.data[i]!, b.data[i]!);
  },
  result: (sums) => of(tableOf(sums)),
});

const pairs = (n: number): number => (n * (n - 1)) / 2;

/** `adjustedRand` for data in batches. */
export const adjustedRandMetric = (): Metric =>
  ofTable("adjustedRand", ({ cells, rows, columns, count }) => {
    const together = total(cells.flat().map(pairs));
    const [inRows, inColumns] = [total(rows.map(pairs)), total(columns.map(pairs))];
    const byChance = count < 2 ? 0 : (inRows * inColumns) / pairs(count);
    const most = (inRows + inColumns) / 2;
    return most === byChance ? 1 : (together - byChance) / (most - byChance);
  });

/**
 * Adjusted Rand index: share of pairs that both labelings put together or apart, corrected for chance; 1 is equal up to names,
 * 0 chance.
 *
 * Source: Hubert and Arabie, "Comparing partitions", 1985.
 * @param output cluster of each sample [N]
 * @param target class of each sample [N]
 * @example
 * adjustedRand([1, 1, 0, 0], [0, 0, 1, 1]) // 1
 */
export const adjustedRand = (output: Values, target: Values): number => measure(adjustedRandMetric(), output, target);

const entropy = (sizes: readonly number[], count: number): number =>
  total(sizes.filter((n) => n > 0).map((n) => -(n / count) * Math.log(n / count)));

function information({ cells, rows, columns, count }: Table): number {
  let sum = 0;
  cells.forEach((row, r) =>
    row.forEach((n, c) => {
      if (n > 0) sum += (n / count) * Math.log((n * count) / (rows[r]! * columns[c]!));
    }),
  );
  return Math.max(0, sum);
}

/** `normalizedMutualInformation` for data in batches. */
export const normalizedMutualInformationMetric = (): Metric =>
  ofTable("normalizedMutualInformation", (table) => {
    const mean = (entropy(table.rows, table.count) + entropy(table.columns, table.count)) / 2;
    return mean === 0 ? 1 : information(table) / mean;
  });

/**
 * Mutual information of clusters and classes, divided by the mean of their entropies: 0 to 1.
 * @example
 * normalizedMutualInformation([1, 1, 0, 0], [0, 0, 1, 1]) // 1
 */
export const normalizedMutualInformation = (output: Values, target: Values): number =>
  measure(normalizedMutualInformationMetric(), output, target);

/** `homogeneity` for data in batches. */
export const homogeneityMetric = (): Metric => ofTable("homogeneity", homogeneityOf);
const homogeneityOf = (table: Table): number => {
  const own = entropy(table.rows, table.count);
  return own === 0 ? 1 : information(table) / own;
};
/** `completeness` for data in batches. */
export const completenessMetric = (): Metric => ofTable("completeness", completenessOf);
const completenessOf = (table: Table): number => {
  const own = entropy(table.columns, table.count);
  return own === 0 ? 1 : information(table) / own;
};

/**
 * How far each cluster holds samples of one class only: 0 to 1.
 * @example
 * homogeneity([0, 0, 1, 2], [0, 0, 1, 1]) // 1
 */
export const homogeneity = (output: Values, target: Values): number => measure(homogeneityMetric(), output, target);

/**
 * How far all samples of a class are in one cluster: 0 to 1.
 * @example
 * completeness([0, 0, 0, 0], [0, 0, 1, 1]) // 1
 */
export const completeness = (output: Values, target: Values): number => measure(completenessMetric(), output, target);

/** `vMeasure` for data in batches. */
export function vMeasureMetric(beta = 1): Metric {
  if (!(beta > 0)) throw new NablaError("metric-option", `vMeasure: beta is ${beta}; it must be above 0`);
  return ofTable("vMeasure", (table) => {
    const [h, c] = [homogeneityOf(table), completenessOf(table)];
    return h + c === 0 ? 0 : ((1 + beta) * h * c) / (beta * h + c);
  });
}

/**
 * Weighted harmonic mean of homogeneity and completeness.
 *
 * Source: Rosenberg and Hirschberg, "V-Measure", 2007.
 * @example
 * vMeasure([1, 1, 0, 0], [0, 0, 1, 1]) // 1
 */
export const vMeasure = (output: Values, target: Values, beta?: number): number => measure(vMeasureMetric(beta), output, target);

/** `purity` for data in batches. */
export const purityMetric = (): Metric =>
  ofTable("purity", ({ cells, columns, count }) => total(columns.map((_, c) => Math.max(...cells.map((row) => row[c]!)))) / count);

/**
 * Share of samples whose class is the most frequent one of their cluster.
 * @example
 * purity([0, 0, 0, 1], [0, 0, 1, 1]) // 0.75
 */
export const purity = (output: Values, target: Values): number => measure(purityMetric(), output, target);

/**
 * Mean silhouette (b − a) / max(a, b): a is a sample's mean distance to its own cluster, b to the nearest other one. −1 to 1;
 * samples alone in their cluster count 0. Compares all pairs: time grows with N².
 *
 * Source: Rousseeuw, "Silhouettes", 1987.
 * @param points coordinates [N, D]
 * @param labels cluster of each sample [N]
 * @example
 * silhouette([[0], [1], [10], [11]], [0, 0, 1, 1]) // 0.8997493734335839
 */
export function silhouette(points: Values, labels: Values): number {
  const { data, shape } = numbersOf(points);
  const own = numbersOf(labels);
  const [count, width] = [shape[0]!, shape[1] ?? 1];
  if (shape.length > 2 || own.data.length !== count)
    throw metricError("silhouette", "needs points [N, D] and one cluster for each", shape, own.shape);
  const names = [...new Set(Array.from(own.data))];
  if (names.length < 2 || names.length >= count)
    throw new NablaError(
      "metric-value",
      `silhouette: there are ${names.length} clusters of ${count} samples; at least 2 and fewer than samples are needed`,
    );
  const cluster = Array.from(own.data, (label) => names.indexOf(label));
  const sizes = names.map((_, c) => cluster.filter((other) => other === c).length);
  let sum = 0;
  const far = new Float64Array(names.length);
  for (let i = 0; i < count; i++) {
    const mine = cluster[i]!;
    if (sizes[mine] === 1) continue;
    far.fill(0);
    for (let j = 0; j < count; j++) {
      let square = 0;
      for (let d = 0; d < width; d++) square += (data[i * width + d]! - data[j * width + d]!) ** 2;
      far[cluster[j]!]! += Math.sqrt(square);
    }
    const a = far[mine]! / (sizes[mine]! - 1);
    let b = Infinity;
    for (let c = 0; c < far.length; c++) if (c !== mine) b = Math.min(b, far[c]! / sizes[c]!);
    sum += Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b);
  }
  return sum / count;
}
