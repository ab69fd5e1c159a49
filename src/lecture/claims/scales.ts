// More claims of the room of the loss landscape: what rescaling weights does to pictures, skip connections, sharp and flat minima.
import { layerNorm, relu, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { claim, distance, median, near, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { filterNormalized, randomDirection, slice } from "../landscape.ts";
import { Population } from "../population.ts";
import { spirals } from "../points.ts";
import { chaos, meanBce, norms, normalizedRise, riseBeyond, trainInBatches } from "../sharpness.ts";

const places = range(9).map((i) => -1 + i / 4);

/** A network and the same one with its weights multiplied: the first layer's rows by `up`, the second one's columns by 1/`up` if asked. */
function rescaled(seed: number, activation: (z: Tensor) => Tensor, up: readonly number[], compensate: boolean): [Population, Population, Tensor, Tensor] {
  const { x, y } = spirals({ count: 100, noise: 0.04, seed, dtype: "f64" });
  const make = (): Population => new Population({ count: 1, sizes: [2, 16, 16, 1], activation, initial: "he", seed, dtype: "f64" });
  const [before, after] = [make(), make()];
  const factor = tensor(up, { shape: [1, 16, 1], dtype: "f64" });
  after.weights[0]!.assign(after.weights[0]!.mul(factor));
  if (compensate) after.weights[1]!.assign(after.weights[1]!.div(factor.transpose(1, 2)));
  return [before, after, x, y];
} // prettier-ignore

/** The largest difference of two filter-normalized slices along the same random numbers, and of raw slices. */
function differences([before, after, x, y]: [Population, Population, Tensor, Tensor], seed: number): { normalized: number; raw: number; answers: number } {
  const heights = (nets: Population, normalize: boolean): number[] => {
    const direction = randomDirection(nets, seed);
    const at = slice(nets, x, meanBce(y), normalize ? filterNormalized(direction, nets) : direction);
    return places.map((alpha) => at(alpha)[0]!);
  };
  const apart = (normalize: boolean): number => distance(heights(after, normalize), heights(before, normalize));
  return { normalized: apart(true), raw: apart(false), answers: distance(after.forward(x).data(), before.forward(x).data()) };
} // prettier-ignore

/** Batch normalization with the statistics of the batch at hand, before the rectifier. */
const batchNormalized = (z: Tensor): Tensor => {
  const mean = z.mean(1, { keepDims: true });
  return relu(z.sub(mean).div(z.sub(mean).square().mean(1, { keepDims: true }).add(1e-12).sqrt()));
};

const ten = new Array<number>(16).fill(10);
/** Another factor for each unit. */
const uneven = range(16).map((i) => 2 ** ((i % 7) - 3));

export const scaleClaims: readonly Claim[] = [
  claim("landscape.scale", {
    oracle: "closed form",
    ru: "W₁·10 и W₂/10 не меняют сеть ReLU; обычный срез от этого меняется до неузнаваемости, нормированный по фильтрам — совсем нет.",
    en: "W₁·10 and W₂/10 leave a rectifier network as it is; a plain slice changes beyond recognition, a filter-normalized one not at all.",
    compute({ seed }) {
      const { normalized, raw, answers } = differences(rescaled(seed, relu, ten, true), seed);
      return { ...near(normalized, 0, 1e-8, { raw, answers }), pass: normalized <= 1e-8 && raw > 0.1 && answers < 1e-9 };
    },
  }),
  claim("landscape.scale-units", {
    oracle: "closed form",
    ru: "Но если умножить каждый нейрон на своё число (W₁[j]·c, W₂[:, j]/c), сеть та же, а нормированный срез уже другой: инвариантность не полная.",
    en: "But multiply each unit by a number of its own (W₁[j]·c, W₂[:, j]/c): the network is the same, and the normalized slice is another. The invariance is not complete.",
    compute({ seed }) {
      const { normalized, answers } = differences(rescaled(seed, relu, uneven, true), seed);
      return { ...within(normalized, [1e-3, Infinity], 1, { answers }), pass: normalized > 1e-3 && answers < 1e-9 };
    },
  }),
  claim("landscape.scale-batch-norm", {
    oracle: "closed form",
    ru: "С нормировкой по батчу инвариантность точна для любого умножения фильтров; с нормировкой по слою и без неё — нет.",
    en: "With batch normalization the invariance is exact for any factors of filters; with layer normalization and without any it is not.",
    compute({ seed }) {
      const batch = differences(rescaled(seed, batchNormalized, uneven, false), seed).normalized;
      const layer = differences(rescaled(seed, (z) => relu(layerNorm(z, [16])), uneven, false), seed).normalized; // prettier-ignore
      const plain = differences(rescaled(seed, relu, uneven, false), seed).normalized;
      return { ...near(batch, 0, 1e-5, { layer, plain }), pass: batch <= 1e-5 && layer > 1e-3 && plain > 1e-3 };
    },
  }),
  claim("landscape.frozen-statistics", {
    oracle: "plain arithmetic",
    ru: "Если для среза статистики нормировки не пересчитывать, а заморозить, высоты другие: это другая картина.",
    en: "If the statistics of normalization are frozen for a slice instead of computed anew, the heights are others: another picture.",
    compute({ seed }) {
      const { x, y } = spirals({ count: 100, noise: 0.04, seed, dtype: "f64" });
      const make = (activation: (z: Tensor) => Tensor): Population => new Population({ count: 1, sizes: [2, 16, 1], activation, initial: "he", seed, dtype: "f64" }); // prettier-ignore
      const live = make(batchNormalized);
      const z = x.matmul(live.weights[0]!.transpose(1, 2)).add(live.biases[0]!);
      const mean = z.mean(1, { keepDims: true }).realize();
      const spread = z.sub(mean).square().mean(1, { keepDims: true }).add(1e-12).sqrt().realize();
      const frozen = make((own) => relu(own.sub(mean).div(spread)));
      const [a, b] = [live, frozen].map((nets) => slice(nets, x, meanBce(y), filterNormalized(randomDirection(nets, seed), nets))) as [(alpha: number) => Float64Array, (alpha: number) => Float64Array]; // prettier-ignore
      const same = Math.abs(a(0)[0]! - b(0)[0]!);
      const apart = Math.max(...places.map((alpha) => Math.abs(a(alpha)[0]! - b(alpha)[0]!)));
      return { ...within(apart, [1e-3, Infinity], 0.428, { atTheNetwork: same }), pass: apart > 1e-3 && same < 1e-9 };
    },
  }),
  claim("landscape.skip", {
    oracle: "enumeration",
    ru: "24 слоя без обходов — хаос: много минимумов и отвесные стены; с обходами (x + f(x)/√D) — чаша.",
    en: "24 layers without skips are chaos: many minima and sheer walls; with skips (x + f(x)/√D) a bowl.",
    compute({ seed, budget }) {
      const options = { depth: 24, nets: budget === "full" ? 5 : 3, seed, side: budget === "full" ? 25 : 19 };
      const [plain, skip] = [chaos({ ...options, skip: false }), chaos({ ...options, skip: true })];
      const minima = [plain, skip].map((reports) => median(reports.map(({ localMinima }) => localMinima))) as [number, number];
      const highest = [plain, skip].map((reports) => median(reports.map(({ max }) => max))) as [number, number];
      const bent = [plain, skip].map((reports) => median(reports.map(({ nonConvex }) => nonConvex))) as [number, number];
      return { ...within(highest[0] / highest[1], [100, Infinity], 1e4, { minima, highest, nonConvex: bent }), pass: highest[0] / highest[1] > 100 && minima[0] >= 3 * minima[1] }; // prettier-ignore
    },
  }),
  claim("landscape.sharpness", {
    oracle: "enumeration",
    ru: "«Малые батчи находят пологие минимумы» по прямой между решениями — вывод ненадёжный: с затуханием весов он меняется, вместе с нормами весов. Нормированный по фильтрам говорит за малые батчи с затуханием; без него здесь не подтвердился.",
    en: "“Small batches find flat minima”, judged along the line between solutions, is not reliable: the verdict turns with weight decay, as the norms of the weights do. The filter-normalized one is for small batches with decay; without decay that is not confirmed here.",
    compute({ seed, budget }) {
      const points = spirals({ count: 256, noise: 0.12, seed });
      const each = budget === "full" ? 8 : 4;
      const levels = [0, 2e-3, 4e-3];
      const decays = levels.flatMap((decay) => range(each).map(() => decay));
      const [small, large] = [8, 256].map((batch) => trainInBatches({ points, batch, epochs: 150, decays, seed })) as [
        Population,
        Population,
      ];
      const share = (a: Float64Array, b: Float64Array): number[] => levels.map((_, k) => range(each).filter((i) => a[k * each + i]! < b[k * each + i]!).length / each); // prettier-ignore
      const byLine = share(...(riseBeyond(small, large, points) as [Float64Array, Float64Array]));
      const byFilters = share(normalizedRise(small, points, 6, seed), normalizedRise(large, points, 6, seed));
      const byNorm = share(norms(small), norms(large));
      const decayed = (shares: readonly number[]): number => (shares[1]! + shares[2]!) / 2;
      const turned = byLine[0]! - decayed(byLine);
      const holds = decayed(byFilters) >= 0.65 && byNorm[0]! <= 0.25 && decayed(byNorm) >= 0.75;
      const details = { decays: levels, flatterByLine: byLine, flatterByFilters: byFilters, smallerNorm: byNorm };
      return { ...within(turned, [0.35, 1], 0.75, details), pass: turned >= 0.35 && holds };
    },
  }),
];
