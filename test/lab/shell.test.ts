// The lab's frame in a real browser: sizes, offline, address bar, languages and themes, palette, keyboard, proofs, code cells, a worker
// that breaks, a host that sets no headers, a phone.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { setDefaultDevice, wasm } from "nabla";
import { claims, rooms as lectureRooms } from "nabla/lecture";
import { themes } from "nabla/viz";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessible, addressOf, drawn, fits, go, labFolder, PHONE, prove, root, settled, startLab } from "./harness.ts";
import type { Lab, Page } from "./harness.ts";

let lab: Lab;
let ids: readonly string[];
/** The room that most tests look at. */
let first: string;

beforeAll(async () => {
  lab = await startLab();
  const page = await lab.open();
  ids = await page.locator(".rooms a").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).hash.slice(2)));
  first = ids.includes("gates") ? "gates" : ids[0]!;
  await page.context().close();
}, 180_000);
afterAll(async () => lab?.close());

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

test("sizes: the first load and every room keep their budgets, and the page bundles nothing of the engine", async () => {
  const folder = await labFolder();
  const chunks = JSON.parse(readFileSync(join(folder, "assets.json"), "utf8")) as Readonly<Record<string, Chunk>>;
  const closure = (name: string, all = new Set<string>()): Set<string> => {
    if (all.has(name)) return all;
    all.add(name);
    for (const next of chunks[name]!.imports ?? []) closure(next, all);
    return all;
  };
  const text = (name: string): Buffer => readFileSync(join(folder, chunks[name]!.file));
  const size = (names: Iterable<string>): number => [...names].reduce((sum, name) => sum + gzipSync(text(name)).byteLength, 0);
  const entry = closure(Object.keys(chunks).find((name) => chunks[name]!.isEntry)!);
  expect(size(entry)).toBeLessThan(60_000);
  const sizes = Object.keys(chunks)
    .filter((name) => name.endsWith("room.tsx"))
    .map((name) => [name, size([...closure(name)].filter((part) => !entry.has(part)))] as const);
  expect(sizes.length).toBe(ids.length);
  expect(sizes.filter(([, bytes]) => bytes > 40_000)).toEqual([]);
  for (const name of [...entry, ...sizes.flatMap(([room]) => [...closure(room)])]) expect([name, /WebAssembly/.test(text(name).toString())]).toEqual([name, false]);
  const css = readFileSync(join(root, "lab/src/style/theme.css"), "utf8");
  for (const role of Object.keys(themes.light.roles) as (keyof typeof themes.light.roles)[])
    expect(css).toContain(`--${role}: light-dark(${themes.light.roles[role]}, ${themes.dark.roles[role]});`);
}); // prettier-ignore

test("the rail shows the lecture's rooms that exist, in its order, with its names", async () => {
  const page = await lab.open("", { language: "ru" });
  const names = await page.locator(".rooms a span:last-child").allTextContents();
  const built = lectureRooms.filter(({ id }) => existsSync(join(root, id === "together" ? "lab/src/workbench/room.tsx" : `lab/src/rooms/${id}/room.tsx`)));
  if (!process.env["LAB_ROOMS"]) expect(ids).toEqual(built.map(({ id }) => id));
  expect(names).toEqual(lectureRooms.filter(({ id }) => ids.includes(id)).map(({ ru }) => ru));
  await page.context().close();
}); // prettier-ignore

test("headers: isolated, a strict policy, right types, nothing outside the folder, this machine only", async () => {
  const page = await fetch(lab.url);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  const policy = page.headers.get("content-security-policy")!;
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/);
  const html = await page.text();
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(html)![1]!;
  const code = await fetch(lab.url + script, { headers: { "accept-encoding": "gzip" } });
  expect([code.headers.get("content-type"), code.headers.get("content-encoding")]).toEqual(["text/javascript; charset=utf-8", "gzip"]);
  expect(code.headers.get("cache-control")).toContain("immutable");
  const again = await fetch(lab.url, { headers: { "if-none-match": page.headers.get("etag")! } });
  expect(again.status).toBe(304);
  for (const path of ["..%2f..%2fpackage.json", "%2e%2e/package.json", "assets/../../package.json", "%", "nothing", ".built"]) {
    const { status } = await fetch(lab.url + path);
    expect([path, status >= 400]).toEqual([path, true]);
  }
  expect((await fetch(lab.url, { method: "POST" })).status).toBe(405);
});

