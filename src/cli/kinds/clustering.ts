// The kind of task in which rows are put into groups: an autoencoder finds a few numbers for each row, k-means groups those.
import { TableInputs } from "../../data/index.ts";
import { adjustedRand } from "../../metrics/index.ts";
import type { Module } from "../../nn/index.ts";
import { CommandError } from "../errors.ts";
import type { Exhibit } from "../exhibits.ts";
import { bootstrap } from "../statistics.ts";
import type { Choice, Judgement, Kind } from "./kind.ts";
import { assign, kMeans, meanOf, silhouettes } from "./kmeans.ts";
import type { Points } from "./kmeans.ts";
import { onPlane, principalPlane } from "./plane.ts";
import type { PrincipalPlane } from "./plane.ts";
import { clamp, refuse } from "./shared.ts";
import { codesOf, newRows, unlabeledParts, unlabeledWork } from "./unlabeled.ts";
import type { Rows } from "./unlabeled.ts";

/** Kept beside the network. */
interface Groups {
  readonly format: "nabla-groups-1";
  /** What the numbers of the narrow place are brought to: mean 0, spread 1. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly centers: readonly (readonly number[])[];
  /** Centers of k-means on the inputs alone, to compare with. */
  readonly plain: readonly (readonly number[])[];
  readonly plane: PrincipalPlane;
  /** Silhouettes of the numbers of groups that were compared; empty where the number was asked for. */
  readonly compared: readonly { readonly count: number; readonly silhouette: number }[];
}

const MOST_GROUPS = 8;

const scaled = ({ values, count, width }: Points, { mean, std }: Pick<Groups, "mean" | "std">): Points => ({
  values: Float64Array.from(values, (value, i) => (value - mean[i % width]!) / std[i % width]!),
  count,
  width,
});

function momentsOf({ values, count, width }: Points): Pick<Groups, "mean" | "std"> {
  const mean = Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += values[row * width + i]!;
    return sum / count;
  });
  const std = mean.map((middle, i) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += (values[row * width + i]! - middle) ** 2;
    return Math.sqrt(sum / count) || 1;
  });
  return { mean, std };
}

function findGroups(model: Module, points: Points, { clusters, seed }: Choice): Groups {
  const raw = codesOf(model, points);
  const moments = momentsOf(raw);
  const codes = scaled(raw, moments);
  const compared =
    clusters === undefined
      ? Array.from({ length: Math.min(MOST_GROUPS, points.count - 1) - 1 }, (_, i) => {
          const centers = kMeans(codes, i + 2, seed, 4);
          return { count: i + 2, silhouette: meanOf(silhouettes(codes, assign(codes, centers).labels)) };
        })
      : [];
  const count = clusters ?? compared.reduce((best, one) => (one.silhouette > best.silhouette ? one : best)).count;
  if (count > points.count) throw new CommandError(`--clusters ${count}: there are only ${points.count} training rows`);
  return { format: "nabla-groups-1", ...moments, centers: kMeans(codes, count, seed), plain: kMeans(points, count, seed), plane: principalPlane(codes), compared }; // prettier-ignore
}

/** So many points at most are drawn, and columns compared. */
const DRAWN = 600;
const COLUMNS = 10;

