// Samples of patterns of axes.
import * as ops from "../../src/graph/ops/index.ts";
import { at, bools, build, floats, plain, randomly, type OpName, type Sample } from "./sample.ts";

export const patterns = {
  rearrange: {
    cases: [
      { call: (x) => ops.rearrange(x, "a b c -> c a b"), inputs: [randomly([2, 3, 4])], gives: (x) => build([4, 2, 3], (c, a, b) => at(x, [a, b, c])) },
      { name: "split and joined", call: (x) => ops.rearrange(x, "b (h p) (w q) c -> b (h w) (p q c)", { p: 2, q: 3 }), inputs: [randomly([1, 4, 6, 2])], gives: (x) => build([1, 4, 12], (b, hw, pqc) => at(x, [b, Math.floor(hw / 2) * 2 + Math.floor(pqc / 6), (hw % 2) * 3 + (Math.floor(pqc / 2) % 3), pqc % 2])) },
      { name: "dots", call: (x) => ops.rearrange(x, "a ... b -> b (a ...)"), inputs: [randomly([2, 3, 2, 4])], gives: (x) => build([4, 12], (b, k) => at(x, [Math.floor(k / 6), Math.floor(k / 2) % 3, k % 2, b])) },
      { name: "ones", call: (x) => ops.rearrange(x, "1 a -> a 1 ()"), inputs: [[[1, 2]]], gives: [[[1]], [[2]]] },
      { name: "several tensors", call: (x, y) => ops.rearrange([x, y], "n a -> a n"), inputs: [[1, 2], [3, 4]], gives: [[1, 3], [2, 4]] },
      { name: "empty", call: (x) => ops.rearrange(x, "a b -> b a"), inputs: [floats([], [0, 2])], gives: plain([2, 0], []) },
      { name: "scalar", call: (x) => ops.rearrange(x, " -> 1"), inputs: [3], gives: [3] },
    ],
    errors: [
      [() => ops.rearrange(ops.ones([2, 3]), "a b -> a"), 'rearrange: in "a b -> a" "b" must stand on both sides (`reduce` drops axes, `repeat` makes them); x is [2, 3]'],
      [() => ops.rearrange(ops.ones([2, 3]), "a b c -> a b c"), 'rearrange: in "a b c -> a b c" there are 3 axes before ->, but x has 2; x is [2, 3]'],
      [() => ops.rearrange(ops.ones([2, 5]), "a (b c) -> a b c", { b: 2 }), 'rearrange: in "a (b c) -> a b c" axis 1 (b c) has size 5, which is no multiple of 2; x is [2, 5]'],
      [() => ops.rearrange(ops.ones([6]), "(b c) -> b c"), 'rearrange: in "(b c) -> b c" the sizes of "b" and "c" cannot both follow from axis 0 (b c); give one of them; x is [6]'],
      [() => ops.rearrange(ops.ones([2]), "a -> a", { b: 2 } as never), 'rearrange: in "a -> a" there is no axis "b", whose size is given; x is [2]'],
      [() => ops.rearrange(ops.ones([2]), "a -> a", { a: 3 }), 'rearrange: in "a -> a" axis 0 (a) must have size 3, not 2; x is [2]'],
      [() => ops.rearrange(ops.ones([2, 2]), "a a -> a"), 'rearrange: in "a a -> a" "a" stands twice on one side; x is [2, 2]'],
      [() => ops.rearrange(ops.ones([2]), "a"), 'rearrange: in "a" there must be one ->; x is [2]'],
      [() => ops.rearrange(ops.ones([2]), "(a -> a"), 'rearrange: in "(a -> a" a parenthesis is not closed; x is [2]'],
      [() => ops.rearrange(ops.ones([2]), "a, -> a"), 'rearrange: in "a, -> a" "a," is no name of an axis; x is [2]'],
      [() => ops.rearrange(ops.ones([2]), "1 -> "), 'rearrange: in "1 -> " axis 0 must have size 1, not 2; x is [2]'],
    ],
  },
  reduce: {
    cases: [
      { call: (x) => ops.reduce(x, "b c h w -> b c", "mean"), inputs: [randomly([2, 2, 2, 3])], gives: (x) => build([2, 2], (b, c) => [0, 1].flatMap((h) => [0, 1, 2].map((w) => at(x, [b, c, h, w]))).reduce((s, v) => s + v, 0) / 6) },
      { name: "pooling", call: (x) => ops.reduce(x, "(h p) (w q) -> h w", "max", { p: 2, q: 2 }), inputs: [[[1, 5, 2, 0], [3, 4, 8, 1]]], gives: [[5, 8]] },
      { name: "dots", call: (x) => ops.reduce(x, "... c -> c", "sum"), inputs: [[[[1, 2]], [[3, 4]]]], gives: [4, 6] },
      { name: "to a scalar", call: (x) => ops.reduce(x, "a b -> ", "min"), inputs: [[[1, 2], [3, 0]]], gives: 0 },
      { name: "products", call: (x) => ops.reduce(x, "a b -> b", "prod"), inputs: [[[1, 2], [3, 4]]], gives: [3, 8] },
      { name: "any", call: (x) => ops.reduce(x, "a b -> a", "any"), inputs: [bools([0, 1, 0, 0], [2, 2])], gives: [true, false], dtype: "bool" },
      { name: "all", call: (x) => ops.reduce(x, "a b -> 1 a", "all"), inputs: [bools([1, 1, 0, 1], [2, 2])], gives: [[true, false]], dtype: "bool" },
      { name: "nothing to reduce", call: (x) => ops.reduce(x, "a b -> b a", "mean"), inputs: [[[1, 2]]], gives: [[1], [2]] },
    ],
    errors: [
      [() => ops.reduce(ops.ones([2]), "a -> a b", "sum"), 'reduce: in "a -> a b" "b" must stand before -> too (`repeat` makes axes); x is [2]'],
      [() => ops.reduce(ops.ones([2]), "a -> ", "median" as never), 'reduce: reduction must be "mean", "sum", "max", "min", "prod", "any" or "all", got "median"'],
    ],
  },
  repeat: {
    cases: [
      { call: (x) => ops.repeat(x, [2, 2]), inputs: [[1, 2]], gives: [[1, 2, 1, 2], [1, 2, 1, 2]] },
      { call: (x) => ops.repeat(x, [2, 1]), inputs: [[[1, 2], [3, 4]]], gives: [[1, 2], [3, 4], [1, 2], [3, 4]] },
      { call: (x) => ops.repeat(x, [0]), inputs: [[1]], gives: plain([0], []) },
      { name: "new axis", call: (x) => ops.repeat(x, "h w -> h k w", { k: 2 }), inputs: [[[1, 2], [3, 4]]], gives: [[[1, 2], [1, 2]], [[3, 4], [3, 4]]] },
      { name: "numbers", call: (x) => ops.repeat(x, "h w -> (h 2) (2 w)"), inputs: [[[1, 2]]], gives: [[1, 2, 1, 2], [1, 2, 1, 2]] },
      { name: "split and repeated", call: (x) => ops.repeat(x, "(a b) -> b a k", { a: 2, k: 2 }), inputs: [[1, 2, 3, 4]], gives: [[[1, 1], [3, 3]], [[2, 2], [4, 4]]] },
    ],
    errors: [
      [() => ops.repeat(ops.ones([2, 2]), [2]), "repeat: counts must have a number for each of the 2 axes of x, is [2]"],
      [() => ops.repeat(ops.ones([1]), [-1]), "repeat: count must be an integer ≥ 0, got -1"],
      [() => ops.repeat(ops.ones([2]), "a -> a k"), 'repeat: in "a -> a k" the size of the new axis "k" is not given; x is [2]'],
      [() => ops.repeat(ops.ones([2, 2]), "a b -> a 3"), 'repeat: in "a b -> a 3" "b" must stand behind -> too (`reduce` drops axes); x is [2, 2]'],
    ],
  },
  parseShape: {
    cases: [{ call: (x) => { const { a, c } = ops.parseShape(x, "a _ c"); return ops.full([1], a * 10 + c); }, inputs: [randomly([2, 3, 4])], gives: [24], smooth: false }],
    errors: [[() => ops.parseShape(ops.ones([2]), "a b"), 'parseShape: in "a b" there are 2 names for 1 axes; x is [2]']],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
