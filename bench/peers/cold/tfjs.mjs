// The first training step of TensorFlow.js: `node tfjs.mjs folder-of-packages cpu|wasm`.
import { createRequire } from "node:module";
import { join } from "node:path";

const [, , packages, backend] = process.argv;
const require = createRequire(join(packages, "tfjs", "package.json"));
console.log = console.error;
const tf = require("@tensorflow/tfjs");
if (backend === "wasm")
  require("@tensorflow/tfjs-backend-wasm").setWasmPaths(join(packages, "tfjs/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));
await tf.setBackend(backend);
await tf.ready();
const model = tf.sequential();
model.add(tf.layers.dense({ units: 3, activation: "tanh", inputShape: [2] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
const x = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]); // prettier-ignore
await model.trainOnBatch(x, tf.tensor2d([[0], [1], [1], [0]]));
process.stdout.write(`${performance.now()}\n`);
process.exit(0);
