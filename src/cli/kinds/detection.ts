// The kind of task in which things are found in pictures: boxes as COCO or YOLO write them, a detector of middles and borders.
import { basename } from "node:path";
import { loader } from "../../data/index.ts";
import { meanAveragePrecision } from "../../metrics/index.ts";
import type { Box, Boxes, Detections } from "../../metrics/index.ts";
import type { Module } from "../../nn/index.ts";
import { STRIDE, boxesIn, detectionLoss, targetOf } from "../../tasks/index.ts";
import { compiledForward } from "../../train/index.ts";
import type { NamedArchitecture } from "../architecture.ts";
import { CommandError, usageError } from "../errors.ts";
import type { PhotoBox } from "../exhibits.ts";
import { pngOfPlanes } from "../photo.ts";
import { readAnnotations } from "../sources/annotations.ts";
import type { Annotated } from "../sources/annotations.ts";
import { chooseFit, pictureFiles, pictureReader } from "../sources/pictures.ts";
import type { PictureFit } from "../sources/pictures.ts";
import { bootstrap } from "../statistics.ts";
import { adamTraining } from "../training.ts";
import { COLORS, fittedPhoto, fittedPictures, inputsOf, lit, moved, settleNorms } from "./fitted.ts";
import type { Fitted } from "./fitted.ts";
import type { Judgement, Kind, PairData, Recipe, Wishes } from "./kind.ts";
import { clamp, refuse, splitBySeed, splitNote } from "./shared.ts";

/** Kept with the network. */
interface Frame extends PictureFit {
  readonly format: "nabla-boxes-1";
}

/** From this score on a box is shown and told, unless asked otherwise. */
const SURE = 0.3;

interface Examples {
  readonly pictures: readonly Fitted[];
  /** In pixels of the fitted picture. */
  readonly truth: readonly Boxes[];
  readonly names: readonly string[];
}

async function readExamples(items: readonly Annotated[], classes: readonly string[], fit: Frame, where: string): Promise<Examples> {
  const truth = items.map(({ boxes, labels, name }): Boxes => ({
    boxes: boxes.map(([left, top, right, bottom]): Box => [Math.max(0, left) * fit.width, Math.max(0, top) * fit.height, Math.min(1, right) * fit.width, Math.min(1, bottom) * fit.height]), // prettier-ignore
    labels: labels.map((label) => {
      const number = classes.indexOf(label);
      if (number < 0) throw new CommandError(`${where}: ${name} has a box of the class ${JSON.stringify(label)}, which the network does not know; it knows ${classes.join(", ")}`); // prettier-ignore
      return number;
    }),
  }));
  return { pictures: await fittedPictures(items.map(({ file }) => file), fit), truth, names: items.map(({ name }) => name) }; // prettier-ignore
}

function dataOf({ pictures, truth }: Examples, rows: ArrayLike<number>, fit: Frame, kinds: number): PairData {
  const cells = fit.height / STRIDE;
  const each = (kinds + 5) * cells * cells;
  return {
    length: rows.length,
    batch(indices) {
      const own = Array.from(indices, (index) => rows[index]!);
      const y = new Float32Array(own.length * each);
      own.forEach((row, i) => targetOf(truth[row]!, kinds, cells, y.subarray(i * each, (i + 1) * each)));
      return [inputsOf(pictures, own, fit), { dtype: "f32", shape: [own.length, kinds + 5, cells, cells], data: y }];
    },
  };
}

function detectionsFrom(model: Module, pictures: readonly Fitted[], fit: Frame, kinds: number): Detections[] {
  const forward = compiledForward(model);
  const data: PairData = {
    length: pictures.length,
    batch: (rows) => [inputsOf(pictures, rows, fit), { dtype: "i32", shape: [rows.length], data: new Int32Array(rows.length) }],
  };
  return [...loader(data, { batchSize: 8 }).batches(0)].flatMap(([x]) => boxesIn(forward(x), kinds, fit.height));
}

/** So many pictures are shown. */
const SHOWN = 9;

