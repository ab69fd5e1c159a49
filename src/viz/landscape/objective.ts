// The loss of a model as a function of all its parameters at once: value, gradient, products with the Hessian, and values on
// lines and planes through the space of parameters. Each is one compiled plan into which the parameters are put; the model
// itself is not changed. Knows nothing of pictures.
import { cast, compile, grad, live, mul, substitute, sum, tensor, update, variable } from "../../index.ts";
import type { DType, Tensor } from "../../index.ts";
import type { Module } from "../../nn/index.ts";
import { needEqual, needSome, vizError } from "../errors.ts";
import type { Vector } from "./vector.ts";

/** Where one parameter lies in the long vector. */
export interface Part {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of its first number. */
  readonly offset: number;
  readonly size: number;
  /** How many filters it has: rows of a matrix, output channels of a convolution; 0 for biases and scales (rank below 2). */
  readonly filters: number;
}

/** A loss as a function of a vector. */
export interface Objective {
  readonly parts: readonly Part[];
  /** How many numbers a point has. */
  readonly size: number;
  /** The model's parameters as they are now. */
  current(): Vector;
  /** Gives the model the parameters of a point. */
  assign(point: Vector): void;
  value(point: Vector): number;
  gradient(point: Vector): Vector;
  /** The Hessian at the point times a direction, by differentiating the gradient again. */
  hessianTimes(point: Vector, direction: Vector): Vector;
  /** The loss at origin + Σ cₖ · directionₖ as a function of the coefficients c. */
  along(origin: Vector, directions: readonly Vector[]): (...coefficients: readonly number[]) => number;
}

/** Parameters as variables of their own, which the compiled functions read. */
class Slot {
  readonly tensors: readonly Tensor[];
  readonly #parts: readonly Part[];
  readonly #dtypes: readonly DType[];
  #holds: Vector | null = null;

  constructor(parts: readonly Part[], dtypes: readonly DType[]) {
    this.#parts = parts;
    this.#dtypes = dtypes;
    this.tensors = parts.map(({ shape, size }, k) => variable(tensor(new Float64Array(size), { shape, dtype: dtypes[k]! })));
  }

