// brain.js: perceptrons in plain JavaScript. It updates after every example, so one step is one pass over the examples of a batch.
import { load, measure, normal, steps, versionOf, XOR } from "./harness.mjs";

const found = load("brain", "brain.js");
const { NeuralNetwork } = found.default ?? found;

const examples = (count, inputs, outputs) => {
  const x = normal(count * inputs, 3);
  const y = normal(count * outputs, 4, 0.3);
  return Array.from({ length: count }, (_, i) => ({
    input: Array.from(x.subarray(i * inputs, (i + 1) * inputs)),
    output: Array.from(y.subarray(i * outputs, (i + 1) * outputs), (value) => Math.min(0.9, Math.max(0.1, 0.5 + value))),
  }));
};
const ENDLESS = { errorThresh: 1e-12, log: false, learningRate: 0.1, momentum: 0.1, timeout: Infinity };
const trained = (net, data, more) => (count) => {
  net.train(data, { ...ENDLESS, iterations: count, errorCheckInterval: count + 1, logPeriod: count + 1, ...more });
};
const net = (hiddenLayers, activation, more) => new NeuralNetwork({ hiddenLayers, activation, ...more });

const works = {
  ...steps({
    xor: () => trained(net([3], "sigmoid"), Array.from({ length: 4 }, (_, i) => ({ input: Array.from(XOR.x.subarray(2 * i, 2 * i + 2)), output: [XOR.y[i]] }))), // prettier-ignore
    playground: () => trained(net([8, 8], "tanh", { praxis: "adam" }), examples(32, 2, 1), { praxis: "adam" }),
    mlp: () => trained(net([256, 128], "relu"), examples(128, 784, 10)),
  }),
  "mlp-forward-1": {
    unit: "us",
    prepare() {
      const data = examples(1, 784, 10);
      const one = net([256, 128], "relu");
      trained(one, data)(1);
      return (count) => {
        for (let i = 0; i < count; i++) one.run(data[0].input);
      };
    },
  },
};
await measure({ version: versionOf("brain", "brain.js"), threads: 1 }, works, "offers perceptrons only");
