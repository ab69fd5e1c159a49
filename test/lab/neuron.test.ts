// The room of the mathematical neuron: whichever of the four views is touched, the others follow, and the numbers are Node's.
import { afterAll, beforeAll, expect, test } from "vitest";
import { setDefaultDevice, wasm } from "nabla";
import { answer } from "../../lab/src/rooms/neuron/compute.ts";
import { addressOf, drag, go, handle, press, prove, settled, startLab, swipe, PHONE } from "./harness.ts";
import type { Lab, Page } from "./harness.ts";
import { looksWell } from "./looks.ts";

setDefaultDevice(wasm({ threads: 1, portable: true }));
let lab: Lab;
let page: Page;
beforeAll(async () => {
  lab = await startLab();
  page = await lab.open("#/neuron");
}, 120_000);
afterAll(() => lab?.close());

/** Z and y as the scheme shows them, in full. */
const shown = async (on = page): Promise<number[]> => {
  await settled(on);
  return on.locator(".neuron-result data, .neuron-answer data").evaluateAll((all) => all.map((data) => Number(data.getAttribute("value"))));
};
const inNode = (w1: number, w2: number, b: number, x1: number, x2: number, f: "step" | "sigmoid" = "step"): number[] => {
  const { z, y } = answer({ weights: [w1, w2], bias: b, point: [x1, x2], f });
  return [z, y];
};

test("scheme, formula, plane and curve are one neuron", async () => {
  expect(await shown()).toEqual(inNode(1, 0.5, -0.5, 1.2, 1.6));
  // The scheme: a number is typed.
  const weight = page.locator(".neuron-scheme").getByRole("textbox", { name: "Weight w₁" });
  await weight.fill("-1,5");
  await weight.press("Enter");
  expect(await shown()).toEqual(inNode(-1.5, 0.5, -0.5, 1.2, 1.6));
  // The formula: a number is turned by keys, and by the mouse.
  const inFormula = page.locator(".neuron-formula").getByRole("slider", { name: "Weight w₂" });
  await press(inFormula, "ArrowUp", 2);
  expect(await shown()).toEqual(inNode(-1.5, 0.6, -0.5, 1.2, 1.6));
  await drag(page, inFormula, 30, 0);
  const { w2 } = await addressOf(page);
  expect(Number(w2)).toBeCloseTo(1.2, 9);
  // The plane: the point, the arrow and the line.
  await press(handle(page, "point"), "ArrowLeft", 4);
  expect(await shown()).toEqual(inNode(-1.5, 1.2, -0.5, 1, 1.6));
  await press(handle(page, "normal"), "ArrowRight", 10);
  expect(await shown()).toEqual(inNode(-1, 1.2, -0.5, 1, 1.6));
  await press(handle(page, "line"), "ArrowUp", 10);
  const moved = await addressOf(page);
  expect(Number(moved["b"])).toBeLessThan(-0.9);
  // The curve: the mark of Z moves the bias.
  const before = (await shown())[0]!;
  await press(handle(page, "z"), "ArrowRight", 4);
  expect((await shown())[0]).toBeCloseTo(before + 0.2, 9);
});

test("tasks are checked off when they are solved", async () => {
  await go(page, "#/neuron");
  const marks = (): Promise<(string | null)[]> => page.locator(".step").evaluateAll((steps) => steps.map((step) => step.getAttribute("data-done"))); // prettier-ignore
  const bias = page.getByRole("textbox", { name: "Bias b" }).last();
  await bias.fill("-2");
  await bias.press("Enter");
  await settled(page);
  await page.getByRole("button", { name: "× (−1)" }).click();
  await settled(page);
  await go(page, "#/neuron?w1=0&w2=2&b=-1.2&x2=1.6");
  await page.waitForFunction(() => document.querySelectorAll('.step[data-done="true"]').length === 4);
  expect(await marks()).toEqual(["true", "true", "true", "true"]);
});

test("multiplied weights leave the answers of a step, and sharpen a sigmoid", async () => {
  await go(page, "#/neuron?f=sigmoid");
  const [z, y] = (await shown()) as [number, number];
  expect([z, y]).toEqual(inNode(1, 0.5, -0.5, 1.2, 1.6, "sigmoid"));
  await page.getByRole("button", { name: "× 2", exact: true }).click();
  const [twice, higher] = (await shown()) as [number, number];
  expect(twice).toBeCloseTo(2 * z, 9);
  expect(higher).toBeGreaterThan(y);
  await page.getByRole("button", { name: "Nothing changes" }).click();
  await page.locator(".reveal").getByText("Tried on 625 points").waitFor();
});

test("a finger moves the point", async () => {
  const phone = await lab.open("#/neuron", PHONE);
  await swipe(phone, handle(phone, "point"), -60, 40);
  const [z] = (await shown(phone)) as [number];
  expect(z).toBeLessThan(inNode(1, 0.5, -0.5, 1.2, 1.6)[0]!);
  await phone.context().close();
});

test("everything is proved", async () => {
  await go(page, "#/neuron?w1=-0.7&w2=2.1&b=0.3&x1=-1&x2=0.4&f=tanh");
  const found = await prove(page, { seed: 5 });
  expect(Object.keys(found)).toEqual(expect.arrayContaining(["neuron.yours", "neuron.yours-distance", "neuron.yours-normal", "neuron.yours-scale", "neuron.formula"]));
  expect(Object.values(found)).not.toContain(false);
}, 30_000); // prettier-ignore

test("it looks well to everybody", async () => {
  await looksWell(lab, "#/neuron", "#/neuron?f=relu&w1=-2");
  lab.clean();
}, 60_000);
