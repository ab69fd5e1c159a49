import { expect, test } from "vitest";
import { leaves, mapTree, zipTree } from "../../src/core/tree.ts";

class Box {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}
const isBox = (x: unknown): x is Box => x instanceof Box;
const tree = {
  layers: [
    { weight: new Box(1), bias: new Box(2) },
    { weight: new Box(3), bias: null },
  ],
  rate: 0.5,
  last: new Box(4),
};

test("leaves come with paths, in order", () => {
  expect(leaves(tree, isBox).map(([path, box]) => [path, box.value])).toEqual([
    ["layers.0.weight", 1],
    ["layers.0.bias", 2],
    ["layers.1.weight", 3],
    ["last", 4],
  ]);
  expect(leaves(new Box(9), isBox)).toEqual([["", new Box(9)]]);
});

test("mapTree replaces leaves, keeps the rest, and keeps types", () => {
  const mapped = mapTree(tree, isBox, (box, path) => `${path} ${box.value}`);
  const weight: string = mapped.layers[0]!.weight;
  expect(weight).toBe("layers.0.weight 1");
  expect(mapped).toEqual({
    layers: [
      { weight: "layers.0.weight 1", bias: "layers.0.bias 2" },
      { weight: "layers.1.weight 3", bias: null },
    ],
    rate: 0.5,
    last: "last 4",
  });
});

test("zipTree adds two trees and tells where they differ", () => {
  const double = mapTree(tree, isBox, (box) => new Box(box.value * 10));
  const sums = zipTree(tree, double, isBox, (a, b) => a.value + b.value);
  expect(leaves(sums, (x): x is number => typeof x === "number").map(([, x]) => x)).toEqual([11, 22, 33, 0.5, 44]);
  const plus = (a: Box, b: Box): number => a.value + b.value;
  const one = new Box(1);
  expect(() => zipTree({ a: [one, one] }, { a: [one] }, isBox, plus)).toThrow('zipTree: the trees differ at "a": 2 against 1 items');
  expect(() => zipTree({ a: one }, { a: 5 }, isBox, plus)).toThrow(
    'zipTree: the trees differ at "a": the first has a leaf, the second has none',
  );
  expect(() => zipTree({ a: { b: 1 } }, { a: one }, isBox, plus)).toThrow('differ at "a": the second has a leaf');
  expect(() => zipTree({ a: one }, { b: one }, isBox, plus)).toThrow('differ at the root: only the second has "b"');
  expect(() => zipTree({ a: one, b: one }, { a: one }, isBox, plus)).toThrow('differ at the root: only the first has "b"');
  expect(() => zipTree({ a: [one] }, { a: { 0: one } }, isBox, plus)).toThrow('differ at "a": the first has a list, the second an object');
});
