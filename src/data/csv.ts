// Text tables as people have them: bytes → text (UTF-8, UTF-16, windows-1251), text → rows of cells (comma, semicolon, tab or bar;
// quotes; any line ends). Cells stay text here; what they mean is decided in table.ts.
import { lineError, tableError } from "./tableErrors.ts";

/** What `decodeText` found. */
export interface DecodedText {
  readonly text: string;
  /** Name of the encoding, as `TextDecoder` calls it. */
  readonly encoding: string;
}

/** What `decodeText` may be told. */
export interface DecodeOptions {
  /** Any name that `TextDecoder` knows; found out when left out. */
  readonly encoding?: string;
  /** How errors call the table. */
  readonly name?: string;
}

/**
 * Bytes of a text file as text. A byte order mark decides (and is removed); else UTF-8 when the bytes are valid UTF-8, else windows-1251,
 * which is what Excel writes on Russian Windows.
 * @example
 * decodeText(new Uint8Array([0xef, 0xf0, 0xe8])).text // "при"
 */
export const decodeText = (bytes: Uint8Array, { encoding, name = "text" }: DecodeOptions = {}): DecodedText => {
  const starts = (...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte);
  if (starts(0x50, 0x4b, 3, 4))
    throw tableError(name, "this is a zip archive (perhaps an Excel workbook), not a text table; save it as CSV first");
  if (encoding !== undefined) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
    } catch (error) {
      throw tableError(
        name,
        error instanceof RangeError ? `unknown encoding ${JSON.stringify(encoding)}` : `the bytes are not valid ${encoding}`,
      );
    }
  }
  if (starts(0xff, 0xfe)) return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "utf-16le" };
  if (starts(0xfe, 0xff)) return { text: new TextDecoder("utf-16be").decode(bytes), encoding: "utf-16be" };
  if (bytes.includes(0)) throw tableError(name, "this is not a text file (it has zero bytes)");
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    return { text: new TextDecoder("windows-1251").decode(bytes), encoding: "windows-1251" };
  }
};

/** A record of a text table: its cells, and the line (from 1) on which it begins. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

type State = "start" | "plain" | "quoted" | "closed";

/**
 * Reads records as text arrives, in pieces cut anywhere (RFC 4180): cells between delimiters, a cell in double quotes may hold
 * delimiters, line breaks and doubled quotes, records end at CRLF, LF or CR. Lines with nothing on them are skipped. A quote inside an unquoted
 * cell is an ordinary character; spaces before an opening and after a closing quote are dropped.
 * Throws, naming the line: text after a closing quote; a quote that never closes.
 * @example
 * const reader = new CsvReader(";")
 * reader.write('a;"b;').map((record) => record.cells) // []
 * reader.write('c"\n1;2').map((record) => record.cells) // [["a","b;c"]]
 * reader.end().map((record) => record.cells) // [["1","2"]]
 */
export class CsvReader {
  readonly #delimiter: string;
  readonly #name: string;
  #state: State = "start";
  #cells: string[] = [];
  #cell = "";
  #line = 1;
  #recordLine = 1;
  #quoteLine = 1;
  #pendingQuote = false;
  #afterReturn = false;
  #sawQuote = false;
  #out: CsvRecord[] = [];

  constructor(delimiter: string, name = "table") {
    if (delimiter.length !== 1 || delimiter === '"' || delimiter === "\n" || delimiter === "\r") {
      throw tableError(name, `a delimiter is one character, no quote and no line end; got ${JSON.stringify(delimiter)}`);
    }
    this.#delimiter = delimiter;
    this.#name = name;
  }

  /** Takes the next piece of text; returns the records that ended in it. */
  write(text: string): CsvRecord[] {
    const delimiter = this.#delimiter;
    let from = 0; // start of the run of ordinary characters that is not yet in #cell
    let at = 0;
    const take = (): void => {
      if (at > from) this.#cell += text.slice(from, at);
      from = at + 1;
    };
    for (; at < text.length; at++) {
      const char = text[at]!;
      if (this.#state === "quoted") {
        if (this.#pendingQuote) {
          this.#pendingQuote = false;
          if (char === '"') continue; // the second of a doubled quote: `from` already points at it
          this.#state = "closed";
          from = at;
        } else {
          if (char === '"') {
            take();
            this.#pendingQuote = true;
          } else if (char === "\r" || (char === "\n" && !this.#afterReturn)) this.#line++;
          this.#afterReturn = char === "\r";
          continue;
        }
      }
      if (char === "\n" && this.#afterReturn) {
        this.#afterReturn = false;
        from = at + 1;
        continue;
      }
      this.#afterReturn = char === "\r";
      if (char === "\n" || char === "\r") {
        take();
        this.#endRecord();
        this.#line++;
        this.#recordLine = this.#line;
      } else if (char === delimiter) {
        take();
        this.#endCell();
      } else if (this.#state === "closed") {
        if (char !== " " && char !== "\t") {
          throw lineError(
            this.#name,
            this.#line,
            `text after a closing quote (cell ${this.#cells.length + 1}); a quote inside a quoted cell is written twice`,
          );
        }
        from = at + 1;
      } else if (this.#state === "start") {
        if (char === '"') {
          this.#cell = "";
          from = at + 1;
          this.#state = "quoted";
          this.#quoteLine = this.#line;
          this.#sawQuote = true;
        } else if (char !== " " && char !== "\t") this.#state = "plain";
      }
    }
    take();
    return this.#flush();
  }

  /** The text is over: returns the last record, if one is left. */
  end(): CsvRecord[] {
    if (this.#state === "quoted" && !this.#pendingQuote) {
      throw lineError(this.#name, this.#quoteLine, `the quote that opens cell ${this.#cells.length + 1} is never closed`);
    }
    this.#pendingQuote = false;
    this.#endRecord();
    return this.#flush();
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = "";
    this.#state = "start";
  }

  #endRecord(): void {
    const blank = this.#cells.length === 0 && this.#cell === "" && !this.#sawQuote;
    this.#endCell();
    if (!blank) this.#out.push({ cells: this.#cells, line: this.#recordLine });
    this.#cells = [];
    this.#sawQuote = false;
  }

  #flush(): CsvRecord[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }
}

/** All records of a text, with a known delimiter. */
export const csvRecords = (text: string, delimiter: string, name = "table"): CsvRecord[] => {
  const reader = new CsvReader(delimiter, name);
  const records = reader.write(text);
  return records.concat(reader.end());
};
