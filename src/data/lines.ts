// Text that comes in pieces, as its lines: strict UTF-8, ends LF or CRLF. Where the pieces come from is left to the caller.
import { Stream } from "./stream.ts";
import { lineError, tableError } from "./tableErrors.ts";

/** A text file: its text, its bytes, or pieces of either one after another: Node's `createReadStream(path)`, `(await fetch(url)).body`. */
export type TextSource = string | Uint8Array | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** What readers of text may be told. */
export interface TextOptions {
  /** How errors call the text: usually the file's name. */
  readonly name?: string;
}

/** A line of a text without its end. */
export interface Line {
  readonly text: string;
  /** Number from 1. */
  readonly line: number;
}

/** Puts lines together from pieces cut anywhere, also inside a letter. */
export class LineReader {
  readonly #name: string;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #rest: string[] = [];
  #line = 0;
  #first = true;

  constructor(name: string) {
    this.#name = name;
  }

  /** Takes the next piece; returns the lines that ended in it. */
  write(piece: string | Uint8Array): Line[] {
    return this.#cut(typeof piece === "string" ? piece : this.#decode(piece, true));
  }

  /** The text is over: returns the last line, if it had no end. */
  end(): Line[] {
    const lines = this.#cut(this.#decode(new Uint8Array(0), false));
    const last = this.#rest.join("");
    return last === "" ? lines : [...lines, { text: last, line: ++this.#line }];
  }

  #decode(bytes: Uint8Array, more: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream: more });
    } catch {
      throw lineError(this.#name, this.#badLine(bytes), "the bytes are not valid UTF-8");
    }
  }

  /** The line on which the first invalid byte stands: the line ends before it are counted by a decoder that says where it stumbles. */
  #badLine(bytes: Uint8Array): number {
    let line = this.#line + 1;
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      try {
        // A letter that began in the piece before makes the first line look broken: skip the bytes that continue it.
        let start = from;
        if (from === 0) while (start < end && start < 3 && (bytes[start]! & 0xc0) === 0x80) start++;
        new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, end));
      } catch {
        return line;
      }
      line++;
      from = end + 1;
    }
    return line;
  }

  #cut(text: string): Line[] {
    const piece = this.#first && text.startsWith("\ufeff") ? text.slice(1) : text; // a byte order mark is no part of the text
    if (text !== "") this.#first = false;
    const lines: Line[] = [];
    let from = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", from)) {
      this.#rest.push(piece.slice(from, end));
      const whole = this.#rest.length === 1 ? this.#rest[0]! : this.#rest.join("");
      this.#rest = [];
      lines.push({ text: whole.endsWith("\r") ? whole.slice(0, -1) : whole, line: ++this.#line });
      from = end + 1;
    }
    if (from < piece.length) this.#rest.push(piece.slice(from));
    return lines;
  }
}

/** The pieces of a source. */
function piecesOf(source: TextSource, name: string): AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array> {
  if (typeof source === "string" || source instanceof Uint8Array) return [source];
  if (typeof source === "object" && source !== null && (Symbol.asyncIterator in source || Symbol.iterator in source)) return source;
  throw tableError(name, "the source must be text, bytes, or an iterable of pieces of them");
}

/** Lines one after another, as pieces arrive. */
export async function* linesIn(source: TextSource, name: string): AsyncGenerator<Line, void, undefined> {
  const reader = new LineReader(name);
  for await (const piece of piecesOf(source, name)) yield* reader.write(piece);
  yield* reader.end();
}

/** All lines of a text that is at hand. */
export function linesOf(source: string | Uint8Array, name: string): Line[] {
  const reader = new LineReader(name);
  return [...reader.write(source), ...reader.end()];
}

/**
 * The lines of a text as a stream, without their ends (LF or CRLF), read as they are wanted: corpora that do not fit into memory.
 * @throws when bytes are not UTF-8: names the line
 * @example
 * await textLines("to be\nor not\r\nto be").toArray() // ["to be", "or not", "to be"]
 * await textLines([new Uint8Array([0xd0]), new Uint8Array([0xb4, 0xd0, 0xb0, 10])]).toArray() // ["да"]
 */
export const textLines = (source: TextSource, { name = "text" }: TextOptions = {}): Stream<string> =>
  new Stream(async function* () {
    for await (const { text } of linesIn(source, name)) yield text;
  });
