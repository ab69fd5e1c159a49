// Values as text, for the output of code cells. Knows plain data, and whatever has a `toString` of its own (tensors).

const MOST_ITEMS = 100;

export function show(value: unknown, depth = 0): string {
  if (typeof value === "string") return depth === 0 ? value : JSON.stringify(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "function") return `[${value.name || "function"}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (depth > 4) return "…";
  if (Array.isArray(value)) return items(value, (item) => show(item, depth + 1));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return `${value.constructor.name} ${items(value as unknown as ArrayLike<unknown>, (item) => show(item, depth + 1))}`;
  if (value instanceof Map) return `Map ${items([...value], ([key, inside]) => `${show(key, depth + 1)} → ${show(inside, depth + 1)}`)}`;
  if (value instanceof Set) return `Set ${items([...value], (item) => show(item, depth + 1))}`;
  const own = (value as { readonly toString: unknown }).toString;
  if (typeof own === "function" && own !== Object.prototype.toString) return String(value);
  const entries = Object.entries(value);
  const name = Object.getPrototypeOf(value)?.constructor?.name as string | undefined;
  const text = entries.slice(0, MOST_ITEMS).map(([key, inside]) => `${/^[\w$]+$/.test(key) ? key : JSON.stringify(key)}: ${show(inside, depth + 1)}`);
  const inside = text.length === 0 ? "{}" : text.join(", ").length > 76 ? `{\n${text.map((line) => `  ${line.replaceAll("\n", "\n  ")},`).join("\n")}\n}` : `{ ${text.join(", ")} }`;
  return name && name !== "Object" ? `${name} ${inside}` : inside;
} // prettier-ignore

function items<T>(values: ArrayLike<T>, write: (value: T) => string): string {
  const shown = Array.from({ length: Math.min(values.length, MOST_ITEMS) }, (_, i) => write(values[i]!));
  if (values.length > MOST_ITEMS) shown.push(`… (${values.length})`);
  const line = `[${shown.join(", ")}]`;
  return line.length > 90 && shown.some((item) => item.includes("[") || item.includes("{")) ? `[\n${shown.map((item) => `  ${item.replaceAll("\n", "\n  ")},`).join("\n")}\n]` : line;
} // prettier-ignore
