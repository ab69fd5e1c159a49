// A stream from a thread in a page: the same module, the same items, the same failures as in Node.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { serve } from "./server.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

test("items come in order, arrays are moved, failures are told in their turn", async () => {
  const { findBrowser } = (await import(pathToFileURL(join(root, "scripts/browser.mjs")).href)) as {
    findBrowser: () => Promise<string | null>;
  };
  const executablePath = await findBrowser();
  if (!executablePath || !existsSync(executablePath)) throw new Error("no browser: `npm test` installs one, or set CHROME_PATH");
  const bundle = await build({ entryPoints: [join(root, "src/data/worker.ts")], bundle: true, write: false, format: "iife", globalName: "nabla", target: "es2022" }); // prettier-ignore
  const server = await serve({ isolated: false });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    const result = await page.evaluate(`(async () => {
      ${bundle.outputFiles[0]!.text}
      const code = (text) => "data:text/javascript," + encodeURIComponent(text);
      const counting = code("export async function* items(n) { const own = new Float32Array(3); for (let i = 0; i < n; i++) yield [i, Float32Array.of(i, i * i), own.subarray(1)]; }");
      const items = await nabla.streamFromWorker(counting, 3).toArray();
      const two = await nabla.streamFromWorker(counting, Infinity).take(2).toArray();
      const got = [];
      let message = "";
      try {
        for await (const item of nabla.streamFromWorker(code("export function* items() { yield 1; throw new RangeError('over') }"))) got.push(item);
      } catch (error) { message = error.message; }
      const missing = await nabla.streamFromWorker("/no/such/module.js").toArray().catch((error) => error.message);
      return { items: items.map(([i, data, part]) => [i, Array.from(data), part.buffer.byteLength]), two: two.length, got, message, missing };
    })()`);
    expect(result).toMatchObject({ items: [[0, [0, 0], 8], [1, [1, 1], 8], [2, [2, 4], 8]], two: 2, got: [1] }); // prettier-ignore
    const { message, missing } = result as { message: string; missing: string };
    expect(message).toMatch(/RangeError: over$/);
    expect(missing).toMatch(/^streamFromWorker: http:.*\/no\/such\/module\.js: /);
  } finally {
    await browser.close();
    await server.close();
  }
});
