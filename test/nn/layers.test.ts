// The contract of every layer, once more in depth: shapes, element types, gradients against differences, empty batches, sizes of
// one, state through a file.
import { describe, expect, test } from "vitest";
import { Generator, grad, manualSeed, randn, substitute, tensor, zeros, type Shape, type Tensor } from "../../src/index.ts";
import { safetensors } from "../../src/io/index.ts";
import * as nn from "../../src/nn/index.ts";

interface Row {
  readonly make: () => nn.Module;
  readonly from: Shape;
  readonly to: Shape;
  /** Numbers of rows to look up, instead of floating input. */
  readonly rows?: number;
  /** What a batch of no samples gives; null where it is refused, as in PyTorch. */
  readonly empty?: Shape | null;
  /** The axis of samples. */
  readonly batch?: number;
  /** Further inputs. */
  readonly more?: readonly Shape[];
}

const lines: Shape = [2, 4, 6];
const pictures: Shape = [2, 4, 4, 6];
const volumes: Shape = [1, 2, 2, 4, 4];
const row = (make: () => nn.Module, from: Shape, to: Shape, more: Partial<Row> = {}): Row => ({ make, from, to, ...more });
const same = (make: () => nn.Module, from: Shape = [3, 4], more: Partial<Row> = {}): Row => row(make, from, from, more);
const small = { feedforward: 6, dropout: 0.1 };

