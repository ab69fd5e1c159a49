// The kind of task in which examples are told apart: rows of a table, texts, or pictures.
import type { Augment } from "../../data/index.ts";
import type { Tensor } from "../../index.ts";
import { crossEntropy } from "../../losses/index.ts";
import type { Module } from "../../nn/index.ts";
import { convolutional, parseActivation, parseLayers, perceptron } from "../architecture.ts";
import { DIGITS, LETTERS, distort, shake } from "../augment.ts";
import type { Exhibit } from "../exhibits.ts";
import { outputsOf } from "../network.ts";
import { photoFrom } from "../sources/pictures.ts";
import { adamTraining } from "../training.ts";
import { judgeClasses, largest, sharesOf } from "./classes.ts";
import type { Group } from "./classes.ts";
import type { Choice, Judgement, Kind, Predictions, Recipe, Source, Trained, Wishes, Work } from "./kind.ts";
import { linearAnswers } from "./linear.ts";
import { classFact, filePictures, folderTest, pictureParts } from "./pictures.ts";
import { clamp, innerParts, numberFact, refuse, splitNote, tableCandidates, tableNetwork, tableRecipe } from "./shared.ts";
import { tableParts, tableRows, tableTest } from "./tables.ts";
import type { Examples } from "./tables.ts";
import { isTextWay, textCandidates, textColumn, textNetwork, textParts, textRecipe, textRows, textTest } from "./textRows.ts";

const smoothed =
  (labelSmoothing: number) =>
  (output: Tensor, target: Tensor): Tensor =>
    crossEntropy(output, target, { labelSmoothing });
const plain = smoothed(0);

type Pair = readonly [Tensor, Tensor];

function augmentOf(name: Recipe["augment"]): Augment<Pair> | null {
  if (name === null) return null;
  if (name === "pictures") return (batch, random) => shake(batch[0], random);
  const strength = name === "letters" ? LETTERS : DIGITS;
  return (batch, random) => distort(batch[0], random, strength);
}

const isPictures = (trained: Pick<Trained, "architecture">): boolean => trained.architecture.input.length > 1;

/** So many pictures that were mistaken, or told right, are shown. */
const SHOWN = 12;

function judgeExamples(
  model: Module,
  { data, truth }: Examples,
  classes: readonly string[],
  pictures: { readonly groups: readonly Group[] } | null,
  linear: Float32Array | null = null,
): Judgement {
  const width = classes.length;
  const outputs = outputsOf(model, data, width);
  const judged = judgeClasses(outputs, truth, classes, pictures?.groups ?? [], linear && largest(linear, width));
  if (!pictures) return judged;
  const [answers, shares] = [largest(outputs, width), sharesOf(outputs, width)];
  const sure = (row: number): number => shares[row * width + answers[row]!]!;
  const rows = Array.from({ length: truth.length }, (_, row) => row);
  const show = (of: "mistakes" | "right", chosen: readonly number[]): Exhibit[] =>
    chosen.length === 0
      ? []
      : [{ exhibit: "photos", of, items: chosen.map((row) => ({ photo: photoFrom(data.batch([row])), truth: classes[truth[row]!]!, answer: classes[answers[row]!]!, confidence: sure(row) })) }]; // prettier-ignore
  const wrong = rows.filter((row) => answers[row] !== truth[row]).sort((a, b) => sure(b) - sure(a)).slice(0, SHOWN); // prettier-ignore
  const right = rows.filter((row) => answers[row] === truth[row]);
  const some = Array.from({ length: Math.min(SHOWN, right.length) }, (_, k) => right[Math.floor((k * right.length) / Math.min(SHOWN, right.length))]!); // prettier-ignore
  return { ...judged, exhibits: [...judged.exhibits, ...show("mistakes", wrong), ...show("right", some)] };
}

