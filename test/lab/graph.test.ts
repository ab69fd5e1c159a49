// The room of the computation graph, as a learner goes through it: the diamond step by step, the naive recursion, an expression of
// one's own, blanks filled in; both languages and themes, a phone, proofs that agree with Node.
import { setDefaultDevice, wasm } from "nabla";
import { graphOfText } from "nabla/lecture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { differences, draw, sums, value } from "../../lab/src/rooms/graph/compute.ts";
import { presets } from "../../lab/src/rooms/graph/state.ts";
import { blanksOf, judgeAnswer, knownAfter, stepsOf } from "../../lab/src/rooms/graph/steps.ts";
import { accessible, addressOf, fits, go, PHONE, press, prove, settled, startLab } from "./harness.ts";
import type { Lab } from "./harness.ts";

setDefaultDevice(wasm({ threads: 1 }));
let lab: Lab;
beforeAll(async () => void (lab = await startLab()), 180_000);
afterAll(async () => lab?.close());

/** Up to the last digits: another machine's fused operations may differ there. */
const agrees = (shown: string | null, own: number): boolean => Math.abs(Number(shown) - own) <= 1e-6 * Math.abs(own) + 1e-12;

const drawingOf = (text: string, values: Record<string, number>, view: "names" | "operations" = "names") => {
  const drawn = draw({ text, values, view, narrow: false });
  if (drawn.problem) throw new Error(`no graph: ${drawn.problem.kind}`);
  return drawn;
};

test("a walk by plain steps ends with the library's gradients, and the naive one with its famous mistake", () => {
  for (const { text, values } of Object.values(presets)) {
    const graph = drawingOf(text, values);
    const right = graphOfText(text, values);
    const steps = stepsOf(graph, false);
    const known = knownAfter(graph, steps, steps.length);
    for (const [id, gradient] of known.gradients) expect(gradient).toBeCloseTo(right.nodes[id]!.gradient, 10);
    expect(known.waiting).toEqual([]);
  }
  const { text, values } = presets.diamond;
  const graph = drawingOf(text, values);
  const w = graph.nodes.find(({ label }) => label === "w")!;
  const naive = stepsOf(graph, true);
  expect(w.gradient).toBeCloseTo(-0.75587007, 7);
  expect(knownAfter(graph, naive, naive.length).gradients.get(w.id)).toBeCloseTo(-1.3042292, 7);
  // The first picture: y₁ has heard from one of two and waits.
  expect(knownAfter(graph, stepsOf(graph, false), 9).waiting.map(({ got, all }) => [got, all])).toEqual([[1, 2]]);
  const blanks = blanksOf(graph, stepsOf(graph, false)[10]!, knownAfter(graph, stepsOf(graph, false), 10));
  expect(blanks.map(({ kind }) => kind)).toEqual(["gradient", "local", "contribution", "local", "contribution"]);
  expect([judgeAnswer("−1,65", blanks[0]!.answer), judgeAnswer("1.65", blanks[0]!.answer), judgeAnswer("2", blanks[0]!.answer), judgeAnswer("", 1)]).toEqual(["right", "sign", "wrong", "number"]);
}); // prettier-ignore

test("layout: nodes of a graph never touch, in either view and width", () => {
  for (const { text, values } of Object.values(presets))
    for (const narrow of [false, true])
      for (const view of ["names", "operations"] as const) {
        const drawn = draw({ text, values, view, narrow });
        if (drawn.problem) throw new Error(drawn.problem.kind);
        drawn.nodes.forEach((a, i) =>
          drawn.nodes.slice(i + 1).forEach((b) => {
            const apart = Math.abs(a.place[0] - b.place[0]) >= (a.wide + b.wide) / 2 || Math.abs(a.place[1] - b.place[1]) >= (a.high + b.high) / 2; // prettier-ignore
            expect([text, a.label, b.label, apart]).toEqual([text, a.label, b.label, true]);
          }),
        );
      }
});

