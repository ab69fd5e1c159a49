// The curves of this training and of pinned ones: loss or metric by step, with the places where the rate was changed.
import { signal } from "@preact/signals";
import { format } from "../i18n/format.ts";
import { Chart } from "../kit/chart.tsx";
import type { Series } from "../kit/chart.tsx";
import type { Role } from "../kit/colors.ts";
import { Choice, Toggle } from "../kit/controls.tsx";
import { TableTwin } from "../kit/table.tsx";
import { language } from "../i18n/language.ts";
import { curve, frame, runs, view } from "./bench.ts";
import type { CurvePoint } from "./core/session.ts";
import type { PartProps } from "./stage.tsx";

const which = signal<"loss" | "metric">("loss");
const MOST = 360;

/** Every so manieth point: a line has no more pixels. */
const thin = (points: readonly CurvePoint[]): readonly CurvePoint[] => {
  if (points.length <= MOST) return points;
  const every = Math.ceil(points.length / MOST);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
};

const PINNED: readonly Role[] = ["series3", "series4", "series5", "series6", "accent"];

export function Curves({ settings, words, set }: PartProps) {
  const write = format(language.value);
  const points = thin(curve.value);
  const data = view.value;
  const loss = which.value === "loss";
  const of = (all: readonly CurvePoint[], pick: (p: CurvePoint) => number): (readonly [number, number])[] => all.map((p) => [p.step, pick(p)]); // prettier-ignore
  const pinned = runs.value.filter((run) => run.pinned);
  const series: Series[] = [
    ...pinned.map((run, i): Series => ({ name: `${words.runName(run.id)}, ${words.testName}`, color: PINNED[i % PINNED.length]!, dash: "dash-dot", width: 1.75, points: of(thin(run.curve), (p) => (loss ? p.test : p.testMetric)) })),
    { name: words.trainName, color: "series1", points: of(points, (p) => (loss ? p.train : p.trainMetric)) },
    { name: words.testName, color: "series2", dash: "dashed", points: of(points, (p) => (loss ? p.test : p.testMetric)) },
  ]; // prettier-ignore
  const metric = data ? words.metrics[data.metric] : "";
  const bounded = !loss && data !== null && ["accuracy", "balancedAccuracy", "f1", "rocAuc"].includes(data.metric);
  const empty = points.length < 2 && pinned.length === 0;
  return (
    <div class="curves" id="curves-figure">
      <div class="curves-head">
        <Choice
          label={words.which}
          quiet
          value={which.value}
          options={(["loss", "metric"] as const).map((value) => ({ value, label: value === "metric" && metric ? metric : words.whichNames[value] }))}
          onChange={(value) => (which.value = value)}
        />
        <div class="curves-scales">
          <Toggle label={words.logX} on={settings.logx} onChange={(logx) => set({ logx })} />
          <Toggle label={words.logY} on={settings.logy} disabled={!loss} onChange={(logy) => set({ logy })} />
        </div>
      </div>
      <Chart
        series={series}
        label={words.curvesLabel}
        xLabel={words.stepAxis}
        yLabel={loss ? words.lossAxis : metric}
        logX={settings.logx}
        logY={loss && settings.logy}
        height={232}
        {...(bounded && { y: [Math.min(0.45, ...points.map((p) => Math.min(p.trainMetric, p.testMetric) - 0.03)), 1.02] as const })}
        {...(empty && { x: [0, 100] as const, y: [0, 1] as const })}
      >
        {(at) => (frame.value?.marks ?? []).map(({ step, rate }) => (
          <g key={step} class="rate-mark">
            <line x1={at.x(step)} x2={at.x(step)} y1={at.top} y2={at.top + at.high} />
            <text x={at.x(step) + (at.x(step) > at.left + at.wide - 110 ? -6 : 6)} y={at.top + 14} text-anchor={at.x(step) > at.left + at.wide - 110 ? "end" : "start"}>{words.rateMark(write.short(rate))}</text>
          </g>
        ))}
      </Chart>
      {empty && <p class="curves-empty muted">{words.nothingYet}</p>}
      <TableTwin caption={words.curvesLabel} columns={[words.stepAxis, `${words.lossAxis}, ${words.trainName}`, `${words.lossAxis}, ${words.testName}`, `${metric}, ${words.trainName}`, `${metric}, ${words.testName}`, words.rate]}
        rows={() => curve.value.map((p) => [p.step, p.train, p.test, p.trainMetric, p.testMetric, p.rate])} />
    </div>
  );
} // prettier-ignore
