// jax-js in Node and in a page: steps compiled by its `jit`, on its WebAssembly backend. An array is used up by an operation unless its `.ref` is given.
import * as h from "./harness.mjs";

const { workers } = h.ask.options;
if (workers) await import("./workers.mjs");
const jax = await h.bring("jaxjs", "@jax-js/jax/dist/index.js");
const { numpy: np, nn, lax, jit, grad, tree, init, defaultDevice } = jax;
await init("wasm");
defaultDevice("wasm");

const value = (shape, seed, deviation = 0.3) => np.array(h.normal(h.product(shape), seed, deviation)).reshape(shape);
const units = (count, below) => {
  const data = new Float32Array(count * below);
  h.whole(count, below).forEach((symbol, i) => (data[i * below + symbol] = 1));
  return np.array(data).reshape([count, below]);
};

const sgd = (rate) => ({ start: () => [], update: (p, g, s) => [p.map((w, i) => w.sub(g[i].mul(rate))), s] });
const momentum = (rate, share) => ({
  start: (p) => p.map((w) => np.zeros(w.shape)),
  update(p, g, s) {
    const next = s.map((m, i) => m.mul(share).add(g[i]));
    return [p.map((w, i) => w.sub(next[i].ref.mul(rate))), next];
  },
});
const adam = (rate) => ({
  start: (p) => [p.map((w) => np.zeros(w.shape)), p.map((w) => np.zeros(w.shape)), np.array(0)],
  update(p, g, [first, second, count]) {
    const t = count.add(1);
    const left = np.subtract(1, np.exp(t.ref.mul(Math.log(0.9))));
    const right = np.subtract(1, np.exp(t.ref.mul(Math.log(0.999))));
    const m = first.map((x, i) => x.mul(0.9).add(g[i].ref.mul(0.1)));
    const v = second.map((x, i) => x.mul(0.999).add(np.square(g[i]).mul(0.001)));
    const next = p.map(
      (w, i) =>
      w.sub(m[i].ref.div(left.ref).mul(rate).div(np.sqrt(v[i].ref.div(right.ref)).add(1e-8))), // prettier-ignore
    );
    left.dispose();
    right.dispose();
    return [next, [m, v, t]];
  },
});

function training(parameters, loss, optimizer, x, y) {
  const step = jit((p, s, input, target) => optimizer.update(p, grad(loss)(tree.ref(p), input, target), s));
  let state = optimizer.start(parameters);
  let p = parameters;
  return async (count) => {
    for (let i = 0; i < count; i++) [p, state] = step(p, state, x.ref, y.ref);
    await jax.blockUntilReady(p);
  };
}

const perceptron = (sizes) => sizes.slice(1).flatMap((to, i) => [value([sizes[i], to], 10 + i, 1 / Math.sqrt(sizes[i])), np.zeros([to])]);
const forward =
  (act, last = (x) => x) =>
  (p, x) => {
    let seen = x;
    for (let i = 0; i < p.length; i += 2) seen = (i + 2 < p.length ? act : last)(np.matmul(seen, p[i]).add(p[i + 1]));
    return seen;
  };
const mse = (run) => (p, x, y) => np.mean(np.square(run(p, x).sub(y)));
const crossEntropy = (run) => (p, x, y) => {
  const scores = nn.logSoftmax(run(p, x));
  const count = scores.shape[0];
  return np.sum(scores.mul(y)).mul(-1 / count);
};

function cnn() {
  const p = [value([16, 1, 5, 5], 1, 0.2), np.zeros([16, 1, 1]), value([32, 16, 5, 5], 2, 0.05), np.zeros([32, 1, 1]), value([512, 128], 3, 0.04), np.zeros([128]), value([128, 10], 4, 0.09), np.zeros([10])]; // prettier-ignore
  const pool = (x) => {
    const [batch, channels, height, width] = x.shape;
    return np.max(x.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5]);
  };
  const conv = (x, w, b) => pool(nn.relu(lax.conv(x, w, [1, 1], "VALID").add(b)));
  const run = (q, x) => {
    const seen = conv(conv(x, q[0], q[1]), q[2], q[3]).reshape([64, 512]);
    return np.matmul(nn.relu(np.matmul(seen, q[4]).add(q[5])), q[6]).add(q[7]);
  };
  return training(p, crossEntropy(run), adam(1e-3), value([64, 1, 28, 28], 6), units(64, 10));
}

