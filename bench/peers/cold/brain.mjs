// The first training step of brain.js: `node brain.mjs folder-of-packages`.
import { createRequire } from "node:module";
import { join } from "node:path";

const found = createRequire(join(process.argv[2], "brain", "package.json"))("brain.js");
const { NeuralNetwork } = found.default ?? found;
const examples = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]].map(([a, b, c]) => ({ input: [a, b], output: [c] })); // prettier-ignore
new NeuralNetwork({ hiddenLayers: [3] }).train(examples, { iterations: 1 });
process.stdout.write(`${performance.now()}\n`);
process.exit(0);
