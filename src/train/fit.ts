// Training: the loop over epochs and batches, with everything that belongs around it. One step (forward, backward, update)
// is one compiled plan. Knows the library's rooms, no task.
import { compile, grad, generatorState, isFinite as finite, manualSeed, setGeneratorState, update, where } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { Loader, loader } from "../data/index.ts";
import type { Augment } from "../data/index.ts";
import type { HostTensor } from "../io/index.ts";
import { Running, metricOf } from "../metrics/index.ts";
import type { Metric, MetricName } from "../metrics/index.ts";
import type { Module } from "../nn/index.ts";
import { Optimizer, clippedByNorm, clippedByValue } from "../optim/index.ts";
import type { OptimizerFactory, Schedule, Update } from "../optim/index.ts";
import { checkData, needWhole } from "./checks.ts";
import { checkParameters, diagnose } from "./diagnose.ts";
import { fitOptionError, resumeError } from "./errors.ts";
import { evaluate, inMode } from "./evaluate.ts";
import type { LossFunction, Pairs } from "./evaluate.ts";
import { Clock, breathe } from "./history.ts";
import type { EpochRecord, ProgressEvent } from "./history.ts";
import { hostCopies, withoutPrefix } from "./state.ts";
import type { TrainingState } from "./state.ts";
import { Watch } from "./stopping.ts";
import type { Best, EarlyStopping } from "./stopping.ts";

/** When the state of training is kept, and by whom. */
export interface Checkpoint {
  /** Epochs between two; 1 unless told. */
  readonly every?: number;
  /** Also after so many steps within an epoch. */
  readonly everySteps?: number;
  save(state: TrainingState): void | Promise<void>;
}

/** What is asked along the way. Returning `false` ends training. */
export interface Callbacks {
  onStep?(step: number, loss: number): void | false;
  onEpoch?(record: EpochRecord): void | false | Promise<void | false>;
}

/** What `fit` needs to know, and what it may be told. */
export interface FitOptions {
  readonly loss: LossFunction;
  readonly optimizer: OptimizerFactory | Optimizer;
  readonly epochs: number;
  /** For data that are no loader; 32 unless told. Such data are shuffled. */
  readonly batchSize?: number;
  /** For data that are no loader: changes each batch before it is used. */
  readonly augment?: Augment<readonly [Tensor, Tensor]>;
  readonly metrics?: readonly (MetricName | Metric)[];
  readonly validation?: Pairs;
  /** Factor of the optimizer's learning rate at each step. */
  readonly schedule?: Schedule;
  /** Limit of the common norm of all gradients. */
  readonly clipNorm?: number;
  /** Limit of each element of the gradients. */
  readonly clipValue?: number;
  readonly earlyStopping?: EarlyStopping;
  /** At the end go back to the weights of the best epoch (as `earlyStopping` judges; by the loss if there is none). */
  readonly restoreBest?: boolean;
  readonly checkpoint?: Checkpoint;
  /** Go on from there, with the same model, data and options. */
  readonly resume?: TrainingState;
  readonly callbacks?: readonly Callbacks[];
  /** Called a few times a second, and at the end of each epoch. */
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Of the order of samples, of augmentation and of the library's generator (dropout). */
  readonly seed?: number;
  /** Ends training after the step under way. */
  readonly signal?: AbortSignal;
}

/** How training went and where it ended. */
export interface FitResult {
  readonly history: readonly EpochRecord[];
  readonly ended: "epochs" | "early" | "stopped";
  readonly best: Best | null;
  readonly steps: number;
  readonly seconds: number;
  readonly optimizer: Optimizer;
}

