// The loss as a function of all parameters, against plain arithmetic: a quadratic known in closed form, and small networks.
import { describe, expect, test } from "vitest";
import { concat, dot, grad, parameter, substitute, tensor, variable } from "../../src/index.ts";
import * as nn from "../../src/nn/index.ts";
import {
  describeSurface,
  eigenpairs,
  filterNormalized,
  hessianDirections,
  interpolation,
  objective,
  orthogonalized,
  orthonormal,
  pathOver,
  pathPlane,
  profile,
  projectOn,
  randomDirection,
  randomPlane,
  shareBelow,
  surface,
  surfaceSteps,
} from "../../src/viz/index.ts";

const of = (...values: number[]): Float64Array => Float64Array.from(values);
const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);

/** ½ pᵀ A p + bᵀ p with a full matrix, in plain arithmetic and as an objective of two parameters in float64. */
const A = [
  [4, 1, 0, -1],
  [1, 3, 0.5, 0],
  [0, 0.5, 2, 1],
  [-1, 0, 1, -1.5],
];
const B = [1, -2, 0.5, 3];
const times = (p: ArrayLike<number>): number[] => A.map((row) => inner(row, p));
const height = (p: ArrayLike<number>): number => inner(times(p), p) / 2 + inner(B, p);

function quadratic() {
  const weight = parameter(tensor([1, 2, 3], { dtype: "f64", shape: [1, 3] }));
  const bias = parameter(tensor([4], { dtype: "f64" }));
  const [a, b] = [tensor(A, { dtype: "f64" }), tensor(B, { dtype: "f64" })];
  const loss = () => {
    const p = concat([weight.reshape([3]), bias]);
    return dot(p, a.matmul(p)).mul(0.5).add(dot(b, p));
  };
  return { weight, bias, target: objective({ weight, bias }, loss) };
}

describe("substitute", () => {
  test("variables read as other tensors, and only within", () => {
    const w = parameter(tensor([2, 3]));
    const v = tensor([5, 7]);
    const y = substitute([[w, v]], () => w.mul(w).sum());
    expect(y.item()).toBe(74);
    expect(grad(y, [v])[0]!.toArray()).toEqual([10, 14]);
    expect(w.mul(w).sum().item()).toBe(13);
  });

  test("what is assigned within holds within only", () => {
    const count = variable(tensor([1]));
    const w = parameter(tensor([2]));
    const y = substitute([[w, tensor([3])]], () => {
      count.assign(count.add(w));
      return count.mul(10);
    });
    expect([y.toArray(), count.toArray()]).toEqual([[40], [1]]);
  });

  test("values of another shape are refused", () => {
    expect(() => substitute([[parameter(tensor([1, 2])), tensor([[1, 2]])]], () => 0)).toThrow(
      "substitute: the tensor that is put in must be like the variable – the variable is f32 [2], the tensor f32 [1, 2]",
    );
    expect(() => substitute([[tensor([1]), tensor([1])]], () => 0)).toThrow(/^substitute: only variables/);
  });
});

