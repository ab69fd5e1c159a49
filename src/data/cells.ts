// What a cell of a text table means: missing, a number (with either decimal mark), a date. Knows no tables.

/** Decimal mark of a column of numbers. */
export type DecimalMark = "." | ",";

const MISSING = new Set(["", "na", "n/a", "#n/a", "#н/д", "nan", "null", "none", "<na>", "?", "-", "–", "—"]);

/** Empty, NA, N/A, NaN, null, None, ?, and dashes (in any letter case, spaces around do not count) stand for "not known". */
export const isMissing = (cell: string): boolean => cell.length <= 6 && MISSING.has(cell.trim().toLowerCase());

const SIGN = "[+\\-−]?";
const EXPONENT = "(?:[eE][+-]?\\d+)?";
const GAP = "[ \\u00a0\\u2009\\u202f'’]"; // what separates groups of thousands, whatever the decimal mark
const NUMBER = {
  ".": new RegExp(`^${SIGN}(?:\\d+\\.?\\d*|\\.\\d+|\\d{1,3}(?:${GAP}\\d{3})+(?:\\.\\d+)?|\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?)${EXPONENT}$`),
  ",": new RegExp(`^${SIGN}(?:\\d+,?\\d*|,\\d+|\\d{1,3}(?:${GAP}\\d{3})+(?:,\\d+)?|\\d{1,3}(?:\\.\\d{3})+,\\d+|\\d{1,3}(?:\\.\\d{3}){2,})${EXPONENT}$`),
};
const GAPS = new RegExp(GAP, "g");

/** The number that a cell shows, or NaN when it shows none. Groups of thousands may be separated: 1 234,5; 1,234.5; 1.234,5. */
export const numberOf = (cell: string, mark: DecimalMark): number => {
  const text = cell.trim();
  if (!NUMBER[mark].test(text)) return NaN;
  const plain = text.replace("−", "-").replace(GAPS, "");
  const value = Number(mark === "." ? plain.replaceAll(",", "") : plain.replaceAll(".", "").replace(",", "."));
  return Number.isFinite(value) ? value : NaN;
};

const DATE = /^(?:\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?: .*)?)$/;

/** 2024-01-31, 31.01.2024, 1/31/24, with or without a time. */
export const isDate = (cell: string): boolean => DATE.test(cell.trim());

/** The decimal mark under which most cells are numbers; a tie (`1,234` could be either) goes to `tie`. */
export const decimalMarkOf = (cells: Iterable<string>, tie: DecimalMark): DecimalMark => {
  let dots = 0;
  let commas = 0;
  for (const cell of cells) {
    if (isMissing(cell)) continue;
    if (!Number.isNaN(numberOf(cell, "."))) dots++;
    if (!Number.isNaN(numberOf(cell, ","))) commas++;
  }
  return dots === commas ? tie : dots > commas ? "." : ",";
};
