// The kind of task in which every pixel gets a class: pictures and masks, a U-Net.
import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { loader } from "../../data/index.ts";
import { fitPicture } from "../../datasets/index.ts";
import type { Picture } from "../../datasets/index.ts";
import type { Module } from "../../nn/index.ts";
import { compiledForward } from "../../train/index.ts";
import type { NamedArchitecture } from "../architecture.ts";
import { CommandError, usageError } from "../errors.ts";
import { photoOf, pngOfNumbers } from "../photo.ts";
import { chooseFit, pictureFiles, pictureReader } from "../sources/pictures.ts";
import type { PictureFit } from "../sources/pictures.ts";
import { filesBelow, PICTURE } from "../sources/source.ts";
import { bootstrap } from "../statistics.ts";
import { adamTraining } from "../training.ts";
import { COLORS, fittedPhoto, fittedPictures, inputsOf, lit, mirrored, moved, settleNorms } from "./fitted.ts";
import type { Fitted } from "./fitted.ts";
import type { Judgement, Kind, PairData, Recipe, Trained, Wishes } from "./kind.ts";
import { masksLoss } from "./masks.ts";
import { clamp, refuse, splitBySeed, splitNote } from "./shared.ts";

/** Kept with the network: how pictures are read, and which value of a mask is which class. */
interface Masks extends PictureFit {
  readonly format: "nabla-masks-1";
  /** Grey values or colors (red · 65536 + green · 256 + blue), in order of the classes; null where half of 255 divides two classes. */
  readonly values: readonly number[] | null;
}

interface Found {
  readonly pictures: readonly string[];
  readonly masks: readonly string[];
  readonly names: readonly string[];
}

const stem = (file: string): string => file.replace(PICTURE, "").replace(/_mask$/i, "");

/** Pictures with their masks; a picture without a mask is named. */
function findPairs(folder: string): Found {
  const masksFolder = join(folder, "masks");
  if (!existsSync(masksFolder)) throw usageError(`${folder}: it has no folder masks`);
  const masks = new Map(filesBelow(masksFolder).filter((file) => PICTURE.test(file)).map((file) => [stem(relative(masksFolder, file)), file])); // prettier-ignore
  const root = existsSync(join(folder, "images")) ? join(folder, "images") : folder;
  const pictures = filesBelow(root).filter((file) => PICTURE.test(file) && !file.startsWith(masksFolder + sep));
  if (pictures.length === 0) throw usageError(`${root}: there are no pictures beside the masks`);
  const own = pictures.map((file) => stem(relative(root, file)));
  const without = own.findIndex((name) => !masks.has(name));
  if (without >= 0)
    throw new CommandError(`${pictures[without]}: it has no mask; one of the name ${own[without]}.png is needed in ${masksFolder}`);
  const left = [...masks.keys()].find((name) => !own.includes(name));
  if (left !== undefined) throw new CommandError(`${masks.get(left)}: there is no picture of that name in ${root}`);
  return { pictures, masks: own.map((name) => masks.get(name)!), names: pictures.map((file) => relative(root, file).split(sep).join("/")) };
}

const keyAt = ({ channels, data, height, width }: Picture, pixel: number): number => {
  const size = height * width;
  if (channels === 1) return data[pixel]!;
  const [r, g, b] = [data[pixel]!, data[size + pixel]!, data[2 * size + pixel]!];
  return r === g && g === b ? r : r * 65536 + g * 256 + b;
};

const MOST_CLASSES = COLORS.length;

