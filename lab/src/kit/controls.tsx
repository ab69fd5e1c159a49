// What a learner turns: sliders with an editable number, choices, switches, buttons. Native elements underneath, so keyboards and
// screen readers work as everywhere.
import { useId, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { Icon } from "../shell/icon.tsx";
import type { IconName } from "../shell/icon.tsx";

export interface SliderProps {
  readonly label: ComponentChildren;
  /** The accessible name, where the label is not a plain text. */
  readonly name?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Equal ways for equal factors (for learning rates and the like). */
  readonly log?: boolean;
  /** Digits after the decimal sign; those of the step unless told. */
  readonly digits?: number;
  readonly disabled?: boolean;
  onChange(value: number): void;
}

const digitsOf = (step: number): number =>
  String(step).split(".")[1]?.length ?? (/e-(\d+)/.exec(String(step)) ? Number(/e-(\d+)/.exec(String(step))![1]) : 0);

/** A quantity with its name, its number (which can be typed) and a slider. */
export function Slider({ label, name, value, min, max, step, log = false, digits = digitsOf(step), disabled = false, onChange }: SliderProps) {
  const id = useId();
  const range = log
    ? { min: Math.log10(min), max: Math.log10(max), step: 0.01, value: Math.log10(value) }
    : { min, max, step, value };
  const text = typeof label === "string" ? label : name;
  return (
    <div class="slider">
      <label for={id} class="slider-label">{label}</label>
      <NumberInput label={text ?? ""} value={value} min={min} max={max} digits={digits} log={log} disabled={disabled} onChange={onChange} />
      <input
        id={id}
        type="range"
        {...range}
        disabled={disabled}
        aria-label={text}
        aria-valuetext={log ? format(language.value).short(value) : format(language.value).fixed(value, digits)}
        style={{ "--share": `${((range.value - range.min) / (range.max - range.min)) * 100}%` }}
        onInput={(event) => {
          const moved = Number(event.currentTarget.value);
          onChange(log ? Number((10 ** moved).toPrecision(3)) : moved);
        }}
      />
    </div>
  );
} // prettier-ignore

export interface NumberInputProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly digits: number;
  readonly log?: boolean;
  readonly disabled?: boolean;
  onChange(value: number): void;
}

/** A number that can be typed, with a comma or a point; Enter or leaving takes it, Escape does not. */
export function NumberInput({ label, value, min, max, digits, log = false, disabled = false, onChange }: NumberInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const write = format(language.value);
  const take = (): void => {
    if (draft === null) return;
    const typed = Number(draft.trim().replace(",", ".").replace(/[−–]/, "-"));
    if (draft.trim() !== "" && Number.isFinite(typed)) onChange(Math.max(min, Math.min(max, typed)));
    setDraft(null);
  };
  return (
    <input
      class="number-input"
      type="text"
      inputMode="decimal"
      autoComplete="off"
      aria-label={label}
      disabled={disabled}
      value={draft ?? (log ? write.short(value) : write.fixed(value, digits))}
      onFocus={(event) => event.currentTarget.select()}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: ComponentChildren;
  /** The accessible name, where the label is not a plain text. */
  readonly name?: string;
  readonly disabled?: boolean;
  /** Shown on hover: why it cannot be chosen, what it means. */
  readonly title?: string;
}

export interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  /** Keeps the label for screen readers only. */
  readonly quiet?: boolean;
  onChange(value: Value): void;
}

/** One of a few: all are seen. */
export function Choice<Value extends string>({ label, value, options, quiet = false, onChange }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <fieldset class="choice">
      <legend class={quiet ? "unseen" : undefined}>{label}</legend>
      <div class="choice-row">
        {options.map((option) => (
          <label key={option.value} class={option.value === value ? "chosen" : undefined} title={option.title} data-value={option.value}>
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              aria-label={option.name}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of many: a list that opens. */
export function Select<Value extends string>({ label, value, options, quiet = false, onChange }: ChoiceProps<Value> & { readonly options: readonly (Option<Value> & { readonly label: string })[] }) {
  const id = useId();
  return (
    <div class="select">
      <label for={id} class={quiet ? "unseen" : undefined}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map((option) => <option key={option.value} value={option.value} disabled={option.disabled} selected={option.value === value}>{option.label}</option>)}
      </select>
    </div>
  );
} // prettier-ignore

/** On or off. */
export const Toggle = ({ label, on, disabled = false, onChange }: { readonly label: ComponentChildren; readonly on: boolean; readonly disabled?: boolean; onChange(on: boolean): void }) => (
  <label class="toggle">
    <input type="checkbox" role="switch" checked={on} disabled={disabled} onChange={(event) => onChange(event.currentTarget.checked)} />
    <span class="toggle-track" aria-hidden="true" />
    <span>{label}</span>
  </label>
); // prettier-ignore

export interface ButtonProps {
  readonly children?: ComponentChildren;
  readonly icon?: IconName;
  /** `primary`: the one thing to do next. */
  readonly kind?: "primary" | "plain" | "quiet";
  /** The accessible name of a button that shows an icon only. */
  readonly label?: string;
  readonly title?: string;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  onClick(): void;
}

export const Button = ({ children, icon, kind = "plain", label, title, disabled = false, pressed, onClick }: ButtonProps) => (
  <button
    type="button"
    class={`button ${kind}${children === undefined ? " only-icon" : ""}`}
    aria-label={label}
    title={title ?? label}
    disabled={disabled}
    aria-pressed={pressed}
    onClick={onClick}
  >
    {icon && <Icon name={icon} />}
    {children !== undefined && <span>{children}</span>}
  </button>
);

/** Controls side by side that belong together. */
export const Row = ({ children }: { readonly children: ComponentChildren }) => <div class="row">{children}</div>;