describe("objective", () => {
  test("value, gradient and Hessian products of a quadratic", () => {
    const { target } = quadratic();
    const [p, d] = [of(0.3, -1.2, 2, 0.7), of(1, 0.5, -2, 4)];
    expect(target.size).toBe(4);
    expect(target.parts.map(({ name, offset, filters }) => [name, offset, filters])).toEqual([
      ["weight", 0, 1],
      ["bias", 3, 0],
    ]);
    expect(target.value(p)).toBeCloseTo(height(p), 12);
    times(p).forEach((x, i) => expect(target.gradient(p)[i]).toBeCloseTo(x + B[i]!, 12));
    times(d).forEach((x, i) => expect(target.hessianTimes(p, d)[i]).toBeCloseTo(x, 12));
  });

  test("the model stays as it is, until it is assigned", () => {
    const { weight, bias, target } = quadratic();
    target.value(of(9, 9, 9, 9));
    target.gradient(of(9, 9, 9, 9));
    expect([...target.current()]).toEqual([1, 2, 3, 4]);
    target.assign(of(5, 6, 7, 8));
    expect([weight.toArray(), bias.toArray()]).toEqual([[[5, 6, 7]], [8]]);
  });

  test("lines of several origins at once, with vectors that change afterwards", () => {
    const { target } = quadratic();
    const origin = of(1, 0, 0, 0);
    const first = target.along(origin, [of(0, 1, 0, 0)]);
    const second = target.along(of(0, 0, 0, 0), [of(0, 0, 0, 1)]);
    origin[0] = 100;
    for (const c of [-1, 0.5, 2]) {
      expect(first(c)).toBeCloseTo(height([1, c, 0, 0]), 12);
      expect(second(c)).toBeCloseTo(height([0, 0, 0, c]), 12);
    }
    expect(target.value(of(1, 1, 1, 1))).toBeCloseTo(height([1, 1, 1, 1]), 12);
  });

  test("batch normalization in training mode is computed anew at every point and keeps its statistics", () => {
    const model = nn.sequential(nn.linear(2, 3), nn.batchNorm1d(3), nn.linear(3, 1));
    const x = tensor([1, 2, -3, 4, 0.5, -1, 2, 2], { shape: [4, 2] });
    const before = model.namedBuffers().map(([, buffer]) => buffer.toArray());
    const target = objective(model, () => model.forward(x).square().mean());
    const point = target.current();
    // Scaling the weights before the normalization changes nothing: the exact invariance.
    const scaled = point.map((value, i) => (i < 9 ? value * 10 : value));
    expect(target.value(scaled)).toBeCloseTo(target.value(point), 3);
    expect(model.namedBuffers().map(([, buffer]) => buffer.toArray())).toEqual(before);
  });

  test("a point of another length, a loss of many numbers and a model of none are refused", () => {
    expect(() => quadratic().target.value(of(1, 2))).toThrow("objective.value: the length of the point must be 4, is 2");
    expect(() => quadratic().target.along(of(1, 2, 3, 4), [of(1)])).toThrow(/direction must be 4, is 1/);
    expect(() => quadratic().target.along(of(1, 2, 3, 4), [of(1, 2, 3, 4)])(1, 2)).toThrow(/number of coefficients must be 1, is 2/);
    const w = parameter(tensor([1, 2]));
    expect(() => objective({ w }, () => w).value(of(1, 2))).toThrow("objective: the loss must be a single number, is [2]");
    expect(() => objective(nn.relu(), () => tensor(1))).toThrow("objective: the list of parameters must not be empty");
  });
});

