// TensorFlow.js in Node, without native code: its backend `cpu` (plain JavaScript) or `wasm`. Each step is written in the core API.
import path from "node:path";
import * as h from "./harness.mjs";

const { backend } = h.ask.options;
console.log = console.error;
const tf = h.load("tfjs", "@tensorflow/tfjs");
if (backend === "wasm") {
  const dist = path.join(h.folder("tfjs"), "node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  h.load("tfjs", "@tensorflow/tfjs-backend-wasm").setWasmPaths(dist);
}
await tf.setBackend(backend);
await tf.ready();

const value = (shape, seed, deviation = 0.3) => tf.tensor(h.normal(h.product(shape), seed, deviation), shape);
const variables = () => {
  const all = [];
  const keep = (t) => {
    const made = tf.variable(t);
    all.push(made);
    return made;
  };
  return {
    all,
    of: (shape, seed, deviation) => keep(value(shape, seed, deviation)),
    zeros: (shape) => keep(tf.zeros(shape)),
    ones: (shape) => keep(tf.ones(shape)),
  };
};
const classes = (count, below) => tf.oneHot(tf.tensor1d(h.whole(count, below), "int32"), below).toFloat();
const crossEntropy = (scores, targets) => tf.losses.softmaxCrossEntropy(targets, scores);
const adam = () => tf.train.adam(1e-3);

/** One step after another; a number is read at the end, as the work is lazy in part. */
const training = (optimizer, loss, all) => (count) => {
  for (let i = 0; i < count; i++) optimizer.minimize(loss, false, all);
  all[0].dataSync();
};

function perceptron(sizes, act, last = (x) => x) {
  const v = variables();
  const layers = sizes.slice(1).map((to, i) => ({ w: v.of([sizes[i], to], 10 + i, 1 / Math.sqrt(sizes[i])), b: v.zeros([to]) }));
  const forward = (x) =>
    layers.reduce((seen, { w, b }, i) => (i + 1 < layers.length ? act : last)(seen.matMul(w).add(b)), x); // prettier-ignore
  return { all: v.all, forward };
}

const gelu = (x) =>
  x.mul(0.5).mul(
    tf.tanh(x.add(x.mul(x).mul(x).mul(0.044715)).mul(0.7978845608)).add(1), // prettier-ignore
  );

function gpt() {
  const { layers, width, heads, context, batch, symbols } = h.GPT;
  const count = batch * context;
  const v = variables();
  const embedding = v.of([symbols, width], 1, 0.02);
  const positions = v.of([context, width], 2, 0.02);
  const norm = () => [v.ones([width]), v.zeros([width])];
  const dense = (from, to, seed) => [v.of([from, to], seed, 0.02), v.zeros([to])];
  const blocks = Array.from({ length: layers }, (_, i) => ({
    before: norm(),
    projections: dense(width, 3 * width, 10 + i),
    out: dense(width, width, 20 + i),
    between: norm(),
    up: dense(width, 4 * width, 30 + i),
    down: dense(4 * width, width, 40 + i),
  }));
  const last = norm();
  const head = v.of([width, symbols], 50, 0.02);
  const input = tf.tensor1d(h.whole(count, symbols), "int32");
  const targets = classes(count, symbols);
  const mask = tf.linalg
    .bandPart(tf.ones([context, context]), -1, 0)
    .sub(1)
    .mul(1e9);
  const normed = (x, [gain, shift]) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x.sub(mean).mul(tf.rsqrt(variance.add(1e-5))).mul(gain).add(shift); // prettier-ignore
  };
  const through = (x, [w, b]) => x.matMul(w).add(b);
  // The wasm backend has no UnsortedSegmentSum, so a gather has no gradient there; the same is said by a product with unit vectors.
  const units = tf.oneHot(input, symbols).toFloat();
  const loss = () => {
    const looked = backend === "wasm" ? units.matMul(embedding) : tf.gather(embedding, input);
    let x = looked.reshape([batch, context, width]).add(positions).reshape([count, width]);
    for (const block of blocks) {
      const parts = tf.split(through(normed(x, block.before), block.projections), 3, 1);
      const [query, key, values] = parts.map((t) => t.reshape([batch, context, heads, width / heads]).transpose([0, 2, 1, 3]));
      const weights = tf.softmax(
        tf
          .matMul(query, key, false, true)
          .mul(1 / Math.sqrt(width / heads))
          .add(mask),
      );
      const mixed = tf.matMul(weights, values).transpose([0, 2, 1, 3]).reshape([count, width]);
      x = x.add(through(mixed, block.out));
      x = x.add(through(gelu(through(normed(x, block.between), block.up)), block.down));
    }
    return crossEntropy(normed(x, last).matMul(head), targets);
  };
  return training(adam(), loss, v.all);
}

