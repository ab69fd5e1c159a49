// Reads formulas as people type them, several of them with names: `y1 = tanh(w*x); L = (y1 - 1)^2`. Gives a tree, and computes
// it in plain numbers. Knows no tensors and no gradients.
import { NablaError } from "../index.ts";

/** A formula: a number, a name, or an operation on formulas. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "call"; readonly op: Operation; readonly inputs: readonly Expression[] };

/** `name = formula`. */
export interface Assignment {
  readonly name: string;
  readonly value: Expression;
}

/** What may stand in a formula. */
export type Operation = "+" | "-" | "*" | "/" | "^" | "negate" | "exp" | "ln" | "sin" | "cos" | "tanh" | "sqrt" | "relu" | "sigmoid";

/** Operations in plain numbers. */
export const operations: Readonly<Record<Operation, (...inputs: number[]) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
  negate: (a) => -a,
  exp: Math.exp,
  ln: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sqrt: Math.sqrt,
  relu: (a) => Math.max(a, 0),
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
};

/** What `parseExpression` cannot read: which token, and where it begins (null at the end of the text). */
export class ExpressionError extends NablaError {
  readonly token: string | null;
  readonly at: number;
  constructor(message: string, token: string | null, at: number) {
    super("expression", message);
    this.token = token;
    this.at = at;
  }
}

const BINDING: Readonly<Record<string, number>> = { "+": 1, "-": 1, "*": 2, "/": 2, "^": 4 };
const UNARY = 3;

/**
 * Reads assignments, separated by semicolons or lines; a formula without a name gets the name `result`.
 * @throws ExpressionError that names the place of what it cannot read
 * @example
 * parseExpression("y = 2*x + 1").map(({ name }) => name) // ["y"]
 */
export function parseExpression(text: string): Assignment[] {
  const tokens = [...text.matchAll(/[^\S\n]*(?:(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+)|([A-Za-z_]\w*)|([-+*/^()=,])|([;\n])|(\S))/gi)].map(
    (match) => ({
      text: match[0].trim() || ";",
      number: match[1] !== undefined,
      name: match[2] !== undefined,
      at: match.index,
    }),
  );
  let next = 0;
  const fail = (): never => {
    const token = tokens[next];
    const what = token ? `"${token.text}" at place ${token.at}` : "the end of the text";
    throw new ExpressionError(
      `parseExpression: ${what} is not what can follow in "${text}"`,
      token?.text ?? null,
      token?.at ?? text.length,
    );
  };
  const take = (wanted: string): boolean => tokens[next]?.text === wanted && next++ >= 0;
  const need = (wanted: string): void => void (take(wanted) || fail());

  const operand = (): Expression => {
    const token = tokens[next++] ?? (next--, fail());
    if (token.number) return { kind: "number", value: Number(token.text) };
    if (token.text === "(") return within();
    if (token.text === "-") return { kind: "call", op: "negate", inputs: [formula(UNARY)] };
    if (!token.name) return (next--, fail());
    if (tokens[next]?.text !== "(") return { kind: "name", name: token.text };
    if (!Object.hasOwn(operations, token.text) || token.text === "negate") return (next--, fail());
    next++;
    return { kind: "call", op: token.text as Operation, inputs: [within()] };
  };
  const within = (): Expression => {
    const inner = formula(0);
    need(")");
    return inner;
  };
  /** A formula whose operators bind more tightly than `least`; powers bind to the right. */
  const formula = (least: number): Expression => {
    let left = operand();
    for (;;) {
      const op = tokens[next]?.text ?? "";
      const binding = BINDING[op] ?? 0;
      if (binding === 0 || binding <= least) return left;
      next++;
      left = { kind: "call", op: op as Operation, inputs: [left, formula(op === "^" ? binding - 1 : binding)] };
    }
  };

  const out: Assignment[] = [];
  while (next < tokens.length) {
    if (take(";")) continue;
    const named = tokens[next]!.name && tokens[next + 1]?.text === "=";
    const name = named ? tokens[(next += 2) - 2]!.text : "result";
    out.push({ name, value: formula(0) });
    if (next < tokens.length) need(";");
  }
  if (out.length === 0) throw new ExpressionError("parseExpression: there is no formula in the text", null, 0);
  return out;
}

/** The value of a formula, or of the last of several, in plain numbers. */
export function evaluateExpression(assignments: readonly Assignment[], values: Readonly<Record<string, number>>): number {
  const known = new Map(Object.entries(values));
  const of = (e: Expression): number => {
    if (e.kind === "number") return e.value;
    if (e.kind === "call") return operations[e.op](...e.inputs.map(of));
    const value = known.get(e.name);
    if (value === undefined) throw new NablaError("expression", `evaluateExpression: ${e.name} has no value`);
    return value;
  };
  for (const { name, value } of assignments) known.set(name, of(value));
  return known.get(assignments.at(-1)!.name)!;
}

/**
 * The names that need a value before the text can be computed, in the order in which they are met.
 * @example
 * namesOf(parseExpression("y = w*x; y^2 + b")) // ["w", "x", "b"]
 */
export function namesOf(assignments: readonly Assignment[]): string[] {
  const [found, made] = [new Set<string>(), new Set<string>()];
  const visit = (e: Expression): void => {
    if (e.kind === "call") e.inputs.forEach(visit);
    else if (e.kind === "name" && !made.has(e.name)) found.add(e.name);
  };
  for (const { name, value } of assignments) {
    visit(value);
    made.add(name);
  }
  return [...found];
}