async function pictureWork(source: Source, choice: Choice): Promise<Work> {
  const parts = await pictureParts(source, choice);
  const { classes, input, train, test } = parts;
  const count = train.data.length;
  const drawn = parts.augment === "letters";
  const [channels, height, width] = input;
  const steps = (batch: number): number => Math.ceil(count / batch);
  return {
    name: source.name,
    task: "classification",
    aim: `${classes.length} classes`,
    classes,
    train: train.data,
    counts: { train: count, test: test.data.length },
    unit: "pictures",
    preprocessing: parts.preprocessing,
    notes: parts.notes,
    facts: parts.facts,
    exhibits: parts.exhibits,
    references: parts.references,
    fingerprint: source.fingerprint,
    recipe(wishes) {
      const own = parts.augment === "pictures";
      const batch = wishes.batch ?? (own ? clamp(2 ** Math.round(Math.log2(count / 16)), 8, 64) : 64);
      return {
        epochs: wishes.epochs ?? (drawn ? 45 : own ? clamp(Math.round(1500 / steps(batch)), 4, 60) : 4),
        lr: wishes.lr ?? (drawn ? 3e-3 : 2e-3),
        batch,
        weightDecay: 1e-4,
        labelSmoothing: drawn && wishes.layers === undefined ? 0.2 : own ? 0.05 : 0,
        augment: parts.augment,
      };
    },
    architecture(wishes: Wishes) {
      refuse(wishes, ["depth"], "pictures are read by three stages of convolution");
      const activation = parseActivation(wishes.activation ?? "relu");
      if (wishes.layers !== undefined) return perceptron(input, parseLayers(wishes.layers), classes.length, activation);
      return convolutional([channels, height, width], classes.length, activation, wishes.width ?? (count > 20_000 ? 16 : 24));
    },
    candidates: () => [2e-3, 5e-3, 1e-3].flatMap((lr) => [{ lr }, { width: 12, lr }, { width: 40, lr }, { layers: "128", lr }]),
    training(recipe, seed) {
      const augment = augmentOf(recipe.augment);
      return { ...adamTraining(count, recipe, seed, smoothed(recipe.labelSmoothing), ["accuracy"]), ...(augment ? { augment } : {}) };
    },
    loss: plain,
    inner: (seed) => innerParts(train.data, seed, train.truth),
    judge: (model) => judgeExamples(model, test, classes, parts),
  };
}

async function tableWork(source: Source, choice: Choice): Promise<Work> {
  const { way, train, test, notes, facts } = tableParts(source, choice, "classification");
  const { classes } = way;
  const count = train.data.length;
  const input = [way.inputNames.length];
  return {
    name: source.name,
    task: "classification",
    aim: `${classes.length} classes`,
    classes,
    train: train.data,
    counts: { train: count, test: test.data.length },
    unit: "rows",
    preprocessing: way.toJSON(),
    notes,
    facts: [classFact(classes, train.truth, test.truth), ...facts],
    exhibits: [],
    references:
      source.form === "set" && source.set.kind === "table" && (choice.target ?? source.set.target) === source.set.target
        ? source.set.references
        : [],
    fingerprint: source.fingerprint,
    recipe: (wishes) => tableRecipe(count, wishes),
    architecture: (wishes) => tableNetwork(count, input, classes.length, wishes),
    candidates: () => tableCandidates(count),
    training: (recipe, seed) => adamTraining(count, recipe, seed, smoothed(recipe.labelSmoothing), ["accuracy"]),
    loss: plain,
    inner: (seed) => innerParts(train.data, seed, train.truth),
    judge: (model) => judgeExamples(model, test, classes, null, linearAnswers(train.data, test.data, classes.length)),
  };
}

/** So many mistaken texts are shown, with so much of them. */
const SHOWN_TEXTS = 8;
const SHOWN_LETTERS = 300;

function judgeTexts(model: Module, { data, truth }: Examples, texts: readonly string[], classes: readonly string[]): Judgement {
  const width = classes.length;
  const outputs = outputsOf(model, data, width);
  const judged = judgeClasses(outputs, truth, classes);
  const [answers, shares] = [largest(outputs, width), sharesOf(outputs, width)];
  const sure = (row: number): number => shares[row * width + answers[row]!]!;
  const wrong = [...texts.keys()].filter((row) => answers[row] !== truth[row]).sort((a, b) => sure(b) - sure(a)).slice(0, SHOWN_TEXTS); // prettier-ignore
  const begin = (text: string): string => (text.length > SHOWN_LETTERS ? `${text.slice(0, SHOWN_LETTERS)} …` : text);
  if (wrong.length === 0) return judged;
  const items = wrong.map((row) => ({ source: begin(texts[row]!), expected: classes[truth[row]!]!, text: classes[answers[row]!]! }));
  return { ...judged, exhibits: [...judged.exhibits, { exhibit: "texts", of: "mistakes", items }] };
}

