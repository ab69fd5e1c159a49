// Runs a code cell: takes the types away, gives it the doors of the library, and sends back what it prints and its last value.
// Runs in a worker of its own, which the page ends when it is told to stop.
import { transform } from "sucrase";
import { lastExpression } from "./last-expression.ts";
import { show } from "./show.ts";
import type { FullJob } from "./types.ts";

/** What a code cell may import. */
const DOORS: Readonly<Record<string, () => Promise<object>>> = {
  nabla: () => import("nabla"),
  "nabla/nn": () => import("nabla/nn"),
  "nabla/optim": () => import("nabla/optim"),
  "nabla/losses": () => import("nabla/losses"),
  "nabla/metrics": () => import("nabla/metrics"),
  "nabla/data": () => import("nabla/data"),
  "nabla/io": () => import("nabla/io"),
  "nabla/train": () => import("nabla/train"),
  "nabla/viz": () => import("nabla/viz"),
  "nabla/linalg": () => import("nabla/linalg"),
  "nabla/lecture": () => import("nabla/lecture"),
};

/** A line that was printed. */
export interface Line {
  readonly kind: "log" | "warn" | "error";
  readonly text: string;
}

/** How a run ended. */
export interface Outcome {
  /** The last expression's value; null if there is none. */
  readonly value: string | null;
  readonly error: { readonly message: string; readonly line: number | null } | null;
  readonly milliseconds: number;
}

/** More lines are not sent. */
const MOST_LINES = 2000;

/** Runs a source; `emit`s arrays of lines. */
export async function run({ source }: { readonly source: string }, job: FullJob): Promise<Outcome> {
  let waiting: Line[] = [];
  let [count, sent] = [0, performance.now()];
  const flush = (): void => {
    if (waiting.length > 0) job.emit(waiting);
    waiting = [];
    sent = performance.now();
  };
  const print = (kind: Line["kind"]) => (...values: unknown[]): void => {
    if (++count === MOST_LINES) waiting.push({ kind: "warn", text: "…" });
    if (count < MOST_LINES) waiting.push({ kind, text: values.map((value) => show(value)).join(" ") });
    if (performance.now() - sent > 60) flush();
  }; // prettier-ignore
  const console = { log: print("log"), info: print("log"), debug: print("log"), table: print("log"), warn: print("warn"), error: print("error") };
  const begin = performance.now();
  const end = (value: string | null, error: Outcome["error"]): Outcome => {
    flush();
    return { value, error, milliseconds: performance.now() - begin };
  };
  let address = "";
  try {
    const { code, wanted } = prepare(source);
    const doors: Record<string, object> = {};
    for (const name of wanted) doors[name] = await load(name);
    address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const module = (await import(/* @vite-ignore */ address)) as { readonly main: (doors: unknown, load: unknown, console: unknown) => Promise<unknown> };
    const value = await module.main(doors, load, console);
    return end(value === undefined ? null : show(value), null);
  } catch (error) {
    return end(null, { message: error instanceof Error ? `${error.name === "Error" ? "" : `${error.name}: `}${error.message}` : String(error), line: lineOf(error, address) });
  } finally {
    if (address) URL.revokeObjectURL(address);
  }
} // prettier-ignore

async function load(name: string): Promise<object> {
  const door = DOORS[name];
  if (door) return door();
  const known = Object.keys(DOORS).join(", ");
  throw new Error(`import: "${name}" cannot be imported in the page; what can be: ${known}`);
}

/** JavaScript that defines `main`, and the doors that it needs. Lines keep their numbers. */
export function prepare(source: string): { readonly code: string; readonly wanted: readonly string[] } {
  const plain = transform(source, { transforms: ["typescript"], disableESTransforms: true, preserveDynamicImport: true }).code;
  const wanted: string[] = [];
  const need = (name: string, lines: string, text: string): string => {
    if (!wanted.includes(name)) wanted.push(name);
    return text + "\n".repeat(lines.split("\n").length - 1);
  };
  const body = plain
    .replace(/^([ \t]*)import\s*\{([^}]*)\}\s*from\s*["']([^"']+)["'];?/gm, (all, indent: string, names: string, door: string) =>
      need(door, all, `${indent}const {${names.replace(/\s+/g, " ").replace(/(\w|\$)\s+as\s+/g, "$1: ")}} = $doors[${JSON.stringify(door)}];`))
    .replace(/^([ \t]*)import\s*\*\s*as\s+([\w$]+)\s+from\s*["']([^"']+)["'];?/gm, (all, indent: string, name: string, door: string) =>
      need(door, all, `${indent}const ${name} = $doors[${JSON.stringify(door)}];`))
    .replace(/^[ \t]*import\s*["']([^"']+)["'];?/gm, (all, door: string) => need(door, all, ""))
    .replace(/\bimport\s*\(/g, "$load(")
    .replace(/^export\s+(?=(?:async\s+)?(?:const|let|function|class)\b)/gm, ""); // prettier-ignore
  return { code: `export const main = async ($doors, $load, console) => { ${lastExpression(body)}\n};`, wanted };
}

/** The line of the cell that an error came from. */
function lineOf(error: unknown, address: string): number | null {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const line = address ? stack.split(address)[1]?.match(/^:(\d+)/)?.[1] : undefined;
  return line ? Number(line) : null;
}
