// Losses that PyTorch does not have, by their definitions in plain numbers; and the mistakes that losses refuse.
import { describe, expect, test } from "vitest";
import { NablaError, compile, grad, logSoftmax, parameter, tensor, update } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import * as losses from "../../src/losses/index.ts";

type Rows = readonly (readonly number[])[];
const f64 = (values: number[] | Rows): Tensor => tensor(values, { dtype: "f64" });
const i32 = (values: number[] | number[][] | number): Tensor => tensor(values, { dtype: "i32" });
const close = (got: Tensor, wanted: number): void =>
  expect(Math.abs(got.item() - wanted), `${got.item()} instead of ${wanted}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted)));
const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const cosine = (a: readonly number[], b: readonly number[]): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((v, i) => v - b[i]!));
const logSumExp = (x: readonly number[]): number => Math.log(x.reduce((sum, v) => sum + Math.exp(v), 0));

const a: Rows = [[1, -2, 0.5], [0.3, 1.2, -1], [-0.7, 0.4, 2], [1.1, 0.9, 0.2], [0.2, -1.4, 0.6]]; // prettier-ignore
const b: Rows = [[0.8, -1, 0.9], [0.1, 1.9, -0.4], [-1.7, 0.1, 1], [0.6, -0.5, 1.2], [2, 0.3, -0.9]]; // prettier-ignore

describe("by definition", () => {
  test("logCosh and hinge", () => {
    const [x, y] = [a.flat(), b.flat()];
    close(losses.logCosh(f64(x), f64(y)), mean(x.map((v, i) => Math.log(Math.cosh(v - y[i]!)))));
    expect(losses.logCosh(tensor([1e4]), tensor([0])).item()).toBeCloseTo(1e4 - Math.LN2, 2);
    const signs = y.map(Math.sign);
    close(losses.hinge(f64(x), f64(signs)), mean(x.map((v, i) => Math.max(0, 1 - v * signs[i]!))));
    close(losses.hinge(f64(x), f64(signs), { squared: true }), mean(x.map((v, i) => Math.max(0, 1 - v * signs[i]!) ** 2)));
  });

  test("contrastive", () => {
    const same = [1, 0, 0, 1, 0];
    const due = same.map((y, i) => (y ? distance(a[i]!, b[i]!) ** 2 / 2 : Math.max(0, 2 - distance(a[i]!, b[i]!)) ** 2 / 2));
    close(losses.contrastive(f64(a), f64(b), i32(same), { margin: 2 }), mean(due));
    const equal = parameter(f64([[1, 2]]));
    const [slope] = grad(losses.contrastive(equal, f64([[1, 2]]), i32([0])), [equal]);
    expect(slope!.toArray()).toEqual([[0, 0]]);
  });

  test("infoNce, with further negatives, and ntXent", () => {
    const logits = a.map((q) => [...b.map((k) => cosine(q, k) / 0.3), cosine(q, [1, 1, 1]) / 0.3]);
    close(losses.infoNce(f64(a), f64(b), { temperature: 0.3, negatives: f64([[1, 1, 1]]) }), mean(logits.map((row, i) => logSumExp(row) - row[i]!))); // prettier-ignore
    const z = [...a, ...b];
    const due = z.map((v, i) => {
      const others = z.flatMap((w, j) => (j === i ? [] : [cosine(v, w) / 0.5]));
      return logSumExp(others) - cosine(v, z[(i + 5) % 10]!) / 0.5;
    });
    close(losses.ntXent(f64(a), f64(b)), mean(due));
  });

  test("triplets found in a batch: hard and semi-hard", () => {
    const labels = [0, 1, 0, 1, 2];
    const d = a.map((v) => a.map((w) => distance(v, w)));
    const at = (test: (j: number) => boolean, i: number): number[] => d[i]!.filter((_, j) => test(j));
    const hard: number[] = [];
    const semi: number[] = [];
    labels.forEach((label, i) => {
      const positives = at((j) => j !== i && labels[j] === label, i);
      const negatives = at((j) => labels[j] !== label, i);
      if (positives.length === 0) return;
      hard.push(Math.max(0, Math.max(...positives) - Math.min(...negatives) + 1.5));
      for (const p of positives) {
        const farther = negatives.filter((v) => v > p);
        semi.push(Math.max(0, p - (farther.length > 0 ? Math.min(...farther) : Math.max(...negatives)) + 1.5));
      }
    });
    close(losses.minedTriplet(f64(a), i32(labels), { margin: 1.5 }), mean(hard));
    close(losses.minedTriplet(f64(a), i32(labels), { margin: 1.5, mining: "semiHard" }), mean(semi));
    close(losses.minedTriplet(f64(a), i32(labels), { margin: 1.5, reduction: "sum" }), mean(hard) * hard.length);
    close(losses.minedTriplet(f64(a), i32([0, 1, 2, 3, 4])), 0);
    close(losses.minedTriplet(f64(a), i32([0, 0, 0, 0, 0]), { mining: "semiHard" }), 0);
  });

  test("focal losses; gamma 0 is cross-entropy", () => {
    const x = a.flat();
    const y = x.map((_, i) => i % 2);
    const due = x.map((z, i) => {
      const p = 1 / (1 + Math.exp(-z));
      const q = y[i] ? p : 1 - p;
      return -(y[i] ? 0.25 : 0.75) * (1 - q) ** 2 * Math.log(q);
    });
    close(losses.binaryFocal(f64(x), f64(y)), mean(due));
    close(losses.binaryFocal(f64(x), f64(y), { gamma: 0, alpha: -1 }), losses.binaryCrossEntropyWithLogits(f64(x), f64(y)).item());
    const classes = [0, 2, 1, 1, 0];
    const each = a.map((row, i) => logSumExp(row) - row[classes[i]!]!);
    close(losses.focal(f64(a), i32(classes), { gamma: 3 }), mean(each.map((v) => (1 - Math.exp(-v)) ** 3 * v)));
    close(losses.focal(f64(a), i32(classes), { gamma: 0 }), mean(each));
  });

  test("dice and jaccard: a mask a sample and channel", () => {
    const [p, y] = [[[[0.9, 0.2], [0.4, 0.1]], [[0, 0], [0, 0]]], [[[1, 0], [1, 0]], [[0, 0], [0, 0]]]]; // prettier-ignore
    const masks = (v: unknown): Tensor => tensor([v] as number[], { dtype: "f64" });
    const [common, both] = [1.3, 1.6 + 2];
    expect(losses.dice(masks(p), masks(y), { reduction: "none" }).shape).toEqual([1, 2]);
    close(losses.dice(masks(p), masks(y)), (1 - (2 * common + 1) / (both + 1)) / 2);
    close(losses.jaccard(masks(p), masks(y)), (1 - (common + 1) / (both - common + 1)) / 2);
  });

  test("heatmapFocal: middles, their neighborhood, and the rest", () => {
    const [logits, heat] = [[0.4, -1.2, 2, -3], [1, 0.6, 0, 1]]; // prettier-ignore
    const p = logits.map((z) => 1 / (1 + Math.exp(-z)));
    const each = heat.map((y, i) => (y === 1 ? -((1 - p[i]!) ** 2) * Math.log(p[i]!) : -((1 - y) ** 4) * p[i]! ** 2 * Math.log(1 - p[i]!)));
    close(losses.heatmapFocal(f64(logits), f64(heat)), each.reduce((a, b) => a + b, 0) / 2);
    close(losses.heatmapFocal(f64([0.4]), f64([0])), p[0]! ** 2 * -Math.log(1 - p[0]!));
    expect(losses.heatmapFocal(f64([-1000, 1000]), f64([1, 0])).item()).toBe(2000);
  });

  test("boxes: equal ones cost nothing, apart ones more the farther", () => {
    const box = f64([[1, 2, 4, 6]]);
    for (const loss of [losses.boxIou, losses.boxGiou, losses.boxDiou, losses.boxCiou])
      expect(Math.abs(loss(box, box).item())).toBeLessThan(1e-6);
    const [near, far] = [f64([[5, 2, 8, 6]]), f64([[9, 2, 12, 6]])];
    expect(losses.boxIou(near, box).item()).toBe(1);
    for (const loss of [losses.boxGiou, losses.boxDiou, losses.boxCiou])
      expect(loss(far, box).item()).toBeGreaterThan(loss(near, box).item());
  });

  test("ctc: all alignments, one by one", () => {
    const logits = [[0.3, -1, 0.8], [1.2, 0.1, -0.4], [-0.3, 0.9, 0.2], [0.5, 0.4, -1]]; // prettier-ignore
    const logs = logits.map((row) => row.map((v) => v - logSumExp(row)));
    let total = 0;
    for (let code = 0; code < 81; code++) {
      const path = [0, 1, 2, 3].map((t) => Math.floor(code / 3 ** t) % 3);
      const spelled = path.filter((k, t) => k !== 0 && k !== path[t - 1]);
      if (spelled.join() === "1,1") total += Math.exp(path.reduce((sum, k, t) => sum + logs[t]![k]!, 0));
    }
    const output = tensor(logs.map((row) => [row]), { dtype: "f64" }); // prettier-ignore
    close(losses.ctc(output, i32([[1, 1]]), i32([4]), i32([2]), { reduction: "sum" }), -Math.log(total));
    expect(losses.ctc(output, i32([[1, 1]]), i32([2]), i32([2])).item()).toBe(Infinity);
    const w = parameter(output);
    expect(grad(losses.ctc(w, i32([[1, 1]]), i32([2]), i32([2]), { zeroInfinity: true }), [w])[0]!.data().every((v) => v === 0)).toBe(true); // prettier-ignore
  });

  test("ctc teaches a table of logits to spell, in a compiled step", () => {
    const w = parameter(tensor(Float32Array.from({ length: 8 * 4 }, (_, i) => Math.sin(i)), { shape: [8, 1, 4] })); // prettier-ignore
    const step = compile((target: Tensor): Tensor => {
      const loss = losses.ctc(logSoftmax(w, -1), target, i32([8]), i32([3]));
      update([[w, w.sub(grad(loss, [w])[0]!.mul(3))]]);
      return loss;
    });
    let loss = 0;
    for (let i = 0; i < 200; i++) loss = step(i32([[3, 1, 1]])).item();
    expect(loss).toBeLessThan(0.05);
    const best = (w.toArray() as number[][][]).map(([row]) => row!.indexOf(Math.max(...row!)));
    expect(best.filter((k, t) => k !== 0 && k !== best[t - 1])).toEqual([3, 1, 1]);
  });
});

describe("cross-entropy in a compiled step: labels of −100 do not count, others out of range give NaN", () => {
  const step = compile((z: Tensor, y: Tensor): Tensor => losses.crossEntropy(z, y));
  const z = tensor([[1, 2, 3], [0, 1, 0]]); // prettier-ignore
  test("ignored", () => expect(step(z, i32([-100, 1])).item()).toBeCloseTo(Math.log(2 + Math.E) - 1, 6));
  test("out of range", () => expect(step(z, i32([-1, 1])).item()).toBeNaN());
});

describe("mistakes", () => {
  const x = f64([[1, 2], [3, 4]]); // prettier-ignore
  const y = f64([[1, 0], [0, 1]]); // prettier-ignore
  const rows: [() => unknown, string][] = [
    [() => losses.hinge(x, y), "hinge: target must be 1 or -1; element 1 is 0"],
    [() => losses.smoothL1(x, y, { beta: NaN }), "smoothL1: beta must be at least 0, got NaN"],
    [() => losses.gaussianNll(x, y, f64([[1, -1], [1, 1]])), "gaussianNll: variance must be at least 0; element 1 is -1"],
    [() => losses.gaussianNll(x, y, f64([1, 2, 3])), "gaussianNll: variance must broadcast to the output – output is [2, 2], variance is [3]"],
    [() => losses.binaryCrossEntropy(x, y), "binaryCrossEntropy: output must be probabilities from 0 to 1; element 1 is 2"],
    [() => losses.binaryCrossEntropyWithLogits(x, y, { weight: f64([1, 2, 3]) }), "weight must broadcast to the output"],
    [() => losses.binaryFocal(x, y, { alpha: 2 }), "binaryFocal: alpha must be at most 1, got 2"],
    [() => losses.crossEntropy(x, i32([0, 1]), { weight: f64([1, 2, 3]) }), "crossEntropy: weight must be [2], one number a class – it is [3]"],
    [() => losses.crossEntropy(x, i32([0, 1]), { ignoreIndex: 0.5 }), "ignoreIndex must be a whole number"],
    [() => losses.nll(x, y), "nll: class numbers must be i32 or u8, they are f64"],
    [() => losses.focal(x, i32([0, 2])), "focal: label 2 of sample 1 is out of range; with 2 classes labels are 0 to 1"],
    [() => losses.multiMargin(x, i32([0, 5])), "multiMargin: label 5 of sample 1"],
    [() => losses.multiMargin(x, i32([0, 1]), { p: 3 as 2 }), "multiMargin: p must be 1 or 2, got 3"],
    [() => losses.multiLabelMargin(x, i32([[0, 2], [0, 1]])), "multiLabelMargin: target must be from -1 to 1; element 1 is 2"],
    [() => losses.marginRanking(x, y, f64([1, 1])), "marginRanking: first, second, target must have equal shapes – first is [2, 2], second is [2, 2], target is [2]"],
    [() => losses.cosineEmbedding(x, y, f64([1, 0])), "cosineEmbedding: target must be 1 or -1"],
    [() => losses.cosineEmbedding(x, y, f64([1, 1]), { margin: 2 }), "margin must be from -1 to 1"],
    [() => losses.tripletMargin(x, y, f64([1])), "anchor, positive, negative must have equal shapes"],
    [() => losses.tripletMargin(x, y, y, { p: 0 }), "tripletMargin: p must be above 0, got 0"],
    [() => losses.minedTriplet(x, i32([1])), "minedTriplet: labels must be [2], one for each embedding – it is [1]"],
    [() => losses.minedTriplet(x, i32([1, 1]), { mining: "easy" as "hard" }), 'mining must be "hard" or "semiHard", got "easy"'],
    [() => losses.contrastive(x, y, f64([2, 0])), "contrastive: target must be 0 or 1; element 0 is 2"],
    [() => losses.infoNce(x, y, { temperature: 0 }), "infoNce: temperature must be above 0, got 0"],
    [() => losses.infoNce(x, y, { negatives: f64([[1]]) }), "infoNce: negatives must be [M, D] – queries is [2, 2], negatives is [1, 1]"],
    [() => losses.dice(x, f64([1])), "dice: output and target must have equal shapes"],
    [() => losses.heatmapFocal(x, f64([[1, 2], [0, 1]])), "heatmapFocal: target must be from 0 to 1; element 1 is 2"],
    [() => losses.heatmapFocal(x, y, { beta: 0 }), "heatmapFocal: beta must be above 0, got 0"],
    [() => losses.boxIou(x, y), "boxIou: boxes must be [N, 4]: x1, y1, x2, y2 – output is [2, 2], target is [2, 2]"],
    [() => losses.ctc(x, i32([1]), i32([2]), i32([1])), "ctc: inputLengths must be [], one for each sample – it is [1]"],
    [() => losses.ctc(x, i32([1]), i32(3), i32(1)), "ctc: inputLengths[0] must be from 1 to 2, got 3"],
    [() => losses.ctc(x, i32([0]), i32(2), i32(1)), "ctc: target[0][0] must be a class from 0 to 1 that is not the blank, got 0"],
    [() => losses.ctc(x, i32([1]), i32(2), i32(1), { blank: 2 }), "ctc: blank must be a class from 0 to 1, got 2"],
    [() => losses.klDiv(x, y, { reduction: "median" as "mean" }), 'klDiv: reduction must be "mean", "sum" or "none", got "median"'],
  ]; // prettier-ignore
  test.each(rows.map(([body, message]) => [message, body] as const))("%s", (message, body) => {
    expect(body).toThrow(NablaError);
    expect(body).toThrow(message);
  });
});
