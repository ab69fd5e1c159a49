// What the command line says when something is wrong: always one line, for people. Knows Node's error codes; not the commands.

/** A mistake in what was asked for, or something in the way of it. The text names the file, line or option, and what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** 2 for a wrong call, 1 for everything else. */
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const usageError = (message: string): CommandError => new CommandError(message, 2);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EISDIR: "it is a folder, a file is needed",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "it exists already",
  ENOSPC: "no space left on the disk; free some, then continue with --resume",
  EDQUOT: "the disk quota is used up; free some, then continue with --resume",
  EROFS: "the file system is read-only",
  EFBIG: "the file would be larger than the limit allows",
  EMFILE: "too many files are open",
  EIO: "the disk reports an input/output error",
  ENAMETOOLONG: "the name is too long",
  ENOTEMPTY: "the folder is not empty",
};

interface SystemError extends Error {
  readonly code?: string;
  readonly path?: string;
  readonly dest?: string;
}

/** The one line for any thrown thing. */
export function describeError(error: unknown): string {
  // Known by its name: the library need not be loaded to say that an option is wrong.
  if (error instanceof CommandError || (error instanceof Error && error.name === "NablaError")) return oneLine(error.message);
  if (error instanceof Error) {
    const { code, path, dest } = error as SystemError;
    const reason = code === undefined ? undefined : REASONS[code];
    if (reason !== undefined) return oneLine(`${dest ?? path ?? "a file"}: ${reason}`);
    if (error instanceof RangeError && /allocation|array length|memory/i.test(error.message))
      return "out of memory; try a smaller --batch or fewer rows";
    return oneLine(`unexpected failure: ${error.message} (--debug shows where)`);
  }
  return oneLine(`unexpected failure: ${String(error)}`);
}

export const exitCodeOf = (error: unknown): number => (error instanceof CommandError ? error.exitCode : 1);

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ").trim();

/** The candidate nearest to `word`, if it is near enough to be what was meant. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