describe("surfaces and lines", () => {
  test("heights on a grid are those of plain arithmetic", () => {
    const { target } = quadratic();
    const [origin, d, e] = [of(1, 2, 3, 4), of(1, -1, 0.5, 0), of(0, 2, 1, -1)];
    const made = surface(target, { origin, directions: [d, e], x: [-2, 1], y: [0, 1], resolution: [4, 3] });
    expect([made.x, made.y]).toEqual([
      [-2, -1, 0, 1],
      [0, 0.5, 1],
    ]);
    made.y.forEach((b, row) =>
      made.x.forEach((a, column) =>
        expect(made.heights[row]![column]).toBeCloseTo(height(origin.map((x, i) => x + a * d[i]! + b * e[i]!)), 11),
      ),
    );
  });

  test("steps come from the middle outwards and count", () => {
    const { target } = quadratic();
    const steps = surfaceSteps(target, { origin: of(0, 0, 0, 0), directions: [of(1, 0, 0, 0), of(0, 1, 0, 0)], resolution: 3 });
    const first = steps.next().value;
    expect(first).toMatchObject({ row: 1, column: 1, done: 1, total: 9 });
    expect([...steps].length).toBe(8);
  });

  test("interpolation passes both networks", () => {
    const { target } = quadratic();
    const [from, to] = [of(1, 0, 2, 0), of(0, 1, 0, -1)];
    const { x, heights } = interpolation(target, from, to, { points: 5 });
    expect(x).toEqual([-0.5, 0, 0.5, 1, 1.5]);
    expect(heights[1]).toBeCloseTo(height(from), 12);
    expect(heights[3]).toBeCloseTo(height(to), 12);
    expect(profile(target, { origin: from, direction: of(1, 0, 0, 0), points: 3 }).heights[2]).toBeCloseTo(height([2, 0, 2, 0]), 12);
  });

  test("a path has its true heights, and the plane below it", () => {
    const { target } = quadratic();
    const [point] = pathOver(target, [of(2, 3, 0, 5)], of(0, 0, 0, 0), [of(2, 0, 0, 0), of(0, 1, 0, 0)]);
    expect([point!.x, point!.y]).toEqual([1, 3]);
    expect(point!.height).toBeCloseTo(height([2, 3, 0, 5]), 12);
    expect(point!.below).toBeCloseTo(height([2, 3, 0, 0]), 12);
    expect(point!.outside).toBeCloseTo(5 / Math.sqrt(38), 12);
  });

  test("minima, non-convex points and areas are counted", () => {
    const axis = Array.from({ length: 41 }, (_, i) => -Math.PI * 2 + (i * Math.PI * 4) / 40);
    const waves = { x: axis, y: axis, heights: axis.map((y) => axis.map((x) => Math.cos(x) + Math.cos(y))) };
    const report = describeSurface(waves);
    expect(report.localMinima).toBe(4); // at (±π, ±π)
    // Convex where both cosines are ≤ 0: 2 × 11 of the 39 inner columns, and as many rows.
    expect(report.nonConvex).toBeCloseTo(1 - (22 / 39) ** 2, 12);
    expect(shareBelow(waves, 3)).toBe(1);
    const bowl = { x: axis, y: axis, heights: axis.map((y) => axis.map((x) => x * x + y * y)) };
    expect(describeSurface(bowl)).toMatchObject({ localMinima: 1, nonConvex: 0, notFinite: 0 });
    expect(() => describeSurface({ x: [0, 1], y: [0, 1], heights: [[0, 0], [0, 0]] })).toThrow(/at least 3 × 3/); // prettier-ignore
  });
});

