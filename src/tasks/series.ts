// Recipes: how a series goes on.
//
// Data: carbon dioxide over Mauna Loa by month (741 months; the next twelve are forecast) and the highest temperature in Seattle by day
// (1,461 days; the next seven are forecast). The last 20 % (CO₂) and the last year (weather) are the test, in order of time: from every day or month
// of it on a forecast is made, once, from what was known then. Networks are trained on what lies before; the last 15 % of that tell when to stop.
// Three networks read the last months or days: a temporal convolutional network (Bai, Kolter, Koltun 2018), an LSTM, a transformer; the mean of
// their forecasts is judged. For CO₂ they correct the forecast that every month rises over the year before as the last one did.
// Metric: mean absolute error over all forecasts and steps, relative to the seasonal naive forecast, which repeats the same month or day
// of the year before; that is the baseline, 1 by definition. Beside it: the naive forecast with drift, and the last value.
import { manualSeed, permute } from "../index.ts";
import { tensorDataset } from "../data/index.ts";
import { co2, weather } from "../datasets/index.ts";
import type { TableDataset } from "../datasets/index.ts";
import { smoothL1 } from "../losses/index.ts";
import * as nn from "../nn/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";
import type { Outcome, Recipe, RunOptions } from "./recipe.ts";

/** A forecast's form: what is known of the past, and what is to be added to a simple forecast. */
interface Problem {
  /** Values of the series. */
  readonly values: readonly number[];
  /** Steps of a year, of what a network sees, and of the forecast. */
  readonly year: number;
  readonly window: number;
  readonly horizon: number;
  readonly channels: number;
  /** First index of the test. */
  readonly border: number;
  /** What is known of step i for a forecast made at step `now`. */
  channel(i: number, now: number): readonly number[];
  /** The forecast of step now + ahead that the networks correct. */
  simple(now: number, ahead: number): number;
}

type Points = readonly number[];

/** Windows that end at these steps. */
const inputsOf = ({ window, channels, channel }: Problem, ends: Points) => ({
  data: Float32Array.from(ends.flatMap((now) => Array.from({ length: window }, (_, i) => channel(now - window + 1 + i, now)).flat())),
  shape: [ends.length, window, channels],
});

const last = (): nn.Module => nn.lambda((x) => x.select(1, -1), "last step"); // [B, T, C] → [B, C]

const WIDTH = 32;

/** Convolutions that look back ever further. */
const convolutional = (from: number, to: number): nn.Module =>
  nn.sequential(
    nn.lambda((x) => permute(x, [0, 2, 1]), "channels first"),
    nn.conv1d(from, WIDTH, 1),
    ...[1, 2, 4, 8].map((dilation) =>
      nn.residual(
        nn.sequential(nn.constantPad1d([2 * dilation, 0], 0), nn.conv1d(WIDTH, WIDTH, 3, { dilation }), nn.gelu(), nn.dropout(0.1)),
      ),
    ),
    nn.lambda((x) => x.select(2, -1), "last step"),
    nn.linear(WIDTH, to),
  );

const recurrent = (from: number, to: number): nn.Module =>
  nn.sequential(nn.lstm(from, WIDTH, { batchFirst: true }), last(), nn.dropout(0.1), nn.linear(WIDTH, to));

const attentive = (from: number, to: number, window: number): nn.Module =>
  nn.sequential(
    nn.linear(from, WIDTH),
    nn.learnedPositions(window, WIDTH),
    nn.transformerEncoder(
      () => nn.transformerEncoderLayer(WIDTH, 4, { feedforward: 2 * WIDTH, batchFirst: true, normFirst: true, dropout: 0.1 }),
      2,
    ),
    last(),
    nn.linear(WIDTH, to),
  );

const NETWORKS = { tcn: convolutional, lstm: recurrent, transformer: attentive };

/** Forecasts of one network for the test, [ends][horizon]. */
async function forecast(
  problem: Problem,
  network: (typeof NETWORKS)[keyof typeof NETWORKS],
  ends: { readonly train: Points; readonly validation: Points; readonly test: Points },
  options: RunOptions,
  tell: (share: number) => void,
): Promise<number[][]> {
  const { values, horizon, channels, window, simple } = problem;
  const steps = Array.from({ length: horizon }, (_, h) => h + 1);
  const corrections = (at: Points): number[] => at.flatMap((now) => steps.map((ahead) => values[now + ahead]! - simple(now, ahead)));
  const known = corrections(ends.train);
  const mean = known.reduce((a, b) => a + b, 0) / known.length;
  const scale = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
  const dataOf = (at: Points) =>
    tensorDataset(inputsOf(problem, at), { data: Float32Array.from(corrections(at), (value) => (value - mean) / scale), shape: [at.length, horizon] }); // prettier-ignore
  manualSeed(options.seed);
  const model = network(channels, horizon, window);
  const epochs = options.quick ? 8 : 60;
  const total = epochs * Math.ceil(ends.train.length / 64);
  await fit(model, dataOf(ends.train), {
    loss: smoothL1,
    optimizer: adamw({ lr: 3e-3, weightDecay: 1e-2 }),
    schedule: cosineAnnealing({ steps: total, warmup: Math.round(total / 10) }),
    validation: dataOf(ends.validation),
    restoreBest: true,
    clipNorm: 1,
    epochs,
    batchSize: 64,
    seed: options.seed,
    onProgress: ({ step, steps: all }) => tell(step / all),
    ...(options.signal && { signal: options.signal }),
  });
  const outputs = predict(model, inputsOf(problem, ends.test)).toArray() as number[][];
  return outputs.map((row, i) => row.map((value, h) => simple(ends.test[i]!, h + 1) + value * scale + mean));
}

