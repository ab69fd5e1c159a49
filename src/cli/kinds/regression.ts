// The kind of task in which a number is estimated from the columns of a table.
import { mse } from "../../losses/index.ts";
import type { Exhibit } from "../exhibits.ts";
import { outputsOf } from "../network.ts";
import { bootstrap, bootstrapR2, regressionScores } from "../statistics.ts";
import { adamTraining } from "../training.ts";
import type { Judgement, Kind } from "./kind.ts";
import { linearAnswers } from "./linear.ts";
import { numberFact, refuse, tableCandidates, tableNetwork, tableRecipe } from "./shared.ts";
import { tableParts, tableRows, tableTest } from "./tables.ts";

/** So many points at most are drawn. */
const DRAWN = 1000;

function judgeValues(predicted: ArrayLike<number>, actual: ArrayLike<number>, column: string, linear?: ArrayLike<number>): Judgement {
  const count = actual.length;
  const line = linear ? regressionScores(linear, actual).r2 : 0;
  const { r2, rmse, mae } = regressionScores(predicted, actual);
  const step = Math.max(1, Math.ceil(count / DRAWN));
  const rows = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
  const exhibits: Exhibit[] = [
    { exhibit: "residuals", column, actual: rows.map((row) => actual[row]!), predicted: rows.map((row) => predicted[row]!) },
  ];
  const figure = (name: "rmse" | "mae") => bootstrap(count, (drawn) => regressionScores(predicted, actual, drawn)[name], 400);
  return {
    scores: {
      metric: "r2",
      value: r2,
      interval: bootstrapR2(predicted, actual),
      count,
      more: { rmse, mae },
      intervals: { rmse: figure("rmse"), mae: figure("mae") },
      baseline: line > 0 ? { what: "linear", value: line } : { what: "mean", value: 0 },
      groups: [],
      mistakes: [],
    },
    exhibits,
  };
}

export const regression: Kind = {
  task: "regression",

  async begin(source, choice) {
    const { way, train, test, notes, facts } = tableParts(source, choice, "regression");
    const count = train.data.length;
    const { name } = way.state.target;
    const input = [way.inputNames.length];
    return {
      name: source.name,
      task: "regression",
      aim: "a number to estimate",
      classes: null,
      train: train.data,
      counts: { train: count, test: test.data.length },
      unit: "rows",
      preprocessing: way.toJSON(),
      notes,
      facts: [numberFact(name, [...Array.from(train.truth), ...Array.from(test.truth)], 0), ...facts],
      exhibits: [],
      references: source.form === "set" && (choice.target === undefined || choice.target === name) ? source.set.references : [],
      fingerprint: source.fingerprint,
      recipe: (wishes) => tableRecipe(count, wishes),
      architecture: (wishes) => tableNetwork(count, input, 1, wishes),
      candidates: () => tableCandidates(count),
      training: (recipe, seed) => adamTraining(count, recipe, seed, mse, []),
      loss: mse,
      judge(model) {
        const linear = linearAnswers(train.data, test.data, 1);
        return judgeValues(way.decode(outputsOf(model, test.data, 1)), test.truth, name, linear ? way.decode(linear) : undefined);
      },
    };
  },

  async evaluate(trained, model, path) {
    const { data, truth, way, notes } = await tableTest(trained, path);
    return { ...judgeValues(way.decode(outputsOf(model, data, 1)), truth, way.state.target.name), notes };
  },

  async predict(trained, model, path, wishes) {
    refuse(wishes, ["prompt", "length", "temperature", "topK", "topP", "threshold"], "a table's rows need no such option");
    const { data, way, notes } = await tableRows(trained, path);
    const values = way.decode(outputsOf(model, data, 1)).map((value) => Number(value.toPrecision(7)));
    return {
      notes,
      columns: ["row", "prediction"],
      rows: values.map((value, i) => [i + 1, value]),
      objects: values.map((prediction, i) => ({ row: i + 1, prediction })),
    };
  },
};
