// A sequence that grows place by place through caches gives the numbers of the whole sequence at once.
import { expect, test } from "vitest";
import { compile, manualSeed, narrow, noGrad, randn, tensor } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import * as nn from "../../src/nn/index.ts";

const places = (n: number): Tensor => tensor([n], { dtype: "i32" });
const options = { feedforward: 12, dropout: 0, batchFirst: true, normFirst: true } as const;

test("an encoder's layers one place after another", () => {
  manualSeed(1);
  const encoder = nn.transformerEncoder(() => nn.transformerEncoderLayer(8, 2, options), 2, nn.layerNorm(8));
  const positions = nn.learnedPositions(6, 8);
  const x = randn([3, 5, 8]).realize();
  const whole = noGrad(() => encoder.forward(positions.forward(x), { isCausal: true })).realize();
  const layers = [0, 1].map(() => nn.keyValueCache(3, 2, 6, 4));
  const step = compile((input: Tensor, place: Tensor) =>
    noGrad(() => encoder.forward(positions.forward(input, { offset: place }), { cached: { layers, place } })),
  );
  for (let t = 0; t < 5; t++) {
    const part = step(narrow(x, 1, t, 1).realize(), places(t)).data();
    const wanted = narrow(whole, 1, t, 1).data();
    part.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 5));
  }
});

test("a decoder's layers, with another sequence that is kept and partly padding, and with parents", () => {
  manualSeed(2);
  const decoder = nn.transformerDecoder(() => nn.transformerDecoderLayer(8, 2, options), 2);
  const memory = randn([2, 4, 8]).realize();
  const padding = tensor([[false, false, false, true], [false, false, true, true]], { dtype: "bool" }); // prettier-ignore
  const x = randn([2, 3, 8]).realize();
  const whole = (input: Tensor): Tensor =>
    noGrad(() => decoder.forward(input, memory, { tgtIsCausal: true, memoryKeyPaddingMask: padding }));
  const layers = [0, 1].map(() => nn.keyValueCache(2, 2, 3, 4));
  const kept = [0, 1].map(() => nn.keyValueCache(2, 2, 4, 4));
  compile((input: Tensor) => noGrad(() => decoder.layers.forEach((layer, i) => layer.memoryAttention.remember(kept[i]!, input))))(memory);
  const step = compile((input: Tensor, place: Tensor, parents: Tensor) =>
    noGrad(() => decoder.forward(input, memory, { memoryKeyPaddingMask: padding, cached: { layers, memory: kept, place, parents } })),
  );
  const own = tensor([0, 1], { dtype: "i32" });
  const wanted = whole(x);
  for (let t = 0; t < 2; t++) {
    const part = step(narrow(x, 1, t, 1).realize(), places(t), own);
    part.data().forEach((value, i) => expect(value).toBeCloseTo(narrow(wanted, 1, t, 1).data()[i]!, 5));
  }
  // Both sequences continue the first one: their own places 0 and 1 are those of sequence 0, their memory stays their own.
  const last = step(narrow(x, 1, 2, 1).realize(), places(2), tensor([0, 0], { dtype: "i32" }));
  const first = narrow(wanted, 1, 2, 1).data();
  const got = last.data();
  for (let i = 0; i < 8; i++) expect(got[i]).toBeCloseTo(first[i]!, 5);
});

test("what does not fit is told", () => {
  const layer = nn.multiheadAttention(4, 2, { batchFirst: true });
  const cache = nn.keyValueCache(1, 2, 8, 2);
  const ask = (shape: number[]): (() => unknown) => () => layer.forward(randn(shape), undefined, undefined, { cached: { cache, place: places(0) } }); // prettier-ignore
  expect(ask([1, 2, 4])).toThrow("multiheadAttention(4, 2): cached needs one place of each sequence, got 2");
  expect(ask([2, 1, 4])).toThrow("keyValueCache: keys and values must be [1, 2, 1, 2] – they are [2, 2, 1, 2]");
  const stack = nn.transformerEncoder(() => nn.transformerEncoderLayer(4, 2, options), 2);
  expect(() => stack.forward(randn([1, 1, 4]), { cached: { layers: [cache], place: places(0) } })).toThrow(
    "transformerEncoder: cached needs one cache for each of 2 layers, got 1",
  );
});
