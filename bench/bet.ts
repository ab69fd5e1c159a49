// Is a matrix product that goes through the common loop IR fast in both spellings? Ours as WebAssembly (one and two threads)
// and as C, beside tfjs-wasm, onnxruntime-node and numpy, round by round in turn, so that all see the same machine.
// Usage: tsx bench/bet.ts [--sizes 256,512,1024,2048,509x317x1021] [--rounds 7] [--seconds 0.25] [--peers folder] [--only text]
// Prints one JSON object a line: GFLOP/s as median, min and max of the rounds; `cpu` is the median of GFLOP per second of
// processor time. The maximum is nearest to an idle machine.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readArguments } from "../scripts/arguments.ts";
import type { Limits, Program } from "../src/ir/types.ts";
import { wasm } from "../src/runtime/wasm/device.ts";
import { contractionKernel } from "../src/schedule/contraction.ts";
import { optimize } from "../src/schedule/passes/passes.ts";
import { buffersOf, makeCase, matmulCase } from "../test/helpers/contractions.ts";
import { loadNative, programOf } from "../test/helpers/native.ts";

const USAGE = `
tsx bench/bet.ts [options]    matrix products of the common loop IR beside those of others, a JSON object a line

  --sizes <list>     256,512,1024,2048,509x317x1021 unless given
  --rounds <n>       7 unless given
  --seconds <s>      least time of a round, 0.25 unless given
  --peers <folder>   where peers are installed
  --only <text>      contenders whose name has this text
  --wide             V8's wide vectors, on Node 24 and later
`;
const { values: options } = readArguments("bench/bet", USAGE, {
  sizes: { type: "string", default: "256,512,1024,2048,509x317x1021" },
  rounds: { type: "string", default: "7" },
  seconds: { type: "string", default: "0.25" },
  peers: { type: "string", default: join(tmpdir(), "nabla-peers") },
  only: { type: "string", default: "" },
  wide: { type: "boolean", default: false },
});

type Size = readonly [m: number, k: number, n: number];

/** One way to multiply; `prepare` gives a function that does it `times` times, after its answer was found right. */
interface Contender {
  readonly device: string;
  readonly threads: number;
  prepare(size: Size, a: Float32Array, b: Float32Array): Promise<Prepared> | Prepared;
}

interface Took {
  readonly wall: number;
  readonly cpu: number;
}

interface Prepared {
  run(times: number): Promise<void> | void;
  /** Seconds, and seconds of processor time, as the contender itself measured them, if it runs elsewhere. */
  readonly seconds?: () => Took;
  result(): Promise<Float32Array> | Float32Array;
  done?(): void;
}

const NATIVE: Limits = {
  vectorBytes: 64,
  tile: { rows: 8, columns: 48 },
  fma: true,
  threads: 1,
  mathWords: new Set(["exp", "expm1", "log", "log1p", "sin", "cos", "atan", "tanh", "erf", "pow"]),
};

function programFor([m, k, n]: Size, limits: Limits) {
  const made = makeCase(matmulCase(m, k, n));
  const kernel = optimize(contractionKernel(made.contraction, limits), limits);
  const program: Program = programOf(kernel.name, [kernel], buffersOf(made, kernel));
  return { program, buffers: made.buffers };
}

const ourWasm = (threads: number): Contender => ({
  device: options.wide ? "wasm-wide" : "wasm",
  threads,
  prepare(size, a, b) {
    const device = wasm({ threads, wide: options.wide });
    const { program, buffers } = programFor(size, device.limits);
    const executable = device.load(program);
    const view = (buffer: typeof buffers.a): Float32Array => {
      const place = program.buffers.get(buffer)!;
      return device.view("f32", executable.arena + (place.at === "arena" ? place.offset : 0), buffer.length) as Float32Array;
    };
    view(buffers.a).set(a);
    view(buffers.b).set(b);
    return {
      run(times) {
        for (let i = 0; i < times; i++) executable.run();
      },
      result: () => view(buffers.out).slice(),
      done() {
        executable.dispose();
        device.dispose();
      },
    };
  },
});

const ourC: Contender = {
  device: "c",
  threads: 1,
  prepare(size, a, b) {
    const { program, buffers } = programFor(size, NATIVE);
    const native = loadNative(program);
    native.view(buffers.a).set(a);
    native.view(buffers.b).set(b);
    return {
      run(times) {
        for (let i = 0; i < times; i++) native.run();
      },
      result: () => native.view(buffers.out).slice() as Float32Array,
    };
  },
};

