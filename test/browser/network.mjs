// The same small training for Node and for a page: numbers that can be compared bit by bit. Gets the library handed in,
// because each side finds it elsewhere.

const bitsOf = (values) =>
  Array.from(new Uint32Array(Float32Array.from(values).buffer), (word) => word.toString(16).padStart(8, "0")).join("");

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
  const history = [];
  for (let i = 0; i < 30; i++) history.push(step(x, y).item());
  const weights = Object.entries(model.stateDict()).map(([name, value]) => [name, bitsOf(value.data())]);
  return {
    first: history[0],
    last: history.at(-1),
    history: bitsOf(history),
    weights: Object.fromEntries(weights),
    threads: device.limits.threads,
    working: device.threads,
    isolated: globalThis.crossOriginIsolated ?? null,
  };
}

/** Steps before the threads are awaited, and behind that. */
const [BEFORE, AFTER] = [5, 40];

/**
 * A training large enough to be cut into tiles: some steps at once, in one go; then the threads are awaited, and the
 * steps go on. `sync` tells where the threads count the tiles that they took.
 * @param {Record<string, any>} nabla
 * @param {{ SYNC: Record<string, number>, SYNC_ADDRESS: number }} sync
 */
export async function trainTogether({ index, nn, optim, losses, inspect }, { SYNC, SYNC_ADDRESS }, threads = 2) {
  const device = index.wasm({ portable: true, threads });
  index.setDefaultDevice(device);
  index.manualSeed(3);
  const model = nn.sequential(nn.linear(120, 250), nn.relu(), nn.linear(250, 10));
  const optimizer = optim.adam({ lr: 0.01 }).over(model);
  const x = index.tensor(
    Float32Array.from({ length: 64 * 120 }, (_, i) => Math.fround(((i * 7919) % 211) / 211)),
    { shape: [64, 120] },
  );
  const y = index.tensor(Int32Array.from({ length: 64 }, (_, i) => (i * 3) % 10));
  const step = index.compile((input, target) => {
    const loss = losses.crossEntropy(model.forward(input), target);
    loss.backward();
    optimizer.step();
    return loss;
  });
  const history = [];
  const run = (count) => {
    for (let i = 0; i < count; i++) history.push(step(x, y).item());
  };
  const taken = () => [0, 1].map((thread) => device.view("i32", SYNC_ADDRESS + SYNC.threads + SYNC.line * thread + SYNC.taken, 1)[0]);
  run(BEFORE);
  const before = { threads: device.threads, taken: taken() };
  const ready = await device.ready();
  run(AFTER);
  // A thread compiles a program when it first sees it: until then it takes nothing.
  const more = { steps: 0 };
  while (ready > 1 && taken()[1] === before.taken[1] && more.steps < 2000) {
    step(x, y).item();
    more.steps++;
  }
  const { phases } = inspect.plansOf(step)[0].scheduled.program;
  const tasks = phases.map(({ parallel, kernels }) => (parallel ? kernels.reduce((sum, kernel) => sum + kernel.tasks, 0) : 0));
  const result = {
    before,
    ready,
    threads: device.threads,
    taken: taken(),
    steps: BEFORE + AFTER + more.steps,
    tiles: tasks.filter((count) => count > 1).reduce((sum, count) => sum + count, 0),
    history: bitsOf(history),
  };
  device.dispose();
  return result;
}
