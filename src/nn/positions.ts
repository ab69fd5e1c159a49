// Where in a sequence something stands: added as waves of many lengths, added as learned rows, or as rotations of queries and
// keys.
import { Tensor, add, concat, indexSelect, iota, NablaError, narrow, parameter, select, stack, tensor } from "../mini.ts";
import { needCount, needNumber, needSize } from "./errors.ts";
import { normal } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { Module, buffer } from "./module.ts";

/** Angles position · base^(−2i / features), [positions, features / 2]. */
function angles(positions: number, features: number, base: number): Float64Array {
  const half = features / 2;
  return Float64Array.from({ length: positions * half }, (_, k) => Math.floor(k / half) * base ** ((-2 * (k % half)) / features));
}

const table = (values: Float64Array, of: (x: number) => number, shape: readonly number[]): Tensor =>
  tensor(Float32Array.from(values, of), { shape });

/**
 * Waves of many lengths, [positions, features]: even columns sin(position / 10000^(2i / features)), odd ones cos of the same.
 * Vaswani et al. 2017.
 * @example
 * nn.sinusoidalTable(1, 4).toArray() // [[0, 1, 0, 1]]
 */
export function sinusoidalTable(positions: number, features: number): Tensor {
  needCount("sinusoidalTable", "positions", positions);
  needCount("sinusoidalTable", "features", features, 2);
  if (features % 2 !== 0) throw new NablaError("layer-option", `sinusoidalTable: features must be even, got ${features}`);
  const values = angles(positions, features, 10000);
  const shape = [positions, features / 2];
  return stack([table(values, Math.sin, shape), table(values, Math.cos, shape)], 2).reshape([positions, features]);
}

/** Rows of a table added to [..., T, features]. */
abstract class AddedPositions extends Module {
  protected add(name: string, input: Tensor, rows: Tensor, offset: number | Tensor): Tensor {
    const [most, features] = rows.shape as [number, number];
    needSize(name, input, -1, features, `a last axis of ${features}`);
    return input.add(rowsOf(name, rows, input, offset, most));
  }
}

/** @param offset the first position; an i32 [1] may differ from step to step of a compiled function */
function rowsOf(name: string, rows: Tensor, input: Tensor, offset: number | Tensor, most: number): Tensor {
  const steps = input.shape.at(-2);
  if (offset instanceof Tensor) return indexSelect(rows, 0, add(iota([steps ?? 0], 0), offset));
  if (steps === undefined || !Number.isInteger(offset) || offset < 0 || offset + steps > most)
    throw new NablaError("layer-input", `${name}: knows positions 0 to ${most - 1} – the input is [${input.shape.join(", ")}], its first position ${offset}`, { op: name, shapes: [input.shape] }); // prettier-ignore
  return narrow(rows, 0, offset, steps);
}

/** Waves added to a sequence. */
export class SinusoidalPositions extends AddedPositions {
  readonly table: Tensor;

  constructor(positions: number, features: number) {
    super();
    this.table = buffer(sinusoidalTable(positions, features), { persistent: false });
  }

  forward(input: Tensor, { offset = 0 }: { readonly offset?: number | Tensor } = {}): Tensor {
    return this.add("sinusoidalPositions", input, this.table, offset);
  }

  override describe(): string {
    return this.table.shape.join(" × ");
  }
}

/** Learned rows added to a sequence. */
export class LearnedPositions extends AddedPositions {
  /** [positions, features] */
  weight: Tensor;

  constructor(positions: number, features: number, { std = 0.02, ...init }: InitOptions & { readonly std?: number } = {}) {
    super();
    needCount("learnedPositions", "positions", positions);
    needCount("learnedPositions", "features", features);
    this.weight = parameter(normal([positions, features], 0, std, init));
  }

  forward(input: Tensor, { offset = 0 }: { readonly offset?: number | Tensor } = {}): Tensor {
    return this.add("learnedPositions", input, this.weight, offset);
  }

  override describe(): string {
    return this.weight.shape.join(" × ");
  }
}

/** What `rotaryPositions` may be told. */
export interface RotaryOptions {
  /** The longest wave is this many times the shortest. */
  readonly base?: number;
  /** Pairs are neighbors (0, 1), (2, 3), … as in the paper; unless told, number i goes with i + features / 2. */
  readonly interleaved?: boolean;
}

/** Pairs of features turned by an angle that grows with the position. */
export class RotaryPositions extends Module {
  readonly cosines: Tensor;
  readonly sines: Tensor;
  readonly interleaved: boolean;

  constructor(positions: number, features: number, { base = 10000, interleaved = false }: RotaryOptions = {}) {
    super();
    needCount("rotaryPositions", "positions", positions);
    needCount("rotaryPositions", "features", features, 2);
    needNumber("rotaryPositions", "base", base, 1);
    if (features % 2 !== 0) throw new NablaError("layer-option", `rotaryPositions: features must be even, got ${features}`);
    const values = angles(positions, features, base);
    const shape = [positions, features / 2];
    this.interleaved = interleaved;
    this.cosines = buffer(table(values, Math.cos, shape), { persistent: false });
    this.sines = buffer(table(values, Math.sin, shape), { persistent: false });
  }

  forward(input: Tensor, { offset = 0 }: { readonly offset?: number | Tensor } = {}): Tensor {
    const name = "rotaryPositions";
    const [most, half] = this.cosines.shape as [number, number];
    needSize(name, input, -1, 2 * half, `a last axis of ${2 * half}`);
    const cos = rowsOf(name, this.cosines, input, offset, most); // [T, features / 2]
    const sin = rowsOf(name, this.sines, input, offset, most);
    const pairs = this.interleaved ? input.reshape([...input.shape.slice(0, -1), half, 2]) : null;
    const x = pairs ? select(pairs, -1, 0) : narrow(input, -1, 0, half);
    const y = pairs ? select(pairs, -1, 1) : narrow(input, -1, half, half);
    const turned = [x.mul(cos).sub(y.mul(sin)), y.mul(cos).add(x.mul(sin))];
    return pairs ? stack(turned, -1).reshape(input.shape) : concat(turned, -1);
  }

  override describe(): string {
    return `${this.cosines.shape[0]} × ${2 * this.cosines.shape[1]!}`;
  }
}

/**
 * Adds waves of many lengths to a sequence [..., T, features], so that places differ. Vaswani et al. 2017.
 * @param positions the longest sequence
 * @example
 * nn.sinusoidalPositions(10, 2).forward(zeros([1, 1, 2])).toArray() // [[[0, 1]]]
 */
export const sinusoidalPositions = (positions: number, features: number): SinusoidalPositions =>
  new SinusoidalPositions(positions, features);

/**
 * Adds a learned row for each place to a sequence [..., T, features].
 * @param positions the longest sequence
 * @example
 * nn.learnedPositions(10, 4).forward(zeros([2, 3, 4])).shape // [2, 3, 4]
 */
export const learnedPositions = (positions: number, features: number, options: InitOptions & { readonly std?: number } = {}): LearnedPositions =>
  new LearnedPositions(positions, features, options); // prettier-ignore

/**
 * Turns pairs of features of queries or keys [..., T, features] by angles that grow with the position: their product then
 * depends on distance only. Su et al. 2021.
 * @param positions the longest sequence
 * @example
 * nn.rotaryPositions(10, 2).forward(tensor([[1, 0], [1, 0]])).toArray() // [[1, 0], [0.5403, 0.8415]]
 */
export const rotaryPositions = (positions: number, features: number, options: RotaryOptions = {}): RotaryPositions =>
  new RotaryPositions(positions, features, options);
