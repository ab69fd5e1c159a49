// The same network trained in Node and in a page, on its main thread and in a worker, with and without shared memory:
// in portable arithmetic every bit of the losses and weights is the same.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "./server.ts";
import type { Server } from "./server.ts";

interface Result {
  readonly first: number;
  readonly last: number;
  readonly history: string;
  readonly weights: Readonly<Record<string, string>>;
  readonly threads: number;
  readonly isolated: boolean | null;
}

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const load = (path: string): Promise<Record<string, unknown>> =>
  import(pathToFileURL(join(root, path)).href) as Promise<Record<string, unknown>>;

let browser: Browser;
const servers: Server[] = [];
let here: Result;

beforeAll(async () => {
  const { ensureBuilt } = (await load("scripts/prepare.mjs")) as { ensureBuilt: () => void };
  const { findBrowser } = (await load("scripts/browser.mjs")) as { findBrowser: () => Promise<string | null> };
  ensureBuilt();
  const executablePath = await findBrowser();
  if (!executablePath || !existsSync(executablePath)) throw new Error("no browser: `npm test` installs one, or set CHROME_PATH");
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const [index, nn, optim, losses] = await Promise.all(
    ["index", "nn/index", "optim/index", "losses/index"].map((door) => load(`dist/${door}.js`)),
  );
  const { trainSmall } = (await load("test/browser/network.mjs")) as { trainSmall: (doors: object, options?: object) => Promise<Result> };
  here = await trainSmall({ index, nn, optim, losses }, { threads: 1 });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  for (const server of servers) await server.close();
});

async function open(isolated: boolean): Promise<Page> {
  const server = await serve({ isolated });
  servers.push(server);
  const page = await browser.newPage();
  await page.goto(server.url);
  return page;
}

const onMainThread = (page: Page, options: object): Promise<Result> =>
  page.evaluate(`(async () => {
    const [{ trainSmall }, { doors }] = await Promise.all([import("/test/browser/network.mjs"), import("/doors.mjs")]);
    return trainSmall(doors, ${JSON.stringify(options)});
  })()`);

const inWorker = async (page: Page, options: object): Promise<Result> => {
  const answer: { result?: Result; error?: string } = await page.evaluate(`new Promise((resolve) => {
    const worker = new Worker("/worker.mjs", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => resolve({ error: event.message });
    worker.postMessage(${JSON.stringify(options)});
  })`);
  if (!answer.result) throw new Error(answer.error);
  return answer.result;
};

const same = (there: Result): void => {
  expect(there.history).toBe(here.history);
  expect(there.weights).toEqual(here.weights);
};

describe("training in a page", () => {
  test("in Node the loss falls", () => {
    expect(here.first).toBeGreaterThan(1);
    expect(here.last).toBeLessThan(here.first / 2);
  });

  test("on the main thread, without shared memory", async () => same(await onMainThread(await open(false), { threads: 1 })));

  test("in a worker, without shared memory", async () => {
    const there = await inWorker(await open(false), { threads: 2 });
    expect(there.isolated).toBe(false);
    same(there);
  });

  test("in a worker, two threads on shared memory", async () => {
    const there = await inWorker(await open(true), { threads: 2 });
    expect(there.isolated).toBe(true);
    expect(there.threads).toBe(2);
    same(there);
  });

  test("two threads in Node give the bits of one", async () => {
    const { trainSmall } = (await load("test/browser/network.mjs")) as { trainSmall: (doors: object, options?: object) => Promise<Result> };
    const [index, nn, optim, losses] = await Promise.all(
      ["index", "nn/index", "optim/index", "losses/index"].map((door) => load(`dist/${door}.js`)),
    );
    same(await trainSmall({ index, nn, optim, losses }, { threads: 2 }));
  });
});
