// A table of one's own: pasted, dropped, or chosen; how it was read; what its columns are.
import { useRef, useState } from "preact/hooks";
import { Button } from "../kit/controls.tsx";
import { file, open, preview } from "./bench.ts";
import type { PartProps } from "./stage.tsx";

export function Table({ words, set }: Pick<PartProps, "words" | "set">) {
  const [draft, setDraft] = useState("");
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const take = (name: string, content: string | Uint8Array): void => {
    open(name, content);
    setDraft("");
    set({ target: "", task: "auto", ax: 0, ay: 1 });
  };
  const takeFile = async (chosen: File | undefined): Promise<void> => {
    if (chosen) take(chosen.name, new Uint8Array(await chosen.arrayBuffer()));
  };
  const shown = preview.value;
  return (
    <div
      class={over ? "own-table over" : "own-table"}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); void takeFile(event.dataTransfer?.files[0]); }}
    >
      <label>
        <span>{words.paste}</span>
        <textarea rows={file.value ? 2 : 5} spellcheck={false} value={draft} placeholder={file.value ? "" : words.pastePlaceholder} onInput={(event) => setDraft(event.currentTarget.value)}
          onPaste={(event) => {
            const text = event.clipboardData?.getData("text") ?? "";
            if (text.trim().includes("\n")) { event.preventDefault(); take(words.pasted, text); }
          }} />
      </label>
      <p class="muted">{words.pasteHelp}</p>
      <div class="row">
        <Button disabled={draft.trim() === ""} onClick={() => take(words.pasted, draft)}>{words.takePasted}</Button>
        <Button onClick={() => picker.current?.click()}>{words.chooseFile}</Button>
        <input ref={picker} type="file" class="unseen" tabIndex={-1} aria-label={words.chooseFile} accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={(event) => { void takeFile(event.currentTarget.files?.[0]); event.currentTarget.value = ""; }} />
      </div>
      {shown && file.value && (
        <div class="own-preview">
          <p><strong>{shown.name}</strong> <span class="muted">{words.readAs(shown.count, words.delimiters[shown.delimiter ?? ""] ?? "", shown.encoding ?? "")}</span></p>
          <div class="table-scroll" tabIndex={0} role="region" aria-label={words.columns}>
            <table>
              <thead><tr>{shown.columns.map((column) => <th key={column.name} scope="col">{column.name}<small>{words.kinds[column.kind]}{column.reason ? `: ${words.reasons[column.reason] ?? column.reason}` : ""}{column.missing > 0 ? `; ${words.missingIn(column.missing)}` : ""}</small></th>)}</tr></thead>
              <tbody>{shown.rows.map((row, i) => <tr key={i}>{row.map((cell, k) => <td key={k}>{cell}</td>)}</tr>)}</tbody>
            </table>
          </div>
        </div>
      )}
    </div>
  );
} // prettier-ignore
