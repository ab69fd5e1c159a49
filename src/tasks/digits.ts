// Recipe: handwritten digits (MNIST).
//
// Split: the usual one, 60,000 for training and 10,000 for the test by other writers. Pixels from 0 to 1; every digit is slightly turned,
// slanted, stretched, shifted and bent anew in every epoch. Nothing was chosen by the test digits. Seeds: weights, order and variations.
// Reference: two to three layers of convolution, 99.2 % (the table in the README of Fashion-MNIST; LeNet-5, LeCun et al. 1998: 99.05 %).
import { distortInk } from "../data/index.ts";
import { digits } from "../datasets/index.ts";
import { pictureRecipe, plainNetwork } from "./pictures.ts";
import type { PictureTraining } from "./pictures.ts";

const augment = distortInk({ degrees: 10, slant: 0.17, stretch: 0.12, shift: 2, bend: 0.5, thickness: 0.3 });
const FULL: PictureTraining = {
  network: plainNetwork({ width: 16, dropout: 0.1, normalized: true }),
  epochs: 5,
  lr: 3e-3,
  batchSize: 64,
  labelSmoothing: 0,
  augment,
};
const QUICK: PictureTraining = { ...FULL, network: plainNetwork({ width: 8, dropout: 0.1, normalized: true }), epochs: 1, count: 8000 };

export const digitsRecipe = pictureRecipe({
  id: "classification-digits",
  dataset: "digits",
  title: { en: "Handwritten digits (MNIST)", ru: "Рукописные цифры (MNIST)" },
  about: {
    en: "The usual split: 60,000 digits to learn from and 10,000 by other writers for the test. Every digit is slightly turned, stretched and bent anew in every epoch. A convolutional network of three stages.",
    ru: "Обычное разбиение: 60 000 цифр для обучения и 10 000 от других людей для проверки. В каждую эпоху цифра немного поворачивается, растягивается и изгибается заново. Свёрточная сеть из трёх ступеней.",
  },
  bar: 0.992,
  reference: { what: "three convolutions with batch normalization", value: 0.992, source: "README of Fashion-MNIST" },
  load: digits,
  full: FULL,
  quick: QUICK,
});
