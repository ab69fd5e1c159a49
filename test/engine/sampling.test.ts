// Random tensors: moments and frequencies within bands over seeds, the same numbers on every device and for the same seed, and
// new ones at each run of a recorded step.
import { afterAll, describe, expect, test } from "vitest";
import * as nabla from "../../src/index.ts";
import { compile, Generator, manualSeed, setDefaultDevice, tensor, wasm, type Tensor } from "../../src/index.ts";
import { evaluateByReference } from "../../src/inspect.ts";

const devices = [wasm({ threads: 1 }), wasm({ threads: 2 }), wasm({ portable: true, threads: 1 })] as const;
setDefaultDevice(devices[0]);
afterAll(() => {
  for (const device of devices) device.dispose();
});

const SIZE = 20_000;
const seeds = [1, 2, 3, 4, 5];
const numbers = (x: Tensor): number[] => Array.from(x.data());
const mean = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0) / list.length;
const variance = (list: readonly number[]): number => {
  const center = mean(list);
  return mean(list.map((v) => (v - center) ** 2));
};
/** Means of n independent numbers stay within 4.5 standard errors, up to one seed in 30 000. */
function moments(draw: (generator: Generator) => Tensor, wantedMean: number, wantedVariance: number, fourth = 3): void {
  for (const seed of seeds) {
    const list = numbers(draw(new Generator(seed)));
    const error = Math.sqrt(wantedVariance / list.length);
    expect(Math.abs(mean(list) - wantedMean)).toBeLessThan(4.5 * error);
    expect(Math.abs(variance(list) - wantedVariance)).toBeLessThan(4.5 * wantedVariance * Math.sqrt((fourth - 1) / list.length));
  }
}
const counts = (list: readonly number[], classes: number): number[] =>
  list.reduce((out, k) => (out[k]!++, out), new Array<number>(classes).fill(0));
/** Pearson's χ² against probabilities, with a bound that one of a million passes by chance. */
function frequencies(list: readonly number[], p: readonly number[]): void {
  const found = counts(list, p.length);
  const chi = p.reduce((sum, q, k) => sum + (q === 0 ? (found[k]! === 0 ? 0 : Infinity) : (found[k]! - q * list.length) ** 2 / (q * list.length)), 0); // prettier-ignore
  const freedom = p.filter((q) => q > 0).length - 1;
  expect(chi).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom) + 12);
}

describe("moments of distributions", () => {
  test("rand, randUniform", () => {
    moments((generator) => nabla.rand([SIZE], { generator }), 0.5, 1 / 12, 1.8);
    moments((generator) => nabla.randLike(nabla.zeros([SIZE]), { generator }), 0.5, 1 / 12, 1.8);
    moments((generator) => nabla.randUniform(-2, 4, [SIZE], { generator }), 1, 3, 1.8);
  });
  test("randn, randNormal", () => {
    moments((generator) => nabla.randn([SIZE], { generator }), 0, 1);
    moments((generator) => nabla.randnLike(nabla.zeros([SIZE]), { generator }), 0, 1);
    moments((generator) => nabla.randNormal(3, 2, [SIZE], { generator }), 3, 4);
  });
  test("randBernoulli", () => moments((generator) => nabla.randBernoulli(0.3, [SIZE], { generator }), 0.3, 0.21, 1.8));
  test("randExponential", () => moments((generator) => nabla.randExponential(2, [SIZE], { generator }), 0.5, 0.25, 9));
  test("randGamma", () => {
    for (const alpha of [0.3, 1, 2.5, 40])
      moments((generator) => nabla.randGamma(alpha, [SIZE], { generator }), alpha, alpha, 3 + 6 / alpha);
    moments((generator) => nabla.randGamma(2, [SIZE], { generator, scale: 3 }), 6, 18, 6);
  });
  test("randTruncatedNormal", () => {
    // Of the normal distribution between −2 and 2 the variance is 1 − 4 φ(2) / (2 Φ(2) − 1).
    moments((generator) => nabla.randTruncatedNormal([SIZE], { generator }), 0, 0.7737413, 2.37);
    const tail = numbers(nabla.randTruncatedNormal([SIZE], { mean: 1, std: 2, low: 5, high: 6 }));
    expect(tail.every((v) => v >= 5 && v <= 6)).toBe(true);
    expect(mean(tail)).toBeCloseTo(5.43, 1);
  });
  test("randint", () => {
    for (const seed of seeds) {
      const list = numbers(nabla.randint(-3, 7, [SIZE], { generator: new Generator(seed) }));
      frequencies(list.map((v) => v + 3), new Array(10).fill(0.1)); // prettier-ignore
    }
    const wide = numbers(nabla.randint(-1_073_741_824, 1_073_741_823, [SIZE]));
    expect(Math.abs(mean(wide)) / 1_073_741_824).toBeLessThan(0.02);
    expect(numbers(nabla.randintLike(tensor([0, 0]), 4, 5))).toEqual([4, 4]);
    expect(nabla.randintLike(tensor([0, 0]), 4, 5).dtype).toBe("f32");
  });
});

