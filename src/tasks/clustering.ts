// Recipes: groups of what is alike, without being told the classes.
//
// Data: penguins (342 rows with four measurements of the body; island and sex are left aside), wine (178), digits of 8 × 8 pixels (1,797).
// Everything is clustered at once; the classes serve only to judge, once, by the adjusted Rand index: there is no test part to keep.
// Protocol: numbers are standardized (pixels: 0 to 1), an autoencoder learns a small code of each row, k-means in the code gives first centers,
// and deep embedded clustering moves code and centers together: it sharpens Student's similarities q to the centers into targets
// p ∝ q² / Σ q (Xie, Girshick, Farhadi 2016), while the code must still give back the row (Guo et al. 2017). Pictures are turned and moved
// a little anew each time that they are seen, while their targets are those of the plain ones (Guo et al. 2018): so the code learns what
// does not change a digit. Of tables five networks are trained and decide together, by the mean of their shares after the clusters of each are
// numbered as those of the one that most agree with (Strehl, Ghosh 2002): where a small code goes wrong by chance, others do not. How far they
// agree is printed. Form and rounds are the same for all seeds. Beside it, on the same rows: k-means, mixture of normal distributions, both of
// them in the code of that one network.
// Reference: k-means by scikit-learn 1.2.1. Baseline: one random cluster for each row.
import { concat, manualSeed, parameter, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { RandomSource, randomAffine, TablePreprocessor, tensorDataset } from "../data/index.ts";
import type { Augment, ImageTransform } from "../data/index.ts";
import { digits8, penguins, wine } from "../datasets/index.ts";
import type { TableDataset } from "../datasets/index.ts";
import { svd } from "../linalg.ts";
import { mse } from "../losses/index.ts";
import { adjustedRand, normalizedMutualInformation, silhouette } from "../metrics/index.ts";
import * as nn from "../nn/index.ts";
import { adam } from "../optim/index.ts";
import type { Optimizer } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";
import { embeddingScatter } from "../viz/index.ts";
import type { Scene } from "../viz/index.ts";
import { gaussianMixture, kMeans } from "./mixtures.ts";
import type { Clusters, Points } from "./mixtures.ts";
import type { Outcome, Recipe, RunOptions } from "./recipe.ts";

/** Rows of numbers with the classes that they are judged by. */
interface Problem {
  readonly points: Points;
  readonly truth: readonly number[];
  readonly clusters: number;
}

/** How a code and its clusters are learnt. */
interface Training {
  readonly hidden: readonly number[];
  readonly code: number;
  readonly epochs: number;
  /** Times that the targets are sharpened anew. */
  readonly rounds: number;
  /** Weight of the reconstruction while clusters are learnt. */
  readonly keep: number;
  readonly batchSize: number;
  readonly lr: number;
  /** Networks that decide together. */
  readonly members: number;
  /** For pictures: how they are changed each time that they are seen. */
  readonly vary?: { readonly height: number; readonly width: number; readonly change: ImageTransform };
}

const chain = (sizes: readonly number[]): nn.Module[] =>
  sizes.slice(1).flatMap((size, i) => [nn.linear(sizes[i]!, size), ...(i < sizes.length - 2 ? [nn.relu()] : [])]);

/** Encoder, decoder, and centers in the code. */
class Clusterer extends nn.Module {
  readonly encoder: nn.Sequential;
  readonly decoder: nn.Sequential;
  /** [clusters, code] */
  centers: Tensor;
  /** Whether the output is the reconstruction alone. */
  coding = true;

  constructor(width: number, clusters: number, { hidden, code }: Training) {
    super();
    this.encoder = nn.sequential(...chain([width, ...hidden, code]));
    this.decoder = nn.sequential(...chain([code, ...[...hidden].reverse(), width]));
    this.centers = parameter(tensor(new Float32Array(clusters * code), { shape: [clusters, code] }));
  }

  /** Reconstruction [B, in]; behind it, once there are centers, the similarities [B, clusters]. */
  forward(x: Tensor): Tensor {
    const code = this.encoder.forward(x);
    const back = this.decoder.forward(code);
    if (this.coding) return back;
    const distances = code.unsqueeze(1).sub(this.centers).square().sum(2); // [B, clusters]
    const q = distances.add(1).reciprocal();
    return concat([back, q.div(q.sum(1, { keepDims: true }))], 1);
  }
}

/** What the similarities should become: sharper, and no cluster larger for being large. */
const sharpened = (q: readonly (readonly number[])[]): number[][] => {
  const sizes = q[0]!.map((_, c) => q.reduce((sum, row) => sum + row[c]!, 0));
  return q.map((row) => {
    const weights = row.map((value, c) => value ** 2 / sizes[c]!);
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  });
};

/** Rows changed as pictures; what is to be given back, the first columns of the target, is the changed row. */
const varied =
  ({ height, width, change }: NonNullable<Training["vary"]>): Augment<readonly [Tensor, Tensor]> =>
  ([rows, targets], random) => {
    const count = rows.shape[0]!;
    const { data } = change({ dtype: "f32", shape: [count, 1, height, width], data: Float32Array.from(rows.data) }, random);
    const [size, columns] = [height * width, targets.shape[1]!];
    const goals = Float32Array.from(targets.data);
    for (let i = 0; i < count; i++) goals.set(data.subarray(i * size, (i + 1) * size), i * columns);
    return [
      { dtype: "f32", shape: rows.shape, data },
      { dtype: "f32", shape: targets.shape, data: goals },
    ];
  };

/** Rows on the two directions in which their code varies most, in the colors of their clusters. */
function map(code: Points, labels: readonly number[], clusters: number): Scene {
  const means = code[0]!.map((_, i) => code.reduce((sum, row) => sum + row[i]!, 0) / code.length);
  const centered = tensor(code.map((row) => row.map((value, i) => value - means[i]!)));
  const [across, up] = svd(centered)[2].slice(0, 0, 2).toArray() as [number[], number[]];
  const along = (axis: readonly number[]): number[] => code.map((row) => row.reduce((sum, value, i) => sum + (value - means[i]!) * axis[i]!, 0)); // prettier-ignore
  return embeddingScatter({ x: along(across), y: along(up), labels, classes: Array.from({ length: clusters }, (_, c) => String(c + 1)) });
}

/** What one network found. */
interface Found {
  readonly start: Clusters;
  readonly first: Points;
  readonly code: Points;
  /** Share of each cluster in each row. */
  readonly shares: readonly (readonly number[])[];
}

const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));
const labelsOf = ({ shares }: Pick<Found, "shares">): number[] => shares.map(largest);

