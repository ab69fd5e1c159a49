// The walls of the house: who may import whom, no circles, no large files, no foreign code behind the library's doors,
// and an op's name in its own paragraph only.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import * as math from "../src/ir/math.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "src");

const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : path.endsWith(".ts") ? [path] : [];
  });

/** The public doors: what any user may import. */
const DOORS = [
  "index",
  "mini",
  "inspect",
  "linalg",
  "native",
  "nn",
  "optim",
  "losses",
  "metrics",
  "data",
  "io",
  "train",
  "viz",
  "datasets",
  "lecture",
  "tasks",
];
/** What a small page loads: these rooms call further ops as functions (checked by tsconfig.mini.json). */
const SMALL = ["mini", "inspect", "linalg"];
const WAIST = ["index", ...SMALL];
/** Doors that look at what is below the waist. */
const INNER = [...WAIST, "native"];

/** Room → rooms it may import, besides itself. A room is a folder of `src`, or a file in it. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ir: ["core"],
  graph: ["core", "ir"],
  emit: ["core", "ir"],
  schedule: ["core", "ir", "graph"],
  runtime: ["core", "ir", "graph", "emit"],
  engine: ["core", "ir", "graph", "schedule", "emit", "runtime"],
  mini: ["core", "graph", "runtime", "engine"],
  index: ["mini", "engine"],
  linalg: ["graph"],
  inspect: ["core", "ir", "graph", "schedule", "emit", "runtime", "engine"],
  native: ["runtime"],
  nn: SMALL,
  optim: [...SMALL, "nn"],
  losses: SMALL,
  metrics: SMALL,
  data: SMALL,
  io: [...SMALL, "nn"],
  train: [...SMALL, "nn", "optim", "losses", "metrics", "data", "io"],
  viz: [...WAIST, "nn", "metrics"],
  datasets: [...WAIST, "data", "io"],
  lecture: [...WAIST, "nn", "optim", "losses", "metrics", "data", "io", "train", "viz", "datasets"],
  tasks: [...WAIST, "nn", "optim", "losses", "metrics", "data", "io", "train", "viz", "datasets", "lecture"],
  cli: DOORS,
};

const files = walk(source).map((path) => {
  const text = readFileSync(path, "utf8");
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const imports = [
    ...code.matchAll(/^\s*(?:import|export)\s[^;"']*?\bfrom\s*"([^"]+)"|^\s*import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm),
  ].map((match) => ({
    target: (match[1] ?? match[2] ?? match[3])!,
    typeOnly: /^\s*(?:import|export)\s+type\b/.test(match[0]),
  }));
  return { path, name: relative(source, path).replaceAll("\\", "/"), text, imports };
});

const roomOf = (name: string): string => name.split("/")[0]!.replace(/\.ts$/, "");
const local = (file: (typeof files)[number]): { name: string; typeOnly: boolean }[] =>
  file.imports
    .filter(({ target }) => target.startsWith("."))
    .map(({ target, typeOnly }) => ({ name: relative(source, join(dirname(file.path), target)).replaceAll("\\", "/"), typeOnly }));

describe("architecture", () => {
  test("every room is in the table", () => {
    expect(files.map((file) => roomOf(file.name)).filter((room) => !(room in MAY))).toEqual([]);
  });

  test("arrows point down only", () => {
    const wrong = files.flatMap((file) =>
      local(file)
        .filter(({ name }) => roomOf(name) !== roomOf(file.name) && !MAY[roomOf(file.name)]?.includes(roomOf(name)))
        .map(({ name }) => `${file.name} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("rooms above the waist enter each other through the door", () => {
    const wrong = files.flatMap((file) =>
      local(file)
        .filter(({ name }) => {
          const from = roomOf(file.name);
          const to = roomOf(name);
          if (from === to || to === "core" || !DOORS.includes(from === "cli" ? "nn" : from) || INNER.includes(from)) return false;
          return name !== `${to}.ts` && name !== `${to}/index.ts`;
        })
        .map(({ name }) => `${file.name} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("no circle of files", () => {
    // Types count too: two files that name each other's types are one file to the reader.
    const edges = new Map(files.map((file) => [file.name, local(file).map(({ name }) => name)]));
    const done = new Set<string>();
    const path: string[] = [];
    const circles: string[] = [];
    const visit = (name: string): void => {
      const at = path.indexOf(name);
      if (at >= 0) return void circles.push([...path.slice(at), name].join(" → "));
      if (done.has(name)) return;
      path.push(name);
      for (const next of edges.get(name) ?? []) visit(next);
      path.pop();
      done.add(name);
    };
    for (const file of files) visit(file.name);
    expect(circles).toEqual([]);
  });

  test("files have at most 450 lines and begin with what they are for", () => {
    const everything = ["src", "test", "examples", "scripts"].flatMap((folder) => walk(join(root, folder)));
    expect(everything.filter((path) => readFileSync(path, "utf8").split("\n").length > 451).map((path) => relative(root, path))).toEqual(
      [],
    );
    expect(files.filter((file) => !/^(\/\/|\/\*|#!)/.test(file.text)).map((file) => file.name)).toEqual([]);
  });

  test("the library imports neither foreign code nor node: modules", () => {
    const wrong = files
      .filter((file) => !["cli", "datasets"].includes(roomOf(file.name)))
      .flatMap((file) =>
        file.imports.filter(({ target }) => !target.startsWith(".")).map(({ target }) => `${file.name} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test("the code has no default exports, no enums, no reminders", () => {
    const wrong = files.filter((file) =>
      /^\s*export default\b|^\s*(?:export\s+)?(?:const\s+)?enum\s|\bTODO\b|\bFIXME\b|@ts-ignore/m.test(file.text),
    );
    expect(wrong.map((file) => file.name)).toEqual([]);
  });

  test("shared code never asks an op for its name", () => {
    const wrong = files
      .filter((file) => ["schedule", "emit", "runtime", "engine"].includes(roomOf(file.name)))
      .flatMap((file) =>
        [...file.text.matchAll(/(?:\bop\.name\s*[!=]==?|switch\s*\(\s*[\w.]*\bop\.name\s*\)|["']\s*===?\s*[\w.]*\bop\.name\b)/g)].map(
          (match) => `${file.name}: ${match[0]}`,
        ),
      );
    expect(wrong).toEqual([]);
  });

  test("ops write math words with the functions of ir/math.ts, which bring their polynomials", () => {
    const words = Object.keys(math).join("|");
    const bare = new RegExp(`\\bcall\\("(?:${words})"|scalar: "(?:${words})"`);
    expect(files.filter((file) => roomOf(file.name) === "graph" && bare.test(file.text)).map((file) => file.name)).toEqual([]);
  });
});

describe("the lab", () => {
  const home = join(root, "lab", "src");
  const all = (folder: string): string[] =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? all(path) : /(?<!\.d)\.tsx?$/.test(path) ? [path] : [];
    });
  const sources = new Map(
    all(home).map((path) => {
      const text = readFileSync(path, "utf8");
      // Parsed, not searched: the rooms hold programs as texts.
      const imports = ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
        if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
        const { moduleSpecifier } = statement;
        if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return [];
        const typeOnly = ts.isExportDeclaration(statement) ? statement.isTypeOnly : statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
        return [{ target: moduleSpecifier.text, typeOnly }];
      });
      return [path, { text, imports }] as const;
    }),
  ); // prettier-ignore
  const packages = JSON.parse(readFileSync(join(root, "lab/package.json"), "utf8")) as { readonly dependencies: object };

  test("comes in through the doors, and brings only the packages that it names", () => {
    const allowed = [...DOORS.filter((door) => door !== "native").map((door) => (door === "index" ? "nabla" : `nabla/${door}`))];
    const wrong = [...sources].flatMap(([path, { imports }]) =>
      imports
        .filter(({ target }) => {
          if (target.startsWith("virtual:") || target.startsWith("nabla")) return !target.startsWith("virtual:") && !allowed.includes(target);
          // Data sets that the library ships are files of the lab too.
          if (/^(\.\.\/)+assets\/[\w.-]+\?url$/.test(target)) return false;
          if (target.startsWith(".")) return !join(dirname(path), target).startsWith(home);
          return !Object.keys(packages.dependencies).some((name) => target === name || target.startsWith(`${name}/`));
        })
        .map(({ target }) => `${relative(home, path)} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  }); // prettier-ignore

  test("the page knows the library's types only: what computes runs in the worker", () => {
    const seen = new Set<string>();
    const wrong: string[] = [];
    const visit = (path: string): void => {
      if (seen.has(path) || !sources.has(path)) return;
      seen.add(path);
      for (const { target, typeOnly } of sources.get(path)!.imports) {
        if (typeOnly) continue;
        if (/^nabla(\/|$)/.test(target)) wrong.push(`${relative(home, path)} imports ${target}`);
        else if (target.startsWith(".")) visit(join(dirname(path), target));
      }
    };
    for (const path of sources.keys()) if (path.endsWith("main.tsx") || path.endsWith("room.tsx")) visit(path);
    expect(seen.size).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  test("files have at most 450 lines and begin with what they are for", () => {
    const wrong = [...sources].filter(([, { text }]) => text.split("\n").length > 451 || !/^(\/\/|\/\*)/.test(text));
    expect(wrong.map(([path]) => relative(home, path))).toEqual([]);
  });
});
