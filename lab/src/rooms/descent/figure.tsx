// The main figure of the room of descent: the map of (w, b) with the way down and the gauge, or the race of methods.
import { useEffect } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { Chart } from "../../kit/chart.tsx";
import { css } from "../../kit/colors.ts";
import type { Role } from "../../kit/colors.ts";
import { Choice } from "../../kit/controls.tsx";
import { Pending, RunBar } from "../../kit/pending.tsx";
import { Plane } from "../../kit/plane.tsx";
import type { View } from "../../kit/plane.tsx";
import { usePhone } from "../../kit/phone.ts";
import { TableTwin } from "../../kit/table.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed, useStream } from "../../worker/tasks.ts";
import { compute, curvature, finished, race, surface, walk } from "./shared.ts";
import type { Runner } from "./compute.ts";
import { GOAL, LIMIT, RATES, box, methods } from "./state.ts";
import type { Method, State } from "./state.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

export function Figure(props: Props) {
  const { state, set, words } = props;
  return (
    <div class="descent-figure">
      <Choice label={words.view} quiet value={state.view} options={(["map", "race"] as const).map((value) => ({ value, label: words.views[value] }))} onChange={(view) => set({ view })} />
      {state.view === "map" ? <Ground {...props} /> : <Race {...props} />}
    </div>
  );
} // prettier-ignore

function Ground({ state, set, words, language, seed }: Props) {
  const { unit, lr, method, steps } = state;
  const start = [state.w, state.b] as const;
  const ground = useComputed(compute.surface, { unit, seed, box: box[unit] });
  const way = useComputed(compute.walk, { unit, seed, start, lr, method, steps });
  const bent = useComputed(compute.curvature, { unit, seed, place: start });
  useEffect(() => { if (ground.value) surface.value = ground.value; }, [ground.value]);
  useEffect(() => { if (way.value) walk.value = { ...way.value, state }; }, [way.value]);
  useEffect(() => { if (bent.value) curvature.value = bent.value; }, [bent.value]);
  const write = format(language);
  const [left, right, bottom, top] = box[unit];
  const { value: map } = ground;
  const path = way.value?.path ?? [];
  const last = path.at(-1);
  const gap = (loss: number): number => loss - (map?.best[2] ?? 0);
  return (
    <>
      <Pending of={ground} />
      {map && (
        <>
          <Plane x={[left, right]} y={[bottom, top]} label={words.figure(last ? write.short(last[2]) : "…")} xLabel={words.weight} yLabel={words.bias} aspect={0.78} most={720} grid={false}
            raster={{ columns: map.columns, rows: map.rows, values: Array.from(map.values, (loss) => ((loss - map.low) / (map.high - map.low)) ** 0.5), ramp: "heat", range: [0, 1.35], opacity: 0.75 }}
            handles={[{ id: "start", x: state.w, y: state.b, label: words.start, onMove: (w, b) => set({ w, b }) }]}>
            {(view) => (
              <>
                {map.lines.map(({ level, points }) => <path key={level} class="descent-level" d={points.map((line) => line.map(([w, b], k) => `${k === 0 ? "M" : "L"}${view.x(w).toFixed(1)} ${view.y(b).toFixed(1)}`).join("")).join("")} />)}
                <Cross view={view} x={map.best[0]} y={map.best[1]} />
                <path class="descent-path-under" d={pathOf(path, view)} />
                <path class="descent-path" d={pathOf(path, view)} />
                {path.slice(1, 80).map(([w, b], k) => <circle key={k} class="descent-dot" cx={clampPixel(view.x(w))} cy={clampPixel(view.y(b))} r={3} />)}
              </>
            )}
          </Plane>
          <Gauge state={state} words={words} limit={bent.value?.limit ?? null} write={(value) => write.short(value)} />
          <Chart label={words.loss} xLabel={words.step} yLabel={`${words.loss} − min`} logY height={190} series={[{ name: words.methods[method], color: "accent", points: path.map(([, , loss], k) => [k, Math.max(gap(loss), 1e-12)] as const) }]} x={[0, Math.max(4, steps)]} y={rangeOf(path.map(([, , loss]) => gap(loss)))} />
          <TableTwin caption={words.table.title} columns={[words.table.step, words.table.w, words.table.b, words.table.loss]} rows={() => path.map(([w, b, loss], k) => [k, w, b, loss])} />
        </>
      )}
    </>
  );
} // prettier-ignore

/** Whole decades around positive values. */
const rangeOf = (values: readonly number[]): readonly [number, number] => {
  const seen = values.filter((value) => value > 1e-12);
  if (seen.length === 0) return [1e-6, 1];
  return [10 ** Math.max(-10, Math.floor(Math.log10(Math.min(...seen)))), 10 ** Math.ceil(Math.log10(Math.max(...seen)) + 0.05)];
};
const clampPixel = (value: number): number => Math.max(-4000, Math.min(4000, value));
const pathOf = (path: readonly (readonly [number, number, number])[], view: View): string =>
  path.map(([w, b], k) => `${k === 0 ? "M" : "L"}${clampPixel(view.x(w)).toFixed(1)} ${clampPixel(view.y(b)).toFixed(1)}`).join("");

