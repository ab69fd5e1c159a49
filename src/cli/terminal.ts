// Speaks to the person or program that called: colour, tables and a progress bar on a terminal, plain lines in a file or
// pipe, and one JSON object a line with --json (then people's text goes to stderr). Knows nothing of networks.
import picocolors from "picocolors";

export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalOptions {
  readonly json: boolean;
  readonly out?: Stream;
  readonly error?: Stream;
  readonly colour?: boolean;
}

export type Align = "left" | "right";

export class Terminal {
  readonly json: boolean;
  /** True if a bar can be drawn over itself. */
  readonly live: boolean;
  readonly paint: ReturnType<typeof picocolors.createColors>;
  private readonly people: Stream;
  private readonly machine: Stream;
  private readonly error: Stream;
  private drawn = false;

  constructor(options: TerminalOptions) {
    this.json = options.json;
    this.machine = options.out ?? process.stdout;
    this.error = options.error ?? process.stderr;
    this.people = options.json ? this.error : this.machine;
    this.live = this.people.isTTY === true;
    this.paint = picocolors.createColors(options.colour ?? (this.live && picocolors.isColorSupported));
  }

  get columns(): number {
    return Math.max(40, this.people.columns ?? 100);
  }

  /** A line for people. */
  line(text = ""): void {
    this.clear();
    this.people.write(`${text}\n`);
  }

  /** A line for people that never gets between the lines of a result. */
  aside(text: string): void {
    this.clear();
    this.error.write(`${text}\n`);
  }

  /** An object for programs; shown only with --json. */
  event(event: Readonly<Record<string, unknown>>): void {
    if (!this.json) return;
    this.clear();
    this.machine.write(`${JSON.stringify(event)}\n`);
  }

  /** Text that is the result itself, whatever the mode: CSV or JSON written to stdout. */
  raw(text: string): void {
    this.clear();
    this.machine.write(text);
  }

  /** Draws `text` over the former status line; on a stream that is no terminal nothing is shown. */
  status(text: string): void {
    if (!this.live) return;
    this.people.write(`\r${clip(text, this.columns - 1)}\u001b[K`);
    this.drawn = true;
  }

  clear(): void {
    if (!this.drawn) return;
    this.people.write("\r\u001b[K");
    this.drawn = false;
  }

  /** Prints rows in columns; the first row is the head. */
  table(rows: readonly (readonly string[])[], align: readonly Align[] = []): void {
    if (rows.length === 0) return;
    const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ""))));
    rows.forEach((row, i) => {
      const cells = row.map((cell, column) => {
        const space = " ".repeat(widths[column]! - width(cell));
        return align[column] === "right" ? space + cell : cell + space;
      });
      const text = `  ${cells.join("  ")}`.trimEnd();
      this.line(i === 0 ? this.paint.dim(text) : text);
    });
  }

  /** `████▌     ` for a share from 0 to 1. */
  bar(share: number, size = 24): string {
    const eighths = Math.round(Math.min(1, Math.max(0, share)) * size * 8);
    const full = Math.floor(eighths / 8);
    const part = eighths % 8 === 0 ? "" : "▏▎▍▌▋▊▉"[(eighths % 8) - 1]!;
    const body = "█".repeat(full) + part;
    return this.paint.cyan(body) + this.paint.dim("·".repeat(size - full - part.length));
  }
}

const ESCAPES = /\u001b\[[0-9;]*[A-Za-z]/g;
const width = (text: string): number => [...text.replace(ESCAPES, "")].length;

function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let shown = 0;
  let out = "";
  for (let i = 0; i < text.length && shown < columns;) {
    const escape = /^\u001b\[[0-9;]*[A-Za-z]/.exec(text.slice(i));
    if (escape) {
      out += escape[0];
      i += escape[0].length;
    } else {
      const character = String.fromCodePoint(text.codePointAt(i)!);
      out += character;
      i += character.length;
      shown++;
    }
  }
  return `${out}\u001b[0m`;
}

/** `1:05`, `2:03:10`. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–:––";
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** `12.3 k`, `4.56 M`. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${(value / 1e9).toPrecision(3)} G`;
  if (size >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (size >= 1e4) return `${(value / 1e3).toPrecision(3)} k`;
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
