// Claims of the room of Rosenblatt's perceptron.
import { compile, tensor, update, variable, zeros } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { claim, near, none, range, within } from "../claim.ts";
import type { Claim, ClaimContext, Finding } from "../claim.ts";
import { Machine, corrected } from "../perceptron.ts";
import type { MachineOptions } from "../perceptron.ts";
import { shown } from "../retina.ts";
import type { Letters } from "../retina.ts";

interface Reading extends MachineOptions {
  readonly noise?: number;
  readonly shift?: number;
}

/** The share of fresh noisy pictures that a machine reads right. */
function read(letters: Letters, { noise = 0.05, shift = 0, ...options }: Reading): { share: number; machine: Machine } {
  const train = shown(letters, { copies: 20, noise, shift, seed: options.seed });
  const test = shown(letters, { copies: 20, noise, shift, seed: options.seed + 1000 });
  const machine = new Machine(letters.side ** 2, letters.names.length, options);
  machine.learn(train.x, train.labels);
  const answers = machine.read(test.x);
  return { share: answers.filter((letter, i) => letter === test.labels[i]).length / answers.length, machine };
}

const reading = (id: string, script: "latin" | "cyrillic", options: Omit<Reading, "seed">, band: readonly [number, number], expected: number, ru: string, en: string): Claim =>
  claim(id, {
    oracle: "enumeration",
    ru,
    en,
    async compute({ seed, letters }: ClaimContext): Promise<Finding> {
      const alphabet = await letters(script);
      return within(read(alphabet, { ...options, seed }).share, band, expected, { letters: alphabet.names.length, chance: 1 / alphabet.names.length });
    },
  }); // prettier-ignore

/** Runs the rule on separable points until a pass has no mistake; many runs at once. Mistakes, and the bound (R/γ)² of each. */
function runsOfRule(runs: number, seed: number): { mistakes: number[]; bounds: number[] } {
  const [points, size] = [30, 4];
  const random = new RandomSource(seed, 1);
  const truth = range(runs).map(() => range(size).map(() => random.normal()));
  const margin = (run: number, x: readonly number[]): number => x.reduce((sum, v, i) => sum + v * truth[run]![i]!, 0) / Math.hypot(...truth[run]!);
  const clouds = range(runs).map((run) => range(points).map(() => {
    for (;;) {
      const x = range(size).map(() => random.normal());
      if (Math.abs(margin(run, x)) > 0.15) return x;
    }
  }));
  const bounds = clouds.map((cloud, run) => (Math.max(...cloud.map((x) => Math.hypot(...x))) / Math.min(...cloud.map((x) => Math.abs(margin(run, x))))) ** 2);
  const weights = variable(zeros([runs, size], { dtype: "f64" }));
  const made = variable(zeros([runs], { dtype: "f64" }));
  const show = compile((x: Tensor, target: Tensor) => {
    const next = corrected(weights, x, target);
    const changed = next.sub(weights).abs().sum(-1).gt(0).to("f64");
    update([[weights, next], [made, made.add(changed)]]);
    return made;
  });
  const shows = range(points).map((p) => [tensor(clouds.map((cloud) => cloud[p]!), { dtype: "f64" }), tensor(clouds.map((cloud, run) => Number(margin(run, cloud[p]!) > 0)), { dtype: "f64" })] as const);
  let total = -1;
  let mistakes = Array.from(made.data());
  for (let pass = 0; pass < 3000; pass++) {
    for (const [x, target] of shows) mistakes = Array.from(show(x, target).data());
    const sum = mistakes.reduce((a, b) => a + b, 0);
    if (sum === total) break;
    total = sum;
  }
  return { mistakes, bounds };
} // prettier-ignore

