import { describe, expect, test } from "vitest";
import { NablaError, manualSeed, randn, tensor } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import { RandomSource, labels, loader, tensorDataset } from "../../src/data/index.ts";
import { crossEntropy, mse } from "../../src/losses/index.ts";
import * as nn from "../../src/nn/index.ts";
import { adam, cosineAnnealing, sgd } from "../../src/optim/index.ts";
import { NotFiniteError, evaluate, fit, predict, readState, writeState } from "../../src/train/index.ts";
import type { FitOptions, ProgressEvent, TrainingState } from "../../src/train/index.ts";

const weightsOf = (model: nn.Module): number[] => Object.values(model.stateDict()).flatMap((t) => Array.from(t.data()));

/** Three clouds of points. */
function clouds(n: number, seed: number) {
  const random = new RandomSource(seed);
  const classes = Array.from({ length: n }, (_, i) => i % 3);
  const points = classes.map((c) => [Math.cos(2 * c) * 2 + random.normal() * 0.4, Math.sin(2 * c) * 2 + random.normal() * 0.4]);
  return tensorDataset(points, labels(classes));
}

function classifier(seed: number, dropout = 0): nn.Sequential {
  manualSeed(seed);
  return nn.sequential(nn.linear(2, 8), nn.tanh(), nn.dropout(dropout), nn.linear(8, 3));
}

const base = {
  loss: crossEntropy,
  optimizer: adam({ lr: 0.05 }),
  batchSize: 16,
  metrics: ["accuracy"],
  seed: 1,
} satisfies Partial<FitOptions>;