function cnn() {
  const v = variables();
  const [k1, c1, k2, c2] = [v.of([5, 5, 1, 16], 1, 0.2), v.zeros([16]), v.of([5, 5, 16, 32], 2, 0.05), v.zeros([32])];
  const [w1, b1, w2, b2] = [v.of([512, 128], 3, 0.04), v.zeros([128]), v.of([128, 10], 4, 0.09), v.zeros([10])];
  const x = value([64, 28, 28, 1], 6);
  const y = classes(64, 10);
  const loss = () => {
    const first = x.conv2d(k1, 1, "valid").add(c1).relu().maxPool(2, 2, "valid");
    const second = first.conv2d(k2, 1, "valid").add(c2).relu().maxPool(2, 2, "valid");
    return crossEntropy(second.reshape([64, 512]).matMul(w1).add(b1).relu().matMul(w2).add(b2), y);
  };
  return training(adam(), loss, v.all);
}

/** With the layers API: normalization with running means is there only. */
function trained(model, optimizer, x, y) {
  model.compile({ optimizer, loss: "categoricalCrossentropy" });
  return async (count) => {
    for (let i = 0; i < count; i++) await model.trainOnBatch(x, y);
  };
}

function lstm() {
  const model = tf.sequential();
  model.add(tf.layers.lstm({ units: 256, returnSequences: true, inputShape: [64, 256] }));
  model.add(tf.layers.lstm({ units: 256 }));
  model.add(tf.layers.dense({ units: 10, activation: "softmax" }));
  return trained(model, adam(), value([32, 64, 256], 3, 1), classes(32, 10));
}

function resnet() {
  const conv = (x, filters, kernelSize, strides) =>
    tf.layers.batchNormalization().apply(tf.layers.conv2d({ filters, kernelSize, strides, padding: "same", useBias: false }).apply(x));
  const relu = (x) => tf.layers.reLU().apply(x);
  const residue = (x, from, to, stride) => {
    const main = conv(relu(conv(x, to, 3, stride)), to, 3, 1);
    return relu(tf.layers.add().apply([main, from === to ? x : conv(x, to, 1, stride)]));
  };
  const input = tf.input({ shape: [32, 32, 3] });
  let x = relu(conv(input, 16, 3, 1));
  for (const [from, to, stride] of [
    [16, 16, 1],
    [16, 32, 2],
    [32, 64, 2],
  ])
    // prettier-ignore
    x = residue(residue(residue(x, from, to, stride), to, to, 1), to, to, 1);
  const scores = tf.layers.dense({ units: 10, activation: "softmax" }).apply(tf.layers.globalAveragePooling2d({}).apply(x));
  return trained(tf.model({ inputs: input, outputs: scores }), tf.train.momentum(0.01, 0.9), value([64, 32, 32, 3], 6), classes(64, 10));
}

