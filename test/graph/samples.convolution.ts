// Samples of convolutions over three axes and of transposed ones: every product is added where it belongs, one by one.
import * as ops from "../../src/graph/ops/index.ts";
import type { ConvTransposeOptions } from "../../src/graph/ops/transposed.ts";
import type { ConvOptions } from "../../src/graph/ops/convolution.ts";
import { at, build, floats, indices, plain, randomly, type Case, type OpName, type Plain, type Sample } from "./sample.ts";

const per = (value: number | readonly number[] | undefined, count: number, otherwise: number): readonly number[] =>
  typeof value === "object" ? value : new Array<number>(count).fill(value ?? otherwise);
const flat = (shape: readonly number[], index: readonly number[]): number => shape.reduce((sum, size, a) => sum * size + index[a]!, 0);
const inside = (shape: readonly number[], index: readonly number[]): boolean => index.every((i, a) => i >= 0 && i < shape[a]!);

/** x [N, C, …], weight [O, C / groups, …]. */
const convolved = (
  x: Plain,
  w: Plain,
  b: Plain | null,
  options: Omit<ConvOptions, "padding"> & { padding?: number | readonly number[] },
): Plain => {
  const kernel = w.shape.slice(2);
  const [stride, padding, dilation] = [
    per(options.stride, kernel.length, 1),
    per(options.padding, kernel.length, 0),
    per(options.dilation, kernel.length, 1),
  ];
  const inGroup = w.shape[0]! / (options.groups ?? 1);
  const sizes = kernel.map((k, a) => Math.floor((x.shape[2 + a]! + 2 * padding[a]! - dilation[a]! * (k - 1) - 1) / stride[a]!) + 1);
  return build([x.shape[0]!, w.shape[0]!, ...sizes], (n, o, ...place) =>
    indices(w.shape.slice(1)).reduce(
      (sum, [c, ...k]) => {
        const from = place.map((p, a) => p * stride[a]! + k[a]! * dilation[a]! - padding[a]!);
        const channel = Math.floor(o / inGroup) * w.shape[1]! + c!;
        return inside(x.shape.slice(2), from) ? sum + at(x, [n, channel, ...from]) * at(w, [o, c!, ...k]) : sum;
      },
      b ? b.data[o]! : 0,
    ),
  );
};

/** x [N, C, …], weight [C, O / groups, …]. */
const spread = (x: Plain, w: Plain, b: Plain | null, options: ConvTransposeOptions): Plain => {
  const kernel = w.shape.slice(2);
  const [stride, padding, dilation, extra] = [
    per(options.stride, kernel.length, 1),
    per(options.padding, kernel.length, 0),
    per(options.dilation, kernel.length, 1),
    per(options.outputPadding, kernel.length, 0),
  ];
  const groups = options.groups ?? 1;
  const sizes = kernel.map((k, a) => (x.shape[2 + a]! - 1) * stride[a]! - 2 * padding[a]! + dilation[a]! * (k - 1) + extra[a]! + 1);
  const shape = [x.shape[0]!, w.shape[1]! * groups, ...sizes];
  const data = indices(shape).map(([, o]) => (b ? b.data[o!]! : 0));
  for (const [n, c, ...place] of indices(x.shape))
    for (const [o, ...k] of indices(w.shape.slice(1))) {
      const to = place.map((p, a) => p * stride[a]! + k[a]! * dilation[a]! - padding[a]!);
      const channel = Math.floor(c! / (w.shape[0]! / groups)) * w.shape[1]! + o!;
      if (inside(sizes, to)) data[flat(shape, [n!, channel, ...to])]! += at(x, [n!, c!, ...place]) * at(w, [c!, o!, ...k]);
    }
  return plain(shape, data);
};

type Transposed = "convTranspose1d" | "convTranspose2d" | "convTranspose3d";
const back = (op: Transposed, name: string, x: readonly number[], w: readonly number[], options: ConvTransposeOptions = {}): Case => ({
  name,
  call: (a, b, c) => ops[op](a, b, c, options),
  inputs: [randomly(x, -1, 1, 4), randomly(w, -1, 1, 5), randomly([w[1]! * (options.groups ?? 1)], -1, 1, 6)],
  gives: (a, b, c) => spread(a, b, c, options),
});

