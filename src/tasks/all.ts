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
  "clustering-penguins": async () => (await import("./clustering.ts")).penguinsClusters,
  "clustering-wine": async () => (await import("./clustering.ts")).wineClusters,
  "clustering-digits-8x8": async () => (await import("./clustering.ts")).digitsClusters,
  "anomaly-shuttle": async () => (await import("./anomaly.ts")).shuttleRecipe,
  "anomaly-satellite": async () => (await import("./anomaly.ts")).satelliteRecipe,
  "anomaly-ionosphere": async () => (await import("./anomaly.ts")).ionosphereRecipe,
  "anomaly-pima": async () => (await import("./anomaly.ts")).pimaRecipe,
  "anomaly-glass": async () => (await import("./anomaly.ts")).glassRecipe,
  "anomaly-sensors": async () => (await import("./anomaly.ts")).sensorsRecipe,
  "time-series-co2": async () => (await import("./series.ts")).co2Recipe,
  "time-series-weather": async () => (await import("./series.ts")).weatherRecipe,
  "classification-letters": async () => (await import("./letters.ts")).lettersRecipe,
  "classification-letters-ru": async () => (await import("./letters.ts")).lettersRuRecipe,
  "classification-digits": async () => (await import("./digits.ts")).digitsRecipe,
  "classification-fashion": async () => (await import("./fashion.ts")).fashionRecipe,
  "metric-letters": async () => (await import("./glyphs.ts")).glyphsRecipe,
  "metric-emoji": async () => (await import("./emojiVendors.ts")).emojiVendorsRecipe,
  "segmentation-brain": async () => (await import("./brainMask.ts")).brainMaskRecipe,
  "segmentation-regions": async () => (await import("./brainRegions.ts")).brainRegionsRecipe,
  "segmentation-emoji": async () => (await import("./emojiMask.ts")).emojiMaskRecipe,
  "detection-canvases": async () => (await import("./detection.ts")).detectionRecipe,
  "translation-dates": async () => (await import("./sayings.ts")).datesRecipe,
  "translation-numbers": async () => (await import("./sayings.ts")).numbersRecipe,
  "translation-help": async () => (await import("./helpPairs.ts")).helpPairsRecipe,
  "generation-moby-dick": async () => (await import("./generation.ts")).mobyDickRecipe,
  "generation-state-of-the-union": async () => (await import("./generation.ts")).speechesRecipe,
  "generation-help-ru": async () => (await import("./generation.ts")).helpTextRecipe,
  "generation-first-names": async () => (await import("./generation.ts")).firstNamesRecipe,
  "texts-spam": async () => (await import("./textClasses.ts")).spamRecipe,
  "texts-names": async () => (await import("./textClasses.ts")).namesRecipe,
};

/** The ids that a word stands for: one recipe, a kind of task (`regression`), or a data set (`cars`); none if there is nothing of that name. */
export const recipeIds = (word?: string): readonly string[] => {
  const ids = Object.keys(recipes);
  if (word === undefined) return ids;
  if (ids.includes(word)) return [word];
  return ids.filter((id) => id.startsWith(`${word}-`) || id.endsWith(`-${word}`));
};
