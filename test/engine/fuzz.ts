// Random programs: graphs of views, broadcasts, reductions, products, windows and updates, built from a seed. Two moods: in
// "exact" every number is a small whole one, so that steps and ties are exact; in "smooth" there are no steps to fall over.
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import { variable } from "../../src/engine/state.ts";
import { gradients } from "../../src/graph/grad.ts";
import * as ops from "../../src/graph/ops/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";

export interface RandomProgram {
  readonly outputs: readonly Tensor[];
  readonly updates: readonly (readonly [variable: Tensor, value: Tensor])[];
  readonly exact: boolean;
}

export interface FuzzOptions {
  /** Operations; by default the seed says how many. */
  readonly steps?: number;
  readonly gradients?: boolean;
  readonly updates?: boolean;
  /** Also what sorts, scans and scatters. */
  readonly loops?: boolean;
}

const SIZES = [1, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33];

/** Numbers of one seed. */
class Chance {
  #state: number;
  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
    for (let i = 0; i < 4; i++) this.next();
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
  maybe(p: number): boolean {
    return this.next() < p;
  }
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

class Builder {
  readonly chance: Chance;
  readonly exact: boolean;
  readonly most: number;
  readonly pool: Tensor[] = [];
  readonly leaves: Tensor[] = [];
  readonly variables: Tensor[] = [];
  readonly loops: boolean;

  constructor(seed: number, loops: boolean) {
    this.loops = loops;
    this.chance = new Chance(seed);
    this.exact = seed % 2 === 0;
    this.most = seed % 12 === 5 ? 30_000 : 700;
  }

  shape(rank = this.chance.below(4)): number[] {
    const shape = Array.from({ length: rank }, () => (this.chance.maybe(0.01) ? 0 : this.chance.of(SIZES)));
    if (this.most > 1000 && rank > 0) shape[this.chance.below(rank)] = this.chance.of([64, 100, 257, 1000]);
    while (product(shape) > this.most) shape[this.chance.below(shape.length)] = this.chance.of([1, 2, 3, 4]);
    return shape;
  }

  value(): number {
    return this.exact ? this.chance.below(7) - 3 : this.chance.next() * 2 - 1;
  }

  leaf(shape: readonly number[]): Tensor {
    const values = Float32Array.from({ length: product(shape) }, () => this.value());
    const data = ops.tensor(values, { shape });
    const x = this.chance.maybe(0.3) ? variable(data) : data;
    if (x !== data) this.variables.push(x);
    this.leaves.push(x);
    return x;
  }

  indices(shape: readonly number[], below: number): Tensor {
    return ops.tensor(
      Int32Array.from({ length: product(shape) }, () => this.chance.below(below)),
      { shape },
    );
  }

  /** A tensor of the pool, seldom a new leaf; the latest are likelier. */
  any(fits: (x: Tensor) => boolean = () => true): Tensor | null {
    const list = this.pool.filter(fits);
    if (list.length === 0) return null;
    return this.chance.maybe(0.6) ? list[Math.max(0, list.length - 1 - this.chance.below(3))]! : this.chance.of(list);
  }

  /** A tensor that broadcasts with x. */
  partner(x: Tensor): Tensor {
    const fits = this.any((y) => {
      const n = Math.min(x.shape.length, y.shape.length);
      for (let k = 1; k <= n; k++) {
        const [a, b] = [x.shape.at(-k)!, y.shape.at(-k)!];
        if (a !== b && a !== 1 && b !== 1) return false;
      }
      return product(y.shape) <= this.most && product(ops.add(x, y).shape) <= this.most;
    });
    if (fits && this.chance.maybe(0.8)) return fits;
    return this.leaf(x.shape.slice(this.chance.below(x.shape.length + 1)).map((size) => (this.chance.maybe(0.3) ? 1 : size)));
  }

  axis(x: Tensor): number {
    return this.chance.below(x.shape.length);
  }

  tame(x: Tensor): Tensor {
    return this.exact ? ops.clamp(x, { min: -9, max: 9 }) : ops.tanh(x);
  }

  step(): Tensor | null {
    const x = this.any()!;
    const moves = [
      this.unary,
      this.binary,
      this.binary,
      this.view,
      this.view,
      this.join,
      this.reduce,
      this.product,
      this.read,
      this.compare,
    ];
    const y = (this.loops && this.chance.maybe(0.4) ? this.along : this.chance.of(moves)).call(this, x);
    return y && product(y.shape) <= this.most ? y : null;
  }