function gpt() {
  const { layers, width, heads, context, batch, symbols } = h.GPT;
  const count = batch * context;
  const norm = () => [np.ones([width]), np.zeros([width])];
  const dense = (from, to, seed) => [value([from, to], seed, 0.02), np.zeros([to])];
  const p = [value([symbols, width], 1, 0.02), value([context, width], 2, 0.02)];
  for (let i = 0; i < layers; i++)
    p.push(...norm(), ...dense(width, 3 * width, 10 + i), ...dense(width, width, 20 + i), ...norm(), ...dense(width, 4 * width, 30 + i), ...dense(4 * width, width, 40 + i)); // prettier-ignore
  p.push(...norm(), value([width, symbols], 50, 0.02));
  const run = (q, x) => {
    let next = 2;
    const take = () => q[next++];
    const normed = (t) => nn.standardize(t, -1).mul(take()).add(take());
    const through = (t) => np.matmul(t, take()).add(take());
    let seen = np.matmul(x, q[0]).reshape([batch, context, width]).add(q[1]).reshape([count, width]);
    for (let i = 0; i < layers; i++) {
      const parts = through(normed(seen.ref)).reshape([batch, context, 3, heads, width / heads]);
      const [query, key, values] = np.split(parts, 3, 2).map((t) => t.reshape([batch, context, heads, width / heads]));
      seen = seen.add(through(nn.dotProductAttention(query, key, values, { isCausal: true }).reshape([count, width])));
      seen = seen.ref.add(through(nn.gelu(through(normed(seen)))));
    }
    return np.matmul(normed(seen), take());
  };
  return training(p, crossEntropy(run), adam(1e-3), units(count, symbols), units(count, symbols));
}

/** Its convolutions with normalization of the batch by its own mean and variance (running means are left out). */
function resnet() {
  const p = [];
  const conv = (from, to, size) => p.push(value([to, from, size, size], p.length, Math.sqrt(2 / (from * size * size))), np.ones([to, 1, 1]), np.zeros([to, 1, 1])); // prettier-ignore
  const stages = [[16, 16, 1], [16, 16, 1], [16, 16, 1], [16, 32, 2], [32, 32, 1], [32, 32, 1], [32, 64, 2], [64, 64, 1], [64, 64, 1]]; // prettier-ignore
  conv(3, 16, 3);
  for (const [from, to] of stages) {
    conv(from, to, 3);
    conv(to, to, 3);
    if (from !== to) conv(from, to, 1);
  }
  p.push(value([64, 10], 3, 0.1), np.zeros([10]));
  const run = (q, x) => {
    let next = 0;
    const take = () => q[next++];
    const normed = (t, stride, border) => {
      const seen = lax.convGeneralDilated(t, take(), [stride, stride], [[border, border], [border, border]]); // prettier-ignore
      const centered = seen.ref.sub(np.mean(seen, [0, 2, 3], { keepdims: true }));
      const variance = np.mean(np.square(centered.ref), [0, 2, 3], { keepdims: true });
      return centered.div(np.sqrt(variance.add(1e-5))).mul(take()).add(take()); // prettier-ignore
    };
    let seen = nn.relu(normed(x, 1, 1));
    for (const [from, to, stride] of stages) {
      const main = normed(nn.relu(normed(seen.ref, stride, 1)), 1, 1);
      seen = nn.relu(main.add(from === to ? seen : normed(seen, stride, 0)));
    }
    return np.matmul(np.mean(seen, [2, 3]), take()).add(take());
  };
  return training(p, crossEntropy(run), momentum(0.01, 0.9), value([64, 3, 32, 32], 6), units(64, 10));
}

/** No recurrent layer and no loop inside of jit: the steps are written out, one behind the other. */
function lstm() {
  const [batch, time, width] = [32, 64, 256];
  const p = [0, 1].flatMap((layer) => [value([width, 4 * width], layer, 0.06), value([width, 4 * width], layer + 5, 0.06), np.zeros([4 * width])]); // prettier-ignore
  p.push(value([width, 10], 9, 0.06), np.zeros([10]));
  const run = (q, x) => {
    let inputs = np.split(x, time, 1).map((t) => t.reshape([batch, width]));
    for (const layer of [0, 1]) {
      const [into, back, bias] = q.slice(3 * layer, 3 * layer + 3);
      let hidden = np.zeros([batch, width]);
      let cell = np.zeros([batch, width]);
      inputs = inputs.map((input) => {
        const gates = np.matmul(input, into.ref).add(np.matmul(hidden, back.ref)).add(bias.ref);
        const [i, f, g, o] = np.split(gates, 4, 1);
        cell = nn
          .sigmoid(f)
          .mul(cell)
          .add(nn.sigmoid(i).mul(np.tanh(g)));
        hidden = nn.sigmoid(o).mul(np.tanh(cell.ref));
        return hidden.ref;
      });
    }
    return np.matmul(inputs.at(-1), q[6]).add(q[7]);
  };
  return training(p, crossEntropy(run), adam(1e-3), value([batch, time, width], 3, 1), units(batch, 10));
}

