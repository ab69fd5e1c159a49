// The room of gates as a learner meets it: by keyboard, mouse and finger; what it shows is what Node computes.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setDefaultDevice, wasm } from "nabla";
import { answers, census, solutions } from "../../lab/src/rooms/gates/compute.ts";
import { addressOf, drag, go, handle, press, prove, settled, startLab, swipe, PHONE } from "./harness.ts";
import type { Lab, Page } from "./harness.ts";
import { looksWell } from "./looks.ts";

setDefaultDevice(wasm({ threads: 1, portable: true }));
let lab: Lab;
let page: Page;
beforeAll(async () => {
  lab = await startLab();
  page = await lab.open("#/gates");
}, 120_000);
afterAll(() => lab?.close());

/** Z and y of every row of the truth table. */
const table = (): Promise<[number, number][]> =>
  page.locator(".truth tbody tr").evaluateAll((rows) => rows.map((row) => [Number(row.querySelector("data")!.getAttribute("value")), Number(row.children[row.children.length - 2]!.textContent)])); // prettier-ignore
const rightRows = (): Promise<number> => page.locator('.truth tr[data-right="true"]').count();
const nextGate = async (name: string): Promise<void> => {
  await page.getByRole("button", { name }).click();
  await settled(page);
};

describe("gates", () => {
  test("a visitor builds AND by keyboard, OR by slider, NOT by mouse", async () => {
    expect(await rightRows()).toBe(2);
    expect(await table()).toEqual(answers({ weights: [1, 1], bias: -0.5, sign: "above" }).map(({ z, y }) => [z, y]));
    await press(handle(page, "line"), "ArrowRight", 4);
    await settled(page);
    expect(await addressOf(page)).toEqual({ v: "1", b: "-1.5" });
    expect(await rightRows()).toBe(4);
    await nextGate("Next: OR");
    const bias = page.getByRole("textbox", { name: "Bias b" });
    await bias.fill("−0,5");
    await bias.press("Enter");
    await settled(page);
    expect(await rightRows()).toBe(4);
    await nextGate("Next: NOT");
    await expect.poll(() => page.locator(".truth tbody tr").count(), { timeout: 10_000 }).toBe(2);
    const arrow = handle(page, "normal");
    const width = Number(await page.locator(".gates-plane .plot").getAttribute("width"));
    await drag(page, arrow, (-2 * 0.3 * width) / 2.4, 30); // from w = 1 to w = −1; up and down do nothing
    await press(handle(page, "line"), "ArrowRight", 4);
    await settled(page);
    expect(await addressOf(page)).toMatchObject({ gate: "not", w1: "-1" });
    expect(await rightRows()).toBe(2);
    await expect.poll(() => page.getByText("Every row is right").count(), { timeout: 10_000 }).toBe(1);
  });

  test("all solutions are shown, and the learner's point moves in them", async () => {
    await go(page, "#/gates?b=-1.5&all=1");
    const { polygon } = solutions({ table: [0, 0, 0, 1], bias: -1.5 });
    const corners = await page.locator(".gates-region").evaluate((region: SVGPolygonElement) => region.points.numberOfItems);
    expect(corners).toBe(polygon.length);
    expect(polygon.length).toBeGreaterThan(2);
    await press(handle(page, "weights"), "ArrowRight", 3);
    await settled(page);
    expect(await addressOf(page)).toMatchObject({ w1: "1.75" });
    expect(await rightRows()).toBe(3);
  });

  test("the sign of the threshold matters at exactly zero", async () => {
    await go(page, "#/gates?b=-1");
    expect(await rightRows()).toBe(4);
    await page.getByRole("radio", { name: "Z ≥ 0" }).check();
    await settled(page);
    expect(await rightRows()).toBe(2);
    expect(await page.locator(".see").innerText()).toContain("exactly on the border");
  });

  test("what one neuron cannot do is told apart from what it can", async () => {
    const counted = census();
    expect(counted.counts.map(({ made }) => made)).toEqual([14, 104, 1882]);
    await go(page, "#/gates?gate=random");
    await expect.poll(() => page.locator(".gates-tile.impossible").count(), { timeout: 10_000 }).toBe(2);
    await page.locator(".gates-tile.impossible").first().click();
    await page.getByRole("button", { name: "It cannot be done" }).click();
    await page.getByText("Right, one neuron cannot").waitFor();
    await page.locator(".gates-tile").nth(2).click();
    await page.getByRole("button", { name: "It cannot be done" }).click();
    await page.getByRole("button", { name: "Take them" }).click();
    await settled(page);
    expect(await rightRows()).toBe(4);
    await page.getByRole("button", { name: "14", exact: true }).click();
    await page.locator(".reveal").getByText("Counting gives 14").waitFor();
  });

  test("the arrow follows a finger", async () => {
    const phone = await lab.open("#/gates", PHONE);
    await swipe(phone, handle(phone, "normal"), 40, 0);
    await settled(phone);
    const { w1, w2 } = await addressOf(phone);
    expect(Number(w1)).toBeGreaterThan(1);
    expect(w2).toBeUndefined();
    await phone.context().close();
  });

  test("everything is proved, for another neuron and another seed too", async () => {
    await go(page, "#/gates?gate=random&table=6&w1=-1.25&w2=2&b=0.25");
    const first = await prove(page, { seed: 7 });
    expect(Object.keys(first)).toEqual(
      expect.arrayContaining(["gates.answers", "gates.polygon", "gates.verdict", "gates.given", "gates.separable4"]),
    );
    expect(Object.values(first)).not.toContain(false);
  }, 30_000);

  test("it looks well to everybody", async () => {
    await looksWell(lab, "#/gates?all=1", "#/gates?gate=not&all=1");
    lab.clean();
  }, 60_000);
});