  unary(x: Tensor): Tensor {
    const common = [() => ops.neg(x), () => ops.mul(x, 2), () => ops.sub(1, x), () => this.tame(ops.square(x)), () => ops.detach(x)];
    const exact = [() => ops.abs(x), () => ops.relu(x), () => ops.sign(x), () => ops.floorDivide(x, 2), () => ops.remainder(x, 3), () => ops.leakyRelu(x, 2), () => ops.maximum(x, 0), () => ops.cast(ops.add(ops.mul(ops.cast(x, "i32"), 3), 1), "f32")]; // prettier-ignore
    const smooth = [() => ops.tanh(x), () => ops.sigmoid(x), () => ops.exp(this.tame(x)), () => ops.sin(x), () => ops.softplus(x), () => ops.gelu(x), () => ops.silu(x), () => ops.rsqrt(ops.add(ops.square(x), 1)), () => ops.log1p(ops.square(x)), () => ops.erf(x), () => ops.div(1, ops.add(2, ops.cos(x))), () => (x.shape.length > 0 ? ops.softmax(x, this.axis(x)) : x), () => (x.shape.length > 0 ? ops.logSoftmax(x, -1) : x), () => (x.shape.length > 0 ? ops.layerNorm(x, [x.shape.at(-1)!], null, null, 0.1) : x)]; // prettier-ignore
    return this.chance.of([...common, ...(this.exact ? exact : smooth)])();
  }

  binary(x: Tensor): Tensor {
    const y = this.partner(x);
    const list = [() => ops.add(x, y), () => ops.sub(x, y), () => this.tame(ops.mul(x, y)), () => ops.add(ops.mul(x, 0.5), ops.mul(y, 2))];
    if (this.exact)
      list.push(
        () => ops.maximum(x, y),
        () => ops.minimum(y, x),
        () => ops.where(ops.lt(x, y), y, ops.neg(x)),
      );
    else list.push(() => ops.div(x, ops.add(ops.square(y), 1)));
    return this.chance.of(list)();
  }

  compare(x: Tensor): Tensor {
    const c = this.chance;
    if (!this.exact) return ops.where(ops.gt(this.leaf(x.shape), 0), x, ops.mul(x, -0.5));
    const y = this.partner(x);
    const list = [
      () => ops.where(ops.logicalAnd(ops.gt(x, y), ops.ne(x, 1)), x, y),
      () => ops.cast(ops.eq(x, y), "f32"),
      () => ops.where(ops.any(ops.gt(x, y)), x, 0),
      () => (x.shape.length > 0 && !x.shape.includes(0) ? ops.cast(ops.argmax(x, this.axis(x)), "f32") : x),
      () => (x.shape.length > 0 ? ops.cast(ops.all(ops.le(x, 2), this.axis(x)), "f32") : x),
      () => ops.mul(x, ops.bernoulli(ops.tensor([c.below(99), 7], { dtype: "i32" }), 0.5, x.shape)),
    ];
    return c.of(list)();
  }

  view(x: Tensor): Tensor {
    const c = this.chance;
    const rank = x.shape.length;
    if (rank === 0) return ops.expand(x, this.shape());
    const axis = this.axis(x);
    const size = x.shape[axis]!;
    const list = [
      () => ops.permute(x, x.shape.map((_, k) => (k + 1) % rank)), // prettier-ignore
      () => ops.transpose(x, axis, this.axis(x)),
      () => ops.reshape(x, [product(x.shape)]),
      () => this.reshaped(x),
      () => ops.slice(x, axis, c.below(Math.max(1, size)), size, 1 + c.below(2)),
      () => ops.flip(x, axis),
      () => ops.unsqueeze(x, axis),
      () => ops.expand(ops.unsqueeze(x, 0), [c.of([2, 3, 8]), ...x.shape]),
      () => (rank < 4 ? ops.expand(ops.unsqueeze(x, -1), [...x.shape, c.of([2, 3, 8])]) : x),
      () => (size > 0 ? ops.select(x, axis, c.below(size)) : x),
      () => ops.repeat(x, x.shape.map((_, k) => (k === axis ? 2 : 1))), // prettier-ignore
    ];
    return c.of(list)();
  }

  reshaped(x: Tensor): Tensor {
    const n = product(x.shape);
    const d = this.chance.of([2, 3, 4, 5, 8].filter((k) => n % k === 0).concat(1));
    return n === 0 ? x : ops.reshape(x, this.chance.maybe(0.5) ? [d, n / d] : [n / d, d]);
  }

