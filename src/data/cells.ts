// What a cell of a text table means: missing, a number (with either decimal mark), a date. Knows no tables.

/** Decimal mark of a column of numbers. */
export type DecimalMark = "." | ",";

const MISSING = new Set(["", "na", "n/a", "#n/a", "н/д", "#н/д", "nan", "null", "none", "<na>", "?", "-", "–", "—"]);

/** Empty, NA, N/A, Н/Д, NaN, null, None, ?, and dashes (in any letter case, spaces around do not count) stand for "not known". */
export const isMissing = (cell: string): boolean => {
  if (cell === "") return true;
  const first = cell.charCodeAt(0);
  if (first >= 48 && first <= 57) return false; // most cells begin with a digit
  return MISSING.has(cell.trim().toLowerCase());
};

// A sign; digits with a decimal mark, or groups of three digits between spaces, apostrophes or the other mark; an exponent.
const NUMBER = {
  ".": /^[+\-−]?(?:\d+\.?\d*|\.\d+|\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?)(?:[eE][+-]?\d+)?$/,
  ",": /^[+\-−]?(?:\d+,?\d*|,\d+|\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})(?:[eE][+-]?\d+)?$/,
};
const GAPS = /[ \u00a0\u2009\u202f'’]/g;
/** The forms that nearly all numbers have, to be quick with them. */
const SIMPLE = { ".": /^-?\d+(?:\.\d+)?$/, ",": /^-?\d+(?:,\d+)?$/ };

/** The number that a cell shows, or NaN when it shows none. Groups of thousands may be separated: 1 234,5; 1,234.5; 1.234,5. */
export const numberOf = (cell: string, mark: DecimalMark): number => {
  if (SIMPLE[mark].test(cell)) return finite(Number(mark === "." ? cell : cell.replace(",", ".")));
  const text = cell.trim();
  if (!NUMBER[mark].test(text)) return NaN;
  const plain = text.replace("−", "-").replace(GAPS, "");
  return finite(Number(mark === "." ? plain.replaceAll(",", "") : plain.replaceAll(".", "").replace(",", ".")));
};

/** A number too large to hold is none. */
const finite = (value: number): number => (Number.isFinite(value) ? value : NaN);

const DATE = /^(?:\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?: .*)?)$/;

/** 2024-01-31, 31.01.2024, 1/31/24, with or without a time. */
export const isDate = (cell: string): boolean => DATE.test(cell.trim());

/** The decimal mark under which most cells are numbers; a tie (`1,234` could be either) goes to `tie`. */
export const decimalMarkOf = (cells: Iterable<string>, tie: DecimalMark): DecimalMark => {
  let dots = 0;
  let commas = 0;
  for (const cell of cells) {
    if (!cell.includes(".") && !cell.includes(",")) continue; // the same number under both
    if (!Number.isNaN(numberOf(cell, "."))) dots++;
    if (!Number.isNaN(numberOf(cell, ","))) commas++;
  }
  return dots === commas ? tie : dots > commas ? "." : ",";
};
