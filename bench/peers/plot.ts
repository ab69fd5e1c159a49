// The table as a picture: for each work a row of points on a logarithmic scale, how many times as fast as PyTorch's best.
import { logTicksOf, toSvg } from "nabla/viz";
import type { Mark, Role, Scene, Shape } from "nabla/viz";
import { bestOf, figure, ratioOf, resultsOf } from "./table.ts";
import type { Line, PeerColumn } from "./table.ts";
import type { ComparedWork } from "./works.ts";

const LOOKS: readonly (readonly [peer: string, fill: Role, shape: Shape])[] = [
  ["nabla wasm", "series1", "circle"],
  ["nabla wide", "series1", "triangle"],
  ["nabla native", "series1", "square"],
  ["tfjs", "series2", "diamond"],
  ["jax-js", "series3", "down"],
  ["brain.js", "series4", "cross"],
  ["onnxruntime-web", "series5", "plus"],
  ["numpy", "series6", "ring"],
];
const [LEFT, RIGHT, TOP, ROW] = [330, 30, 76, 22];

/** A scene, or nothing where PyTorch did none of the works. */
export function plot(lines: readonly Line[], works: readonly ComparedWork[], peers: readonly PeerColumn[]): Scene | undefined {
  const rows = works.flatMap((work) => {
    const results = resultsOf(lines, work.id);
    const base = bestOf(work.unit, results.filter(({ peer }) => peer === "PyTorch")); // prettier-ignore
    if (!base || work.unit === "MB") return [];
    const points = LOOKS.flatMap(([name, fill, shape]) => {
      const best = bestOf(work.unit, results.filter(({ peer }) => peer === name)); // prettier-ignore
      return best && peers.some((peer) => peer.name === name) ? [{ name, fill, shape, ratio: ratioOf(work.unit, best, base) }] : [];
    });
    return points.length > 0 ? [{ title: work.title, points }] : [];
  });
  if (rows.length === 0) return undefined;
  const all = rows.flatMap(({ points }) => points.map(({ ratio }) => Math.log10(ratio)));
  const [low, high] = [Math.min(-1, Math.floor(Math.min(...all))), Math.max(1, Math.ceil(Math.max(...all)))];
  const [width, height] = [900, TOP + rows.length * ROW + 40];
  const x = (ratio: number): number => LEFT + ((Math.log10(ratio) - low) / (high - low)) * (width - LEFT - RIGHT);
  const bottom = TOP + rows.length * ROW;
  const title = "Speed against PyTorch on the CPU, its best setting";
  const marks: Mark[] = [{ kind: "text", x: 16, y: 26, text: title, size: 15, paint: "ink", bold: true }];
  for (const tick of logTicksOf([10 ** low, 10 ** high], 12).filter((value) => Number.isInteger(Math.log10(value)))) {
    const at = x(tick);
    const one = tick === 1;
    marks.push({ kind: "path", lines: [[[at, TOP - 4], [at, bottom]]], stroke: one ? "ink" : "grid" }); // prettier-ignore
    marks.push({ kind: "text", x: at, y: bottom + 18, text: `${figure(tick)}×`, size: 11, paint: "muted", align: "middle" });
  }
  const shown = LOOKS.filter(([name]) => rows.some(({ points }) => points.some((point) => point.name === name)));
  shown.forEach(([name, fill, shape], i) => {
    const at = 22 + i * 108;
    marks.push({ kind: "point", shape, x: at, y: 50, radius: 4.5, fill, stroke: fill });
    marks.push({ kind: "text", x: at + 9, y: 54, text: name, size: 11, paint: "ink" });
  });
  rows.forEach(({ title: name, points }, i) => {
    const y = TOP + i * ROW + ROW / 2;
    marks.push({ kind: "text", x: LEFT - 10, y: y + 4, text: name, size: 11, paint: "ink", align: "end" });
    marks.push({ kind: "path", lines: [[[LEFT, y], [width - RIGHT, y]]], stroke: "grid", dash: [1, 3] }); // prettier-ignore
    for (const { ratio, fill, shape } of points) marks.push({ kind: "point", shape, x: x(ratio), y, radius: 4.5, fill, stroke: fill });
  });
  const table = { columns: ["work", "peer", "× PyTorch"], rows: rows.flatMap(({ title: name, points }) => points.map((point) => [name, point.name, point.ratio])) }; // prettier-ignore
  const description = rows.map(({ title: name, points }) => `${name}: ${points.map((point) => `${point.name} ${figure(point.ratio)}×`).join(", ")}`).join(". "); // prettier-ignore
  return { width, height, language: "en", title, description, frames: [], table, marks };
}

export const plotSvg = (scene: Scene): string => toSvg(scene);
