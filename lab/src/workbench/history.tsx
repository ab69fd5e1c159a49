// Earlier trainings: how they ended, how they differ, pinned to the chart, brought back.
import { format } from "../i18n/format.ts";
import { Group } from "../kit/text.tsx";
import { Icon } from "../shell/icon.tsx";
import { reseed } from "../shell/route.ts";
import type { Language } from "../contract.ts";
import { forget, pin, runs } from "./bench.ts";
import type { Run } from "./bench.ts";
import { fields } from "./core/settings.ts";
import type { Settings } from "./core/settings.ts";
import type { Words } from "./words.ts";

interface HistoryProps {
  readonly state: Settings;
  readonly seed: number;
  readonly words: Words;
  readonly language: Language;
  set(changes: Partial<Settings>): void;
}

/** What a run has other than now, as in the address bar. */
function difference(run: Run, state: Settings, seed: number): string {
  const parts = Object.entries(fields).flatMap(([name, field]) => {
    if (["ax", "ay", "logx", "logy"].includes(name)) return [];
    const write = (value: unknown): string => (field as { write(value: unknown): string }).write(value);
    const [then, now] = [write(run.settings[name as keyof Settings]), write(state[name as keyof Settings])];
    return then === now ? [] : [`${name} = ${then.length > 24 ? `${then.slice(0, 22)}…` : then}`];
  });
  return [...(run.seed === seed ? [] : [`seed = ${run.seed}`]), ...parts].join(", ");
}

export function History({ state, seed, words, language, set }: HistoryProps) {
  const write = format(language);
  const all = runs.value;
  return (
    <Group title={words.history}>
      {all.length === 0 ? (
        <p class="muted">{words.historyEmpty}</p>
      ) : (
        <div class="history-scroll" tabIndex={0} role="region" aria-label={words.history}>
          <table class="history">
            <thead>
              <tr><th scope="col">{words.columnsOfRuns.pin}</th><th scope="col">{words.columnsOfRuns.run}</th><th scope="col">{words.columnsOfRuns.metric}</th><th scope="col">{words.columnsOfRuns.steps}</th><th scope="col">{words.columnsOfRuns.difference}</th><td /></tr>
            </thead>
            <tbody>
              {all.map((run) => (
                <tr key={run.id}>
                  <td><input type="checkbox" checked={run.pinned} aria-label={words.pinRun(run.id)} onChange={() => pin(run.id)} /></td>
                  <td>{run.id}</td>
                  <td>{run.broken ? "—" : write.fixed(run.test, 3)}</td>
                  <td>{write.whole(run.step)}</td>
                  <td class="difference">{difference(run, state, seed) || words.same}</td>
                  <td class="history-buttons">
                    <button type="button" class="link-button" aria-label={words.backTo(run.id)} onClick={() => { set(run.settings); reseed(run.seed); }}>{words.back}</button>
                    <button type="button" class="icon-button" aria-label={words.forgetRun(run.id)} onClick={() => forget(run.id)}><Icon name="close" /></button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Group>
  );
} // prettier-ignore