async function run(problem: Problem, options: RunOptions): Promise<Outcome> {
  const { values, year, window, horizon, border } = problem;
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  // What is trained on ends before the test begins.
  const before = range(year + window, border - horizon);
  const cut = Math.round(0.85 * before.length);
  const ends = { train: before.slice(0, cut - horizon), validation: before.slice(cut), test: range(border - 1, values.length - horizon) };
  const names = Object.keys(NETWORKS) as (keyof typeof NETWORKS)[];
  const used = options.quick ? names.slice(0, 1) : names;
  const forecasts: number[][][] = [];
  for (const [i, name] of used.entries())
    forecasts.push(await forecast(problem, NETWORKS[name], ends, options, (share) => options.onShare?.((i + share) / used.length)));
  const together = ends.test.map((_, i) => range(0, horizon).map((h) => forecasts.reduce((sum, one) => sum + one[i]![h]!, 0) / forecasts.length)); // prettier-ignore

  const error = (of: (i: number, h: number) => number): number => {
    let sum = 0;
    ends.test.forEach((now, i) => range(0, horizon).forEach((h) => (sum += Math.abs(values[now + h + 1]! - of(i, h)))));
    return sum / (ends.test.length * horizon);
  };
  const at = (i: number): number => ends.test[i]!;
  const naive = error((i, h) => values[at(i) + h + 1 - year]!);
  const end = ends.test.at(-1)!;
  return {
    test: error((i, h) => together[i]![h]!) / naive,
    baseline: { what: "seasonal naive", value: error((i, h) => values[at(i) + h + 1 - year]!) / naive },
    details: {
      error: error((i, h) => together[i]![h]!),
      seasonalNaive: naive,
      seasonalNaiveWithDrift: error((i, h) => values[at(i) + h + 1 - year]! + values[at(i)]! - values[at(i) - year]!),
      lastValue: error((i) => values[at(i)]!),
      ...Object.fromEntries(used.map((name, n) => [name, error((i, h) => forecasts[n]![i]![h]!)])),
      forecasts: ends.test.length,
    },
    samples: range(0, horizon).map(
      (h) => `step ${h + 1}: forecast ${together.at(-1)![h]!.toFixed(1)}, came ${values[end + h + 1]!.toFixed(1)}`,
    ),
  };
}

const numbers = ({ table }: TableDataset, column: string): number[] => table.rows.map((row) => Number(row[table.columns.indexOf(column)]!));
const wave = (phase: number): readonly [number, number] => [Math.sin(2 * Math.PI * phase), Math.cos(2 * Math.PI * phase)];

async function carbonDioxide(): Promise<Problem> {
  const values = numbers(await co2(), "co2");
  return {
    values,
    year: 12,
    window: 36,
    horizon: 12,
    channels: 4,
    border: Math.round(0.8 * values.length),
    channel: (i, now) => [
      (values[i]! - values[now]!) / 3,
      values[i]! - values[i - 12]! - (values[now]! - values[now - 12]!),
      ...wave((i % 12) / 12),
    ],
    simple: (now, ahead) => values[now + ahead - 12]! + values[now]! - values[now - 12]!,
  };
}

async function temperature(): Promise<Problem> {
  const set = await weather();
  const days = numbers(set, "temp_max").length;
  const border = days - 365;
  const standard = (list: readonly number[]): number[] => {
    const part = list.slice(0, border);
    const mean = part.reduce((a, b) => a + b, 0) / part.length;
    const deviation = Math.sqrt(part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / part.length);
    return list.map((value) => (value - mean) / deviation);
  };
  const values = numbers(set, "temp_max");
  const columns = [values, numbers(set, "temp_min"), numbers(set, "precipitation").map(Math.log1p), numbers(set, "wind")].map(standard);
  const usual = values.slice(0, border).reduce((a, b) => a + b, 0) / border;
  return {
    values,
    year: 365,
    window: 28,
    horizon: 7,
    channels: 6,
    border,
    channel: (i) => [...columns.map((column) => column[i]!), ...wave(i / 365.25)],
    simple: () => usual,
  };
}

const recipe = (dataset: string, load: () => Promise<Problem>, words: Pick<Recipe, "title" | "about" | "bar">): Recipe => ({
  id: `time-series-${dataset}`,
  task: "time-series",
  dataset,
  metric: "error relative to seasonal naive",
  better: "lower",
  reference: null,
  ...words,
  run: async (options) => run(await load(), options),
});

export const co2Recipe = recipe("co2", carbonDioxide, {
  title: { en: "Carbon dioxide in the air", ru: "Углекислый газ в воздухе" },
  about: {
    en: "Twelve months ahead from every month of the last 20 %; a convolutional network, an LSTM and a transformer together, beside the forecast that repeats the year before.",
    ru: "На двенадцать месяцев вперёд из каждого месяца последних 20 %; свёрточная сеть, LSTM и трансформер вместе — рядом с прогнозом, который повторяет прошлый год.",
  },
  bar: 0.5,
});

export const weatherRecipe = recipe("weather", temperature, {
  title: { en: "Temperature in Seattle", ru: "Температура в Сиэтле" },
  about: {
    en: "Seven days ahead from every day of the last year; a convolutional network, an LSTM and a transformer together, beside the forecast that repeats the year before.",
    ru: "На семь дней вперёд из каждого дня последнего года; свёрточная сеть, LSTM и трансформер вместе — рядом с прогнозом, который повторяет прошлый год.",
  },
  bar: 0.85,
});
