// The room of layers: a plane goes through a network and is bent, without activations it is only sheared; a line is folded.
import { afterAll, beforeAll, expect, test } from "vitest";
import { setDefaultDevice, wasm } from "nabla";
import { journey, pieces } from "../../lab/src/rooms/layers/compute.ts";
import { addressOf, go, press, prove, settled, startLab, PHONE } from "./harness.ts";
import type { Lab, Page } from "./harness.ts";
import { looksWell } from "./looks.ts";

setDefaultDevice(wasm({ threads: 1, portable: true }));
const job = { progress: () => undefined, pause: () => Promise.resolve() };
let lab: Lab;
let page: Page;
beforeAll(async () => {
  lab = await startLab();
  page = await lab.open("#/layers");
}, 120_000);
afterAll(() => lab?.close());

/** The places of the points at the place that is shown, from the figure's table. */
async function points(): Promise<number[][]> {
  const twin = page.locator(".layers-morph details.table-twin");
  if (!(await twin.evaluate((element) => (element as HTMLDetailsElement).open))) await twin.locator("summary").click();
  await twin.locator("tbody tr").first().waitFor();
  return twin.locator("tbody tr").evaluateAll((rows) => rows.map((row) => Array.from(row.querySelectorAll("td")).slice(2).map((cell) => Number(cell.getAttribute("title"))))); // prettier-ignore
}

test("the page shows the very points that Node computes, and the grid moves on the way", async () => {
  const here = await journey({ data: "xor", f: "tanh", linear: [false, false, false], own: false, seed: 1 }, job);
  expect(here.accuracy).toBeGreaterThan(0.97);
  expect(here.bend).toBeGreaterThan(0.1);
  const shown = await points();
  expect(shown.flat()).toEqual([...here.stages[2]!.points]);
  const line = page.locator(".layers-grid").first();
  const before = await line.getAttribute("d");
  await press(page.locator(".layers-bar").getByRole("slider"), "ArrowRight", 5);
  await settled(page);
  expect(await addressOf(page)).toEqual({ v: "1", at: "2.25" });
  expect(await line.getAttribute("d")).not.toBe(before);
  // Readers who want less motion go step by step.
  await page.getByRole("button", { name: "Take it through" }).click();
  await settled(page);
  expect(await addressOf(page)).toEqual({ v: "1", at: "3" });
});

test("one activation after another is taken away, until one affine map is left", async () => {
  for (const layer of [1, 2, 3]) {
    await page.getByRole("switch", { name: `Layer ${layer}: tanh` }).uncheck();
    await settled(page);
  }
  await page.getByText("the whole network is one affine map").waitFor();
  const here = await journey({ data: "xor", f: "tanh", linear: [true, true, true], own: false, seed: 1 }, job);
  expect(here.whole!.difference).toBeLessThan(1e-12);
  expect(here.bend).toBeLessThan(1e-12);
  await page.locator(".see .katex").first().waitFor();
  // Straight lines stay straight: the third corner of a grid line lies between its ends.
  const straight = await page.locator(".layers-grid").evaluateAll((lines) =>
    lines.every((line) => {
      const places = line.getAttribute("d")!.split(/[ML]/).slice(1).map((place) => place.split(" ").map(Number)); // prettier-ignore
      const [a, m, b] = [places[0]!, places[(places.length - 1) / 2]!, places.at(-1)!];
      return Math.hypot(m[0]! - (a[0]! + b[0]!) / 2, m[1]! - (a[1]! + b[1]!) / 2) < 0.2;
    }),
  );
  expect(straight).toBe(true);
  await page.getByRole("switch", { name: "Train anew without them" }).check();
  await settled(page);
  const anew = await journey({ data: "xor", f: "tanh", linear: [true, true, true], own: true, seed: 1 }, job);
  expect(anew.accuracy).toBeLessThan(0.8);
});

test("folds are counted as in Node", async () => {
  await go(page, "#/layers?units=12");
  const here = pieces({ units: 12, seed: 1 });
  expect(Number(await page.locator("[data-pieces]").getAttribute("data-pieces"))).toBe(here.pieces);
  await expect.poll(() => page.locator(".layers-fold").count(), { timeout: 10_000 }).toBe(here.folds.length);
  expect(here.pieces).toBeLessThanOrEqual(13);
});

test("on a phone the stops of the network are pressed with a finger", async () => {
  const phone = await lab.open("#/layers?data=moons", PHONE);
  await phone.getByRole("button", { name: "Layer 3: activation" }).tap();
  await settled(phone);
  expect(await addressOf(phone)).toMatchObject({ at: "6" });
  await expect.poll(() => phone.locator(".layers-border").count(), { timeout: 10_000 }).toBe(1);
  await phone.context().close();
});

test("the question, the learner's own network and the lecture's claims are proved", async () => {
  await page.getByRole("button", { name: "Like one layer without activation" }).click();
  await page.locator(".reveal").getByText("Three matrices multiply into one").waitFor();
  await go(page, "#/layers?data=moons&f=relu&linear=0,1,0&units=7");
  const found = await prove(page, { seed: 2 });
  expect(Object.keys(found)).toEqual(expect.arrayContaining(["layers.yours", "layers.yours-collapse", "layers.yours-pieces", "layers.collapse"])); // prettier-ignore
  expect(Object.values(found)).not.toContain(false);
}, 60_000);

test("it looks well to everybody", async () => {
  await looksWell(lab, "#/layers?linear=1,1,1&at=6", "#/layers", "#/layers?data=rings&at=3.4");
  lab.clean();
}, 60_000);