/**
 * Trains a model: shuffled batches, one compiled step for each, validation after each epoch.
 * The same seed gives the same numbers; a run resumed from a checkpoint gives the numbers of one that was never stopped.
 * @param data inputs and targets
 * @throws NotFiniteError naming step and layer if the loss is no longer finite; NablaError if data, model and loss do not fit
 * @example
 * const model = nn.sequential(nn.linear(1, 1))
 * const data = tensorDataset([[0], [1], [2], [3]], [[1], [3], [5], [7]])
 * await fit(model, data, { loss: mse, optimizer: sgd({ lr: 0.1 }), epochs: 200, batchSize: 4 })
 * Math.round(predict(model, [[10]]).item()) // 21
 */
export async function fit(model: Module, data: Pairs, options: FitOptions): Promise<FitResult> {
  return new Fit(model, data, options).run();
}

/** Seconds between two reports, and between two pauses for the rest of the program. */
const REPORT = 0.1;
const PAUSE = 0.05;

class Fit {
  readonly #model: Module;
  readonly #options: FitOptions;
  readonly #batches: Loader<readonly [Tensor, Tensor]>;
  readonly #optimizer: Optimizer;
  readonly #rate: number;
  readonly #seed: number;
  readonly #metrics: readonly Metric[];
  readonly #watch: Watch;
  readonly #history: EpochRecord[] = [];
  #running: readonly Running[];
  #bestWeights: Record<string, HostTensor> | null = null;
  #clock: Clock;
  #epoch = 0;
  #batch = 0;
  #step = 0;
  #lossSum = 0;
  #samples = 0;
  #reported = 0;
  #paused = 0;