/** Which values the masks have; two classes where nearly all is black or white, and edges are blurred to many values between. */
function valuesOf(masks: readonly Picture[], folder: string): readonly number[] | null {
  const counts = new Map<number, number>();
  for (const mask of masks)
    for (let p = 0; p < mask.height * mask.width; p++) {
      const key = keyAt(mask, p);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const share = (from: number, to: number): number =>
    [...counts].reduce((sum, [key, count]) => sum + (key >= from && key <= to ? count : 0), 0) / total;
  const values = [...counts.keys()].sort((a, b) => a - b);
  const [black, white] = [share(0, 8), share(247, 255)];
  if (values.length > MOST_CLASSES && values.every((key) => key <= 255) && black > 0 && white > 0 && black + white > 0.9) return null;
  if (values.length < 2) throw usageError(`${folder}/masks: all masks hold one value only (${values[0]}); there is nothing to tell apart`);
  if (values.length > MOST_CLASSES)
    throw usageError(`${folder}/masks: the masks hold ${values.length} different values, ${MOST_CLASSES} at most are classes; JPEG blurs values: save masks as PNG`); // prettier-ignore
  return values;
}

/** Class numbers of a mask, brought to the pictures' size without mixing values. */
function numbersOf(mask: Picture, { values, height, width }: Masks, file: string): Int32Array {
  const out = new Int32Array(height * width);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [fromY, fromX] = [Math.floor(((y + 0.5) * mask.height) / height), Math.floor(((x + 0.5) * mask.width) / width)];
      const key = keyAt(mask, fromY * mask.width + fromX);
      const number = values === null ? (key >= 128 ? 1 : 0) : values.indexOf(key);
      if (number < 0) throw new CommandError(`${file}: the mask has the value ${key > 255 ? `#${key.toString(16).padStart(6, "0")}` : key}, which the masks of the training do not have`); // prettier-ignore
      out[y * width + x] = number;
    }
  return out;
}

/** Names of the classes: from classes.txt, or what the values are. */
function classNames(folder: string, values: readonly number[] | null): string[] {
  const count = values?.length ?? 2;
  const file = join(folder, "classes.txt");
  if (existsSync(file)) {
    const names = readFileSync(file, "utf8").split(/\r?\n/).map((line) => line.trim()).filter(Boolean); // prettier-ignore
    if (names.length !== count) throw new CommandError(`${file}: it names ${names.length} classes, the masks have ${count} values`);
    return names;
  }
  if (count === 2) return ["background", "object"];
  return values!.map((key, c) => (c === 0 && key === 0 ? "background" : key > 255 ? `#${key.toString(16).padStart(6, "0")}` : String(key)));
}

interface Examples {
  readonly pictures: readonly Fitted[];
  readonly masks: readonly Int32Array[];
  readonly names: readonly string[];
}

async function readExamples({ pictures, masks, names }: Found, fit: Masks): Promise<Examples> {
  const read = await pictureReader();
  return { pictures: await fittedPictures(pictures, fit), masks: masks.map((file) => numbersOf(read(file), fit, file)), names };
}

const dataOf = ({ pictures, masks }: Examples, rows: ArrayLike<number>, fit: Masks): PairData => ({
  length: rows.length,
  batch(indices) {
    const own = Array.from(indices, (index) => rows[index]!);
    const size = fit.height * fit.width;
    const y = new Int32Array(own.length * size);
    own.forEach((row, i) => y.set(masks[row]!, i * size));
    return [inputsOf(pictures, own, fit), { dtype: "i32", shape: [own.length, fit.height, fit.width], data: y }];
  },
});

/** Class of every pixel. */
function masksFrom(model: Module, data: PairData, classes: number): Int32Array[] {
  const forward = compiledForward(model);
  const out: Int32Array[] = [];
  for (const [x] of loader(data, { batchSize: 8 }).batches(0)) {
    const output = forward(x);
    const [count, , height, width] = output.shape as readonly [number, number, number, number];
    const [values, size] = [output.data(), height * width];
    for (let n = 0; n < count; n++)
      out.push(Int32Array.from({ length: size }, (_, p) => {
        let best = 0;
        for (let c = 1; c < classes; c++) if (values[(n * classes + c) * size + p]! > values[(n * classes + best) * size + p]!) best = c;
        return best;
      })); // prettier-ignore
  }
  return out;
}

/** So many pictures are shown. */
const SHOWN = 8;

function judgeMasks(model: Module, examples: Examples, rows: ArrayLike<number>, fit: Masks, classes: readonly string[]): Judgement {
  const found = masksFrom(model, dataOf(examples, rows, fit), classes.length);
  const kinds = classes.length;
  const size = fit.height * fit.width;
  // For each picture and class: pixels in common, in the mask, in the answer.
  const sums = found.map((mask, i) => {
    const truth = examples.masks[rows[i]!]!;
    const own = Array.from({ length: kinds }, () => [0, 0, 0] as [number, number, number]);
    for (let p = 0; p < size; p++) {
      own[truth[p]!]![1]++;
      own[mask[p]!]![2]++;
      if (truth[p] === mask[p]) own[truth[p]!]![0]++;
    }
    return own;
  });
  const all = Int32Array.from(sums.keys());
  const figure = (chosen: Int32Array, of: (common: number, a: number, b: number) => number): number => {
    const values: number[] = [];
    for (let c = 1; c < kinds; c++) {
      const [common, a, b] = [0, 1, 2].map((k) => Array.from(chosen).reduce((sum, i) => sum + sums[i]![c]![k]!, 0)) as [
        number,
        number,
        number,
      ];
      if (a + b > 0) values.push(of(common, a, b));
    }
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const dice = (common: number, a: number, b: number): number => (2 * common) / (a + b);
  const iou = (common: number, a: number, b: number): number => common / (a + b - common);
  const rightIn = (chosen: Int32Array): number => chosen.reduce((sum, i) => sum + sums[i]!.reduce((part, [common]) => part + common, 0), 0);
  // One class for every pixel: the best that can be said without looking.
  const everywhere = Math.max(...classes.slice(1).map((_, c) => sums.reduce((sum, own) => sum + own[c + 1]![1], 0))); // prettier-ignore
  const present = classes.filter((_, c) => c > 0 && sums.some((own) => own[c]![1] > 0)).length;
  const each = all.map((i) => i).sort((a, b) => figure(Int32Array.of(a), dice) - figure(Int32Array.of(b), dice));
  const shown = Array.from({ length: Math.min(SHOWN, each.length) }, (_, k) => each[Math.floor((k * (each.length - 1)) / Math.max(1, Math.min(SHOWN, each.length) - 1))]!); // prettier-ignore
  const photo = (mask: Int32Array) => photoOf(pngOfNumbers(mask, fit.height, fit.width, COLORS.slice(0, kinds)), fit.height, fit.width);
  return {
    scores: {
      metric: "dice",
      value: figure(all, dice),
      interval: bootstrap(all.length, (chosen) => figure(chosen, dice), 500),
      count: all.length,
      more: { meanIou: figure(all, iou), pixelAccuracy: rightIn(all) / (size * all.length) },
      intervals: {
        meanIou: bootstrap(all.length, (chosen) => figure(chosen, iou), 300),
        pixelAccuracy: bootstrap(all.length, (chosen) => rightIn(chosen) / (size * chosen.length), 300),
      },
      baseline: { what: "everywhere", value: (2 * everywhere) / (everywhere + size * all.length) / Math.max(1, present) },
      groups:
        kinds > 2
          ? classes.slice(1).map((name, c) => {
              const [common, a, b] = [0, 1, 2].map((k) => sums.reduce((sum, own) => sum + own[c + 1]![k]!, 0)) as [number, number, number];
              return { name, value: a + b === 0 ? 0 : dice(common, a, b), count: a };
            })
          : [],
      mistakes: [],
    },
    exhibits: [{ exhibit: "masks", classes, items: shown.map((i) => ({ photo: fittedPhoto(examples.pictures[rows[i]!]!, fit), name: examples.names[rows[i]!]!, truth: photo(examples.masks[rows[i]!]!), found: photo(found[i]!) })) }], // prettier-ignore
  };
}

export const segmentation: Kind = {
  task: "segmentation",

  async begin(source, choice) {
    if (source.form !== "masks") throw usageError(`--task segmentation: ${source.name} has no folder masks`);
    const found = findPairs(source.folder);
    if (found.pictures.length < 5)
      throw usageError(`${source.name}: ${found.pictures.length} pictures with masks are too few to learn from; 5 are the least`);
    const chosen = await chooseFit(found.pictures, choice, { most: 64, least: 32, fit: "stretch" });
    const even = (side: number): number => Math.max(16, Math.round(side / 8) * 8);
    if (choice.size && choice.size.some((side) => side % 8 !== 0)) throw usageError(`--size ${choice.size.join("x")}: the network halves pictures three times, so height and width must be multiples of 8`); // prettier-ignore
    const read = await pictureReader();
    const { because, ...fitted } = chosen;
    const values = valuesOf(found.masks.map(read), source.folder);
    const fit: Masks = { format: "nabla-masks-1", ...fitted, height: even(fitted.height), width: even(fitted.width), values };
    const classes = classNames(source.folder, values);
    const examples = await readExamples(found, fit);
    const rows = splitBySeed(found.pictures.length, choice);
    const count = rows.train.length;
    const train = dataOf(examples, rows.train, fit);
    const loss = masksLoss(classes.length);
    const pixels = (list: Int32Array, c: number): number =>
      list.reduce((sum, row) => sum + examples.masks[row]!.reduce((own, value) => own + (value === c ? 1 : 0), 0), 0);
    return {
      name: source.name,
      task: "segmentation",
      aim: `${classes.length} classes of pixels`,
      classes,
      train,
      counts: { train: count, test: rows.test.length },
      unit: "pictures",
      preprocessing: fit,
      notes: [
        { note: "pictures", ...fit, because },
        { note: "maskClasses", names: classes },
        splitNote({ train: count, test: rows.test.length }, "random", choice),
      ],
      facts: [
        { fact: "classes", values: classes.map((name, c) => [name, pixels(rows.train, c), pixels(rows.test, c)]) },
        { fact: "count", what: "pixels", value: fit.height * fit.width },
      ],
      exhibits: [],
      references: [],
      fingerprint: source.fingerprint,
      recipe(wishes): Recipe {
        const batch = wishes.batch ?? clamp(2 ** Math.round(Math.log2(count / 8)), 4, 8);
        return { epochs: wishes.epochs ?? clamp(Math.round(400 / Math.ceil(count / batch)), 4, 200), lr: wishes.lr ?? 3e-3, batch, weightDecay: 1e-4, labelSmoothing: 0, augment: "pictures" }; // prettier-ignore
      },
      architecture(wishes: Wishes): NamedArchitecture {
        refuse(wishes, ["layers", "activation"], "a U-Net's size is told by --width and --depth");
        const depth = wishes.depth ?? 3;
        if (fit.height % 2 ** depth !== 0 || fit.width % 2 ** depth !== 0) throw usageError(`--depth ${depth}: pictures of ${fit.height} × ${fit.width} cannot be halved so often; at most 3, or another --size`); // prettier-ignore
        return {
          network: "unet",
          input: [fit.channels, fit.height, fit.width],
          options: { classes: classes.length, width: wishes.width ?? 12, depth },
        };
      },
      candidates: () => [3e-3, 1e-3, 8e-3].flatMap((lr) => [{ lr }, { lr, width: 8 }, { lr, width: 16 }, { lr, width: 12, depth: 2 }]),
      training: (recipe, seed) => ({
        ...adamTraining(count, recipe, seed, loss, []),
        augment: ([x, y], random) => {
          const { height, width, channels } = fit;
          const size = height * width;
          for (let n = 0; n < x.shape[0]!; n++) {
            const flip = random.next() < 0.5;
            const [dx, dy] = [Math.round(random.uniform(-0.08, 0.08) * width), Math.round(random.uniform(-0.08, 0.08) * height)];
            const own = (x.data as Float32Array).subarray(n * channels * size, (n + 1) * channels * size);
            const planes = [...Array.from({ length: channels }, (_, c) => own.subarray(c * size, (c + 1) * size)), (y.data as Int32Array).subarray(n * size, (n + 1) * size)]; // prettier-ignore
            for (const plane of planes) {
              if (flip) mirrored(plane, height, width);
              moved(plane, height, width, dx, dy);
            }
            lit(own, random);
          }
        },
      }),
      loss,
      conclude: (model) => settleNorms(model, train),
      judge: (model) => judgeMasks(model, examples, rows.test, fit, classes),
    };
  },

  async evaluate(trained, model, path) {
    const fit = trained.preprocessing as Masks;
    const examples = await readExamples(findPairs(path), fit);
    return judgeMasks(model, examples, [...examples.names.keys()], fit, trained.classes!);
  },

  async predict(trained: Trained, model, path, wishes) {
    refuse(wishes, ["prompt", "length", "temperature", "topK", "topP", "threshold"], "a mask has no such option");
    const fit = trained.preprocessing as Masks;
    const classes = trained.classes!;
    const { files, names } = pictureFiles(path);
    const pictures = await fittedPictures(files, fit);
    const size = fit.height * fit.width;
    const data: PairData = { length: files.length, batch: (rows) => [inputsOf(pictures, rows, fit), { dtype: "i32", shape: [rows.length, fit.height, fit.width], data: new Int32Array(rows.length * size) }] }; // prettier-ignore
    const masks = masksFrom(model, data, classes.length);
    const shares = masks.map((mask) =>
      classes.map((_, c) => Number((mask.reduce((sum, value) => sum + (value === c ? 1 : 0), 0) / size).toPrecision(6))),
    );
    return {
      columns: ["file", ...classes.map((name) => `share(${name})`)],
      rows: names.map((name, i) => [name, ...shares[i]!]),
      objects: names.map((name, i) => ({ file: name, shares: Object.fromEntries(classes.map((own, c) => [own, shares[i]![c]!])) })),
      // At the size of each picture, in the colors of the classes.
      pictures: masks.map((mask, i) => {
        const { height, width } = pictures[i]!;
        const whole = fitPicture({ height: fit.height, width: fit.width, channels: 1, data: Uint8Array.from(mask) }, { size: [height, width], channels: 1, fit: "stretch", mode: "nearest" }); // prettier-ignore
        return { name: `${(files.length === 1 ? basename(names[i]!) : names[i]!).replace(PICTURE, "")}.png`, png: pngOfNumbers(whole, height, width, COLORS.slice(0, classes.length)) }; // prettier-ignore
      }),
    };
  },
};
