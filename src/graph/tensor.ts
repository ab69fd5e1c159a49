// A tensor is a node of the computation graph. Building one computes nothing; shape and dtype rules run at once, on the
// user's line. Knows nothing of schedules and devices: realized values live in `storage`, which only the engine fills.
import { entry } from "../core/memo.ts";
import type { DType, TypedArray } from "../core/dtype.ts";
import type { Shape } from "../core/shape.ts";
import type { Buffer, Expr, Stmt, Var, Word } from "../ir/types.ts";

/** Reads input number `input` at `index` (one i32 expression per axis). */
export type Read = (input: number, index: readonly Expr[]) => Expr;

/**
 * How an op computes: the only thing that the scheduler looks at. A kind says what may be fused with what; it never says
 * which op it is.
 */
export type How =
  /** A leaf: its elements come from storage (data, a variable, a placeholder). */
  | { readonly kind: "source" }
  /** Each element from the elements of the inputs at the same place. All inputs have the output's shape. */
  | { readonly kind: "map"; scalar(x: readonly Expr[], attrs: never, dtype: DType): Expr }
  /** The same elements in the same row-major order under another shape. */
  | { readonly kind: "reshape" }
  /** Each element is the input's element at another index; the index is affine (no mask, no division). */
  | { readonly kind: "view"; index(out: readonly Expr[], attrs: never, input: Shape): readonly Expr[] }
  /** Each element is any expression of its own index and of inputs read anywhere: pad, concat, gather, iota, random bits. */
  | { readonly kind: "read"; element(index: readonly Expr[], read: Read, attrs: never, shapes: readonly Shape[], dtype: DType): Expr }
  /** `word` over `attrs.axes` (sorted); those axes are dropped from the shape. `word` is associative and commutative: add, mul, min, max, and, or. */
  | { readonly kind: "reduce"; readonly word: Word }
  /** Sum of products of two inputs, with `attrs: ContractAttrs`. */
  | { readonly kind: "contract" }
  /** Written in other ops; expanded before scheduling. */
  | { readonly kind: "formula"; lower(inputs: readonly Tensor[], attrs: never): Tensor }
  /** The escape hatch, for what is none of the above (scatter, sort, cumulative sums): its own loops. */
  | { readonly kind: "loop"; nest(output: Buffer, inputs: readonly Buffer[], attrs: never, shapes: readonly Shape[]): LoopNest };

/** A hand-written nest: `body(task)` for each of `tasks` independent tasks. */
export interface LoopNest {
  readonly tasks: number;
  /** Variables of loops whose turns touch different elements: several turns may run at once, as vectors. */
  readonly independent?: ReadonlySet<Var>;
  body(task: Expr): Stmt[];
}

/**
 * Labels of the axes, one letter an axis, as in `einsum("mk,kn->mn")`: a letter in both inputs and not in `out` is summed;
 * in both and in `out` it is a batch axis; each other letter stands in one input and in `out`.
 */
export interface ContractAttrs {
  readonly a: string;
  readonly b: string;
  readonly out: string;
}

/** What an operation is. One record says everything that the rest of the house may ask about it. */
export interface Op<Attrs = unknown> {
  readonly name: string;
  shape(inputs: readonly Tensor[], attrs: Attrs): Shape;
  dtype(inputs: readonly Tensor[], attrs: Attrs): DType;
  readonly how: How;
  /** Cotangents of the inputs, as graph; null where the op is flat. Absent: nothing to differentiate. */
  vjp?(cotangent: Tensor, output: Tensor, inputs: readonly Tensor[], attrs: Attrs): readonly (Tensor | null)[];
}

/** Where realized elements are. `host`: an ordinary array. Otherwise they are in a device's memory. */
export interface Storage {
  host: TypedArray | null;
  /** What the engine keeps: device, address, version. Opaque here. */
  device: unknown;
}

/** Counts changes of variables: a node that is older than the last change of its input was meant for the value before. */
let now = 0;
/** The moment, for comparison with `born`. */
export const tick = (): number => ++now;
/** The moment of now, without a change. */
export const moment = (): number => now;

/** While a step is recorded: what variables will be after the updates recorded so far. */
let overlay: ReadonlyMap<Tensor, Tensor> | null = null;
/** Sets what `apply` reads instead of updated variables; null ends it. Gives back what was set before. */
export function setOverlay(next: ReadonlyMap<Tensor, Tensor> | null): ReadonlyMap<Tensor, Tensor> | null {
  const before = overlay;
  overlay = next;
  return before;
}

/** An n-dimensional array, or the promise of one. */
export class Tensor {
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly attrs: unknown;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Set once the elements are known. */
  storage: Storage | null = null;
  /** Filled by `backward()` on tensors that require it. */
  grad: Tensor | null = null;
  requiresGrad = false;
  /** When it was made, by the count of variables' changes. */
  readonly born = now;

  constructor(op: Op, inputs: readonly Tensor[], attrs: unknown, shape: Shape, dtype: DType) {
    this.op = op;
    this.inputs = inputs;
    this.attrs = attrs;
    this.shape = shape;
    this.dtype = dtype;
  }
}

/** Told of every node that is made: for debugging. */
let watcher: ((made: Tensor) => void) | null = null;
export function setWatcher(next: ((made: Tensor) => void) | null): ((made: Tensor) => void) | null {
  const before = watcher;
  watcher = next;
  return before;
}

/** Makes the node: the rules of the op run now. */
export function apply<Attrs>(op: Op<Attrs>, inputs: readonly Tensor[], attrs: Attrs): Tensor {
  if (overlay !== null && overlay.size > 0) inputs = inputs.map((x) => overlay!.get(x) ?? x);
  const made = new Tensor(op, inputs, attrs, op.shape(inputs, attrs), op.dtype(inputs, attrs));
  if (watcher !== null) watcher(made);
  return made;
}

/** A text that tells attributes apart, also numbers that JSON has no word for (NaN, infinities, −0). */
export const attributesKey = (attrs: unknown): string =>
  JSON.stringify(attrs, (_, value: unknown) =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
      ? `number ${Object.is(value, -0) ? "-0" : value}`
      : value,
  );

const numbers = new WeakMap<Op, number>();
let count = 0;
/** A text that is equal for nodes that compute the same from equal inputs. */
export const ruleKey = ({ op, dtype, shape, attrs }: Tensor): string =>
  `${entry(numbers, op, () => count++)}:${dtype}${shape}:${attributesKey(attrs)}`;
