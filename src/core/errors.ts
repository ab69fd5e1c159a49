// Every error of the engine is made here, one function each: the text starts with the name that the user called, shows
// whole shapes, states the rule, and gives a cure only when it is nearly certain.
type Shape = readonly number[];

export interface ErrorDetails {
  readonly op?: string;
  readonly shapes?: readonly Shape[];
  readonly axis?: number;
}

/** The one class of errors that nabla throws on a user's mistake. `code` is stable; the text may improve. */
export class NablaError extends Error {
  override readonly name = "NablaError";
  readonly code: string;
  readonly op: string | undefined;
  readonly shapes: readonly Shape[] | undefined;
  readonly axis: number | undefined;
  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.op = details.op;
    this.shapes = details.shapes;
    this.axis = details.axis;
  }
}

/** `[2, 3]` */
export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

export const broadcastError = (op: string, shapes: readonly Shape[], axis: number): NablaError =>
  new NablaError(
    "broadcast",
    `${op}: cannot broadcast ${shapes.map(showShape).join(" with ")}; aligned at the last axis, sizes must be equal or 1, and axis ${axis} of the result has neither`,
    { op, shapes, axis },
  );

export const axisError = (op: string, axis: number, rank: number): NablaError =>
  new NablaError(
    "axis",
    rank === 0
      ? `${op}: axis ${axis} is out of range; a scalar has no axes`
      : `${op}: axis ${axis} is out of range; a tensor of rank ${rank} has axes ${-rank} to ${rank - 1}`,
    { op, axis },
  );

const show = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : Array.isArray(value) ? `[${value.map(show).join(", ")}]` : String(value);

export const operandError = (op: string, value: unknown, numbers: boolean): NablaError =>
  new NablaError(
    "operand",
    `${op}: expected a tensor${numbers ? " or a number" : ""}, got ${typeof value === "object" && value ? `an object of class ${value.constructor?.name ?? "null"}` : show(value)}`,
    { op },
  );

export const rangeError = (op: string, what: string, value: unknown, rule: string): NablaError =>
  new NablaError("range", `${op}: ${what} must be ${rule}, got ${show(value)}`, { op });

export const repeatedAxisError = (op: string, axis: number): NablaError =>
  new NablaError("axis", `${op}: axis ${axis} is given more than once`, { op, axis });

export const rankError = (op: string, what: string, shape: Shape, rule: string): NablaError =>
  new NablaError("rank", `${op}: ${what} must ${rule}, is ${showShape(shape)}`, { op, shapes: [shape] });

export const dtypeError = (op: string, what: string, dtype: string, rule: string): NablaError =>
  new NablaError("dtype", `${op}: ${what} must be ${rule}, is ${dtype}`, { op });

export const reshapeError = (from: Shape, to: Shape): NablaError =>
  new NablaError(
    "reshape",
    `reshape: cannot make ${showShape(to)} of ${showShape(from)}; the products of the sizes must be equal, and at most one size may be −1`,
    {
      op: "reshape",
      shapes: [from, to],
    },
  );

export const squeezeError = (shape: Shape, axis: number): NablaError =>
  new NablaError("squeeze", `squeeze: axis ${axis} of ${showShape(shape)} has size ${shape[axis]}; only axes of size 1 can be dropped`, {
    op: "squeeze",
    shapes: [shape],
    axis,
  });

export const expandError = (from: Shape, to: Shape): NablaError =>
  new NablaError(
    "expand",
    `expand: cannot expand ${showShape(from)} to ${showShape(to)}; only new axes in front and axes of size 1 can be repeated`,
    {
      op: "expand",
      shapes: [from, to],
    },
  );

export const emptyReductionError = (op: string, shape: Shape): NablaError =>
  new NablaError(
    "empty",
    `${op}: there is no element to choose from – the tensor is ${showShape(shape)}; reduced axes must not have size 0`,
    {
      op,
      shapes: [shape],
    },
  );

/** Shapes that do not fit each other, with the rule in words. */
export const shapesError = (op: string, named: Readonly<Record<string, Shape>>, rule: string): NablaError =>
  new NablaError(
    "shapes",
    `${op}: ${Object.entries(named)
      .map(([name, shape]) => `${name} is ${showShape(shape)}`)
      .join(", ")}; ${rule}`,
    {
      op,
      shapes: Object.values(named),
    },
  );

export const matmulError = (a: Shape, b: Shape): NablaError => {
  const axis = b.length > 1 ? b.length - 2 : 0;
  return new NablaError(
    "matmul",
    `matmul: inner sizes differ – a is ${showShape(a)}, b is ${showShape(b)}; a's last axis (${a.at(-1)}) must equal b's axis ${axis} (${b[axis]})`,
    { op: "matmul", shapes: [a, b] },
  );
};

export const einsumError = (equation: string, rule: string, shapes: readonly Shape[]): NablaError =>
  new NablaError("einsum", `einsum: in "${equation}" ${rule}; operands are ${shapes.map(showShape).join(" and ")}`, {
    op: "einsum",
    shapes,
  });

