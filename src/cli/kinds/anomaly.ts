// The kind of task in which rows that are out of the ordinary are found: an autoencoder learns to say ordinary rows again; those that it
// says badly are not.
import { prAuc, rocAuc, rocCurve } from "../../metrics/index.ts";
import type { Module } from "../../nn/index.ts";
import { CommandError } from "../errors.ts";
import type { Exhibit } from "../exhibits.ts";
import { bootstrap, wilson } from "../statistics.ts";
import type { Judgement, Kind } from "./kind.ts";
import type { Points } from "./kmeans.ts";
import { clamp, refuse } from "./shared.ts";
import { errorsOf, newRows, unlabeledParts, unlabeledWork } from "./unlabeled.ts";
import type { Rows } from "./unlabeled.ts";

/** Kept beside the network. */
interface Ordinary {
  readonly format: "nabla-ordinary-1";
  /** Rows that the network says worse than this are out of the ordinary. */
  readonly threshold: number;
  readonly share: number;
  /** Number of the ordinary class among the labels, or −1. */
  readonly normal: number;
}

const SHARE = 0.05;

/** The label of most rows is the ordinary one. */
const ordinaryOf = (codes: Int32Array, classes: readonly string[]): number => {
  const counts = classes.map((_, c) => codes.reduce((sum, code) => sum + (code === c ? 1 : 0), 0));
  return counts.indexOf(Math.max(...counts));
};

const quantile = (values: ArrayLike<number>, share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
};

/** How far from the mean, in standard deviations: needs no network. */
const distances = ({ values, count, width }: Points): Float64Array =>
  Float64Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += values[row * width + i]! ** 2;
    return sum / width;
  });

/** So many of the strangest rows are shown, with so many columns. */
const SHOWN = 10;
const COLUMNS = 8;

function judgeOrdinary(model: Module, rows: Rows, { threshold, normal }: Ordinary): Judgement {
  const { points, labels, table } = rows;
  const errors = errorsOf(model, points);
  const above = errors.reduce((sum, error) => sum + (error > threshold ? 1 : 0), 0);
  const flagged = above / points.count;
  const order = Array.from({ length: points.count }, (_, i) => i).sort((a, b) => errors[b]! - errors[a]!);
  const columns = table.columns.slice(0, COLUMNS);
  const strangest: Exhibit = {
    exhibit: "rows",
    of: "odd",
    columns: ["", "error", ...columns],
    rows: order.slice(0, SHOWN).map((i) => [String(table.lines[rows.rows[i]!]!), errors[i]!.toPrecision(3), ...table.rows[rows.rows[i]!]!.slice(0, COLUMNS)]), // prettier-ignore
  };
  const common = { count: points.count, groups: [], mistakes: [] };
  const odd = labels && Array.from(labels, (label) => (label === normal ? 0 : 1));
  const both = odd && odd.includes(0) && odd.includes(1);
  if (!both) {
    const explained = (chosen?: Int32Array): number => {
      const list = chosen ?? Int32Array.from(errors.keys());
      const far = distances(points);
      return 1 - list.reduce((sum, i) => sum + errors[i]!, 0) / list.reduce((sum, i) => sum + far[i]!, 0);
    };
    return {
      scores: {
        ...common,
        metric: "explained",
        value: explained(),
        interval: bootstrap(points.count, explained, 300),
        more: { flagged },
        intervals: { flagged: wilson(above, points.count) },
      },
      exhibits: [{ exhibit: "scores", groups: [{ name: "all", values: [...errors] }], threshold }, strangest],
    };
  }
  const curve = rocCurve([...errors], odd);
  const auc = (scores: ArrayLike<number>, chosen?: Int32Array): number => {
    const list = chosen ?? Int32Array.from(errors.keys());
    const truth = Array.from(list, (i) => odd[i]!);
    return truth.includes(0) && truth.includes(1) ? rocAuc(Array.from(list, (i) => scores[i]!), truth) : NaN; // prettier-ignore
  };
  const value = auc(errors);
  const found = (chosen: Int32Array): number => {
    const truth = Array.from(chosen, (i) => odd[i]!);
    return truth.includes(1) ? prAuc(Array.from(chosen, (i) => errors[i]!), truth) : NaN; // prettier-ignore
  };
  const rounds = clamp(Math.round(1e6 / points.count), 40, 200);
  const of = (kind: number): number[] => [...errors].filter((_, i) => odd[i] === kind);
  const thin = Math.max(1, Math.ceil(curve.x.length / 300));
  const kept = (list: readonly number[]): number[] => list.filter((_, i) => i % thin === 0 || i === list.length - 1);
  return {
    scores: {
      ...common,
      metric: "rocAuc",
      value,
      interval: bootstrap(points.count, (chosen) => auc(errors, chosen), rounds),
      more: { prAuc: prAuc([...errors], odd), flagged },
      intervals: { prAuc: bootstrap(points.count, found, rounds), flagged: wilson(above, points.count) },
      baseline: { what: "distance", value: auc(distances(points)) },
    },
    exhibits: [
      { exhibit: "scores", groups: [{ name: "normal", values: of(0) }, { name: "odd", values: of(1) }], threshold },
      { exhibit: "roc", x: kept(curve.x), y: kept(curve.y), area: value },
      strangest,
    ],
  }; // prettier-ignore
}

export const anomaly: Kind = {
  task: "anomaly",

  async begin(source, choice) {
    let normal = -1;
    const parts = unlabeledParts(source, choice, (labels) => {
      normal = ordinaryOf(labels.codes, labels.classes);
      return (row) => labels.codes[row] === normal;
    });
    const { train, test, labels } = parts;
    const share = choice.share ?? SHARE;
    return {
      ...unlabeledWork(source, parts, (width) => clamp(Math.round(width / 2), 1, 16)),
      task: "anomaly",
      aim: "unusual rows to find",
      notes: [
        ...parts.notes,
        ...(labels ? [{ note: "normal", column: labels.name, name: labels.classes[normal]!, left: parts.passedOver } as const] : []),
        { note: "share", share },
      ],
      conclude: (model): Ordinary => ({
        format: "nabla-ordinary-1",
        threshold: quantile(errorsOf(model, train.points), 1 - share),
        share,
        normal,
      }),
      judge: (model, found) => judgeOrdinary(model, test, found as Ordinary),
    };
  },

  async evaluate(trained, model, path) {
    const { notes, ...rows } = await newRows(trained, path);
    if (!rows.labels) {
      const { target } = trained.settings;
      throw new CommandError(target === undefined ? `${path}: the network was trained without labels, so there is nothing to compare with; use \`nabla predict\`` : `${path}: the column "${target}" is missing, which says what is out of the ordinary; without it use \`nabla predict\``); // prettier-ignore
    }
    return { ...judgeOrdinary(model, rows, trained.found as Ordinary), notes };
  },

  async predict(trained, model, path, wishes) {
    refuse(wishes, ["prompt", "length", "temperature", "topK", "topP", "threshold"], "a table's rows need no such option");
    const { points, notes } = await newRows({ ...trained, settings: { ...trained.settings, target: "" } }, path);
    const { threshold } = trained.found as Ordinary;
    const rows = Array.from(errorsOf(model, points), (error, i): [number, string, number] => [i + 1, error > threshold ? "unusual" : "ordinary", Number(error.toPrecision(6))]); // prettier-ignore
    return {
      notes,
      columns: ["row", "prediction", "error"],
      rows,
      objects: rows.map(([row, prediction, error]) => ({ row, prediction, error })),
    };
  },
};