describe("one page", () => {
  let page: Page;
  beforeAll(async () => {
    page = await lab.open(`#/${first}`);
  });
  afterAll(async () => page.context().close());

  test("is accessible in both themes, with everything open", async () => {
    await page.locator("details.proofs summary").first().click();
    await page.locator("details.proofs [data-claim]").first().waitFor();
    await accessible(page);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await page.waitForFunction(() => document.documentElement.dataset["theme"] === "dark");
    await accessible(page);
    await fits(page);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  });

  test("speaks both languages, and remembers which, and the theme", async () => {
    const title = (): Promise<string> => page.title();
    const before = await title();
    await page.locator(".segments button", { hasText: "Рус" }).click();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("ru");
    expect(await title()).not.toBe(before);
    await page.locator(".segments button[aria-label='Тёмная']").click();
    await page.reload();
    await drawn(page);
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset["theme"]])).toEqual(["ru", "dark"]);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(18, 21, 29)");
    await page.locator(".segments button", { hasText: "Eng" }).click();
    await page.locator(".segments button[aria-label='As the system']").click();
    expect(await title()).toBe(before);
  });

  test("the keyboard goes to rooms, the skip link to the figure", async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const other = lectureRooms.findIndex(({ id }) => id === ids.find((id) => id !== first)) + 1;
    if (other > 0 && other < 7) {
      await page.keyboard.press(String(other));
      await page
        .locator(`article.room-${lectureRooms[other - 1]!.id} .figure > *`)
        .first()
        .waitFor();
      await go(page, `#/${first}`);
    }
    await page.evaluate(() => document.querySelector<HTMLElement>("a.skip")!.focus());
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("figure");
  });

  test("the palette finds rooms in either language and does things", async () => {
    await page.keyboard.press("Control+k");
    const box = page.locator("dialog.palette input[role=combobox]");
    await box.waitFor();
    await accessible(page, "dialog.palette");
    await box.fill("новое зерно");
    await page.keyboard.press("Enter");
    expect(Number((await addressOf(page))["seed"])).toBeGreaterThan(0);
    await page.keyboard.press("Control+k");
    await box.fill("qqqq");
    expect(await page.locator(".palette-empty").isVisible()).toBe(true);
    await box.fill("");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => page.locator(".palette-entry[aria-selected=true]").count(), { timeout: 10_000 }).toBe(1);
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog.palette").evaluate((dialog) => (dialog as HTMLDialogElement).open)).toBe(false);
  });

  test("links that nobody should believe open the initial state, and say so", async () => {
    for (const [address, notice] of [
      ["#/nowhere", "no room"],
      [`#/${first}?v=9&seed=3`, "another version"],
      [`#/${first}?v=1&nonsense=%3Cimg%20src=x%20onerror=alert(1)%3E&__proto__=1`, "could not be read"],
      [`#/${first}?v=1&x=${"y".repeat(9000)}`, "too long"],
    ] as const) {
      await page.evaluate((hash) => void (location.hash = hash), address);
      await page.locator(".notice", { hasText: notice }).waitFor();
    }
    await page.evaluate((hash) => void (location.hash = hash), `#/${first}`);
    await settled(page);
  });

  test("a worker that breaks is started anew, and the state stays", async () => {
    await go(page, `#/${first}?v=1&seed=77`);
    const worker = page.workers()[0]!;
    await worker.evaluate(() => void setTimeout(() => { throw new Error("broken on purpose"); }, 0)); // prettier-ignore
    await page.locator(".notice", { hasText: "started anew" }).waitFor();
    await settled(page);
    expect((await addressOf(page))["seed"]).toBe("77");
    // The browser itself writes the error to the console.
    lab.complaints.splice(0, lab.complaints.length, ...lab.complaints.filter((text) => !text.includes("broken on purpose")));
  });

  test("the proof drawer finds what Node finds", async () => {
    await go(page, `#/${first}`);
    const shown = await prove(page, { seed: 5 });
    const own = claims.filter(({ room }) => room === first);
    expect(Object.keys(shown)).toEqual(expect.arrayContaining(own.map(({ id }) => id)));
    expect(Object.entries(shown).filter(([, pass]) => !pass)).toEqual([]);
    setDefaultDevice(wasm({ threads: 1, portable: true }));
    for (const claim of own) {
      const letters = (): Promise<never> => Promise.reject(new Error("none"));
      const { value } = await claim.compute({ seed: 5, budget: "quick", letters });
      expect([claim.id, await page.locator(`[data-claim="${claim.id}"]`).getAttribute("data-value")]).toEqual([claim.id, String(value)]);
    }
  });

  test("the code cell runs the figure's code, shows errors, and stops an endless loop", async () => {
    const output = page.locator(".code-output");
    await page.locator("button.run").click();
    await page.locator(".code-output[data-state=done]").waitFor();
    await expect.poll(() => output.locator(".error").count(), { timeout: 10_000 }).toBe(0);
    expect((await output.innerText()).length).toBeGreaterThan(10);
    await page.locator(".code button", { hasText: "Edit" }).click();
    const editor = page.locator(".code-editor .cm-content");
    await editor.waitFor();
    await accessible(page, ".code");
    const write = async (code: string): Promise<void> => {
      await page.evaluate((text) => navigator.clipboard.writeText(text), code);
      await editor.focus();
      await page.keyboard.press("Control+a");
      await page.keyboard.press("Control+v");
    };
    await write(`import { tensor, matmul as product } from "nabla";\nimport * as nn from "nabla/nn";\nconst x: number[] = [1, 2];\nconsole.log(nn.linear(2, 1).weight.shape);\nproduct(tensor([x]), tensor([[3], [4]])).item();`); // prettier-ignore
    await page.keyboard.press("Control+Enter");
    await output.locator(".value", { hasText: "11" }).waitFor();
    expect(await output.innerText()).toContain("[1, 2]");
    await write(`import { tensor } from "nabla";\n\ntensor([1, 2]).add(tensor([1, 2, 3]));`);
    await page.keyboard.press("Control+Enter");
    await output.locator(".error", { hasText: "add" }).waitFor();
    expect(await output.innerText()).toContain("Line 3");
    await write(`console.log("begun");\nfor (;;) {}`);
    await page.keyboard.press("Control+Enter");
    await page.locator("button.stop").click();
    await page.locator(".code-output[data-state=stopped]").waitFor();
    await page.locator(".code button", { hasText: "Back to the figure" }).click();
    await expect.poll(() => editor.innerText()).not.toContain("for (;;)");
  });

  test("has not complained, and asked nobody else", () => lab.clean());
});

