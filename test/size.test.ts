// What a page pays to train a network: the smallest useful bundle, minified and compressed, has a budget.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const BUDGET = 75_000;

const entry = `
import { tensor, compile } from "./src/index.ts";
import { linear } from "./src/nn/index.ts";
import { sgd } from "./src/optim/index.ts";
const model = linear(2, 1);
const optimizer = sgd({ lr: 0.1 }).over(model);
const step = compile((x, y) => {
  const loss = model.forward(x).sub(y).square().mean();
  loss.backward();
  optimizer.step();
  return loss;
});
console.log(step(tensor([[1, 2]]), tensor([[3]])).item());
`;

test(`the smallest training bundle is at most ${BUDGET / 1000} kB`, async () => {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  const code = outputFiles[0]!.contents;
  const size = gzipSync(code, { level: 9 }).length;
  console.log(`smallest training bundle: ${(code.length / 1000).toFixed(1)} kB minified, ${(size / 1000).toFixed(1)} kB compressed`);
  expect(size).toBeLessThanOrEqual(BUDGET);
});
