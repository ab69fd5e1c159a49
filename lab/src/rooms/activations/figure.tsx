// The main figure of the room of activation functions: the function and its slope under one marker (or what layers answer), and below
// the experiment that tests what is said against it.
import { useEffect } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { Bars } from "../../kit/bars.tsx";
import { Chart } from "../../kit/chart.tsx";
import type { Series } from "../../kit/chart.tsx";
import { Choice } from "../../kit/controls.tsx";
import { Pending } from "../../kit/pending.tsx";
import { usePhone } from "../../kit/phone.ts";
import { TableTwin } from "../../kit/table.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed } from "../../worker/tasks.ts";
import type { Histogram, Profile } from "./compute.ts";
import { compute, experiment, nameOfBar, names } from "./shared.ts";
import { SPAN } from "./state.ts";
import type { Name, State } from "./state.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

export function Figure(props: Props) {
  const { state, set, words, seed } = props;
  const { about } = words;
  return (
    <div class="activations-figure">
      <Choice label={words.choose} quiet value={state.f} options={names.map((value) => ({ value, label: about[value].name }))} onChange={(f) => set({ f, x: START[f] })} />
      {state.view === "function" ? <Curves {...props} /> : <Layers {...props} />}
      <Experiment key={`${state.f} ${seed}`} {...props} />
    </div>
  );
} // prettier-ignore

/** Where the marker stands when a function is chosen: where it has something to say. */
const START: Readonly<Record<Name, number>> = {
  linear: 1.5,
  sigmoid: 2,
  tanh: 2,
  relu: 1.5,
  elu: -1,
  gelu: 1,
  silu: 1,
  leakyRelu: -2,
  step: 1,
};

const RANGES: Readonly<Record<Name, readonly [number, number]>> = { linear: [-4, 4], sigmoid: [-0.35, 1.35], tanh: [-1.35, 1.35], relu: [-1.2, 4], elu: [-1.6, 4], gelu: [-0.8, 4], silu: [-0.8, 4], leakyRelu: [-0.8, 4], step: [-0.35, 1.35] }; // prettier-ignore

function Curves({ state, set, words, language }: Props) {
  const { f, x, beside } = state;
  const other = beside === "none" || beside === f ? null : beside;
  const phone = usePhone();
  const own = useComputed(compute.profile, { name: f });
  const second = useComputed(compute.profile, other === null ? null : { name: other });
  const here = useComputed(compute.at, { name: f, x });
  const write = format(language);
  const lines = (part: "values" | "slopes"): Series[] => {
    const points = (profile: Profile) => profile.x.map((at, i) => [at, profile[part][i]!] as const);
    return [
      ...(own.value ? [{ name: words.about[f].name, color: "series1", points: points(own.value), width: 2.75 } as const] : []),
      ...(other !== null && second.value ? [{ name: words.about[other].name, color: "series2", dash: "dashed", points: points(second.value) } as const] : []),
    ];
  };
  const marker = { x, along: "x" as const, step: 0.1, label: words.x, text: `x = ${write.fixed(x)}`, onMove: (to: number) => set({ x: to }) };
  const range = [-SPAN, SPAN] as const;
  const span = (name: Name): readonly [number, number] => RANGES[name];
  const y = other === null ? span(f) : ([Math.min(span(f)[0], span(other)[0]), Math.max(span(f)[1], span(other)[1])] as const);
  const slope = here.value?.slope ?? 0;
  return (
    <>
      <Pending of={own} />
      {own.value && (
        <>
          <Chart label={words.figure(words.about[f].name, write.fixed(x))} series={lines("values")} xLabel={words.x} yLabel={words.value} x={range} y={y} height={phone ? 180 : 260} legend={false}
            handles={here.value ? [{ id: "x-value", y: here.value.value, color: "series1", ...marker }] : []}>
            {(view) => here.value && (
              <>
                <line class="cursor" x1={view.x(x)} x2={view.x(x)} y1={view.top} y2={view.top + view.high} />
                <line class="activations-tangent" x1={view.x(x - 1.4)} y1={view.y(here.value.value - 1.4 * slope)} x2={view.x(x + 1.4)} y2={view.y(here.value.value + 1.4 * slope)} />
              </>
            )}
          </Chart>
          <Chart label={words.slope} series={lines("slopes")} xLabel={words.x} yLabel={words.slope} x={range} y={[-0.25, 1.25]} height={phone ? 140 : 190} legend={other !== null}
            handles={here.value ? [{ id: "x-slope", y: here.value.slope, color: "series1", ...marker }] : []}>
            {(view) => <line class="cursor" x1={view.x(x)} x2={view.x(x)} y1={view.top} y2={view.top + view.high} />}
          </Chart>
          <TableTwin caption={words.table.title} columns={[words.table.x, words.value, words.slope]} rows={() => own.value!.x.flatMap((at, i) => (i % 10 === 0 ? [[at, own.value!.values[i]!, own.value!.slopes[i]!]] : []))} />
        </>
      )}
    </>
  );
} // prettier-ignore

