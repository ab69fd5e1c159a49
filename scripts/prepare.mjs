// What must be there before anything runs: installed packages and a fresh build. Uses nothing but Node, because on a fresh
// clone there is nothing else.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a program in the project's folder with its output shown on stderr; tells its exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ["inherit", 2, 2], ...options });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

/** Runs a JavaScript file of an installed package, without a shell and without npx. */
export const runTool = (file, args, options) => run(process.execPath, [join(root, "node_modules", file), ...args], options);

function npm(args) {
  const cli = process.env.npm_execpath;
  return cli && cli.endsWith(".js") ? run(process.execPath, [cli, ...args]) : run("npm", args, { shell: process.platform === "win32" });
}

/** True if every package of the lock file is installed in its version (those for other platforms aside). */
function installed() {
  const marker = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(marker)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(marker, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) => path === "" || optional || link || present[path]?.version === version,
  );
}

export function ensureInstalled() {
  if (installed()) return;
  process.stderr.write("nabla: installing packages (npm ci) …\n");
  const status = npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (status !== 0) {
    process.stderr.write("nabla: `npm ci` failed; see the lines above. A network or a package cache is needed the first time.\n");
    process.exit(status);
  }
}

function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const inputs = ["src", "tsconfig.json", "tsconfig.build.json", "package.json", "package-lock.json", "scripts/prepare.mjs"].map((path) =>
  join(root, path),
);
const stamp = join(root, "dist", ".built");

const fresh = () => existsSync(stamp) && statSync(stamp).mtimeMs > Math.max(...inputs.map(newest));

/** Declarations name their neighbours as compiled files: `./shape.ts` becomes `./shape.js`. */
function rewriteDeclarations(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) rewriteDeclarations(path);
    else if (name.endsWith(".d.ts")) {
      const text = readFileSync(path, "utf8");
      const fixed = text.replace(/((?:from|import|declare module)\s*\(?\s*["']\.{1,2}\/[^"']*)\.ts(["'])/g, "$1.js$2");
      if (fixed !== text) writeFileSync(path, fixed);
    }
  }
}

const labFolder = join(root, "dist", "lab");
const labInputs = [
  ...inputs,
  ...["lab/src", "lab/build", "lab/public", "lab/index.html", "lab/vite.config.ts"].map((path) => join(root, path)),
];

/** When the newest file was changed that the lab is made of. */
export const newestLabInput = () => Math.max(...labInputs.map(newest));

const labStamp = join(labFolder, ".built");
const labFresh = () => existsSync(labStamp) && statSync(labStamp).mtimeMs > newestLabInput();

/** Builds the lab into `dist/lab`; a failed build leaves the former one as it was. */
export function buildLab() {
  const started = new Date();
  const fresher = join(root, "dist", `.lab.${process.pid}.tmp`);
  const older = join(root, "dist", `.lab.${process.pid}.old.tmp`);
  try {
    const args = ["build", "--config", "lab/vite.config.ts", "--outDir", fresher, "--logLevel", "error"];
    // Tests set NODE_ENV; what they look at is what people get.
    const status = runTool("vite/bin/vite.js", args, { env: { ...process.env, NODE_ENV: "production" } });
    if (status !== 0) return status;
    const stamp = join(fresher, ".built");
    writeFileSync(stamp, started.toISOString());
    utimesSync(stamp, started, started);
    if (existsSync(labFolder)) renameSync(labFolder, older);
    renameSync(fresher, labFolder);
    return 0;
  } finally {
    for (const folder of [fresher, older]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds the lab unless it is fresh. Several processes may ask at once: one builds, the others wait for it. */
export function ensureLab() {
  const lock = join(root, "node_modules", ".lab-build.lock");
  for (let waited = 0; ; waited++) {
    if (labFresh()) return;
    try {
      mkdirSync(lock);
      break;
    } catch {
      // A lock whose owner died is not waited for.
      if (waited > 10 && Date.now() - statSync(lock, { throwIfNoEntry: false })?.mtimeMs > 120_000)
        rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    process.stderr.write("nabla: building the lab …\n");
    const status = buildLab();
    if (status !== 0) throw new Error(`the lab could not be built (vite ended with ${status})`);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/**
 * The same doors for Node once more, joined into few files: there, reading hundreds of files costs more than all that is in
 * them. Bundlers of pages get the single files, which they choose from.
 */
export function joinForNode(folder) {
  const { buildSync } = createRequire(join(root, "package.json"))("esbuild");
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entryPoints = Object.values(exports).flatMap(({ node, default: single }) =>
    node ? [{ in: join(root, single.replace("./dist/", "src/").replace(/\.js$/, ".ts")), out: node.match(/([^/]+)\.js$/)[1] }] : [],
  );
  buildSync({
    absWorkingDir: root,
    entryPoints,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    // Names stay: stack traces are for people.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
  });
}

/** Compiles `src` into `dist`; a failed build leaves the former `dist` as it was. */
export function build() {
  const started = Date.now();
  const fresher = join(root, `dist.${process.pid}.tmp`);
  const older = join(root, `dist.${process.pid}.old.tmp`);
  for (const folder of [fresher, older]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(fresher, { recursive: true });
  try {
    const status = runTool("typescript/bin/tsc", ["-p", "tsconfig.build.json", "--outDir", fresher]);
    if (status !== 0) return status;
    rewriteDeclarations(fresher);
    joinForNode(join(fresher, "node"));
    writeFileSync(join(fresher, ".built"), new Date(started).toISOString());
    // The lab is built on its own; its stamp says whether it is still good.
    if (existsSync(labFolder)) renameSync(labFolder, join(fresher, "lab"));
    // Moved aside, not deleted, before the new one takes its place: the moment without a `dist` stays short.
    if (existsSync(join(root, "dist"))) renameSync(join(root, "dist"), older);
    renameSync(fresher, join(root, "dist"));
    return 0;
  } finally {
    for (const folder of [fresher, older]) rmSync(folder, { recursive: true, force: true });
  }
}

export function ensureBuilt() {
  if (fresh()) return;
  process.stderr.write("nabla: building …\n");
  const status = build();
  if (status !== 0) process.exit(status);
}
