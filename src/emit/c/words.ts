// How the scalar words are spelled in C with GCC's vector extensions: an operator where C has one that means the same,
// otherwise a small inline function that is printed once. Knows types and words; not statements, buffers or kernels.
//
// A bool in a register is an int 0/1 as a scalar, and a mask of 32-bit lanes (0 or −1) as a vector, whatever width the
// compared values had. In memory it is one byte.
import type { DType } from "../../core/dtype.ts";
import type { Word } from "../../ir/types.ts";

const SCALARS: Readonly<Record<DType, string>> = { f32: "float", f64: "double", i32: "int", u8: "unsigned char", bool: "int" };
const MEMORY: Readonly<Record<DType, string>> = { ...SCALARS, bool: "unsigned char" };
const BYTES: Readonly<Record<string, number>> = { f32: 4, f64: 8, i32: 4, u8: 1, i8: 1, i64: 8, u32: 4 };
const ELEMENTS: Readonly<Record<string, string>> = {
  f32: "float", f64: "double", i32: "int", u8: "unsigned char", i8: "signed char", i64: "long long", u32: "unsigned",
}; // prettier-ignore

/** C type of an element in memory. */
export const memoryType = (dtype: DType): string => MEMORY[dtype];

const MATH: ReadonlySet<Word> = new Set<Word>([
  "sqrt", "floor", "ceil", "trunc", "exp", "expm1", "log", "log1p", "sin", "cos", "atan", "tanh", "erf", "pow",
]); // prettier-ignore

const OPERATORS: Partial<Record<Word, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  lt: "<",
  le: "<=",
  eq: "==",
  ne: "!=",
  and: "&",
  or: "|",
  xor: "^",
};
/** On bools arithmetic is modulo 2. */
const BOOLEAN: Partial<Record<Word, (a: string, b: string) => string>> = {
  add: (a, b) => `(${a} ^ ${b})`,
  sub: (a, b) => `(${a} ^ ${b})`,
  mul: (a, b) => `(${a} & ${b})`,
  min: (a, b) => `(${a} & ${b})`,
  max: (a, b) => `(${a} | ${b})`,
  and: (a, b) => `(${a} & ${b})`,
  or: (a, b) => `(${a} | ${b})`,
  xor: (a, b) => `(${a} ^ ${b})`,
  ne: (a, b) => `(${a} ^ ${b})`,
};

const isFloat = (dtype: DType): boolean => dtype === "f32" || dtype === "f64";

/** Collects the type definitions and inline functions that a translation unit needs. */
export class Prelude {
  readonly #text = new Map<string, string>();