function judgeGroups(
  model: Module,
  { points, labels }: Rows,
  groups: Groups,
  names: readonly string[],
  classes: readonly string[] | null,
): Judgement {
  const codes = scaled(codesOf(model, points), groups);
  const { labels: found } = assign(codes, groups.centers);
  const plain = assign(points, groups.plain).labels;
  const [own, other] = [silhouettes(points, found), silhouettes(points, plain)];
  const silhouette = { value: meanOf(own), interval: bootstrap(own.length, (rows) => meanOf(own, rows), 400) };
  const rand = (to: ArrayLike<number>, rows?: Int32Array): number => {
    const pick = (values: ArrayLike<number>): number[] =>
      Array.from(rows ?? { length: values.length }, (row, i) => values[rows ? row : i]!);
    return adjustedRand(pick(to), pick(labels!));
  };
  const step = Math.max(1, Math.ceil(points.count / DRAWN));
  const drawn = Array.from({ length: Math.ceil(points.count / step) }, (_, i) => i * step);
  const [x, y] = onPlane(codes, groups.plane);
  const map = (of: "groups" | "labels", values: ArrayLike<number>, classNames: readonly string[]): Exhibit => ({ exhibit: "map", of, x: drawn.map((row) => x[row]!), y: drawn.map((row) => y[row]!), labels: drawn.map((row) => values[row]!), classes: classNames }); // prettier-ignore
  const numbered = groups.centers.map((_, c) => String(c + 1));
  const sizes = groups.centers.map((_, c) => found.filter((label) => label === c).length);
  const all = momentsOf(points);
  const mean = (c: number, i: number): number => meanOf(Float64Array.from(found, (label, row) => (label === c ? points.values[row * points.width + i]! : 0))) * (points.count / sizes[c]!); // prettier-ignore
  const profile = names.map((name, i) => ({ name, means: sizes.map((size, c) => (size === 0 ? 0 : (mean(c, i) - all.mean[i]!) / all.std[i]!)) })); // prettier-ignore
  const telling = [...profile].sort((a, b) => spread(b.means) - spread(a.means)).slice(0, COLUMNS);
  const exhibits: Exhibit[] = [
    map("groups", found, numbered),
    ...(labels && classes ? [map("labels", labels, classes)] : []),
    { exhibit: "profile", groups: numbered.map((name, c) => `${name} (${sizes[c]})`), columns: telling.map(({ name }) => name), values: sizes.map((_, c) => telling.map(({ means }) => means[c]!)) },
    ...(groups.compared.length > 0
      ? [{ exhibit: "choice", of: "clusters", at: groups.compared.map(({ count }) => count), values: groups.compared.map((one) => one.silhouette), chosen: groups.centers.length } as const]
      : []),
  ]; // prettier-ignore
  const common = { count: points.count, groups: [], mistakes: [] };
  if (!labels)
    return {
      scores: { ...common, metric: "silhouette", ...silhouette, more: {}, baseline: { what: "kmeans", value: meanOf(other) } },
      exhibits,
    };
  return {
    scores: {
      ...common,
      metric: "adjustedRand",
      value: rand(found),
      interval: bootstrap(points.count, (rows) => rand(found, rows), 300),
      more: { silhouette: silhouette.value, kmeansSilhouette: meanOf(other) },
      intervals: { silhouette: silhouette.interval, kmeansSilhouette: bootstrap(other.length, (rows) => meanOf(other, rows), 400) },
      baseline: { what: "kmeans", value: rand(plain) },
    },
    exhibits,
  };
}

const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

export const clustering: Kind = {
  task: "clustering",

  async begin(source, choice) {
    const parts = unlabeledParts(source, choice);
    const { way, train, test, labels } = parts;
    return {
      ...unlabeledWork(source, parts, (width) => clamp(Math.round(width / 3), 2, 8)),
      task: "clustering",
      aim: "groups to find",
      notes: [
        ...parts.notes,
        ...(choice.clusters === undefined ? [] : [{ note: "clusters", count: choice.clusters, because: "asked" } as const]),
      ],
      conclude: (model) => findGroups(model, train.points, choice),
      judge: (model, found) => judgeGroups(model, test, found as Groups, way.inputNames, labels?.classes ?? null),
    };
  },

  async evaluate(trained, model, path) {
    const names = TableInputs.fromJSON(trained.preprocessing).inputNames;
    const { notes, ...rows } = await newRows(trained, path);
    return { ...judgeGroups(model, rows, trained.found as Groups, names, trained.classes), notes };
  },

  async predict(trained, model, path, wishes) {
    refuse(wishes, ["prompt", "length", "temperature", "topK", "topP", "threshold"], "a table's rows need no such option");
    const { points, notes } = await newRows({ ...trained, settings: { ...trained.settings, target: "" } }, path);
    const groups = trained.found as Groups;
    const { labels, distances } = assign(scaled(codesOf(model, points), groups), groups.centers);
    const rows = Array.from(labels, (label, i): [number, number, number] => [i + 1, label + 1, Number(distances[i]!.toPrecision(6))]);
    return {
      notes,
      columns: ["row", "group", "distance"],
      rows,
      objects: rows.map(([row, group, distance]) => ({ row, prediction: group, distance })),
    };
  },
};
