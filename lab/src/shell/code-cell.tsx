// The code cell: the exact library code of the figure. It follows the state until it is edited; it runs in a worker that can be ended.
import { useEffect, useRef, useState } from "preact/hooks";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import type { AnyRoom } from "../rooms/index.ts";
import type { Line, Outcome } from "../worker/code.ts";
import { CRASH, runner } from "../worker/engine.ts";
import { Icon } from "./icon.tsx";
import { notify } from "./notices.ts";
import { codeWords } from "./words-proofs.ts";

/** What a run has shown so far. */
interface Run {
  readonly lines: readonly Line[];
  readonly outcome: Outcome | "running" | "stopped";
}

export function CodeCell({ definition, state, seed }: { readonly definition: AnyRoom; readonly state: Readonly<Record<string, unknown>>; readonly seed: number }) {
  const say = codeWords[language.value];
  const given = definition.code(state, language.value, seed);
  const [own, setOwn] = useState<string | null>(null);
  const [editing, setEditing] = useState(false);
  const [run, setRun] = useState<Run | null>(null);
  const turn = useRef(0);
  const code = own ?? given;
  useEffect(() => () => runner.end(), []);

  const start = (): void => {
    runner.end();
    const mine = ++turn.current;
    const show = (change: (before: Run) => Run): void => {
      if (turn.current === mine) setRun((before) => change(before ?? { lines: [], outcome: "running" }));
    };
    setRun({ lines: [], outcome: "running" });
    runner.request("call", { room: "code", name: "run" }, { source: code }, {
      value: (lines) => show((before) => ({ ...before, lines: [...before.lines, ...(lines as readonly Line[])] })),
      result: (outcome) => show((before) => ({ ...before, outcome: outcome as Outcome })),
      error: (error) => show((before) => ({ ...before, outcome: error.name === CRASH ? "stopped" : { value: null, error: { message: error.message, line: null }, milliseconds: 0 } })),
    });
  };
  const running = run?.outcome === "running";
  return (
    <section class="code" aria-labelledby="code-title">
      <div class="code-head">
        <div>
          <h2 id="code-title">{say.title}</h2>
          <p class="muted">{say.about}</p>
        </div>
        <div class="row">
          {own !== null && own !== given && <button type="button" class="quiet" onClick={() => setOwn(null)}><Icon name="again" /><span>{say.back}</span></button>}
          <button type="button" class="quiet" onClick={() => void navigator.clipboard.writeText(code).then(() => notify("copied"), () => undefined)}><Icon name="copy" /><span>{say.copy}</span></button>
          {!editing && <button type="button" class="button" onClick={() => setEditing(true)}><span>{say.edit}</span></button>}
          {running
            ? <button type="button" class="button stop" onClick={() => runner.end()}><Icon name="stop" /><span>{say.stop}</span></button>
            : <button type="button" class="button primary run" onClick={start}><Icon name="play" /><span>{say.run}</span></button>}
        </div>
      </div>
      {editing ? <Editor code={code} onChange={(next) => setOwn(next === given ? null : next)} onRun={start} /> : <pre class="code-text" tabIndex={0} onDblClick={() => setEditing(true)}>{code}</pre>}
      {run && <Output run={run} />}
    </section>
  );
} // prettier-ignore

function Output({ run: { lines, outcome } }: { readonly run: Run }) {
  const say = codeWords[language.value];
  const write = format(language.value);
  const ended = typeof outcome === "object" ? outcome : null;
  return (
    <div class="code-output" role="region" aria-label={say.output} tabIndex={0} data-state={ended ? "done" : String(outcome)}>
      {lines.map(({ kind, text }, i) => <pre key={i} class={`line ${kind}`}>{text}</pre>)}
      {ended && ended.value !== null && <pre class="line value"><span class="unseen">{say.value}: </span><span aria-hidden="true">→ </span>{ended.value}</pre>}
      {ended?.error && <p class="line error" role="alert"><Icon name="cross" />{ended.error.line !== null && `${say.line(ended.error.line)}: `}{ended.error.message}</p>}
      {ended && !ended.error && lines.length === 0 && ended.value === null && <p class="muted">{say.nothing}</p>}
      <p class="code-foot" role="status">{outcome === "running" ? say.running : outcome === "stopped" ? say.stopped : !outcome.error && say.took(write.seconds(outcome.milliseconds))}</p>
    </div>
  );
} // prettier-ignore

/** CodeMirror, loaded when one begins to edit. Until it is there (or where it cannot be loaded) a plain field does. */
function Editor({ code, onChange, onRun }: { readonly code: string; onChange(code: string): void; onRun(): void }) {
  const say = codeWords[language.value];
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<{ replace(code: string): void; destroy(): void } | null>(null);
  const live = useRef({ onChange, onRun });
  live.current = { onChange, onRun };
  const [rich, setRich] = useState(false);
  useEffect(() => {
    let wanted = true;
    void import("./editor.ts").then(
      ({ openEditor }) => {
        if (!wanted) return;
        setRich(true);
        editor.current = openEditor(host.current!, { code, label: say.editor, onChange: (next) => live.current.onChange(next), onRun: () => live.current.onRun() });
      },
      () => undefined,
    );
    return () => {
      wanted = false;
      editor.current?.destroy();
    };
  }, []);
  useEffect(() => editor.current?.replace(code), [code]);
  return (
    <>
      <div ref={host} class="code-editor" hidden={!rich} />
      {!rich && <textarea class="code-text" aria-label={say.editor} spellcheck={false} rows={code.split("\n").length} value={code} onInput={(event) => onChange(event.currentTarget.value)} />}
    </>
  );
} // prettier-ignore