function Layers({ state, words, language, seed }: Props) {
  const computed = useComputed(compute.histograms, { name: state.f, seed });
  const write = format(language);
  return (
    <>
      <h2 class="figure-title">{words.layersTitle}</h2>
      <Pending of={computed} />
      <div class="activations-layers">
        {computed.value?.map((one, layer) => (
          <figure key={layer}>
            <Bins of={one} label={`${words.layer(layer + 1)}: ${words.spread(write.fixed(one.mean), write.fixed(one.spread))}`} />
            <div class="activations-ends" aria-hidden="true"><span>{write.fixed(one.low)}</span><span>0</span><span>{write.fixed(one.high)}</span></div>
            <figcaption><strong>{words.layer(layer + 1)}</strong> <span class="muted">{words.spread(write.fixed(one.mean), write.fixed(one.spread))}</span></figcaption>
          </figure>
        ))}
      </div>
      <TableTwin caption={words.layersTitle} digits={4} columns={[words.layerTable.layer, words.layerTable.mean, words.layerTable.spread]} rows={() => (computed.value ?? []).map(({ mean, spread }, layer) => [String(layer + 1), mean, spread])} />
    </>
  );
} // prettier-ignore

/** A small histogram; zero is marked. */
function Bins({ of: { bins, low, high }, label }: { readonly of: Histogram; readonly label: string }) {
  const most = Math.max(...bins);
  const wide = 240 / bins.length;
  return (
    <svg viewBox="0 0 240 88" role="img" aria-label={label}>
      {bins.map((share, k) => <rect key={k} x={k * wide + 0.5} width={wide - 1} y={84 - 80 * Math.sqrt(share / most)} height={80 * Math.sqrt(share / most)} class="activations-bin" />)}
      <line x1="0" x2="240" y1="84.5" y2="84.5" class="axis" />
      <line x1={(-low / (high - low)) * 240} x2={(-low / (high - low)) * 240} y1="0" y2="88" class="cursor" />
    </svg>
  );
} // prettier-ignore

function Experiment({ state, words, language, seed }: Props) {
  const computed = useComputed(compute.experiment, { name: state.f, seed });
  const { value } = computed;
  useEffect(() => {
    if (value) experiment.value = { ...value, seed };
  }, [value]);
  const about = words.about[state.f];
  const write = format(language);
  const share = state.f === "relu";
  return (
    <section class="activations-experiment" aria-label={words.experiment}>
      <h2 class="figure-title">{words.experiment}</h2>
      <p>{about.experiment}</p>
      <Pending of={computed} />
      {value && value.of === state.f ? (
        <>
          <p class="hint">{about.bars}</p>
          <Bars label={about.bars} log={value.log} {...(share && { range: [0, 1] as const })} items={value.bars.map(({ name, value: size }, k) => ({ name: nameOfBar(name, words, write), value: size, color: k === 0 || /^(depth|lr) /.test(name) ? "series1" : "series2", ...(share && { text: write.percent(size) }) }))} />
          <TableTwin caption={words.barTable.title} columns={[words.barTable.what, words.barTable.value]} rows={() => value.bars.map(({ name, value: size }) => [nameOfBar(name, words, write), size])} />
        </>
      ) : (
        !computed.error && <p class="muted">{words.measuring}</p>
      )}
    </section>
  );
} // prettier-ignore
