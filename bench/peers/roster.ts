// Who takes part: peers, the settings each is tried in, and what has to be installed for them. Knows nothing of figures.
import { availableParallelism } from "node:os";

/** How a setting of a peer is started. */
export interface Setting {
  readonly name: string;
  /** A file of this folder. */
  readonly script: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly runtime: "node" | "node 24" | "python";
  readonly environment?: Readonly<Record<string, string>>;
  /** By work, what its script is called with: a file of `cold`, and words behind the folder of packages. */
  readonly cold?: Readonly<Record<string, readonly string[]>>;
}

export interface Peer {
  readonly name: string;
  readonly kind: "ours" | "javascript" | "by hand" | "native" | "limit";
  /** Folder of its packages, and what goes there. */
  readonly packages?: { readonly folder: string; readonly specs: readonly string[] };
  readonly settings: readonly Setting[];
}

/** Works that are a process, or a page, from its start to its end. */
export const COLD: readonly string[] = ["cold-start", "cold-start-cnn"];

const COUNTS = availableParallelism() > 1 ? [1, 2] : [1];
const threads = (count: number): string => `${count} thread${count > 1 ? "s" : ""}`;

const ours = (name: string, device: string, runtime: Setting["runtime"], cold?: Setting["cold"]): Peer => ({
  name,
  kind: "ours",
  settings: COUNTS.map((count) => ({
    name: threads(count),
    script: "nabla.mjs",
    options: { device, threads: count },
    runtime,
    ...(cold && count === 1 && { cold }),
  })),
});

/** A script in a worker of a page; `more` is what the script itself is told. */
const inChromium = (name: string, script: string, isolated: boolean, more: Setting["options"] = {}, cold?: Setting["cold"]): Setting => ({
  name,
  script: "chromium.mjs",
  options: { script, isolated, ...more },
  runtime: "node",
  ...(cold && { cold }),
});

const python = (name: string, script: string, cold?: Setting["cold"]): Peer => ({
  name,
  kind: "native",
  settings: COUNTS.map((count) => ({
    name: threads(count),
    script,
    options: { threads: count },
    runtime: "python",
    environment: { OPENBLAS_NUM_THREADS: `${count}`, OMP_NUM_THREADS: `${count}`, PYTHONDONTWRITEBYTECODE: "1" },
    ...(cold && count === 1 && { cold }),
  })),
});

const onnx = (kind: "node" | "web"): Peer => ({
  name: `onnxruntime-${kind}`,
  kind: kind === "web" ? "javascript" : "native",
  packages: { folder: `ort${kind}`, specs: [`onnxruntime-${kind}@1.30.0`] },
  settings: COUNTS.map((count) => ({ name: threads(count), script: "ort.mjs", options: { kind, threads: count }, runtime: "node" })),
});

/** The binaries of a newer Node for this machine, for what the running one lacks. */
export const NEWER_NODE = { folder: "node24", specs: [`node-${process.platform}-${process.arch}@24.9.0`] };

export const PEERS: readonly Peer[] = [
  ours("nabla wasm", "wasm", "node", { "cold-start": ["nabla.mjs"], "cold-start-cnn": ["nabla_cnn.mjs"] }),
  {
    name: "nabla wasm in Chromium",
    kind: "ours",
    settings: [
      ...COUNTS.map((count) => inChromium(threads(count), "nabla.mjs", true, { device: "wasm", threads: count })),
      inChromium(
        "1 thread, not isolated",
        "nabla.mjs",
        false,
        { device: "wasm", threads: 1 },
        {
          "cold-start": ["page.mjs", "nabla.mjs"],
          "cold-start-cnn": ["page.mjs", "../../../dist/cli/bench/cold-start-cnn.js"],
        },
      ),
    ],
  },
  ours("nabla wide", "wide", "node 24"),
  ours("nabla native", "native", "node"),
  {
    name: "tfjs",
    kind: "javascript",
    packages: { folder: "tfjs", specs: ["@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0"] },
    settings: ["cpu", "wasm"].map((backend) => ({
      name: backend,
      script: "tfjs.mjs",
      options: { backend },
      runtime: "node",
      cold: { "cold-start": ["tfjs.mjs", backend] },
    })),
  },
  {
    name: "jax-js",
    kind: "javascript",
    packages: { folder: "jaxjs", specs: ["@jax-js/jax@0.1.25"] },
    settings: [
      { name: "1 thread", script: "jaxjs.mjs", options: {}, runtime: "node", cold: { "cold-start": ["jaxjs.mjs"] } },
      { name: "workers by a shim", script: "jaxjs.mjs", options: { workers: true }, runtime: "node" },
      { name: "Node 24", script: "jaxjs.mjs", options: {}, runtime: "node 24" },
      inChromium("Chromium, its workers", "jaxjs.mjs", true, { peer: "jaxjs", name: "@jax-js/jax" }),
    ],
  },
  {
    name: "brain.js",
    kind: "javascript",
    packages: { folder: "brain", specs: ["brain.js@2.0.0-beta.24"] },
    settings: [{ name: "1 thread", script: "brain.mjs", options: {}, runtime: "node", cold: { "cold-start": ["brain.mjs"] } }],
  },
  onnx("web"),
  { name: "plain JavaScript", kind: "by hand", settings: [{ name: "1 thread", script: "plain.mjs", options: {}, runtime: "node" }] },
  onnx("node"),
  python("numpy", "numpy_bench.py"),
  python("scikit-learn", "sklearn_bench.py", { "cold-start": ["sklearn_cold.py"] }),
  python("PyTorch", "torch_bench.py", { "cold-start": ["torch_cold.py"], "cold-start-cnn": ["torch_cold_cnn.py"] }),
  { name: "limit", kind: "limit", settings: [{ name: "1 thread", script: "peak.mjs", options: {}, runtime: "node" }] },
];
