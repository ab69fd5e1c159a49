// Opens the built lab in a real browser: builds it once for all test files, serves it, watches that no page complains or asks
// another host, and moves what learners move. One browser a test file: `const lab = await startLab()` in beforeAll, `lab.close()`.
// LAB_ROOMS=gates,xor builds these rooms only (into .cache), for those who work on them.
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { build } from "vite";
import { expect } from "vitest";
import { labConfig } from "../../lab/vite.config.ts";
import { serveFolder } from "../../src/cli/lab-server.ts";
import { sabotages } from "../lecture/sabotage.ts";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What scripts/*.mjs do for the tests. */
interface Scripts {
  ensureLab(): void;
  newestLabInput(): number;
  findBrowser(): Promise<string | null>;
}
const script = <Name extends keyof Scripts>(file: string, name: Name): Promise<Scripts[Name]> =>
  import(pathToFileURL(join(root, "scripts", file)).href).then((all: Scripts) => all[name]);

/** Builds what is asked for unless it is fresh; the folder. */
async function built(name: string, options: Parameters<typeof labConfig>[0]): Promise<string> {
  const outDir = join(root, ".cache", `lab-${name}`);
  const stamp = join(outDir, ".built");
  if (existsSync(stamp) && statSync(stamp).mtimeMs > (await script("prepare.mjs", "newestLabInput"))()) return outDir;
  const started = new Date();
  rmSync(outDir, { recursive: true, force: true });
  // Vitest says "test" here, and Vite would build for development.
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  await build({ ...labConfig({ ...options, outDir }), configFile: false, logLevel: "error" }).finally(
    () => (process.env["NODE_ENV"] = before),
  );
  writeFileSync(stamp, "");
  utimesSync(stamp, started, started);
  return outDir;
}

/** The folder of the built lab, as it is or with one thing of the library broken (see test/lecture/sabotage.ts). */
export async function labFolder({ sabotage, rooms }: { readonly sabotage?: string; readonly rooms?: readonly string[] } = {}): Promise<string> {
  const only = rooms ?? process.env["LAB_ROOMS"]?.split(",");
  if (sabotage !== undefined) {
    const chosen = sabotages.find(({ name }) => name === sabotage);
    if (!chosen) throw new Error(`there is no sabotage "${sabotage}"`);
    return built(`${sabotage}${only ? `-${only.join("-")}` : ""}`, { sabotage: chosen, ...(only && { rooms: only }) });
  }
  if (only) return built(only.join("-"), { rooms: only });
  (await script("prepare.mjs", "ensureLab"))();
  return join(root, "dist", "lab");
} // prettier-ignore

export interface OpenOptions {
  readonly language?: "ru" | "en";
  readonly theme?: "light" | "dark";
  /** 1280 × 900 unless told; a phone is 390 × 844 with touch. */
  readonly width?: number;
  readonly height?: number;
  readonly touch?: boolean;
  /** Readers who want less motion: tests are quicker too, so true unless told. */
  readonly reducedMotion?: boolean;
}

/** A phone. */
export const PHONE: OpenOptions = { width: 390, height: 844, touch: true };

/** A lab that is served, and a browser. */
export interface Lab {
  readonly url: string;
  readonly browser: Browser;
  /** What pages have complained of so far. */
  readonly complaints: string[];
  /** Opens a room by its address (`#/gates?v=1&w1=2`) in a context of its own, and waits until it is drawn. */
  open(address?: string, options?: OpenOptions): Promise<Page>;
  /** Fails if any page so far has complained or asked another host. */
  clean(): void;
  close(): Promise<void>;
}

export interface LabOptions {
  readonly sabotage?: string;
  readonly rooms?: readonly string[];
  /** As any static host serves it: in a folder, without headers. */
  readonly plain?: boolean;
}

/** Builds, serves, and starts a browser. */
export async function startLab({ plain = false, ...which }: LabOptions = {}): Promise<Lab> {
  const folder = await labFolder(which);
  const server = plain ? await servePlainly(folder) : await serveFolder(folder, { port: 0 });
  const executablePath = await (await script("browser.mjs", "findBrowser"))();
  if (!executablePath) throw new Error("no browser: `npm test` installs one, or set CHROME_PATH");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync"]; // prettier-ignore
  const browser = await chromium.launch({ executablePath, args });
  const complaints: string[] = [];
  const origin = new URL(server.url).origin;

  async function open(address = "", options: OpenOptions = {}): Promise<Page> {
    const context = await browser.newContext(contextOf(options));
    const page = await context.newPage();
    watch(page, origin, complaints);
    await page.goto(server.url + address);
    await drawn(page);
    return page;
  }
  return {
    url: server.url,
    browser,
    complaints,
    open,
    clean: () => expect(complaints).toEqual([]),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

function contextOf({ language = "en", theme = "light", width = 1280, height = 900, touch = false, reducedMotion = true }: OpenOptions): Parameters<Browser["newContext"]>[0] {
  return {
    locale: language === "ru" ? "ru-RU" : "en-US",
    colorScheme: theme,
    viewport: { width, height },
    hasTouch: touch,
    isMobile: touch,
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
    permissions: ["clipboard-read", "clipboard-write"],
  };
} // prettier-ignore

/** Collects what a page complains of. */
export function watch(page: Page, origin: string, complaints: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (/^https?:/.test(url) && new URL(url).origin !== origin) complaints.push(`asked another host: ${url}`);
  });
}

