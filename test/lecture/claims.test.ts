// The claims of the lecture hold, quickly; and they are what they are said to be: unique, bilingual, deterministic by seed.
import { describe, expect, test } from "vitest";
import { setDefaultDevice, wasm } from "nabla";
import { letters, lettersRu } from "nabla/datasets";
import { claims, oneOfEach, rooms } from "nabla/lecture";
import type { ClaimContext } from "nabla/lecture";
import { LONG } from "./sabotage.ts";

const context = (seed: number): ClaimContext => ({
  seed,
  budget: "quick",
  letters: async (script) => oneOfEach(await (script === "latin" ? letters : lettersRu)({ copies: 0 })),
});
setDefaultDevice(wasm({ threads: 1, portable: true }));

describe("claims", () => {
  test("there are at least 60, every room has some, and no two have one name", () => {
    expect(claims.length).toBeGreaterThanOrEqual(60);
    expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
    expect(rooms.filter(({ id }) => !claims.some((claim) => claim.room === id))).toEqual([]);
    const order = claims.map(({ room }) => rooms.findIndex(({ id }) => id === room));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test("each speaks both languages", () => {
    for (const { id, ru, en, slide } of claims) {
      expect([id, /[а-яё]/i.test(ru), /[а-яё]/i.test(en), /[a-z]/i.test(en)]).toEqual([id, true, false, true]);
      if (slide) expect([id, slide.ru.length > 0, slide.en.length > 0]).toEqual([id, true, true]);
    }
    expect(claims.filter(({ slide }) => slide).length).toBeGreaterThanOrEqual(9);
  });

  for (const claim of claims.filter(({ id }) => !LONG.includes(id)))
    test(claim.id, async () => {
      const finding = await claim.compute(context(0));
      expect(finding).toMatchObject({ pass: true });
      expect(Number.isNaN(finding.value)).toBe(false);
      expect(finding.tolerance !== undefined || finding.band !== undefined).toBe(true);
    });

  for (const id of ["xor.relu", "depth.dead-rate", "landscape.skip"])
    test(`${id}, which trains for long`, async () => {
      expect(await claims.find((claim) => claim.id === id)!.compute(context(1))).toMatchObject({ pass: true });
    });

  test("the same seed gives the same numbers, another one others", async () => {
    for (const id of ["living.rate", "losses.mse", "depth.tanh", "perceptron.a32", "landscape.path", "together.tasks"]) {
      const claim = claims.find((candidate) => candidate.id === id)!;
      const [first, again, other] = [await claim.compute(context(3)), await claim.compute(context(3)), await claim.compute(context(4))];
      expect([id, again]).toEqual([id, first]);
      expect([id, JSON.stringify(other) === JSON.stringify(first)]).toEqual([id, false]);
    }
  });
});
