// The door `nabla/tasks`: every kind of task of the lecture as a short recipe on real data, with its baseline and its reference.
export { recipeIds, recipes } from "./all.ts";
export type { RecipeLoader } from "./all.ts";
export { goalOf, passes } from "./recipe.ts";
export type { Figure, Outcome, Recipe, RunOptions } from "./recipe.ts";
// Networks and helpers that recipes are made of: the same serve the user's own data.
export { Detector, STRIDE, boxesIn, detectionLoss, targetOf } from "./detector.ts";
export { Gpt, Windows, bitsOf } from "./languageModel.ts";
export type { LanguageModelOptions } from "./languageModel.ts";
export { kMeans } from "./mixtures.ts";
export { ngramBits } from "./ngrams.ts";
export { TextReader, bagOfPieces, inOrder, letterPieces, rowsOf, wordPieces, wordsOf } from "./textNetworks.ts";
export { PairBatches, SPECIAL, TranslationModel, translateAll } from "./translator.ts";
export type { TextPair, TranslatorOptions } from "./translator.ts";
export { UNet } from "./unet.ts";
