// The room of descent, as a learner goes through it: the rate up to the threshold and beyond, the start pulled, methods compared, the
// race; both languages and themes, a phone with touch, proofs that agree with Node.
import { setDefaultDevice, wasm } from "nabla";
import { afterAll, beforeAll, expect, test } from "vitest";
import { curvature, curvatureByHand, measuredLimit, surface, walk, walkByHand } from "../../lab/src/rooms/descent/compute.ts";
import { arrival } from "../../lab/src/rooms/descent/arrival.ts";
import { box, methods } from "../../lab/src/rooms/descent/state.ts";
import { accessible, addressOf, drag, fits, handle, PHONE, press, prove, settled, startLab, swipe } from "./harness.ts";
import type { Lab } from "./harness.ts";

setDefaultDevice(wasm({ threads: 1 }));
let lab: Lab;
beforeAll(async () => void (lab = await startLab()), 180_000);
afterAll(async () => lab?.close());

/** Up to the last digits: another machine's fused operations may differ there. */
const agrees = (shown: string | null, own: number): boolean => Math.abs(Number(shown) - own) <= 1e-6 * Math.abs(own) + 1e-12;

const start = [-1.6, 2.6] as const;

test.each([1, 2, 3])("seed %i: below 2/λ descent arrives, above it is lost; every method is its formula", (seed) => {
  const unit = "linear" as const;
  const { limit } = curvature({ unit, seed, place: start });
  expect(measuredLimit({ unit, seed, place: start }) / limit).toBeCloseTo(1, 2);
  expect(curvatureByHand({ unit, seed, place: start }).pass).toBe(true);
  const { best } = surface({ unit, seed, box: box.linear });
  const below = walk({ unit, seed, start, lr: 0.9 * limit, method: "plain", steps: 200 });
  expect(below.lost).toBeNull();
  expect(arrival(below, best[2])).toBeLessThan(200);
  const above = walk({ unit, seed, start, lr: 1.2 * limit, method: "plain", steps: 200 });
  expect(above.lost).toBeGreaterThan(5);
  expect(above.path.flat().every(Number.isFinite)).toBe(true);
  for (const method of methods)
    expect([method, walkByHand({ unit, seed, start, lr: 0.05, method, steps: 20 }).pass]).toEqual([method, true]);
});

test("the rate: sure below the threshold, lost above; the gauge and the link tell", async () => {
  const page = await lab.open("#/descent");
  await expect.poll(() => page.locator(".see .note.good").count(), { timeout: 10_000 }).toBe(1);
  const rate = page.locator(".do .number-input").first();
  const type = async (text: string): Promise<void> => {
    await rate.fill(text);
    await rate.press("Enter");
    await settled(page);
  };
  const limit = curvature({ unit: "linear", seed: 1, place: start }).limit;
  await type((limit * 0.97).toFixed(4));
  await expect.poll(() => page.locator(".step").nth(1).getAttribute("data-done")).toBe("true");
  await type("0.45");
  await expect.poll(() => page.locator(".see .note.bad").textContent()).toContain("descent has diverged");
  expect(await page.locator(".step").first().getAttribute("data-done")).toBe("true");
  expect(Number(await page.locator(".descent-gauge").getAttribute("aria-valuenow"))).toBeCloseTo(0.45 / limit, 3);
  await type("0.03");
  await page.getByLabel("Method", { exact: true }).selectOption("nesterov");
  await expect.poll(() => page.locator(".step").nth(2).getAttribute("data-done")).toBe("true");
  await page.getByLabel("Method", { exact: true }).selectOption("momentum");
  await drag(page, handle(page, "start"), 60, 30);
  await press(handle(page, "start"), "ArrowRight", 2);
  expect(await addressOf(page)).toMatchObject({ lr: "0.03", method: "momentum" });
  await accessible(page);
  await fits(page);
  await page.context().close();
});

test("the race runs to its end, and plain descent is last", async () => {
  const page = await lab.open("#/descent?v=1&view=race", { theme: "dark" });
  await page.getByRole("button", { name: "Start the race" }).click();
  await expect.poll(() => page.locator(".step").nth(3).getAttribute("data-done"), { timeout: 30_000 }).toBe("true");
  const places = await page.locator(".descent-places strong").allTextContents();
  expect(places.length).toBe(5);
  expect(places.at(-1)).toBe("Plain descent");
  expect(await page.locator(".see").textContent()).toMatch(/was first: \d+ steps/);
  await accessible(page);
  await page.context().close();
});

test("Russian, dark, a phone: a finger pulls the start; proofs agree with Node", async () => {
  const page = await lab.open("#/descent", { ...PHONE, language: "ru", theme: "dark" });
  await swipe(page, handle(page, "start"), 30, 20);
  expect(Number((await addressOf(page))["w"])).toBeGreaterThan(-1.4);
  await accessible(page);
  await fits(page);
  await page.getByRole("button", { name: "Сначала", exact: true }).tap();
  await settled(page);
  expect(Object.entries(await prove(page)).filter(([, passed]) => !passed)).toEqual([]);
  const args = { unit: "linear", seed: 1, start, lr: 0.18, method: "plain", steps: 80 } as const;
  const found = { "descent.your-walk": walkByHand(args), "descent.your-curvature": curvatureByHand({ unit: "linear", seed: 1, place: start }) };
  for (const [id, finding] of Object.entries(found)) expect([id, agrees(await page.locator(`[data-claim="${id}"]`).getAttribute("data-value"), finding.value)]).toEqual([id, true]);
  await page.context().close();
  lab.clean();
}); // prettier-ignore
