// The table twin of a picture: the same numbers, for those who read or copy them. Opened on demand; rows are made only then.
import { useState } from "preact/hooks";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { Icon } from "../shell/icon.tsx";
import { notify } from "../shell/notices.ts";

const WORDS = {
  ru: { table: "Таблица", copy: "Скопировать CSV", more: (n: string) => `Показаны первые ${n}; в CSV — все.` },
  en: { table: "Table", copy: "Copy as CSV", more: (n: string) => `The first ${n} are shown; the CSV has all.` },
};

/** Rows that are shown at most. */
const SHOWN = 200;

export interface TableTwinProps {
  /** What the table holds. */
  readonly caption: string;
  readonly columns: readonly string[];
  rows(): readonly (readonly (number | string)[])[];
  /** Digits after the decimal sign; three significant ones unless told. */
  readonly digits?: number;
  readonly open?: boolean;
}

export function TableTwin({ caption, columns, rows, digits, open: initially = false }: TableTwinProps) {
  const [open, setOpen] = useState(initially);
  const say = WORDS[language.value];
  const write = format(language.value);
  const all = open ? rows() : [];
  const show = (value: number | string): string =>
    typeof value === "string" ? value : digits === undefined ? write.short(value, 4) : write.fixed(value, digits);
  const copy = (): void => {
    const quote = (value: number | string): string => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
    const text = [columns, ...rows()].map((row) => row.map(quote).join(",")).join("\n");
    void navigator.clipboard.writeText(text).then(() => notify("copied"), () => undefined);
  };
  return (
    <details class="table-twin" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><Icon name="table" />{say.table}: {caption}<Icon name="chevron" /></summary>
      {open && (
        <>
          <div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
            <table>
              <caption class="unseen">{caption}</caption>
              <thead><tr>{columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
              <tbody>
                {all.slice(0, SHOWN).map((row, i) => <tr key={i}>{row.map((value, k) => <td key={k} class={typeof value === "number" ? "numeric" : undefined} title={typeof value === "number" ? write.full(value) : undefined}>{show(value)}</td>)}</tr>)}
              </tbody>
            </table>
          </div>
          <p class="table-foot">
            {all.length > SHOWN && <span>{say.more(write.whole(SHOWN))} </span>}
            <button type="button" class="quiet" onClick={copy}><Icon name="copy" />{say.copy}</button>
          </p>
        </>
      )}
    </details>
  );
} // prettier-ignore
