// Every example in a public docstring, and every code block of the README, is run: what stands behind `//` must come out.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...parts: string[]
) => (...args: unknown[]) => Promise<unknown>;

/** Doors whose names an example may use without an import, in the order in which they are laid over each other. */
const DOORS = [
  "index",
  "nn/index",
  "optim/index",
  "losses/index",
  "metrics/index",
  "data/index",
  "io/index",
  "train/index",
  "viz/index",
  "lecture/index",
  "tasks/index",
  "datasets/index",
  "inspect",
  "linalg",
];
const exists = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

async function scope(): Promise<Record<string, unknown>> {
  const names: Record<string, unknown> = {};
  for (const door of [...DOORS].reverse()) {
    const path = join(root, "src", `${door}.ts`);
    if (!exists(path)) continue;
    const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    Object.assign(names, module);
    const short = door.split("/")[0]!;
    if (short !== "index") names[short] = module;
  }
  return names;
}

interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : path.endsWith(".ts") ? [path] : [];
  });

function examplesOf(path: string): Example[] {
  const text = readFileSync(path, "utf8");
  const found: Example[] = [];
  for (const block of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const lines = block[0].replace(/\*\/$/, "").split("\n");
    const first = text.slice(0, block.index).split("\n").length;
    for (let i = 0; i < lines.length; i++) {
      const begin = /@example\b(.*)$/.exec(lines[i]!);
      if (!begin) continue;
      const code = [begin[1]!];
      let next = i + 1;
      for (; next < lines.length && !/^\s*\*?\s*@\w/.test(lines[next]!); next++) code.push(lines[next]!.replace(/^\s*\* ?/, ""));
      const clean = code.filter((line) => !/^\s*```/.test(line)).join("\n");
      if (clean.trim() !== "") found.push({ file: relative(root, path), line: first + i, code: clean });
    }
  }
  return found;
}

/** Tells whether what a line's comment says is a value, and not prose. */
function expectation(comment: string): { readonly value: unknown } | null {
  try {
    return { value: new Function(`"use strict"; return (${comment.trim()});`)() as unknown };
  } catch {
    return null;
  }
}

/** Numbers in an example are rounded as printed: half a unit of the last digit shown, or a few bits of f32. */
function toleranceOf(shown: string): number {
  const digits = Math.max(0, ...[...shown.matchAll(/\.(\d+)(?!\d*e)/g)].map((match) => match[1]!.length));
  return digits > 0 ? 0.5000001 * 10 ** -digits : 0;
}

function close(actual: unknown, expected: unknown, tolerance: number): boolean {
  if (typeof expected === "number" && typeof actual === "number")
    return Object.is(actual, expected) || Math.abs(actual - expected) <= Math.max(tolerance, 1e-6 * Math.abs(expected));
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) && !ArrayBuffer.isView(actual)) return false;
    const list = Array.from(actual as ArrayLike<unknown>);
    return list.length === expected.length && expected.every((value, i) => close(list[i], value, tolerance));
  }
  if (expected !== null && typeof expected === "object" && actual !== null && typeof actual === "object")
    return Object.entries(expected).every(([key, value]) => close((actual as Record<string, unknown>)[key], value, tolerance));
  return Object.is(actual, expected);
}

/** Turns `expression // value` into a check; other lines stay. A statement may span lines: the comment stands on its last. */
function program(code: string): string {
  const out: string[] = [];
  let pending: string[] = [];
  for (const line of code.split("\n")) {
    const match = /^(.*?\S)\s+\/\/\s*(.+)$/.exec(line);
    const wanted = match && expectation(match[2]!);
    if (!match || !wanted) {
      pending.push(line);
      const sofar = pending.join("\n");
      if (parses(sofar)) {
        out.push(sofar);
        pending = [];
      }
      continue;
    }
    const expression = [...pending, match[1]!].join("\n").trim().replace(/;$/, "");
    pending = [];
    const declared = /^(?:const|let|var)\s+([A-Za-z_$][\w$]*)/.exec(expression);
    const console_ = /^console\.log\(([\s\S]*)\)$/.exec(expression);
    const shown = JSON.stringify(match[2]!.trim());
    if (declared) out.push(`${expression};\n__check(${declared[1]!}, ${match[2]!}, ${shown});`);
    else out.push(`__check(${console_ ? console_[1]! : `(${expression})`}, ${match[2]!}, ${shown});`);
  }
  out.push(...pending);
  return out.join("\n");
}

function parses(code: string): boolean {
  try {
    transformSync(`async function f() {\n${code}\n}`, { loader: "ts", logLevel: "silent" });
    return true;
  } catch {
    return false;
  }
}

async function runExample(example: Example, names: Record<string, unknown>): Promise<number> {
  let checks = 0;
  const check = (actual: unknown, expected: unknown, shown: string): void => {
    checks++;
    if (!close(actual, expected, toleranceOf(shown))) expect(actual, `${example.file}:${example.line}`).toEqual(expected);
  };
  const imports: string[] = [];
  const body = example.code.replace(/^\s*import\s[^;]*;?\s*$/gm, (line) => {
    imports.push(line);
    return "";
  });
  const source = `async function __example() {\n${program(body)}\n}`;
  const { code } = transformSync(source, { loader: "ts", target: "es2022" });
  const declared = new Set([...body.matchAll(/\b(?:const|let|var|function|class)\s+([A-Za-z_$][\w$]*)/g)].map((match) => match[1]!));
  const keys = Object.keys(names).filter((name) => !declared.has(name) && name !== "default");
  await new AsyncFunction("__check", ...keys, `${code}\nreturn __example();`)(check, ...keys.map((key) => names[key]));
  return checks;
}

const names = await scope();

describe("examples in docstrings", () => {
  const examples = walk(join(root, "src"))
    .filter((path) => !relative(root, path).startsWith(join("src", "cli")))
    .flatMap(examplesOf);
  for (const example of examples) {
    test(`${example.file}:${example.line}`, async () => {
      const wantsValue = /\/\/\s*\S/.test(example.code);
      const checks = await runExample(example, names);
      expect(checks > 0 || !wantsValue, "an example shows a result that can be read as a value").toBe(true);
    });
  }
});

describe("code in documents", () => {
  for (const document of ["README.md", "docs/architecture.md"]) {
    const path = join(root, document);
    if (!exists(path)) continue;
    const text = readFileSync(path, "utf8");
    for (const block of text.matchAll(/```ts\n([\s\S]*?)```/g)) {
      const line = text.slice(0, block.index).split("\n").length;
      test(`${document}:${line}`, async () => {
        await runExample({ file: document, line, code: block[1]! }, names);
      });
    }
  }
});
