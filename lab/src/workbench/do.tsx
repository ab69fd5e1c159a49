// All settings, by what they are about: task, network, training. Choices that do not fit stay choosable; the figure says why not.
import { Choice, NumberInput, Select, Slider, Toggle } from "../kit/controls.tsx";
import { More } from "../kit/text.tsx";
import { Icon } from "../shell/icon.tsx";
import type { RoomProps } from "../contract.ts";
import { view } from "./bench.ts";
import { ACTIVATIONS, INITIALS, LOSSES, METRICS, MOST_LAYERS, NORMS, OPTIMIZERS, SCHEDULES, TASKS, WIDEST, activationAt } from "./core/settings.ts"; // prettier-ignore
import type { Settings } from "./core/settings.ts";
import { format } from "../i18n/format.ts";
import type { Words } from "./words.ts";

const SCALES = ["standard", "none"] as const;
const MISSING = ["impute", "drop"] as const;

type Props = RoomProps<Settings, Words>;

export const Do = (props: Props) => (
  <div class="settings">
    <Task {...props} />
    <NetworkSettings {...props} />
    <Training {...props} />
    <Regularization {...props} />
  </div>
);

const named = <Name extends string>(names: readonly Name[], words: Readonly<Record<Name, string>>) =>
  names.map((value) => ({ value, label: words[value] }));

function Task({ state, set, words, language }: Props) {
  const data = view.value;
  const write = format(language);
  const table = data?.kind === "table" && data.columns.length > 0 && data.call === null && state.data !== "draw";
  return (
    <More title={words.task} open>
      {table && <Select label={words.target} value={data.target} options={data.columns.map((value) => ({ value, label: value }))} onChange={(target) => set({ target, task: "auto", loss: "auto", metric: "auto" })} />}
      {table && <Choice label={words.task} value={state.task} options={named(TASKS, words.tasks)} onChange={(task) => set({ task, loss: "auto", metric: "auto" })} />}
      {data && <p class="muted">{table && data.inferred ? `${words.inferred[data.task]} ` : ""}{words.counts(data.trainCount, data.testCount)}</p>}
      {data && <Notes words={words} />}
      {data?.kind !== "pictures" && (
        <>
          <Slider label={words.testShare} value={state.test} min={0.05} max={0.9} step={0.05} digits={2} onChange={(test) => set({ test })} />
          <Choice label={words.scale} value={state.scale} options={named(SCALES, words.scales)} onChange={(scale) => set({ scale })} />
          <p class="muted">{words.scaleHelp}</p>
          {data && data.notes.filled.length + data.notes.dropped > 0 && <Choice label={words.missing} value={state.missing} options={named(MISSING, words.missings)} onChange={(missing) => set({ missing })} />}
        </>
      )}
      {data?.counts && data.counts.length <= 12 && <p class="muted">{data.classes!.map((name, c) => `${name}: ${write.whole(data.counts![c]!)}`).join(" · ")}</p>}
    </More>
  );
} // prettier-ignore

function Notes({ words }: { readonly words: Words }) {
  const { notes } = view.value!;
  const lines = [
    ...(notes.withoutTarget > 0 ? [words.notes.withoutTarget(notes.withoutTarget)] : []),
    ...(notes.dropped > 0 ? [words.notes.dropped(notes.dropped)] : []),
    ...notes.filled.map(({ column, count, with: by }) => words.notes.filled(column, count, typeof by === "number" ? String(Number(by.toPrecision(6))) : by)),
    ...notes.ignored.map(({ name, reason }) => `${name}: ${words.kinds.ignored} (${words.reasons[reason] ?? reason})`),
  ];
  return <>{lines.map((line) => <p key={line} class="muted">{line}</p>)}</>;
} // prettier-ignore