  /** Everything asked for so far, each after what it needs. */
  get text(): string {
    return [...this.#text.values()].join("\n");
  }

  /** Name of a register type. */
  type(dtype: DType, lanes: number): string {
    return lanes === 1 ? SCALARS[dtype] : this.vector(dtype === "bool" ? "i32" : dtype, lanes);
  }

  /** A vector type by its element's short name. */
  vector(element: string, lanes: number): string {
    const name = `${element}x${lanes}`;
    this.#define(name, () => `typedef ${ELEMENTS[element]} ${name} __attribute__((vector_size(${BYTES[element]! * lanes})));`);
    return name;
  }

  /** The same vector as it lies in memory: aligned to its elements only. */
  unaligned(dtype: DType, lanes: number): string {
    const element = dtype === "bool" ? "u8" : dtype;
    const name = `${element}x${lanes}u`;
    this.#define(name, () => {
      const bytes = BYTES[element]!;
      return `typedef ${ELEMENTS[element]} ${name} __attribute__((vector_size(${bytes * lanes}), aligned(${bytes}), may_alias));`;
    });
    return name;
  }

  /** The scalar `value` in every lane. A bool arrives as 0/1. */
  splat(dtype: DType, lanes: number, value: string): string {
    const type = this.type(dtype, lanes);
    const name = `${type}_of`;
    const copies = new Array<string>(lanes).fill("x").join(", ");
    this.#define(name, () => `static inline ${type} ${name}(${SCALARS[dtype]} x) { return (${type}){${copies}}; }`);
    return `${name}(${dtype === "bool" ? `-(${value})` : value})`;
  }

  /** 0, 1, 2, … */
  ramp(lanes: number): string {
    return `(${this.vector("i32", lanes)}){${Array.from({ length: lanes }, (_, i) => i).join(", ")}}`;
  }

  /** Applies `word` to operands of type `dtype`. */
  word(word: Word, dtype: DType, lanes: number, args: readonly string[]): string {
    const [a, b, c] = args as [string, string, string];
    const operator = OPERATORS[word];
    if (word === "select") return lanes === 1 ? `(${a} ? ${b} : ${c})` : `${this.#select(dtype, lanes)}(${args.join(", ")})`;
    if (dtype === "bool") {
      const spell = BOOLEAN[word];
      if (spell) return spell(a, b);
      const flip = (x: string): string => (lanes === 1 ? `!${x}` : `~${x}`);
      if (word === "not") return `(${flip(a)})`;
      if (word === "eq") return lanes === 1 ? `(${a} == ${b})` : `(~(${a} ^ ${b}))`;
      if (word === "lt") return `(${flip(a)} & ${b})`;
      if (word === "le") return `(${flip(a)} | ${b})`;
      return `${this.#scalar(word, dtype)}(${args.join(", ")})`;
    }
    const narrow = (text: string): string => (dtype === "u8" && lanes === 1 ? `((unsigned char)${text})` : text);
    if (operator !== undefined) {
      if (word === "lt" || word === "le" || word === "eq" || word === "ne") return this.#compare(operator, dtype, lanes, a, b);
      return narrow(`(${a} ${operator} ${b})`);
    }
    if (word === "div" && isFloat(dtype)) return `(${a} / ${b})`;
    if (word === "neg") return narrow(`(-${a})`);
    if (word === "not") return narrow(`(~${a})`);
    if (word === "fma") return narrow(`(${a} * ${b} + ${c})`);
    return `${lanes === 1 ? this.#scalar(word, dtype) : this.#wide(word, dtype, lanes)}(${args.join(", ")})`;
  }

  /** Converts a value between types. */
  cast(from: DType, to: DType, lanes: number, value: string): string {
    if (from === to) return value;
    if (lanes === 1) {
      if (to === "bool") return `(${value} != 0)`;
      if (isFloat(from) && to === "i32") return `${this.#toInt(from)}(${value})`;
      if (isFloat(from) && to === "u8") return `((unsigned char)${this.#toInt(from)}(${value}))`;
      return `((${SCALARS[to]})${value})`;
    }
    if (to === "bool") return this.#compare("!=", from, lanes, value, this.splat(from, lanes, "0"));
    if (isFloat(from) && to === "u8") return this.cast("i32", "u8", lanes, this.cast(from, "i32", lanes, value));
    if (isFloat(from) && to === "i32") return `${this.#toIntWide(from, lanes)}(${value})`;
    return `__builtin_convertvector(${from === "bool" ? `(${value} & 1)` : value}, ${this.type(to, lanes)})`;
  }

  /** The same bits as another type of that size. */
  bits(from: DType, to: DType, lanes: number, value: string): string {
    if (from === to) return value;
    const type = this.type(to, lanes);
    if (lanes > 1) return `((${type})${value})`;
    const name = `bits_${from}_${to}`;
    this.#define(
      name,
      () => `static inline ${type} ${name}(${SCALARS[from]} x) { ${type} y; __builtin_memcpy(&y, &x, sizeof y); return y; }`,
    );
    return `${name}(${value})`;
  }

  /** All lanes combined: halves first. */
  across(word: Word, dtype: DType, lanes: number, value: string): string {
    const name = `across_${word}_${dtype}x${lanes}`;
    const [type, scalar] = [this.type(dtype, lanes), SCALARS[dtype]];
    const half = lanes / 2;
    const pick = (from: number): string => Array.from({ length: half }, (_, i) => `x[${from + i}]`).join(", ");
    const part = (from: number): string => {
      if (half > 1) return `(${this.type(dtype, half)}){${pick(from)}}`;
      return dtype === "bool" ? `(x[${from}] & 1)` : `x[${from}]`;
    };
    const joined = this.word(word, dtype, half, ["low", "high"]);
    const result = half > 1 ? this.across(word, dtype, half, joined) : joined;
    const halfType = this.type(dtype, half);
    this.#define(
      name,
      () => `static inline ${scalar} ${name}(${type} x) { ${halfType} low = ${part(0)}, high = ${part(half)}; return ${result}; }`,
    );
    return `${name}(${value})`;
  }

  #define(name: string, make: () => string): void {
    if (this.#text.has(name)) return;
    const text = make();
    this.#text.set(name, text);
  }

  #compare(operator: string, dtype: DType, lanes: number, a: string, b: string): string {
    if (lanes === 1) return `(${a} ${operator} ${b})`;
    const mask = this.vector("i32", lanes);
    if (dtype === "f32" || dtype === "i32") return `((${mask})(${a} ${operator} ${b}))`;
    return `__builtin_convertvector(${a} ${operator} ${b}, ${mask})`;
  }

  /** The signed integer vector as wide as `dtype`. */
  #mask(dtype: DType, lanes: number): string {
    return this.vector(dtype === "f64" ? "i64" : dtype === "u8" ? "i8" : "i32", lanes);
  }

  #select(dtype: DType, lanes: number): string {
    const type = this.type(dtype, lanes);
    const mask = this.#mask(dtype, lanes);
    const name = `select_${dtype}x${lanes}`;
    const condition = this.vector("i32", lanes);
    const widen = mask === condition ? "c" : `__builtin_convertvector(c, ${mask})`;
    this.#define(
      name,
      () =>
        `static inline ${type} ${name}(${condition} c, ${type} a, ${type} b) { ${mask} m = ${widen}; return (${type})(((${mask})a & m) | ((${mask})b & ~m)); }`,
    );
    return name;
  }

  #toInt(from: DType): string {
    const name = `to_i32_${from}`;
    const type = SCALARS[from];
    this.#define(
      name,
      () =>
        `static inline int ${name}(${type} x) { return x != x ? 0 : x >= 2147483648.0 ? 2147483647 : x < -2147483648.0 ? -2147483647 - 1 : (int)x; }`,
    );
    return name;
  }

  #toIntWide(from: DType, lanes: number): string {
    const name = `to_i32_${from}x${lanes}`;
    const [type, mask, int] = [this.type(from, lanes), this.#mask(from, lanes), this.vector("i32", lanes)];
    const of = (value: string): string => this.splat(from, lanes, value);
    const [low, high] = [of("-2147483648.0"), of("2147483648.0")];
    const narrow = (x: string): string => (mask === int ? x : `__builtin_convertvector(${x}, ${int})`);
    this.#define(
      name,
      () =>
        `static inline ${int} ${name}(${type} x) { ${mask} above = x >= ${high}, inside = (x >= ${low}) & (x < ${high}), below = x < ${low};\n` +
        `  ${int} y = __builtin_convertvector((${type})((${mask})x & inside), ${int});\n` +
        `  return y | (${narrow("above")} & 2147483647) | (${narrow("below")} & (-2147483647 - 1)); }`,
    );
    return name;
  }

  #scalar(word: Word, dtype: DType): string {
    const name = `${word}_${dtype}`;
    const type = SCALARS[dtype];
    this.#define(name, () => `static inline ${scalarFunction(name, word, dtype, type)}`);
    return name;
  }

  #wide(word: Word, dtype: DType, lanes: number): string {
    const name = `${word}_${dtype}x${lanes}`;
    const [type, mask] = [this.type(dtype, lanes), this.#mask(dtype, lanes)];
    if (isFloat(dtype) && word === "abs") {
      const magnitude = dtype === "f32" ? "0x7fffffff" : "0x7fffffffffffffffLL";
      this.#define(name, () => `static inline ${type} ${name}(${type} a) { return (${type})((${mask})a & ${magnitude}); }`);
      return name;
    }
    if (isFloat(dtype) && (word === "min" || word === "max")) {
      // Equal operands may still be zeros of different sign: `or` keeps the minus for min, `and` drops it for max.
      const [order, zero] = word === "min" ? ["<", "|"] : [">", "&"];
      this.#define(
        name,
        () =>
          `static inline ${type} ${name}(${type} a, ${type} b) { ${mask} x = (${mask})a, y = (${mask})b, first = (a ${order} b) | (a != a), same = a == b;\n` +
          `  return (${type})((first & x) | (same & (x ${zero} y)) | (~(first | same) & y)); }`,
      );
      return name;
    }
    if (dtype === "i32" && (word === "min" || word === "max")) {
      const order = word === "min" ? "<" : ">";
      this.#define(
        name,
        () => `static inline ${type} ${name}(${type} a, ${type} b) { ${mask} m = a ${order} b; return (a & m) | (b & ~m); }`,
      );
      return name;
    }
    if (dtype === "i32" && (word === "shl" || word === "shr" || word === "sar")) {
      const unsigned = this.vector("u32", lanes);
      const text = word === "sar" ? "a >> (b & 31)" : `(${type})((${unsigned})a ${word === "shl" ? "<<" : ">>"} (${unsigned})(b & 31))`;
      this.#define(name, () => `static inline ${type} ${name}(${type} a, ${type} b) { return ${text}; }`);
      return name;
    }
    // Lane by lane; GCC joins floor, sqrt and their like into one instruction again.
    const scalar = this.#scalar(word, dtype);
    const count = word === "pow" || !(MATH.has(word) || word === "abs" || word === "round") ? 2 : 1;
    const names = ["a", "b"].slice(0, count);
    const parameters = names.map((n) => `${type} ${n}`).join(", ");
    const lane = (i: number): string => `${scalar}(${names.map((n) => `${n}[${i}]`).join(", ")})`;
    this.#define(
      name,
      () =>
        `static inline ${type} ${name}(${parameters}) { return (${type}){${Array.from({ length: lanes }, (_, i) => lane(i)).join(", ")}}; }`,
    );
    return name;
  }
}