/** The gradient of a look-up is missing in one backend and takes minutes in the other: the words of a text come as their shares, a row of 20,000. */
function bag() {
  const v = variables();
  const [words, w, b] = [v.of([20_000, 64], 1, 1), v.of([64, 4], 2), v.zeros([4])];
  const shares = new Float32Array(64 * 20_000);
  h.whole(6400, 20_000).forEach((word, i) => (shares[Math.floor(i / 100) * 20_000 + word] += 1 / 100));
  const [x, y] = [tf.tensor2d(shares, [64, 20_000]), classes(64, 4)];
  return training(adam(), () => crossEntropy(x.matMul(words).matMul(w).add(b), y), v.all);
}

/** An op on its own: what it makes is thrown away at once, and the last result is read where work may be pending. */
const op =
  (call, shape = [1000, 1000]) =>
  () => {
    const x = value(shape, 1, 1);
    return (count) => {
      for (let i = 0; i < count; i++) tf.tidy(() => void call(x));
    };
  };

const works = {
  ...h.steps({
    xor() {
      const { all, forward } = perceptron([2, 3, 1], tf.tanh, tf.sigmoid);
      const [x, y] = [tf.tensor2d(h.XOR.x, [4, 2]), tf.tensor2d(h.XOR.y, [4, 1])];
      return training(tf.train.sgd(0.1), () => tf.losses.meanSquaredError(y, forward(x)), all);
    },
    playground() {
      const { all, forward } = perceptron([2, 8, 8, 1], tf.tanh);
      const [x, y] = [value([32, 2], 3, 1), value([32, 1], 4, 1)];
      return training(tf.train.adam(0.01), () => tf.losses.meanSquaredError(y, forward(x)), all);
    },
    mlp() {
      const { all, forward } = perceptron([784, 256, 128, 10], tf.relu);
      const [x, y] = [value([128, 784], 5), classes(128, 10)];
      return training(adam(), () => crossEntropy(forward(x), y), all);
    },
    cnn,
    gpt,
    lstm,
    resnet,
    bag,
  }),
  ...h.products((rows, inner, columns) => {
    const [a, b] = [value([rows, inner], 1), value([inner, columns], 2)];
    return (count) => {
      for (let i = 0; i < count; i++) a.matMul(b).dispose();
    };
  }),
  "gelu-chain": {
    unit: "GB/s",
    work: h.CHAIN.bytes,
    prepare() {
      const x = tf.tensor1d(h.uniform(h.CHAIN.length));
      return (count) => {
        for (let i = 0; i < count; i++) tf.tidy(() => void gelu(x.mul(1.3).add(0.1)));
      };
    },
  },
  "mlp-forward-1": {
    unit: "us",
    prepare() {
      const one = h.uniform(784);
      const sizes = [784, 256, 128, 10];
      const layers = [0, 1, 2].map((i) => ({ b: value([sizes[i], sizes[i + 1]], i + 1), bias: tf.zeros([sizes[i + 1]]) }));
      const forward = () => {
        let x = tf.tensor2d(one, [1, 784]);
        layers.forEach(({ b, bias }, i) => (x = tf.fused.matMul({ a: x, b, bias, ...(i < 2 && { activation: "relu" }) })));
        tf.softmax(x).dataSync();
      };
      return (count) => {
        for (let i = 0; i < count; i++) tf.tidy(forward);
      };
    },
  },
  ...h.ops({
    // No sort of its own: the largest of all, in order.
    sort: op((x) => tf.topk(x, 1e6, true), [1e6]),
    topk: op((x) => tf.topk(x, 10, true), [1e6]),
    cumsum: op((x) => tf.cumsum(x, 0), [1e6]),
    softmax: op((x) => tf.softmax(x)),
    "layer-norm": op((x) => {
      const { mean, variance } = tf.moments(x, -1, true);
      return x.sub(mean).mul(tf.rsqrt(variance.add(1e-5)));
    }),
    concat: op((x) => tf.concat([x, x], 1)),
    transpose: op((x) => tf.transpose(x)),
  }),
};
await h.measure({ version: tf.version.tfjs, threads: 1 }, works, "measured for this library only");