const Cross = ({ view, x, y }: { readonly view: View; readonly x: number; readonly y: number }) => (
  <path class="descent-best" d={`M${view.x(x) - 7} ${view.y(y)}h14M${view.x(x)} ${view.y(y) - 7}v14`} />
);

/** How near the rate is to the threshold. */
function Gauge({ state, words, limit, write }: { readonly state: State; readonly words: Words; readonly limit: number | null; write(value: number): string }) {
  if (limit === null) return null;
  const share = state.lr / limit;
  // An eighth of the threshold to eight times of it, logarithmic: the threshold is in the middle.
  const place = Math.max(0, Math.min(1, 0.5 + Math.log(share) / Math.log(8) / 2));
  return (
    <div class="descent-gauge" role="meter" aria-label={words.gauge} aria-valuemin={0} aria-valuemax={8} aria-valuenow={Math.min(8, share)} aria-valuetext={words.gaugeAt(write(share))}>
      <div class="descent-gauge-head"><span>{words.gauge}</span><strong>{words.gaugeAt(write(share))}</strong></div>
      <div class="descent-track"><i class="descent-safe" /><i class="descent-limit" /><i class="descent-needle" style={{ left: `${place * 100}%` }} /></div>
      <div class="descent-gauge-foot"><span>{words.safe}</span><span>2/λ</span><span>{words.beyond}</span></div>
      {state.method !== "plain" && <p class="hint">{words.gaugeOther}</p>}
    </div>
  );
} // prettier-ignore

const LOOKS: Readonly<Record<Method, { readonly color: Role; readonly dash: "solid" | "dashed" | "dotted" | "dash-dot" }>> = {
  plain: { color: "series6", dash: "solid" },
  momentum: { color: "series1", dash: "dashed" },
  nesterov: { color: "series3", dash: "dotted" },
  rmsprop: { color: "series4", dash: "dash-dot" },
  adam: { color: "series2", dash: "solid" },
};

function Race({ words, language, seed }: Props) {
  const phone = usePhone();
  const stream = useStream(compute.race, (value) => (race.value = value));
  useEffect(() => {
    stream.cancel();
    [race.value, finished.value] = [[], false];
  }, [seed]);
  useEffect(() => {
    if (stream.finished) finished.value = true;
  }, [stream.finished]);
  const write = format(language);
  const still = methods.map((method): Runner => ({ method, lr: RATES[method], losses: [], steps: 0, arrived: null }));
  const runners = race.value.length > 0 ? race.value : still;
  return (
    <>
      <h2 class="figure-title">{words.raceTitle}</h2>
      <RunBar stream={stream} label={words.run} stepping={false} onStart={() => stream.start({ seed })} />
      <Chart label={words.raceTitle} xLabel={words.step} yLabel={words.loss} logY height={phone ? 250 : 360} x={[0, Math.max(200, ...runners.map(({ steps }) => steps))]} y={[0.03, 1.2]}
        series={runners.map(({ method, losses, arrived }) => ({ name: words.methods[method], ...LOOKS[method], points: losses.map((loss, k) => [arrived !== null && k === losses.length - 1 ? arrived : k * 10, loss] as const) }))}>
        {(view) => (
          <>
            <line class="descent-goal" x1={view.left} x2={view.left + view.wide} y1={view.y(GOAL)} y2={view.y(GOAL)} />
            <text class="tick" x={view.left + view.wide * 0.45} y={view.y(GOAL) - 7} text-anchor="middle">{words.goal(write.short(GOAL))}</text>
          </>
        )}
      </Chart>
      <ol class="descent-places">
        {[...runners].sort((a, b) => (a.arrived ?? Infinity) - (b.arrived ?? Infinity)).map(({ method, lr, arrived, steps }) => (
          <li key={method}><i style={{ background: css(LOOKS[method].color) }} /><strong>{words.methods[method]}</strong> <span class="muted">ε = {write.short(lr)} · {steps === 0 ? "—" : arrived !== null ? words.arrivedAt(arrived, write.whole(arrived)) : steps >= LIMIT ? words.gaveUp(write.whole(LIMIT)) : words.underWay}</span></li>
        ))}
      </ol>
      <TableTwin caption={words.raceTable.title} columns={[words.raceTable.method, words.raceTable.lr, words.raceTable.steps, words.raceTable.loss]} rows={() => runners.map(({ method, lr, arrived, losses }) => [words.methods[method], lr, arrived ?? "—", losses.at(-1) ?? NaN])} />
    </>
  );
} // prettier-ignore
