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
  readonly working: number;
  readonly isolated: boolean | null;
}

/** What came of a training on two threads. */
interface Together {
  /** After steps in one go. */
  readonly before: { readonly threads: number; readonly taken: readonly [number, number] };
  /** What the door said. */
  readonly ready: number;
  readonly threads: number;
  /** Tiles that each thread took in all steps, and that a step is cut into. */
  readonly taken: readonly [number, number];
  readonly steps: number;
  readonly tiles: number;
  readonly history: string;
}

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const load = (path: string): Promise<Record<string, unknown>> =>
  import(pathToFileURL(join(root, path)).href) as Promise<Record<string, unknown>>;

let browser: Browser;
const servers: Server[] = [];
let here: Result;
let alone: Together;

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
  const [inspect, { SYNC }, { SYNC_ADDRESS }] = await Promise.all(
    ["inspect", "emit/wasm/threads", "runtime/wasm/device"].map((file) => load(`dist/${file}.js`)),
  ) as [object, { SYNC: object }, { SYNC_ADDRESS: number }]; // prettier-ignore
  const { trainTogether } = (await load("test/browser/network.mjs")) as {
    trainTogether: (doors: object, sync: object, threads: number) => Promise<Together>;
  };
  alone = await trainTogether({ index, nn, optim, losses, inspect }, { SYNC, SYNC_ADDRESS }, 1);
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

const inWorker = async <Found = Result>(page: Page, options: object): Promise<Found> => {
  const answer: { result?: Found; error?: string } = await page.evaluate(`new Promise((resolve) => {
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
    // It went on in one go, and no thread starts in the midst of that.
    expect(there.working).toBe(1);
    same(there);
  });

  test.each(["in a worker", "on the main thread"])(
    "%s, two threads share the tiles once they were awaited, and change no bit",
    async (where) => {
      const page = await open(true);
      const there =
        where === "in a worker"
          ? await inWorker<Together>(page, { together: true })
          : await page.evaluate<Together>(`(async () => {
            const [{ trainTogether }, { doors, sync }] = await Promise.all([import("/test/browser/network.mjs"), import("/doors.mjs")]);
            return trainTogether(doors, sync);
          })()`);
      expect(alone.ready).toBe(1);
      // The first steps run on the calling thread alone, which does all their work.
      expect(there.before.threads).toBe(1);
      expect(there.before.taken).toEqual([5 * there.tiles, 0]);
      expect([there.ready, there.threads]).toEqual([2, 2]);
      const [led, followed] = there.taken;
      expect(led).toBeGreaterThan(there.before.taken[0]);
      expect(followed).toBeGreaterThan(0);
      expect(led + followed).toBe(there.steps * there.tiles);
      expect(there.history).toBe(alone.history);
    },
  );

  test("two threads in Node give the bits of one", async () => {
    const { trainSmall } = (await load("test/browser/network.mjs")) as { trainSmall: (doors: object, options?: object) => Promise<Result> };
    const [index, nn, optim, losses] = await Promise.all(
      ["index", "nn/index", "optim/index", "losses/index"].map((door) => load(`dist/${door}.js`)),
    );
    same(await trainSmall({ index, nn, optim, losses }, { threads: 2 }));
  });
});