describe("fit", () => {
  test("learns; tells history and progress", async () => {
    const model = classifier(1);
    const events: ProgressEvent[] = [];
    const steps: number[] = [];
    const result = await fit(model, clouds(100, 1), {
      ...base,
      epochs: 6,
      validation: clouds(60, 2),
      onProgress: (event) => events.push(event),
      callbacks: [{ onStep: (step) => void steps.push(step) }],
    });
    expect(result.ended).toBe("epochs");
    expect(result.history.map((record) => record.epoch)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(result.steps).toBe(6 * 7);
    expect(steps).toEqual(Array.from({ length: 42 }, (_, i) => i + 1));
    const last = result.history.at(-1)!;
    expect(last.loss).toBeLessThan(result.history[0]!.loss);
    expect(last.validation!.metrics["accuracy"]).toBeGreaterThan(0.95);
    const ends = events.filter((event) => event.record);
    expect(ends.map((event) => [event.epoch, event.batch, event.step])).toEqual([0, 1, 2, 3, 4, 5].map((e) => [e, 7, 7 * (e + 1)]));
    expect(ends.at(-1)!.secondsLeft).toBe(0);
    expect(ends[0]!.rate).toBeGreaterThan(0);
    // What fit says is what evaluate says.
    expect(evaluate(model, clouds(60, 2), { loss: crossEntropy, metrics: ["accuracy"] })).toEqual({ ...last.validation, samples: 60 });
  });

  test("the loss of an epoch is the mean over samples, also with a smaller last batch", async () => {
    const model = nn.sequential(nn.linear(1, 1));
    model.loadStateDict({ "0.weight": tensor([[0]]), "0.bias": tensor([0]) });
    const data = tensorDataset([[1], [2], [3]], [[1], [2], [3]]); // prettier-ignore
    const { history } = await fit(model, data, { loss: mse, optimizer: sgd({ lr: 0 }), epochs: 1, batchSize: 2, metrics: ["mae"] });
    expect(history[0]!.loss).toBeCloseTo(14 / 3, 6);
    expect(history[0]!.metrics["mae"]).toBeCloseTo(2, 12);
  });

  test("the same seed gives the same bits, another seed others; modes of layers are put back", async () => {
    const run = async (seed: number): Promise<number[]> => {
      const model = classifier(1, 0.3).eval();
      await fit(model, clouds(50, 1), { ...base, epochs: 2, seed });
      expect(model.namedModules().every(([, module]) => !module.training)).toBe(true);
      return weightsOf(model);
    };
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });

  test("dropout makes noise in training, none in validation", async () => {
    const model = classifier(1, 0.5);
    const data = clouds(64, 1);
    const { history } = await fit(model, data, { ...base, optimizer: sgd({ lr: 0 }), epochs: 2, validation: data });
    expect(history[0]!.validation).toEqual(history[1]!.validation);
    expect(history[0]!.loss).not.toBe(history[1]!.loss);
  });

  test("schedule: the rate of each step; limits on gradients bound the steps", async () => {
    const model = nn.sequential(nn.linear(1, 1));
    const data = tensorDataset([[1], [1]], [[100], [100]]); // prettier-ignore
    const before = weightsOf(model);
    const { history } = await fit(model, data, {
      loss: mse,
      optimizer: sgd({ lr: 1 }),
      epochs: 2,
      batchSize: 2,
      schedule: cosineAnnealing({ steps: 2 }),
      clipValue: 0.25,
    });
    expect(history.map((record) => record.lr)).toEqual([1, 0.5]);
    weightsOf(model).forEach((value, i) => expect(value - before[i]!).toBeCloseTo(0.25 * 1.5, 5));
    const other = nn.sequential(nn.linear(1, 1));
    const start = weightsOf(other);
    await fit(other, data, { loss: mse, optimizer: sgd({ lr: 1 }), epochs: 1, batchSize: 2, clipNorm: 0.5 });
    expect(Math.hypot(...weightsOf(other).map((value, i) => value - start[i]!))).toBeCloseTo(0.5, 4);
  });

  test("early stopping goes back to the best weights", async () => {
    const model = nn.sequential(nn.linear(1, 1, { bias: false }));
    model.loadStateDict({ "0.weight": tensor([[0]]) });
    // The training data pull the weight past what suits the validation data.
    const [data, validation] = [tensorDataset([[1]], [[10]]), tensorDataset([[1]], [[2]])]; // prettier-ignore
    const result = await fit(model, data, {
      loss: mse,
      optimizer: sgd({ lr: 0.05 }),
      epochs: 50,
      validation,
      earlyStopping: { patience: 2 },
      restoreBest: true,
    });
    // w: 1, 1.9, 2.71, 3.44 …; validation losses 1, 0.01, 0.5, 2.1: the second epoch is the best.
    expect(result.ended).toBe("early");
    expect(result.best!.epoch).toBe(1);
    expect(result.history.length).toBe(4);
    expect(weightsOf(model)[0]).toBeCloseTo(1.9, 5);
  });

  test("callbacks and signals end it", async () => {
    const stop = await fit(classifier(1), clouds(40, 1), {
      ...base,
      epochs: 50,
      callbacks: [{ onStep: (step) => (step === 5 ? false : undefined) }],
    });
    expect([stop.ended, stop.steps]).toEqual(["stopped", 5]);
    const abort = new AbortController();
    const signal = await fit(classifier(1), clouds(40, 1), {
      ...base,
      epochs: 50,
      signal: abort.signal,
      callbacks: [{ onEpoch: () => abort.abort() }],
    });
    expect([signal.ended, signal.history.length]).toEqual(["stopped", 1]);
  });

  test("augmentation changes what is learned, not the data", async () => {
    const data = clouds(40, 1);
    const before = Array.from(data.column!(0)!.data);
    const plain = classifier(1);
    const noisy = classifier(1);
    await fit(plain, data, { ...base, epochs: 1 });
    await fit(noisy, data, {
      ...base,
      epochs: 1,
      augment: ([x], random) => {
        for (let i = 0; i < x.data.length; i++) x.data[i]! += random.normal() * 0.1;
      },
    });
    expect(weightsOf(noisy)).not.toEqual(weightsOf(plain));
    expect(Array.from(data.column!(0)!.data)).toEqual(before);
  });

  test("running statistics are learned along the way", async () => {
    manualSeed(1);
    const model = nn.sequential(nn.batchNorm1d(2), nn.linear(2, 3));
    await fit(model, clouds(48, 1), { ...base, epochs: 20 });
    expect(model.stateDict()["0.num_batches_tracked"]!.item()).toBe(60);
    expect(evaluate(model, clouds(60, 2), { metrics: ["accuracy"] }).metrics["accuracy"]).toBeGreaterThan(0.8);
  });
});

describe("resume", () => {
  const options = (): FitOptions => ({
    ...base,
    optimizer: adam({ lr: 0.02 }),
    epochs: 4,
    validation: clouds(30, 2),
    schedule: cosineAnnealing({ steps: 16 }),
    restoreBest: true,
  });

  test.each([["at the end of an epoch", 2, undefined], ["in the middle of one", undefined, 6]] as const)("%s: the same bits as without a break", async (_, epochs, steps) => {
    const whole = classifier(1, 0.2);
    const full = await fit(whole, clouds(60, 1), options());

    const saved: TrainingState[] = [];
    const first = classifier(1, 0.2);
    await fit(first, clouds(60, 1), {
      ...options(),
      checkpoint: { every: 1, ...(steps === undefined ? {} : { everySteps: steps }), save: (state) => void saved.push(state) },
      callbacks: [{ onEpoch: (record) => (epochs !== undefined && record.epoch === epochs - 1 ? false : undefined), onStep: (step) => (step === steps ? false : undefined) }],
    });
    const state = saved.at(-1)!;
    expect(state.progress.step).toBe(steps ?? 4 * epochs);

    manualSeed(999);
    const second = classifier(42, 0.2);
    const rest = await fit(second, clouds(60, 1), { ...options(), resume: readState(writeState(state)) });
    expect(weightsOf(second)).toEqual(weightsOf(whole));
    const timeless = (history: typeof full.history): unknown[] => history.map(({ seconds: _, ...record }) => record);
    expect(timeless(rest.history)).toEqual(timeless(full.history));
    expect(rest.best).toEqual(full.best);
    expect(rest.steps).toBe(full.steps);
  }); // prettier-ignore

  test("another setting than before is refused", async () => {
    const saved: TrainingState[] = [];
    await fit(classifier(1), clouds(20, 1), { ...base, epochs: 1, checkpoint: { save: (state) => void saved.push(state) } });
    const resume = saved[0]!;
    const again = (options: Partial<FitOptions>, n = 20): Promise<unknown> =>
      fit(classifier(1), clouds(n, 1), { ...base, epochs: 2, resume, ...options });
    await expect(again({ batchSize: 8 })).rejects.toThrow("the batch size was 16 and is 8 now");
    await expect(again({ optimizer: sgd() })).rejects.toThrow("the optimizer was adam and is sgd now");
    await expect(again({}, 21)).rejects.toThrow("the number of samples was 20 and is 21 now");
    expect(() => readState(new Uint8Array(3))).toThrow(NablaError);
    await expect(again({})).resolves.toMatchObject({ ended: "epochs" });
  });
});

describe("numbers that are not finite", () => {
  async function failure(model: nn.Module, data: ReturnType<typeof clouds>, options: Partial<FitOptions> = {}): Promise<NotFiniteError> {
    const error: unknown = await fit(model, data, { ...base, epochs: 100, ...options }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotFiniteError);
    return error as NotFiniteError;
  }

  test("a layer whose output overflows is named, with the step; the parameters stay as before it", async () => {
    const model = nn.sequential(nn.linear(2, 4), nn.relu(), nn.linear(4, 3));
    const state = model.stateDict();
    model.loadStateDict({ "0.weight": tensor([[1e20, 0], [1e20, 0], [1e20, 0], [1e20, 0]]), "0.bias": state["0.bias"]!, "2.weight": tensor([[3e19, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]), "2.bias": state["2.bias"]! }); // prettier-ignore
    const before = weightsOf(model);
    const error = await failure(model, clouds(20, 1), { optimizer: sgd({ lr: 0 }) });
    expect(error.place).toMatchObject({ step: 0, epoch: 0, what: "layer", name: "2" });
    expect(error.message).toMatch(
      /^fit: the loss became NaN at step 0 \(epoch 1\): layer "2" \(Linear 4 → 3\) is the first whose output contains/,
    );
    expect(weightsOf(model)).toEqual(before);
  });

  test("a rate that is far too large: training stops, and says where", async () => {
    const model = nn.sequential(nn.linear(2, 8), nn.linear(8, 8), nn.linear(8, 3));
    const error = await failure(model, clouds(60, 1), { optimizer: sgd({ lr: 1e12 }) });
    expect(error.place.step).toBeGreaterThan(0);
    expect(["layer", "parameter", "loss"]).toContain(error.place.what);
    expect(error.message).toContain("learning rate (now 1000000000000)");
  });

  test("a parameter that is NaN before the first step", async () => {
    const model = classifier(1);
    model.loadStateDict({ "3.bias": tensor([0, NaN, 0]) }, { strict: false });
    expect((await failure(model, clouds(20, 1))).place).toMatchObject({ what: "parameter", name: "3.bias", step: 0 });
  });

  test("running statistics and modes are as before the broken step", async () => {
    const model = nn.sequential(nn.batchNorm1d(2), nn.dropout(0.2), nn.linear(2, 4), nn.linear(4, 3)).eval();
    model.loadStateDict({ "2.weight": tensor(new Float32Array(8).fill(3e38), { shape: [4, 2] }) }, { strict: false });
    const error = await failure(model, clouds(20, 1), { optimizer: sgd({ lr: 0 }) });
    expect(error.place).toMatchObject({ what: "layer", step: 0 });
    expect(["2", "3"]).toContain(error.place.name);
    expect(weightsOf(model).every(Number.isFinite)).toBe(true);
    expect(model.training).toBe(false);
    // The step itself had counted its (finite) batch; looking for the reason counts nothing.
    expect(model.stateDict()["0.num_batches_tracked"]!.item()).toBe(1);
  });

  test("a loss that is not finite on finite outputs", async () => {
    const error = await failure(classifier(1), clouds(20, 1), {
      loss: (output: Tensor, target: Tensor) => crossEntropy(output, target).mul(NaN),
    });
    expect(error.place).toMatchObject({ what: "loss", step: 0 });
  });
});

describe("mistakes are found before the first step", () => {
  const attempt = (
    data: Parameters<typeof fit>[1],
    options: Partial<FitOptions> = {},
    model: nn.Module = classifier(1),
  ): Promise<unknown> => fit(model, data, { ...base, epochs: 1, ...options });
  const table: [string, () => Promise<unknown>, string][] = [
    ["no epochs", () => attempt(clouds(9, 1), { epochs: 0 }), "fit: epochs must be a whole number ≥ 1, got 0"],
    ["batch size 0", () => attempt(clouds(9, 1), { batchSize: 0 }), "batchSize"],
    ["no samples", () => attempt(tensorDataset(new Float32Array(0), new Int32Array(0))), "the training data have no samples"],
    ["a label out of range", () => attempt(tensorDataset([[0, 0], [0, 0]], labels([0, 3]))), "fit: training data: label 3 of sample 1 is out of range; with 3 classes"],
    ["labels as f32", () => attempt(tensorDataset([[0, 0]], [0])), "class numbers must be i32 or u8"],
    ["a missing value", () => attempt(tensorDataset([[0, 0], [0, NaN]], labels([0, 1]))), "input 1 of sample 1 is NaN"],
    ["inputs too wide", () => attempt(tensorDataset([[0, 0, 0]], labels([0]))), "linear(2, 8): expects a last axis of 2 – the input is [2, 3]"],
    ["a target of another shape", () => attempt(tensorDataset([[0, 0]], [[1, 2]]), { loss: mse }), "mse: output and target must have equal shapes"],
    ["a loss for each sample", () => attempt(clouds(9, 1), { loss: (o: Tensor, t: Tensor) => crossEntropy(o, t, { reduction: "none" }) }), "the loss must give one number"],
    ["an unknown metric", () => attempt(clouds(9, 1), { metrics: ["speed" as "accuracy"] }), 'no metric "speed"'],
    ["stopping by what is not measured", () => attempt(clouds(9, 1), { earlyStopping: { patience: 1, metric: "f1" } }), "earlyStopping.metric"],
    ["bad validation data", () => attempt(clouds(9, 1), { validation: tensorDataset([[0, 0]], labels([9])) }), "validation data: label 9"],
    ["dropping the only batch", () => attempt(loader(clouds(9, 1), { batchSize: 10, dropLast: true })), "batchSize must be at most 9"],
    ["nothing to learn", () => attempt(clouds(9, 1), {}, nn.sequential(nn.linear(2, 3)).freeze()), "nothing to optimize"],
  ]; // prettier-ignore
  test.each(table)("%s", async (_, body, message) => {
    const error: unknown = await body().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NablaError);
    expect((error as Error).message).toContain(message);
  });
});

describe("evaluate and predict", () => {
  test("any batch size gives the same numbers; nothing of the model changes", () => {
    manualSeed(1);
    const model = nn.sequential(nn.linear(2, 4), nn.batchNorm1d(4), nn.dropout(0.5), nn.linear(4, 3));
    const before = weightsOf(model);
    const x = randn([10, 2]);
    const whole = predict(model, x);
    expect(whole.shape).toEqual([10, 3]);
    const parts = predict(model, x, { batchSize: 3 });
    Array.from(whole.data()).forEach((value, i) => expect(parts.data()[i]).toBeCloseTo(value, 5));
    const data = tensorDataset(x, labels(Array.from({ length: 10 }, (_, i) => i % 3)));
    const [a, b] = [3, 10].map((batchSize) => evaluate(model, data, { loss: crossEntropy, metrics: ["accuracy", "f1"], batchSize }));
    expect(a!.loss).toBeCloseTo(b!.loss, 5);
    expect(a!.metrics).toEqual(b!.metrics);
    expect(weightsOf(model)).toEqual(before);
    expect(model.training).toBe(true);
    expect(() => predict(model, new Float32Array(0))).toThrow("no samples");
  });
});
