// From the word on the command line to a problem: a data set by name, or a file. Knows the data sets; not networks.
import { dataset, datasetNames, letters, lettersRu } from "../datasets/index.ts";
import type { ImageDataset, ImagePart } from "../datasets/index.ts";
import type { Dataset, HostBatch } from "../data/index.ts";
import type { Tensor } from "../index.ts";
import { nearest, usageError } from "./errors.ts";
import { readCsvFile, splitOf, tableProblem } from "./problem.ts";
import type { Examples, Group, Problem, TableChoice } from "./problem.ts";

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

export const picturesOf = (part: ImagePart): Examples => ({ data: new Pictures(part), truth: part.labels });

function groupsOf({ fonts }: ImagePart): Group[] | null {
  if (!fonts) return null;
  const groups = new Map<string, number[]>();
  fonts.forEach((font, row) => {
    const rows = groups.get(font);
    if (rows) rows.push(row);
    else groups.set(font, [row]);
  });
  return [...groups].map(([name, rows]) => ({ name, rows })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Letters are trained on the plain pictures: their variations are drawn anew in every epoch. The test is the whole fixed one. */
const PLAIN: Readonly<Record<string, typeof letters>> = { letters, "letters-ru": lettersRu };

async function pictureProblem(set: ImageDataset): Promise<Problem> {
  const [, height, width] = set.train.shape;
  const train = PLAIN[set.name] ? (await PLAIN[set.name]!({ copies: 0 })).train : set.train;
  return {
    name: set.name,
    kind: "pictures",
    task: "classification",
    input: [1, height, width],
    outputs: set.classes.length,
    classes: set.classes,
    train: picturesOf(train),
    test: picturesOf(set.test),
    groups: groupsOf(set.test),
    references: set.references,
    preprocessing: { format: "nabla-pictures-1", scale: 1 / 255, height, width },
    notes: [],
    fingerprint: null,
  };
}

/** Loads what was asked for. */
export async function loadProblem(source: string, choice: TableChoice, onProgress: (message: string) => void): Promise<Problem> {
  const set = await dataset(source, { onProgress });
  if (set?.kind === "images") {
    if (choice.target !== undefined) throw usageError(`--target ${choice.target}: ${source} are pictures, they have no columns`);
    if (choice.task === "regression") throw usageError(`--task regression: ${source} has classes, so it is a classification`);
    return pictureProblem(set);
  }
  if (set) {
    if (choice.target !== undefined && choice.target !== set.target)
      return tableProblem(set.name, set.table, choice, { references: [], fingerprint: null });
    const split = splitOf(set.table, set);
    return tableProblem(set.name, set.table, { ...choice, target: set.target }, { references: set.references, fingerprint: null, split });
  }
  if (!/[./\\]/.test(source)) {
    const near = nearest(source, datasetNames());
    throw usageError(
      `${source}: there is no data set of that name${near ? ` (did you mean ${near}?)` : ""}; choose ${datasetNames().join(", ")}, or a .csv file`,
    );
  }
  const { table, fingerprint } = readCsvFile(source);
  return tableProblem(source, table, choice, { references: [], fingerprint });
}
