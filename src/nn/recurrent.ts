// Recurrent networks over whole sequences: layers, both directions, sequences of different length. The input's part of all
// steps is one product; the steps themselves stand one after another in the graph. What a step computes is in recurrent-steps.ts.
import {
  concat,
  dropout as drop,
  gt,
  linear,
  NablaError,
  nextKey,
  parameter,
  select,
  squeeze,
  stack,
  tensor,
  unsqueeze,
  where,
  zeros,
} from "../mini.ts";
import type { Shape, Tensor } from "../mini.ts";
import { needCount, needNumber, needRank, needSize } from "./errors.ts";
import { uniform } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { Module } from "./module.ts";
import { gruStep, lstmStep, rnnStep } from "./recurrent-steps.ts";
import type { StepKind } from "./recurrent-steps.ts";

/** What recurrent layers may be told besides the sizes. */
export interface RecurrentOptions extends InitOptions {
  readonly numLayers?: number;
  readonly bias?: boolean;
  /** Input and output are [N, T, …] instead of [T, N, …]. */
  readonly batchFirst?: boolean;
  /** Probability of dropout behind each layer but the last, in training. */
  readonly dropout?: number;
  /** A second network reads the sequence backwards; its output stands behind that of the first. */
  readonly bidirectional?: boolean;
}

/** What `rnn` may be told. */
export interface RnnOptions extends RecurrentOptions {
  readonly nonlinearity?: "tanh" | "relu";
}

/** What `lstm` may be told. */
export interface LstmOptions extends RecurrentOptions {
  /** If above 0, each output is projected to that size. */
  readonly projSize?: number;
}

/** What a run over sequences may be told. */
export interface RunOptions<State> {
  /** The state at the beginning; zeros unless told. */
  readonly state?: State;
  /** How long each sequence is, 1 to T, as numbers or i32 [N]. What stands behind is not read, and its output is 0. */
  readonly lengths?: readonly number[] | Tensor;
}

/** Stacked layers of one kind of step. */
abstract class Recurrent<State> extends Module {
  /** By PyTorch's names: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, …_reverse. */
  readonly weights: Record<string, Tensor> = {};
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Numbers in the output of one direction. */
  readonly outputSize: number;
  readonly numLayers: number;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  readonly #name: string;
  readonly #kind: StepKind;
  readonly #options: InitOptions;

  constructor(name: string, kind: StepKind, inputSize: number, hiddenSize: number, options: LstmOptions) {
    super();
    const { numLayers = 1, bias = true, batchFirst = false, dropout = 0, bidirectional = false, projSize = 0, ...init } = options;
    this.inputSize = needCount(name, "inputSize", inputSize);
    this.hiddenSize = needCount(name, "hiddenSize", hiddenSize);
    this.numLayers = needCount(name, "numLayers", numLayers);
    this.dropout = needNumber(name, "dropout", dropout, 0, 1);
    needCount(name, "projSize", projSize, 0);
    if (projSize >= hiddenSize)
      throw new NablaError("layer-option", `${name}: projSize (${projSize}) must be below hiddenSize (${hiddenSize})`, { op: name });
    this.outputSize = projSize || hiddenSize;
    this.batchFirst = batchFirst;
    this.bidirectional = bidirectional;
    this.#name = name;
    this.#kind = kind;
    this.#options = init;
    const rows = kind.gates * hiddenSize;
    const bound = 1 / Math.sqrt(hiddenSize);
    const make = (title: string, shape: Shape): void => void (this.weights[title] = parameter(uniform(shape, -bound, bound, init)));
    for (let layer = 0; layer < numLayers; layer++) {
      const inputs = layer === 0 ? inputSize : this.outputSize * this.directions;
      for (const suffix of this.#suffixes(layer)) {
        make(`weight_ih_${suffix}`, [rows, inputs]);
        make(`weight_hh_${suffix}`, [rows, this.outputSize]);
        if (bias) make(`bias_ih_${suffix}`, [rows]);
        if (bias) make(`bias_hh_${suffix}`, [rows]);
        if (projSize > 0) make(`weight_hr_${suffix}`, [projSize, hiddenSize]);
      }
    }
  }

  /** 1, or 2 if sequences are read backwards too. */
  get directions(): number {
    return this.bidirectional ? 2 : 1;
  }

