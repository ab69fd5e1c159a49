// Pictures with classes: the data sets by name, and a user's folder whose subfolders are classes. Knows no judging.
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { subset } from "../../data/index.ts";
import type { Dataset, HostBatch } from "../../data/index.ts";
import { fitPicture, imageFolder, letters, lettersRu } from "../../datasets/index.ts";
import type { ImageDataset, ImagePart, Reference } from "../../datasets/index.ts";
import type { Tensor } from "../../index.ts";
import { CommandError, usageError } from "../errors.ts";
import type { Exhibit, Fact } from "../exhibits.ts";
import type { Note } from "../notes.ts";
import { chooseFit, fitOptions, photoFrom, pictureFiles, pictureReader } from "../sources/pictures.ts";
import type { PictureFit } from "../sources/pictures.ts";
import { filesBelow, PICTURE } from "../sources/source.ts";
import type { Group } from "./classes.ts";
import type { Choice, PairData, Source, Trained } from "./kind.ts";
import { splitBySeed, splitNote } from "./shared.ts";
import type { Examples } from "./tables.ts";

export interface PictureParts {
  readonly classes: readonly string[];
  readonly input: readonly [channels: number, height: number, width: number];
  readonly train: Examples;
  readonly test: Examples;
  readonly groups: readonly Group[];
  readonly preprocessing: unknown;
  readonly notes: readonly Note[];
  readonly facts: readonly Fact[];
  readonly exhibits: readonly Exhibit[];
  readonly references: readonly Reference[];
  /** How training pictures are varied. */
  readonly augment: "letters" | "digits" | "pictures";
}

/** Pictures kept as bytes, and turned into numbers from 0 to 1 a batch at a time. */
class Pictures implements Dataset<readonly [Tensor, Tensor]> {
  readonly part: ImagePart;
  readonly length: number;

  constructor(part: ImagePart) {
    this.part = part;
    this.length = part.shape[0];
  }

  batch(indices: ArrayLike<number>): HostBatch<readonly [Tensor, Tensor]> {
    const [, height, width] = this.part.shape;
    const size = height * width;
    const x = new Float32Array(indices.length * size);
    const y = new Int32Array(indices.length);
    for (let i = 0; i < indices.length; i++) {
      const from = indices[i]! * size;
      for (let p = 0; p < size; p++) x[i * size + p] = this.part.images[from + p]! / 255;
      y[i] = this.part.labels[indices[i]!]!;
    }
    return [
      { dtype: "f32", shape: [indices.length, 1, height, width], data: x },
      { dtype: "i32", shape: [indices.length], data: y },
    ];
  }
}

const picturesOf = (part: ImagePart): Examples => ({ data: new Pictures(part), truth: part.labels });

