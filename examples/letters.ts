// Letters A–Z rendered from real fonts: training on 28 fonts, test on 8 that were never seen. With --tiny for one epoch.
import assert from "node:assert/strict";
import { manualSeed } from "nabla";
import { labels, tensorDataset } from "nabla/data";
import { letters } from "nabla/datasets";
import type { ImagePart } from "nabla/datasets";
import { crossEntropy } from "nabla/losses";
import * as nn from "nabla/nn";
import { adam } from "nabla/optim";
import { evaluate, fit } from "nabla/train";

const epochs = process.argv.includes("--tiny") ? 2 : 20;
const { train, test, classes } = await letters({ copies: 0 });
const columns = ({ images, labels: numbers, shape }: ImagePart) =>
  tensorDataset({ data: Float32Array.from(images, (value) => value / 255), shape }, labels(numbers));

manualSeed(0);
const model = nn.sequential(nn.flatten(), nn.linear(784, 64), nn.relu(), nn.linear(64, classes.length));
await fit(model, columns(train), { loss: crossEntropy, optimizer: adam({ lr: 2e-3 }), epochs, batchSize: 32, seed: 0 });
const { accuracy } = evaluate(model, columns(test), { metrics: ["accuracy"] }).metrics;
console.log(`${epochs} epochs: ${(accuracy! * 100).toFixed(1)} % of the letters of unseen fonts`);
assert.ok(accuracy! > (epochs > 2 ? 0.8 : 0.5), "a small network reads unseen fonts");
