// The workbench's figure: what is learned, the buttons of the run, the plane, the network, the curves; and what is in the way.
import { useEffect } from "preact/hooks";
import { format } from "../i18n/format.ts";
import { Button, Choice } from "../kit/controls.tsx";
import { Note } from "../kit/text.tsx";
import { reseed } from "../shell/route.ts";
import type { RoomProps } from "../contract.ts";
import { failure, file, frame, loading, reached, running, trouble, view } from "./bench.ts";
import { Conflicts } from "./conflicts.tsx";
import { follow, pause, rewind, sayEnds, setPace, train, trainSoon } from "./control.ts";
import type { Pace } from "./control.ts";
import type { Frame } from "./core/session.ts";
import type { Settings } from "./core/settings.ts";
import { Curves } from "./curves.tsx";
import { DrawTools } from "./draw.tsx";
import { Network } from "./network.tsx";
import { pace } from "./pace.ts";
import { SourceStrip } from "./source-strip.tsx";
import { Stage } from "./stage.tsx";
import { Table } from "./table-data.tsx";
import type { Words } from "./words.ts";

/** Steps that the room has done when it is opened: something is seen before the first touch. */
const WARM = 260;
let opened = false;

export function Figure({ state, set, words, language, seed }: RoomProps<Settings, Words>) {
  const write = format(language);
  useEffect(() => {
    const warm = opened ? 0 : WARM;
    opened = true;
    void follow(state, seed, warm);
  }, [state, seed, file.value?.id]);
  useEffect(() => () => pause(), []);
  const metricText = ({ point }: Frame): string => `${words.metrics[view.value?.metric ?? "auto"]} ${write.fixed(point.testMetric, 3)}`;
  sayEnds((last) => endText(last, words, `${write.whole(last.epoch)} ${words.epochsWord(last.epoch)}`, metricText(last)));
  const part = { settings: state, words, set };
  const now = frame.value;
  const data = view.value;
  const fatal = data?.conflicts.some((conflict) => conflict.fatal) ?? false;
  const own = state.data === "csv";
  return (
    <div class="bench" aria-busy={loading.value}>
      <SourceStrip {...part} />
      {state.data === "draw" && <DrawTools {...part} />}
      {own && <Table words={words} set={set} />}
      {trouble.value && <Trouble words={words} />}
      <Transport words={words} disabled={!data || fatal} now={now} state={state} set={set} write={write} />
      {data && <Conflicts conflicts={data.conflicts} words={words} classes={data.classes?.length ?? 0} set={set} />}
      {now?.ended === "broken" && <Broken now={now} words={words} set={set} write={write} />}
      {failure.value && <Note tone="bad">{words.crashed}: {failure.value.message}</Note>}
      {(data || state.data === "draw") && (
        <div class="bench-main">
          <Stage {...part} />
          {data && <Network {...part} />}
        </div>
      )}
      {data && <Curves {...part} />}
      <p class="privacy muted">{words.privacy}</p>
    </div>
  );
} // prettier-ignore

function endText(now: Frame, words: Words, epochs: string, metric: string): string {
  if (now.ended === "broken") return words.ends.broken;
  return now.ended === "plateau" ? words.ends.plateau(epochs, metric) : words.ends.epochs(epochs, metric);
}

interface TransportProps {
  readonly words: Words;
  readonly disabled: boolean;
  readonly now: Frame | null;
  readonly state: Settings;
  set(changes: Partial<Settings>): void;
  readonly write: ReturnType<typeof format>;
}

