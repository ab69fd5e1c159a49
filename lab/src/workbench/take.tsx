// What is taken away, and brought in: model, programs, module, curves, pictures, a link. Everything is made in the browser.
import { useRef, useState } from "preact/hooks";
import type { Language } from "../contract.ts";
import { Select } from "../kit/controls.tsx";
import { Group } from "../kit/text.tsx";
import { Icon } from "../shell/icon.tsx";
import { notify } from "../shell/notices.ts";
import { link, reseed } from "../shell/route.ts";
import type { PlainError } from "../worker/types.ts";
import { frame, view } from "./bench.ts";
import { bring, takeAway } from "./control.ts";
import type { TakenFile, TakenKind } from "./core/record.ts";
import { script } from "./core/script.ts";
import type { Settings } from "./core/settings.ts";
import { pngOf, svgOf } from "./picture.ts";
import type { FigureName } from "./picture.ts";
import type { Words } from "./words.ts";

const FIGURES: readonly FigureName[] = ["stage", "network", "curves"];

/** Hands a file to the browser. */
function save({ name, type, content }: TakenFile): void {
  const address = URL.createObjectURL(new Blob([content as BlobPart], { type }));
  const anchor = document.createElement("a");
  [anchor.href, anchor.download] = [address, name];
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The program of the training as it stands. */
export function program(state: Settings, seed: number): string | null {
  const data = view.value;
  if (!data) return null;
  const now = frame.value;
  return script(state, seed, data, { steps: now?.step ?? 0, marks: now?.marks ?? [], edited: now?.edited === true || now?.imported === true });
} // prettier-ignore

interface TakeProps {
  readonly state: Settings;
  readonly seed: number;
  readonly words: Words;
  readonly language: Language;
  set(changes: Partial<Settings>): void;
}

export function TakeAway({ state, seed, words, set }: TakeProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [figure, setFigure] = useState<FigureName>("stage");
  const [trouble, setTrouble] = useState<string | null>(null);
  const ready = frame.value !== null && view.value !== null;
  const fail = (error: unknown): void => {
    const { code, message } = error as PlainError;
    setTrouble((code !== undefined && words.troubles[code]) || message || String(error));
  };
  const files = (kind: TakenKind) => async (): Promise<void> => {
    for (const file of await takeAway(kind)) save(file);
  };
  const run = (action: () => Promise<void> | void) => (): void => {
    setTrouble(null);
    void (async () => action())().catch(fail);
  };
  const bringIn = async (chosen: FileList | null): Promise<void> => {
    const list = await Promise.all(Array.from(chosen ?? [], async (one) => ({ name: one.name, bytes: new Uint8Array(await one.arrayBuffer()) })));
    if (list.length === 0) return;
    const found = await bring(list);
    set(found.settings);
    reseed(found.seed);
  };
  const item = (kind: keyof Words["takes"], help: string | null, action: (() => void) | null, text = words.takes[kind]) => (
    <li key={kind}>
      <button type="button" class="take" data-take={kind} disabled={action === null || (!ready && kind !== "link")} onClick={action ?? undefined} aria-describedby={help ? `take-${kind}` : undefined}>
        <Icon name={kind === "link" ? "link" : "download"} />
        {text}
      </button>
      {help && <span class="muted" id={`take-${kind}`}>{help}</span>}
    </li>
  );
  const name = `nabla-${state.data}`;
  return (
    <Group title={words.take}>
      <ul class="takes">
        {item("model", words.takesHelp.model, run(files("model")))}
        {item("program", words.takesHelp.program, run(() => save({ name: `${name}.ts`, type: "text/plain", content: program(state, seed)! })))}
        {item("pytorch", words.takesHelp.pytorch, run(files("pytorch")))}
        {item("module", words.takesHelp.module, run(files("module")))}
        {item("onnx", words.takesHelp.onnx, null)}
        {item("curve", words.takesHelp.curve, run(files("curve")))}
        <li>
          <Select label={words.whichFigure} value={figure} options={FIGURES.map((value) => ({ value, label: words.figures[value] }))} onChange={(value) => setFigure(value)} />
          <span class="row">
            <button type="button" class="take" data-take="svg" disabled={!ready} onClick={run(() => save({ name: `${name}-${figure}.svg`, type: "image/svg+xml", content: svgOf(figure) }))}><Icon name="download" />{words.takes.svg}</button>
            <button type="button" class="take" data-take="png" disabled={!ready} onClick={run(async () => save({ name: `${name}-${figure}.png`, type: "image/png", content: await pngOf(figure) }))}><Icon name="download" />{words.takes.png}</button>
          </span>
        </li>
        {item("link", words.takesHelp.link, run(async () => { await navigator.clipboard.writeText(link()); notify("copied"); }))}
        <li>
          <button type="button" class="take" onClick={() => picker.current?.click()}><Icon name="plus" />{words.bring}</button>
          <span class="muted">{words.bringHelp}</span>
          <input ref={picker} class="unseen" type="file" multiple tabIndex={-1} aria-label={words.bring} accept=".safetensors,.json" onChange={(event) => { const chosen = event.currentTarget.files; run(async () => bringIn(chosen))(); }} />
        </li>
      </ul>
      {trouble && <p class="note bad" role="alert">{trouble}</p>}
    </Group>
  );
} // prettier-ignore