  join(x: Tensor): Tensor {
    const c = this.chance;
    if (x.shape.length === 0) return ops.stack([x, this.leaf([])]);
    const axis = this.axis(x);
    const mate = this.any((y) => y.shape.length === x.shape.length && y.shape.every((size, k) => k === axis || size === x.shape[k]));
    const other = mate && c.maybe(0.7) ? mate : this.leaf(x.shape.map((size, k) => (k === axis ? c.of(SIZES) : size)));
    const list = [
      () => ops.concat(c.maybe(0.5) ? [x, other] : [other, x, x], axis),
      () => ops.pad(x, [c.below(3), c.below(3)], { value: this.exact ? 1 : 0.5 }),
    ];
    if (x.shape.at(-1)! > 3)
      list.push(
        () => ops.pad(x, [-1, 1]),
        () => ops.pad(x, [1, -2], { between: [c.below(3)] }),
      );
    if (x.shape.at(-1)! >= 3) list.push(() => ops.windows(x, [c.of([2, 3])], { stride: c.of([1, 2]) }));
    return c.of(list)();
  }

  reduce(x: Tensor): Tensor {
    const c = this.chance;
    const axes = x.shape.map((_, k) => k).filter(() => c.maybe(0.5));
    const which = c.maybe(0.2) ? undefined : axes;
    const keepDims = c.maybe(0.4);
    const list = [() => this.tame(ops.sum(x, which, { keepDims })), () => ops.sum(x, which, { keepDims })];
    const filled = !x.shape.includes(0);
    if (this.exact && filled) list.push(() => ops.max(x, which, { keepDims }), () => ops.min(x, which, { keepDims }), () => this.tame(ops.prod(ops.sign(x), which, { keepDims }))); // prettier-ignore
    if (!this.exact && filled) list.push(() => ops.mean(x, which, { keepDims }), () => ops.logSumExp(x, which, { keepDims }), () => ops.variance(x, which, { keepDims, correction: 0 })); // prettier-ignore
    const y = c.of(list)();
    return keepDims && c.maybe(0.5) ? ops.sub(x, y) : y;
  }

  product(x: Tensor): Tensor {
    const c = this.chance;
    const rank = x.shape.length;
    if (rank === 0) return ops.mul(x, this.leaf(this.shape()));
    const k = x.shape.at(-1)!;
    if (rank === 1)
      return c.maybe(0.5) ? this.tame(ops.outer(x, this.leaf([c.of(SIZES)]))) : this.tame(ops.matmul(this.leaf([c.of(SIZES), k]), x));
    const mate = this.any((y) => y.shape.length === 2 && y.shape[0] === k);
    const turned = this.any((y) => y.shape.length === 2 && y.shape[1] === k);
    const list = [() => ops.matmul(x, this.leaf([k, c.of(SIZES)])), () => ops.linear(x, this.leaf([c.of(SIZES), k]), null), () => ops.relu(ops.matmul(x, this.leaf([k, 8])).add(this.leaf([8])))]; // prettier-ignore
    if (mate) list.push(() => ops.matmul(x, mate));
    if (turned) list.push(() => ops.matmul(x, ops.t(turned)));
    if (rank === 2)
      list.push(
        () => ops.matmul(ops.t(x), x),
        () => ops.matmul(ops.t(x), this.leaf([x.shape[0]!, c.of(SIZES)])),
      );
    if (rank === 3)
      list.push(
        () => ops.einsum("bik,bjk->bij", x, x),
        () => ops.matmul(x, ops.transpose(x, 1, 2)),
      );
    if (rank === 3 && x.shape[1]! > 2 && k > 2 && x.shape[0]! > 0) list.push(() => ops.conv2d(ops.unsqueeze(x, 0), this.leaf([c.of([1, 3, 8]), x.shape[0]!, 3, 3]), null, { padding: 1 }).squeeze(0)); // prettier-ignore
    if (rank === 3 && this.exact && x.shape[1]! > 2 && k > 2) return ops.maxPool2d(x, 2);
    return this.tame(c.of(list)());
  }

  read(x: Tensor): Tensor {
    const c = this.chance;
    if (x.shape.length === 0) return x;
    const axis = this.axis(x);
    const size = x.shape[axis]!;
    if (size === 0) return x;
    const counted = x.shape.map((n, k) => (k === axis ? c.of(SIZES) : n));
    const list = [
      () => ops.indexSelect(x, axis, this.indices([c.of(SIZES)], size)),
      () => ops.gather(x, axis, this.indices(counted, size)),
      () => ops.scatterAdd(x, axis, this.indices(x.shape, size), this.exact ? ops.relu(x) : ops.tanh(x)),
      () => (x.shape.length >= 2 ? ops.tril(x, c.below(3) - 1) : x),
      () => ops.cast(ops.iota(x.shape, axis), "f32").mul(this.exact ? 1 : 0.1).add(x), // prettier-ignore
    ];
    return c.of(list)();
  }

