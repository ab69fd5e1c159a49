// Data on their way to a network: files of arrays, augmentation in the loader, mixed targets, JSON lines, and a stream made in a thread.
import assert from "node:assert/strict";
import { argmax, compile, manualSeed } from "nabla";
import type { Tensor } from "nabla";
import { augmentImages, colorJitter, composeAugments, horizontalFlip, jsonLines, labels, loader, mixup, normalizeImages, randomCrop, randomErasing, RandomSource, resize, streamFromWorker, tensorDataset, toFloat } from "nabla/data"; // prettier-ignore
import { npz } from "nabla/io";
import { crossEntropy } from "nabla/losses";
import * as nn from "nabla/nn";
import { adam } from "nabla/optim";

// Pictures of bars, lying (class 0) or standing (class 1), 24 × 24 bytes.
const draw = (count: number, seed: number): { images: Uint8Array; classes: Int32Array } => {
  const random = new RandomSource(seed);
  const images = new Uint8Array(count * 576);
  const classes = Int32Array.from({ length: count }, () => random.integer(2));
  for (let n = 0; n < count; n++) {
    const [place, shade] = [random.integer(20), 100 + random.integer(156)];
    for (let i = 0; i < 576; i++) {
      const across = classes[n] === 0 ? Math.floor(i / 24) : i % 24;
      images[n * 576 + i] = across >= place && across < place + 4 ? shade : random.integer(40);
    }
  }
  return { images, classes };
};

// Kept as NumPy keeps arrays: the file can be read by both.
const made = draw(256, 1);
const file = npz.write({
  x: { dtype: "u8", shape: [256, 1, 24, 24], data: made.images },
  y: { dtype: "i32", shape: [256], data: made.classes },
});
const { x, y } = npz.readHost(file);
console.log(`${file.length} bytes of npz hold pictures [${x!.shape.join(", ")}]`);

// Every epoch sees other pictures: shrunk, cut, mirrored, lightened, pieces taken out, and mixed in pairs.
const prepare = [resize(12), toFloat(), normalizeImages(0.2, 0.3)];
const augment = composeAugments<readonly [Tensor, Tensor]>(
  augmentImages(randomCrop(24, { padding: 2 }), horizontalFlip(), colorJitter({ brightness: 0.3 }), ...prepare, randomErasing({ p: 0.3 })),
  mixup({ alpha: 0.2, classes: 2 }),
);
const batches = loader(tensorDataset(x!, labels(y!.data)), { batchSize: 32, shuffle: true, seed: 5, augment });

manualSeed(3);
const model = nn.sequential(nn.conv2d(1, 8, 3), nn.relu(), nn.flatten(), nn.linear(800, 2));
const optimizer = adam({ lr: 0.003 }).over(model);
const step = compile((pictures: Tensor, shares: Tensor) => {
  const loss = crossEntropy(model.forward(pictures), shares);
  loss.backward();
  optimizer.step();
  return loss;
});
for (let epoch = 0; epoch < 8; epoch++) for (const [pictures, shares] of batches) step(pictures, shares);

// Judged on new pictures, as they are.
const fresh = draw(100, 2);
const test = tensorDataset({ data: fresh.images, shape: [100, 1, 24, 24] }, labels(fresh.classes));
let right = 0;
for (const [pictures, truth] of loader(test, { batchSize: 50, augment: augmentImages(...prepare) })) {
  const found = argmax(model.forward(pictures), 1).data();
  right += Array.from(truth.data()).filter((label, i) => found[i] === label).length;
}
console.log(`${right} of 100 new pictures recognized`);
assert.ok(right >= 97);

// JSON lines arrive in pieces; a wrong line is named.
const pieces = ['{"a": 1, "b"', ': 2}\n{"a": 3, "b": 4}\n', "{a: 5}\n"];
const sums = jsonLines<{ a: number; b: number }>(pieces, { name: "sums.jsonl" }).map((row) => row.a + row.b);
assert.deepEqual(await sums.take(2).toArray(), [3, 7]);
await assert.rejects(sums.toArray(), /sums\.jsonl, line 3/);

// A module in a thread of its own makes items ahead, while this thread computes. Usually: new URL("./items.js", import.meta.url).
const module = `data:text/javascript,export function* items(n) { for (let i = 1; i <= n; i++) yield new Float64Array(1000).fill(1 / i ** 2); }`;
let sum = 0;
for await (const item of streamFromWorker<Float64Array>(module, 2000, { ahead: 4 })) sum += item[0]!;
assert.ok(Math.abs(sum - Math.PI ** 2 / 6) < 1e-3);