function NetworkSettings({ state, set, words }: Props) {
  const all = state.layers.map((_, l) => activationAt(state, l));
  return (
    <More title={words.network} open>
      <div class="layer-list" role="group" aria-label={words.hiddenLayers}>
        {state.layers.map((units, l) => (
          <div key={l} class="layer-row">
            <span>{words.layer(l + 1)}</span>
            <NumberInput label={words.neurons(l + 1)} value={units} min={1} max={WIDEST} digits={0} onChange={(value) => set({ layers: state.layers.map((n, k) => (k === l ? Math.round(value) : n)) })} />
            <Select label={words.activationOf(l + 1)} quiet value={all[l]!} options={named(ACTIVATIONS, words.activations)} onChange={(value) => set({ act: all.map((name, k) => (k === l ? value : name)) })} />
            <button type="button" class="icon-button" aria-label={words.removeLayer(l + 1)} onClick={() => set({ layers: state.layers.filter((_, k) => k !== l), act: all.length > 1 ? all.filter((_, k) => k !== l) : all })}><Icon name="close" /></button>
          </div>
        ))}
        <button type="button" class="quiet" disabled={state.layers.length >= MOST_LAYERS} onClick={() => set({ layers: [...state.layers, state.layers.at(-1) ?? 8] })}><Icon name="plus" />{words.addLayer}</button>
      </div>
      <Select label={words.init} value={state.init} options={named(INITIALS, words.inits)} onChange={(init) => set({ init })} />
      <Choice label={words.norm} value={state.norm} options={named(NORMS, words.norms)} onChange={(norm) => set({ norm })} />
      <Slider label={words.dropout} value={state.drop} min={0} max={0.9} step={0.05} digits={2} onChange={(drop) => set({ drop })} />
      <Toggle label={words.skip} on={state.skip} onChange={(skip) => set({ skip })} />
      <Slider label={words.conv} value={state.conv} min={0} max={3} step={1} onChange={(conv) => set({ conv })} />
    </More>
  );
} // prettier-ignore

function Training({ state, set, words }: Props) {
  const data = view.value;
  const usual = (name: string | undefined, auto: string): string => (name ? `${auto}: ${name}` : auto);
  const losses = named(LOSSES, words.losses).map((option) => (option.value === "auto" && data ? { ...option, label: usual(state.loss === "auto" ? words.losses[data.loss] : undefined, option.label) } : option));
  const metrics = named(METRICS, words.metrics).map((option) => (option.value === "auto" && data ? { ...option, label: usual(state.metric === "auto" ? words.metrics[data.metric] : undefined, option.label) } : option));
  return (
    <More title={words.training} open>
      <Select label={words.loss} value={state.loss} options={losses} onChange={(loss) => set({ loss })} />
      <Select label={words.optimizer} value={state.opt} options={named(OPTIMIZERS, words.optimizers)} onChange={(opt) => set({ opt })} />
      <Slider label={words.rate} value={state.lr} min={1e-5} max={10} step={1e-5} log onChange={(lr) => set({ lr })} />
      <p class="muted">{words.rateHot}</p>
      <Select label={words.schedule} value={state.sched} options={named(SCHEDULES, words.schedules)} onChange={(sched) => set({ sched })} />
      <Slider label={words.batch} value={state.batch} min={1} max={Math.max(256, state.batch)} step={1} onChange={(batch) => set({ batch })} />
      <Slider label={words.epochs} value={state.epochs} min={1} max={10000} step={1} log digits={0} onChange={(epochs) => set({ epochs: Math.round(epochs) })} />
      <Select label={words.metric} value={state.metric} options={metrics} onChange={(metric) => set({ metric })} />
    </More>
  );
} // prettier-ignore

/** A quantity that is 0 for «off», and else lies on a logarithmic scale. */
function Optional({ label, off, value, least, most, onChange }: { readonly label: string; readonly off: string; readonly value: number; readonly least: number; readonly most: number; onChange(value: number): void }) {
  const on = value > 0;
  const usual = Number(Math.sqrt(least * most).toPrecision(1));
  return (
    <div class="optional">
      <Toggle label={on ? label : `${label}: ${off}`} on={on} onChange={(next) => onChange(next ? usual : 0)} />
      {on && <Slider label="" name={label} value={value} min={least} max={most} step={least} log onChange={onChange} />}
    </div>
  );
} // prettier-ignore

const Regularization = ({ state, set, words }: Props) => (
  <More title={words.regularization}>
    <Optional label={words.l2} off={words.off} value={state.l2} least={1e-6} most={1} onChange={(l2) => set({ l2 })} />
    <Optional label={words.l1} off={words.off} value={state.l1} least={1e-6} most={0.1} onChange={(l1) => set({ l1 })} />
    <Optional label={words.clip} off={words.off} value={state.clip} least={0.01} most={100} onChange={(clip) => set({ clip })} />
    <Optional
      label={words.stop}
      off={words.off}
      value={state.stop}
      least={1}
      most={1000}
      onChange={(stop) => set({ stop: Math.round(stop) })}
    />
  </More>
);
