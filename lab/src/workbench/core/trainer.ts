// Training a step at a time: forward, backward and update are one compiled plan. Can be rewound to the same first weights, and the
// learning rate may change on the way. A step that is not finite changes nothing. Runs in Node as in the worker; the program that the
// workbench exports does the same steps and gets the same bits.
import { Generator, compile, grad, isFinite as finite, tensor, update, where } from "nabla";
import type { Tensor } from "nabla";
import { loader, tensorDataset } from "nabla/data";
import type { Loader } from "nabla/data";
import { hashOf } from "nabla/lecture";
import { buildNetwork } from "nabla/nn";
import type { Architecture, Sequential } from "nabla/nn";
import { clippedByNorm, normOf } from "nabla/optim";
import type { Optimizer, Schedule } from "nabla/optim";
import { inMode } from "nabla/train";
import { lossFunction, optimizerOf, scheduleOf } from "./choices.ts";
import { architectureOf, lossOf } from "./decide.ts";
import type { Part, Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";

type Numbers = readonly (readonly [variable: Tensor, copy: Tensor])[];

const copies = (variables: Iterable<Tensor>): Numbers =>
  Array.from(variables, (x) => [x, tensor(x.data(), { shape: x.shape, dtype: x.dtype })] as const);

/** What one step did. */
export interface StepReport {
  /** The loss on the batch before the step, penalties not counted. */
  readonly loss: number;
  /** Norm of all gradients. */
  readonly gradient: number;
  /** False: loss or gradients were not finite, and nothing was changed. */
  readonly fine: boolean;
}

/** A moment of training that one can go back to. */
export interface Moment {
  readonly step: number;
  readonly numbers: Numbers;
  readonly keys: ReturnType<Generator["state"]>;
}

const pairs = (part: Part, shape: readonly number[], classes: boolean): ReturnType<typeof tensorDataset<[Tensor, Tensor]>> =>
  tensorDataset(
    { dtype: "f32", shape: [part.count, ...shape], data: part.x },
    classes ? { dtype: "i32", shape: [part.count], data: part.y } : { dtype: "f32", shape: [part.count, 1], data: part.y },
  );

export class Trainer {
  readonly problem: Problem;
  readonly settings: Settings;
  readonly seed: number;
  readonly architecture: Architecture;
  readonly model: Sequential;
  readonly optimizer: Optimizer;
  readonly batches: Loader<readonly [Tensor, Tensor]>;
  /** Without penalties. */
  readonly loss: (output: Tensor, target: Tensor) => Tensor;
  readonly #generator: Generator;
  readonly #begin: Numbers;
  readonly #beginKeys: ReturnType<Generator["state"]>;
  readonly #run: (x: Tensor, y: Tensor) => readonly [Tensor, Tensor];
  #schedule: Schedule;
  #iterator: Iterator<readonly [Tensor, Tensor]> | null = null;
  #epoch = 0;
  #step = 0;
  #rate: number;

  constructor(problem: Problem, settings: Settings, seed: number) {
    this.problem = problem;
    this.settings = settings;
    this.seed = seed;
    this.architecture = architectureOf(settings, problem);
    this.#generator = new Generator(seed);
    this.model = buildNetwork(this.architecture, { generator: this.#generator, initial: settings.init });
    const optimizer = (this.optimizer = optimizerOf(settings).over(this.model));
    this.batches = loader(pairs(problem.train, problem.shape, problem.task === "classification"), { batchSize: settings.batch, shuffle: true, seed }); // prettier-ignore
    const loss = (this.loss = lossFunction(lossOf(settings, problem), problem));
    this.#rate = settings.lr;
    this.#schedule = scheduleOf(settings, settings.epochs * this.batches.length);
    this.#begin = copies(this.#variables());
    this.#beginKeys = this.#generator.state();
    const { l1, clip } = settings;
    const { model } = this;
    const weights = model.namedParameters().filter(([name]) => name.endsWith("weight")).map(([, weight]) => weight); // prettier-ignore
    this.#run = compile((x: Tensor, y: Tensor): readonly [Tensor, Tensor] =>
      inMode(model, true, () => {
        const value = loss(model.forward(x), y);
        const penalty = l1 > 0 ? weights.map((w) => w.abs().sum()).reduce((a, b) => a.add(b)).mul(l1) : null; // prettier-ignore
        let gradients = grad(penalty ? value.add(penalty) : value, [...optimizer.parameters]);
        const norm = normOf(gradients);
        if (clip > 0) gradients = clippedByNorm(gradients, clip).gradients;
        const fine = finite(value).mul(finite(norm));
        update(optimizer.updates(gradients).map(([variable, next]) => [variable, where(fine, next, variable)] as const));
        return [value.detach(), norm.detach()];
      }),
    );
  }

  get step(): number {
    return this.#step;
  }

  /** Epochs that are over. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The learning rate before the schedule. */
  get rate(): number {
    return this.#rate;
  }

  /** May be set at any time: training goes on with it from the next step. */
  set rate(value: number) {
    this.#rate = value;
  }

  /** Plans another length: schedules that end somewhere follow. */
  plan(epochs: number): void {
    this.#schedule = scheduleOf(this.settings, epochs * this.batches.length);
  }

  /** One batch. */
  advance(): StepReport {
    let next = this.#iterator?.next();
    if (!next || next.done) {
      this.#iterator = this.batches.batches(this.#epoch);
      next = this.#iterator.next();
    }
    const [x, y] = next.value as readonly [Tensor, Tensor];
    this.optimizer.lr = this.#rate * this.#schedule(this.#step);
    const [value, norm] = this.#run(x, y);
    const [loss, gradient] = [value.item(), norm.item()];
    const fine = Number.isFinite(loss) && Number.isFinite(gradient);
    if (!fine) return { loss, gradient, fine };
    this.#step++;
    if (this.#step % this.batches.length === 0) {
      this.#epoch++;
      this.#iterator = null;
    }
    return { loss, gradient, fine };
  }

  /** Back to the very first weights. */
  rewind(): void {
    update(this.#begin);
    this.#generator.setState(this.#beginKeys);
    this.#iterator = null;
    this.#epoch = 0;
    this.#step = 0;
    this.#rate = this.settings.lr;
  }

  moment(): Moment {
    return { step: this.#step, numbers: copies(this.#variables()), keys: this.#generator.state() };
  }

  /** Back to a moment of this training. The learning rate stays as it is now. */
  restore({ step, numbers, keys }: Moment): void {
    update(numbers);
    this.#generator.setState(keys);
    this.#step = step;
    this.#epoch = Math.floor(step / this.batches.length);
    this.#iterator = this.batches.batches(this.#epoch, step % this.batches.length);
  }

  /** Takes the very first numbers, without going back in time. */
  restoreBegin(): void {
    update(this.#begin);
  }

  /** The batch that would come next, once more. */
  peek(): readonly [Tensor, Tensor] {
    const [batch] = this.batches.batches(this.#epoch, this.#step % this.batches.length);
    return batch!;
  }

  /** Whether all parameters are numbers. */
  whole(): boolean {
    return this.model.parameters().every((x) => x.data().every(Number.isFinite));
  }

  /** A fingerprint of all parameters: the same in Node and in every browser. */
  hash(): string {
    return hashOf(this.model.parameters());
  }

  *#variables(): Iterable<Tensor> {
    yield* Object.values(this.model.stateDict());
    yield* Object.values(this.optimizer.stateDict());
  }
}
