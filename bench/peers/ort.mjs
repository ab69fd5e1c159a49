// ONNX Runtime, native (onnxruntime-node) or WebAssembly (onnxruntime-web): it runs models and trains none, so only works that go forward.
import * as h from "./harness.mjs";
import { model } from "./onnx.mjs";

const { kind, threads } = h.ask.options;
const name = `onnxruntime-${kind}`;
const found = kind === "web" ? await h.bring("ortweb", "onnxruntime-web/dist/ort.node.min.mjs") : h.load("ortnode", name);
const ort = found.InferenceSession ? found : found.default;
if (kind === "web") ort.env.wasm.numThreads = threads;
const options =
  kind === "web" ? { executionProviders: ["wasm"] } : { intraOpNumThreads: threads, interOpNumThreads: 1, executionProviders: ["cpu"] };

const tensor = (shape, seed) => new ort.Tensor("float32", h.normal(h.product(shape), seed), shape);

/** Runs a model again and again; what goes in and comes out is copied, as its users have it. */
async function running(description) {
  const session = await ort.InferenceSession.create(new Uint8Array(model(description)), options);
  const feeds = Object.fromEntries(Object.entries(description.inputs).map(([key, shape], i) => [key, tensor(shape, i + 1)]));
  return async (count) => {
    for (let i = 0; i < count; i++) await session.run(feeds);
  };
}

const scalar = (value) => [[], Float32Array.of(value)];
const SQUARE = [1000, 1000];
const LONG = [1e6];
const unary = (op, attributes, shape = SQUARE, out = shape) => () =>
  running({ nodes: [[op, ["x"], ["y"], attributes]], inputs: { x: shape }, outputs: { y: out } }); // prettier-ignore
const top = (count) => () =>
  running({
    nodes: [["TopK", ["x", "k"], ["y", "places"], { axis: 0 }]],
    inputs: { x: LONG },
    outputs: { y: [count] },
    constants: { k: [[1], BigInt64Array.of(BigInt(count))] },
  });

const works = {
  ...h.products((rows, inner, columns) =>
    running({
      nodes: [["MatMul", ["a", "b"], ["c"]]],
      inputs: { a: [rows, inner], b: [inner, columns] },
      outputs: { c: [rows, columns] },
    }),
  ),
  "gelu-chain": {
    unit: "GB/s",
    work: h.CHAIN.bytes,
    prepare: () =>
      running({
        nodes: [
          ["Mul", ["x", "w"], ["t"]],
          ["Add", ["t", "b"], ["u"]],
          ["Mul", ["u", "u"], ["u2"]],
          ["Mul", ["u2", "u"], ["u3"]],
          ["Mul", ["u3", "cubic"], ["q"]],
          ["Add", ["q", "u"], ["q2"]],
          ["Mul", ["q2", "scale"], ["q3"]],
          ["Tanh", ["q3"], ["th"]],
          ["Add", ["th", "one"], ["t1"]],
          ["Mul", ["u", "half"], ["uh"]],
          ["Mul", ["uh", "t1"], ["y"]],
        ],
        inputs: { x: [h.CHAIN.length] },
        outputs: { y: [h.CHAIN.length] },
        constants: {
          w: scalar(1.3),
          b: scalar(0.1),
          cubic: scalar(0.044715),
          scale: scalar(0.7978845608),
          one: scalar(1),
          half: scalar(0.5),
        },
      }),
  },
  "mlp-forward-1": {
    unit: "us",
    prepare() {
      const sizes = [784, 256, 128, 10];
      const constants = {};
      for (let i = 0; i < 3; i++) {
        constants[`w${i}`] = [[sizes[i], sizes[i + 1]], h.normal(sizes[i] * sizes[i + 1], i, 1 / Math.sqrt(sizes[i]))];
        constants[`b${i}`] = [[sizes[i + 1]], new Float32Array(sizes[i + 1])];
      }
      const nodes = [
        ["Gemm", ["x", "w0", "b0"], ["h0"]],
        ["Relu", ["h0"], ["r0"]],
        ["Gemm", ["r0", "w1", "b1"], ["h1"]],
        ["Relu", ["h1"], ["r1"]],
        ["Gemm", ["r1", "w2", "b2"], ["h2"]],
        ["Softmax", ["h2"], ["y"], { axis: 1 }],
      ];
      return running({ nodes, inputs: { x: [1, 784] }, outputs: { y: [1, 10] }, constants });
    },
  },
  ...h.ops({
    sort: top(1e6),
    topk: top(10),
    cumsum: () => running({ nodes: [["CumSum", ["x", "axis"], ["y"]]], inputs: { x: LONG }, outputs: { y: LONG }, constants: { axis: [[], BigInt64Array.of(0n)] } }), // prettier-ignore
    softmax: unary("Softmax", { axis: 1 }),
    "layer-norm": () =>
      running({
        nodes: [["LayerNormalization", ["x", "gain", "shift"], ["y"], { axis: 1 }]],
        inputs: { x: SQUARE },
        outputs: { y: SQUARE },
        constants: { gain: [[1000], new Float32Array(1000).fill(1)], shift: [[1000], new Float32Array(1000)] },
      }),
    concat: () => running({ nodes: [["Concat", ["x", "x"], ["y"], { axis: 1 }]], inputs: { x: SQUARE }, outputs: { y: [1000, 2000] } }),
    transpose: unary("Transpose", { perm: [1, 0] }),
  }),
};
await h.measure({ version: h.versionOf(`ort${kind}`, name), threads }, works, "runs networks and trains none");