/** Trains one network; reports the share of its work that is done. */
async function learn(
  { points, clusters }: Problem,
  how: Training,
  seed: number,
  { signal }: RunOptions,
  onShare: NonNullable<RunOptions["onShare"]>,
): Promise<Found> {
  // prettier-ignore
  const width = points[0]!.length;
  const x = { data: Float32Array.from(points.flat()), shape: [points.length, width] };
  const common = { batchSize: how.batchSize, ...(how.vary && { augment: varied(how.vary) }), ...(signal && { signal }) };
  manualSeed(seed);
  const model = new Clusterer(width, clusters, how);
  const coded = (): number[][] => predict(model.encoder, x).toArray() as number[][];
  await fit(model, tensorDataset(x, x), {
    loss: mse,
    optimizer: adam({ lr: how.lr }),
    epochs: how.epochs,
    seed,
    ...common,
    onProgress: ({ step, steps, loss }) => onShare((0.5 * step) / steps, { name: "loss", value: loss }),
  });
  const first = coded();
  const start = kMeans(first, clusters, { seed });

  model.centers.assign(tensor(start.centers.map((center) => [...center])));
  model.coding = false;
  const optimizer: Optimizer = adam({ lr: how.lr / 3 }).over(model);
  const shares = (): number[][] => (predict(model, x).toArray() as number[][]).map((row) => row.slice(width));
  for (let round = 0; round < how.rounds; round++) {
    const sharp = sharpened(shares());
    const goals = tensorDataset(x, { data: Float32Array.from(points.flatMap((point, i) => [...point, ...sharp[i]!])), shape: [points.length, width + clusters] }); // prettier-ignore
    await fit(model, goals, {
      loss: (output, target) => {
        const [q, p] = [output.slice(1, width), target.slice(1, width)];
        const divergence = p.mul(p.add(1e-9).log().sub(q.log())).sum(1).mean();
        return divergence.add(mse(output.slice(1, 0, width), target.slice(1, 0, width)).mul(how.keep));
      },
      optimizer,
      epochs: 5,
      seed: seed + round + 1,
      ...common,
    });
    onShare(0.5 + (0.5 * (round + 1)) / how.rounds);
  }
  return { start, first, code: coded(), shares: shares() };
}