describe("orders and choices", () => {
  test("randperm gives every order equally often", () => {
    const generator = new Generator(3);
    const names = ["012", "021", "102", "120", "201", "210"];
    frequencies(Array.from({ length: 3000 }, () => names.indexOf(numbers(nabla.randperm(3, { generator })).join(""))), new Array(6).fill(1 / 6)); // prettier-ignore
    const large = numbers(nabla.randperm(1000, { generator }));
    expect([...large].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(large).not.toEqual([...large].sort((a, b) => a - b));
    expect(numbers(nabla.randperm(0))).toEqual([]);
    expect(numbers(nabla.randperm(1))).toEqual([0]);
  });
  test("multinomial with replacement follows the weights", () => {
    const weights = tensor([[1, 0, 3, 4, 0, 2, 0], [0, 5, 0, 0, 0, 0, 0]]); // prettier-ignore
    for (const seed of seeds) {
      const chosen = nabla.multinomial(weights, SIZE, { replacement: true, generator: new Generator(seed) });
      expect(chosen.shape).toEqual([2, SIZE]);
      const list = numbers(chosen);
      frequencies(list.slice(0, SIZE), [0.1, 0, 0.3, 0.4, 0, 0.2, 0]);
      expect(list.slice(SIZE).every((k) => k === 1)).toBe(true);
    }
  });
  test("multinomial without replacement: the first follows the weights, none comes twice", () => {
    const weights = nabla.expand(tensor([1, 0, 3, 6]), [SIZE, 4]);
    for (const seed of seeds.slice(0, 2)) {
      const list = numbers(nabla.multinomial(weights, 3, { generator: new Generator(seed) }));
      frequencies(list.filter((_, i) => i % 3 === 0), [0.1, 0, 0.3, 0.6]); // prettier-ignore
      // The second, after the first: Σ pᵢ pⱼ / (1 − pᵢ).
      const p = [0.1, 0, 0.3, 0.6];
      frequencies(list.filter((_, i) => i % 3 === 1), p.map((q, j) => p.reduce((sum, f, i) => sum + (i === j ? 0 : (f * q) / (1 - f)), 0))); // prettier-ignore
      for (let row = 0; row < 100; row++) expect(new Set(list.slice(row * 3, row * 3 + 3)).size).toBe(3);
    }
  });
  test("categorical and gumbelSoftmax follow softmax", () => {
    const logits = nabla.expand(tensor([0, Math.log(2), -Infinity, Math.log(7)]), [SIZE, 4]);
    for (const seed of seeds.slice(0, 2)) {
      frequencies(numbers(nabla.categorical(logits, { generator: new Generator(seed) })), [0.1, 0.2, 0, 0.7]);
      const hard = nabla.gumbelSoftmax(logits, { hard: true, tau: 0.5, generator: new Generator(seed) });
      frequencies(numbers(nabla.argmax(hard, 1)), [0.1, 0.2, 0, 0.7]);
      expect(numbers(nabla.sum(hard)).map(Math.round)).toEqual([SIZE]);
    }
  });
  test("the gradient of hard choices is that of the soft ones", () => {
    const x = tensor([1, 2, 3]);
    const slope = (hard: boolean): number[] => {
      const y = nabla.gumbelSoftmax(x, { hard, generator: new Generator(5) });
      return numbers(nabla.grad(y.mul(tensor([1, 5, 2])).sum(), [x])[0]!);
    };
    expect(slope(true)).toEqual(slope(false));
  });
  test("rrelu draws slopes within its bounds, or takes their mean", () => {
    const drawn = numbers(nabla.rrelu(nabla.full([SIZE], -1), { lower: 0.25, upper: 0.5, training: true }));
    expect(drawn.every((v) => v <= -0.25 && v >= -0.5)).toBe(true);
    expect(mean(drawn)).toBeCloseTo(-0.375, 2);
    expect(numbers(nabla.rrelu(tensor([-1, 1]), { lower: 0.25, upper: 0.5 }))).toEqual([-0.375, 1]);
  });
});

describe("seeds", () => {
  const all = (): Tensor[] => {
    const generator = new Generator(11);
    const g = { generator };
    return [
      nabla.randint(0, 100, [50], g),
      nabla.randperm(50, g),
      nabla.multinomial(tensor([1, 2, 3]), 20, { replacement: true, ...g }),
      nabla.multinomial(tensor([1, 2, 3, 4]), 3, g),
      nabla.randGamma(0.7, [30], g),
      nabla.randTruncatedNormal([30], g),
      nabla.randExponential(1, [30], g),
    ];
  };
  test("the same seed gives the same numbers on every device", () => {
    const wanted = evaluateByReference(all()).map((x) => Array.from(x));
    for (const device of devices) {
      setDefaultDevice(device);
      all().forEach((x, k) => {
        const got = numbers(x);
        // Whole numbers are equal; logarithms of other devices may differ in the last bits.
        if (x.dtype === "i32") expect(got).toEqual(wanted[k]);
        else got.forEach((v, i) => expect(Math.abs(v - wanted[k]![i]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(wanted[k]![i]!))));
      });
    }
    setDefaultDevice(devices[0]);
  });
  test("a recorded step draws new numbers at each run, and the same after the same seed", () => {
    const step = compile(() => [nabla.randperm(20), nabla.randint(0, 1000, [20]), nabla.randGamma(2, [20])]);
    const run = (): number[][] => step().map(numbers);
    manualSeed(4);
    const [first, second] = [run(), run()];
    first.forEach((list, k) => expect(list).not.toEqual(second[k]));
    manualSeed(4);
    expect(run()).toEqual(first);
  });
  test("differentiable in their parameters", () => {
    const [m, s] = [tensor([1]), tensor([2])];
    const y = nabla.randNormal(m, s, [1], { generator: new Generator(1) });
    const [dm, ds] = nabla.grad(y.sum(), [m, s]);
    expect(dm!.item()).toBe(1);
    expect(y.item()).toBeCloseTo(1 + 2 * ds!.item(), 5);
  });
});

describe("refusals", () => {
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => nabla.randint(3, 3, [1]), "randint: high − low must be from 1 to 2147483647, got 0"],
    [() => nabla.randint(0.5, 3, [1]), "randint: low must be a whole number that i32 holds, got 0.5"],
    [() => nabla.randperm(-1), "randperm: n must be an integer ≥ 0, got -1"],
    [() => nabla.randLike(tensor([1], { dtype: "i32" })), "randLike: dtype must be f32 or f64, is i32"],
    [() => nabla.randUniform(NaN, 1, [1]), "randUniform: low must be a finite number, got NaN"],
    [() => nabla.randNormal(0, -1, [1]), "randNormal: std must be a number ≥ 0, got -1"],
    [() => nabla.randNormal(tensor([1, 2]), 1, [3]), "randNormal: cannot broadcast [2] with [3]; aligned at the last axis, sizes must be equal or 1, and axis 0 of the result has neither"],
    [() => nabla.randNormal(tensor([1, 2]), 1, [1]), "randNormal: parameters is [2], shape is [1]; the parameters must broadcast to the shape"],
    [() => nabla.randBernoulli(NaN, [1]), "randBernoulli: p must be a probability from 0 to 1, got NaN"],
    [() => nabla.randExponential(0, [1]), "randExponential: rate must be a number > 0, got 0"],
    [() => nabla.randGamma(-1, [1]), "randGamma: concentration must be a number > 0, got -1"],
    [() => nabla.randTruncatedNormal([1], { low: 2, high: 1 }), "randTruncatedNormal: [low, high] must be two numbers in ascending order, got [2, 1]"],
    [() => nabla.multinomial(tensor([1, 2]), 3), "multinomial: count must be at most the number of classes, 2, without replacement, got 3"],
    [() => nabla.multinomial(tensor([0, 2]), 2), "multinomial: number of weights above 0 must be at least 2 in each row, got 1"],
    [() => nabla.multinomial(tensor([-1, 2]), 1), "multinomial: each weight must be a finite number ≥ 0, got -1"],
    [() => nabla.gumbelSoftmax(tensor([1]), { tau: 0 }), "gumbelSoftmax: tau must be a number > 0, got 0"],
    [() => nabla.rrelu(tensor([1]), { lower: 1, upper: 0 }), "rrelu: [lower, upper] must be two numbers in ascending order, got [1, 0]"],
  ]; // prettier-ignore
  for (const [call, message] of cases) test(message, () => expect(call).toThrow(message));
});

