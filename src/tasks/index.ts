// The door `nabla/tasks`: every kind of task of the lecture as a short recipe on real data, with its baseline and its reference.
export { recipeIds, recipes } from "./all.ts";
export type { RecipeLoader } from "./all.ts";
export { passes } from "./recipe.ts";
export type { Figure, Outcome, Recipe, RunOptions } from "./recipe.ts";
