// Recipe: pictures of clothes (Fashion-MNIST).
//
// Split: the usual one, 60,000 for training and 10,000 for the test. Pixels from 0 to 1; every picture is mirrored half of the time and
// slightly shifted and stretched anew in every epoch. Nothing was chosen by the test pictures.
// Seeds: weights, order and variations. Reference: three convolutions with batch normalization, 92.1 % (README of the set; best 96.7 %).
import { composeImages, distortInk, horizontalFlip } from "../data/index.ts";
import { fashion } from "../datasets/index.ts";
import { classifyPictures } from "./pictures.ts";
import type { PictureTraining } from "./pictures.ts";
import type { Recipe } from "./recipe.ts";

const augment = composeImages(horizontalFlip(), distortInk({ stretch: 0.06, shift: 1 }));
const FULL: PictureTraining = { width: 16, epochs: 8, lr: 3e-3, batchSize: 64, dropout: 0.2, labelSmoothing: 0, normalized: true, augment };
const QUICK: PictureTraining = { ...FULL, width: 8, epochs: 1, count: 8000 };

export const fashionRecipe: Recipe = {
  id: "classification-fashion",
  task: "classification",
  dataset: "fashion",
  title: { en: "Clothes (Fashion-MNIST)", ru: "Одежда (Fashion-MNIST)" },
  about: {
    en: "The usual split: 60,000 pictures to learn from, 10,000 for the test. Every picture is mirrored, shifted and stretched a little anew in every epoch. A convolutional network of three stages.",
    ru: "Обычное разбиение: 60 000 картинок для обучения, 10 000 для проверки. В каждую эпоху картинка заново отражается, сдвигается и немного растягивается. Свёрточная сеть из трёх ступеней.",
  },
  metric: "accuracy",
  better: "higher",
  bar: 0.92,
  reference: { what: "three convolutions with batch normalization", value: 0.921, source: "README of Fashion-MNIST" },
  async run(options) {
    const { train, test, classes } = await fashion(options);
    return classifyPictures(train, test, classes, options.quick ? QUICK : FULL, options);
  },
};