/** Loads a package from the peers' own folder, installing it there at first use. */
async function peer(folder: string, specs: readonly string[]): Promise<NodeJS.Require> {
  const place = join(options.peers, folder);
  const require = createRequire(join(place, "package.json"));
  const names = specs.map((spec) => spec.slice(0, spec.lastIndexOf("@")));
  if (!names.every((name) => existsSync(join(place, "node_modules", name)))) {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "package.json"), '{"private":true}');
    const made = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...specs], { cwd: place, encoding: "utf8" });
    if (made.status !== 0) throw new Error(`cannot install ${specs.join(" ")}: ${made.stderr.trim().split("\n").at(-1)}`);
  }
  return require;
}

interface Tf {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor2d(data: Float32Array, shape: [number, number]): TfTensor;
  matMul(a: TfTensor, b: TfTensor): TfTensor;
}
interface TfTensor {
  dataSync(): Float32Array;
  dispose(): void;
}

let tf: Promise<Tf> | undefined;
const tfjs: Contender = {
  device: "tfjs-wasm",
  threads: 1,
  async prepare([m, k, n], a, b) {
    tf ??= (async () => {
      const require = await peer("tfjs", ["@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0"]);
      const log = console.log;
      console.log = console.error;
      const main = require("@tensorflow/tfjs") as Tf;
      const backend = require("@tensorflow/tfjs-backend-wasm") as { setWasmPaths(path: string): void };
      backend.setWasmPaths(join(options.peers, "tfjs/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));
      await main.setBackend("wasm");
      await main.ready();
      console.log = log;
      return main;
    })();
    const lib = await tf;
    const [x, y] = [lib.tensor2d(a, [m, k]), lib.tensor2d(b, [k, n])];
    return {
      run(times) {
        for (let i = 0; i < times; i++) lib.matMul(x, y).dispose();
      },
      result() {
        const out = lib.matMul(x, y);
        const data = out.dataSync().slice();
        out.dispose();
        return data;
      },
      done() {
        x.dispose();
        y.dispose();
      },
    };
  },
};

/** The bytes of an ONNX model with one MatMul: protocol buffers by hand. */
function matmulModel([m, k, n]: Size): Uint8Array {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  const bytes = (field: number, content: readonly number[]): number[] => [
    ...varint((field << 3) | 2),
    ...varint(content.length),
    ...content,
  ];
  const number = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)];
  const text = (field: number, value: string): number[] => bytes(field, [...new TextEncoder().encode(value)]);
  const tensor = (name: string, shape: readonly number[]): number[] => {
    const dims = shape.flatMap((size) => bytes(1, number(1, size)));
    return [...text(1, name), ...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, dims)]))];
  };
  const node = [...text(1, "a"), ...text(1, "b"), ...text(2, "c"), ...text(4, "MatMul")];
  const graph = [...bytes(1, node), ...text(2, "g"), ...bytes(11, tensor("a", [m, k])), ...bytes(11, tensor("b", [k, n])), ...bytes(12, tensor("c", [m, n]))]; // prettier-ignore
  return new Uint8Array([...number(1, 7), ...bytes(7, graph), ...bytes(8, [...text(1, ""), ...number(2, 13)])]);
}

interface Ort {
  InferenceSession: { create(model: Uint8Array, options: object): Promise<{ run(feeds: object): Promise<Record<string, { data: Float32Array }>>; release(): Promise<void> }> }; // prettier-ignore
  Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => unknown;
}

const onnx = (threads: number): Contender => ({
  device: "onnxruntime-node",
  threads,
  async prepare(size, a, b) {
    const [m, k, n] = size;
    const ort = (await peer("ortnode", ["onnxruntime-node@1.30.0"]))("onnxruntime-node") as Ort;
    const session = await ort.InferenceSession.create(matmulModel(size), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionProviders: ["cpu"],
    });
    const feeds = { a: new ort.Tensor("float32", a, [m, k]), b: new ort.Tensor("float32", b, [k, n]) };
    return {
      async run(times) {
        for (let i = 0; i < times; i++) await session.run(feeds);
      },
      result: async () => (await session.run(feeds))["c"]!.data,
      done: () => void session.release(),
    };
  },
});

const PYTHON = `
import sys, time, numpy as np
m, k, n = map(int, sys.argv[1:4])
a = np.fromfile(sys.argv[4] + "/a", np.float32).reshape(m, k); b = np.fromfile(sys.argv[4] + "/b", np.float32).reshape(k, n); c = a @ b
c.tofile(sys.argv[4] + "/c"); print("ready", flush=True)
for line in sys.stdin:
    t = time.perf_counter(); u = time.process_time()
    for _ in range(int(line)): np.matmul(a, b, out=c)
    print(time.perf_counter() - t, time.process_time() - u, flush=True)
`;

