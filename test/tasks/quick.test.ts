// Every recipe at reduced size: it must beat what needs no network. Data that are not shipped come from npm or Debian; one that cannot be
// had fails, with the reason.
import { describe, expect, test } from "vitest";
import { goalOf, passes, recipeIds, recipes } from "../../src/tasks/index.ts";

describe("nabla tasks --quick", () => {
  test.each(recipeIds())("%s", async (id) => {
    const recipe = await recipes[id]!();
    expect(recipe.id).toBe(id);
    const shares: number[] = [];
    const outcome = await recipe.run({ seed: 0, quick: true, onShare: (share) => shares.push(share) });
    const { test: found, baseline } = outcome;
    expect(Number.isFinite(found) && Number.isFinite(baseline.value)).toBe(true);
    expect(passes(recipe, outcome, true), `${recipe.metric} ${found}, ${baseline.what} ${baseline.value}`).toBe(true);
    expect(shares.every((share, i) => share >= 0 && share <= 1 + 1e-9 && share >= (shares[i - 1] ?? 0) - 1e-9)).toBe(true);
  });
});

describe("recipes", () => {
  test("say what they are, in both languages", async () => {
    for (const id of recipeIds()) {
      const { title, about, task, dataset, metric, bar, better } = await recipes[id]!();
      for (const words of [title, about]) expect([words.en.length > 5, /[а-яё]/i.test(words.ru)], id).toEqual([true, true]);
      expect([task, dataset, metric].every((text) => text.length > 1)).toBe(true);
      expect((bar === "baseline" || Number.isFinite(bar)) && (better === "higher" || better === "lower")).toBe(true);
    }
  });

  test("a word stands for a recipe, a kind of task or a data set", () => {
    expect(recipeIds("regression")).toEqual(["regression-cars", "regression-diabetes"]);
    expect(recipeIds("iris")).toEqual(["tabular-iris"]);
    expect(recipeIds("time-series-co2")).toEqual(["time-series-co2"]);
    expect(recipeIds("nothing")).toEqual([]);
  });

  test("pass by the bar, and quick runs by the baseline", () => {
    const outcome = (value: number) => ({ test: value, baseline: { what: "", value: 0.5 }, details: {}, samples: [] });
    const higher = { better: "higher", bar: 0.9 } as const;
    const lower = { better: "lower", bar: 0.2 } as const;
    expect([passes(higher, outcome(0.9), false), passes(higher, outcome(0.89), false), passes(higher, outcome(0.5), true), passes(higher, outcome(0.51), true)]).toEqual([true, false, false, true]); // prettier-ignore
    const floor = { better: "lower", bar: "baseline" } as const;
    expect([passes(floor, outcome(0.5), false), passes(floor, outcome(0.49), false)]).toEqual([false, true]);
    expect([goalOf(higher, false), goalOf(lower, false), goalOf(lower, true), goalOf(floor, false)]).toEqual(["≥ 0.9", "≤ 0.2", "< baseline", "< baseline"]); // prettier-ignore
    expect([passes(lower, outcome(0.2), false), passes(lower, outcome(0.21), false), passes(lower, outcome(0.5), true), passes(lower, outcome(0.49), true)]).toEqual([true, false, false, true]); // prettier-ignore
  });
});
