// One training on the workbench: its trainer, what is seen of it, its curve, and the changes of the rate on the way. Gives frames: plain
// data that the page paints. Runs in Node as in the worker.
import { tensor, update } from "nabla";
import type { ModelFileRecord } from "nabla/io";
import { lossFunction } from "./choices.ts";
import { conflictsOf, lossOf, metricOfSettings } from "./decide.ts";
import type { Conflict } from "./decide.ts";
import { breakdown } from "./divergence.ts";
import type { Breakdown } from "./divergence.ts";
import { Judge, confusion } from "./judge.ts";
import type { Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { Trainer } from "./trainer.ts";
import type { Moment } from "./trainer.ts";
import { denseLayers } from "./units.ts";
import type { DenseLayer } from "./units.ts";
import { SHOWN_UNITS, Views } from "./views.ts";
import type { Domain, Raster, Thumb } from "./views.ts";

/** A point of the curve. */
export interface CurvePoint {
  readonly step: number;
  /** Mean loss of the batches since the point before. */
  readonly batch: number;
  readonly train: number;
  readonly test: number;
  readonly trainMetric: number;
  readonly testMetric: number;
  readonly rate: number;
  readonly gradient: number;
}

/** The rate from a step on. */
export interface RateChange {
  readonly step: number;
  readonly rate: number;
}

/** The numbers of a layer that are drawn: of the first units and inputs. */
export interface LayerNumbers extends DenseLayer {
  readonly shownIn: number;
  readonly shownOut: number;
  /** [shownOut, shownIn] */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** A moment of a training, for the page to paint. */
export interface Frame {
  readonly step: number;
  readonly epoch: number;
  readonly stepsPerEpoch: number;
  readonly point: CurvePoint;
  /** Number of the point in the curve. */
  readonly at: number;
  readonly marks: readonly RateChange[];
  readonly domain: Domain | null;
  readonly raster: Raster | null;
  /** How many there are; 0 for a regression. */
  readonly classes: number;
  readonly thumbs: readonly Thumb[];
  readonly layers: readonly LayerNumbers[];
  /** Of the test: counts of (true class, answer), or null. */
  readonly confusion: Int32Array | null;
  /** Of the test: truth and estimate of up to 400 rows, one after the other; or null. */
  readonly residuals: Float32Array | null;
  readonly hash: string;
  readonly parameters: number;
  /** Milliseconds in steps since the beginning, and those of one step. */
  readonly spent: number;
  readonly perStep: number;
  readonly ended: "epochs" | "plateau" | "broken" | null;
  readonly breakdown: Breakdown | null;
  readonly edited: boolean;
  readonly imported: boolean;
}

/** Rows that are judged for a frame: more would cost more than the training. */
const JUDGED = 2000;
const SHOWN_INPUTS = 12;
const RESIDUALS = 400;
/** Steps between two moments that one can fall back to. */
const KEEP_EVERY = 50;

export class Session {
  readonly problem: Problem;
  readonly settings: Settings;
  readonly trainer: Trainer;
  readonly conflicts: readonly Conflict[];
  curve: CurvePoint[] = [];
  marks: RateChange[] = [];
  edited = false;
  /** Where the weights came from, if from a file; the fingerprint that they had. */
  imported: { readonly record: ModelFileRecord; readonly hash: string } | null = null;
  ended: Frame["ended"] = null;
  breakdown: Breakdown | null = null;
  spent = 0;
  epochs: number;
  patience: number;
  readonly #judge: Judge;
  #views: Views;
  #axes: string;
  #batchSum = 0;
  #batchCount = 0;
  #gradient = 0;
  #measured = 0;
  #keep: Moment;
  #best = Infinity;
  #bestEpoch = 0;

  constructor(problem: Problem, settings: Settings, seed: number) {
    this.problem = problem;
    this.settings = settings;
    this.conflicts = conflictsOf(settings, problem);
    this.trainer = new Trainer(problem, settings, seed);
    this.epochs = settings.epochs;
    this.patience = settings.stop;
    this.#judge = new Judge(problem, metricOfSettings(settings, problem), lossFunction(lossOf(settings, problem), problem));
    this.#axes = `${settings.ax},${settings.ay}`;
    this.#views = new Views(this.trainer, settings.ax, settings.ay);
    this.#keep = this.trainer.moment();
  }

  /** What may be changed without beginning anew. */
  adjust({ lr, epochs, stop, ax, ay }: Pick<Settings, "lr" | "epochs" | "stop" | "ax" | "ay">): void {
    if (lr !== this.trainer.rate) this.setRate(lr);
    if (epochs !== this.epochs) {
      this.epochs = epochs;
      this.trainer.plan(epochs);
    }
    this.patience = stop;
    if (this.ended === "epochs" && this.trainer.epoch < epochs) this.ended = null;
    if (this.ended === "plateau" && stop === 0) this.ended = null;
    if (this.#axes !== `${ax},${ay}`) {
      this.#axes = `${ax},${ay}`;
      this.#views = new Views(this.trainer, ax, ay);
    }
  }

  setRate(rate: number): void {
    this.trainer.rate = rate;
    const { step } = this.trainer;
    if (step > 0 || this.marks.length > 0) this.marks = [...this.marks.filter((mark) => mark.step < step), { step, rate }];
    // After a breakdown another rate is another chance.
    if (this.ended === "broken") {
      this.ended = null;
      this.breakdown = null;
    }
  }

  /** One step, unless training is over. */
  step(): void {
    if (this.ended) return;
    const { trainer } = this;
    const begin = performance.now();
    const report = trainer.advance();
    this.spent += performance.now() - begin;
    if (!report.fine) {
      this.breakdown = breakdown(trainer, report.loss, this.#keep);
      this.ended = "broken";
      return;
    }
    this.#batchSum += report.loss;
    this.#batchCount++;
    this.#gradient = report.gradient;
    this.#measured++;
    if (trainer.step % KEEP_EVERY === 0 && trainer.whole()) this.#keep = trainer.moment();
    if (trainer.epoch >= this.epochs) this.ended = "epochs";
  }

  /** Back to the first weights; `keepRate`: with the rate that is set now. */
  rewind(): void {
    this.trainer.rewind();
    this.trainer.plan(this.epochs);
    this.curve = [];
    this.marks = [];
    this.edited = false;
    this.imported = null;
    this.ended = null;
    this.breakdown = null;
    this.spent = 0;
    [this.#batchSum, this.#batchCount, this.#measured, this.#gradient] = [0, 0, 0, 0];
    [this.#best, this.#bestEpoch] = [Infinity, 0];
    this.#keep = this.trainer.moment();
  }

  /** Gives one weight, or a bias where `input` is null, another value. */
  edit(layer: number, unit: number, input: number | null, value: number): void {
    const spec = denseLayers(this.trainer.architecture)[layer]!;
    const variable = this.trainer.model.stateDict()[`${spec.path}.${input === null ? "bias" : "weight"}`]!;
    const data = Float32Array.from(variable.data());
    data[input === null ? unit : unit * spec.in + input] = value;
    update([[variable, tensor(data, { shape: variable.shape })]]);
    this.edited = true;
    this.#keep = this.trainer.moment();
  }

  /** All numbers of a unit. */
  unit(layer: number, unit: number): { readonly weights: Float32Array; readonly bias: number } {
    const spec = denseLayers(this.trainer.architecture)[layer]!;
    const state = this.trainer.model.stateDict();
    const weight = state[`${spec.path}.weight`]!.data();
    return { weights: Float32Array.from(weight.slice(unit * spec.in, (unit + 1) * spec.in)), bias: state[`${spec.path}.bias`]!.data()[unit]! }; // prettier-ignore
  }

  #numbers(): LayerNumbers[] {
    const state = this.trainer.model.stateDict();
    return denseLayers(this.trainer.architecture).map((layer, l) => {
      // Single pixels say nothing: a picture is one input.
      const shownIn = l === 0 && this.problem.kind === "pictures" ? 0 : Math.min(layer.in, l === 0 ? SHOWN_INPUTS : SHOWN_UNITS);
      const shownOut = Math.min(layer.out, SHOWN_UNITS);
      const all = state[`${layer.path}.weight`]!.data();
      const weight = new Float32Array(shownOut * shownIn);
      for (let o = 0; o < shownOut; o++) for (let i = 0; i < shownIn; i++) weight[o * shownIn + i] = all[o * layer.in + i]!;
      return { ...layer, shownIn, shownOut, weight, bias: Float32Array.from(state[`${layer.path}.bias`]!.data().slice(0, shownOut)) };
    });
  }

  /** What units look for in a picture: the weights of the first layer, where it sees the picture itself. */
  #strokes(): Thumb[] {
    const { problem, trainer, settings } = this;
    const first = denseLayers(trainer.architecture)[0]!;
    if (settings.conv > 0 || problem.shape[1] !== problem.shape[2] || settings.layers.length === 0) return [];
    const weight = trainer.model.stateDict()[`${first.path}.weight`]!.data();
    return Array.from({ length: Math.min(first.out, SHOWN_UNITS) }, (_, unit): Thumb => {
      const own = weight.slice(unit * first.in, (unit + 1) * first.in);
      let most = 1e-6;
      for (const w of own) most = Math.max(most, Math.abs(w));
      return { layer: 0, unit, values: Int8Array.from(own, (w) => Math.round((127 * w) / most)) };
    });
  }

  /** How it stands. */
  frame(): Frame {
    const { trainer, problem } = this;
    const { train, test, classes, targetScale } = problem;
    const onTrain = this.#judge.of(trainer.model, train, JUDGED);
    const onTest = this.#judge.of(trainer.model, test, JUDGED);
    const known = this.curve.at(-1);
    const point: CurvePoint = {
      step: trainer.step,
      batch: this.#batchCount > 0 ? this.#batchSum / this.#batchCount : onTrain.loss,
      train: onTrain.loss,
      test: onTest.loss,
      trainMetric: onTrain.metric,
      testMetric: onTest.metric,
      rate: trainer.optimizer.lr,
      gradient: this.#gradient,
    };
    if (known?.step === point.step) this.curve[this.curve.length - 1] = point;
    else this.curve.push(point);
    [this.#batchSum, this.#batchCount] = [0, 0];
    if (onTest.loss < this.#best - 1e-4 * Math.abs(this.#best === Infinity ? 0 : this.#best)) [this.#best, this.#bestEpoch] = [onTest.loss, trainer.epoch]; // prettier-ignore
    if (this.patience > 0 && !this.ended && trainer.epoch - this.#bestEpoch >= this.patience) this.ended = "plateau";
    const truth = test.y.subarray(0, Math.min(JUDGED, test.count));
    const shown = Math.min(RESIDUALS, truth.length);
    const residuals = classes ? null : new Float32Array(2 * shown);
    if (residuals)
      for (let i = 0; i < shown; i++) {
        residuals[2 * i] = truth[i]! * targetScale.std + targetScale.mean;
        residuals[2 * i + 1] = onTest.answers.values[i]!;
      }
    return {
      step: trainer.step,
      epoch: trainer.epoch,
      stepsPerEpoch: trainer.batches.length,
      point,
      at: this.curve.length - 1,
      marks: this.marks,
      domain: this.#views.domain,
      raster: this.#views.raster(),
      classes: classes?.length ?? 0,
      thumbs: problem.kind === "pictures" ? this.#strokes() : this.#views.thumbs(),
      layers: this.#numbers(),
      confusion: classes ? confusion(onTest.answers, truth) : null,
      residuals,
      hash: trainer.hash(),
      parameters: trainer.model.parameterCount,
      spent: this.spent,
      perStep: this.#measured > 0 ? this.spent / this.#measured : 0,
      ended: this.ended,
      breakdown: this.breakdown,
      edited: this.edited,
      imported: this.imported !== null,
    };
  }
}
