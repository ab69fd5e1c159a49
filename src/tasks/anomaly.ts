// Recipes: rows and readings that are not like the others.
//
// Data: the tables of Outlier Detection DataSets as PyOD's benchmark has them, rebuilt from UCI's: shuttle (49,097 rows; states other than
// 1 are unusual, 4 is left out), satellite (6,435; the three rare soils), ionosphere (351; bad), pima (768; diabetic), glass (214; kind 6); and
// readings of four sensors.
// Protocol as PyOD's: 60 % of the rows train, chosen by seed, with whatever is unusual among them and without labels; the other 40 % are
// the test, judged once by ROC-AUC. Numbers are standardized by the training rows. Detector: three autoencoders and three networks of deep
// SVDD, each leaving out the worst-fitting 30 % of every batch; the mean of their ranks. The form is the same for all tables and was not
// chosen by labels.
// Sensors: the first 40 % of each mote's readings train three autoencoders, in order of time; the others are judged by windows of eight
// readings, less the mean of twenty minutes, each mote with unusual readings by itself; the mean of the motes.
// Reference: isolation forest in PyOD's table (docs/tables/roc.csv). Baseline: the same score for all rows. Beside it: distance to the mean,
// and to the fifth nearest of at most 2,000 training rows.
import { RandomSource, StandardScaler } from "../data/index.ts";
import { glass, ionosphere, pima, satellite, sensors, shuttle } from "../datasets/index.ts";
import type { FetchOptions, TableDataset } from "../datasets/index.ts";
import { prAuc, rocAuc } from "../metrics/index.ts";
import { autoencoder, deepSvdd, meanRank } from "./detectors.ts";
import type { Detector, DetectorOptions, Rows } from "./detectors.ts";
import type { Outcome, Recipe, RunOptions } from "./recipe.ts";

/** Rows to learn from, and rows to judge with whether they are unusual. */
interface Problem {
  readonly train: Rows;
  readonly test: Rows;
  readonly unusual: readonly number[];
}

const rowsOf = (list: readonly (readonly number[])[]): Rows => ({ inputs: Float32Array.from(list.flat()), shape: [list.length, list[0]!.length] }); // prettier-ignore

const standardized = (train: readonly (readonly number[])[], test: readonly (readonly number[])[]): readonly [Rows, Rows] => {
  const scaler = StandardScaler.fit(train);
  const scaled = (rows: readonly (readonly number[])[]): Rows => ({ ...rowsOf(rows), inputs: scaler.transform(rows).data as Float32Array });
  return [scaled(train), scaled(test)];
};

/** 60 % of the rows of a table train. `kindOf` tells of a class whether it is unusual, or that its rows are left out. */
function tableProblem({ table, target }: TableDataset, kindOf: (label: string) => 0 | 1 | null, seed: number, quick: boolean): Problem {
  const at = table.columns.indexOf(target);
  const kept = table.rows.flatMap((row) => {
    const kind = kindOf(row[at]!);
    return kind === null ? [] : [{ kind, values: row.filter((_, column) => column !== at).map(Number) }];
  });
  new RandomSource(seed, 60).shuffle(kept as unknown as number[]);
  const rows = quick ? kept.slice(0, 3000) : kept;
  const border = Math.round(0.6 * rows.length);
  const [train, test] = standardized(rows.slice(0, border).map(({ values }) => values), rows.slice(border).map(({ values }) => values)); // prettier-ignore
  return { train, test, unusual: rows.slice(border).map(({ kind }) => kind) };
}

const HOW = { hidden: [32], batchSize: 64, lr: 3e-3 };
const MEMBERS = 3;

/** So many steps are enough for large tables. */
const epochsFor = (rows: number, quick: boolean): number => Math.max(2, Math.min(quick ? 10 : 30, Math.round(((quick ? 300 : 4000) * 64) / rows))); // prettier-ignore

type Maker = (rows: Rows, how: DetectorOptions) => Promise<Detector>;