test("offline: after the first visit everything is there, rooms that were never opened too", async () => {
  const page = await lab.open(`#/${first}`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await page.reload();
  await drawn(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  for (const id of ids.filter((id) => id !== first).slice(0, 2)) await go(page, `#/${id}`);
  await page.locator("button.run").click();
  await page.locator(".code-output[data-state=done]").waitFor();
  await page.context().close();
  lab.clean();
});

test("a phone: one column, the figure in view, nothing sticks out, targets for fingers", async () => {
  const page = await lab.open(`#/${first}`, { ...PHONE, language: "ru", theme: "dark" });
  await fits(page);
  await accessible(page);
  await page.locator(".bar button").first().click();
  await page.locator(".rail.open").waitFor();
  const small = await page.locator(".rail.open a:visible, .rail.open button:visible, .bar button:visible").evaluateAll((elements) =>
    elements.map((element) => [element.textContent, element.getBoundingClientRect().height] as const).filter(([text, height]) => height < 43.5 && !text.includes("nabla"))); // prettier-ignore
  expect(small).toEqual([]);
  await page.keyboard.press("Escape");
  await page.locator(".rail.open").waitFor({ state: "detached" });
  const figure = page.locator("#figure");
  const before = (await figure.boundingBox())!;
  expect(before.height).toBeLessThan(844 * 0.56);
  await page.evaluate(() => window.scrollTo(0, 700));
  expect((await figure.boundingBox())!.y).toBeLessThan(80);
  await page.context().close();
  lab.clean();
});

test("any static host, in a folder, without headers: one thread, the same page", async () => {
  const plain = await startLab({ plain: true });
  try {
    const page = await plain.open(`#/${first}`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.locator("button.run").click();
    await page.locator(".code-output[data-state=done]").waitFor();
    await expect.poll(() => page.locator(".code-output .error").count(), { timeout: 10_000 }).toBe(0);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.map(({ scope }) => new URL(scope).pathname)))).toEqual(["/some/folder/"]); // prettier-ignore
    plain.clean();
  } finally {
    await plain.close();
  }
});
