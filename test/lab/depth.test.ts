// The room of depth, as a learner goes through it: layers until the gradient dies, rescue by skips, training that confirms it, dead
// units; both languages and themes, a phone with touch, proofs that agree with Node.
import { setDefaultDevice, wasm } from "nabla";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deadByHand, normByHand, norms } from "../../lab/src/rooms/depth/compute.ts";
import { names } from "../../lab/src/rooms/depth/state.ts";
import { accessible, addressOf, fits, go, PHONE, press, prove, settled, startLab } from "./harness.ts";
import type { Lab } from "./harness.ts";

setDefaultDevice(wasm({ threads: 1 }));
let lab: Lab;
beforeAll(async () => void (lab = await startLab()), 180_000);
afterAll(async () => lab?.close());

/** Up to the last digits: another machine's fused operations may differ there. */
const agrees = (shown: string | null, own: number): boolean => Math.abs(Number(shown) - own) <= 1e-6 * Math.abs(own) + 1e-12;

const net = { f: "sigmoid", depth: 10, initial: "xavier", gain: 1, skip: false, seed: 1 } as const;

test("gradients of every activation and of skips are those of plain loops", () => {
  for (const f of names)
    for (const skip of [false, true])
      expect([f, skip, normByHand({ ...net, f, skip, depth: 5, seed: 3 }).pass]).toEqual([f, skip, true]);
  expect(norms(net).ratio).toBeLessThan(1e-4);
  expect(norms({ ...net, skip: true }).ratio).toBeGreaterThan(1e-2);
  for (const bias of [0, -1])
    expect(deadByHand({ ...net, f: "relu", initial: "he", depth: 3, width: 16, bias, lr: 1 }).pass).toBe(true);
}); // prettier-ignore

test("kill learning by layers, confirm it, rescue it by skips", async () => {
  const page = await lab.open("#/depth");
  const depth = page.locator(".do input[type=range]").first();
  await press(depth, "ArrowRight", 6);
  await settled(page);
  await expect.poll(() => page.locator(".step").first().getAttribute("data-done")).toBe("true");
  expect(await addressOf(page)).toMatchObject({ depth: "12" });
  expect(await page.locator(".see .note.bad").textContent()).toContain("deaf");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => page.locator(".see").textContent(), { timeout: 20_000 }).toContain("is ln 2 = 0.6931");
  await page.locator(`.do label[data-value="tanh"]`).click();
  await page.locator(`.do label[data-value="skip"]`).click();
  await settled(page);
  await expect.poll(() => page.locator(".step").nth(1).getAttribute("data-done")).toBe("true");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => page.locator(".step").nth(2).getAttribute("data-done"), { timeout: 20_000 }).toBe("true");
  await accessible(page);
  await fits(page);
  await page.context().close();
});

test("units: a larger rate kills them", async () => {
  const page = await lab.open("#/depth", { theme: "dark" });
  await page.locator(`.figure label[data-value="units"]`).click();
  await settled(page);
  const rate = page.getByRole("textbox", { name: "Rate ε" });
  await rate.fill("4");
  await rate.press("Enter");
  await settled(page);
  await expect.poll(() => page.locator(".depth-map").nth(1).locator(".depth-dead").count()).toBeGreaterThan(32);
  expect(await page.locator(".step").nth(4).getAttribute("data-done")).toBe("true");
  await accessible(page);
  await page.context().close();
});

test("Russian, dark, a phone: nothing sticks out; proofs agree with Node", async () => {
  const page = await lab.open("#/depth", { ...PHONE, language: "ru", theme: "dark" });
  await go(page, "#/depth?v=1&view=units&f=relu&initial=he&depth=4");
  await accessible(page);
  await fits(page);
  await go(page, "#/depth?v=1&f=relu");
  await fits(page);
  const found = { "depth.your-gradient": normByHand({ ...net, f: "relu", depth: 6 }), "depth.your-dead": deadByHand({ ...net, f: "relu", depth: 6, width: 16, bias: 0, lr: 2 }) };
  expect(Object.entries(await prove(page)).filter(([, passed]) => !passed)).toEqual([]);
  for (const [id, finding] of Object.entries(found)) expect([id, agrees(await page.locator(`[data-claim="${id}"]`).getAttribute("data-value"), finding.value)]).toEqual([id, true]);
  await page.context().close();
  lab.clean();
}); // prettier-ignore
