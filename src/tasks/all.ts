// Every recipe by its id; each is loaded when it is asked for. Knows their names, nothing of what they do.
import type { Recipe } from "./recipe.ts";

/** Loads one recipe. */
export type RecipeLoader = () => Promise<Recipe>;

/** Id → what loads it, in the order of the printed table. */
export const recipes: Readonly<Record<string, RecipeLoader>> = {
  "regression-cars": async () => (await import("./regression.ts")).carsRecipe,
  "regression-diabetes": async () => (await import("./regression.ts")).diabetesRecipe,
  "tabular-iris": async () => (await import("./tabular.ts")).irisRecipe,
  "tabular-penguins": async () => (await import("./tabular.ts")).penguinsRecipe,
  "tabular-wine": async () => (await import("./tabular.ts")).wineRecipe,
  "tabular-breast-cancer": async () => (await import("./tabular.ts")).breastCancerRecipe,
  "tabular-uci-letters": async () => (await import("./tabular.ts")).uciLettersRecipe,
  "classification-letters": async () => (await import("./letters.ts")).lettersRecipe,
  "classification-letters-ru": async () => (await import("./letters.ts")).lettersRuRecipe,
  "classification-digits": async () => (await import("./digits.ts")).digitsRecipe,
  "classification-fashion": async () => (await import("./fashion.ts")).fashionRecipe,
  "metric-letters": async () => (await import("./glyphs.ts")).glyphsRecipe,
  "metric-emoji": async () => (await import("./emojiVendors.ts")).emojiVendorsRecipe,
  "segmentation-brain": async () => (await import("./brainMask.ts")).brainMaskRecipe,
  "segmentation-emoji": async () => (await import("./emojiMask.ts")).emojiMaskRecipe,
  "detection-canvases": async () => (await import("./detection.ts")).detectionRecipe,
};

/** The ids that a word stands for: one recipe, a kind of task (`regression`), or a data set (`cars`); none if there is nothing of that name. */
export const recipeIds = (word?: string): readonly string[] => {
  const ids = Object.keys(recipes);
  if (word === undefined) return ids;
  if (ids.includes(word)) return [word];
  return ids.filter((id) => id.startsWith(`${word}-`) || id.endsWith(`-${word}`));
};
