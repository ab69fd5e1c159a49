// Recipe: metric learning. A network learns to place letters A–Z so that equal ones lie together, and is judged on letters that it never saw.
//
// Training: A–Z in the training fonts, drawn anew in every epoch as another hand might. Test: the 33 letters А–Я in all 102 faces, each
// slightly turned, sheared, scaled and shifted (always the same way).
// Unseen are the classes; eleven of them (А В Е К М Н О Р С Т Х) look as letters of the other alphabet do, so the figure is also given for
// the other 22, and for the fonts that training did not see either. Judged by 2,000 drawn games of 5 ways and 1 shot: one example of each of
// five letters is shown, then each of five other pictures is to be named by its nearest example. R@1: is the nearest other picture the same letter?
// Baseline: the same games by the distance of raw pixels. Trained with InfoNCE; the same network with triplets (hardest in the batch) is
// reported beside it. Seeds: weights, batches and variations follow the seed; the games are always the same. Nothing was chosen by А–Я.
import { manualSeed, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { loader } from "../data/index.ts";
import { letters, lettersRu } from "../datasets/index.ts";
import type { ImageDataset, ImagePart } from "../datasets/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";
import type { LossFunction } from "../train/index.ts";
import { embeddingNetwork, Groups, overGroups, pairLoss, tripletLoss } from "./groups.ts";
import { anotherHand } from "./letters.ts";
import { fewShot, nearestSame, nearness, unit } from "./neighbors.ts";
import type { Game, Nearness } from "./neighbors.ts";
import { Pictures, told } from "./pictures.ts";
import type { Recipe, RunOptions } from "./recipe.ts";

/** Letters of Russian that look like none of the Latin ones. */
const OWN = "БГДЁЖЗИЙЛПУФЦЧШЩЪЫЬЭЮЯ";

/** Pictures of each letter in a batch. */
const EACH = 4;

/** Trains on A–Z with a loss; vectors of length 1 for the other pictures. */
async function embed(loss: LossFunction, others: Pictures, options: RunOptions, part: readonly [number, number]): Promise<Tensor> {
  const { train, classes } = await letters({ copies: 0 });
  const [width, steps] = options.quick ? [8, 40] : [24, 500];
  const [, height, across] = train.shape;
  const pictures = new Pictures(train).all().data;
  const size = height * across;
  const members = classes.map((_, label) => [...train.labels.keys()].filter((n) => train.labels[n] === label));
  const groups = new Groups({
    classes: classes.length,
    length: steps * classes.length,
    each: EACH,
    channels: 1,
    size: height,
    seed: options.seed,
    augment: anotherHand,
    draw(label, random, out) {
      const chosen = random.shuffle([...members[label]!]).slice(0, EACH);
      chosen.forEach((n, k) => out.set(pictures.subarray(n * size, (n + 1) * size), k * size));
    },
  });
  manualSeed(options.seed);
  const network = embeddingNetwork(1, height, width, 64);
  await fit(overGroups(network, EACH), loader<readonly [Tensor, Tensor]>(groups, { batchSize: classes.length }), {
    loss,
    optimizer: adamw({ lr: 2e-3, weightDecay: 1e-2 }),
    schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
    epochs: 1,
    seed: options.seed,
    ...told(options, ...part),
  });
  return unit(predict(network, others.all(), { batchSize: 500 }));
}

/** The varied picture of every face: what comes behind the plain ones, of both parts of the set. */
function varied({ train, test }: ImageDataset): ImagePart {
  const half = ({ images, shape: [count, height, width], labels, fonts }: ImagePart): ImagePart => ({
    images: images.subarray((count / 2) * height * width),
    shape: [count / 2, height, width],
    labels: labels.subarray(count / 2),
    fonts: fonts!.slice(count / 2),
  });
  const [first, second] = [half(train), half(test)];
  const images = new Uint8Array(first.images.length + second.images.length);
  images.set(first.images);
  images.set(second.images, first.images.length);
  return {
    images,
    shape: [first.shape[0] + second.shape[0], first.shape[1], first.shape[2]],
    labels: Int32Array.of(...first.labels, ...second.labels),
    fonts: [...first.fonts!, ...second.fonts!],
  };
}

export const glyphsRecipe: Recipe = {
  id: "metric-letters",
  task: "metric learning",
  dataset: "letters-ru",
  title: { en: "Letters of an unknown alphabet from one example", ru: "Буквы незнакомого алфавита по одному примеру" },
  about: {
    en: "The network learns on A–Z only and is judged on А–Я: one example of each of five letters is shown, five other pictures are to be named (2,000 games). Eleven of the letters look as Latin ones do; the figure without them stands beside it.",
    ru: "Сеть учится только на A–Z, а проверяется на А–Я: показан один пример каждой из пяти букв, нужно назвать пять других картинок (2000 игр). Одиннадцать букв похожи на латинские; рядом стоит результат без них.",
  },
  metric: "accuracy, 5 ways, 1 shot",
  better: "higher",
  bar: 0.85,
  reference: { what: "raw pixels, nearest example", value: 0.531, source: "measured with scikit-learn on the same letters" },
  async run(options) {
    const set = await lettersRu({ copies: 1 });
    const part = varied(set);
    const pictures = new Pictures(part);
    const column = pictures.all();
    const raw = nearness(tensor(column.data, { shape: [pictures.length, part.shape[1] * part.shape[2]] }));
    const games = { ways: 5, shots: 1, games: 2000, seed: 1 };
    const own = new Set([...OWN].map((letter) => set.classes.indexOf(letter)));
    const test = new Set(set.test.fonts);
    const all = [...part.labels.keys()];
    const ownLetters = all.filter((n) => own.has(part.labels[n]!));
    const ownFonts = ownLetters.filter((n) => test.has(part.fonts![n]!));
    const learnt = nearness(await embed(pairLoss(0.1), pictures, options, [0, options.quick ? 1 : 0.5]));
    const triplet = options.quick ? null : nearness(await embed(tripletLoss(0.3), pictures, options, [0.5, 1]));
    const play = (near: Nearness, more: Partial<Game> = {}): number => fewShot(near, part.labels, { ...games, ...more });
    return {
      test: play(learnt),
      baseline: { what: "raw pixels, nearest example", value: play(raw) },
      details: {
        "pictures of unseen classes": pictures.length,
        ...Object.fromEntries(
          Object.entries({ InfoNCE: learnt, ...(triplet && { triplet }), "raw pixels": raw }).flatMap(([name, near]) => [
            [`${name}: 5 ways, 1 shot`, play(near)],
            [`${name}: 5 ways, 5 shots`, play(near, { shots: 5 })],
            [`${name}: 20 ways, 1 shot`, play(near, { ways: 20 })],
            [`${name}: 5 ways, 1 shot, the 22 letters that are not Latin`, play(near, { among: ownLetters })],
            [`${name}: 5 ways, 1 shot, those letters in unseen fonts`, play(near, { among: ownFonts })],
            [`${name}: R@1`, nearestSame(near, part.labels)],
          ]),
        ),
      },
      samples: sampleAnswers(learnt, part, set.classes),
    };
  },
};

/** For some pictures the nearest other one. */
function sampleAnswers({ candidates, values }: Nearness, { labels, fonts }: ImagePart, classes: readonly string[]): string[] {
  const words = (n: number): string => `${classes[labels[n]!]!} of ${fonts![n]!}`;
  return [...labels.keys()]
    .filter((n) => n % 331 === 17)
    .map((n) => {
      const others = [...labels.keys()].filter((other) => other !== n);
      const nearest = others.reduce((best, other) => (values[n * candidates + other]! > values[n * candidates + best]! ? other : best));
      return `nearest to ${words(n)}: ${words(nearest)}`;
    });
}