/** numpy in a process of its own that multiplies when it is told to. */
const numpy = (threads: number): Contender => ({
  device: "numpy",
  threads,
  async prepare([m, k, n], a, b) {
    const { readFileSync } = await import("node:fs");
    const folder = mkdtempSync(join(tmpdir(), "nabla-numpy-"));
    writeFileSync(join(folder, "a"), a);
    writeFileSync(join(folder, "b"), b);
    const child = spawn("/usr/bin/python3", ["-c", PYTHON, String(m), String(k), String(n), folder], {
      env: { ...process.env, OPENBLAS_NUM_THREADS: String(threads) },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ready = await lines.next();
    if (ready.done) throw new Error("numpy is not there (Debian: python3-numpy libopenblas0-pthread)");
    const bytes = readFileSync(join(folder, "c"));
    const result = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    rmSync(folder, { recursive: true, force: true });
    let took: Took = { wall: 0, cpu: 0 };
    return {
      async run(times) {
        child.stdin.write(`${times}\n`);
        const [wall, cpu] = String((await lines.next()).value)
          .split(" ")
          .map(Number);
        took = { wall: wall!, cpu: cpu! };
      },
      seconds: () => took,
      result: () => result,
      done: () => void child.stdin.end(),
    };
  },
});

function verify(name: string, [m, k, n]: Size, a: Float32Array, b: Float32Array, c: Float32Array): void {
  for (let s = 0; s < 200; s++) {
    const [i, j] = s < 4 ? [(s & 1) * (m - 1), (s >> 1) * (n - 1)] : [(s * 7919) % m, (s * 104729) % n];
    let sum = 0;
    for (let p = 0; p < k; p++) sum += a[i * k + p]! * b[p * n + j]!;
    if (!(Math.abs(sum - c[i * n + j]!) <= 1e-4 * Math.sqrt(k)))
      throw new Error(`${name}: element ${i}, ${j} is ${c[i * n + j]}, not ${sum}`);
  }
}

const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[values.length >> 1]!;
const show = (value: number): number => Number(value.toPrecision(4));

async function compare(size: Size, contenders: readonly Contender[]): Promise<void> {
  const [m, k, n] = size;
  const id = m === k && k === n ? `matmul-${n}` : `matmul-${m}x${k}x${n}`;
  const noise = (length: number, seed: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed) * 0.5);
  const [a, b] = [noise(m * k, 1), noise(k * n, 2)];
  const flops = 2 * m * k * n;
  const runners: { contender: Contender; prepared: Prepared; times: number; values: Took[] }[] = [];
  const timed = async (prepared: Prepared, times: number): Promise<Took> => {
    const [start, before] = [performance.now(), process.cpuUsage()];
    await prepared.run(times);
    const { user, system } = process.cpuUsage(before);
    return prepared.seconds?.() ?? { wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6 };
  };
  for (const contender of contenders) {
    const { device, threads } = contender;
    try {
      const prepared = await contender.prepare(size, a, b);
      await prepared.run(1);
      verify(device, size, a, b, await prepared.result());
      let times = 1;
      for (let took = 0; ;) {
        took = (await timed(prepared, times)).wall;
        if (took >= Number(options.seconds)) break;
        times = Math.ceil(times * Math.min(8, Math.max(1.2, (Number(options.seconds) * 1.1) / Math.max(took, 1e-6))));
      }
      runners.push({ contender, prepared, times, values: [] });
    } catch (error) {
      console.log(JSON.stringify({ id, device, threads, skipped: (error as Error).message.split("\n")[0] }));
    }
  }
  for (let round = 0; round < Number(options.rounds); round++) for (const r of runners) r.values.push(await timed(r.prepared, r.times));
  for (const { contender, prepared, times, values } of runners) {
    const { device, threads } = contender;
    const work = (flops * times) / 1e9;
    const speeds = values.map(({ wall }) => work / wall);
    // On a machine that others use too, processor time says more than the clock: for one thread the two agree when it is idle.
    const own = threads === 1 ? { cpu: show(median(values.map(({ cpu }) => work / cpu))) } : {};
    const [value, min, max] = [median(speeds), Math.min(...speeds), Math.max(...speeds)].map(show);
    console.log(JSON.stringify({ id, device, threads, value, unit: "GFLOP/s", min, max, ...own }));
    prepared.done?.();
  }
}

const all = [ourWasm(1), ourWasm(2), ourC, tfjs, onnx(1), onnx(2), numpy(1), numpy(2)];
const chosen = all.filter((c) => options.only.split(",").some((text) => `${c.device}-${c.threads}`.includes(text)));
for (const text of options.sizes.split(",")) {
  const parts = text.split("x").map(Number);
  await compare(parts.length === 3 ? (parts as [number, number, number]) : [parts[0]!, parts[0]!, parts[0]!], chosen);
}
process.exit(0);
