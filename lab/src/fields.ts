// Makers of fields: how quantities stand in the address bar. Reading clamps and validates; a text that says nothing gives null, and
// the initial value stays. Knows no room.
import type { Field } from "./contract.ts";

export interface NumberField {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  /** Digits after the decimal point that are kept; 3 unless told. */
  readonly digits?: number;
}

/** A number in a range. */
export const number = ({ initial, min, max, digits = 3 }: NumberField): Field<number> => ({
  initial,
  read(text) {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
    const value = Number(text);
    // Adding 0 turns −0 into 0.
    return Number.isFinite(value) ? Number(Math.max(min, Math.min(max, value)).toFixed(digits)) + 0 : null;
  },
  write: (value) => String(Number(value.toFixed(digits)) + 0),
});

/** A whole number in a range. */
export const whole = (options: Omit<NumberField, "digits">): Field<number> => number({ ...options, digits: 0 });

/** A positive number over several orders of magnitude: kept to so many significant digits. */
export const magnitude = ({ initial, min, max, digits = 3 }: NumberField): Field<number> => ({
  initial,
  read(text) {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) return null;
    return Number(Math.max(min, Math.min(max, value)).toPrecision(digits));
  },
  write: (value) => String(Number(value.toPrecision(digits))),
});

/** One of some names. */
export const choice = <const Name extends string>(names: readonly Name[], initial: NoInfer<Name>): Field<Name> => ({
  initial,
  read: (text) => names.find((name) => name === text) ?? null,
  write: (value) => value,
});

/** Yes or no. */
export const flag = (initial: boolean): Field<boolean> => ({
  initial,
  read: (text) => (text === "1" ? true : text === "0" ? false : null),
  write: (value) => (value ? "1" : "0"),
});

/** A short text. */
export const text = ({ initial, max }: { readonly initial: string; readonly max: number }): Field<string> => ({
  initial,
  read: (value) => Array.from(value.replace(/[\u0000-\u001f\u007f]/g, "")).slice(0, max).join(""), // prettier-ignore
  write: (value) => value,
});

/** Several values of one kind, separated by commas (or by `;` where values hold commas themselves). Values must not be texts with separators. */
export const list = <T>(of: Field<T>, { initial, max, separator = "," }: { readonly initial: readonly T[]; readonly max: number; readonly separator?: "," | ";" }): Field<readonly T[]> => ({
  initial,
  read(text) {
    if (text === "") return [];
    const values = text.split(separator, max + 1).slice(0, max).map((part) => of.read(part));
    return values.every((value) => value !== null) ? values : null;
  },
  write: (values) => values.slice(0, max).map((value) => of.write(value)).join(separator),
}); // prettier-ignore
