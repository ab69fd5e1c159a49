// The main figure of the room of losses: one of four views.
import { useEffect } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { Chart } from "../../kit/chart.tsx";
import type { Series } from "../../kit/chart.tsx";
import { Choice } from "../../kit/controls.tsx";
import { Pending, RunBar } from "../../kit/pending.tsx";
import { usePhone } from "../../kit/phone.ts";
import { TableTwin } from "../../kit/table.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed, useStream } from "../../worker/tasks.ts";
import type { Along } from "./compute.ts";
import { compute, race } from "./shared.ts";
import { Squares } from "./squares.tsx";
import { LIMIT } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

const VIEWS = ["logit", "race", "break", "squares"] as const;

export function Figure(props: Props) {
  const { state, set, words } = props;
  return (
    <div class="losses-figure">
      <Choice label={words.view} quiet value={state.view} options={VIEWS.map((value) => ({ value, label: words.views[value] }))} onChange={(view) => set({ view })} />
      {state.view === "logit" && <AlongLogit {...props} />}
      {state.view === "race" && <Race {...props} />}
      {state.view === "break" && <Breaking {...props} />}
      {state.view === "squares" && <Squares {...props} />}
    </div>
  );
} // prettier-ignore

const LOOKS = {
  bce: { color: "series1", dash: "solid" },
  square: { color: "series2", dash: "dashed" },
  slide: { color: "series4", dash: "dotted" },
} as const;

/** Loss and slope along the logit, under one marker. */
function AlongLogit({ state, set, words, language }: Props) {
  const label = state.label === "1" ? 1 : 0;
  const phone = usePhone();
  const curves = useComputed(compute.curves, { label });
  const here = useComputed(compute.at, { z: state.z, label });
  const write = format(language);
  const names = (["bce", "square", ...(state.slide ? (["slide"] as const) : [])] as const).filter((name) => curves.value?.[name]);
  const series = (part: keyof Along): Series[] =>
    names.map((name) => ({ name: words.names[name], ...LOOKS[name], points: curves.value!.z.map((z, i) => [z, curves.value![name][part][i]!] as const) }));
  const marker = { x: state.z, along: "x" as const, label: words.z, step: 0.1, text: `z = ${write.fixed(state.z)}`, onMove: (z: number) => set({ z }) };
  const mark = (view: { x(v: number): number; readonly top: number; readonly high: number }) => <line class="cursor" x1={view.x(state.z)} x2={view.x(state.z)} y1={view.top} y2={view.top + view.high} />;
  const range = [-LIMIT, LIMIT] as const;
  return (
    <>
      <Pending of={curves} />
      {curves.value && (
        <>
          <Chart label={words.figureLogit(write.fixed(state.z), state.label)} series={series("loss")} xLabel={words.logit} yLabel={words.loss} x={range} y={state.slide ? [-LIMIT - 0.5, LIMIT + 0.5] : [-0.5, LIMIT + 0.5]} height={phone ? 190 : 290} legend={false}
            handles={here.value ? [{ id: "z-loss", y: here.value.bce.loss[0]!, color: "series1", ...marker }] : []}>{mark}</Chart>
          <Chart label={words.slope} series={series("slope")} xLabel={words.logit} yLabel={words.slope} x={range} y={[-1.12, 1.12]} height={phone ? 165 : 230}
            handles={here.value ? [{ id: "z-slope", y: here.value.bce.slope[0]!, color: "series1", ...marker }] : []}>{mark}</Chart>
          <TableTwin caption={words.tableLogit.title} columns={[words.tableLogit.z, ...names.flatMap((name) => [`${words.names[name]}: L`, `${words.names[name]}: dL/dz`])]}
            rows={() => curves.value!.z.map((z, i) => [z, ...names.flatMap((name) => [curves.value![name].loss[i]!, curves.value![name].slope[i]!])])} />
        </>
      )}
    </>
  );
} // prettier-ignore

