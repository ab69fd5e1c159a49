// The main figure of the room of depth: the gradient of every layer as bars on a logarithmic scale and the training that tests it,
// or the map of units.
import { useEffect } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { Chart } from "../../kit/chart.tsx";
import { Choice } from "../../kit/controls.tsx";
import { Pending, RunBar } from "../../kit/pending.tsx";
import { logarithmic, logTicks } from "../../kit/scale.ts";
import { useWidth } from "../../kit/size.ts";
import { usePhone } from "../../kit/phone.ts";
import { TableTwin } from "../../kit/table.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed, useStream } from "../../worker/tasks.ts";
import type { Norms } from "./compute.ts";
import { compute, learning, netOf, norms, same } from "./shared.ts";
import type { State } from "./state.ts";
import { Units } from "./units.tsx";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

export function Figure(props: Props) {
  const { state, set, words } = props;
  return (
    <div class="depth-figure">
      <Choice label={words.view} quiet value={state.view} options={(["gradients", "units"] as const).map((value) => ({ value, label: words.views[value] }))} onChange={(view) => set(view === "units" ? { view, f: "relu", initial: "he", depth: Math.min(state.depth, 4) } : { view })} />
      {state.view === "gradients" ? <Gradients {...props} /> : <Units {...props} />}
    </div>
  );
} // prettier-ignore

function Gradients({ state, words, language, seed }: Props) {
  const net = netOf(state, seed);
  const computed = useComputed(compute.norms, net);
  const byDepth = useComputed(compute.byDepth, { f: net.f, initial: net.initial, gain: net.gain, skip: net.skip, seed });
  useEffect(() => {
    if (computed.value) norms.value = computed.value;
  }, [computed.value]);
  const write = format(language);
  const { value } = computed;
  return (
    <>
      <Pending of={computed} />
      {value && <LayerBars value={value} words={words} language={language} />}
      <p class="figure-note">{words.bars}</p>
      <Learn {...{ state, words, language, seed }} />
      {byDepth.value && (
        <Chart label={words.byDepth} xLabel={words.depth} yLabel={words.depthTable.ratio} logY height={200} x={[1, 21]} y={[1e-14, 1e4]} legend={false}
          series={[{ name: words.names[state.f], color: "series1", dots: true, points: byDepth.value.map(({ depth, ratio }) => [depth, ratio] as const) }]}>
          {(view) => <line class="cursor" x1={view.x(state.depth)} x2={view.x(state.depth)} y1={view.top} y2={view.top + view.high} />}
        </Chart>
      )}
      <TableTwin caption={words.table.title} columns={[words.table.layer, words.table.median, words.table.low, words.table.high]} rows={() => (value?.layers ?? []).map(({ median, low, high }, k) => [write.whole(k + 1), median, low, high])} />
      <TableTwin caption={words.depthTable.title} columns={[words.depthTable.depth, words.depthTable.ratio]} rows={() => (byDepth.value ?? []).map(({ depth, ratio }) => [write.whole(depth), ratio])} />
    </>
  );
} // prettier-ignore

/** Standing bars, one a layer, from the first on the left. */
function LayerBars({ value, words, language }: { readonly value: Norms; readonly words: Words; readonly language: Props["language"] }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const phone = usePhone();
  const write = format(language);
  const { layers } = value;
  const seen = layers.flatMap(({ low, high }) => [low, high]).filter((norm) => norm > 0 && Number.isFinite(norm));
  const range = [10 ** Math.min(-3, Math.floor(Math.log10(Math.max(1e-30, Math.min(...seen))))), 10 ** Math.max(1, Math.ceil(Math.log10(Math.max(...seen))))] as const;
  const [left, right, top, bottom, height] = [76, 8, 12, 44, phone ? 230 : 330];
  const y = logarithmic(range, [height - bottom, top]);
  const step = (width - left - right) / layers.length;
  const wide = Math.min(44, step * 0.7);
  const ticks = logTicks(range, 6);
  const every = Math.ceil(28 / step);
  const clamp = (norm: number): number => y(Math.max(range[0], Math.min(range[1], norm)));
  return (
    <div ref={ref}>
      <svg class="picture" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words.figure(write.short(value.ratio))}>
        {ticks.map((tick) => <g key={tick}><line class="grid" x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} /><text class="tick" x={left - 8} y={y(tick) + 4.5} text-anchor="end">{write.short(tick)}</text></g>)}
        {layers.map(({ median, low, high }, k) => {
          const x = left + step * (k + 0.5);
          return (
            <g key={k}>
              <rect class={k === 0 ? "depth-bar first" : "depth-bar"} x={x - wide / 2} width={wide} y={clamp(median)} height={Math.max(0, height - bottom - clamp(median))} rx={3} />
              <rect class="depth-band" x={x - 1.5} width={3} y={clamp(high)} height={Math.max(2, clamp(low) - clamp(high))} />
              {k % every === 0 && <text class="tick" x={x} y={height - bottom + 19} text-anchor="middle">{k + 1}</text>}
            </g>
          );
        })}
        <text class="axis-label" x={left + (width - left) / 2} y={height - 6} text-anchor="middle">{words.layerAxis}</text>
        <text class="axis-label" x={13} y={height / 2 - 16} text-anchor="middle" transform={`rotate(-90 13 ${height / 2 - 16})`}>{words.normAxis}</text>
      </svg>
    </div>
  );
} // prettier-ignore

/** The training that tests the prediction. */
function Learn({ state, words, language, seed }: Omit<Props, "set">) {
  const net = netOf(state, seed);
  const stream = useStream(compute.learn, (value) => (learning.value = { ...value, net, finished: false }));
  const write = format(language);
  useEffect(() => stream.cancel(), [JSON.stringify(net)]);
  useEffect(() => {
    if (stream.finished && learning.value) learning.value = { ...learning.value, finished: true };
  }, [stream.finished]);
  const now = learning.value && same(learning.value.net, net) ? learning.value : null;
  return (
    <section class="depth-learn" aria-label={words.learnTitle}>
      <h2 class="figure-title">{words.learnTitle}</h2>
      <RunBar stream={stream} label={words.learn} stepping={false} onStart={() => stream.start({ ...net, lr: 0.1 })} />
      {now && (
        <>
          <Chart label={words.learnTitle} xLabel={words.step} yLabel={words.loss} height={190} x={[0, 800]} y={[0, Math.max(0.9, ...now.losses.map(([, loss]) => Math.min(2.5, loss)))]} legend={false} series={[{ name: words.loss, color: "series2", points: now.losses }]}>
            {(view) => <><line class="depth-ln2" x1={view.left} x2={view.left + view.wide} y1={view.y(Math.LN2)} y2={view.y(Math.LN2)} /><text class="tick" x={view.left + view.wide - 6} y={view.y(Math.LN2) - 6} text-anchor="end">ln 2</text></>}
          </Chart>
          <p class="hint">{now.lost !== null ? words.lost(write.whole(now.lost)) : words.learning(write.whole(now.step), write.fixed(now.losses.at(-1)?.[1] ?? NaN, 4))}</p>
          <TableTwin caption={words.lossTable.title} columns={[words.step, words.loss]} rows={() => now.losses.map(([step, loss]) => [step, loss])} />
        </>
      )}
    </section>
  );
} // prettier-ignore
