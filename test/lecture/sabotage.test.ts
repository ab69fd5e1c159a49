// Each sabotage is noticed: the claims that must turn red do, in a build of its own; and the printed table says so.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { letters } from "nabla/datasets";
import { claims, oneOfEach } from "nabla/lecture";
import type { ClaimContext } from "nabla/lecture";
import { lectureWith, redClaims, sabotages } from "./sabotage.ts";

const context: ClaimContext = { seed: 0, budget: "quick", letters: async () => oneOfEach(await letters({ copies: 0 })) };

/** Rows of the printed table: sabotage → red claims. */
const printed = new Map(
  [...readFileSync(new URL("../../docs/sabotage.md", import.meta.url), "utf8").matchAll(/^\| `([^`]+)` \|.*?\| (\d+) \| (.*) \|$/gm)].map(
    ([, name, count, red]) => [name!, { count: Number(count), red: [...red!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!) }],
  ),
);

/** Claims that take no time: for these the table must be exactly what comes out. */
const quick = (id: string): boolean =>
  /^(living|neuron|xor\.(five|three|hidden|contradiction)|losses\.(bce-slope|mse-slope|mse-gradient|race-bce|two-classes|softmax|cross-entropy-gradient)|activations\.(values|slopes|sigmoid-slope|relu-gradient)|graph\.(library|diamond|small-slope)|descent\.(adam-first|momentum-rule)|perceptron\.rule)/.test(
    id,
  );

describe("sabotage", () => {
  test("every claim that must notice exists, and the table has every sabotage", () => {
    const known = claims.map(({ id }) => id);
    expect(sabotages.flatMap(({ name, red }) => red.filter((id) => !known.includes(id)).map((id) => `${name}: ${id}`))).toEqual([]);
    expect([...printed.keys()]).toEqual(sabotages.map(({ name }) => name));
  });

  for (const sabotage of sabotages)
    test(`${sabotage.name}: ${sabotage.words}`, async () => {
      const wanted = (id: string): boolean => quick(id) || sabotage.red.includes(id);
      const red = await redClaims(await lectureWith(sabotage), wanted, context);
      expect(red).toEqual(expect.arrayContaining([...sabotage.red]));
      const row = printed.get(sabotage.name)!;
      expect(row.count).toBe(row.red.length);
      expect(red).toEqual(row.red.filter(wanted));
    });
});