function judgeBoxes(
  model: Module,
  { pictures, truth, names }: Examples,
  rows: readonly number[],
  fit: Frame,
  classes: readonly string[],
): Judgement {
  const found = detectionsFrom(model, rows.map((row) => pictures[row]!), fit, classes.length); // prettier-ignore
  const wanted = rows.map((row) => truth[row]!);
  const figure = (thresholds: readonly number[] | undefined, chosen?: Int32Array): number => {
    const list = chosen ? Array.from(chosen) : [...rows.keys()];
    return meanAveragePrecision(list.map((i) => found[i]!), list.map((i) => wanted[i]!), thresholds ? { thresholds } : {}); // prettier-ignore
  };
  const value = figure([0.5]);
  const present = [...new Set(wanted.flatMap(({ labels }) => labels))].sort((a, b) => a - b);
  const shown = Array.from({ length: Math.min(SHOWN, rows.length) }, (_, k) =>
    Math.floor((k * rows.length) / Math.min(SHOWN, rows.length)),
  );
  const boxesOf = (i: number): PhotoBox[] => [
    ...wanted[i]!.boxes.map((box, b): PhotoBox => ({
      box,
      label: classes[wanted[i]!.labels[b]!]!,
      kind: wanted[i]!.labels[b]!,
      truth: true,
    })),
    ...found[i]!.boxes.flatMap((box, b): PhotoBox[] => (found[i]!.scores[b]! < SURE ? [] : [{ box, label: classes[found[i]!.labels[b]!]!, kind: found[i]!.labels[b]!, score: found[i]!.scores[b]!, truth: false }])), // prettier-ignore
  ];
  const ofClass = (kind: number) => {
    const only = <One extends Boxes>(list: readonly One[]): One[] =>
      list.map((one) => {
        const keep = one.labels.flatMap((label, b) => (label === kind ? [b] : []));
        const scores = (one as unknown as Partial<Detections>).scores;
        return {
          ...one,
          boxes: keep.map((b) => one.boxes[b]!),
          labels: keep.map(() => kind),
          ...(scores && { scores: keep.map((b) => scores[b]!) }),
        };
      });
    return meanAveragePrecision(only(found), only(wanted), { thresholds: [0.5] });
  };
  return {
    scores: {
      metric: "map50",
      value,
      interval: bootstrap(rows.length, (chosen) => figure([0.5], chosen), 200),
      count: rows.length,
      more: { map: figure(undefined) },
      intervals: { map: bootstrap(rows.length, (chosen) => figure(undefined, chosen), 60) },
      groups: present.length > 1 ? present.map((kind) => ({ name: classes[kind]!, value: ofClass(kind), count: wanted.reduce((sum, { labels }) => sum + labels.filter((label) => label === kind).length, 0) })) : [], // prettier-ignore
      mistakes: [],
    },
    exhibits: [
      {
        exhibit: "boxes",
        items: shown.map((i) => ({ photo: fittedPhoto(pictures[rows[i]!]!, fit), name: names[rows[i]!]!, boxes: boxesOf(i) })),
      },
    ],
  };
}