export const perceptronClaims: readonly Claim[] = [
  claim("perceptron.rule", {
    oracle: "plain arithmetic",
    ru: "Правило Розенблатта меняет веса только на ошибке: w ← w + (верно − ответ) · x.",
    en: "Rosenblatt's rule changes weights at a mistake only: w ← w + (right − answer) · x.",
    compute({ seed }) {
      const random = new RandomSource(seed, 2);
      const cases = range(200).map(() => ({
        w: range(3).map(() => random.normal()),
        x: range(3).map(() => random.normal()),
        target: random.integer(2),
      }));
      const found = corrected(tensor(cases.map(({ w }) => w), { dtype: "f64" }), tensor(cases.map(({ x }) => x), { dtype: "f64" }), tensor(cases.map(({ target }) => target), { dtype: "f64" })).toArray() as number[][]; // prettier-ignore
      const wrong = cases.filter(({ w, x, target }, k) => {
        const answer = Number(w.reduce((sum, v, i) => sum + v * x[i]!, 0) > 0);
        return w.some((v, i) => Math.abs(v + (target - answer) * x[i]! - found[k]![i]!) > 1e-12);
      });
      return none(wrong.length);
    },
  }),
  claim("perceptron.bound", {
    oracle: "closed form",
    ru: "На разделимых точках правило делает не больше (R/γ)² ошибок (теорема Новикова).",
    en: "On separable points the rule makes at most (R/γ)² mistakes (Novikoff's theorem).",
    compute({ seed }) {
      const { mistakes, bounds } = runsOfRule(100, seed);
      const shares = bounds.map((bound, run) => mistakes[run]! / bound);
      return none(shares.filter((share) => !(share <= 1)).length, { runs: 100, largestShareOfBound: Math.max(...shares), mostMistakes: Math.max(...mistakes) }); // prettier-ignore
    },
  }),
  claim("perceptron.wiring", {
    oracle: "enumeration",
    ru: "Учится только последний слой: случайные связи S → A остаются какими были, меняются лишь A → R.",
    en: "Only the last layer learns: the random wires S → A stay as they were, and A → R alone change.",
    slide: {
      ru: "Перцептрон Розенблатта — нейронная сеть с одним скрытым слоем.",
      en: "Rosenblatt's perceptron is a neural network with one hidden layer.",
    },
    async compute({ seed, letters }) {
      const alphabet = await letters("latin");
      const options = { units: 128, seed };
      const before = new Machine(400, 26, options);
      const { machine } = read(alphabet, options);
      const wiresMoved = machine.wires!.ne(before.wires!).to("f32").sum().item();
      const responsesMoved = machine.responses.ne(0).to("f32").mean().item();
      return { ...none(wiresMoved, { responsesMoved }), pass: wiresMoved === 0 && responsesMoved > 0.5 };
    },
  }),
  reading("perceptron.a32", "latin", { units: 32 }, [0.4, 0.9], 0.68, "26 английских букв, шум 5 %: 32 ассоциативных элемента читают большую часть.", "26 English letters, 5 % noise: 32 association units read most of them."), // prettier-ignore
  reading("perceptron.a128", "latin", { units: 128 }, [0.85, 1], 0.93, "128 элементов — почти все.", "128 units read nearly all."), // prettier-ignore
  reading("perceptron.a512", "latin", { units: 512 }, [0.96, 1], 0.99, "512 элементов, как в «Марке I», — практически все.", "512 units, as in the Mark I, practically all."), // prettier-ignore
  reading("perceptron.pixels", "latin", { units: 0 }, [0.97, 1], 0.998, "Без ассоциативного слоя, прямо с сетчатки, — тоже: на месте буквы линейно разделимы.", "Straight from the retina, without associations, it works too: in their place letters are linearly separable."), // prettier-ignore
  reading("perceptron.russian", "cyrillic", { units: 512 }, [0.94, 1], 0.99, "33 русские буквы машина читает так же.", "33 Russian letters the machine reads just as well."), // prettier-ignore
  claim("perceptron.shift", {
    oracle: "enumeration",
    ru: "Но стоит сдвинуть буквы на ±2 точки — и часть чтения теряется: поэтому появились свёртки.",
    en: "But shift the letters by ±2 pixels and part of the reading is lost: this is why there are convolutions.",
    async compute({ seed, letters }) {
      const alphabet = await letters("latin");
      const [still, moved] = [0, 2].map((shift) => read(alphabet, { units: 512, seed, shift }).share) as [number, number];
      const pixels = read(alphabet, { units: 0, seed, shift: 2 }).share;
      return { ...within(moved, [0.4, 0.95], 0.87, { still, pixels }), pass: moved <= 0.95 && moved < still - 0.03 && pixels < 0.97 };
    },
  }),
  claim("perceptron.averaged", {
    oracle: "enumeration",
    ru: "Среднее всех весов за время обучения на шумных буквах не хуже последних весов, и запас (margin) тоже помогает.",
    en: "On noisy letters the mean of all weights along the way is no worse than the last ones, and a margin helps too.",
    async compute({ seed, letters }) {
      const alphabet = await letters("latin");
      const hard = { units: 64, seed, noise: 0.08 };
      const [last, averaged, margin] = [{}, { averaged: true }, { margin: 5 }].map(
        (variant) => read(alphabet, { ...hard, ...variant }).share,
      );
      return near(Math.min(0, averaged! - last!), 0, 0.02, { last: last!, averaged: averaged!, margin: margin! });
    },
  }),
];
