// Trees of parameters: plain objects and arrays with leaves in them, and the paths of leaves ("layers.0.weight"). What a
// leaf is, the caller says. Knows no tensors.
import { treeError } from "./errors.ts";

/** Objects and arrays, as deep as wanted, around leaves. */
export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> };

/** The same tree with other leaves; the type of anything else stays. */
export type Mapped<T, Leaf, Out> = T extends Leaf ? Out : T extends object ? { [K in keyof T]: Mapped<T[K], Leaf, Out> } : T;

type IsLeaf<Leaf> = (value: unknown) => value is Leaf;

const join = (path: string, key: string | number): string => (path === "" ? String(key) : `${path}.${key}`);

/** Arrays and objects made by literals (or without a prototype): the only things that a walk enters. */
function isBranch(value: unknown): value is Readonly<Record<string, unknown>> | readonly unknown[] {
  if (Array.isArray(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * A tree of the same form in which every leaf is replaced. What is neither leaf nor branch (numbers, strings, other objects) stays.
 * With numbers as leaves, { a: 1, b: [2, 3] } has the paths "a", "b.0" and "b.1".
 */
export function mapTree<Leaf, Out, T>(tree: T, isLeaf: IsLeaf<Leaf>, f: (leaf: Leaf, path: string) => Out): Mapped<T, Leaf, Out> {
  const go = (value: unknown, path: string): unknown => {
    if (isLeaf(value)) return f(value, path);
    if (!isBranch(value)) return value;
    if (Array.isArray(value)) return value.map((item: unknown, i) => go(item, join(path, i)));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, go(item, join(path, key))]));
  };
  return go(tree, "") as Mapped<T, Leaf, Out>;
}

/** Every leaf with its path, in the order of the tree. */
export function leaves<Leaf>(tree: unknown, isLeaf: IsLeaf<Leaf>): [path: string, leaf: Leaf][] {
  const out: [string, Leaf][] = [];
  const go = (value: unknown, path: string): void => {
    if (isLeaf(value)) out.push([path, value]);
    else if (Array.isArray(value)) value.forEach((item: unknown, i) => go(item, join(path, i)));
    else if (isBranch(value)) for (const [key, item] of Object.entries(value)) go(item, join(path, key));
  };
  go(tree, "");
  return out;
}

/**
 * Two trees of one form, leaf by leaf. Everything but the leaves is taken from the first.
 * Throws a NablaError that names the path where the forms differ.
 */
export function zipTree<Leaf, Out, T>(
  a: T,
  b: unknown,
  isLeaf: IsLeaf<Leaf>,
  f: (a: Leaf, b: Leaf, path: string) => Out,
): Mapped<T, Leaf, Out> {
  const differ = (path: string, difference: string): Error => treeError("zipTree", path, difference);
  const go = (x: unknown, y: unknown, path: string): unknown => {
    if (isLeaf(x)) {
      if (!isLeaf(y)) throw differ(path, "the first has a leaf, the second has none");
      return f(x, y, path);
    }
    if (isLeaf(y)) throw differ(path, "the second has a leaf, the first has none");
    if (!isBranch(x)) return x;
    if (!isBranch(y) || Array.isArray(x) !== Array.isArray(y)) throw differ(path, `the first has ${kind(x)}, the second ${kind(y)}`);
    if (Array.isArray(x) && Array.isArray(y)) {
      if (x.length !== y.length) throw differ(path, `${x.length} against ${y.length} items`);
      return x.map((item: unknown, i) => go(item, y[i], join(path, i)));
    }
    const [left, right] = [x as Record<string, unknown>, y as Record<string, unknown>];
    for (const key of Object.keys(right)) if (!Object.hasOwn(left, key)) throw differ(path, `only the second has "${key}"`);
    return Object.fromEntries(
      Object.entries(left).map(([key, item]) => {
        if (!Object.hasOwn(right, key)) throw differ(path, `only the first has "${key}"`);
        return [key, go(item, right[key], join(path, key))];
      }),
    );
  };
  return go(a, b, "") as Mapped<T, Leaf, Out>;
}

const kind = (x: unknown): string => (Array.isArray(x) ? "a list" : isBranch(x) ? "an object" : `${x === null ? "null" : `a ${typeof x}`}`);
