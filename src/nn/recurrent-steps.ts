// One step in time of each kind of recurrent network, as formulas. Knows no module.
import { linear, relu, sigmoid, split, tanh } from "../mini.ts";
import type { Tensor } from "../mini.ts";

/** What a step needs besides input and state. */
export interface StepWeights {
  /** [gates · hidden, output]: from the state. */
  readonly hidden: Tensor;
  /** [gates · hidden]: added to what comes from the state, if the gates do not add it to the input. */
  readonly hiddenBias: Tensor | null;
  /** [output, hidden]: LSTM with projections. */
  readonly projection: Tensor | null;
}

/** A kind of recurrent network. */
export interface StepKind {
  readonly gates: number;
  /** Tensors in the state; the first is the output. */
  readonly states: number;
  /** Whether the bias of the state may be added to that of the input, once for all steps. */
  readonly joinsBias: boolean;
  /** Input part [N, gates · hidden], state before → state after. */
  next(input: Tensor, state: readonly Tensor[], weights: StepWeights): readonly Tensor[];
}

const simple = (activation: (x: Tensor) => Tensor): StepKind => ({
  gates: 1,
  states: 1,
  joinsBias: true,
  next: (input, [h], { hidden }) => [activation(input.add(linear(h!, hidden)))],
});

/** h′ = tanh(W x + U h + b), or with relu. */
export const rnnStep = (nonlinearity: "tanh" | "relu"): StepKind => simple(nonlinearity === "relu" ? relu : (x) => tanh(x));

/** c′ = σ(f) c + σ(i) tanh(g), h′ = σ(o) tanh(c′), with [i, f, g, o] = W x + U h + b. */
export const lstmStep = (): StepKind => ({
  gates: 4,
  states: 2,
  joinsBias: true,
  next: (input, [h, c], { hidden, projection }) => {
    const gates = input.add(linear(h!, hidden));
    const [i, f, g, o] = split(gates, gates.shape.at(-1)! / 4, -1) as [Tensor, Tensor, Tensor, Tensor];
    const cell = sigmoid(f)
      .mul(c!)
      .add(sigmoid(i).mul(tanh(g)));
    const out = sigmoid(o).mul(tanh(cell));
    return [projection ? linear(out, projection) : out, cell];
  },
});

/** h′ = n + z (h − n) with n = tanh(Wₙ x + bₙ + r (Uₙ h + cₙ)). */
export const gruStep = (): StepKind => ({
  gates: 3,
  states: 1,
  joinsBias: false,
  next: (input, [h], { hidden, hiddenBias }) => {
    const size = h!.shape.at(-1)!;
    const [xr, xz, xn] = split(input, size, -1) as [Tensor, Tensor, Tensor];
    const [hr, hz, hn] = split(linear(h!, hidden, hiddenBias), size, -1) as [Tensor, Tensor, Tensor];
    const reset = sigmoid(xr.add(hr));
    const update = sigmoid(xz.add(hz));
    const fresh = tanh(xn.add(reset.mul(hn)));
    return [fresh.add(update.mul(h!.sub(fresh)))];
  },
});
