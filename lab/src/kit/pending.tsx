// What is going on: progress with a cancel button once something takes over 300 ms, errors, and the buttons of a run.
import type { ComponentChildren } from "preact";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { Icon } from "../shell/icon.tsx";
import type { Computed, Progress as Share, Stream } from "../worker/tasks.ts";
import { Button } from "./controls.tsx";

const WORDS = {
  ru: { computing: "Вычисляется…", cancel: "Отменить", failed: "Не вычислено", run: "Запустить", pause: "Пауза", resume: "Продолжить", step: "Шаг", again: "Заново" },
  en: { computing: "Computing…", cancel: "Cancel", failed: "Not computed", run: "Run", pause: "Pause", resume: "Resume", step: "Step", again: "Again" },
}; // prettier-ignore

/** A bar: how much is done; without a share it only says that something goes on. */
export const Progress = ({ progress, onCancel }: { readonly progress: Share | null; onCancel?(): void }) => {
  const say = WORDS[language.value];
  const share = progress?.share;
  const text = progress?.note ?? say.computing;
  return (
    <div class="progress">
      <div class="progress-bar" role="progressbar" aria-label={text} {...(share !== undefined && { "aria-valuenow": Math.round(share * 100), "aria-valuemin": 0, "aria-valuemax": 100 })}>
        <span class={share === undefined ? "unknown" : ""} style={share === undefined ? {} : { width: `${share * 100}%` }} />
      </div>
      <span class="progress-text">{text}{share !== undefined && ` ${format(language.value).percent(share)}`}</span>
      {onCancel && <button type="button" class="quiet" onClick={onCancel}>{say.cancel}</button>}
    </div>
  );
}; // prettier-ignore

/** What went wrong, in the library's own words. */
export const Failure = ({ error }: { readonly error: { readonly message: string } }) => (
  <div class="note bad" role="alert">
    <Icon name="cross" />
    <div>
      {WORDS[language.value].failed}: {error.message}
    </div>
  </div>
);

/** For a computed value: nothing while it is quick; after 300 ms progress and a cancel button; an error if there was one. */
export function Pending<R>({ of }: { readonly of: Computed<R> }) {
  if (of.error && of.error.name !== "Cancelled") return <Failure error={of.error} />;
  return of.slow ? <Progress progress={of.progress} onCancel={() => of.cancel()} /> : null;
}

/** The buttons of a run: start, pause, one step, from the beginning. */
export function RunBar<A, Y>({ stream, onStart, label, stepping = true, children }: { readonly stream: Stream<A, Y>; /** Begins the run: calls `stream.start(…)`. */ onStart(): void; readonly label?: string; readonly stepping?: boolean; readonly children?: ComponentChildren }) {
  const say = WORDS[language.value];
  const going = stream.running || stream.paused;
  return (
    <div class="run-bar">
      {stream.running ? (
        <Button kind="primary" icon="pause" onClick={() => stream.pause()}>{say.pause}</Button>
      ) : (
        <Button kind="primary" icon="play" onClick={() => (stream.paused ? stream.resume() : onStart())}>{stream.paused ? say.resume : (label ?? say.run)}</Button>
      )}
      {stepping && stream.paused && <Button icon="step" onClick={() => stream.step()}>{say.step}</Button>}
      {(going || stream.finished) && <Button icon="again" onClick={onStart}>{say.again}</Button>}
      {children}
      {stream.progress && going && <Progress progress={stream.progress} />}
      {stream.error && <Failure error={stream.error} />}
    </div>
  );
} // prettier-ignore