async function detect({ train, test, unusual }: Problem, makers: readonly Maker[], trimmed: number, options: RunOptions, from = 0, to = 1) {
  const members = options.quick ? 1 : MEMBERS;
  const scores: number[][][] = makers.map(() => []);
  for (const [kind, make] of makers.entries())
    for (let member = 0; member < members; member++) {
      const done = kind * members + member;
      const detector = await make(train, {
        ...HOW,
        code: Math.max(2, Math.round(train.shape[1] / 4)),
        trimmed,
        epochs: epochsFor(train.shape[0], options.quick),
        seed: options.seed * 100 + member,
        signal: options.signal,
        onShare: (share) => options.onShare?.(from + ((to - from) * (done + share)) / (makers.length * members)),
      });
      scores[kind]!.push(detector(test));
    }
  const auc = (list: readonly number[]): number => rocAuc([...list], [...unusual]);
  const all = meanRank(scores.flat());
  return {
    auc: auc(all),
    prAuc: prAuc(all, [...unusual]),
    autoencoder: auc(meanRank(scores[0]!)),
    ...(scores.length > 1 && { deepSvdd: auc(meanRank(scores[1]!)) }),
    distanceToMean: auc(distanceToMean(test)),
    nearestNeighbors: auc(neighborDistance(train, test)),
    same: auc(unusual.map(() => 0)),
    share: unusual.reduce((a, b) => a + b, 0) / unusual.length,
  };
}

const vector = ({ inputs, shape: [, width] }: Rows, row: number): Float32Array => inputs.subarray(row * width, (row + 1) * width);

const distanceToMean = (rows: Rows): number[] =>
  Array.from({ length: rows.shape[0] }, (_, row) => vector(rows, row).reduce((sum, value) => sum + value ** 2, 0));

/** Distance to the fifth nearest training row. */
function neighborDistance(train: Rows, test: Rows, most = 2000): number[] {
  const count = Math.min(most, train.shape[0]);
  return Array.from({ length: test.shape[0] }, (_, row) => {
    const point = vector(test, row);
    const best = [Infinity, Infinity, Infinity, Infinity, Infinity];
    for (let other = 0; other < count; other++) {
      const start = other * train.shape[1];
      let sum = 0;
      for (let i = 0; i < point.length; i++) sum += (point[i]! - train.inputs[start + i]!) ** 2;
      if (sum >= best[4]!) continue;
      best[4] = sum;
      best.sort((a, b) => a - b);
    }
    return best[4]!;
  });
}

const outcomeOf = ({ auc, same, ...details }: Awaited<ReturnType<typeof detect>>): Outcome => ({
  test: auc,
  baseline: { what: "the same score for all", value: same },
  details,
  samples: [],
});

const SOURCE = "PyOD's benchmark, docs/tables/roc.csv";
const title = (en: string, ru: string): Recipe["title"] => ({ en, ru });

const tableRecipe = (
  dataset: string,
  load: (options: FetchOptions) => Promise<TableDataset>,
  kindOf: (label: string) => 0 | 1 | null,
  forest: number,
  neighbors: number,
  words: Recipe["title"],
): Recipe => ({
  id: `anomaly-${dataset}`,
  task: "anomaly",
  dataset,
  title: words,
  about: {
    en: "60 % of the rows train, unusual ones among them, without labels; the rest is judged once. Autoencoders and deep SVDD that leave out what fits worst; the mean of their ranks.",
    ru: "60 % строк — обучение, вместе с необычными и без меток; остальные проверяются один раз. Автокодировщики и deep SVDD, которые пропускают худшие строки; среднее их рангов.",
  },
  metric: "ROC-AUC",
  better: "higher",
  bar: forest,
  reference: { what: `isolation forest (nearest neighbours: ${neighbors})`, value: forest, source: SOURCE },
  run: async (options) =>
    outcomeOf(await detect(tableProblem(await load(options), kindOf, options.seed, options.quick), [autoencoder, deepSvdd], 0.3, options)),
});

const RARE_SOILS = ["cotton crop", "damp grey soil", "vegetation stubble"];

