// From the start of a page of headless Chromium to the end of the first training step in it: `node page.mjs folder script`. The
// script is one of those that measure a process; it is bundled as a page of a user would be. A new browser has no cache of anything.
import { createServer } from "node:http";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { findBrowser } from "../../../scripts/browser.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const executablePath = await findBrowser();
if (executablePath === null) throw new Error("no Chromium or Chrome was found here");

const { outputFiles } = await build({
  entryPoints: { start: join(here, process.argv[3]) },
  outdir: here,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  write: false,
  // What a process prints, the page tells.
  define: { "process.stdout.write": "globalThis.tell", "process.exit": "Boolean" },
  logLevel: "error",
});
const files = new Map(outputFiles.map(({ path, text }) => [`/${basename(path)}`, text]));
const PAGE = `<!doctype html><meta charset="utf-8"><title>nabla</title><link rel="icon" href="data:,"><script type="module" src="/start.js"></script>`;
const server = createServer(({ url }, response) => {
  response.writeHead(200, { "Content-Type": url === "/" ? "text/html" : "text/javascript" });
  response.end(url === "/" ? PAGE : files.get(url));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
setTimeout(() => {
  process.stderr.write("Error: the page told nothing within 30 seconds\n");
  process.exit(1);
}, 30_000);
let tell;
const told = new Promise((resolve, reject) => {
  tell = resolve;
  page.on("pageerror", reject);
});
await page.exposeFunction("tell", tell);
await page.goto(`http://127.0.0.1:${server.address().port}/`);
process.stdout.write(`page ${Number(await told)}\n`);
await browser.close();
process.exit(0);
