// The room of the living neuron: signals are given by mouse, keyboard and finger; the cell and its mathematical twin answer as in Node.
import { afterAll, beforeAll, expect, test } from "vitest";
import { setDefaultDevice, wasm } from "nabla";
import { record } from "../../lab/src/rooms/living/compute.ts";
import { addressOf, go, handle, press, prove, settled, startLab, PHONE } from "./harness.ts";
import type { Lab, Page } from "./harness.ts";
import { looksWell } from "./looks.ts";

setDefaultDevice(wasm({ threads: 1, portable: true }));
let lab: Lab;
let page: Page;
beforeAll(async () => {
  lab = await startLab();
  page = await lab.open("#/living");
}, 120_000);
afterAll(() => lab?.close());

const SYNAPSES = [0.4, 0.4, 0.4, -0.4];
const spikesIn = (signals: readonly (readonly [dendrite: number, time: number])[], current = 0): number =>
  record({ synapses: SYNAPSES, signals: signals.map(([dendrite, time]) => ({ dendrite: dendrite - 1, time })), current, duration: 200 }).trace.spikes.length; // prettier-ignore
const spikes = async (on = page): Promise<number> => {
  await settled(on);
  return on.locator(".living-spike").count();
};

test("the example is alive: together the signals fire the cell, apart they do not, and the twin does not care", async () => {
  expect(await spikes()).toBe(spikesIn([[1, 30], [2, 32], [3, 34], [1, 100], [2, 125], [3, 150]])); // prettier-ignore
  expect(await spikes()).toBe(1);
  await page.getByRole("radio", { name: "Apart" }).check();
  expect(await spikes()).toBe(0);
  expect(await page.locator("[data-twin]").getAttribute("data-twin")).toBe("1");
  await expect.poll(() => page.getByText("Here the likeness ends").count(), { timeout: 10_000 }).toBe(1);
  expect(await page.locator("[data-spikes]").allInnerTexts()).toEqual(["1", "1", "0"]);
});

test("a learner clears the example and fires the cell by taps and keys; a signal moved away silences it", async () => {
  await page.getByRole("button", { name: "Clear signals" }).click();
  expect(await spikes()).toBe(0);
  await page.locator(".living-synapse").nth(0).click();
  await press(page.locator(".living-synapse").nth(1), "Enter");
  await page.locator(".living-synapse").nth(2).click();
  await settled(page);
  const { signals } = await addressOf(page);
  const given = signals!.split(",").map((one) => one.split("@").map(Number) as [number, number]);
  expect(given.map(([dendrite]) => dendrite)).toEqual([1, 2, 3]);
  expect(await spikes()).toBe(spikesIn(given));
  expect(await spikes()).toBe(1);
  await page.getByRole("radio", { name: "Apart" }).check();
  expect(await spikes()).toBe(0);
  await page.getByRole("radio", { name: "As given" }).check();
  await settled(page);
  await press(handle(page, "signal-2"), "PageUp", 3);
  expect(await spikes()).toBe(0);
  await page.waitForFunction(() => document.querySelectorAll('.step[data-done="true"]').length === 3);
});

test("a steady current fires again and again, at the rate of the formula", async () => {
  await go(page, "#/living?signals=&current=2");
  expect(await spikes()).toBe(spikesIn([], 2));
  expect(await page.locator(".see").innerText()).toMatch(
    /At a current of 2\.00, 62\.9 spikes a second are measured; the formula says 6[23]\.\d/,
  );
});

test("a finger gives signals; time runs in steps for those who want less motion", async () => {
  const phone = await lab.open("#/living?signals=", PHONE);
  for (const k of [0, 1, 2]) await phone.locator(".living-synapse").nth(k).tap();
  expect(await spikes(phone)).toBe(1);
  const now = handle(phone, "now");
  const before = Number(await now.getAttribute("aria-valuenow"));
  await phone.getByRole("button", { name: "Let time run" }).tap();
  expect(Number(await now.getAttribute("aria-valuenow"))).toBe(before + 10);
  await phone.context().close();
});

test("time runs for the others", async () => {
  const moving = await lab.open("#/living", { reducedMotion: false });
  await moving.getByRole("button", { name: "Let time run" }).click();
  await moving.waitForFunction(() => Number(document.querySelector('[data-handle="now"]')!.getAttribute("aria-valuenow")) > 40);
  await moving.getByRole("button", { name: "Stop" }).click();
  await moving.context().close();
});

test("everything is proved", async () => {
  await go(page, "#/living?current=1.4&timing=together&synapses=0.5,0.3,0.6,-0.2");
  await page.getByRole("button", { name: "It stays silent" }).click();
  await page.locator(".reveal").getByText("Together: 1 spike; apart: no spikes").waitFor();
  const found = await prove(page, { seed: 4 });
  expect(Object.keys(found)).toEqual(expect.arrayContaining(["living.yours", "living.yours-twin", "living.yours-rate", "living.order"]));
  expect(Object.values(found)).not.toContain(false);
}, 30_000);

test("it looks well to everybody", async () => {
  await looksWell(lab, "#/living", "#/living?timing=apart&current=1.5");
  lab.clean();
}, 60_000);