/** The shares with clusters numbered as `like` numbers them: pairs that have most rows in common first. */
function renumbered({ shares }: Found, like: readonly number[], clusters: number): number[][] {
  const common = Array.from({ length: clusters }, () => new Array<number>(clusters).fill(0));
  shares.forEach((row, i) => row.forEach((share, c) => (common[c]![like[i]!]! += share)));
  const pairs = common.flatMap((row, from) => row.map((count, to) => ({ from, to, count }))).sort((a, b) => b.count - a.count);
  const places = new Map<number, number>();
  for (const { from, to } of pairs) if (!places.has(from) && ![...places.values()].includes(to)) places.set(from, to);
  return shares.map((row) => row.reduce<number[]>((out, share, c) => ((out[places.get(c)!] = share), out), []));
}

async function cluster(problem: Problem, how: Training, options: RunOptions): Promise<Outcome> {
  const { points, truth, clusters } = problem;
  const { seed, onShare } = options;
  const width = points[0]!.length;
  const { members } = how;
  const all: Found[] = [];
  for (let member = 0; member < members; member++)
    all.push(await learn(problem, how, seed * members + member, options, (share, score) => onShare?.((member + share) / members, score)));
  // The one that most agree with numbers the clusters; all decide together.
  const agreements = all.map((one) => all.map((other) => adjustedRand(labelsOf(one), labelsOf(other))));
  const middle = all[largest(agreements.map((row) => row.reduce((a, b) => a + b)))]!;
  const voices = all.map((one) => renumbered(one, labelsOf(middle), clusters));
  const deep = points.map((_, i) => largest(middle.shares[i]!.map((__, c) => voices.reduce((sum, shares) => sum + shares[i]![c]!, 0))));
  const { start, first, code } = middle;
  const ari = (labels: ArrayLike<number>): number => adjustedRand(Array.from(labels), [...truth]);
  const random = new RandomSource(seed);
  const plain = kMeans(points, clusters, { seed }).labels;
  // Full covariances of many columns take longer than the networks.
  const mixture = width <= 16 ? gaussianMixture(points, clusters, { seed, ridge: 1e-3 }).labels : null;
  const shape = (labels: ArrayLike<number>): number => silhouette(points, Array.from(labels));
  return {
    test: ari(deep),
    baseline: { what: "random clusters", value: ari(points.map(() => random.integer(clusters))) },
    details: {
      nmi: normalizedMutualInformation(deep, [...truth]),
      ...(members > 1 && {
        // How far the networks agree: nothing is known of the classes in it.
        agreement: (agreements.flat().reduce((a, b) => a + b) - members) / (members * (members - 1)),
        members: all.map((one) => ari(labelsOf(one))),
      }),
      kMeans: ari(plain),
      ...(mixture && { mixture: ari(mixture) }),
      codeKMeans: ari(start.labels),
      codeMixture: ari(gaussianMixture(first, clusters, { seed, ridge: 1e-3 }).labels),
      deepMixture: ari(gaussianMixture(code, clusters, { seed, ridge: 1e-3 }).labels),
      // Of the rows themselves, so that they can be compared; and of the code, where the clusters were made.
      silhouette: shape(deep),
      kMeansSilhouette: shape(plain),
      ...(mixture && { mixtureSilhouette: shape(mixture) }),
      codeSilhouette: silhouette(code, deep),
    },
    samples: Array.from({ length: clusters }, (_, c) => `cluster ${c + 1}: ${deep.filter((label) => label === c).length} rows`),
    pictures: [map(code, deep, clusters)],
  };
}