test("the diamond: wait, sum, and what happens without waiting", async () => {
  const page = await lab.open("#/graph");
  await expect.poll(() => page.locator(".graph-told").textContent()).toContain("y₁ has got 1 of 2");
  await page.getByRole("button", { name: "No, it must wait" }).click();
  await settled(page);
  expect(await page.locator(".reveal").textContent()).toMatch(/−1\.3042 instead of −0\.7559/);
  const forth = page.getByRole("button", { name: "Step forward" });
  await forth.click();
  await forth.click();
  expect(await page.locator(".graph-queue").textContent()).toContain("Step 11 of 11");
  expect(await page.locator(".step").first().getAttribute("data-done")).toBe("true");
  await press(page.locator(".graph-range"), "Home");
  expect(await page.locator(".graph-told").textContent()).toContain("Only the inputs");
  await press(page.locator(".graph-range"), "ArrowRight", 2);
  expect(await page.locator(".graph-told").textContent()).toContain("y₂ = y₁² = 0.695");
  await page.getByLabel("Do not wait for others").check();
  expect(await page.locator(".aside .note.bad").textContent()).toMatch(/−1\.304 instead of −0\.7559/);
  await accessible(page);
  await fits(page);
  await page.context().close();
});

test("an expression of one's own: mistakes are explained, values are pulled, the link holds it all", async () => {
  const page = await lab.open("#/graph");
  const text = page.locator("#graph-text");
  await text.fill("y = x * (x +");
  await expect.poll(() => page.locator("#graph-text-help").textContent()).toBe("The expression breaks off: something is missing at the end.");
  await text.fill("y = x*x + 3*x");
  await settled(page);
  await expect.poll(() => page.locator(".graph-total").textContent()).toContain("∂y/∂x");
  const slider = page.locator(".do .slider input[type=range]").first();
  await press(slider, "Home");
  await settled(page);
  await expect.poll(() => page.locator(".graph-total td").textContent()).toBe("−5"); // 2·(−4) + 3
  await page.locator(".do .number-input").first().fill("-1.5");
  await page.locator(".do .number-input").first().press("Enter");
  await settled(page);
  await expect.poll(() => page.locator(".step").nth(3).getAttribute("data-done")).toBe("true");
  expect(await addressOf(page)).toMatchObject({ text: "y = x*x + 3*x", at: "x:-1.5" });
  expect(await page.locator(".code, .code-cell").first().textContent()).toContain("const y = add(mul(x, x), mul(3, x));");
  await page.context().close();
}); // prettier-ignore

test("blanks: a wrong sign is told, right answers go on, all of them solve the task", async () => {
  const page = await lab.open("#/graph?v=1&text=y+%3D+x*x+%2B+3*x&at=x%3A2&mode=fill&step=1".replaceAll("+", "%20"));
  const answer = async (...texts: string[]): Promise<void> => {
    for (const [k, text] of texts.entries()) await page.locator(".graph-blank input").nth(k).fill(text);
    await page.locator(".graph-blank input").first().press("Enter");
  };
  await answer("1");
  await answer("7", "-7");
  expect(await page.locator(".graph-verdict").allTextContents()).toEqual(["Right.", "Almost: check the sign."]);
  await answer("7", "7,0");
  await expect.poll(() => page.locator(".graph-fill").count(), { timeout: 10_000 }).toBe(0);
  expect(await page.locator(".step").nth(2).getAttribute("data-done")).toBe("true");
  await page.context().close();
});

test("Russian, dark, a phone: everything is there, nothing sticks out; proofs agree with Node", async () => {
  const page = await lab.open("#/graph", { ...PHONE, language: "ru", theme: "dark" });
  expect(await page.locator(".graph-told").textContent()).toContain("y₁ получил 1 из 2 вкладов и пока ждёт.");
  await page.getByRole("button", { name: "Шаг вперёд" }).tap();
  await accessible(page);
  await fits(page);
  await go(page, "#/graph?v=1&view=operations&text=g%20%3D%20relu(a*b%20%2B%20c)%5E2&at=a:1,b:2,c:-3&step=400");
  await fits(page);
  await go(page, "#/graph");
  const proved = await prove(page);
  expect(Object.entries(proved).filter(([, passed]) => !passed)).toEqual([]);
  const { text, values } = presets.diamond;
  for (const [id, finding] of [["graph.yours", differences({ text, values })], ["graph.yours-sums", sums({ text, values })], ["graph.yours-value", value({ text, values })]] as const)
    expect([id, agrees(await page.locator(`[data-claim="${id}"]`).getAttribute("data-value"), finding.value)]).toEqual([id, true]);
  await page.context().close();
  lab.clean();
}); // prettier-ignore
