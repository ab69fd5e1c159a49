// What was measured as Markdown: a table a series, and sentences only where the numbers bear them. Pure.
import type { Peaks } from "../../src/inspect.ts";
import { figure } from "../peers/table.ts";
import { amdahl, crossing, exponents, lineOf, stretches } from "./law.ts";
import type { Point, Stretch } from "./law.ts";
import type { Series, Shared } from "./series.ts";

/** Seconds in a unit that gives few digits. */
export function duration(seconds: number): string {
  const [factor, unit] = seconds < 1e-3 ? [1e6, "µs"] : seconds < 1 ? [1e3, "ms"] : [1, "s"];
  return `${figure(seconds * factor)} ${unit}`;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const fixed = (value: number): string => value.toFixed(2);
const spread = ({ median, min, max }: Pick<Point, "median" | "min" | "max">): string => `${duration(median)} (${duration(min)}–${duration(max)})`; // prettier-ignore

function tableOf(name: string, points: readonly Point[], peaks: Peaks): string[] {
  const steep = exponents(points);
  const rows = points.map((point, i) => {
    const exponent = steep[i];
    const rate = point.flops / point.median;
    return [
      String(point.x),
      figure(point.flops / 1e6),
      spread(point),
      exponent ? fixed(exponent.counted) : "",
      exponent ? `${fixed(exponent.measured)} (${fixed(exponent.least)}–${fixed(exponent.most)})` : "",
      `${figure(rate / 1e9)} (${percent(rate / peaks.flopsPerSecond)})`,
      percent(point.memoryShare),
      String(point.kernels),
      figure(point.arenaBytes / 2 ** 20),
    ].join(" | ");
  });
  const head = [name, "MFLOP a step", "a step", "exponent counted", "exponent measured", "GFLOP/s (of the limit)", "time bound by memory", "kernels", "arena, MB"]; // prettier-ignore
  return [`| ${head.join(" | ")} |`, `|${head.map(() => " ---: |").join("")}`, ...rows.map((row) => `| ${row} |`)];
}

/** A change of a share or a rate that is worth a word. */
const NOTABLE = 0.1;

/** Why a stretch is not as steep as its operations: only what the two ends of it show. */
function reasonOf({ way, from, to }: Stretch, points: readonly Point[], start: number, peaks: Peaks): string {
  const [a, b] = [from, to].map((x) => points.find((point) => point.x === x)!) as [Point, Point];
  const rates = [a, b].map((point) => point.flops / point.median / peaks.flopsPerSecond) as [number, number];
  const causes: string[] = [];
  if (way === "slower") {
    if (start > NOTABLE * a.median) causes.push(`what a step costs without operations (${duration(start)} by the line below) is ${percent(Math.min(1, start / a.median))} of it at ${from} and ${percent(Math.min(1, start / b.median))} at ${to}`); // prettier-ignore
    if (a.memoryShare - b.memoryShare > NOTABLE) causes.push(`kernels that memory bounds take ${percent(a.memoryShare)} of the time at ${from}, ${percent(b.memoryShare)} at ${to}`); // prettier-ignore
  } else {
    if (b.memoryShare - a.memoryShare > NOTABLE) causes.push(`kernels that memory bounds take ${percent(b.memoryShare)} of the time at ${to}, ${percent(a.memoryShare)} at ${from}`); // prettier-ignore
    if (b.arenaBytes > 4 * a.arenaBytes) causes.push(`a step passes through ${figure(b.arenaBytes / 2 ** 20)} MB of memory at ${to}, ${figure(a.arenaBytes / 2 ** 20)} at ${from}`); // prettier-ignore
  }
  const speed = `the speed goes from ${percent(rates[0])} to ${percent(rates[1])} of the limit`;
  return [speed, ...causes].join("; ");
}

function sentences({ exponents: [small, large] }: Series, points: readonly Point[], peaks: Peaks): string[] {
  const { fixed: start, rate, worst } = lineOf(points);
  const found = stretches(points);
  const text = found.map((stretch) => {
    const range = `From ${stretch.from} to ${stretch.to}`;
    if (stretch.way === "follows") return `- ${range} time grows as the operations do.`;
    return `- ${range} time grows ${stretch.way} than the operations: ${reasonOf(stretch, points, start, peaks)}.`;
  });
  if (small !== large) text.push(`- Counted, the part with exponent ${large} is the larger one from ${figure(crossing(points, small, large))} on.`); // prettier-ignore
  const line = start > 0 ? `${duration(start)} and ${figure(rate / 1e9)} billion operations a second` : `${figure(rate / 1e9)} billion operations a second, without a fixed part`; // prettier-ignore
  text.push(`- The line through all sizes: ${line}; the worst size is ${percent(worst)} off it.`);
  return text;
}

function threadsOf(threads: number, shared: readonly Shared[]): string[] {
  const rows = shared.map(({ x, one, all, serial }) => {
    const gain = `${fixed(one.median / all.median)}× (${fixed(one.min / all.max)}–${fixed(one.max / all.min)})`;
    return `| ${x} | ${spread(one)} | ${spread(all)} | ${percent(serial)} | ${fixed(amdahl(serial, threads))}× | ${gain} |`;
  });
  const whole = shared.filter(({ serial }) => serial === 1).map(({ x }) => x);
  const best = shared.reduce((a, b) => (a.one.median / a.all.median > b.one.median / b.all.median ? a : b));
  const text = [`- The most is gained at ${best.x}: ${fixed(best.one.median / best.all.median)}×.`];
  if (whole.length > 0) text.push(`- Up to ${Math.max(...whole)} no kernel is large enough to be shared out: waking a thread would cost more.`); // prettier-ignore
  return [
    `| width | 1 thread | ${threads} threads | of the time not shared out | on paper | measured |`,
    "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows,
    "",
    ...text,
  ];
}

export interface Scaling {
  readonly about: string;
  readonly peaks: Peaks;
  readonly measured: readonly (readonly [Series, readonly Point[]])[];
  readonly threads: number;
  readonly shared: readonly Shared[];
}

/** The section of the page. */
export function section({ about, peaks, measured, threads, shared }: Scaling): string {
  const limits = `${figure(peaks.flopsPerSecond / 1e9)} GFLOP/s and ${figure(peaks.bytesPerSecond / 1e9)} GB/s`;
  const parts = measured.flatMap(([series, points]) => [
    `### ${series.title}`,
    "",
    `Trained: ${series.network}. On paper: ${series.paper}.`,
    "",
    ...tableOf(series.name, points, peaks),
    "",
    ...sentences(series, points, peaks),
    "",
  ]);
  const together = shared.length === 0 ? ["One core here: nothing to compare."] : threadsOf(threads, shared);
  return [
    "<!-- prettier-ignore-start -->",
    "",
    `${about} Limits of one thread in the same run: ${limits}.`,
    "",
    "![Cost of a training step against width, depth, batch, context and threads](images/scaling.svg)",
    "",
    ...parts,
    "### Threads",
    "",
    "Trained: four layers of w × w, batch 64, Adam. On paper (Amdahl 1967): 1 / (s + (1 − s) / n), where s is the share of the time in kernels that are not shared out.",
    "",
    ...together,
    "",
    "<!-- prettier-ignore-end -->",
  ].join("\n");
}
