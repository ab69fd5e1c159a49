// The room's two panels: what to turn, and what is said of a function beside what was measured.
import type { RoomProps } from "../../contract.ts";
import { Choice, Select, Slider } from "../../kit/controls.tsx";
import { useOnce } from "../../kit/once.ts";
import { Note, Stat, Stats, Step, Steps } from "../../kit/text.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed } from "../../worker/tasks.ts";
import { compute, experiment, names, written } from "./shared.ts";
import { SPAN } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

export function Do({ state, set, words }: Props) {
  const here = useComputed(compute.at, { name: state.f, x: state.x });
  const { f, x } = state;
  const slope = here.value?.slope ?? 0;
  const done = {
    quarter: useOnce(f === "sigmoid" && Math.abs(x) < 0.05),
    dead: useOnce(f === "relu" && x < 0),
    low: useOnce(f === "gelu" && Math.abs(x + 0.752) < 0.06),
    steep: useOnce(slope > 1.001 && (f === "gelu" || f === "silu")),
  };
  return (
    <>
      <Steps>
        <Step done={done.quarter}>{words.tasks.quarter}</Step>
        <Step done={done.dead}>{words.tasks.dead}</Step>
        <Step done={done.low}>{words.tasks.low}</Step>
        <Step done={done.steep}>{words.tasks.steep}</Step>
      </Steps>
      <Slider label={words.x} value={x} min={-SPAN} max={SPAN} step={0.05} digits={2} onChange={(to) => set({ x: to })} />
      <Choice label={words.view} value={state.view} options={(["function", "layers"] as const).map((value) => ({ value, label: words.views[value] }))} onChange={(view) => set({ view })} />
      {state.view === "function" && <Select label={words.beside} value={state.beside} options={[{ value: "none" as const, label: words.nobody }, ...names.filter((name) => name !== f).map((value) => ({ value, label: words.about[value].name }))]} onChange={(beside) => set({ beside })} />}
    </>
  );
} // prettier-ignore

export function See({ state, words, language, seed }: Props) {
  const write = format(language);
  const here = useComputed(compute.at, { name: state.f, x: state.x });
  const about = words.about[state.f];
  const found = experiment.value?.of === state.f && experiment.value.seed === seed ? experiment.value : null;
  return (
    <>
      {here.value && (
        <>
          <Stats>
            <Stat label={`x`} value={state.x} digits={2} />
            <Stat label="f(x)" value={here.value.value} />
            <Stat label="f′(x)" value={here.value.slope} />
          </Stats>
          <p>{words.passes(write.percent(here.value.slope, 1))}</p>
        </>
      )}
      <p class="activations-formula">{about.formula}</p>
      <dl class="activations-said">
        <dt>{words.slide}</dt>
        <dd>{about.slide ?? words.slideSilent}</dd>
        <dt>
          {words.found}: <strong>{words.verdicts[about.judged]}</strong>
        </dt>
        <dd>
          {found ? (
            <Note tone={about.judged === "no" ? "bad" : about.judged === "yes" ? "good" : "plain"}>
              {about.verdict(written(found.numbers, write))}
            </Note>
          ) : (
            <span class="muted">{words.measuring}</span>
          )}
        </dd>
      </dl>
      <p class="hint">{words.repeat}</p>
    </>
  );
}
