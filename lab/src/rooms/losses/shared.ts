// What the parts of the room share: its tasks, the race as it stands, and the squares.
import { signal } from "@preact/signals";
import { tasksOf } from "../../worker/tasks.ts";
import type { Fit, Race } from "./compute.ts";
import { places } from "./state.ts";
import type { State } from "./state.ts";

export const compute = tasksOf<typeof import("./compute.ts")>("losses");

export const race = signal<Race | null>(null);
export const fit = signal<Fit | null>(null);

/** The points as the state has them. */
export const pointsOf = ({ heights }: Pick<State, "heights">): { readonly x: number[]; readonly y: number[] } => ({
  x: [...places],
  y: places.map((_, k) => heights[k] ?? 0),
});

/** The line of least squares, in plain numbers: what the best loss is. */
export function leastSquares({ x, y }: { readonly x: readonly number[]; readonly y: readonly number[] }): {
  readonly slope: number;
  readonly bias: number;
  readonly loss: number;
} {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope = mean(x.map((v, i) => (v - mx) * (y[i]! - my))) / mean(x.map((v) => (v - mx) ** 2));
  const bias = my - slope * mx;
  return { slope, bias, loss: mean(x.map((v, i) => (slope * v + bias - y[i]!) ** 2)) };
}
