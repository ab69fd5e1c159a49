// How wide a text will be, without a browser: advances of the typeface Inter, in fiftieths of the size. Knows no pictures.

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LATIN = "eenwwNwfiipxeneiwkuvwuvsvvefxxxqMyxBAuuBBdtysJCCwCwwwByNyyviiiongsvtvtjvuccrcIuuvvjqgusFrsslhlx"; // from U+0020
const CYRILLIC = "ywxtFuMvCCyBJBCBwBwvFyAzMNFIwBPwsusmvtFpuurtDtutvtnsyrutFGwBstGs"; // from U+0410
const GREEK = "xustrpuveqwttsuuvsvnuAsDE"; // from U+03B1

const ROWS: readonly (readonly [first: number, widths: string])[] = [
  [0x20, LATIN],
  [0x410, CYRILLIC],
  [0x3b1, GREEK],
];

const THIN = "\u2009\u202f·′₁¹";
const SMALL = "₀₂₃₄₅₆₇₈₉⁰²³⁴⁵⁶⁷⁸⁹⁻–";
const BROAD = "∞—→←…";

function advance(code: number): number {
  for (const [first, widths] of ROWS) {
    const digit = widths[code - first];
    if (code >= first && digit !== undefined) return DIGITS.indexOf(digit) / 50;
  }
  const character = String.fromCodePoint(code);
  return THIN.includes(character) ? 0.28 : SMALL.includes(character) ? 0.46 : BROAD.includes(character) ? 0.96 : 0.66;
}

/** The width of a text in pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const character of text) sum += advance(character.codePointAt(0)!);
  return sum * size * (bold ? 1.06 : 1);
}

/** Breaks a text at spaces into lines no wider than `width`. */
export function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, size) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Cuts a text that is too wide, with an ellipsis. */
export function shorten(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let end = text.length;
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, size) > width) end--;
  return `${text.slice(0, end).trimEnd()}…`;
}
