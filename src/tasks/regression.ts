// Recipes: a number from a row of a table, with how sure the network is of it.
//
// Data: cars (392 rows; miles to the gallon from seven columns, without the name) and diabetes (442 rows; progression from ten).
// Protocol: tenfold cross-validation, folds by seed; every row is predicted once, by networks that never saw it, and R² is taken over all rows.
// Numbers are standardized and categories one-hot by the training rows alone. Model: a committee of networks of one hidden layer, each with
// a mean and a variance for every row, trained by the Gaussian likelihood (Nix, Weigend 1994; with the weights of Seitzer et al. 2022, β = ½);
// the strength of decay is chosen by rows left out inside the training part. The committee's answer is the mixture of its members,
// its spread widened as their errors on rows left out ask for.
// Reference: scikit-learn 1.2.1 under cross-validation: an MLP for cars, linear regression for diabetes. Baseline: the mean of the training rows.
import { softplus, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { TablePreprocessor, kFold } from "../data/index.ts";
import { cars, diabetes } from "../datasets/index.ts";
import type { TableDataset } from "../datasets/index.ts";
import { lstsq } from "../linalg.ts";
import { gaussianNll } from "../losses/index.ts";
import { r2, rmse } from "../metrics/index.ts";
import { committee } from "./committee.ts";
import type { CommitteeOptions, Rows } from "./committee.ts";
import type { Outcome, Recipe, RunOptions } from "./recipe.ts";

/** Standard deviations of the normal distribution to both sides of the mean that hold a share. */
const HALF_WIDTHS = { 0.5: 0.6745, 0.8: 1.2816, 0.9: 1.6449, 0.95: 1.96 } as const;

const parts = (output: Tensor): readonly [mean: Tensor, variance: Tensor] => [
  output.slice(2, 0, 1).squeeze(2),
  softplus(output.slice(2, 1, 2).squeeze(2)).add(1e-3),
];

/** The same variance of one output. */
const variance = (raw: number): number => Math.log1p(Math.exp(raw)) + 1e-3;

/** −log likelihood of every member, weighted by √variance, so that examples that are hard to predict are learnt too. */
const likelihood = (output: Tensor, target: Tensor): Tensor => {
  const [mean, variance] = parts(output);
  return gaussianNll(mean, target.add(mean.mul(0)), variance, { reduction: "none" }).mul(variance.detach().sqrt());
};

/** What chooses the decay is what R² is made of. */
const squaredError = (output: Tensor, target: Tensor): Tensor => parts(output)[0].sub(target).square();

/** Least squares with a constant. */
const linear = (rows: Rows, targets: ArrayLike<number>): ((other: Rows) => number[]) => {
  const withOne = ({ inputs, shape: [count, width] }: Rows): Tensor =>
    tensor(Float64Array.from({ length: count * (width + 1) }, (_, i) => (i % (width + 1) === width ? 1 : inputs[Math.floor(i / (width + 1)) * width + (i % (width + 1))]!)), { shape: [count, width + 1] }); // prettier-ignore
  const { solution } = lstsq(withOne(rows), tensor(Float64Array.from(targets), { shape: [targets.length, 1] }));
  return (other) => (withOne(other).matmul(solution).toArray() as number[][]).map(([value]) => value!);
};

const FULL = { parts: 5, whole: 5, decays: [1e-3, 3e-3, 1e-2, 3e-2, 0.1], hidden: 32, activation: "tanh", epochs: 160, batchSize: 64, lr: 1e-2 } as const satisfies Partial<CommitteeOptions>; // prettier-ignore
const QUICK = { ...FULL, parts: 3, whole: 2, decays: [1e-2], epochs: 25 } as const;

async function run(set: TableDataset, { seed, quick, onShare, signal }: RunOptions): Promise<Outcome> {
  const { table, target } = set;
  const folds = kFold(table.rows.length, quick ? 3 : 10, { seed });
  const count = table.rows.length;
  const [truth, means, deviations, plain, lines] = Array.from({ length: 5 }, () => new Float64Array(count)) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]; // prettier-ignore
  const decays: number[] = [];
  for (const [number, fold] of folds.entries()) {
    const way = TablePreprocessor.fit(table, { target, task: "regression", rows: fold.train });
    const [train, test] = [way.transform(table, { rows: fold.train }), way.transform(table, { rows: fold.test })];
    const { decay, leftOut, answer } = await committee(train, train.targets!, 2, likelihood, {
      ...(quick ? QUICK : FULL),
      judge: squaredError,
      seed: seed * 100 + number,
      signal,
      onShare: (share) => onShare?.((number + share) / folds.length),
    });
    decays.push(decay);
    // How much wider than they say the networks err on rows they left out (Levi et al. 2022): 1 if they are right about themselves.
    const widths = leftOut.map(([mean, raw], i) => (mean! - train.targets![i]!) ** 2 / variance(raw!));
    const wider = Math.sqrt(widths.reduce((a, b) => a + b, 0) / widths.length);
    const average = linear(train, train.targets!)(test);
    const [outputs, unit] = [answer(test), way.decode([1])[0]! - way.decode([0])[0]!];
    test.rows.forEach((row, i) => {
      const members = outputs[i]!.map(([mean, raw]) => ({ mean: mean!, variance: variance(raw!) }));
      const mean = members.reduce((sum, member) => sum + member.mean, 0) / members.length;
      const whole = members.reduce((sum, member) => sum + member.variance + (member.mean - mean) ** 2, 0) / members.length;
      truth[row] = test.values![i]!;
      [means[row]] = way.decode([mean]) as [number];
      deviations[row] = wider * Math.sqrt(whole) * unit;
      [plain[row]] = way.decode([0]) as [number];
      [lines[row]] = way.decode([average[i]!]) as [number];
    });
  }
  const covered = Object.values(HALF_WIDTHS).map((width) => truth.filter((value, row) => Math.abs(value - means[row]!) <= width * deviations[row]!).length / count); // prettier-ignore
  const list = (values: Float64Array): number[] => [...values];
  return {
    test: r2(list(means), list(truth)),
    baseline: { what: "mean of the training rows", value: r2(list(plain), list(truth)) },
    details: {
      rmse: rmse(list(means), list(truth)),
      linearR2: r2(list(lines), list(truth)),
      linearRmse: rmse(list(lines), list(truth)),
      intervals: Object.keys(HALF_WIDTHS).map(Number),
      covered,
      decays,
    },
    samples: [0, 1, 2, 3, 4].map((row) => `${table.name} row ${row + 1}: ${target} ${truth[row]}, predicted ${means[row]!.toFixed(1)} ± ${deviations[row]!.toFixed(1)}`), // prettier-ignore
  };
}