/** Waits until the room is loaded and nothing short is being computed. */
export async function drawn(page: Page): Promise<void> {
  await page.locator("article.room .figure > *").first().waitFor();
  await settled(page);
}

/** Waits until the worker of the figures has nothing to do (streams that run keep it busy). */
export async function settled(page: Page, timeout = 30_000): Promise<void> {
  // What was changed a moment ago asks the worker after the next paint.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 20)))));
  await page.waitForFunction(() => document.documentElement.dataset["busy"] === "0", undefined, { timeout });
}

/** Moves within the lab, as a link would. */
export async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), address);
  await page.waitForFunction((id) => document.querySelector(`article.room-${id} .figure > *`) !== null, /^#?\/([a-z]+)/.exec(address)![1]!);
  await settled(page);
}

/** What the address bar says of the state; the lab writes it when things are quiet. */
export async function addressOf(page: Page): Promise<Readonly<Record<string, string>>> {
  await page.waitForTimeout(260);
  const hash = new URL(page.url()).hash;
  return Object.fromEntries(new URLSearchParams((hash.split("?")[1] ?? "").replaceAll("+", "%2B")));
}

/** A handle of a picture by its id. */
export const handle = (page: Page, id: string): Locator => page.locator(`[data-handle="${id}"]`);

/** Presses a key on a handle (or anything that takes the focus) so many times. */
export async function press(where: Locator, key: string, times = 1): Promise<void> {
  await where.focus();
  for (let i = 0; i < times; i++) await where.press(key);
}

/** Drags by so many pixels with the mouse. */
export async function drag(page: Page, where: Locator, dx: number, dy: number): Promise<void> {
  const box = (await where.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2, { steps: 3 });
  await page.mouse.move(x + dx, y + dy, { steps: 3 });
  await page.mouse.up();
}

/** Drags with a finger. */
export async function swipe(page: Page, where: Locator, dx: number, dy: number): Promise<void> {
  const box = (await where.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points }); // prettier-ignore
  await touch("touchStart", [{ x, y }]);
  for (let k = 1; k <= 5; k++) await touch("touchMove", [{ x: x + (dx * k) / 5, y: y + (dy * k) / 5 }]);
  await touch("touchEnd", []);
  await session.detach();
}

let axeSource: string | null = null;

/** What axe finds: must be nothing. Run after everything that should be seen is open. */
export async function accessible(page: Page, within?: string): Promise<void> {
  axeSource ??= readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axeSource);
  const found = await page.evaluate(`axe.run(${JSON.stringify(within ?? null)} ?? document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 160) + " — " + failureSummary.split("\\n").slice(1).join(" ")).join(" | ")))`); // prettier-ignore
  expect(found).toEqual([]);
}

/** Nothing sticks out of the page to the right, and no text is smaller than 13 px. */
export async function fits(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const troubles: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) troubles.push(`the page is ${scrollWidth} px wide in a window of ${clientWidth}`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (!node.textContent?.trim() || parent.closest(".katex, .unseen, script, style, noscript") || !parent.getClientRects().length)
        continue;
      const size = Number.parseFloat(getComputedStyle(parent).fontSize);
      if (size < 12.99) troubles.push(`${size} px: ${node.textContent.trim().slice(0, 40)}`);
    }
    return troubles.slice(0, 8);
  });
  expect(found).toEqual([]);
}

/** Opens the proof drawer, runs everything, and tells what came out: id → passed. */
export async function prove(page: Page, { seed }: { readonly seed?: number } = {}): Promise<Readonly<Record<string, boolean>>> {
  const drawer = page.locator("details.proofs");
  if (!(await drawer.evaluate((element) => (element as HTMLDetailsElement).open))) await drawer.locator("summary").first().click();
  if (seed !== undefined) {
    const field = drawer.locator("input.proof-seed");
    await field.fill(String(seed));
    await field.press("Enter");
  }
  await drawer.locator("button.prove").click();
  await page.waitForFunction(() => document.querySelector("details.proofs")?.getAttribute("data-state") === "done", undefined, {
    timeout: 120_000,
  });
  return page.evaluate(() => Object.fromEntries(Array.from(document.querySelectorAll<HTMLElement>("details.proofs [data-claim]"), (item) => [item.dataset["claim"]!, item.dataset["pass"] === "true"]))); // prettier-ignore
}

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json" }; // prettier-ignore

/** A static host: the lab lies in a folder, and no header is set but the type. */
async function servePlainly(folder: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const base = "/some/folder/";
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "").split("?")[0]!);
    const file = join(folder, path === base ? "index.html" : path.slice(base.length));
    if (!path.startsWith(base) || path.includes("..") || !existsSync(file)) {
      response.writeHead(404);
      return response.end();
    }
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
    return response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  const close = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  }); // prettier-ignore
  return { url: `http://127.0.0.1:${port}${base}`, close };
}

export type { BrowserContext, Page };
