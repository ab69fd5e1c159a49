// The room's two panels: controls and tasks of the view that is open, and what one sees in it.
import { useEffect, useState } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { Button, Choice, Row, Slider, Toggle } from "../../kit/controls.tsx";
import { Formula, tex } from "../../kit/formula.tsx";
import { reducedMotion } from "../../kit/motion.ts";
import { useOnce } from "../../kit/once.ts";
import { Note, Stat, Stats, Step, Steps } from "../../kit/text.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed } from "../../worker/tasks.ts";
import { compute, fit, leastSquares, pointsOf, race } from "./shared.ts";
import { LIMIT } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

export function Do(props: Props) {
  const { state, set, words } = props;
  const best = leastSquares(pointsOf(state)).loss;
  const now = fit.value?.loss ?? Infinity;
  const descended = useDescent(props);
  const done = {
    steep: useOnce(state.view === "logit" && state.label === "1" && Math.abs(state.z + Math.LN2) < 0.15),
    race: useOnce(race.value !== null && race.value.done && race.value.start === -10),
    break: useOnce(state.view === "break" && state.far <= -89),
    squares: useOnce(state.view === "squares" && !descended.used && now < best * 1.1 + 1e-9),
  };
  return (
    <>
      <Steps>
        <Step done={done.steep}>{words.tasks.steep}</Step>
        <Step done={done.race}>{words.tasks.race}</Step>
        <Step done={done.break}>{words.tasks.break}</Step>
        <Step done={done.squares}>{words.tasks.squares}</Step>
      </Steps>
      {state.view === "logit" && (
        <>
          <Slider label={words.z} value={state.z} min={-LIMIT} max={LIMIT} step={0.1} digits={2} onChange={(z) => set({ z })} />
          <Choice label={words.label} value={state.label} options={[{ value: "0", label: "0" }, { value: "1", label: "1" }]} onChange={(label) => set({ label })} />
          <Toggle label={words.slide} on={state.slide} onChange={(slide) => set(slide ? { slide, label: "0", z: Math.abs(state.z) } : { slide })} />
          <p class="hint">{words.slideHelp}</p>
        </>
      )}
      {state.view === "race" && <Slider label={words.start} value={state.start} min={-11} max={-1} step={0.5} digits={1} onChange={(start) => set({ start })} />}
      {state.view === "break" && <Slider label={words.far} value={state.far} min={-120} max={0} step={1} digits={0} onChange={(far) => set({ far })} />}
      {state.view === "squares" && (
        <>
          <Slider label={words.slopeLabel} value={state.slope} min={-4} max={4} step={0.01} digits={3} onChange={(slope) => set({ slope })} />
          <Slider label={words.biasLabel} value={state.bias} min={-4} max={4} step={0.01} digits={3} onChange={(bias) => set({ bias })} />
          <Row><Button kind="primary" icon={descended.going ? "stop" : "play"} onClick={descended.toggle}>{descended.going ? words.descending : words.descend}</Button></Row>
        </>
      )}
    </>
  );
} // prettier-ignore

/** The line goes down the way that the worker found, a step at a time. */
function useDescent({ state, set }: Props): { readonly going: boolean; readonly used: boolean; toggle(): void } {
  const [way, setWay] = useState<{ readonly path: readonly (readonly [number, number, number])[]; readonly at: number } | null>(null);
  const [used, setUsed] = useState(false);
  useEffect(() => {
    if (!way) return;
    if (way.at >= way.path.length) return setWay(null);
    const timer = setTimeout(() => {
      const [slope, bias] = way.path[way.at]!;
      set({ slope, bias });
      setWay({ ...way, at: way.at + 1 });
    }, 45);
    return () => clearTimeout(timer);
  }, [way]);
  useEffect(() => setUsed(false), [state.heights]);
  const toggle = (): void => {
    const path = fit.value?.descent;
    if (way || !path) return setWay(null);
    setUsed(true);
    setWay({ path, at: reducedMotion() ? path.length - 1 : 1 });
  };
  return { going: way !== null, used, toggle };
}

