// The code cells of the rooms graph, losses, descent, activations and depth: every view's text runs as it stands, and says numbers.
import * as nabla from "nabla";
import * as data from "nabla/data";
import * as lecture from "nabla/lecture";
import * as losses from "nabla/losses";
import * as optim from "nabla/optim";
import { expect, test } from "vitest";
import { codeOf as codeOfActivations } from "../../lab/src/rooms/activations/code.ts";
import { fields as activations, names } from "../../lab/src/rooms/activations/state.ts";
import { codeOf as codeOfDepth } from "../../lab/src/rooms/depth/code.ts";
import { fields as depth } from "../../lab/src/rooms/depth/state.ts";
import { codeOf as codeOfDescent } from "../../lab/src/rooms/descent/code.ts";
import { fields as descent, methods } from "../../lab/src/rooms/descent/state.ts";
import { draw } from "../../lab/src/rooms/graph/compute.ts";
import { presets } from "../../lab/src/rooms/graph/state.ts";
import { fields as lossFields } from "../../lab/src/rooms/losses/state.ts";
import { codeOf as codeOfLosses } from "../../lab/src/rooms/losses/code.ts";
import type { Field, StateOf } from "../../lab/src/contract.ts";

nabla.setDefaultDevice(nabla.wasm({ threads: 1 }));

const doors: Readonly<Record<string, object>> = {
  nabla,
  "nabla/data": data,
  "nabla/lecture": lecture,
  "nabla/losses": losses,
  "nabla/optim": optim,
};

/** Runs a text as the code cell would; what it says. */
function run(code: string): unknown[] {
  const said: unknown[] = [];
  const body = code.replace(/^import \{([^}]*)\} from "([^"]+)";$/gm, (_, what: string, door: string) => `const {${what}} = doors[${JSON.stringify(door)}];`);
  new Function("doors", "console", `"use strict";\n${body}`)(doors, { log: (...parts: unknown[]) => said.push(...parts) });
  return said;
} // prettier-ignore

const numbersOf = (said: readonly unknown[]): number[] =>
  said.flatMap((part) => (typeof part === "number" ? [part] : ArrayBuffer.isView(part) || Array.isArray(part) ? numbersOf(Array.from(part as ArrayLike<unknown>)) : [])); // prettier-ignore

const initial = <F extends Readonly<Record<string, Field<unknown>>>>(fields: F): StateOf<F> =>
  Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.initial])) as StateOf<F>;

test.each(Object.entries(presets))("graph, %s: the code's gradients are those of the picture", (_, { text, values }) => {
  const drawn = draw({ text, values, view: "names", narrow: false });
  if (drawn.problem) throw new Error(drawn.problem.kind);
  const [value, ...gradients] = numbersOf(run(drawn.code));
  expect(value).toBeCloseTo(drawn.nodes.find(({ id }) => id === drawn.result)!.value, 12);
  const inputs = drawn.nodes.filter(({ kind }) => kind === "input");
  expect(gradients.length).toBe(inputs.length);
  gradients.forEach((gradient, k) => expect(gradient).toBeCloseTo(inputs[k]!.gradient, 10));
});

const texts = {
  ...Object.fromEntries((["logit", "race", "break", "squares"] as const).map((view) => [`losses ${view}`, codeOfLosses({ ...initial(lossFields), view, far: -60 }, "ru")])),
  ...Object.fromEntries(methods.flatMap((method) => (["linear", "sigmoid"] as const).map((unit) => [`descent ${method} ${unit}`, codeOfDescent({ ...initial(descent), method, unit, lr: 0.1, steps: 20 }, "en", 1)]))),
  "descent race": codeOfDescent({ ...initial(descent), view: "race" }, "ru", 1),
  ...Object.fromEntries(names.map((f) => [`activations ${f}`, codeOfActivations({ ...initial(activations), f }, "en", 1)])),
  ...Object.fromEntries((["gradients", "units"] as const).map((view) => [`depth ${view}`, codeOfDepth({ ...initial(depth), view, depth: 3 }, "ru", 1)])),
}; // prettier-ignore

test.each(Object.entries(texts))("%s: the code runs as it stands and says finite numbers", (_, code) => {
  const numbers = numbersOf(run(code));
  expect(numbers.length).toBeGreaterThan(0);
  expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([]);
});