describe("randHost", () => {
  const { randHost } = nabla;
  test("is rand's number times the width plus the lower bound, rounded once", () => {
    for (const [low, high] of [[-0.3, 0.3], [2, 7.5]] as const) {
      const whole = numbers(nabla.rand([999], { generator: new Generator(4) }));
      const [from, width] = [Math.fround(low), Math.fround(high - low)];
      const made = randHost([999], low, high, { generator: new Generator(4) });
      expect([made.dtype, made.shape]).toEqual(["f32", [999]]);
      expect(numbers(made)).toEqual(whole.map((u) => Math.fround(u * width + from)));
      const exact = randHost([999], low, high, { generator: new Generator(4), dtype: "f64" });
      expect(exact.dtype).toBe("f64");
      expect(numbers(exact)).toEqual(whole.map((u) => u * (high - low) + low));
    }
  }); // prettier-ignore

  test("takes one key of the generator, as rand does; is fresh at each run of a recorded step", () => {
    manualSeed(5);
    const [, second] = [nabla.rand([3]), numbers(nabla.rand([3]))];
    manualSeed(5);
    randHost([3], 0, 1);
    expect(numbers(randHost([3], 0, 1))).toEqual(second);
    const step = compile(() => randHost([2], 0, 1));
    expect(numbers(step())).not.toEqual(numbers(step()));
    expect(() => randHost([-1], 0, 1)).toThrow("randHost: size of axis 0 must be an integer ≥ 0, got -1");
  });
});

test("constants get their elements without a program", () => {
  const device = wasm({ threads: 1 });
  const load = device.load.bind(device);
  let loaded = 0;
  device.load = (program) => (loaded++, load(program));
  setDefaultDevice(device);
  try {
    expect(nabla.full([2, 2], 0.1).toArray()).toEqual([[Math.fround(0.1), Math.fround(0.1)], [Math.fround(0.1), Math.fround(0.1)]]);
    expect(nabla.full([2], 2.9, { dtype: "i32" }).toArray()).toEqual([2, 2]);
    expect(nabla.full([1], 0.5, { dtype: "bool" }).toArray()).toEqual([true]);
    expect([nabla.zeros([0]).toArray(), nabla.ones([]).item()]).toEqual([[], 1]);
    expect(loaded).toBe(0);
    expect(nabla.arange(3).toArray()).toEqual([0, 1, 2]);
    expect(loaded).toBe(1);
  } finally {
    setDefaultDevice(devices[0]);
    device.dispose();
  }
}); // prettier-ignore
