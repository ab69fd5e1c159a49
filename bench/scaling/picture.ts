// The measured series as one picture: time against size on logarithmic axes, with the law of the operations beside it.
import { beside, lineChart } from "../../src/viz/index.ts";
import type { Scene } from "../../src/viz/index.ts";
import { amdahl } from "./law.ts";
import type { Point } from "./law.ts";
import type { Series, Shared } from "./series.ts";

const SIZE = { width: 440, height: 330 };

/** The operations, drawn as the time that they would take at the speed of the size that is fastest for its operations. */
function chart({ name, title }: Series, points: readonly Point[]): Scene {
  const x = points.map((point) => point.x);
  const rate = Math.max(...points.map(({ flops, median }) => flops / median));
  const milliseconds = (value: (point: Point) => number): number[] => points.map((point) => value(point) * 1e3);
  return lineChart(
    [
      { name: "measured", x, y: milliseconds(({ median }) => median), band: [milliseconds(({ min }) => min), milliseconds(({ max }) => max)], points: true }, // prettier-ignore
      { name: "operations at the best speed", x, y: milliseconds(({ flops }) => flops / rate) },
    ],
    { title, xLabel: name, yLabel: "ms a step", logX: true, logY: true, ...SIZE },
  );
}

function gains(threads: number, shared: readonly Shared[]): Scene {
  const x = shared.map((one) => one.x);
  return lineChart(
    [
      {
        name: "measured",
        x,
        y: shared.map(({ one, all }) => one.median / all.median),
        band: [shared.map(({ one, all }) => one.min / all.max), shared.map(({ one, all }) => one.max / all.min)],
        points: true,
      },
      { name: "on paper", x, y: shared.map(({ serial }) => amdahl(serial, threads)) },
    ],
    { title: `${threads} threads against one`, xLabel: "width", yLabel: "times as fast", logX: true, y: { domain: [0, threads + 0.5] }, ...SIZE }, // prettier-ignore
  );
}

export const picture = (measured: readonly (readonly [Series, readonly Point[]])[], threads: number, shared: readonly Shared[]): Scene =>
  beside([...measured.map(([series, points]) => chart(series, points)), ...(shared.length > 0 ? [gains(threads, shared)] : [])], {
    columns: 2,
    title: "Cost of a training step",
  });
