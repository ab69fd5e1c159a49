// What is said: numbers that can be copied, stats, steps to do with their checks, remarks. Knows no room.
import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { Icon } from "../shell/icon.tsx";
import { announce, notify } from "../shell/notices.ts";
import type { Role } from "./colors.ts";
import { css } from "./colors.ts";

const copy = (value: number): void => void navigator.clipboard?.writeText(format(language.value).full(value)).then(() => notify("copied"), () => undefined); // prettier-ignore

/** A number in a text: rounded for reading, the whole of it on hover; a click copies it in full. */
export const NumberText = ({ value, digits, text, color }: { readonly value: number; readonly digits?: number; readonly text?: string; readonly color?: Role }) => {
  const write = format(language.value);
  return (
    <data class="number" value={String(value)} title={write.full(value)} style={color ? { color: css(color) } : {}} onClick={() => copy(value)}>
      {text ?? (digits === undefined ? write.short(value) : write.fixed(value, digits))}
    </data>
  );
}; // prettier-ignore

export interface StatProps {
  readonly label: ComponentChildren;
  readonly value: number | string;
  readonly digits?: number;
  /** What is shown in the place of the number. */
  readonly text?: string;
  readonly unit?: string;
  readonly color?: Role;
  /** A remark under the number. */
  readonly note?: ComponentChildren;
}

/** A named number. */
export const Stat = ({ label, value, digits, text, unit, color, note }: StatProps) => (
  <div class="stat">
    <dt>{label}</dt>
    <dd style={color ? { color: css(color) } : {}}>
      {typeof value === "number" ? <NumberText value={value} {...(digits !== undefined && { digits })} {...(text !== undefined && { text })} /> : value}
      {unit !== undefined && <span class="unit"> {unit}</span>}
    </dd>
    {note !== undefined && <dd class="stat-note">{note}</dd>}
  </div>
); // prettier-ignore

/** Several stats beside each other. */
export const Stats = ({ children }: { readonly children: ComponentChildren }) => <dl class="stats">{children}</dl>;

/** What to do, one step after another. */
export const Steps = ({ children }: { readonly children: ComponentChildren }) => <ol class="steps">{children}</ol>;

const SOLVED = { ru: "Решено", en: "Solved" };

/** One step; `done` when the learner has solved it: it is checked off, and screen readers are told. */
export function Step({ done, children }: { readonly done: boolean; readonly children: ComponentChildren }) {
  const ref = useRef<HTMLLIElement>(null);
  const before = useRef(done);
  useEffect(() => {
    if (done && !before.current) announce(`${SOLVED[language.value]}: ${ref.current?.textContent ?? ""}`);
    before.current = done;
  }, [done]);
  return (
    <li ref={ref} class={done ? "step done" : "step"} data-done={done}>
      <span class="step-mark" aria-hidden="true">
        {done && <Icon name="check" />}
      </span>
      <div>
        {done && <span class="unseen">{SOLVED[language.value]}. </span>}
        {children}
      </div>
    </li>
  );
}

/** A remark set apart: `good`, `bad` and `plain` differ by their sign too. */
export const Note = ({ tone = "plain", children }: { readonly tone?: "plain" | "good" | "bad"; readonly children: ComponentChildren }) => (
  <div class={`note ${tone}`}>
    {tone !== "plain" && <Icon name={tone === "good" ? "check" : "cross"} />}
    <div>{children}</div>
  </div>
); // prettier-ignore

/** A heading, and what belongs under it. */
export const Group = ({ title, children }: { readonly title: ComponentChildren; readonly children: ComponentChildren }) => (
  <div class="group">
    <h3>{title}</h3>
    {children}
  </div>
);

/** More for those who ask. */
export const More = ({ title, open = false, children }: { readonly title: ComponentChildren; readonly open?: boolean; readonly children: ComponentChildren }) => (
  <details class="more" open={open}>
    <summary>{title}<Icon name="chevron" /></summary>
    <div class="more-body">{children}</div>
  </details>
); // prettier-ignore
