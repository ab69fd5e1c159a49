// The room of activation functions, as a learner goes through it: every function with its experiment, the marker, layers; both
// languages and themes, a phone with touch, proofs that agree with Node.
import { setDefaultDevice, wasm } from "nabla";
import { afterAll, beforeAll, expect, test } from "vitest";
import { experiment, histograms, slopeByHand, valueByHand } from "../../lab/src/rooms/activations/compute.ts";
import { names } from "../../lab/src/rooms/activations/state.ts";
import { accessible, addressOf, drag, fits, handle, PHONE, press, prove, settled, startLab, swipe } from "./harness.ts";
import type { Lab } from "./harness.ts";

setDefaultDevice(wasm({ threads: 1 }));
let lab: Lab;
beforeAll(async () => void (lab = await startLab()), 180_000);
afterAll(async () => lab?.close());

/** Up to the last digits: another machine's fused operations may differ there. */
const agrees = (shown: string | null, own: number): boolean => Math.abs(Number(shown) - own) <= 1e-6 * Math.abs(own) + 1e-12;

const job = { progress: () => undefined, pause: () => Promise.resolve() };

test("every function is its formula, value and slope", () => {
  for (const name of names)
    for (const x of [-6, -2.3, -0.75, 0, 0.4, 3, 6])
      expect([name, x, valueByHand({ name, x }).pass, slopeByHand({ name, x }).pass]).toEqual([name, x, true, true]);
});

test("experiments find what the words say of them", async () => {
  const bars = async (name: (typeof names)[number]) => {
    const found = await experiment({ name, seed: 2 }, job);
    return { of: Object.fromEntries(found.bars.map((bar) => [bar.name, bar.value])) as Record<string, number>, numbers: found.numbers as Record<string, number> };
  };
  const sigmoid = await bars("sigmoid");
  expect(sigmoid.of["depth 10"]).toBeLessThan(1e-4);
  expect([sigmoid.numbers["oneSign"], sigmoid.numbers["oneSignRelu"]]).toEqual([1, 1]);
  expect(sigmoid.numbers["oneSignTanh"]).toBeLessThan(0.02);
  const tanh = await bars("tanh");
  expect(tanh.of["tanh"]! / tanh.of["sigmoid"]!).toBeGreaterThan(1e4);
  const elu = await bars("elu");
  expect(elu.of["elu"]! / elu.of["relu"]!).toBeLessThan(10);
  expect(elu.of["elu"]! / elu.of["tanh"]!).toBeGreaterThan(100);
  const step = await bars("step");
  expect(step.of["step"]).toBe(0);
  expect(step.of["sigmoid"]).toBeGreaterThan(0.5);
  const leaky = await bars("leakyRelu");
  expect([leaky.of["relu"], leaky.of["leakyRelu"]! > 0.1]).toEqual([0, true]);
  const relu = await bars("relu");
  expect(relu.of["lr 5"]).toBeGreaterThan(relu.of["lr 0.1"]! + 0.2);
  // Layers of sigmoids answer around a half, of tanh around zero.
  expect(histograms({ name: "sigmoid", seed: 2 })[3]!.mean).toBeCloseTo(0.5, 0);
  expect(histograms({ name: "tanh", seed: 2 })[3]!.mean).toBeCloseTo(0, 1);
}); // prettier-ignore

test("each function in turn: curve, experiment, verdict without a gap", async () => {
  const page = await lab.open("#/activations");
  for (const name of names) {
    await page.locator(`.figure label[data-value="${name}"]`).click();
    await settled(page);
    await page.locator(".bars").waitFor();
    const verdict = await page.locator(".activations-said .note").textContent();
    expect([name, /undefined|NaN|∞/.test(verdict!), await page.locator(".bar-row").count()]).toEqual([name, false, expect.any(Number)]);
  }
  await page.locator(`.do label[data-value="layers"]`).click();
  await settled(page);
  await expect.poll(() => page.locator(".activations-layers figure").count(), { timeout: 10_000 }).toBe(6);
  await accessible(page);
  await fits(page);
  await page.context().close();
});

test("the marker by mouse and keys solves tasks; the prediction is answered by the experiment", async () => {
  const page = await lab.open("#/activations", { theme: "dark" });
  await page.getByRole("button", { name: "About a millionth" }).click();
  await expect.poll(() => page.locator(".reveal").textContent()).toMatch(/leave \d/);
  await drag(page, handle(page, "x-value"), -40, 0);
  expect(Number((await addressOf(page))["x"])).toBeLessThan(1.6);
  await page.locator(".do .number-input").fill("0");
  await page.locator(".do .number-input").press("Enter");
  await expect.poll(() => page.locator(".step").first().getAttribute("data-done")).toBe("true");
  await press(handle(page, "x-slope"), "ArrowRight", 2);
  expect(Number((await addressOf(page))["x"])).toBeCloseTo(0.2, 6);
  await page.getByLabel("Beside it").selectOption("tanh");
  await settled(page);
  await accessible(page);
  await page.context().close();
});

test("Russian, dark, a phone: a finger pulls the marker; proofs agree with Node", async () => {
  const page = await lab.open("#/activations?v=1&f=gelu&x=-0.75", { ...PHONE, language: "ru", theme: "dark" });
  expect(await page.locator(".step").nth(2).getAttribute("data-done")).toBe("true");
  await swipe(page, handle(page, "x-value"), 40, 0);
  expect(Number((await addressOf(page))["x"])).toBeGreaterThan(-0.6);
  await accessible(page);
  await fits(page);
  expect(Object.entries(await prove(page)).filter(([, passed]) => !passed)).toEqual([]);
  const x = Number((await addressOf(page))["x"]);
  for (const [id, finding] of [["activations.your-value", valueByHand({ name: "gelu", x })], ["activations.your-slope", slopeByHand({ name: "gelu", x })]] as const)
    expect([id, agrees(await page.locator(`[data-claim="${id}"]`).getAttribute("data-value"), finding.value)]).toEqual([id, true]);
  await page.context().close();
  lab.clean();
}); // prettier-ignore
