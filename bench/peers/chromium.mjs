// Runs another script of this folder in a worker of a page of headless Chromium, and passes its lines on. The page is served on this
// machine only, with or without the headers that let threads share memory.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "../../scripts/browser.mjs";
import { ask, say, versionOf } from "./harness.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const { script, isolated, peer, name } = ask.options;

/** Where the page finds what it loads. */
const FOLDERS = { dist: join(root, "dist"), bench: join(root, "bench"), packages: ask.packages };
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const PAGE = `<!doctype html><meta charset="utf-8"><title>nabla</title><link rel="icon" href="data:,">`;
// What is imported sees `ask`, so it is imported behind it.
const worker = (told) => `globalThis.ask = ${JSON.stringify(told)}; await import("/bench/peers/${script}");`;

function serve(told) {
  const headers = isolated ? { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" } : {};
  const server = createServer((request, response) => {
    const send = (status, type, body) => {
      response.writeHead(status, { ...headers, "Content-Type": type });
      response.end(body);
    };
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (pathname === "/") return send(200, "text/html", PAGE);
    if (pathname === "/worker.mjs") return send(200, "text/javascript", worker(told));
    const [, first, ...rest] = pathname.split("/");
    const folder = FOLDERS[first];
    const file = folder && normalize(join(folder, ...rest));
    if (!file?.startsWith(folder)) return send(404, "text/plain", "not here");
    readFile(file).then(
      (body) => send(200, TYPES[extname(file)] ?? "application/octet-stream", body),
      () => send(404, "text/plain", "not here"),
    );
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}`)));
}

function refuse(reason) {
  for (const id of ask.works) say({ id, setting: ask.setting, error: `skipped: ${reason}` });
  process.exit(0);
}

function fail(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

const executablePath = await findBrowser();
if (executablePath === null) refuse("no Chromium or Chrome was found here");
const { chromium } = await import("playwright-core");
const browser = await chromium
  .launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
  .catch((error) => refuse(`Chromium does not start: ${error.message.split("\n")[0]}`));
const version = `${versionOf(peer, name)} (Chromium ${browser.version().split(".")[0]})`;
const url = await serve({ ...ask, packages: undefined, options: { ...ask.options, script: undefined }, version });
const page = await browser.newPage();
page.on("crash", () => fail("Error: the page crashed"));
let end;
const ended = new Promise((resolve) => (end = resolve));
await page.exposeFunction("tell", (line) => (line === null ? end() : "failed" in line ? fail(line.failed) : say(line)));
await page.goto(url);
await page.evaluate(`{
  const worker = new Worker("/worker.mjs", { type: "module" });
  worker.onmessage = ({ data }) => void tell(data);
  worker.onerror = (event) => void tell({ failed: "Error: " + (event.message ?? "the worker did not start") });
}`);
await ended;
await browser.close();
process.exit(0);