function Transport({ words, disabled, now, state, set, write }: TransportProps) {
  const extra = Math.max(10, Number((state.epochs / 2).toPrecision(1)));
  const more = (): void => {
    trainSoon();
    set({ epochs: (now?.epoch ?? 0) + extra, ...(now?.ended === "plateau" && { stop: 0 }) });
  };
  const over = now?.ended === "epochs" || now?.ended === "plateau" || now?.ended === "broken";
  const metric = view.value?.metric;
  const share = metric && ["accuracy", "balancedAccuracy"].includes(metric);
  const show = (value: number): string => (share ? write.percent(value, 1) : Math.abs(value) < 1e4 ? write.fixed(value, 3) : write.short(value, 2));
    return (
    <div class="transport">
      <div class="transport-buttons">
        {running.value ? (
          <Button kind="primary" icon="pause" onClick={pause}>{words.pause}</Button>
        ) : over && now?.ended !== "broken" ? (
            <Button kind="primary" icon="play" disabled={disabled} onClick={more}>{words.goOn(`${write.whole(extra)} ${words.epochsWord(extra)}`)}</Button>
          ) : (
            <Button kind="primary" icon="play" disabled={disabled || over === true} onClick={() => train()}>{words.play}</Button>
        )}
        <Button icon="step" label={words.step} disabled={disabled || running.value || over === true} onClick={() => train(1)} />
        <Button icon="again" label={words.rewind} disabled={disabled || !now || (now.step === 0 && !now.edited && !now.imported)} onClick={() => void rewind()} />
        <Button icon="dice" label={words.newSeed} disabled={disabled} onClick={() => reseed()} />
        <Choice label={words.pace} quiet value={pace.value} options={(["slow", "normal", "fast"] as const).map((value) => ({ value, label: words.paces[value] }))} onChange={(value: Pace) => { pace.value = value; setPace(value); }} />
      </div>
      <dl class="transport-numbers">
        <div><dt>{words.trainName}</dt><dd style={{ color: "var(--series1)" }}>{now ? show(now.point.trainMetric) : "—"}</dd></div>
        <div><dt>{words.testName}</dt><dd style={{ color: "var(--series2)" }}>{now ? show(now.point.testMetric) : "—"}</dd></div>
        <div><dt>{words.lossNow}</dt><dd>{now ? write.short(now.point.test, 3) : "—"}</dd></div>
      </dl>
      <p class="transport-progress">
        <progress max={state.epochs} value={now?.epoch ?? 0} aria-label={words.epochs} />
        <span class="muted">{now ? words.stepNow(write.whole(now.step), write.whole(now.epoch), write.whole(state.epochs)) : ""}</span>
        {reached.value !== null && <span class="muted" data-reached={reached.value}>{words.reached(write.seconds(reached.value))}</span>}
        {now?.edited && <span>{words.edited}</span>}
        {now?.imported && <span>{words.imported}</span>}
      </p>
    </div>
  );
} // prettier-ignore

function Trouble({ words }: { readonly words: Words }) {
  const error = trouble.value!;
  const text = (error.code !== undefined && words.troubles[error.code]) || error.message;
  const calm = error.code === "no-file" || error.code === "few-points";
  return <div class={calm ? "bench-empty muted" : ""}>{calm ? text : <Note tone="bad">{text}</Note>}</div>;
}

function Broken({ now, words, set, write }: { readonly now: Frame; readonly words: Words; set(changes: Partial<Settings>): void; readonly write: ReturnType<typeof format> }) {
  const what = now.breakdown!;
  const known = Number.isFinite(what.limit) && what.limit > 0;
  const better = known && what.limit < what.rate ? what.limit / 2 : what.rate / 10;
  const rate = Number(better.toPrecision(1));
  const again = (changes: Partial<Settings>) => async (): Promise<void> => {
    await rewind();
    set(changes);
  };
  return (
    <div class="broken" role="alert">
      <h3>{words.brokenTitle}</h3>
      <p>{words.broken.where(write.whole(what.step + 1), what.what, what.name)} {words.broken.kept(write.whole(what.kept))}</p>
      {known && (
        <p>
          {words.broken.curvature(write.short(what.rate), write.short(what.limit), write.short(what.curvature))}{" "}
          {what.rate > what.limit ? words.broken.above(write.short(what.rate / what.limit, 2)) : words.broken.below}
        </p>
      )}
      <div class="row">
        <Button kind="primary" icon="again" onClick={() => void again({ lr: rate })()}>{words.broken.cure(write.short(rate))}</Button>
        <Button onClick={() => void again({ clip: 1 })()}>{words.broken.clip}</Button>
      </div>
    </div>
  );
} // prettier-ignore
