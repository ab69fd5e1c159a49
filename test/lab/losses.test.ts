// The room of losses, as a learner goes through it: the marker on the logit, the slide's formula, the race, where −log p breaks, the
// squares; both languages and themes, a phone with touch, proofs that agree with Node.
import { setDefaultDevice, wasm } from "nabla";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lineGradient, raceByHand, slopes } from "../../lab/src/rooms/losses/compute.ts";
import { fields, places } from "../../lab/src/rooms/losses/state.ts";
import { accessible, addressOf, drag, fits, handle, PHONE, press, prove, settled, startLab, swipe } from "./harness.ts";
import type { Lab } from "./harness.ts";

setDefaultDevice(wasm({ threads: 1 }));
let lab: Lab;
beforeAll(async () => void (lab = await startLab()), 180_000);
afterAll(async () => lab?.close());

/** Up to the last digits: another machine's fused operations may differ there. */
const agrees = (shown: string | null, own: number): boolean => Math.abs(Number(shown) - own) <= 1e-6 * Math.abs(own) + 1e-12;

test("the marker: by mouse and keys, in both pictures; the slide's formula rewards mistakes", async () => {
  const page = await lab.open("#/losses");
  await drag(page, handle(page, "z-loss"), 60, 0);
  const pulled = Number((await addressOf(page))["z"]);
  expect(pulled).toBeGreaterThan(-3.5);
  await press(handle(page, "z-slope"), "ArrowLeft", 3);
  expect(Number((await addressOf(page))["z"])).toBeCloseTo(pulled - 0.3, 2);
  await page.locator(".do .number-input").first().fill("-0.7");
  await page.locator(".do .number-input").first().press("Enter");
  await expect.poll(() => page.locator(".step").first().getAttribute("data-done")).toBe("true");
  await page.getByLabel("Show the slide's formula").check();
  await settled(page);
  await expect.poll(() => page.locator(".see .note.bad").textContent()).toMatch(/gives −1\.1 where the right one gives 1\.1/);
  await accessible(page);
  await fits(page);
  await page.context().close();
}); // prettier-ignore

test("the race: eleven steps against eleven thousand", async () => {
  const page = await lab.open("#/losses?v=1&view=race", { theme: "dark" });
  await page.getByRole("button", { name: "Start the race" }).click();
  await expect.poll(() => page.locator(".see").textContent(), { timeout: 20_000 }).toContain("BCE took 11 steps, MSE 11,034: 1,003 times as long.");
  expect(await page.locator(".losses-lanes").textContent()).toContain("MSE of σ(z): 11,034 steps");
  expect(await page.locator(".step").nth(1).getAttribute("data-done")).toBe("true");
  await accessible(page);
  await page.context().close();
}); // prettier-ignore

test("where −log p breaks; squares by hand and by descent", async () => {
  const page = await lab.open("#/losses?v=1&view=break&far=-85");
  await expect.poll(() => page.locator(".see .note.good").count(), { timeout: 10_000 }).toBe(1);
  await press(handle(page, "far"), "ArrowLeft", 5);
  await expect.poll(() => page.locator(".see .note.bad").textContent()).toContain("At z = −90 the formula as typed is no number");
  expect(await page.locator(".see").textContent()).toContain("z = −89 in single precision, z = −710 in double");
  await page.locator(`label[data-value="squares"]`).click();
  await settled(page);
  await press(handle(page, "end-0"), "PageDown", 5);
  const state = await addressOf(page);
  expect(Number(state["slope"])).toBeGreaterThan(0.5);
  await drag(page, handle(page, "point-7"), 0, 40);
  expect((await addressOf(page))["heights"]).toBeDefined();
  await page.getByRole("button", { name: "Descend" }).click();
  await settled(page);
  const [now, best] = await page.locator(".see").evaluate((see) => [see.querySelector(".stat dd data")!.textContent, /better than ([\d.]+)/.exec(see.textContent)![1]!]); // prettier-ignore
  expect(Number(now)).toBeCloseTo(Number(best), 2);
  await accessible(page);
  await page.context().close();
});

test("Russian, dark, a phone: a finger pulls the marker; proofs agree with Node", async () => {
  const page = await lab.open("#/losses", { ...PHONE, language: "ru", theme: "dark" });
  await swipe(page, handle(page, "z-loss"), 40, 0);
  expect(Number((await addressOf(page))["z"])).toBeGreaterThan(-3.5);
  expect(await page.locator(".see").textContent()).toMatch(/вероятность p = σ\(z\) = 0,\d/);
  await accessible(page);
  await fits(page);
  for (const view of ["race", "break", "squares"]) {
    await page.evaluate((name) => void (location.hash = `#/losses?v=1&view=${name}`), view);
    await settled(page);
    await fits(page);
  }
  await page.getByRole("button", { name: "Сначала", exact: true }).tap();
  await settled(page);
  expect(Object.entries(await prove(page)).filter(([, passed]) => !passed)).toEqual([]);
  const line = { x: [...places], y: [...fields.heights.initial], slope: fields.slope.initial, bias: fields.bias.initial };
  const found = { "losses.your-slopes": slopes({ z: -4, label: 1 }), "losses.your-race": raceByHand({ start: -10 }), "losses.your-line": lineGradient(line) };
  for (const [id, finding] of Object.entries(found)) expect([id, agrees(await page.locator(`[data-claim="${id}"]`).getAttribute("data-value"), finding.value)]).toEqual([id, true]);
  await page.context().close();
  lab.clean();
}); // prettier-ignore