const table: Readonly<Record<string, Row>> = {
  bilinear: row(() => nn.bilinear(3, 2, 4), [5, 3], [5, 4], { more: [[5, 2]] }),
  unflatten: row(() => nn.unflatten(1, [2, 3]), [4, 6], [4, 2, 3]),
  conv1d: row(() => nn.conv1d(4, 3, 3, { padding: 1, paddingMode: "reflect" }), lines, [2, 3, 6]),
  conv3d: row(() => nn.conv3d(2, 3, 2), volumes, [1, 3, 1, 3, 3]),
  "conv2d circular": row(() => nn.conv2d(4, 2, 3, { padding: 1, paddingMode: "circular" }), pictures, [2, 2, 4, 6]),
  "conv2d replicate": row(() => nn.conv2d(4, 2, 3, { padding: 2, paddingMode: "replicate" }), pictures, [2, 2, 6, 8]),
  depthwiseConv2d: row(() => nn.depthwiseConv2d(4, 3, { padding: 1 }), pictures, pictures),
  separableConv2d: row(() => nn.separableConv2d(4, 5, 3, { padding: 1 }), pictures, [2, 5, 4, 6]),
  convTranspose1d: row(() => nn.convTranspose1d(4, 3, 3, { stride: 2 }), lines, [2, 3, 13]),
  convTranspose2d: row(() => nn.convTranspose2d(4, 2, 2, { stride: 2, groups: 2 }), pictures, [2, 2, 8, 12]),
  convTranspose3d: row(() => nn.convTranspose3d(2, 1, 2), volumes, [1, 1, 3, 5, 5]),
  maxPool1d: row(() => nn.maxPool1d(2), lines, [2, 4, 3]),
  maxPool3d: row(() => nn.maxPool3d([1, 2, 2]), volumes, [1, 2, 2, 2, 2]),
  avgPool1d: row(() => nn.avgPool1d(3, { padding: 1, stride: 2 }), lines, [2, 4, 3]),
  avgPool3d: row(() => nn.avgPool3d([1, 2, 2]), volumes, [1, 2, 2, 2, 2]),
  adaptiveAvgPool2d: row(() => nn.adaptiveAvgPool2d(3), pictures, [2, 4, 3, 3]),
  adaptiveMaxPool2d: row(() => nn.adaptiveMaxPool2d([null, 2]), pictures, [2, 4, 4, 2]),
  lpPool2d: row(() => nn.lpPool2d(2, 2), pictures, [2, 4, 2, 3]),
  zeroPad2d: row(() => nn.zeroPad2d([1, 0, 2, 0]), pictures, [2, 4, 6, 7]),
  constantPad1d: row(() => nn.constantPad1d(1, 3), lines, [2, 4, 8]),
  reflectionPad2d: row(() => nn.reflectionPad2d(1), pictures, [2, 4, 6, 8]),
  replicationPad3d: row(() => nn.replicationPad3d(1), volumes, [1, 2, 4, 6, 6]),
  circularPad1d: row(() => nn.circularPad1d(2), lines, [2, 4, 10]),
  upsample: row(() => nn.upsample({ scaleFactor: 2, mode: "bilinear" }), pictures, [2, 4, 8, 12]),
  pixelShuffle: row(() => nn.pixelShuffle(2), pictures, [2, 1, 8, 12]),
  pixelUnshuffle: row(() => nn.pixelUnshuffle(2), pictures, [2, 16, 2, 3]),
  channelShuffle: same(() => nn.channelShuffle(2), pictures),
  unfold: row(() => nn.unfold(2), pictures, [2, 16, 15]),
  fold: row(() => nn.fold(3, 2), [2, 8, 4], [2, 2, 3, 3]),
  batchNorm3d: same(() => nn.batchNorm3d(2), volumes),
  "batchNorm1d untracked": same(() => nn.batchNorm1d(4, { trackRunningStats: false }), [3, 4]),
  groupNorm: same(() => nn.groupNorm(2, 4), pictures),
  instanceNorm1d: same(() => nn.instanceNorm1d(4, { affine: true, trackRunningStats: true }), lines),
  instanceNorm2d: same(() => nn.instanceNorm2d(4), pictures),
  rmsNorm: same(() => nn.rmsNorm([4, 6]), pictures),
  localResponseNorm: same(() => nn.localResponseNorm(3), pictures),
  dropout1d: same(() => nn.dropout1d(0.5), lines),
  dropout2d: same(() => nn.dropout2d(0.5), pictures),
  dropout3d: same(() => nn.dropout3d(0.5), volumes),
  alphaDropout: same(() => nn.alphaDropout(0.5)),
  featureAlphaDropout: same(() => nn.featureAlphaDropout(0.5), lines),
  dropPath: same(() => nn.dropPath(0.5)),
  embedding: row(() => nn.embedding(7, 3), [2, 5], [2, 5, 3], { rows: 7 }),
  embeddingBag: row(() => nn.embeddingBag(7, 3), [2, 5], [2, 3], { rows: 7 }),
  sinusoidalPositions: same(() => nn.sinusoidalPositions(8, 4), [2, 5, 4]),
  learnedPositions: same(() => nn.learnedPositions(8, 4), [2, 5, 4]),
  rotaryPositions: same(() => nn.rotaryPositions(8, 4), [2, 3, 5, 4]),
  "rotaryPositions interleaved": same(() => nn.rotaryPositions(8, 4, { interleaved: true }), [2, 5, 4]),
  rnn: row(() => nn.rnn(3, 4, { bidirectional: true }), [3, 2, 3], [3, 2, 8], { batch: 1 }),
  lstm: row(() => nn.lstm(3, 4, { numLayers: 2, batchFirst: true, dropout: 0.5 }), [2, 3, 3], [2, 3, 4]),
  gru: row(() => nn.gru(3, 4), [3, 2, 3], [3, 2, 4], { batch: 1 }),
  rnnCell: row(() => nn.rnnCell(3, 4), [2, 3], [2, 4]),
  lstmCell: row(() => nn.lstmCell(3, 4), [2, 3], [2, 4]),
  gruCell: row(() => nn.gruCell(3, 4), [2, 3], [2, 4]),
  multiheadAttention: same(() => nn.multiheadAttention(4, 2, { batchFirst: true, dropout: 0.1 }), [2, 3, 4]),
  transformerEncoderLayer: same(() => nn.transformerEncoderLayer(4, 2, { ...small, batchFirst: true, activation: "gelu" }), [2, 3, 4]),
  transformerDecoderLayer: same(() => nn.transformerDecoderLayer(4, 2, { ...small, activation: "gelu", normFirst: true }), [3, 2, 4], { batch: 1, more: [[5, 2, 4]] }), // prettier-ignore
  transformerEncoder: same(() => nn.transformerEncoder(() => nn.transformerEncoderLayer(4, 2, { ...small, activation: "gelu", batchFirst: true }), 2, nn.layerNorm(4)), [2, 3, 4]), // prettier-ignore
  residual: same(() => nn.residual(nn.sequential(nn.linear(4, 4), nn.tanh()))),
  prelu: same(() => nn.prelu({ count: 4 }), lines),
  rrelu: same(() => nn.rrelu(), [3, 4]),
  swiglu: same(() => nn.swiglu(4, 6), [2, 3, 4]),
  relu6: same(() => nn.relu6()),
  hardtanh: same(() => nn.hardtanh()),
  hardsigmoid: same(() => nn.hardsigmoid()),
  hardswish: same(() => nn.hardswish()),
  hardshrink: same(() => nn.hardshrink()),
  softshrink: same(() => nn.softshrink()),
  tanhshrink: same(() => nn.tanhshrink()),
  threshold: same(() => nn.threshold(0.1, 2)),
  celu: same(() => nn.celu(0.5)),
  selu: same(() => nn.selu()),
  mish: same(() => nn.mish()),
  softsign: same(() => nn.softsign()),
  logSigmoid: same(() => nn.logSigmoid()),
  glu: row(() => nn.glu(), [3, 4], [3, 2]),
  softmin: same(() => nn.softmin()),
  softmax2d: same(() => nn.softmax2d(), pictures),
  cosineSimilarity: row(() => nn.cosineSimilarity(), [3, 4], [3], { more: [[3, 4]] }),
  pairwiseDistance: row(() => nn.pairwiseDistance(), [3, 4], [3], { more: [[3, 4]] }),
};