export const shuttleRecipe = tableRecipe("shuttle", shuttle, (label) => (label === "Rad.Flow" ? 0 : label === "High" ? null : 1), 0.9971, 0.6537, title("States of the Space Shuttle", "Состояния космического челнока")); // prettier-ignore
export const satelliteRecipe = tableRecipe("satellite", satellite, (label) => (RARE_SOILS.includes(label) ? 1 : 0), 0.7022, 0.6836, title("Soil from a satellite", "Почвы со спутника")); // prettier-ignore
export const ionosphereRecipe = tableRecipe("ionosphere", ionosphere, (label) => (label === "bad" ? 1 : 0), 0.8499, 0.9267, title("Radar returns", "Отклики радара")); // prettier-ignore
export const pimaRecipe = tableRecipe("pima", pima, (label) => (label === "pos" ? 1 : 0), 0.6806, 0.7078, title("Diabetes among the Pima", "Диабет у народа пима")); // prettier-ignore
export const glassRecipe = tableRecipe("glass", glass, (label) => (label === "6" ? 1 : 0), 0.7569, 0.8508, title("Kinds of glass", "Виды стекла")); // prettier-ignore

const WINDOW = 8;
/** Readings of twenty minutes: days are warmer than nights, and that is usual. */
const PAST = 240;

/** Windows of readings of one mote, both values, less their mean over the past. The label is that of the last reading. */
function moteProblem(table: TableDataset["table"], mote: string): Problem | null {
  const column = (name: string): number => table.columns.indexOf(name);
  const readings = table.rows.filter((row) => row[column("mote_id")] === mote).map((row) => ({ moisture: Number(row[column("humidity")]), warmth: Number(row[column("temperature")]), label: Number(row[column("label")]) })); // prettier-ignore
  const border = Math.round(0.4 * readings.length);
  const window = (end: number): number[] => {
    const part = readings.slice(end - WINDOW + 1, end + 1);
    const past = readings.slice(end - PAST + 1, end + 1);
    const mean = (of: (reading: (typeof readings)[number]) => number): number => past.reduce((sum, reading) => sum + of(reading), 0) / PAST;
    const [moist, warm] = [mean(({ moisture }) => moisture), mean(({ warmth }) => warmth)];
    return [...part.map(({ moisture }) => moisture - moist), ...part.map(({ warmth }) => warmth - warm)];
  };
  const ends = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  const [before, after] = [ends(PAST, border), ends(border, readings.length)];
  const unusual = after.map((end) => readings[end]!.label);
  if (!unusual.includes(1)) return null;
  const [train, test] = standardized(before.map(window), after.map(window));
  return { train, test, unusual };
}

export const sensorsRecipe: Recipe = {
  id: "anomaly-sensors",
  task: "anomaly",
  dataset: "sensors",
  title: title("Hot water near a sensor", "Горячая вода возле датчика"),
  about: {
    en: "The first 40 % of each mote's readings train, in order of time; the others are judged by windows of eight readings, each mote by itself.",
    ru: "Первые 40 % показаний каждого датчика — обучение, по порядку времени; остальные проверяются окнами по восемь показаний, каждый датчик отдельно.",
  },
  metric: "ROC-AUC",
  better: "higher",
  bar: 0.97,
  reference: { what: "five nearest neighbours, the worst of the motes", value: 0.986, source: "measured with scikit-learn 1.2.1, by mote" },
  async run(options) {
    const { table } = await sensors(options);
    const problems = ["1", "2", "3", "4"].flatMap((mote) => {
      const problem = moteProblem(table, mote);
      return problem ? [{ mote, problem }] : [];
    });
    const found: (Awaited<ReturnType<typeof detect>> & { readonly mote: string })[] = [];
    for (const [i, { mote, problem }] of problems.entries())
      found.push({ mote, ...(await detect(problem, [autoencoder], 0, options, i / problems.length, (i + 1) / problems.length)) });
    const mean = (of: (one: (typeof found)[number]) => number): number => found.reduce((sum, one) => sum + of(one), 0) / found.length;
    return {
      test: mean(({ auc }) => auc),
      baseline: { what: "the same score for all", value: mean(({ same }) => same) },
      details: {
        motes: found.map(({ mote }) => Number(mote)),
        byMote: found.map(({ auc }) => auc),
        distanceToMean: mean((one) => one.distanceToMean),
        nearestNeighbors: mean((one) => one.nearestNeighbors),
      },
      samples: [],
    };
  },
};
