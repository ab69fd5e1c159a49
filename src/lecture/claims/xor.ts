// Claims of the room of XOR.
import { elu, gelu, relu, sigmoid, tanh, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { binaryCrossEntropyWithLogits } from "../../losses/index.ts";
import { sgd } from "../../optim/index.ts";
import { claim, near, none, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { inputsOf } from "../gates.ts";
import { corrected } from "../perceptron.ts";
import { Population, train } from "../population.ts";
import { demands, hidden, trainXor, xorOfFive, xorOfThree, xorTable } from "../xor.ts";

const rows = inputsOf(2);
const exclusiveOr = rows.map(([a, b]) => a! ^ b!);

/** How often training answers all four rows, for 2, 3, 4 and 8 hidden units. */
const rates = (id: string, activation: (x: Tensor) => Tensor, bands: readonly (readonly [number, number, number])[], ru: string, en: string): Claim =>
  claim(id, {
    oracle: "enumeration",
    ru,
    en,
    compute({ seed, budget }) {
      const seeds = budget === "full" ? 200 : 60;
      const slack = budget === "full" ? 0 : 0.08;
      const found = trainXor({ activation, widths: [2, 3, 4, 8], seeds, seed });
      const outside = found.filter((rate, i) => rate < bands[i]![0] - slack || rate > bands[i]![2] + slack).length;
      return { ...within(found[0]!, [bands[0]![0] - slack, bands[0]![2] + slack], bands[0]![1], { hidden: [2, 3, 4, 8], rates: found, expected: bands.map((band) => band[1]) }), pass: outside === 0 }; // prettier-ignore
    },
  }); // prettier-ignore

export const xorClaims: readonly Claim[] = [
  claim("xor.contradiction", {
    oracle: "plain arithmetic",
    ru: "Один нейрон не может XOR: два требования «> 0» и два требования «≤ 0» складываются в одно и то же число w₁ + w₂ + 2b.",
    en: "One neuron cannot do XOR: two demands “> 0” and two demands “≤ 0” add up to one and the same number w₁ + w₂ + 2b.",
    compute({ seed }) {
      const random = new RandomSource(seed, 1);
      const differences = range(1000).map(() => {
        const [w1, w2, bias] = [random.normal(), random.normal(), random.normal()];
        const { ofOnes, ofZeros } = demands({ weights: [w1, w2], bias });
        return Math.max(Math.abs(ofOnes - ofZeros), Math.abs(ofOnes - (w1 + w2 + 2 * bias)));
      });
      return near(Math.max(...differences), 0, 1e-12);
    },
  }),
  claim("xor.five", {
    oracle: "enumeration",
    ru: "Пять нейронов, (¬x₁ ∧ x₂) ∨ (¬x₂ ∧ x₁), вычисляют XOR.",
    en: "Five neurons, (¬x₁ ∧ x₂) ∨ (¬x₂ ∧ x₁), compute XOR.",
    compute: () => none(xorOfFive(rows).filter((y, row) => y !== exclusiveOr[row]).length),
  }),
  claim("xor.three", {
    oracle: "enumeration",
    ru: "Достаточно трёх: НЕ вкладывается в нейрон И, и ответы не меняются.",
    en: "Three are enough: NOT folds into the AND neuron, and the answers stay.",
    compute: () => none(xorOfThree(rows).filter((y, row) => y !== exclusiveOr[row] || y !== xorOfFive(rows)[row]).length),
  }),
  claim("xor.hidden", {
    oracle: "enumeration",
    ru: "В плоскости (h₁, h₂) скрытых нейронов XOR становится разделимым: одна прямая h₁ + h₂ = ½ делит ответы.",
    en: "In the plane (h₁, h₂) of the hidden neurons XOR becomes separable: one line h₁ + h₂ = ½ parts the answers.",
    compute: () => none(hidden(rows).filter(([a, b], row) => Number(a! + b! > 0.5) !== exclusiveOr[row]).length),
  }),
  claim("xor.surface", {
    oracle: "closed form",
    ru: "Разделяющая поверхность трёх нейронов — две параллельные прямые: единице достаётся четверть единичного квадрата.",
    en: "The separating surface of the three neurons is two parallel lines: a quarter of the unit square answers 1.",
    compute() {
      const side = 200;
      const grid = range(side * side).map((i) => [((i % side) + 0.5) / side, (Math.floor(i / side) + 0.5) / side]);
      const share = xorOfThree(grid).reduce((sum, y) => sum + y, 0) / grid.length;
      return near(share, 0.25, 1 / side); // two triangles with legs of ½
    },
  }),
  claim("xor.ln2", {
    oracle: "closed form",
    ru: "Лучшее, чего достигает один нейрон на XOR, — кросс-энтропия ln 2, и веса его стремятся к нулю.",
    en: "The best that one neuron reaches on XOR is a cross-entropy of ln 2, and its weights go to zero.",
    compute({ seed }) {
      const nets = new Population({ count: 20, sizes: [2, 1], activation: (x) => x, seed, dtype: "f64" });
      const [x, y] = [tensor(rows, { dtype: "f64" }), tensor(xorTable.map((bit) => [bit]), { dtype: "f64" })]; // prettier-ignore
      const loss = (): Tensor => {
        const z = nets.forward(x);
        return binaryCrossEntropyWithLogits(z, y.expand(z.shape), { reduction: "none" }).mean([1, 2]);
      };
      const losses = train(nets, { optimizer: sgd({ lr: 1 }), loss, steps: 5000 });
      const largest = Math.max(...nets.weights[0]!.abs().data());
      const found = near(Math.max(...losses), Math.LN2, 1e-6, { largestWeight: largest });
      return { ...found, pass: found.pass && largest < 1e-3 };
    },
  }),
  claim("xor.cycle", {
    oracle: "enumeration",
    ru: "Правило перцептрона на XOR ходит по кругу: набор весов повторяется.",
    en: "On XOR the perceptron rule goes in circles: weights come back.",
    compute() {
      const seen = new Map<string, number>();
      let w = tensor([0, 0, 0], { dtype: "f64" });
      for (let pass = 0; pass < 100; pass++) {
        const state = w.data().join();
        const before = seen.get(state);
        if (before !== undefined) return within(pass - before, [1, 99], 1, { passes: pass, weights: [...w.data()] });
        seen.set(state, pass);
        rows.forEach(
          (row, r) => (w = corrected(w, tensor([...row, 1], { dtype: "f64" }), tensor(xorTable[r]!, { dtype: "f64" })).realize()),
        );
      }
      return within(Infinity, [1, 99], 1);
    },
  }),
  rates("xor.sigmoid", sigmoid, [[0.35, 0.49, 0.65], [0.72, 0.82, 0.95], [0.86, 0.94, 1], [0.97, 1, 1]], "Обучение сети 2-h-1 с сигмоидой удаётся не всегда: чем больше h, тем чаще.", "Training 2-h-1 with sigmoids does not always succeed: the larger h, the more often."), // prettier-ignore
  rates("xor.tanh", tanh, [[0.35, 0.48, 0.62], [0.72, 0.84, 0.95], [0.9, 0.97, 1], [0.97, 1, 1]], "С tanh — так же часто, как с сигмоидой.", "With tanh as often as with sigmoids."), // prettier-ignore
  rates("xor.relu", relu, [[0.1, 0.18, 0.32], [0.25, 0.38, 0.5], [0.4, 0.52, 0.66], [0.78, 0.9, 0.96]], "С ReLU — реже всего: при двух нейронах удаётся одна попытка из пяти.", "With ReLU least often: with two units one attempt in five succeeds."), // prettier-ignore
  rates("xor.elu", elu, [[0.68, 0.8, 0.92], [0.93, 1, 1], [0.97, 1, 1], [0.97, 1, 1]], "С ELU — гораздо чаще, чем с ReLU.", "With ELU much more often than with ReLU."), // prettier-ignore
  rates("xor.gelu", gelu, [[0.95, 1, 1], [0.97, 1, 1], [0.97, 1, 1], [0.97, 1, 1]], "С GELU — практически всегда, даже с двумя нейронами.", "With GELU practically always, even with two units."), // prettier-ignore
];