function scalarFunction(name: string, word: Word, dtype: DType, type: string): string {
  const suffix = dtype === "f64" ? "" : "f";
  const unary = `${type} ${name}(${type} a)`;
  const binary = `${type} ${name}(${type} a, ${type} b)`;
  if (MATH.has(word) && isFloat(dtype)) {
    const f = `__builtin_${word}${suffix}`;
    return word === "pow" ? `${binary} { return ${f}(a, b); }` : `${unary} { return ${f}(a); }`;
  }
  switch (word) {
    case "round":
      return `${unary} { return __builtin_rint${suffix}(a); }`;
    case "abs":
      return isFloat(dtype) ? `${unary} { return __builtin_fabs${suffix}(a); }` : `${unary} { return a < 0 ? -a : a; }`;
    case "min":
    case "max": {
      const order = word === "min" ? "<" : ">";
      if (!isFloat(dtype)) return `${binary} { return a ${order} b ? a : b; }`;
      const sign = word === "min" ? "__builtin_signbit(a)" : "!__builtin_signbit(a)";
      return `${binary} { return a == b ? (${sign} ? a : b) : a ${order} b || a != a ? a : b; }`;
    }
    case "quot":
    case "div":
      if (isFloat(dtype)) return `${binary} { return __builtin_trunc${suffix}(a / b); }`;
      return `${binary} { return b == 0 ? 0 : b == -1 ? -a : a / b; }`;
    case "rem":
      if (isFloat(dtype)) return `${binary} { return __builtin_fmod${suffix}(a, b); }`;
      return `${binary} { return b == 0 || b == -1 ? 0 : a % b; }`;
    case "shl":
      return `${binary} { return (${type})((unsigned)a << (b & 31)); }`;
    case "shr":
      return `${binary} { return (${type})((unsigned)a >> (b & 31)); }`;
    case "sar":
      return `${binary} { return (${type})(a >> (b & 31)); }`;
    default:
      throw new Error(`emit/c: no spelling of ${word} for ${dtype}`);
  }
}
