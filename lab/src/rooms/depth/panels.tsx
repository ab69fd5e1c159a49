// The room's two panels: the network's controls and tasks, and what one sees.
import type { RoomProps } from "../../contract.ts";
import { Choice, Slider } from "../../kit/controls.tsx";
import { useOnce } from "../../kit/once.ts";
import { Note, Stat, Stats, Step, Steps } from "../../kit/text.tsx";
import { format } from "../../i18n/format.ts";
import { learning, netOf, norms, same, units } from "./shared.ts";
import { names } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

export function Do({ state, set, words, seed }: Props) {
  const found = norms.value && same(norms.value.net, netOf(state, seed)) ? norms.value : null;
  const trained = learning.value;
  const gradients = state.view === "gradients";
  const killed = useOnce(found !== null && found.ratio <= 1e-6);
  const done = {
    kill: killed,
    rescue: useOnce(killed && found !== null && found.net.depth >= 10 && found.ratio >= 0.1 && found.ratio <= 10),
    explode: useOnce(found !== null && found.ratio >= 1000),
    learn: useOnce(trained !== null && trained.net.depth >= 10 && (trained.losses.at(-1)?.[1] ?? 1) < 0.3),
    dead: useOnce(state.view === "units" && state.f === "relu" && (units.value?.deadAfter ?? 0) > 0.5 && (units.value?.deadBefore ?? 1) < 0.3),
  };
  return (
    <>
      <Steps>
        <Step done={done.kill}>{words.tasks.kill}</Step>
        <Step done={done.rescue}>{words.tasks.rescue}</Step>
        <Step done={done.learn}>{words.tasks.learn}</Step>
        <Step done={done.explode}>{words.tasks.explode}</Step>
        <Step done={done.dead}>{words.tasks.dead}</Step>
      </Steps>
      <Slider label={words.depth} value={state.depth} min={1} max={gradients ? 30 : 12} step={1} onChange={(depth) => set({ depth })} />
      <Choice label={words.f} value={state.f} options={names.map((value) => ({ value, label: words.names[value] }))} onChange={(f) => set({ f })} />
      <Choice label={words.skip} value={state.skip} options={(["none", "skip"] as const).map((value) => ({ value, label: words.skips[value] }))} onChange={(skip) => set({ skip })} />
      <Choice label={words.initial} value={state.initial} options={(["xavier", "he"] as const).map((value) => ({ value, label: words.initials[value] }))} onChange={(initial) => set({ initial })} />
      <Slider label={words.gain} value={state.gain} min={0.1} max={4} step={0.1} log onChange={(gain) => set({ gain })} />
      {!gradients && (
        <>
          <Slider label={words.lr} value={state.lr} min={0.01} max={20} step={0.01} log onChange={(lr) => set({ lr })} />
          <Slider label={words.bias} value={state.bias} min={-3} max={1} step={0.1} onChange={(bias) => set({ bias })} />
          <Slider label={words.width} value={state.width} min={2} max={32} step={1} onChange={(width) => set({ width })} />
        </>
      )}
    </>
  );
} // prettier-ignore

/** A number as an index. */
const small = (n: number): string => [...String(n)].map((digit) => String.fromCharCode(0x2080 + Number(digit))).join("");

export function See(props: Props) {
  return props.state.view === "gradients" ? <SeeGradients {...props} /> : <SeeUnits {...props} />;
}

function SeeGradients({ state, words, language, seed }: Props) {
  const write = format(language);
  const net = netOf(state, seed);
  const found = norms.value;
  const trained = learning.value && same(learning.value.net, net) ? learning.value : null;
  if (!found) return <p class="muted">{words.loading}</p>;
  const { ratio, net: of } = found;
  const tone = ratio < 1e-3 ? "bad" : ratio > 1e3 ? "bad" : "good";
  const last = trained?.losses.at(-1)?.[1];
  return (
    <>
      <Stats>
        <Stat label={`‖g₁‖ / ‖g${small(of.depth)}‖`} value={ratio} />
        <Stat label={words.depth} value={of.depth} digits={0} />
      </Stats>
      <Note tone={tone}>{ratio < 1e-3 ? words.dead : ratio > 1e3 ? words.exploding : words.alive}</Note>
      <p>{words.ratio(write.short(ratio), of.depth)}</p>
      {of.depth > 1 && <p>{words.perLayer(write.short(ratio ** (1 / (of.depth - 1))))}</p>}
      <p>{of.skip ? words.whySkip : of.f === "sigmoid" ? words.whySigmoid : words.whyOther}</p>
      {trained?.finished && last !== undefined ? (
        <p role="status">
          <strong>
            {Math.abs(last - Math.LN2) < 0.005
              ? words.notLearned(write.fixed(last, 4), write.fixed(Math.LN2, 4))
              : words.learned(write.fixed(last, 4), write.percent(trained.right))}
          </strong>
        </p>
      ) : (
        <p>{words.learnWait}</p>
      )}
    </>
  );
}

function SeeUnits({ state, words, language }: Props) {
  const write = format(language);
  const found = units.value;
  if (!found) return <p class="muted">{words.loading}</p>;
  return (
    <>
      <Stats>
        <Stat label={words.unitsBefore} value={found.deadBefore} text={write.percent(found.deadBefore, 1)} />
        <Stat label={words.unitsAfter} value={found.deadAfter} text={write.percent(found.deadAfter, 1)} />
      </Stats>
      {found.lost !== null && <Note tone="bad">{words.lost(write.whole(found.lost))}</Note>}
      <p>{words.right(write.percent(found.right))}</p>
      <p>{state.f === "relu" ? words.whyDead : words.onlyRelu}</p>
    </>
  );
}
