// Numbers as people write them, in English and in Russian. Knows no pictures.
import type { Scale } from "./scene.ts";

/** Languages of labels. */
export type Language = "en" | "ru";

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 10 to a whole power, written with a raised exponent. */
export const powerText = (power: number): string =>
  `10${power < 0 ? "⁻" : ""}${[...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]!).join("")}`;

/** The decimal mark, the minus sign and thin spaces between thousands, of a language. */
function spell(text: string, language: Language): string {
  const [whole = "", fraction] = text.replace("-", "").split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole;
  const sign = text.startsWith("-") && /[1-9]/.test(text) ? "−" : "";
  return `${sign}${grouped}${fraction === undefined ? "" : `${language === "ru" ? "," : "."}${fraction}`}`;
}

/** A number with so many decimals. */
export const fixedText = (value: number, decimals: number, language: Language): string =>
  Number.isFinite(value) ? spell(value.toFixed(decimals), language) : oddText(value);

/**
 * A number with so many digits that count; very large and very small ones with a power of ten.
 * @example
 * numberText(0.0123456, "en") // "0.0123"
 * numberText(-1234567, "ru", 3) // "−1,23·10⁶"
 */
export function numberText(value: number, language: Language, digits = 3): string {
  if (!Number.isFinite(value)) return oddText(value);
  if (value === 0) return "0";
  const power = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  if (power >= 6 || power < -4) {
    const factor = trim((value / 10 ** power).toFixed(digits - 1));
    return factor === "1" ? powerText(power) : factor === "-1" ? `−${powerText(power)}` : `${spell(factor, language)}·${powerText(power)}`;
  }
  return spell(trim(value.toFixed(Math.max(0, digits - 1 - power))), language);
}

/** A share as percent. */
export function percentText(share: number, language: Language, decimals = 0): string {
  return `${fixedText(share * 100, decimals, language)}${language === "ru" ? "\u202f%" : "%"}`;
}

const trim = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
const oddText = (value: number): string => (Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞");

/** Labels of the ticks of an axis: equally many decimals on a linear one, powers of ten on a wide logarithmic one. */
export function tickTexts(values: readonly number[], scale: Scale, language: Language): string[] {
  if (scale.kind === "log") {
    const wide = values.some((value) => value !== 0 && (Math.abs(value) >= 1e4 || Math.abs(value) < 1e-2));
    return values.map((value) => {
      const power = Math.round(Math.log10(value));
      return wide && Math.abs(value / 10 ** power - 1) < 1e-9 && (power < -1 || power > 1) ? powerText(power) : numberText(value, language);
    });
  }
  const most = Math.max(...values.map(Math.abs), 0);
  if (most >= 1e6 || (most < 1e-4 && most > 0)) return values.map((value) => numberText(value, language));
  const decimals = Math.max(0, ...values.map((value) => (trim(value.toFixed(8)).split(".")[1] ?? "").length));
  return values.map((value) => fixedText(value, decimals, language));
}