  #suffixes(layer: number): string[] {
    return this.bidirectional ? [`l${layer}`, `l${layer}_reverse`] : [`l${layer}`];
  }

  protected override members(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.weights);
  }

  /** The state as a list. */
  protected abstract listOf(state: State): readonly Tensor[];
  /** The list as a state. */
  protected abstract stateOf(list: readonly Tensor[]): State;

  /**
   * The outputs of all steps: [T, N, input] → [T, N, directions · output], or [N, T, …] if so told.
   * `run` gives the last state too.
   */
  forward(input: Tensor, options: RunOptions<State> = {}): Tensor {
    return this.run(input, options)[0];
  }

  /**
   * Runs over sequences: outputs of all steps, and the state at the end, [layers · directions, N, output] (and the cells'
   * [layers · directions, N, hidden]).
   * @throws if the shape of the input, the state or the lengths do not fit
   */
  run(input: Tensor, { state, lengths }: RunOptions<State> = {}): [output: Tensor, state: State] {
    const name = this.#name;
    needRank(name, input, [2, 3], `[${this.batchFirst ? "N, T" : "T, N"}, ${this.inputSize}], or one sequence [T, ${this.inputSize}]`);
    needSize(name, input, -1, this.inputSize, `a last axis of ${this.inputSize}`);
    const single = input.shape.length === 2;
    const axis = this.batchFirst && !single ? 1 : 0;
    const x = single ? unsqueeze(input, 1) : input;
    const [steps, batch] = [x.shape[axis]!, x.shape[1 - axis]!];
    if (steps === 0)
      throw new NablaError("layer-input", `${name}: needs a sequence of one step or more – the input is [${input.shape.join(", ")}]`, { op: name, shapes: [input.shape] }); // prettier-ignore
    const first = this.#firstState(state, single, batch, x);
    const valid = lengths === undefined ? null : this.#valid(lengths, steps, batch);

    let sequence = x;
    const ends: (readonly Tensor[])[] = [];
    for (let layer = 0; layer < this.numLayers; layer++) {
      const outputs = this.#suffixes(layer).map((suffix, direction) => {
        const start = first.map((all) => select(all, 0, layer * this.directions + direction));
        const [output, end] = this.#pass(sequence, suffix, start, axis, direction === 1, valid);
        ends.push(end);
        return output;
      });
      sequence = outputs.length > 1 ? concat(outputs, -1) : outputs[0]!;
      if (this.training && this.dropout > 0 && layer < this.numLayers - 1) sequence = drop(sequence, this.dropout, nextKey(this.#options.generator ? { generator: this.#options.generator } : {})); // prettier-ignore
    }
    const last = first.map((_, part) => {
      const all = stack(ends.map((end) => end[part]!), 0); // prettier-ignore
      return single ? squeeze(all, 1) : all;
    });
    return [single ? squeeze(sequence, 1) : sequence, this.stateOf(last)];
  }

  /** One layer in one direction. */
  #pass(
    sequence: Tensor,
    suffix: string,
    start: readonly Tensor[],
    axis: number,
    backwards: boolean,
    valid: readonly Tensor[] | null,
  ): [output: Tensor, end: readonly Tensor[]] {
    const weight = (title: string): Tensor | null => this.weights[`${title}_${suffix}`] ?? null;
    const [inputBias, hiddenBias] = [weight("bias_ih"), weight("bias_hh")];
    const bias = inputBias && hiddenBias && this.#kind.joinsBias ? inputBias.add(hiddenBias) : inputBias;
    const inputs = linear(sequence, weight("weight_ih")!, bias); // all steps at once
    const weights = { hidden: weight("weight_hh")!, hiddenBias, projection: weight("weight_hr") };
    const steps = sequence.shape[axis]!;
    const outputs = new Array<Tensor>(steps);
    let state = start;
    for (let k = 0; k < steps; k++) {
      const t = backwards ? steps - 1 - k : k;
      const next = this.#kind.next(select(inputs, axis, t), state, weights);
      const runs = valid?.[t];
      outputs[t] = runs ? where(runs, next[0]!, 0) : next[0]!;
      state = runs ? next.map((value, part) => where(runs, value, state[part]!)) : next;
    }
    return [stack(outputs, axis), state];
  }

  #firstState(state: State | undefined, single: boolean, batch: number, x: Tensor): readonly Tensor[] {
    const sizes = [this.outputSize, this.hiddenSize].slice(0, this.#kind.states);
    const count = this.numLayers * this.directions;
    if (state === undefined) return sizes.map((size) => zeros([count, batch, size], { dtype: x.dtype }));
    const given = this.listOf(state);
    return sizes.map((size, part) => {
      const due = single ? [count, size] : [count, batch, size];
      const value = given[part]!;
      if (value.shape.join() !== due.join())
        throw new NablaError("layer-input", `${this.#name}: the state must be [${due.join(", ")}] (layers · directions${single ? "" : ", N"}, size) – it is [${value.shape.join(", ")}]`, { op: this.#name, shapes: [value.shape] }); // prettier-ignore
      return single ? unsqueeze(value, 1) : value;
    });
  }

  /** For each step, which sequences still run: [N, 1]. */
  #valid(lengths: readonly number[] | Tensor, steps: number, batch: number): readonly Tensor[] {
    const wrong = (got: string): NablaError =>
      new NablaError("layer-input", `${this.#name}: lengths must be ${batch} whole numbers from 1 to ${steps}, one for each sequence, got ${got}`, { op: this.#name }); // prettier-ignore
    if (Array.isArray(lengths)) {
      const list = lengths as readonly number[];
      if (list.length !== batch || list.some((n) => !Number.isInteger(n) || n < 1 || n > steps)) throw wrong(`[${list.join(", ")}]`);
    } else if ((lengths as Tensor).shape.join() !== `${batch}` || (lengths as Tensor).dtype !== "i32")
      throw wrong(`${(lengths as Tensor).dtype} [${(lengths as Tensor).shape.join(", ")}]`);
    const all = (Array.isArray(lengths) ? tensor(lengths as number[], { dtype: "i32" }) : (lengths as Tensor)).reshape([batch, 1]);
    return Array.from({ length: steps }, (_, t) => gt(all, t));
  }

  override describe(): string {
    const extra = [
      this.numLayers > 1 ? `${this.numLayers} layers` : "",
      this.bidirectional ? "both directions" : "",
      this.outputSize !== this.hiddenSize ? `projected to ${this.outputSize}` : "",
      this.dropout > 0 ? `dropout ${this.dropout}` : "",
    ];
    return [`${this.inputSize} → ${this.hiddenSize}`, ...extra.filter(Boolean)].join(", ");
  }
}

/** The simple recurrent network. */
export class RNN extends Recurrent<Tensor> {
  constructor(inputSize: number, hiddenSize: number, { nonlinearity = "tanh", ...options }: RnnOptions = {}) {
    if (nonlinearity !== "tanh" && nonlinearity !== "relu")
      throw new NablaError("layer-option", `rnn: nonlinearity must be "tanh" or "relu", got "${nonlinearity as string}"`, { op: "rnn" });
    super("rnn", rnnStep(nonlinearity), inputSize, hiddenSize, options);
  }

  protected override listOf(state: Tensor): readonly Tensor[] {
    return [state];
  }

  protected override stateOf(list: readonly Tensor[]): Tensor {
    return list[0]!;
  }
}

/** Long short-term memory. */
export class LSTM extends Recurrent<readonly [hidden: Tensor, cell: Tensor]> {
  constructor(inputSize: number, hiddenSize: number, options: LstmOptions = {}) {
    super("lstm", lstmStep(), inputSize, hiddenSize, options);
  }

  protected override listOf(state: readonly [hidden: Tensor, cell: Tensor]): readonly Tensor[] {
    return state;
  }

  protected override stateOf(list: readonly Tensor[]): readonly [hidden: Tensor, cell: Tensor] {
    return [list[0]!, list[1]!];
  }
}

/** Gated recurrent units. */
export class GRU extends Recurrent<Tensor> {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super("gru", gruStep(), inputSize, hiddenSize, options);
  }

  protected override listOf(state: Tensor): readonly Tensor[] {
    return [state];
  }

  protected override stateOf(list: readonly Tensor[]): Tensor {
    return list[0]!;
  }
}

/**
 * The simple recurrent network: hₜ = tanh(W xₜ + b + U hₜ₋₁ + c), [T, N, inputSize] → [T, N, hiddenSize]. Elman 1990.
 * @example
 * const layer = nn.rnn(3, 4)
 * layer.forward(zeros([5, 2, 3])).shape // [5, 2, 4]
 * layer.run(zeros([5, 2, 3]))[1].shape // [1, 2, 4]
 */
export const rnn = (inputSize: number, hiddenSize: number, options: RnnOptions = {}): RNN => new RNN(inputSize, hiddenSize, options);

/**
 * Long short-term memory, [T, N, inputSize] → [T, N, hiddenSize]: a cell that gates write, keep and show.
 * Hochreiter and Schmidhuber 1997.
 * @example
 * const [output, [hidden, cell]] = nn.lstm(3, 4, { numLayers: 2, batchFirst: true }).run(zeros([2, 5, 3]), { lengths: [5, 3] })
 * output.shape // [2, 5, 4]
 * cell.shape // [2, 2, 4]
 */
export const lstm = (inputSize: number, hiddenSize: number, options: LstmOptions = {}): LSTM => new LSTM(inputSize, hiddenSize, options);

/**
 * Gated recurrent units, [T, N, inputSize] → [T, N, hiddenSize]. Cho et al. 2014.
 * @example
 * nn.gru(3, 4, { bidirectional: true }).forward(zeros([5, 2, 3])).shape // [5, 2, 8]
 */
export const gru = (inputSize: number, hiddenSize: number, options: RecurrentOptions = {}): GRU => new GRU(inputSize, hiddenSize, options);