  /** Ops with loops of their own, and their neighbours. */
  along(x: Tensor): Tensor {
    const c = this.chance;
    if (x.shape.length === 0 || x.shape.includes(0)) return x;
    const axis = this.axis(x);
    const size = x.shape[axis]!;
    const k = 1 + c.below(size);
    const rows = this.indices([c.of(SIZES)], size);
    const source = this.leaf(x.shape.map((n, a) => (a === axis ? rows.shape[0]! : n)));
    const places = this.indices(source.shape, size);
    const list = [
      () => this.tame(ops.cumsum(x, axis)),
      () => ops.diff(x, { axis }),
      () => ops.roll(x, c.below(9) - 4, axis),
      () => ops.indexAdd(x, axis, rows, source),
      () => ops.indexCopy(x, axis, rows, source),
      () => ops.scatter(x, axis, places, source),
      () => ops.takeAlongDim(x, places, axis),
      () => ops.movedim(x, axis, 0),
      () => (x.shape.length > 1 ? ops.diagonal(x, c.below(3) - 1) : ops.diagEmbed(x, c.below(3) - 1)),
    ];
    const exact = [() => ops.sort(x, axis, { descending: c.maybe(0.5) }).values, () => ops.topk(x, k, axis).values, () => ops.cast(ops.argsort(x, axis), "f32"), () => ops.median(x, axis).values, () => ops.mode(x, axis).values, () => ops.cummax(x, axis).values, () => ops.cumprod(ops.sign(x), axis), () => ops.scatterReduce(x, axis, places, source, c.of(["amax", "amin"])), () => ops.cast(ops.searchsorted(ops.msort(ops.reshape(x, [product(x.shape)])), x, { right: c.maybe(0.5) }), "f32")]; // prettier-ignore
    const smooth = [() => ops.logCumSumExp(x, axis), () => ops.cumprod(this.tame(x), axis), () => ops.scatterReduce(this.tame(x), axis, places, this.tame(source), c.of(["mean", "prod"]))]; // prettier-ignore
    return c.of([...list, ...(this.exact ? exact : smooth)])();
  }

  /** What a variable becomes: of itself at the same and at other places, of others, of values at hand. */
  nextValue(v: Tensor): Tensor {
    const c = this.chance;
    const same = this.any((y) => y.shape.join() === v.shape.join());
    const twin = c.of(this.variables.filter((y) => y.shape.join() === v.shape.join()));
    const number = ops.reshape(this.tame(ops.sum(this.any()!)), []);
    const list = [() => ops.add(v, number), () => ops.add(ops.mul(v, 0.5), twin), () => twin, () => ops.sub(v, ops.sum(v))];
    if (same)
      list.push(
        () => same,
        () => same,
        () => ops.sub(v, same),
        () => ops.add(same, same),
      );
    if (v.shape.length > 0) {
      const axis = this.axis(v);
      list.push(() => ops.flip(v, axis), () => ops.concat([ops.slice(v, axis, 1), ops.slice(v, axis, 0, 1)], axis), () => ops.sub(v, ops.sum(v, axis, { keepDims: true }))); // prettier-ignore
      if (v.shape[axis]! > 0) list.push(() => ops.indexSelect(v, axis, this.indices([v.shape[axis]!], v.shape[axis]!)));
    }
    if (v.shape.length === 2 && v.shape[0] === v.shape[1])
      list.push(
        () => ops.t(v),
        () => this.tame(ops.matmul(v, v)),
      );
    return c.of(list)();
  }
}

/** The program of a seed. Every call builds it anew, with the same numbers. */
export function randomProgram(seed: number, options: FuzzOptions = {}): RandomProgram {
  const b = new Builder(seed, options.loops ?? false);
  const c = b.chance;
  for (let k = 1 + c.below(3); k > 0; k--) b.pool.push(b.leaf(b.shape()));
  const steps = options.steps ?? 2 + c.below(11);
  for (let k = 0; k < steps; k++) {
    const y = b.step();
    if (y) b.pool.push(y);
  }
  const made = b.pool.filter((x) => x.inputs.length > 0);
  if (made.length === 0) made.push(ops.neg(b.pool[0]!));
  const outputs = [...new Set([made.at(-1)!, ...made.filter(() => c.maybe(0.2))])];
  const withGradients = options.gradients ?? c.maybe(0.7);
  if (withGradients) {
    const weights = outputs.map((y) => b.leaf(y.shape));
    outputs.push(...gradients(outputs, weights, b.leaves));
  }
  const updates: (readonly [Tensor, Tensor])[] = [];
  if (options.updates ?? true) for (const v of b.variables) if (product(v.shape) > 0 && c.maybe(0.6)) updates.push([v, b.nextValue(v)]);
  // A variable as an output stands for its value of the moment: nothing to compare.
  return { outputs: outputs.filter((x) => !b.variables.includes(x)), updates, exact: b.exact };
}
