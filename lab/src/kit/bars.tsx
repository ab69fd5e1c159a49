// Bars side by side for a few named numbers, on a plain or a logarithmic scale; a band says how far a number is spread. Its table
// twin is TableTwin's business.
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { css } from "./colors.ts";
import type { Role } from "./colors.ts";

export interface BarItem {
  readonly name: string;
  readonly value: number;
  readonly color?: Role;
  /** From where to where most of it lies. */
  readonly band?: readonly [low: number, high: number];
  /** What is written at the bar; the number unless told. */
  readonly text?: string;
}

export interface BarsProps {
  readonly items: readonly BarItem[];
  readonly label: string;
  readonly log?: boolean;
  /** The ends of the scale; what the numbers need unless told. */
  readonly range?: readonly [low: number, high: number];
  /** A value that is marked by a line. */
  readonly mark?: { readonly value: number; readonly name: string };
}

/** Lying bars, a row for each: names of any length fit, on phones too. */
export function Bars({ items, label, log = false, range, mark }: BarsProps) {
  const write = format(language.value);
  const seen = items.flatMap(({ value, band }) => [value, ...(band ?? [])]).filter((value) => Number.isFinite(value) && (!log || value > 0));
  const high = Math.max(...seen, log ? 1e-30 : 1e-9);
  const [low, top] = range ?? (log ? [10 ** (Math.floor(Math.log10(Math.min(...seen, high))) - 0.5), 10 ** Math.ceil(Math.log10(high))] : [0, high]);
  const share = (value: number): number => {
    const place = log ? Math.log(Math.max(value, low) / low) / Math.log(top / low) : (value - low) / (top - low);
    return Number.isFinite(place) ? Math.max(0, Math.min(1, place)) : 0;
  };
  return (
    <div class="bars" role="img" aria-label={`${label}: ${items.map(({ name, value, text }) => `${name} ${text ?? write.short(value)}`).join("; ")}`}>
      {items.map(({ name, value, color = "series1", band, text }, k) => (
        <div class="bar-row" key={k} aria-hidden="true">
          <span class="bar-name">{name}</span>
          <span class="bar-track">
            {mark && <i class="bar-limit" style={{ left: `${share(mark.value) * 100}%` }} />}
            <i class="bar-fill" style={{ width: `${Math.max(share(value) * 100, value > 0 ? 0.6 : 0)}%`, background: css(color) }} />
            {band && <i class="bar-band" style={{ left: `${share(band[0]) * 100}%`, width: `${(share(band[1]) - share(band[0])) * 100}%` }} />}
          </span>
          <span class="bar-value">{text ?? write.short(value)}</span>
        </div>
      ))}
      {mark && <p class="hint" aria-hidden="true"><i class="bar-key" /> {mark.name}</p>}
    </div>
  );
} // prettier-ignore
