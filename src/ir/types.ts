// The loop IR: what a kernel is, for every device. Data only. It knows no op, no graph and no target.
//
// An expression is a DAG, not a tree: the same object may stand in several places. Every pass must remember what it has
// visited (a Map by identity), or threefry and the polynomials take exponential time.
import type { DType } from "../core/dtype.ts";

/** Types of values in registers: the element types and `ptr`, a place in one buffer. */
export type ValueType = DType | "ptr";

/** A kind of memory a kernel reads and writes. `global`: placed in the arena or bound from outside. `thread`: scratch, one for each thread. */
export interface Buffer {
  readonly name: string;
  readonly dtype: DType;
  /** Elements. */
  readonly length: number;
  readonly scope: "global" | "thread";
}

/** A loop variable or a local; two are the same only if they are the same object. */
export interface Var {
  readonly is: "var";
  readonly name: string;
  readonly dtype: ValueType;
  readonly lanes: number;
  /** Range of an index variable, both ends included, where it is known: the simplifier uses it. */
  readonly min?: number;
  readonly max?: number;
}

/** The scalar words that a device may lack. */
export type MathWord = "exp" | "expm1" | "log" | "log1p" | "sin" | "cos" | "atan" | "tanh" | "erf" | "pow";

/**
 * The scalar words. They apply to each lane. Angles are radians.
 * - `quot`, `rem`: integer division towards zero and its remainder (index arithmetic has no negative numbers).
 * - `shl`, `shr`, `sar` shift by a number from 0 to 31; `shr` fills with zeros, `sar` with the sign. `and or xor not` are bitwise on integers, logical on bool.
 * - `min`, `max`: NaN if either is NaN. `round`: half to even. `fma(a, b, c)` = a·b + c, for floats rounded once or twice.
 * - `lt le eq ne` give bool. `select(c, a, b)` evaluates both.
 * - `MathWord`s, exp … pow: devices without them get polynomials. They are written with the functions of math.ts, which bring these.
 */
// prettier-ignore
export type Word =
  | "add" | "sub" | "mul" | "div" | "quot" | "rem" | "neg" | "abs" | "min" | "max" | "fma"
  | "sqrt" | "floor" | "ceil" | "trunc" | "round"
  | MathWord
  | "lt" | "le" | "eq" | "ne"
  | "and" | "or" | "xor" | "not" | "shl" | "shr" | "sar"
  | "select";

export type Expr =
  | Var
  /** A literal; with lanes > 1 the same in all of them. */
  | { readonly is: "const"; readonly dtype: DType; readonly lanes: number; readonly value: number }
  /** `lanes` neighbouring elements from `index` on; counted from `base` (a ptr variable into `buffer`) if there is one. No alignment is promised. */
  | {
      readonly is: "load";
      readonly buffer: Buffer;
      readonly base?: Var;
      readonly index: Expr;
      readonly dtype: DType;
      readonly lanes: number;
    }
  | { readonly is: "call"; readonly word: Word; readonly args: readonly Expr[]; readonly dtype: DType; readonly lanes: number }
  /** Converts the value: float → i32 towards zero and saturating (NaN is 0), any → u8 as to i32 and then modulo 256, any → bool is `≠ 0`. */
  | { readonly is: "cast"; readonly value: Expr; readonly dtype: DType; readonly lanes: number }
  /** The same bits read as another type of the same size (f32 ↔ i32). */
  | { readonly is: "bits"; readonly value: Expr; readonly dtype: DType; readonly lanes: number }
  /** One scalar in all lanes. */
  | { readonly is: "splat"; readonly value: Expr; readonly dtype: DType; readonly lanes: number }
  /** base, base + 1, … (i32). */
  | { readonly is: "ramp"; readonly base: Expr; readonly dtype: "i32"; readonly lanes: number }
  /** Scalars side by side. */
  | { readonly is: "pack"; readonly values: readonly Expr[]; readonly dtype: DType; readonly lanes: number }
  /** One lane of a vector. */
  | { readonly is: "lane"; readonly value: Expr; readonly index: number; readonly dtype: DType; readonly lanes: 1 }
  /** All lanes combined by `add`, `mul`, `min`, `max`, `and` or `or`: halves first (lane i with lane i + n/2), then again. */
  | { readonly is: "across"; readonly word: Word; readonly value: Expr; readonly dtype: DType; readonly lanes: 1 }
  /** `then` or `otherwise`; only the chosen one is evaluated (its loads may be out of bounds otherwise). Scalar. */
  | {
      readonly is: "when";
      readonly condition: Expr;
      readonly then: Expr;
      readonly otherwise: Expr;
      readonly dtype: DType;
      readonly lanes: 1;
    }
  /** The place of an element: the only way to make a `ptr`. */
  | { readonly is: "address"; readonly buffer: Buffer; readonly index: Expr; readonly dtype: "ptr"; readonly lanes: 1 };

