// What a page pays to train a network: all the code that it must load for the smallest useful program, minified and
// compressed, has a budget. Counted as Vite builds it for pages, with no option set, and as esbuild does with splitting;
// code that is imported only where memory is shared between threads, and so never loaded by an ordinary page, is not counted.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build as buildByEsbuild } from "esbuild";
import { build as buildByVite } from "vite";
import { expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
/** The smallest bundle is that of the small door; the main one brings all methods of tensors and how they print. */
const BUDGET = { mini: { vite: 60_000, esbuild: 63_500 }, index: { vite: 66_000, esbuild: 69_500 } };
type Door = keyof typeof BUDGET;

const entryOf = (door: Door): string => `
import { compile, mean, square, tensor } from "./src/${door}.ts";
import { linear } from "./src/nn/index.ts";
import { sgd } from "./src/optim/index.ts";
const model = linear(2, 1);
const optimizer = sgd({ lr: 0.1 }).over(model);
const step = compile((x, y) => {
  const loss = mean(square(model.forward(x).sub(y)));
  loss.backward();
  optimizer.step();
  return loss;
});
console.log(step(tensor([[1, 2]]), tensor([[3]])).item());
`;

/** One file of a bundle. */
interface Chunk {
  readonly name: string;
  readonly entry: boolean;
  readonly code: string;
  /** Names of the files that must be there before it runs. */
  readonly imports: readonly string[];
}

async function byVite(entry: string): Promise<Chunk[]> {
  const name = join(root, "entry.ts");
  const built = await buildByVite({
    root,
    configFile: false,
    logLevel: "silent",
    mode: "production",
    plugins: [{ name: "entry", resolveId: (id) => (id === name ? id : null), load: (id) => (id === name ? entry : null) }],
    build: { write: false, rollupOptions: { input: name }, modulePreload: { polyfill: false } },
  });
  const outputs = (Array.isArray(built) ? built : "output" in built ? [built] : []).flatMap(({ output }) => output);
  return outputs.flatMap((file) =>
    file.type === "chunk" ? [{ name: file.fileName, entry: file.isEntry, code: file.code, imports: file.imports }] : [],
  );
}

async function byEsbuild(entry: string): Promise<Chunk[]> {
  const { outputFiles, metafile } = await buildByEsbuild({
    stdin: { contents: entry, resolveDir: root, loader: "ts" },
    absWorkingDir: root,
    outdir: root,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const code = new Map(outputFiles.map((file) => [file.path, file.text]));
  return Object.entries(metafile.outputs).map(([name, { entryPoint, imports }]) => ({
    name,
    entry: entryPoint === "<stdin>",
    code: code.get(join(root, name))!,
    imports: imports.flatMap(({ kind, path }) => (kind === "import-statement" ? [path] : [])),
  }));
}

/** The files that are loaded before the program runs. */
function loaded(chunks: readonly Chunk[]): Chunk[] {
  const needed = new Set(chunks.filter((chunk) => chunk.entry));
  for (const chunk of needed) for (const name of chunk.imports) needed.add(chunks.find((other) => other.name === name)!);
  return [...needed];
}

/** Runs the bundle in a process of its own and gives what it prints. */
function run(chunks: readonly Chunk[]): string {
  const folder = mkdtempSync(join(tmpdir(), "nabla-size-"));
  try {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    for (const { name, code } of chunks) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), code);
    }
    return execFileSync(process.execPath, [join(folder, chunks.find((chunk) => chunk.entry)!.name)], { encoding: "utf8", timeout: 60_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  ["mini", "vite", byVite],
  ["mini", "esbuild", byEsbuild],
  ["index", "vite", byVite],
  ["index", "esbuild", byEsbuild],
] as const)("the smallest training bundle of the door %s, built by %s, keeps its budget", async (door, tool, bundle) => {
  const chunks = await bundle(entryOf(door));
  const files = loaded(chunks);
  expect(files.length).toBeGreaterThan(0);
  expect(files.length).toBeLessThan(chunks.length);
  const bytes = files.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
  const size = files.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
  console.log(
    `smallest training bundle of ${door} by ${tool}: ${(bytes / 1000).toFixed(1)} kB minified, ${(size / 1000).toFixed(1)} kB compressed`,
  );
  expect(Number(run(chunks))).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(BUDGET[door][tool]);
});