async function tableProblem(set: TableDataset, ignored: readonly string[]): Promise<Problem> {
  const types = Object.fromEntries(ignored.map((name) => [name, "ignored" as const]));
  const way = TablePreprocessor.fit(set.table, { target: set.target, task: "classification", types, missing: "drop" });
  const { inputs, shape, targets } = way.transform(set.table);
  const points = Array.from({ length: shape[0] }, (_, i) => [...inputs.subarray(i * shape[1], (i + 1) * shape[1])]);
  return { points, truth: [...targets!], clusters: set.classes.length };
}

async function digitsProblem(): Promise<Problem> {
  const set = await digits8();
  const points = [set.train, set.test].flatMap(({ images, shape: [count, height, width] }) =>
    Array.from({ length: count }, (_, i) => [...images.subarray(i * height * width, (i + 1) * height * width)].map((value) => value / 255)),
  );
  return { points, truth: [...set.train.labels, ...set.test.labels], clusters: set.classes.length };
}

/** The first so many rows. */
const part = ({ points, truth, clusters }: Problem, most: number): Problem => ({ points: points.slice(0, most), truth: truth.slice(0, most), clusters }); // prettier-ignore

const TABLE: Training = { members: 5, hidden: [32], code: 3, epochs: 150, rounds: 20, keep: 1, batchSize: 64, lr: 3e-3 };
const DIGITS: Training = {
  members: 1,
  hidden: [256, 256],
  code: 10,
  epochs: 100,
  rounds: 30,
  keep: 1,
  batchSize: 128,
  lr: 2e-3,
  vary: { height: 8, width: 8, change: randomAffine({ degrees: 10, translate: [1 / 8, 1 / 8], scale: [0.9, 1.1], shear: 10 }) },
};

const recipe = (
  dataset: string,
  load: () => Promise<Problem>,
  how: Training,
  words: Pick<Recipe, "title" | "bar" | "reference">,
): Recipe => ({
  id: `clustering-${dataset}`,
  task: "clustering",
  dataset,
  about: {
    en: "An autoencoder learns a small code of each row, and deep embedded clustering moves code and centers together. The classes serve only to judge.",
    ru: "Автокодировщик учит короткий код каждой строки, а глубокая кластеризация вместе двигает код и центры. Классы нужны только для оценки.",
  },
  metric: "adjusted Rand index",
  better: "higher",
  ...words,
  run: async (options) =>
    options.quick
      ? cluster(part(await load(), 600), { ...how, members: 1, epochs: Math.ceil(how.epochs / 5), rounds: 4 }, options)
      : cluster(await load(), how, options),
});

const SOURCE = "measured with scikit-learn 1.2.1";

export const penguinsClusters = recipe("penguins", async () => tableProblem(await penguins(), ["island", "sex"]), TABLE, {
  title: { en: "Species of penguins, unnamed", ru: "Виды пингвинов без названий" },
  bar: 0.79,
  reference: { what: "k-means (mixture of normal distributions: 0.960)", value: 0.793, source: SOURCE },
});

export const wineClusters = recipe("wine", async () => tableProblem(await wine(), []), TABLE, {
  title: { en: "Cultivars of wine, unnamed", ru: "Сорта вина без названий" },
  bar: 0.92,
  reference: { what: "k-means", value: 0.915, source: SOURCE },
});

export const digitsClusters = recipe("digits-8x8", digitsProblem, DIGITS, {
  title: { en: "Digits, unnamed", ru: "Цифры без названий" },
  bar: 0.67,
  reference: { what: "k-means (normalized mutual information 0.747)", value: 0.669, source: SOURCE },
});
