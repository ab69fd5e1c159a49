// Recurrent networks one step at a time, for loops of one's own. What a step computes is in recurrent-steps.ts.
import { NablaError, linear, parameter, zeros } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needCount, needRank, needSize } from "./errors.ts";
import { uniform } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { Module } from "./module.ts";
import { gruStep, lstmStep, rnnStep } from "./recurrent-steps.ts";
import type { StepKind } from "./recurrent-steps.ts";

/** What recurrent cells may be told besides the sizes. */
export interface CellOptions extends InitOptions {
  readonly bias?: boolean;
}

/** What `rnnCell` may be told. */
export interface RnnCellOptions extends CellOptions {
  readonly nonlinearity?: "tanh" | "relu";
}

/** One step of one kind. */
abstract class Cell extends Module {
  /** [gates · hidden, input] */
  weightInput: Tensor;
  /** [gates · hidden, hidden] */
  weightHidden: Tensor;
  biasInput: Tensor | null;
  biasHidden: Tensor | null;
  readonly #name: string;
  readonly #kind: StepKind;

  constructor(name: string, kind: StepKind, inputSize: number, hiddenSize: number, { bias = true, ...init }: CellOptions) {
    super();
    needCount(name, "inputSize", inputSize);
    needCount(name, "hiddenSize", hiddenSize);
    const rows = kind.gates * hiddenSize;
    const bound = 1 / Math.sqrt(hiddenSize);
    const make = (...shape: number[]): Tensor => parameter(uniform(shape, -bound, bound, init));
    this.weightInput = make(rows, inputSize);
    this.weightHidden = make(rows, hiddenSize);
    this.biasInput = bias ? make(rows) : null;
    this.biasHidden = bias ? make(rows) : null;
    this.#name = name;
    this.#kind = kind;
  }

  /** PyTorch's names. */
  protected override members(): Iterable<readonly [string, unknown]> {
    return [
      ["weight_ih", this.weightInput],
      ["weight_hh", this.weightHidden],
      ["bias_ih", this.biasInput],
      ["bias_hh", this.biasHidden],
    ];
  }

  /** The state after one step. */
  protected next(input: Tensor, state: readonly Tensor[] | undefined): readonly Tensor[] {
    const [inputSize, hiddenSize] = [this.weightInput.shape[1]!, this.weightHidden.shape[1]!];
    needRank(this.#name, input, [1, 2], `[N, ${inputSize}] or [${inputSize}]`);
    needSize(this.#name, input, -1, inputSize, `a last axis of ${inputSize}`);
    const due = [...input.shape.slice(0, -1), hiddenSize];
    const before = state ?? new Array<Tensor>(this.#kind.states).fill(zeros(due, { dtype: input.dtype }));
    for (const value of before)
      if (value.shape.join() !== due.join())
        throw new NablaError("layer-input", `${this.#name}: the state must be [${due.join(", ")}] – it is [${value.shape.join(", ")}]`, { op: this.#name, shapes: [value.shape] }); // prettier-ignore
    const [one, two] = [this.biasInput, this.biasHidden];
    const bias = one && two && this.#kind.joinsBias ? one.add(two) : one;
    const weights = { hidden: this.weightHidden, hiddenBias: two, projection: null };
    return this.#kind.next(linear(input, this.weightInput, bias), before, weights);
  }

  override describe(): string {
    return `${this.weightInput.shape[1]} → ${this.weightHidden.shape[1]}`;
  }
}

/** One step of the simple recurrent network. */
export class RNNCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, { nonlinearity = "tanh", ...options }: RnnCellOptions = {}) {
    super("rnnCell", rnnStep(nonlinearity), inputSize, hiddenSize, options);
  }

  forward(input: Tensor, hidden?: Tensor): Tensor {
    return this.next(input, hidden && [hidden])[0]!;
  }
}

/** One step of long short-term memory. */
export class LSTMCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super("lstmCell", lstmStep(), inputSize, hiddenSize, options);
  }

  /** The next hidden state alone; `run` gives the cell's too. */
  forward(input: Tensor, state?: readonly [hidden: Tensor, cell: Tensor]): Tensor {
    return this.run(input, state)[0];
  }

  /** The next state. */
  run(input: Tensor, state?: readonly [hidden: Tensor, cell: Tensor]): [hidden: Tensor, cell: Tensor] {
    const [hidden, cell] = this.next(input, state);
    return [hidden!, cell!];
  }
}

/** One step of gated recurrent units. */
export class GRUCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super("gruCell", gruStep(), inputSize, hiddenSize, options);
  }

  forward(input: Tensor, hidden?: Tensor): Tensor {
    return this.next(input, hidden && [hidden])[0]!;
  }
}

/**
 * One step of the simple recurrent network: [N, inputSize], [N, hiddenSize] → [N, hiddenSize].
 * @example
 * nn.rnnCell(3, 4).forward(zeros([2, 3])).shape // [2, 4]
 */
export const rnnCell = (inputSize: number, hiddenSize: number, options: RnnCellOptions = {}): RNNCell =>
  new RNNCell(inputSize, hiddenSize, options);

/**
 * One step of long short-term memory; `run` gives hidden state and cell, each [N, hiddenSize].
 * @example
 * const [hidden, cell] = nn.lstmCell(3, 4).run(zeros([2, 3]))
 * cell.shape // [2, 4]
 */
export const lstmCell = (inputSize: number, hiddenSize: number, options: CellOptions = {}): LSTMCell =>
  new LSTMCell(inputSize, hiddenSize, options);

/**
 * One step of gated recurrent units: [N, inputSize], [N, hiddenSize] → [N, hiddenSize].
 * @example
 * nn.gruCell(3, 4).forward(zeros([2, 3]), ones([2, 4])).shape // [2, 4]
 */
export const gruCell = (inputSize: number, hiddenSize: number, options: CellOptions = {}): GRUCell =>
  new GRUCell(inputSize, hiddenSize, options);