function textWork(source: Source, choice: Choice, found: NonNullable<ReturnType<typeof textColumn>>): Work {
  const { way, train, test, testTexts, lengths, notes } = textParts(source, choice, found);
  const { classes } = way;
  const counts = { train: train.data.length, test: test.data.length };
  return {
    name: source.name,
    task: "classification",
    aim: `${classes.length} classes`,
    classes,
    train: train.data,
    counts,
    unit: "rows",
    preprocessing: way,
    notes: [...notes, splitNote(counts, "classes", choice)],
    facts: [classFact(classes, train.truth, test.truth), { ...numberFact(way.column, lengths, 0), of: way.pieces }],
    exhibits: [],
    references: [],
    fingerprint: source.fingerprint,
    recipe: (wishes) => textRecipe(counts.train, way, wishes),
    architecture: (wishes) => textNetwork(way, wishes),
    candidates: () => textCandidates(way),
    training: (recipe, seed) => adamTraining(counts.train, recipe, seed, plain, ["accuracy"]),
    loss: plain,
    inner: (seed) => innerParts(train.data, seed, train.truth),
    judge: (model) => judgeTexts(model, test, testTexts, classes),
  };
}

function answers(outputs: Float32Array, classes: readonly string[], names: readonly string[] | null): Predictions {
  const width = classes.length;
  const shares = sharesOf(outputs, width);
  const found = Array.from(largest(outputs, width), (best, row) => ({
    name: names === null ? { row: row + 1 } : { file: names[row]! },
    prediction: classes[best]!,
    probabilities: classes.map((_, c) => Number(shares[row * width + c]!.toPrecision(6))),
  }));
  return {
    columns: [names === null ? "row" : "file", "prediction", ...classes.map((name) => `p(${name})`)],
    rows: found.map(({ name, prediction, probabilities }) => [...Object.values(name), prediction, ...probabilities]),
    objects: found.map(({ name, prediction, probabilities }) => ({ ...name, prediction, probabilities: Object.fromEntries(classes.map((own, c) => [own, probabilities[c]!])) })), // prettier-ignore
  };
}

export const classification: Kind = {
  task: "classification",

  async begin(source, choice) {
    if (source.form === "pictures" || (source.form === "set" && source.set.kind === "images")) {
      refuse(choice, ["text", "model"], `${source.name} holds pictures, no texts`);
      return pictureWork(source, choice);
    }
    const texts = textColumn(source, choice);
    return texts ? textWork(source, choice, texts) : tableWork(source, choice);
  },

  async evaluate(trained, model, path) {
    const classes = trained.classes!;
    if (isTextWay(trained.preprocessing)) {
      const { texts, ...examples } = await textTest(trained, path);
      return judgeTexts(model, examples, texts, classes);
    }
    if (!isPictures(trained)) {
      const { notes, ...examples } = await tableTest(trained, path);
      return { ...judgeExamples(model, examples, classes, null), notes };
    }
    const examples = await folderTest(trained, path);
    return judgeExamples(model, examples, classes, { groups: [] });
  },

  async predict(trained, model, path, wishes) {
    refuse(
      wishes,
      ["prompt", "length", "temperature", "topK", "topP", "threshold"],
      "a network that tells classes apart has no such option",
    );
    const classes = trained.classes!;
    if (isTextWay(trained.preprocessing))
      return answers(outputsOf(model, (await textRows(trained, path)).data, classes.length), classes, null);
    if (!isPictures(trained)) {
      const { data, notes } = await tableRows(trained, path);
      return { ...answers(outputsOf(model, data, classes.length), classes, null), notes };
    }
    const { data, names } = await filePictures(trained, path);
    return answers(outputsOf(model, data, classes.length), classes, names);
  },
};
