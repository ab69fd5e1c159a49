// The truth table: what is wanted, what the neuron answers, and whether that is right.
import "./truth-table.css";
import { format } from "../i18n/format.ts";
import type { Language } from "../contract.ts";
import { NumberText } from "./text.tsx";

/** One row as a neuron sees it. */
export interface TruthRow {
  readonly z: number;
  readonly y: number;
}

interface TruthTableProps {
  readonly rows: readonly TruthRow[] | undefined;
  /** The answers that are wanted. */
  readonly table: readonly number[];
  readonly inputs: 1 | 2;
  readonly words: {
    readonly table: string;
    readonly columns: { readonly wanted: string; readonly sum: string; readonly answer: string };
    readonly right: string;
    readonly wrong: string;
  };
  readonly language: Language;
}

export function TruthTable({ rows, table, inputs, words, language }: TruthTableProps) {
  const write = format(language);
  return (
    <table class="truth">
      <caption>{words.table}</caption>
      <thead>
        <tr>
          {inputs === 1 ? <th scope="col">x</th> : <><th scope="col">x₁</th><th scope="col">x₂</th></>}
          <th scope="col">{words.columns.wanted}</th>
          <th scope="col">{words.columns.sum}</th>
          <th scope="col">{words.columns.answer}</th>
          <th scope="col"><span class="unseen">{words.right} / {words.wrong}</span></th>
        </tr>
      </thead>
      <tbody>
        {table.map((wanted, r) => {
          const bits = inputs === 1 ? [r] : [r >> 1, r & 1];
          const row = rows?.[r];
          const right = row?.y === wanted;
          return (
            <tr key={r} class={row && !right ? "wrong" : undefined} data-right={row ? right : undefined}>
              {bits.map((bit, i) => <td key={i}>{bit}</td>)}
              <td>{wanted}</td>
              <td class="sum">{row ? <NumberText value={row.z} text={write.signed(row.z)} /> : "…"}</td>
              <td>{row ? row.y : "…"}</td>
              <td class="verdict">{row && <span title={right ? words.right : words.wrong} role="img" aria-label={right ? words.right : words.wrong}>{right ? "✓" : "✗"}</span>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
} // prettier-ignore
