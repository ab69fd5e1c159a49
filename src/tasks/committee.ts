// A committee of small networks for small tables. All members are trained at once, side by side in one network whose weights have a further
// axis. Each member has one strength of weight decay; some leave out one part of the training rows, and how those of a strength fare on the rows
// they left out chooses it; all members of that strength answer together. So nothing is chosen by test data, and no row of the training part
// is wasted (Krogh, Vedelsby 1995; Lakshminarayanan, Pritzel, Blundell 2017). Knows no task.
import { concat, manualSeed, matmul, parameter, permute, relu, tanh, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { kFold, tensorDataset } from "../data/index.ts";
import * as nn from "../nn/index.ts";
import { adam, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";

/** How a committee is built and trained. */
export interface CommitteeOptions {
  /** Parts of the training rows: for each of them and each strength there is a member that leaves it out. */
  readonly parts: number;
  /** Members for each strength that leave out nothing. */
  readonly whole: number;
  /** Strengths of decay to choose from. */
  readonly decays: readonly number[];
  /** Size of the hidden layer. */
  readonly hidden: number;
  readonly activation: "relu" | "tanh";
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly seed: number;
  readonly onShare?: (share: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Rows of numbers. */
export interface Rows {
  readonly inputs: Float32Array;
  readonly shape: readonly [number, number];
}

/** Loss of every member for every example, [B, members], of outputs [B, members, outputs] and targets [B, 1]. */
export type MemberLoss = (output: Tensor, target: Tensor) => Tensor;

/** y[m] = x · direct[m] + bias[m] + act(x · first[m] + shift[m]) · second[m]: a linear model and what a hidden layer adds to it. */
class Members extends nn.Module {
  /** [members, in, out] */
  readonly direct: Tensor;
  /** [members, 1, out] */
  readonly bias: Tensor;
  /** [members, in, hidden] */
  readonly first: Tensor;
  /** [members, 1, hidden] */
  readonly shift: Tensor;
  /** [members, hidden, out] */
  readonly second: Tensor;
  readonly activation: (x: Tensor) => Tensor;

  constructor(members: number, from: number, hidden: number, to: number, activation: "relu" | "tanh") {
    super();
    const normal = (shape: readonly number[], size: number): Tensor => parameter(nn.init.normal(shape, 0, 1 / Math.sqrt(size)));
    this.direct = parameter(nn.init.zeros([members, from, to]));
    this.bias = parameter(nn.init.zeros([members, 1, to]));
    this.first = normal([members, from, hidden], from);
    this.shift = parameter(nn.init.uniform([members, 1, hidden], -1, 1));
    this.second = normal([members, hidden, to], hidden);
    this.activation = activation === "relu" ? relu : tanh;
  }

  forward(x: Tensor): Tensor {
    const hidden = this.activation(matmul(x, this.first).add(this.shift)); // [members, B, hidden]
    const out = matmul(x, this.direct).add(matmul(hidden, this.second)).add(this.bias);
    return permute(out, [1, 0, 2]); // [B, members, out]
  }

  /** Σ weights² / 2 of each member's hidden layer, [members]. */
  size(): Tensor {
    return this.first
      .square()
      .sum([1, 2])
      .add(this.second.square().sum([1, 2]))
      .div(2);
  }
}

/** Decay of the linear part: only to keep it finite. */
const DIRECT_DECAY = 1e-3;

/** A trained committee. */
export interface Committee {
  /** The chosen strength of decay. */
  readonly decay: number;
  /** Loss on rows left out, for each strength. */
  readonly losses: readonly number[];
  /** Outputs for each training row of the chosen member that left it out, [rows][outputs]. */
  readonly leftOut: readonly (readonly number[])[];
  /** Outputs of the chosen members, [rows][members][outputs]. */
  answer(rows: Rows): number[][][];
}

/** Trains a committee; `labels` keep the classes' shares equal in all parts; `judge` chooses the decay, by default the loss. */
export async function committee(
  rows: Rows,
  targets: ArrayLike<number>,
  outputs: number,
  loss: MemberLoss,
  options: CommitteeOptions & { readonly labels?: ArrayLike<number>; readonly judge?: MemberLoss },
): Promise<Committee> {
  const { parts, whole, decays, hidden, activation, epochs, batchSize, lr, seed, labels, judge = loss, onShare, signal } = options;
  const [count, from] = rows.shape;
  const partOf = new Int32Array(count);
  kFold(count, parts, { seed, ...(labels && { labels }) }).forEach(({ test }, part) => test.forEach((row) => (partOf[row] = part)));

  // Who leaves out nothing has a part that no row is in.
  const members = decays.flatMap((_, decay) => Array.from({ length: parts + whole }, (_, m) => ({ decay, part: Math.min(m, parts) })));
  const memberParts = tensor([members.map(({ part }) => part)]); // [1, members]
  const memberDecays = tensor(members.map(({ decay }) => decays[decay]!)); // [members]
  manualSeed(seed);
  const model = new Members(members.length, from, hidden, outputs, activation);

  // Targets and the number of the part go to the loss together: [B, 2].
  const goal = new Float32Array(2 * count);
  for (let row = 0; row < count; row++) goal.set([targets[row]!, partOf[row]!], 2 * row);
  const steps = epochs * Math.ceil(count / batchSize);
  await fit(model, tensorDataset({ data: rows.inputs, shape: rows.shape }, { data: goal, shape: [count, 2] }), {
    loss: (output, target) => {
      const used = target.slice(1, 1, 2).ne(memberParts).to("f32"); // [B, members]
      const mean = loss(output, target.slice(1, 0, 1))
        .mul(used)
        .sum(0)
        .div(used.sum(0).add(1e-6));
      const decay = model
        .size()
        .mul(memberDecays)
        .add(
          model.direct
            .square()
            .sum([1, 2])
            .mul(DIRECT_DECAY / 2),
        );
      return mean.add(decay).sum();
    },
    optimizer: adam({ lr }),
    schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
    epochs,
    batchSize,
    seed,
    onProgress: ({ step }) => onShare?.(step / steps),
    ...(signal && { signal }),
  });

  const outs = predict(model, { data: rows.inputs, shape: rows.shape });
  const eachLoss = judge(outs, tensor(Float32Array.from(targets), { shape: [count, 1] })).toArray() as number[][];
  const losses = decays.map((_, decay) => {
    let [sum, seen] = [0, 0];
    for (let row = 0; row < count; row++)
      members.forEach((member, m) => {
        if (member.decay !== decay || member.part !== partOf[row]) return;
        sum += eachLoss[row]![m]!;
        seen++;
      });
    return sum / seen;
  });
  const best = losses.indexOf(Math.min(...losses));
  const chosen = members.flatMap(({ decay }, m) => (decay === best ? [m] : []));
  const all = outs.toArray() as number[][][];
  return {
    decay: decays[best]!,
    losses,
    leftOut: all.map((row, i) => row[chosen.find((m) => members[m]!.part === partOf[i])!]!),
    answer: (other) => {
      const given = predict(model, { data: other.inputs, shape: other.shape });
      return concat(
        chosen.map((m) => given.slice(1, m, m + 1)),
        1,
      ).toArray() as number[][][];
    },
  };
}
