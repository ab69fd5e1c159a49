// The room's two panels: what to turn, and what one sees.
import { useRef } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { Choice, Select, Slider } from "../../kit/controls.tsx";
import { useOnce } from "../../kit/once.ts";
import { Note, Stat, Stats, Step, Steps } from "../../kit/text.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed } from "../../worker/tasks.ts";
import { arrival } from "./arrival.ts";
import { compute, curvature, finished, race, surface, walk } from "./shared.ts";
import { methods } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

export function Do({ state, set, words }: Props) {
  const shown = walk.value;
  const best = surface.value?.best[2] ?? 0;
  const limit = curvature.value?.limit ?? NaN;
  const share = state.lr / limit;
  const plain = shown?.state.method === "plain" && shown.state.unit === "linear";
  const steps = shown ? arrival(shown, best) : null;
  // How many steps plain descent took at best, from any place.
  const record = useRef(Infinity);
  if (plain && steps !== null) record.current = Math.min(record.current, steps);
  const done = {
    diverge: useOnce(plain === true && (shown.lost !== null || shown.path.at(-1)![2] > 10 * shown.path[0]![2])),
    edge: useOnce(plain === true && share > 0.95 && share < 1 && shown.lost === null),
    faster: useOnce(shown !== null && !plain && shown.state.method !== "plain" && steps !== null && steps < record.current),
    race: useOnce(finished.value && race.value.length > 0),
  };
  return (
    <>
      <Steps>
        <Step done={done.diverge}>{words.tasks.diverge}</Step>
        <Step done={done.edge}>{words.tasks.edge}</Step>
        <Step done={done.faster}>{words.tasks.faster}</Step>
        <Step done={done.race}>{words.tasks.race}</Step>
      </Steps>
      {state.view === "map" && (
        <>
          <Slider label={words.lr} value={state.lr} min={0.001} max={state.unit === "linear" ? 1 : 100} step={0.001} digits={3} log onChange={(lr) => set({ lr })} />
          <Select label={words.method} value={state.method} options={methods.map((value) => ({ value, label: words.methods[value] }))} onChange={(method) => set({ method })} />
          <p class="hint">{words.about[state.method]}</p>
          <Slider label={words.steps} value={state.steps} min={1} max={400} step={1} onChange={(next) => set({ steps: next })} />
          <Choice label={words.unit} value={state.unit} options={(["linear", "sigmoid"] as const).map((value) => ({ value, label: words.units[value] }))} onChange={(unit) => set(unit === "linear" ? { unit, lr: 0.18, w: -1.6, b: 2.6 } : { unit, lr: 1, w: -3, b: 4 })} />
        </>
      )}
    </>
  );
} // prettier-ignore

export function See(props: Props) {
  return props.state.view === "map" ? <SeeMap {...props} /> : <SeeRace {...props} />;
}

function SeeMap({ state, words, language, seed }: Props) {
  const write = format(language);
  const [bent, shown, ground] = [curvature.value, walk.value, surface.value];
  const measured = useComputed(compute.measuredLimit, { unit: state.unit, seed, place: [state.w, state.b] });
  if (!bent || !shown || !ground) return <p class="muted">{words.loading}</p>;
  const best = ground.best[2];
  const [first, last] = [shown.path[0]!, shown.path.at(-1)!];
  const steps = arrival(shown, best);
  return (
    <>
      <Stats>
        <Stat label="λ" value={bent.largest} />
        <Stat label="2/λ" value={bent.limit} />
        <Stat label={words.lr} value={state.lr} />
      </Stats>
      {shown.lost !== null ? (
        <Note tone="bad">{words.result.lost(write.whole(shown.lost))}</Note>
      ) : last[2] > first[2] ? (
        <Note tone="bad">{words.result.worse}</Note>
      ) : (
        <Note tone={steps === null ? "plain" : "good"}>
          {words.result.down(write.short(first[2]), write.short(last[2]), write.short(best))}{" "}
          {steps === null ? words.result.notYet : words.result.arrived(steps, write.whole(steps))}
        </Note>
      )}
      <p>{words.lambda(write.short(bent.largest), write.short(bent.limit))}</p>
      {measured.value !== undefined && (
        <p>{words.measured(write.short(measured.value, 4), write.percent(Math.abs(measured.value / bent.limit - 1), 2))}</p>
      )}
      {bent.smallest > 0 && <p>{words.ravine(write.short(bent.largest / bent.smallest, 2))}</p>}
      <p>{words.lambdaHere}</p>
    </>
  );
}

function SeeRace({ words, language }: Props) {
  const write = format(language);
  const runners = [...race.value].filter(({ arrived }) => arrived !== null).sort((a, b) => a.arrived! - b.arrived!);
  const plain = runners.find(({ method }) => method === "plain");
  const first = runners[0];
  return (
    <>
      {finished.value && first && plain ? (
        <p role="status">
          {words.raceDone(
            words.methods[first.method],
            words.arrivedAt(first.arrived!, write.whole(first.arrived!)),
            write.short(plain.arrived! / first.arrived!, 2),
          )}
        </p>
      ) : (
        <p>{words.raceWait}</p>
      )}
      <p>{words.raceHonest}</p>
    </>
  );
}
