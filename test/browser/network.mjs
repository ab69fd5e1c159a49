// The same small training for Node and for a page: numbers that can be compared bit by bit. Gets the library handed in,
// because each side finds it elsewhere.

/**
 * @param {Record<string, any>} nabla the doors, laid over each other: tensor functions, nn, optimizers, losses
 * @param {Record<string, unknown>} deviceOptions
 */
export async function trainSmall({ index, nn, optim, losses }, deviceOptions = {}) {
  const device = index.wasm({ portable: true, ...deviceOptions });
  index.setDefaultDevice(device);
  index.manualSeed(7);
  const model = nn.sequential(
    nn.conv2d(1, 4, 3, { padding: 1 }),
    nn.gelu(),
    nn.maxPool2d(2),
    nn.flatten(),
    nn.linear(64, 16),
    nn.tanh(),
    nn.dropout(0.2),
    nn.linear(16, 5),
  );
  const optimizer = optim.adam({ lr: 0.03 }).over(model);
  const pictures = Float32Array.from({ length: 12 * 64 }, (_, i) => Math.fround(((i * 7919) % 211) / 211));
  const x = index.tensor(pictures, { shape: [12, 1, 8, 8] });
  const y = index.tensor(Int32Array.from({ length: 12 }, (_, i) => (i * 3) % 5));
  const step = index.compile((input, target) => {
    const loss = losses.crossEntropy(model.forward(input), target);
    loss.backward();
    optimizer.step();
    return loss;
  });
  const bits = (values) =>
    Array.from(new Uint32Array(Float32Array.from(values).buffer), (word) => word.toString(16).padStart(8, "0")).join("");
  const history = [];
  for (let i = 0; i < 30; i++) history.push(step(x, y).item());
  const weights = Object.entries(model.stateDict()).map(([name, value]) => [name, bits(value.data())]);
  return {
    first: history[0],
    last: history.at(-1),
    history: bits(history),
    weights: Object.fromEntries(weights),
    threads: device.limits.threads,
    isolated: globalThis.crossOriginIsolated ?? null,
  };
}