const recipe = (
  dataset: string,
  load: () => Promise<TableDataset>,
  words: Pick<Recipe, "title" | "about" | "bar" | "reference">,
): Recipe => ({
  id: `regression-${dataset}`,
  task: "regression",
  dataset,
  metric: "R²",
  better: "higher",
  ...words,
  run: async (options) => run(await load(), options),
});

const how = {
  en: "Tenfold cross-validation: every row is predicted once by a committee of small networks that never saw it. They give a mean and a variance, so each prediction has an interval.",
  ru: "Десятикратная перекрёстная проверка: каждую строку один раз предсказывает коллегия небольших сетей, которые её не видели. Они дают среднее и дисперсию, и у каждого предсказания есть интервал.",
};
const SOURCE = "measured with scikit-learn 1.2.1, cross-validation";

export const carsRecipe = recipe("cars", cars, {
  title: { en: "Miles to the gallon", ru: "Расход топлива" },
  about: how,
  bar: 0.87,
  reference: { what: "MLP, RMSE 2.79", value: 0.869, source: SOURCE },
});

export const diabetesRecipe = recipe("diabetes", diabetes, {
  title: { en: "Progression of diabetes", ru: "Развитие диабета" },
  about: how,
  bar: 0.49,
  reference: { what: "linear regression, RMSE 54.6", value: 0.491, source: SOURCE },
});