describe("directions", () => {
  test("random directions are normal, seeded, and nearly orthogonal", () => {
    const n = 20_000;
    const [a, b] = [randomDirection(n, 1), randomDirection(n, 2)];
    expect(randomDirection(n, 1)).toEqual(a);
    expect(inner(a, a) / n).toBeCloseTo(1, 1);
    expect(a.reduce((sum, x) => sum + x, 0) / n).toBeCloseTo(0, 1);
    expect(Math.abs(inner(a, b)) / Math.sqrt(inner(a, a) * inner(b, b))).toBeLessThan(4 / Math.sqrt(n));
  });

  test("each filter of a normalized direction is as long as the model's; biases stay", () => {
    const model = nn.sequential(nn.conv2d(2, 3, 3), nn.flatten(), nn.linear(12, 5));
    const target = objective(model, () => model.forward(tensor(new Float32Array(32), { shape: [1, 2, 4, 4] })).sum());
    const point = target.current();
    const [direction] = randomPlane(target, point, 7);
    for (const { offset, size, filters } of target.parts) {
      const width = filters === 0 ? size : size / filters;
      for (let from = offset; from < offset + size; from += width) {
        const [d, p] = [direction.subarray(from, from + width), point.subarray(from, from + width)];
        expect(inner(d, d)).toBeCloseTo(filters === 0 ? 0 : inner(p, p), 10);
      }
    }
    const whole = filterNormalized(target.parts, randomDirection(target.size, 1), point, { vectors: "layer" });
    const bias = target.parts[1]!;
    const part = (v: Float64Array) => v.subarray(bias.offset, bias.offset + bias.size);
    expect(inner(part(whole), part(whole))).toBeCloseTo(inner(part(point), part(point)), 10);
  });

  test("a ReLU network whose layers are scaled against each other has the same normalized surface", () => {
    const model = nn.sequential(nn.linear(2, 8, { bias: false }), nn.relu(), nn.linear(8, 1, { bias: false }));
    const x = tensor(Float32Array.from(randomDirection(40, 3)), { shape: [20, 2] });
    const target = objective(model, () => model.forward(x).square().mean());
    const heights = (point: Float64Array) => surface(target, { origin: point, directions: randomPlane(target, point, 5), resolution: 5 }).heights.flat(); // prettier-ignore
    const point = target.current();
    const other = point.map((value, i) => (i < 16 ? value * 8 : value / 8));
    heights(point).forEach((value, i) => expect(heights(other)[i]).toBeCloseTo(value, 5));
  });

  test("eigenpairs of a known matrix, and of a Hessian", () => {
    const { target } = quadratic();
    const { pairs, residual } = hessianDirections(target, of(0, 0, 0, 0), { count: 4, tolerance: 1e-10 });
    expect(residual).toBeLessThan(1e-8);
    for (const { value, vector } of pairs) {
      times(vector).forEach((x, i) => expect(x).toBeCloseTo(value * vector[i]!, 8));
      expect(inner(vector, vector)).toBeCloseTo(1, 10);
    }
    expect(pairs.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(4 + 3 + 2 - 1.5, 8);
    expect(() => eigenpairs((v) => v, 2, { count: 3 })).toThrow(/from 1 to the size 2, is 3/);
  });

  test("the largest eigenvalue among many that lie close", () => {
    const n = 300;
    const { pairs } = eigenpairs((v) => v.map((x, i) => (x * (n - i)) / n), n, { count: 2, rounds: 2000, tolerance: 1e-5 });
    expect(pairs[0]!.value).toBeCloseTo(1, 3);
    expect(pairs[1]!.value).toBeCloseTo((n - 1) / n, 2);
  });

  test("vectors are made orthogonal also when they are nearly parallel", () => {
    const [a, b] = [of(1, 1e-9, 0), of(1, 0, 1e-9)];
    const basis = orthonormal([a, b, a]);
    expect(basis.length).toBe(2);
    expect(Math.abs(inner(basis[0]!, basis[1]!))).toBeLessThan(1e-12);
    expect(Math.abs(inner(orthogonalized(of(1, 2, 3), [a, b]), a))).toBeLessThan(1e-12);
  });

  test("the plane of a path that lies in one explains everything and finds it", () => {
    const [u, v] = orthonormal([randomDirection(50, 1), randomDirection(50, 2)]) as [Float64Array, Float64Array];
    const at = (a: number, b: number) => u.map((x, i) => 3 + a * x + b * v[i]!);
    const path = Array.from({ length: 20 }, (_, k) => at(5 * Math.cos(k / 6), Math.sin(k / 3)));
    const { origin, directions, explained } = pathPlane(path);
    expect(explained[0]! + explained[1]!).toBeCloseTo(1, 10);
    expect(explained[0]).toBeGreaterThan(explained[1]!);
    expect([...origin]).toEqual([...path[19]!]);
    for (const point of path) expect(projectOn(origin, directions)(point).outside).toBeLessThan(1e-6);
    expect(inner(directions[0]!, path[0]!.map((x, i) => x - origin[i]!))).toBeGreaterThan(0); // prettier-ignore
  });

  test("a random walk explains 61 % and 15 % around its mean", () => {
    const dimensions = 2000;
    let point = new Float64Array(dimensions);
    const walk = Array.from({ length: 120 }, (_, k) => {
      const step = randomDirection(dimensions, 11, `step ${k}`);
      return (point = point.map((x, i) => x + step[i]!));
    });
    const { explained } = pathPlane(walk, { center: "mean" });
    expect(explained[0]).toBeCloseTo(6 / Math.PI ** 2, 1);
    expect(explained[1]).toBeCloseTo(6 / Math.PI ** 2 / 4, 1);
  });

  test("projection is by least squares, whatever the axes", () => {
    const project = projectOn(of(1, 1, 1), [of(18.5, 0, 0), of(1, 1, 0)]);
    const { coefficients, outside } = project(of(1 + 18.5 * 0.25 + 2, 3, 4));
    expect(coefficients[0]).toBeCloseTo(0.25, 12);
    expect(coefficients[1]).toBeCloseTo(2, 12);
    expect(outside).toBeCloseTo(3 / Math.hypot(18.5 * 0.25 + 2, 2, 3), 12);
    expect(() => projectOn(of(0, 0), [of(1, 1), of(2, 2)])(of(1, 0))).toThrow(/depend on each other/);
    expect(() => pathPlane([of(1), of(2)])).toThrow("pathPlane: a path of 2 points spans no 2 directions; give at least 3 points");
  });
});
