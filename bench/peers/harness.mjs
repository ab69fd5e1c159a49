// Shared by the peers' scripts: which works are asked for, repeats, one JSON line a work. Knows no peer.
// A script is started as `node script.mjs '{"setting":…,"works":[…],"repeats":3,"milliseconds":300,"packages":folder}'`, or in a
// worker of a page (chromium.mjs), which is told the same and posts its lines.

const node = globalThis.process?.getBuiltinModule;
const [files, path, modules, urls] = ["fs", "path", "module", "url"].map((name) => node?.(name));

/** What the parent asks for. */
export const ask = node ? JSON.parse(process.argv[2]) : globalThis.ask;

export const say = node ? (line) => process.stdout.write(`${JSON.stringify(line)}\n`) : (line) => postMessage(line);
/** Nothing more will be said. */
export const finish = node ? () => process.exit(0) : () => postMessage(null);

/** Where a package of a peer is installed. */
export const folder = (peer) => path.join(ask.packages, peer);

/** A package of a peer, found from its folder: required, or imported where it is a module only. */
export const load = (peer, name) => modules.createRequire(path.join(folder(peer), "package.json"))(name);
export const bring = (peer, file) =>
  import(node ? urls.pathToFileURL(path.join(folder(peer), "node_modules", file)).href : `/packages/${peer}/node_modules/${file}`);

const json = (file) => JSON.parse(files.readFileSync(file, "utf8"));
/** The version of a peer's package; of a package without one, this library's. In a page the parent tells. */
export const versionOf = (peer, name) =>
  node
    ? json(
        name === undefined
          ? path.join(import.meta.dirname, "..", "..", "package.json")
          : path.join(folder(peer), "node_modules", name, "package.json"),
      ).version
    : ask.version;

/** How seconds of one call become a figure. */
export const MEASURES = {
  "steps/s": () => (seconds) => 1 / seconds,
  "GFLOP/s": (work) => (seconds) => work / seconds / 1e9,
  "GB/s": (work) => (seconds) => work / seconds / 1e9,
  us: () => (seconds) => seconds * 1e6,
  ms: () => (seconds) => seconds * 1e3,
};

/** Milliseconds: a first call that takes longer is all that is measured; a second one, if it takes longer, as well. */
const [PATIENCE, LONG] = [10_000, 2000];

/** Seconds a call, for each repeat. The first calls warm up and find how many fill a repeat; a call of seconds is timed once. */
async function time(run) {
  const clock = async (count) => {
    const begin = performance.now();
    await run(count);
    return performance.now() - begin;
  };
  const { milliseconds, repeats } = ask;
  const first = await clock(1);
  if (first > PATIENCE) return [first / 1e3];
  let count = 1;
  for (;;) {
    const spent = await clock(count);
    if (count === 1 && spent > LONG) return [spent / 1e3];
    if (spent >= milliseconds * 0.6) {
      count = Math.max(1, Math.round((count * milliseconds) / spent));
      break;
    }
    count = Math.max(count * 2, Math.min(count * 16, Math.round((count * milliseconds) / Math.max(spent, 0.02))));
  }
  const seconds = [];
  for (let i = 0; i < repeats; i++) seconds.push((await clock(count)) / 1e3 / count);
  return seconds;
}

const digits = (value) => Number(value.toPrecision(5));

/**
 * Measures `works`: id → { unit, work?, prepare() }, where prepare gives run(count), possibly a promise of it, or
 * { unit, values } that are known; or id → a text: why the peer cannot. Works that are not listed get `otherwise`.
 */
export async function measure(common, works, otherwise) {
  for (const id of ask.works) {
    say({ start: id });
    const made = works[id] ?? otherwise;
    const line = { id, setting: ask.setting, ...common };
    if (typeof made === "string") {
      say({ ...line, error: `cannot: ${made}` });
      continue;
    }
    const { unit, work = 1, values, prepare } = made;
    try {
      const seconds = values === undefined ? await time(await prepare()) : [];
      const found = values ?? seconds.map(MEASURES[unit](work));
      say({ ...line, unit, values: found.map(digits), ...(seconds[0] > PATIENCE / 1e3 && { once: true }) });
    } catch (error) {
      const text = String(error?.message ?? error)
        .split("\n")[0]
        .slice(0, 200);
      say({ ...line, error: `cannot: ${text}` });
    }
  }
  finish();
}

// Inputs, the same at each start.

export function uniform(length, seed = 1, below = 1) {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) / 4294967296) * below;
  });
}

export function normal(length, seed = 1, deviation = 1) {
  const [a, b] = [uniform(length, seed), uniform(length, seed + 1000)];
  return a.map((u, i) => deviation * Math.sqrt(-2 * Math.log(u + 1e-12)) * Math.cos(2 * Math.PI * b[i]));
}

export const whole = (length, below, seed = 7) => Int32Array.from(uniform(length, seed, below), Math.floor);

export const product = (shape) => shape.reduce((a, b) => a * b, 1);

/** The matrix products: id → rows, inner, columns. */
export const PRODUCTS = {
  "matmul-64": [64, 64, 64],
  "matmul-256": [256, 256, 256],
  "matmul-512": [512, 512, 512],
  "matmul-1024": [1024, 1024, 1024],
  "matmul-2048": [2048, 2048, 2048],
  "matmul-odd": [509, 317, 1021],
};

/** A work per matrix product; `make(rows, inner, columns)` gives run(count). */
export const products = (make) =>
  Object.fromEntries(
    Object.entries(PRODUCTS).map(([id, sizes]) => [id, { unit: "GFLOP/s", work: 2 * product(sizes), prepare: () => make(...sizes) }]),
  );

/** The steps that train: id → prepare. */
export const steps = (made) =>
  Object.fromEntries(
    Object.entries(made).map(([name, prepare]) => [`${name}-step`, typeof prepare === "string" ? prepare : { unit: "steps/s", prepare }]),
  );

/** The ops over a million numbers: name → prepare, or why not. */
export const ops = (made) =>
  Object.fromEntries(
    Object.entries(made).map(([name, prepare]) => [`ops-${name}`, typeof prepare === "string" ? prepare : { unit: "ms", prepare }]),
  );

export const XOR = { x: new Float32Array([0, 0, 0, 1, 1, 0, 1, 1]), y: new Float32Array([0, 1, 1, 0]) };
/** Bytes that the chain of gelu reads and writes. */
export const CHAIN = { length: 1e7, bytes: 8e7 };
export const GPT = { layers: 4, width: 128, heads: 4, context: 64, batch: 16, symbols: 65 };