  constructor(model: Module, data: Pairs, options: FitOptions) {
    const { loss, optimizer, validation, resume, earlyStopping, checkpoint } = options;
    needWhole("epochs", options.epochs, 1);
    if (checkpoint?.every !== undefined) needWhole("checkpoint.every", checkpoint.every, 1);
    if (checkpoint?.everySteps !== undefined) needWhole("checkpoint.everySteps", checkpoint.everySteps, 1);
    if (typeof loss !== "function") throw fitOptionError("loss", "a function of output and target", loss);
    this.#model = model;
    this.#options = options;
    this.#seed = options.seed ?? 0;
    this.#batches =
      data instanceof Loader
        ? data
        : loader(data, {
            batchSize: options.batchSize ?? 32,
            shuffle: true,
            seed: this.#seed,
            ...(options.augment ? { augment: options.augment } : {}),
          });
    checkData("training data", model, loss, this.#batches.dataset);
    if (this.#batches.length === 0)
      throw fitOptionError(
        "batchSize",
        `at most ${this.#batches.dataset.length}, the number of samples, where the last batch is dropped`,
        this.#batches.batchSize,
      );
    if (validation) checkData("validation data", model, loss, validation instanceof Loader ? validation.dataset : validation);
    this.#optimizer = optimizer instanceof Optimizer ? optimizer : optimizer.over(model);
    this.#rate = resume?.progress.lr ?? this.#optimizer.lr;
    this.#metrics = (options.metrics ?? []).map(metricOf);
    this.#running = this.#metrics.map((metric) => new Running(metric));
    const higher = new Set(this.#metrics.filter((metric) => metric.better === "higher").map((metric) => metric.name));
    const known = new Set(this.#metrics.map((metric) => metric.name));
    this.#watch = new Watch(earlyStopping ?? { patience: Infinity }, higher, known, resume?.progress.best ?? null);
    if (resume) this.#resume(resume);
    else if (options.seed !== undefined) manualSeed(options.seed);
    this.#clock = new Clock(this.#step, resume?.progress.seconds ?? 0);
  }

  async run(): Promise<FitResult> {
    const { epochs } = this.#options;
    const step = this.#compileStep();
    let ended: FitResult["ended"] = "epochs";
    if (this.#epoch > 0 && this.#batch === 0 && this.#options.earlyStopping && this.#watch.over(this.#epoch - 1)) ended = "early";
    while (ended === "epochs" && this.#epoch < epochs) {
      const goOn = await this.#runEpoch(step);
      if (!goOn) ended = "stopped";
      else if (this.#options.earlyStopping && this.#watch.over(this.#epoch - 1)) ended = "early";
    }
    checkParameters(this.#model, { step: this.#step, epoch: Math.max(0, this.#epoch - 1), lr: this.#optimizer.lr });
    if (this.#options.restoreBest && this.#bestWeights) this.#model.loadStateDict(this.#bestWeights);
    const { best } = this.#watch;
    return { history: this.#history, ended, best, steps: this.#step, seconds: this.#clock.seconds, optimizer: this.#optimizer };
  }

  /** Forward, backward and update as one plan: batch → [loss, output]. */
  #compileStep(): (x: Tensor, y: Tensor) => readonly Tensor[] {
    const { loss: lossOf, clipNorm, clipValue } = this.#options;
    const optimizer = this.#optimizer;
    const parameters = [...optimizer.parameters];
    const model = this.#model;
    return compile((x: Tensor, y: Tensor): readonly Tensor[] =>
      inMode(model, true, () => {
        const output = model.forward(x);
        const loss = lossOf(output, y);
        let gradients = grad(loss, parameters);
        if (clipValue !== undefined) gradients = clippedByValue(gradients, clipValue);
        if (clipNorm !== undefined) gradients = clippedByNorm(gradients, clipNorm).gradients;
        // A loss that is not finite must not spoil the parameters: they are needed to find out why.
        const fine = finite(loss.detach());
        update(optimizer.updates(gradients).map(([variable, value]): Update => [variable, where(fine, value, variable)]));
        return this.#metrics.length > 0 ? [loss.detach(), output.detach()] : [loss.detach()];
      }),
    );
  }

  /** One epoch, or the rest of it. False: training shall end. */
  async #runEpoch(step: (x: Tensor, y: Tensor) => readonly Tensor[]): Promise<boolean> {
    const { schedule, callbacks = [], signal, checkpoint } = this.#options;
    const begin = this.#clock.seconds;
    let goOn = true;
    for (const [x, y] of this.#batches.batches(this.#epoch, this.#batch)) {
      if (signal?.aborted) goOn = false;
      if (!goOn) break;
      if (schedule) this.#optimizer.lr = this.#rate * schedule(this.#step);
      const [value, output] = step(x, y);
      const number = value!.item();
      if (!Number.isFinite(number)) {
        throw diagnose({
          model: this.#model,
          batch: [x, y],
          value: number,
          step: this.#step,
          epoch: this.#epoch,
          lr: this.#optimizer.lr,
        });
      }
      if (output) for (const metric of this.#running) metric.add(output, y);
      const count = x.shape[0]!;
      this.#lossSum += number * count;
      this.#samples += count;
      this.#batch++;
      this.#step++;
      for (const callback of callbacks) if (callback.onStep?.(this.#step, number) === false) goOn = false;
      const now = this.#clock.seconds;
      if (now - this.#reported > REPORT) this.#report(null);
      if (checkpoint?.everySteps !== undefined && this.#step % checkpoint.everySteps === 0 && this.#batch < this.#batches.length)
        await checkpoint.save(this.state());
      if (now - this.#paused > PAUSE) {
        await breathe();
        this.#paused = this.#clock.seconds;
      }
    }
    if (this.#batch < this.#batches.length) {
      if (checkpoint) await checkpoint.save(this.state());
      return false;
    }
    const record = this.#endEpoch(begin);
    for (const callback of callbacks) if ((await callback.onEpoch?.(record)) === false) goOn = false;
    this.#report(record);
    const last =
      this.#epoch >= this.#options.epochs || !goOn || (this.#options.earlyStopping !== undefined && this.#watch.over(record.epoch));
    if (checkpoint && (last || this.#epoch % (checkpoint.every ?? 1) === 0)) await checkpoint.save(this.state());
    return goOn;
  }

  #scores(): { readonly loss: number; readonly metrics: Record<string, number> } {
    const metrics = Object.fromEntries(this.#running.map((running) => [running.metric.name, running.result()]));
    return { loss: this.#lossSum / this.#samples, metrics };
  }

  #endEpoch(begin: number): EpochRecord {
    const { validation, loss, batchSize } = this.#options;
    const checked =
      validation &&
      evaluate(this.#model, validation, {
        loss,
        metrics: this.#metrics,
        ...(batchSize === undefined ? {} : { batchSize: Math.max(batchSize, 256) }),
      });
    const record: EpochRecord = {
      epoch: this.#epoch,
      step: this.#step,
      ...this.#scores(),
      validation: checked ? { loss: checked.loss, metrics: checked.metrics } : null,
      lr: this.#optimizer.lr,
      seconds: this.#clock.seconds - begin,
    };
    this.#history.push(record);
    if (this.#watch.improved(record) && this.#options.restoreBest) this.#bestWeights = hostCopies("", this.#model.stateDict());
    this.#epoch++;
    this.#batch = 0;
    this.#lossSum = 0;
    this.#samples = 0;
    this.#running = this.#metrics.map((metric) => new Running(metric));
    return record;
  }

  #report(record: EpochRecord | null): void {
    this.#reported = this.#clock.seconds;
    if (!this.#options.onProgress) return;
    const { epochs } = this.#options;
    const batches = this.#batches.length;
    const steps = epochs * batches;
    this.#options.onProgress({
      epoch: record?.epoch ?? this.#epoch,
      epochs,
      batch: record ? batches : this.#batch,
      batches,
      step: this.#step,
      steps,
      ...(record ? { loss: record.loss, metrics: record.metrics } : this.#scores()),
      ...this.#clock.estimate(this.#step, steps, this.#batches.batchSize),
      lr: this.#optimizer.lr,
      record,
    });
  }

  /** Everything needed to go on from here. */
  state(): TrainingState {
    return {
      tensors: {
        ...hostCopies("model.", this.#model.stateDict()),
        ...hostCopies("optimizer.", this.#optimizer.stateDict()),
        ...Object.fromEntries(Object.entries(this.#bestWeights ?? {}).map(([name, value]) => [`best.${name}`, value])),
      },
      progress: {
        epoch: this.#epoch,
        batch: this.#batch,
        step: this.#step,
        lossSum: this.#lossSum,
        samples: this.#samples,
        metricSums: this.#running.map((running) => [...running.sums]),
        history: [...this.#history],
        best: this.#watch.best,
        seed: this.#batches.seed,
        batchSize: this.#batches.batchSize,
        dataLength: this.#batches.dataset.length,
        optimizer: this.#optimizer.rule.name,
        lr: this.#options.schedule ? this.#rate : this.#optimizer.lr,
        generator: generatorState(),
        seconds: this.#clock.seconds,
      },
    };
  }

  #resume({ tensors, progress }: TrainingState): void {
    const same = (what: string, before: unknown, now: unknown): void => {
      if (before !== now) throw resumeError(`${what} was ${String(before)} and is ${String(now)} now`);
    };
    same("the optimizer", progress.optimizer, this.#optimizer.rule.name);
    same("the batch size", progress.batchSize, this.#batches.batchSize);
    same("the number of samples", progress.dataLength, this.#batches.dataset.length);
    same("the seed", progress.seed, this.#batches.seed);
    same("the number of metrics", progress.metricSums.length, this.#metrics.length);
    this.#model.loadStateDict(withoutPrefix("model.", tensors));
    this.#optimizer.loadStateDict(withoutPrefix("optimizer.", tensors));
    this.#optimizer.lr = progress.lr;
    const best = withoutPrefix("best.", tensors);
    this.#bestWeights = Object.keys(best).length > 0 ? best : null;
    setGeneratorState(progress.generator);
    this.#running = this.#metrics.map((metric, i) => new Running(metric, progress.metricSums[i]));
    this.#history.push(...progress.history);
    this.#epoch = progress.epoch;
    this.#batch = progress.batch;
    this.#step = progress.step;
    this.#lossSum = progress.lossSum;
    this.#samples = progress.samples;
  }
}