/** Its jit refuses the gradient of a look-up, so only the update is compiled. */
function bag() {
  let p = [value([20_000, 64], 1, 1), value([64, 4], 2), np.zeros([4])];
  const [x, y] = [np.array(h.whole(6400, 20_000)).astype(np.int32), units(64, 4)];
  const run = (q, input) => np.matmul(np.mean(np.take(q[0], input, 0).reshape([64, 100, 64]), 1), q[1]).add(q[2]);
  const optimizer = adam(1e-3);
  const update = jit(optimizer.update);
  let state = optimizer.start(p);
  return async (count) => {
    for (let i = 0; i < count; i++) [p, state] = update(p, grad(crossEntropy(run))(tree.ref(p), x.ref, y.ref), state);
    await jax.blockUntilReady(p);
  };
}

/** A compiled function of one array, run again and again; each result is waited for. */
const calls = (f, input) => {
  const compiled = jit(f);
  return async (count) => {
    for (let i = 0; i < count; i++) {
      const out = compiled(input.ref);
      await out.blockUntilReady();
      out.dispose();
    }
  };
};
const op =
  (f, shape = [1000, 1000]) =>
  () =>
    calls(f, value(shape, 1, 1));

const works = {
  ...h.steps({
    xor: () => training(perceptron([2, 3, 1]), mse(forward(np.tanh, nn.sigmoid)), sgd(0.1), np.array(h.XOR.x).reshape([4, 2]), np.array(h.XOR.y).reshape([4, 1])), // prettier-ignore
    playground: () => training(perceptron([2, 8, 8, 1]), mse(forward(np.tanh)), adam(0.01), value([32, 2], 3, 1), value([32, 1], 4, 1)),
    mlp: () => training(perceptron([784, 256, 128, 10]), crossEntropy(forward(nn.relu)), adam(1e-3), value([128, 784], 5), units(128, 10)),
    cnn,
    gpt,
    lstm,
    resnet,
    bag,
  }),
  ...h.products((rows, inner, columns) => {
    const [a, b] = [value([rows, inner], 1), value([inner, columns], 2)];
    return async (count) => {
      for (let i = 0; i < count; i++) {
        const out = np.matmul(a.ref, b.ref);
        await out.blockUntilReady();
        out.dispose();
      }
    };
  }),
  "gelu-chain": {
    unit: "GB/s",
    work: h.CHAIN.bytes,
    prepare: () => calls((x) => nn.gelu(x.mul(1.3).add(0.1), { approximate: true }), np.array(h.uniform(h.CHAIN.length))),
  },
  "mlp-forward-1": {
    unit: "us",
    prepare() {
      const p = perceptron([784, 256, 128, 10]);
      const run = forward(nn.relu);
      const compiled = jit((q, x) => nn.softmax(run(q, x)));
      const one = h.uniform(784);
      return async (count) => {
        for (let i = 0; i < count; i++) await compiled(tree.ref(p), np.array(one).reshape([1, 784])).data();
      };
    },
  },
  ...h.ops({
    sort: op((x) => np.sort(x), [1e6]),
    topk: op((x) => lax.topK(x, 10)[0], [1e6]),
    cumsum: op((x) => np.cumsum(x), [1e6]),
    softmax: op((x) => nn.softmax(x, 1)),
    "layer-norm": op((x) => nn.standardize(x, -1)),
    concat: op((x) => np.concatenate([x.ref, x], 1)),
    // An addition forces the copy that a view would put off.
    transpose: op((x) => np.transpose(x).add(0)),
  }),
};
const threads = workers || globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
await h.measure({ version: h.versionOf("jaxjs", "@jax-js/jax"), threads }, works, "measured for this library only");
