// Numbers, counts and durations as each language writes them. By `Intl`; a minus is a minus, not a hyphen. Knows no room.
import type { Language } from "../contract.ts";

/** Ways to write numbers in one language. */
export interface Format {
  /** Exactly so many digits after the decimal sign; 2 unless told. */
  fixed(value: number, digits?: number): string;
  /** So many significant digits at most (3 unless told), powers of ten for the very large and small: for results. */
  short(value: number, digits?: number): string;
  /** Every digit there is: for copying. */
  full(value: number): string;
  whole(value: number): string;
  /** 0.934 → 93.4 %. */
  percent(share: number, digits?: number): string;
  /** With its sign always shown: +1.5, −0.5. */
  signed(value: number, digits?: number): string;
  seconds(milliseconds: number): string;
  /** a, b and c. */
  list(items: readonly string[]): string;
}

const cache = new Map<Language, Format>();

const SUPERSCRIPTS: Readonly<Record<string, string>> = { "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹" }; // prettier-ignore

/** Ways to write numbers in a language. */
export function format(language: Language): Format {
  let found = cache.get(language);
  if (!found) cache.set(language, (found = make(language)));
  return found;
}

function make(language: Language): Format {
  const tag = language === "ru" ? "ru-RU" : "en-US";
  const makers = new Map<string, Intl.NumberFormat>();
  const write = (value: number, options: Intl.NumberFormatOptions): string => {
    if (Number.isNaN(value)) return language === "ru" ? "не число" : "NaN";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    const key = JSON.stringify(options);
    let maker = makers.get(key);
    if (!maker) makers.set(key, (maker = new Intl.NumberFormat(tag, options)));
    return maker
      .format(value)
      .replace(/^-/, "−")
      .replace(/^−(0(?:[.,]0+)?)$/, "$1"); // no "−0.00"
  };
  const lists = new Intl.ListFormat(tag);
  const self: Format = {
    fixed: (value, digits = 2) => write(value, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    short(value, digits = 3) {
      const size = Math.abs(value);
      if (size !== 0 && Number.isFinite(size) && (size < 1e-4 || size >= 1e7)) {
        const [mantissa, power] = value.toExponential(digits - 1).split("e") as [string, string];
        const raised = Array.from(String(Number(power)), (sign) => SUPERSCRIPTS[sign]!).join("");
        // A power of ten is written as one.
        return Number(mantissa) === 1 ? `10${raised}` : `${write(Number(mantissa), { maximumFractionDigits: digits - 1 })} · 10${raised}`;
      }
      return write(value, size >= 10 ** digits ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits });
    },
    full: (value) => String(value),
    whole: (value) => write(value, { maximumFractionDigits: 0 }),
    percent: (share, digits = 0) => `${write(share * 100, { minimumFractionDigits: 0, maximumFractionDigits: digits })}${language === "ru" ? "\u00a0" : ""}%`,
    signed: (value, digits = 2) => {
      const text = self.fixed(value, digits);
      return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
    },
    seconds: (milliseconds) => `${milliseconds < 100 ? write(milliseconds / 1000, { maximumFractionDigits: 3 }) : write(milliseconds / 1000, { maximumFractionDigits: 1 })} ${language === "ru" ? "с" : "s"}`,
    list: (items) => lists.format(items),
  }; // prettier-ignore
  return self;
}

/** Forms of a noun: Russian needs `one`, `few` and `many`, English `one` and `other`. */
export interface Forms {
  readonly one: string;
  readonly few?: string;
  readonly many?: string;
  readonly other?: string;
}

const rules = new Map<Language, Intl.PluralRules>();

/** The form that fits a number: `plural("ru", 5, { one: "шаг", few: "шага", many: "шагов" })` is "шагов". */
export function plural(language: Language, count: number, forms: Forms): string {
  let rule = rules.get(language);
  if (!rule) rules.set(language, (rule = new Intl.PluralRules(language)));
  const name = rule.select(count);
  if (name === "one") return forms.one;
  if (name === "few") return forms.few ?? forms.other ?? forms.one;
  // Russian "other" is for fractions: 1,5 шага.
  return name === "many" ? (forms.many ?? forms.other ?? forms.one) : (forms.other ?? forms.few ?? forms.one);
}