const flat = (x: Tensor): number[] => Array.from(x.data());
const inputsOf = ({ from, rows, more = [] }: Row, dtype: "f32" | "f64"): Tensor[] => {
  const generator = new Generator(5);
  if (rows !== undefined) {
    const count = from.reduce((a, b) => a * b, 1);
    return [tensor(Array.from({ length: count }, (_, i) => (3 * i + 1) % rows), { shape: from, dtype: "i32" })]; // prettier-ignore
  }
  return [from, ...more].map((shape) => randn(shape, { generator }).to(dtype).realize());
};

describe("every layer", () => {
  test.each(Object.entries(table))("%s", (_, each) => {
    manualSeed(1);
    const layer = each.make();
    const [x, ...rest] = inputsOf(each, "f32") as [Tensor, ...Tensor[]];

    // In training: shape and element type, finite numbers.
    const trained = layer.forward(x, ...rest);
    expect(trained.shape).toEqual(each.to);
    expect(trained.dtype).toBe("f32");
    expect(flat(trained).every(Number.isFinite)).toBe(true);

    // In use: pure, and the same after the state went through a file into another of its kind.
    layer.eval();
    const used = flat(layer.forward(x, ...rest));
    manualSeed(99);
    const other = each.make().eval();
    other.loadStateDict(safetensors.read(safetensors.write(layer.stateDict())).tensors);
    expect(flat(other.forward(x, ...rest))).toEqual(used);

    // A batch of no samples.
    const none = (shape: Shape, axis = each.batch ?? 0): number[] => shape.map((size, a) => (a === axis ? 0 : size));
    const empties = [x, ...rest].map((value) => zeros(none(value.shape), { dtype: value.dtype }));
    const due = each.empty === undefined ? none(each.to) : each.empty;
    if (due === null) expect(() => layer.forward(empties[0]!, ...empties.slice(1))).toThrow();
    else expect(layer.forward(empties[0]!, ...empties.slice(1)).data().length).toBe(0);

    // In f64 the derivative along a random direction of inputs and parameters is that of differences.
    layer.to("f64");
    const wide = inputsOf(each, "f64");
    const parameters = layer.parameters();
    const floats = each.rows === undefined ? wide : [];
    const generator = new Generator(8);
    const directions = [...floats, ...parameters].map(({ shape }) => randn(shape, { generator }).to("f64").realize());
    const weights = randn(each.to, { generator }).to("f64").realize();
    const at = (h: number): Tensor => {
      const moved = wide.map((value, k) => (k < floats.length ? value.add(directions[k]!.mul(h)) : value));
      const pairs = parameters.map((value, k) => [value, value.detach().add(directions[floats.length + k]!.mul(h))] as const);
      return substitute(pairs, () => layer.forward(moved[0]!, ...moved.slice(1)).mul(weights).sum()); // prettier-ignore
    };
    const loss = layer.forward(wide[0]!, ...wide.slice(1)).mul(weights).sum(); // prettier-ignore
    expect(loss.dtype).toBe("f64");
    const slopes = grad(loss, [...floats, ...parameters]).map((slope, k) => slope.mul(directions[k]!).sum().item());
    const slope = slopes.reduce((a, b) => a + b, 0);
    const h = 1e-5;
    const difference = (at(h).item() - at(-h).item()) / (2 * h);
    expect(Math.abs(slope - difference)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
  });
});
