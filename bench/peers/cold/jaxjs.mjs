// The first training step of jax-js: `node jaxjs.mjs folder-of-packages`.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const file = join(process.argv[2], "jaxjs/node_modules/@jax-js/jax/dist/index.js");
const { numpy: np, jit, grad, tree, init, defaultDevice } = await import(pathToFileURL(file).href);
await init("wasm");
defaultDevice("wasm");
const of = (shape) => np.array(new Float32Array(shape[0] * shape[1]).fill(0.3)).reshape(shape);
const parameters = [of([2, 3]), np.zeros([3]), of([3, 1]), np.zeros([1])];
const loss = (p, x, y) =>
  np.mean(
    np.square(
      np
        .matmul(np.tanh(np.matmul(x, p[0]).add(p[1])), p[2])
        .add(p[3])
        .sub(y),
    ),
  );
const step = jit((p, x, y) => {
  const g = grad(loss)(tree.ref(p), x, y);
  return p.map((w, i) => w.sub(g[i].mul(0.1)));
});
const x = np.array(new Float32Array([0, 0, 0, 1, 1, 0, 1, 1])).reshape([4, 2]);
step(parameters, x, np.array(new Float32Array([0, 1, 1, 0])).reshape([4, 1]))[0].dataSync();
process.stdout.write(`${performance.now()}\n`);
process.exit(0);