export function See(props: Props) {
  const { view } = props.state;
  if (view === "logit") return <SeeLogit {...props} />;
  if (view === "race") return <SeeRace {...props} />;
  return view === "break" ? <SeeBreak {...props} /> : <SeeSquares {...props} />;
}

function SeeLogit({ state, words, language }: Props) {
  const label = state.label === "1" ? 1 : 0;
  const { value } = useComputed(compute.at, { z: state.z, label });
  if (!value) return <p class="muted">{words.loading}</p>;
  const write = format(language);
  const z = value.z[0]!;
  const [bce, square, slide] = [value.bce, value.square, value.slide].map(({ loss, slope }) => ({ loss: loss[0]!, slope: slope[0]! })) as [
    Point,
    Point,
    Point,
  ];
  const times = bce.slope / square.slope;
  return (
    <>
      <p>{words.atMarker(write.fixed(z), write.short(1 / (1 + Math.exp(-z))))}</p>
      <Stats>
        <Stat label="BCE: dL/dz" value={bce.slope} color="series1" note={`L = ${write.short(bce.loss)}`} />
        <Stat label={`${words.names.square}: dL/dz`} value={square.slope} color="series2" note={`L = ${write.short(square.loss)}`} />
      </Stats>
      <p>{times >= 10 ? words.times(write.short(times)) : words.timesLess}</p>
      {state.slide && <Note tone={label === 0 ? "bad" : "plain"}>{label === 0 ? words.slideBad(write.short(slide.loss), write.short(bce.loss)) : words.slideSame}</Note>}
      <Formula block tex={tex`\frac{dL_{\mathrm{BCE}}}{dz} = p - y \qquad \frac{dL_{\mathrm{MSE}}}{dz} = 2\,(p - y)\,p\,(1 - p)`} />
      <p>{words.why}</p>
      <p>{words.concave}</p>
    </>
  );
} // prettier-ignore

interface Point {
  readonly loss: number;
  readonly slope: number;
}

function SeeRace({ state, words, language }: Props) {
  const write = format(language);
  const now = race.value?.start === state.start ? race.value : null;
  return (
    <>
      {now?.done ? (
        <p role="status">
          {now.square.arrived
            ? words.raceResult(write.whole(now.bce.steps), write.whole(now.square.steps), write.short(now.square.steps / now.bce.steps))
            : words.raceGiveUp(write.whole(now.square.steps))}
        </p>
      ) : (
        <p>{words.raceWait}</p>
      )}
      <p>{words.raceTheory(write.whole(Math.exp(-state.start) / 2))}</p>
      <p>{words.why}</p>
    </>
  );
}

function SeeBreak({ state, words, language }: Props) {
  const { value } = useComputed(compute.breaking, { z: state.far });
  if (!value) return <p class="muted">{words.loading}</p>;
  const write = format(language);
  const fine = Number.isFinite(value.naive);
  return (
    <>
      <Stats>
        <Stat label={words.probability} value={value.p} />
        <Stat label={words.naive} value={value.naive} color="series2" />
        <Stat label={words.stable} value={value.stable} color="series3" />
      </Stats>
      <Note tone={fine ? "good" : "bad"}>{fine ? words.whole(write.whole(state.far)) : words.broken(write.whole(state.far))}</Note>
      <p>{words.breaksAt(write.whole(value.breaksAt), write.whole(value.breaksAtDouble))}</p>
      <p>{words.stableForm}</p>
      <Formula block tex={tex`\max(z, 0) - z\,y + \log\left(1 + e^{-|z|}\right)`} />
    </>
  );
}

function SeeSquares({ state, words, language }: Props) {
  const write = format(language);
  const best = leastSquares(pointsOf(state));
  const now = fit.value;
  return (
    <>
      {now && (
        <>
          <Stats>
            <Stat label={words.mse} value={now.loss} digits={3} />
          </Stats>
          <p>{words.gradient(write.fixed(now.gradient[0], 3), write.fixed(now.gradient[1], 3))}</p>
        </>
      )}
      <p>{words.bestLoss(write.fixed(best.loss, 3))}</p>
      <p>{words.outlier}</p>
    </>
  );
}