export type Stmt =
  /** `v` takes begin, begin + step, … while < end. `step` is a positive constant; begin and end are evaluated once. */
  | { readonly is: "for"; readonly v: Var; readonly begin: Expr; readonly end: Expr; readonly step: number; readonly body: readonly Stmt[] }
  /** Declares a local of the enclosing block. */
  | { readonly is: "let"; readonly v: Var; readonly value: Expr }
  /** Gives a local declared by `let` a new value. */
  | { readonly is: "set"; readonly v: Var; readonly value: Expr }
  /** Moves a ptr variable by that many elements. */
  | { readonly is: "advance"; readonly v: Var; readonly by: Expr }
  | { readonly is: "store"; readonly buffer: Buffer; readonly base?: Var; readonly index: Expr; readonly value: Expr }
  | { readonly is: "if"; readonly condition: Expr; readonly then: readonly Stmt[]; readonly otherwise: readonly Stmt[] }
  | { readonly is: "note"; readonly text: string };

/** A loop nest cut into `tasks` pieces that any thread may run in any order; the arithmetic of a task never depends on who runs it. */
export interface Kernel {
  readonly name: string;
  readonly tasks: number;
  /** The i32 variable that holds the number of the task in `body`. */
  readonly task: Var;
  readonly body: readonly Stmt[];
  /** Estimated nanoseconds of all tasks together on one thread: decides what is worth waking threads for. */
  readonly cost: number;
  /** It is that kernel with other buffers in the place of these, and `body` says the same. */
  readonly like?: { readonly kernel: Kernel; readonly buffers: ReadonlyMap<Buffer, Buffer> };
}

/** Where a global buffer lives: at a fixed offset of the program's arena, or at an address that the caller binds to a slot. */
export type Place = { readonly at: "arena"; readonly offset: number } | { readonly at: "slot"; readonly slot: number };

/** Kernels of a phase are independent of each other; all of a phase are done before the next begins. */
export interface Phase {
  readonly kernels: readonly Kernel[];
  /** False: one thread runs the phase (it is too small to share). Neighbouring serial phases need no barrier. */
  readonly parallel: boolean;
}

/** A whole plan for a device: one entry runs all phases. */
export interface Program {
  readonly name: string;
  readonly buffers: ReadonlyMap<Buffer, Place>;
  readonly slots: number;
  /** Bytes. */
  readonly arena: number;
  /** Thread-scoped buffers and their byte offsets in each thread's scratch. */
  readonly scratch: ReadonlyMap<Buffer, number>;
  readonly scratchBytes: number;
  readonly phases: readonly Phase[];
}

/** What schedules need to know of a device. */
export interface Limits {
  /** Bytes of a vector register that code is written for: 16 for SIMD128, 64 for AVX-512 in C. 0: no vectors. */
  readonly vectorBytes: number;
  /** Rows × columns (elements) of the register tile of a contraction, f32. */
  readonly tile: { readonly rows: number; readonly columns: number };
  /** Spell a·b + c as `fma` (fast), or as two roundings (portable: the same bits everywhere). */
  readonly fma: boolean;
  readonly threads: number;
  /** Math words that the device spells itself; all others become polynomials. */
  readonly mathWords: ReadonlySet<Word>;
}