export const convolutions = {
  conv3d: {
    cases: [
      { call: (x, w, b) => ops.conv3d(x, w, b), inputs: [randomly([2, 2, 3, 4, 3]), randomly([3, 2, 2, 3, 1], -1, 1, 2), randomly([3], -1, 1, 3)], gives: (x, w, b) => convolved(x, w, b, {}) },
      { name: "stride, padding, groups", call: (x, w) => ops.conv3d(x, w, null, { stride: [2, 1, 2], padding: [1, 0, 1], groups: 2 }), inputs: [randomly([1, 4, 4, 3, 5]), randomly([2, 2, 3, 2, 2], -1, 1, 2)], gives: (x, w) => convolved(x, w, null, { stride: [2, 1, 2], padding: [1, 0, 1], groups: 2 }) },
      { name: "no batch", call: (x, w) => ops.conv3d(x, w), inputs: [[[[[1, 2]]]], [[[[[1, 10]]]]]], gives: [[[[21]]]] },
    ],
    errors: [[() => ops.conv3d(ops.ones([2, 2]), ops.ones([1, 1, 1, 1, 1])), "conv3d: x must be [N, C, D, H, W] or [C, D, H, W], is [2, 2]"]],
  },
  convTranspose1d: {
    cases: [
      back("convTranspose1d", "plain", [2, 3, 5], [3, 2, 3]),
      back("convTranspose1d", "stride beyond the kernel", [1, 2, 4], [2, 3, 2], { stride: 3, outputPadding: 2 }),
      back("convTranspose1d", "stride and dilation", [1, 2, 4], [2, 1, 3], { stride: 2, dilation: 3, padding: 1 }),
      back("convTranspose1d", "kernel of several strides", [1, 1, 5], [1, 2, 7], { stride: 3, padding: 2, outputPadding: 1 }),
      { name: "no batch", call: (x, w) => ops.convTranspose1d(x, w), inputs: [[[1, 2]], [[[1, 10]]]], gives: [[1, 12, 20]] },
    ],
    errors: [
      [() => ops.convTranspose1d(ops.ones([3]), ops.ones([1, 1, 1])), "convTranspose1d: x must be [N, C, L] or [C, L], is [3]"],
      [() => ops.convTranspose1d(ops.ones([1, 2, 3]), ops.ones([3, 1, 1])), "convTranspose1d: x is [1, 2, 3], weight is [3, 1, 1]; x's channels (2) must equal weight's axis 0 (3)"],
      [() => ops.convTranspose1d(ops.ones([1, 2, 3]), ops.ones([2, 1, 1]), null, { outputPadding: 1 }), "convTranspose1d: outputPadding must be less than the stride (1) or the dilation (1), got 1"],
      [() => ops.convTranspose1d(ops.ones([1, 2, 3]), ops.ones([2, 1, 1]), null, { padding: 2 }), "convTranspose1d: x is [1, 2, 3], weight is [2, 1, 1]; the result would have size -1 along its axis 2"],
      [() => ops.convTranspose1d(ops.ones([1, 2, 3]), ops.ones([2, 3, 1]), ops.ones([2])), "convTranspose1d: weight is [2, 3, 1], bias is [2]; bias must be [3], weight's axis 1 times groups"],
    ],
  },
  convTranspose2d: {
    cases: [
      back("convTranspose2d", "plain", [2, 2, 3, 4], [2, 3, 2, 3]),
      back("convTranspose2d", "stride", [1, 2, 3, 2], [2, 2, 3, 4], { stride: 2, padding: 1, outputPadding: [1, 0] }),
      back("convTranspose2d", "groups", [1, 4, 3, 3], [4, 2, 3, 2], { stride: [2, 1], groups: 2 }),
      back("convTranspose2d", "depthwise, dilation", [1, 3, 3, 3], [3, 1, 2, 2], { groups: 3, dilation: [1, 2] }),
      { name: "no images", call: (x, w) => ops.convTranspose2d(x, w), inputs: [floats([], [0, 1, 2, 2]), randomly([1, 1, 2, 2])], gives: plain([0, 1, 3, 3], []) },
    ],
    errors: [[() => ops.convTranspose2d(ops.ones([1, 3, 4, 4]), ops.ones([3, 2, 3, 3]), null, { groups: 2 }), "convTranspose2d: x is [1, 3, 4, 4], weight is [3, 2, 3, 3]; x's channels (3) must be a multiple of groups (2)"]],
  },
  convTranspose3d: {
    cases: [back("convTranspose3d", "stride", [1, 2, 2, 3, 2], [2, 1, 2, 3, 1], { stride: [1, 2, 2], padding: [0, 1, 0] })],
    errors: [[() => ops.convTranspose3d(ops.ones([2, 2]), ops.ones([1, 1, 1, 1, 1])), "convTranspose3d: x must be [N, C, D, H, W] or [C, D, H, W], is [2, 2]"]],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