  /** Copies a point in, unless it is there already. A point that was changed in place must be a new one to be seen. */
  load(point: Vector): void {
    if (this.#holds === point) return;
    update(this.tensors.map((slot, k) => [slot, tensorOf(point, this.#parts[k]!, this.#dtypes[k]!)] as const));
    this.#holds = point;
  }

  /** For points that the caller may change afterwards. */
  loadAnew(point: Vector): void {
    this.#holds = null;
    this.load(point);
    this.#holds = null;
  }
}

const tensorOf = (point: Vector, { offset, size, shape }: Part, dtype: DType): Tensor =>
  tensor(point.subarray(offset, offset + size), { shape, dtype });

function joined(tensors: readonly Tensor[], size: number): Vector {
  const out = new Float64Array(size);
  let at = 0;
  for (const x of tensors) {
    const data = x.data();
    out.set(data, at);
    at += data.length;
  }
  return out;
}

/**
 * The loss as a function of all parameters of a model, for landscapes and curvature. Points are vectors of float64; the loss
 * is computed in the model's own dtype.
 *
 * For layers that behave otherwise in training (dropout, batch normalization) the model's mode counts when a function is
 * first called: `eval()` keeps the stored statistics, `train()` takes those of the data at every point (and changes none).
 *
 * @param model a model, or its parameters by name
 * @param loss the loss with the model as it stands, for instance `() => crossEntropy(model.forward(x), y)`; a scalar
 * @throws NablaError if there are no parameters, or the loss is no scalar
 * @example
 * const model = nn.linear(2, 1, { bias: false });
 * const bowl = objective(model, () => model.weight.mul(model.weight).sum());
 * bowl.value(Float64Array.of(3, 4)) // 25
 * [...bowl.gradient(Float64Array.of(3, 4))] // [6, 8]
 * [...bowl.hessianTimes(Float64Array.of(3, 4), Float64Array.of(1, 0))] // [2, 0]
 */
export function objective(model: Module | Readonly<Record<string, Tensor>>, loss: () => Tensor): Objective {
  const named = isModule(model) ? model.namedParameters() : Object.entries(model);
  needSome("objective", "the list of parameters", named.length);
  let size = 0;
  const parts = named.map(([name, { shape }]): Part => {
    const count = shape.reduce((product, length) => product * length, 1);
    const part = { name, shape, offset: size, size: count, filters: shape.length >= 2 ? shape[0]! : 0 };
    size += count;
    return part;
  });
  const parameters = named.map(([, parameter]) => parameter);
  const dtypes = parameters.map(({ dtype }) => dtype);
  const need = (name: string, what: string, vector: Vector): void => needEqual(`objective.${name}`, `the length of the ${what}`, vector.length, size); // prettier-ignore

  const lossAt = (values: readonly Tensor[]): Tensor => {
    const result = substitute(parameters.map((parameter, k) => [parameter, values[k]!] as const), loss); // prettier-ignore
    if (result.numel() !== 1) throw vizError("objective", `the loss must be a single number, is [${result.shape.join(", ")}]`);
    return result.reshape([]);
  };
  const gradientAt = (values: readonly Tensor[]): Tensor[] => grad(lossAt(values), values);

  let point: Slot | null = null;
  let direction: Slot | null = null;
  const pointSlot = (): Slot => (point ??= new Slot(parts, dtypes));
  const directionSlot = (): Slot => (direction ??= new Slot(parts, dtypes));

  // Each plan is made when it is first asked for: a landscape needs no gradients.
  const value = compile(() => lossAt(pointSlot().tensors));
  const gradient = compile(() => gradientAt(pointSlot().tensors));
  const product = compile(() => {
    const at = pointSlot().tensors;
    const slopes = gradientAt(at).map((slope, k) => sum(mul(slope, directionSlot().tensors[k]!)).reshape([]));
    return grad(slopes.map((slope) => cast(slope, "f64")).reduce((total, slope) => total.add(slope)), at); // prettier-ignore
  });
  const lines = new Map<number, Line>();

  return {
    parts,
    size,
    current: () => joined(parameters, size),
    assign(given) {
      need("assign", "point", given);
      update(parameters.map((parameter, k) => [parameter, tensorOf(given, parts[k]!, dtypes[k]!)] as const));
    },
    value(given) {
      need("value", "point", given);
      pointSlot().loadAnew(given);
      return value().item();
    },
    gradient(given) {
      need("gradient", "point", given);
      pointSlot().loadAnew(given);
      return joined(gradient(), size);
    },
    hessianTimes(given, along) {
      need("hessianTimes", "point", given);
      need("hessianTimes", "direction", along);
      pointSlot().loadAnew(given);
      directionSlot().loadAnew(along);
      return joined(product(), size);
    },
    along(origin, directions) {
      need("along", "origin", origin);
      for (const one of directions) need("along", "direction", one);
      let line = lines.get(directions.length);
      if (!line) lines.set(directions.length, (line = new Line(parts, dtypes, directions.length, lossAt)));
      // Copies: the caller's vectors may change, and the line must know its own.
      const own = [origin.slice(), ...directions.map((one) => one.slice())];
      return (...coefficients) => {
        needEqual("objective.along", "the number of coefficients", coefficients.length, directions.length);
        return line.value(own, coefficients);
      };
    },
  };
}

/** Values at origin + Σ cₖ · directionₖ: origin and directions lie in the device's memory, only the coefficients change. */
class Line {
  readonly #slots: readonly Slot[];
  readonly #run: () => Tensor;
  #coefficients: readonly number[] = [];

  constructor(parts: readonly Part[], dtypes: readonly DType[], count: number, lossAt: (values: readonly Tensor[]) => Tensor) {
    const slots = Array.from({ length: count + 1 }, () => new Slot(parts, dtypes));
    this.#slots = slots;
    this.#run = compile(() => {
      const along = Array.from({ length: count }, (_, k) => live(() => this.#coefficients[k]!, "f64"));
      return lossAt(
        dtypes.map((dtype, part) =>
          along.reduce((total, c, k) => total.add(slots[k + 1]!.tensors[part]!.mul(cast(c, dtype))), slots[0]!.tensors[part]!),
        ),
      );
    });
  }

  value(vectors: readonly Vector[], coefficients: readonly number[]): number {
    vectors.forEach((vector, k) => this.#slots[k]!.load(vector));
    this.#coefficients = coefficients;
    return this.#run().item();
  }
}

const isModule = (model: Module | Readonly<Record<string, Tensor>>): model is Module =>
  typeof (model as Partial<Module>).namedParameters === "function";
