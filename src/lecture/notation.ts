// Formulas written out again: as mathematics for a reader, and as code of the library for a machine. Computes nothing.
import type { Assignment, Expression, Operation } from "./expression.ts";

const BINDING: Readonly<Partial<Record<Operation, number>>> = { "+": 1, "-": 1, "*": 2, "/": 2, negate: 3, "^": 4 };
const SIGNS: Readonly<Partial<Record<Operation, string>>> = { "+": " + ", "-": " − ", "*": "·", "/": " / ", "^": "^" };
const SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A name with its number as an index: y1 is y₁. */
export const nameText = (name: string): string =>
  name.replace(/(?<=[A-Za-z])\d+$/, (digits) => [...digits].map((digit) => String.fromCharCode(0x2080 + Number(digit))).join(""));

/**
 * A formula as mathematics, in one line.
 * @example
 * formulaOf(parseExpression("L = (y4 - 1)^2")[0].value) // "(y₄ − 1)²"
 */
export function formulaOf(e: Expression): string {
  if (e.kind === "number") return String(e.value);
  if (e.kind === "name") return nameText(e.name);
  const binding = BINDING[e.op];
  if (binding === undefined) return `${e.op}(${formulaOf(e.inputs[0]!)})`;
  const part = (input: Expression, least: number): string => {
    const own = input.kind === "call" ? (BINDING[input.op] ?? 9) : 9;
    return own < least ? `(${formulaOf(input)})` : formulaOf(input);
  };
  const [left, right] = e.inputs;
  if (e.op === "negate") return `−${part(left!, 3)}`;
  if (e.op === "^") {
    const base = part(left!, 5);
    if (right!.kind === "number" && /^\d+$/.test(String(right!.value))) return base + [...String(right!.value)].map((d) => SMALL[Number(d)]!).join(""); // prettier-ignore
    return `${base}^${part(right!, 4)}`;
  }
  return part(left!, binding) + SIGNS[e.op]! + part(right!, binding + 1);
}

const METHODS: Readonly<Record<Operation, string>> = { "+": "add", "-": "sub", "*": "mul", "/": "div", "^": "pow", negate: "neg", exp: "exp", ln: "log", sin: "sin", cos: "cos", tanh: "tanh", sqrt: "sqrt", relu: "relu", sigmoid: "sigmoid" }; // prettier-ignore

/** A formula as calls of the library's functions; numbers stand beside tensors as they are. */
function calls(e: Expression, used: Set<string>): string {
  if (e.kind === "number") return `tensor(${e.value}, exact)`;
  if (e.kind === "name") return e.name;
  used.add(METHODS[e.op]);
  const lone = e.inputs.every(({ kind }) => kind === "number");
  return `${METHODS[e.op]}(${e.inputs.map((input, k) => (input.kind === "number" && !(lone && k === 0) ? String(input.value) : calls(input, used))).join(", ")})`;
}

/**
 * A text of formulas as code of the library that computes them and the gradient of the last one by each given name.
 * @example
 * codeOf(parseExpression("y = x*x"), { x: 3 }).split("\n")[3] // "const y = mul(x, x);"
 */
export function codeOf(assignments: readonly Assignment[], values: Readonly<Record<string, number>>): string {
  const used = new Set(["tensor"]);
  // A name given anew is another variable of the code.
  const current = new Map<string, string>(Object.keys(values).map((name) => [name, safe(name, 0)]));
  const times = new Map<string, number>();
  const renamed = (e: Expression): Expression => {
    if (e.kind === "number") return e;
    if (e.kind === "name") return { kind: "name", name: current.get(e.name) ?? e.name };
    return { ...e, inputs: e.inputs.map(renamed) };
  };
  const lines = assignments.map(({ name, value }) => {
    const text = calls(renamed(value), used);
    const again = times.get(name) ?? (current.has(name) ? 1 : 0);
    times.set(name, again + 1);
    current.set(name, safe(name, again));
    return `const ${current.get(name)!} = ${text};`;
  });
  const leaves = Object.keys(values).map((name) => safe(name, 0));
  const result = current.get(assignments.at(-1)!.name)!;
  return [
    `import { ${[...used].sort().join(", ")} } from "nabla";`,
    `const exact = { dtype: "f64" };`,
    ...Object.entries(values).map(([name, value]) => `const ${safe(name, 0)} = tensor(${value}, { ...exact, requiresGrad: true });`),
    ...lines,
    `${result}.backward();`,
    `console.log("${assignments.at(-1)!.name} =", ${result}.item());`,
    ...leaves.map((leaf, i) => `console.log("∂${assignments.at(-1)!.name}/∂${Object.keys(values)[i]!} =", ${leaf}.grad?.item());`),
  ].join("\n");
}

/** Names that the code has already; another name is taken as it is, with a number if it is given again. */
const TAKEN = new Set([...Object.values(METHODS), "tensor", "exact", "console", "in", "of", "do", "if", "new", "var", "let", "for", "try"]);
const safe = (name: string, again: number): string => (TAKEN.has(name) ? `${name}_` : name) + (again > 0 ? `_${again + 1}` : "");