/** A pattern of axes in words that does not fit. */
export const patternError = (op: string, pattern: string, rule: string, shape: Shape): NablaError =>
  new NablaError("pattern", `${op}: in "${pattern}" ${rule}; x is ${showShape(shape)}`, { op, shapes: [shape] });

export const indexError = (op: string, index: number, axis: number, size: number, low = 0): NablaError =>
  new NablaError("index", `${op}: index ${index} is out of range; axis ${axis} has size ${size}, so an index is ${low} to ${size - 1}`, {
    op,
    axis,
  });

export const raggedError = (path: readonly number[], expected: string, found: string): NablaError =>
  new NablaError(
    "ragged",
    `tensor: ragged array – element [${path.join("][")}] is ${found}, but the first one there is ${expected}; all must have the same shape`,
    { op: "tensor" },
  );

export const dataError = (message: string): NablaError => new NablaError("data", `tensor: ${message}`, { op: "tensor" });

export const gradientError = (message: string, shape?: Shape): NablaError =>
  new NablaError("gradient", `grad: ${message}`, shape ? { op: "grad", shapes: [shape] } : { op: "grad" });

export const seedError = (op: string, rule: string, value: string): NablaError =>
  new NablaError("seed", `${op}: ${rule}, got ${value}`, { op });

export const permutationError = (n: number): NablaError =>
  new NablaError("size", `permutation: n must be a whole number from 0 to 2147483647, got ${n}`, { op: "permutation" });

/** Two parameter trees of different form; `path` is empty at the root. */
export const treeError = (op: string, path: string, difference: string): NablaError =>
  new NablaError("tree", `${op}: the trees differ at ${path === "" ? "the root" : `"${path}"`}: ${difference}`, { op });

/** A kernel or program that breaks a rule of the loop IR: a mistake in a schedule, never the user's. */
export const irError = (where: string, text: string): NablaError => new NablaError("ir", `${where}: ${text}`);

/** A value is read that exists only while a recorded step runs. */
export const recordingError = (op: string): NablaError =>
  new NablaError(
    "recording",
    `${op}: the value is not known while a step is being recorded; return the tensor from the compiled function and read it outside`,
    { op },
  );

/** A node was built before a variable that it reads got a new value. */
export const staleError = (op: string, node: string, shape: Shape): NablaError =>
  new NablaError(
    "stale",
    `${op}: ${node} of shape ${showShape(shape)} was built before a variable that it reads was updated, and its value was never computed; read it (or call realize()) before the update, or clear old gradients with zeroGrad()`,
    { op, shapes: [shape] },
  );

export const updateError = (rule: string, shapes: readonly Shape[]): NablaError =>
  new NablaError("update", `update: ${rule}; shapes are ${shapes.map(showShape).join(" and ")}`, { op: "update", shapes });

export const variableError = (op: string, found: string, shape: Shape): NablaError =>
  new NablaError("variable", `${op}: only variables can be assigned; this is a tensor of shape ${showShape(shape)} made by ${found}; make it with variable(…) or parameter(…)`, { op, shapes: [shape] }); // prettier-ignore

export const substituteError = (variable: Typed, value: Typed): NablaError =>
  new NablaError("substitute", `substitute: the tensor that is put in must be like the variable – the variable is ${variable.dtype} ${showShape(variable.shape)}, the tensor ${value.dtype} ${showShape(value.shape)}`, { op: "substitute", shapes: [variable.shape, value.shape] }); // prettier-ignore

/** What an error shows of a tensor. */
interface Typed {
  readonly dtype: string;
  readonly shape: Shape;
}

export const compileError = (rule: string): NablaError => new NablaError("compile", `compile: ${rule}`, { op: "compile" });

/** The first tensor that is no longer finite, though all it was made of is. */
export const notFiniteError = (op: string, value: number, shape: Shape, inputs: readonly Shape[], where: string): NablaError =>
  new NablaError("finite", `debugEager: ${op} of ${inputs.map(showShape).join(" and ")} gave ${value} in its result ${showShape(shape)}, from inputs that are all finite${where}`, { op, shapes: [shape] }); // prettier-ignore

export const disposedError = (): NablaError =>
  new NablaError("disposed", "dispose: the tensor's elements were let go by dispose(); read it before, or keep it");

export const itemError = (shape: Shape): NablaError =>
  new NablaError("item", `item: a tensor of shape ${showShape(shape)} has not exactly one element; use toArray() or data()`, {
    op: "item",
    shapes: [shape],
  });

/** An op whose result has as many elements as the values say is called while a step is recorded. */
export const valueShapeError = (op: string, cure: string): NablaError =>
  new NablaError(
    "recording",
    `${op}: the shape of the result depends on values, which are not known while a step is being recorded; ${cure}`,
    {
      op,
    },
  );
