// What one writes by hand: plain JavaScript, typed arrays, loops, derivatives worked out on paper. Only for the two smallest networks.
import { measure, normal, steps, XOR } from "./harness.mjs";

/** A perceptron with tanh inside: its forward pass, its gradients and the buffers of both. */
function perceptron(sizes, batch, sigmoidAtEnd) {
  const layers = sizes.slice(1).map((to, i) => {
    const from = sizes[i];
    return {
      from,
      to,
      w: normal(from * to, 10 + i, 1 / Math.sqrt(from)),
      b: new Float32Array(to),
      dw: new Float32Array(from * to),
      db: new Float32Array(to),
      out: new Float32Array(batch * to),
      delta: new Float32Array(batch * to),
    };
  });
  const final = layers[layers.length - 1];

  function forward(x) {
    let input = x;
    for (const layer of layers) {
      const { from, to, w, b, out } = layer;
      for (let r = 0; r < batch; r++)
        for (let o = 0; o < to; o++) {
          let sum = b[o];
          for (let i = 0; i < from; i++) sum += input[r * from + i] * w[i * to + o];
          out[r * to + o] = layer !== final ? Math.tanh(sum) : sigmoidAtEnd ? 1 / (1 + Math.exp(-sum)) : sum;
        }
      input = out;
    }
  }

  function backward(x, y) {
    for (let i = 0; i < final.out.length; i++) {
      const p = final.out[i];
      final.delta[i] = ((2 * (p - y[i])) / final.out.length) * (sigmoidAtEnd ? p * (1 - p) : 1);
    }
    for (let k = layers.length - 1; k >= 0; k--) {
      const { from, to, w, dw, db, delta } = layers[k];
      const input = k > 0 ? layers[k - 1].out : x;
      dw.fill(0);
      db.fill(0);
      for (let r = 0; r < batch; r++)
        for (let o = 0; o < to; o++) {
          const d = delta[r * to + o];
          db[o] += d;
          for (let i = 0; i < from; i++) dw[i * to + o] += input[r * from + i] * d;
        }
      if (k === 0) continue;
      const below = layers[k - 1].delta;
      for (let r = 0; r < batch; r++)
        for (let i = 0; i < from; i++) {
          let sum = 0;
          for (let o = 0; o < to; o++) sum += delta[r * to + o] * w[i * to + o];
          const value = input[r * from + i];
          below[r * from + i] = sum * (1 - value * value);
        }
    }
  }
  return { layers, forward, backward };
}

function sgd(layers, rate) {
  return () => {
    for (const { w, b, dw, db } of layers) {
      for (let i = 0; i < w.length; i++) w[i] -= rate * dw[i];
      for (let i = 0; i < b.length; i++) b[i] -= rate * db[i];
    }
  };
}

function adam(layers, rate) {
  const parts = layers.flatMap(({ w, b, dw, db }) => [
    { p: w, g: dw, m: new Float32Array(w.length), v: new Float32Array(w.length) },
    { p: b, g: db, m: new Float32Array(b.length), v: new Float32Array(b.length) },
  ]);
  let count = 0;
  return () => {
    count++;
    const scale = rate / (1 - 0.9 ** count);
    const correction = 1 / (1 - 0.999 ** count);
    for (const { p, g, m, v } of parts)
      for (let i = 0; i < p.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        p[i] -= (scale * m[i]) / (Math.sqrt(v[i] * correction) + 1e-8);
      }
  };
}

const training = (net, update, x, y) => (count) => {
  for (let i = 0; i < count; i++) {
    net.forward(x);
    net.backward(x, y);
    update();
  }
};

/** The three-cell network with everything in local variables: as fast as it gets without a library. */
function xor() {
  let [a0, a1, a2, b0, b1, b2, c0, c1, c2] = normal(9, 1, 0.7);
  let [u0, u1, u2, v] = normal(4, 2, 0.5);
  const { x, y } = XOR;
  const tanh = Math.tanh;
  return (count) => {
    for (let n = 0; n < count; n++) {
      // prettier-ignore
      let da0 = 0, da1 = 0, da2 = 0, db0 = 0, db1 = 0, db2 = 0, dc0 = 0, dc1 = 0, dc2 = 0, du0 = 0, du1 = 0, du2 = 0, dv = 0;
      for (let r = 0; r < 4; r++) {
        const p = x[2 * r];
        const q = x[2 * r + 1];
        const h0 = tanh(a0 * p + b0 * q + c0);
        const h1 = tanh(a1 * p + b1 * q + c1);
        const h2 = tanh(a2 * p + b2 * q + c2);
        const o = 1 / (1 + Math.exp(-(u0 * h0 + u1 * h1 + u2 * h2 + v)));
        const d = 0.5 * (o - y[r]) * o * (1 - o);
        const d0 = d * u0 * (1 - h0 * h0);
        const d1 = d * u1 * (1 - h1 * h1);
        const d2 = d * u2 * (1 - h2 * h2);
        dv += d;
        du0 += d * h0;
        du1 += d * h1;
        du2 += d * h2;
        da0 += d0 * p;
        da1 += d1 * p;
        da2 += d2 * p;
        db0 += d0 * q;
        db1 += d1 * q;
        db2 += d2 * q;
        dc0 += d0;
        dc1 += d1;
        dc2 += d2;
      }
      a0 -= 0.1 * da0;
      a1 -= 0.1 * da1;
      a2 -= 0.1 * da2;
      b0 -= 0.1 * db0;
      b1 -= 0.1 * db1;
      b2 -= 0.1 * db2;
      c0 -= 0.1 * dc0;
      c1 -= 0.1 * dc1;
      c2 -= 0.1 * dc2;
      u0 -= 0.1 * du0;
      u1 -= 0.1 * du1;
      u2 -= 0.1 * du2;
      v -= 0.1 * dv;
    }
    if (!Number.isFinite(a0 + b0 + c0 + u0 + v)) throw new Error("the weights are no numbers any more");
  };
}

await measure(
  { version: process.versions.v8, threads: 1 },
  steps({
    xor,
    playground() {
      const net = perceptron([2, 8, 8, 1], 32, false);
      return training(net, adam(net.layers, 0.01), normal(64, 3), normal(32, 4));
    },
  }),
  "written out for the two smallest networks only",
);