function groupsOf({ fonts }: ImagePart): Group[] {
  const groups = new Map<string, number[]>();
  fonts?.forEach((font, row) => {
    const rows = groups.get(font);
    if (rows) rows.push(row);
    else groups.set(font, [row]);
  });
  return [...groups].map(([name, rows]) => ({ name, rows })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Pictures of each class among training examples, a few. */
function gallery(data: PairData, truth: ArrayLike<number>, classes: readonly string[]): Exhibit {
  const each = Math.max(1, Math.min(6, Math.floor(36 / classes.length)));
  const taken = new Map<number, number[]>();
  for (let row = 0; row < truth.length; row++) {
    const own = taken.get(truth[row]!) ?? [];
    if (own.length < each) taken.set(truth[row]!, [...own, row]);
  }
  const rows = [...taken].sort(([a], [b]) => a - b).slice(0, 36).flatMap(([, own]) => own); // prettier-ignore
  return { exhibit: "photos", of: "train", items: rows.map((row) => ({ photo: photoFrom(data.batch([row])), truth: classes[truth[row]!]! })) }; // prettier-ignore
}

/** How many examples of each class train and test. */
export const classFact = (classes: readonly string[], train: ArrayLike<number>, test: ArrayLike<number>): Fact => {
  const count = (labels: ArrayLike<number>): number[] => {
    const counts = new Array<number>(classes.length).fill(0);
    for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
    return counts;
  };
  const [a, b] = [count(train), count(test)];
  return { fact: "classes", values: classes.map((name, c) => [name, a[c]!, b[c]!]) };
};

/** Letters are trained on the plain pictures: their variations are drawn anew in every epoch. The test is the whole fixed one. */
const PLAIN: Readonly<Record<string, typeof letters>> = { letters, "letters-ru": lettersRu };

async function setParts(set: ImageDataset): Promise<PictureParts> {
  const [, height, width] = set.train.shape;
  const train = picturesOf(PLAIN[set.name] ? (await PLAIN[set.name]!({ copies: 0 })).train : set.train);
  return {
    classes: set.classes,
    input: [1, height, width],
    train,
    test: picturesOf(set.test),
    groups: groupsOf(set.test),
    preprocessing: { format: "nabla-pictures-1", scale: 1 / 255, height, width },
    notes: [{ note: "split", train: train.data.length, test: set.test.shape[0], how: "set", seed: 0 }],
    facts: [classFact(set.classes, train.truth, set.test.labels), { fact: "count", what: "pixels", value: height * width }],
    exhibits: [gallery(train.data, train.truth, set.classes)],
    references: set.references,
    augment: set.name.startsWith("letters") ? "letters" : "digits",
  };
}

async function folderParts(folder: string, choice: Choice): Promise<PictureParts> {
  const files = filesBelow(folder).filter((file) => PICTURE.test(file));
  const fit = await chooseFit(files, choice, { most: 64, least: 16, fit: "crop" });
  const all = await imageFolder(folder, { ...fitOptions(fit), broken: "leave out" });
  const { classes, labels } = all;
  if (classes.length < 2)
    throw usageError(`${folder}: it has one subfolder with pictures only (${classes[0]}); at least two classes are needed`);
  const empty = classes.findIndex((_, c) => labels.filter((label) => label === c).length < 2);
  if (empty >= 0)
    throw usageError(`${folder}/${classes[empty]}: the class needs at least two pictures, one to train on and one to test on`);
  const rows = splitBySeed(all.length, choice, labels);
  const part = (numbers: Int32Array): Examples => ({ data: subset(all, numbers), truth: numbers.map((row) => labels[row]!) });
  const [train, test] = [part(rows.train), part(rows.test)];
  const { because, ...kept } = fit;
  return {
    classes,
    input: [fit.channels, fit.height, fit.width],
    train,
    test,
    groups: [],
    preprocessing: { format: "nabla-pictures-1", scale: 1 / 255, ...kept },
    notes: [
      { note: "pictures", ...fit, because },
      ...(all.broken.length > 0 ? [{ note: "broken", files: all.broken.map(({ file }) => file) } as const] : []),
      splitNote({ train: rows.train.length, test: rows.test.length }, "classes", choice),
    ],
    facts: [classFact(classes, train.truth, test.truth), { fact: "count", what: "pixels", value: fit.height * fit.width }],
    exhibits: [gallery(train.data, train.truth, classes)],
    references: [],
    augment: "pictures",
  };
}

export async function pictureParts(source: Source, choice: Choice): Promise<PictureParts> {
  if (choice.target !== undefined) throw usageError(`--target ${choice.target}: ${source.name} are pictures, they have no columns`);
  if (source.form === "set" && source.set.kind === "images") return setParts(source.set);
  if (source.form === "pictures") return folderParts(source.folder, choice);
  throw new CommandError(`${source.name}: pictures in subfolders are needed`);
}

/** How the network's pictures are read from files. */
export function storedFit({ preprocessing, architecture }: Pick<Trained, "preprocessing" | "architecture">): PictureFit {
  const { height, width, channels, fit } = preprocessing as Partial<PictureFit>;
  const [own, tall, wide] = architecture.input as readonly [number, number, number];
  return { height: height ?? tall, width: width ?? wide, channels: channels ?? (own === 3 ? 3 : 1), fit: fit ?? "crop" };
}

/** Pictures of a folder whose subfolders are classes that the network knows. */
export async function folderTest(trained: Trained, folder: string): Promise<Examples> {
  if (!existsSync(folder)) throw usageError(`${folder}: there is no such folder`);
  const set = await imageFolder(folder, fitOptions(storedFit(trained)));
  const known = trained.classes!;
  const strange = set.classes.find((name) => !known.includes(name));
  if (strange !== undefined) throw new CommandError(`${folder}/${strange}: the network does not know the class ${JSON.stringify(strange)}; it knows ${known.join(", ")}`); // prettier-ignore
  const truth = set.labels.map((label) => known.indexOf(set.classes[label]!));
  return { data: set, truth };
}

/** Pictures as inputs, one file after the other. */
export async function filePictures(
  trained: Trained,
  path: string,
): Promise<{ readonly data: PairData; readonly names: readonly string[] }> {
  const { files, names } = pictureFiles(path);
  const read = await pictureReader();
  const fit = storedFit(trained);
  const size = fit.channels * fit.height * fit.width;
  const data: PairData = {
    length: files.length,
    batch(indices) {
      const x = new Float32Array(indices.length * size);
      Array.from(indices).forEach((index, i) =>
        fitPicture(read(files[index]!), fitOptions(fit)).forEach((value, p) => (x[i * size + p] = value / 255)),
      );
      return [
        { dtype: "f32", shape: [indices.length, fit.channels, fit.height, fit.width], data: x },
        { dtype: "i32", shape: [indices.length], data: new Int32Array(indices.length) },
      ];
    },
  };
  return { data, names: names.map((name) => (files.length === 1 ? basename(name) : name)) };
}