/** Two descents from the same mistake; steps on a logarithmic axis. */
function Race({ state, words, language }: Props) {
  const phone = usePhone();
  const stream = useStream(compute.race, (value) => (race.value = value));
  const write = format(language);
  useEffect(() => stream.cancel(), [state.start]);
  const now = race.value;
  const still = { steps: 0, z: state.start, arrived: false, path: [[0, state.start]] } as const;
  const ran = now !== null && now.start === state.start ? now : { bce: still, square: still };
  const lanes = (["bce", "square"] as const).map((name) => ({ name: words.names[name], ...LOOKS[name], points: ran[name].path.map(([step, z]) => [step + 1, z] as const), dots: name === "bce", racer: ran[name] }));
  return (
    <>
      <h2 class="figure-title">{words.raceTitle}</h2>
      <RunBar stream={stream} label={words.run} stepping={false} onStart={() => stream.start({ start: state.start })} />
      <Chart label={words.raceTitle} series={lanes} xLabel={words.stepsAxis} yLabel={words.logit} logX x={[1, 60_000]} y={[state.start - 0.6, 1.4]} height={phone ? 260 : 340}>
        {(view) => (
          <>
            <line class="losses-goal" x1={view.left} x2={view.left + view.wide} y1={view.y(0)} y2={view.y(0)} />
            <text class="tick" x={view.left + 8} y={view.y(0) - 7}>{words.finish}</text>
            {lanes.map(({ name, color, racer }) => <circle key={name} r={6.5} cx={view.x(racer.steps + 1)} cy={view.y(racer.z)} style={{ fill: `var(--${color})` }} class="reading-dot" />)}
          </>
        )}
      </Chart>
      <ul class="losses-lanes">
        {lanes.map(({ name, racer }) => <li key={name}><strong>{words.lane(name, racer.steps, write.whole(racer.steps))}</strong> <span class="muted">{racer.arrived ? words.arrived : stream.running ? words.running : `z = ${write.fixed(racer.z)}`}</span></li>)}
      </ul>
      <TableTwin caption={words.tableRace.title} columns={[words.tableRace.name, words.tableRace.step, words.tableRace.z]} rows={() => lanes.flatMap(({ name, racer }) => racer.path.map(([step, z]) => [name, step, z]))} />
    </>
  );
} // prettier-ignore

/** Where −log p, typed as it stands, stops being a number. */
function Breaking({ state, set, words, language }: Props) {
  const phone = usePhone();
  const curves = useComputed(compute.breakCurves, {});
  const here = useComputed(compute.breaking, { z: state.far });
  const write = format(language);
  const { value } = curves;
  return (
    <>
      <h2 class="figure-title">{words.breakTitle}</h2>
      <Pending of={curves} />
      {value && (
        <>
          <Chart label={words.figureBreak} xLabel={words.logit} yLabel={words.loss} x={[-120, 0]} y={[-4, 124]} height={phone ? 260 : 360}
            series={[
              { name: words.stable, color: "series3", width: 5, points: value.z.map((z, i) => [z, value.stable[i]!] as const) },
              { name: words.naive, color: "series2", dash: "dashed", points: value.z.map((z, i) => [z, value.naive[i]!] as const) },
            ]}
            handles={[{ id: "far", x: state.far, y: here.value && here.value.stable < 1e9 ? here.value.stable : -state.far, along: "x", step: 1, label: words.far, text: `z = ${write.whole(state.far)}`, onMove: (far) => set({ far: Math.round(far) }) }]}>
            {(view) => here.value && (
              <>
                <rect class="losses-broken" x={view.left} width={Math.max(0, view.x(here.value.breaksAt) - view.left)} y={view.top} height={view.high} />
                <text class="losses-infinite" x={view.x((here.value.breaksAt - 120) / 2)} y={view.top + view.high - 14} text-anchor="middle">{words.naive} = ∞</text>
              </>
            )}
          </Chart>
          <TableTwin caption={words.breakTitle} columns={["z", words.naive, words.stable]} rows={() => value.z.map((z, i) => [z, value.naive[i]!, value.stable[i]!])} />
        </>
      )}
    </>
  );
} // prettier-ignore