export const detection: Kind = {
  task: "detection",

  async begin(source, choice) {
    if (source.form !== "boxes") throw usageError(`--task detection: ${source.name} has no boxes`);
    const { classes, items, format } = readAnnotations(source.folder);
    if (items.length < 5) throw usageError(`${source.name}: ${items.length} pictures are too few to learn from; 5 are the least`);
    if (choice.channels === 1) throw usageError("--channels 1: the detector reads pictures in color; grey ones are read as such too");
    if (choice.size && (choice.size[0] !== choice.size[1] || choice.size[0] % 8 !== 0)) throw usageError(`--size ${choice.size.join("x")}: the detector reads squares whose side is a multiple of 8, as in --size 128`); // prettier-ignore
    const chosen = await chooseFit(items.map(({ file }) => file), { ...choice, channels: 3 }, { most: 128, least: 64, fit: "stretch" }); // prettier-ignore
    const side = choice.size?.[0] ?? Math.max(chosen.height, chosen.width);
    const fit: Frame = { format: "nabla-boxes-1", height: side, width: side, channels: 3, fit: "stretch" };
    const examples = await readExamples(items, classes, fit, source.name);
    const kinds = classes.length;
    const rows = splitBySeed(items.length, choice);
    const [trainRows, testRows] = [[...rows.train], [...rows.test]];
    const count = trainRows.length;
    if (testRows.every((row) => examples.truth[row]!.boxes.length === 0)) throw usageError(`${source.name}: none of the ${testRows.length} test pictures has a box; more pictures are needed, or another --seed`); // prettier-ignore
    const train = dataOf(examples, trainRows, fit, kinds);
    const loss = detectionLoss(kinds);
    const boxes = (list: readonly number[], kind: number): number => list.reduce((sum, row) => sum + examples.truth[row]!.labels.filter((label) => label === kind).length, 0); // prettier-ignore
    const empty = items.filter((item) => item.boxes.length === 0).length;
    return {
      name: source.name,
      task: "detection",
      aim: `boxes of ${kinds} ${kinds === 1 ? "class" : "classes"}`,
      classes,
      train,
      counts: { train: count, test: testRows.length },
      unit: "pictures",
      preprocessing: fit,
      notes: [
        { note: "file", format },
        { note: "pictures", ...fit, because: chosen.because },
        ...(empty > 0 ? [{ note: "empty", count: empty } as const] : []),
        splitNote({ train: count, test: testRows.length }, "random", choice),
      ],
      facts: [
        { fact: "classes", values: classes.map((name, kind) => [name, boxes(trainRows, kind), boxes(testRows, kind)]) },
        { fact: "count", what: "boxes", value: items.reduce((sum, item) => sum + item.boxes.length, 0) },
        { fact: "count", what: "pixels", value: side * side },
      ],
      exhibits: [],
      references: [],
      fingerprint: source.fingerprint,
      recipe(wishes): Recipe {
        const batch = wishes.batch ?? clamp(2 ** Math.round(Math.log2(count / 8)), 4, 8);
        return { epochs: wishes.epochs ?? clamp(Math.round(500 / Math.ceil(count / batch)), 4, 100), lr: wishes.lr ?? 3e-3, batch, weightDecay: 1e-4, labelSmoothing: 0, augment: "pictures" }; // prettier-ignore
      },
      architecture(wishes: Wishes): NamedArchitecture {
        refuse(wishes, ["layers", "activation", "depth"], "the detector's size is told by --width");
        return { network: "detector", input: [3, side, side], options: { classes: kinds, width: wishes.width ?? 12 } };
      },
      candidates: () => [3e-3, 1e-3, 8e-3].flatMap((lr) => [{ lr }, { lr, width: 8 }, { lr, width: 16 }]),
      training: (recipe, seed) => ({
        ...adamTraining(count, recipe, seed, loss, []),
        clipNorm: 10,
        augment: ([x, y], random) => {
          const [cells, size] = [side / STRIDE, side * side];
          for (let n = 0; n < x.shape[0]!; n++) {
            // Whole cells, so that what is wanted moves with the picture; borders are told from the cells and stay.
            const [dx, dy] = [random.integer(5) - 2, random.integer(5) - 2];
            const own = (x.data as Float32Array).subarray(n * 3 * size, (n + 1) * 3 * size);
            for (let c = 0; c < 3; c++) moved(own.subarray(c * size, (c + 1) * size), side, side, dx * STRIDE, dy * STRIDE);
            const wanted = (y.data as Float32Array).subarray(n * (kinds + 5) * cells * cells, (n + 1) * (kinds + 5) * cells * cells);
            for (let k = 0; k < kinds + 5; k++) moved(wanted.subarray(k * cells * cells, (k + 1) * cells * cells), cells, cells, dx, dy, 0);
            lit(own, random);
          }
        },
      }),
      loss,
      conclude: (model) => settleNorms(model, train),
      judge: (model) => judgeBoxes(model, examples, testRows, fit, classes),
    };
  },

  async evaluate(trained, model, path) {
    const fit = trained.preprocessing as Frame;
    const { items } = readAnnotations(path);
    const examples = await readExamples(items, trained.classes!, fit, path);
    return judgeBoxes(model, examples, [...items.keys()], fit, trained.classes!);
  },

  async predict(trained, model, path, wishes) {
    refuse(wishes, ["prompt", "length", "temperature", "topK", "topP"], "boxes have no such option");
    const least = wishes.threshold ?? SURE;
    if (least > 1) throw usageError(`--threshold ${least}: a share lies between 0 and 1`);
    const fit = trained.preprocessing as Frame;
    const classes = trained.classes!;
    const { files, names } = pictureFiles(path);
    const pictures = await fittedPictures(files, fit);
    const shortNames = names.map((name) => (files.length === 1 ? basename(name) : name));
    const found = detectionsFrom(model, pictures, fit, classes.length).map(({ boxes, scores, labels }, i) => {
      const { height, width } = pictures[i]!;
      return boxes.flatMap((box, b) => {
        if (scores[b]! < least) return [];
        const [left, top, right, bottom] = box.map((value, k) => Number(((value / fit.width) * (k % 2 === 0 ? width : height)).toFixed(1))) as [number, number, number, number]; // prettier-ignore
        return [{ kind: labels[b]!, label: classes[labels[b]!]!, score: Number(scores[b]!.toPrecision(4)), left, top, right, bottom }];
      });
    });
    const read = await pictureReader();
    return {
      columns: ["file", "label", "score", "left", "top", "right", "bottom"],
      rows: found.flatMap((own, i) =>
        own.map(({ label, score, left, top, right, bottom }) => [shortNames[i]!, label, score, left, top, right, bottom]),
      ),
      objects: found.map((own, i) => ({ file: shortNames[i]!, boxes: own.map(({ kind: _, ...box }) => box) })),
      pictures: files.map((file, i) => {
        const { height, width, channels, data } = read(file);
        const planes = Float32Array.from({ length: 3 * height * width }, (_, p) => data[channels === 1 ? p % (height * width) : p]! / 255);
        for (const box of found[i]!) draw(planes, height, width, box);
        return { name: `${shortNames[i]!.replace(/\.[^.]*$/, "")}.png`, png: pngOfPlanes(planes, 3, height, width) };
      }),
    };
  },
};

/** A frame in the color of the class. */
function draw(
  planes: Float32Array,
  height: number,
  width: number,
  box: { readonly kind: number; readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
): void {
  // prettier-ignore
  const color = COLORS[1 + (box.kind % (COLORS.length - 1))]!;
  const thick = Math.max(1, Math.round(Math.min(height, width) / 150));
  const [left, top, right, bottom] = [Math.round(box.left), Math.round(box.top), Math.round(box.right) - 1, Math.round(box.bottom) - 1];
  for (let y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++)
    for (let x = Math.max(0, left); x <= Math.min(width - 1, right); x++)
      if (y - top < thick || bottom - y < thick || x - left < thick || right - x < thick)
        for (let c = 0; c < 3; c++) planes[c * height * width + y * width + x] = color[c]! / 255;
}
