// Recipe: which part of the brain is where? Seven groups of the 116 regions of an atlas, cube by cube.
//
// Why regions and not tissues: nobody drew gray and white matter on this head. Kinds of tissue found by brightness alone would be learnt back
// from the brightness they came of, and the figure would say nothing. The atlas AAL was drawn on this very head by anatomists
// (Tzourio-Mazoyer et al. 2002): it covers the gray matter and what lies close to it; the rest counts as none.
// Data: the head of `segmentation-brain`. One subject: the figure says how well slices are filled in between others of the same head, as where
// a person draws some slices and the network those between; it says nothing of another head. Split: of every 28 slices from the 21st on, 8
// are the test, the 4 on either side are used for nothing, the other 12 are learnt from: a drawn slice is 5 to 12 mm away.
// Three slices are seen at once, at half the size, and how far each cube lies inside or outside of each group, a straight line
// between the next drawn slices below and above (shape-based interpolation, Raya and Udupa 1990); the network corrects what that
// says by what the slice looks like. Slices to learn from see drawn slices that are at least 5 mm away, too. Judged at full size by
// Dice, mean over the seven groups. Seeds: weights, order and variations (mirrored, turned, moved, scaled a little). The length of the
// blocks was chosen by what interpolation can do; nothing of the network by the test slices.
// Baseline: the group at the same place in the nearest drawn slice. Interpolation without the network is told beside it.
import { manualSeed, mul, narrow, tensor, update } from "../index.ts";
import type { Tensor } from "../index.ts";
import { composeImages, horizontalFlip, randomAffine, tensorDataset } from "../data/index.ts";
import type { Augment } from "../data/index.ts";
import { brain } from "../datasets/index.ts";
import type { BrainScan } from "../datasets/index.ts";
import { crossEntropy, dice } from "../losses/index.ts";
import * as nn from "../nn/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";
import { overlays } from "../viz/index.ts";
import { told } from "./pictures.ts";
import type { Recipe } from "./recipe.ts";
import { fullLabels, HEIGHT, nearestSlices, seen, slicesOf, WIDTH } from "./slices.ts";
import { augmentBoth, UNet } from "./unet.ts";

/** Groups by the beginnings of the regions' names. */
const GROUPS: Readonly<Record<string, RegExp>> = {
  frontal: /^(Precentral|Frontal|Rolandic|Supp_Motor|Olfactory|Rectus)/,
  parietal: /^(Postcentral|Parietal|SupraMarginal|Angular|Precuneus|Paracentral)/,
  temporal: /^(Heschl|Temporal)/,
  occipital: /^(Calcarine|Cuneus|Lingual|Occipital|Fusiform)/,
  limbic: /^(Insula|Cingulum|Hippocampus|ParaHippocampal|Amygdala)/,
  deep: /^(Caudate|Putamen|Pallidum|Thalamus)/,
  cerebellum: /^(Cerebelum|Vermis)/,
};
const NAMES = Object.keys(GROUPS);
const KINDS = NAMES.length + 1;

/** The group of each cube: 1 to 7, or 0. */
function groupsOf({ regions, names }: BrainScan): Uint8Array {
  const groupOf = new Uint8Array(256);
  for (const [number, name] of names) groupOf[number] = 1 + Object.values(GROUPS).findIndex((pattern) => pattern.test(name));
  return regions.map((region) => groupOf[region]!);
}

const [FIRST, EVERY, LENGTH, LEAST] = [20, 28, 8, 5] as const;

/** Slices of the test, and those that are drawn. */
function splitForRegions(slices: number): { readonly test: readonly number[]; readonly learnt: readonly number[] } {
  const all = Array.from({ length: slices }, (_, z) => z);
  const test = all.filter((z) => z >= FIRST && z < FIRST + 5 * EVERY + LENGTH && (z - FIRST) % EVERY < LENGTH);
  return { test, learnt: all.filter((z) => test.every((t) => Math.abs(t - z) >= LEAST)) };
}

/** The share of each group in the cubes of slices: [N, KINDS, HEIGHT, WIDTH] where the factor is 2. */
function sharesOf(head: BrainScan, groups: Uint8Array, slices: readonly number[], factor: number): Float32Array {
  const [, height, width] = head.shape;
  const columns = (2 * WIDTH) / factor;
  const plane = (4 * HEIGHT * WIDTH) / factor ** 2;
  const out = new Float32Array(slices.length * KINDS * plane);
  slices.forEach((slice, n) => {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const group = groups[(slice * height + y) * width + x]!;
        out[(n * KINDS + group) * plane + Math.floor(y / factor) * columns + Math.floor(x / factor)]! += 1 / factor ** 2;
      }
  });
  return out;
}

/** Farther than so many cubes is not told apart. */
const FAR = 12;

/** How far each place lies inside (above 0) or outside of a group: steps to its border, straight 1, slanting √2. */
function depths(shares: Float32Array, rows: number, columns: number, out: Float32Array): void {
  const near = [[-1, -1, Math.SQRT2], [-1, 0, 1], [-1, 1, Math.SQRT2], [0, -1, 1]] as const; // prettier-ignore
  const toward = (inside: boolean): Float32Array => {
    const steps = Float32Array.from(shares, (share) => (share >= 0.5 === inside ? FAR : 0));
    for (const sign of [1, -1])
      for (let k = 0; k < steps.length; k++) {
        const p = sign > 0 ? k : steps.length - 1 - k;
        for (const [dy, dx, length] of near) {
          const [y, x] = [Math.floor(p / columns) + sign * dy, (p % columns) + sign * dx];
          if (y < 0 || x < 0 || y >= rows || x >= columns) continue;
          steps[p] = Math.min(steps[p]!, steps[y * columns + x]! + length);
        }
      }
    return steps;
  };
  const [inside, outside] = [toward(true), toward(false)];
  for (let p = 0; p < out.length; p++) out[p] = inside[p]! - outside[p]!;
}

/** The depths of all groups in slices: [N, KINDS, HEIGHT, WIDTH] where the factor is 2. */
function depthsOf(head: BrainScan, groups: Uint8Array, slices: readonly number[], factor: number): Float32Array {
  const [rows, columns] = [(2 * HEIGHT) / factor, (2 * WIDTH) / factor];
  const shares = sharesOf(head, groups, slices, factor);
  const out = new Float32Array(shares.length);
  for (let i = 0; i < out.length; i += rows * columns) {
    const end = i + rows * columns;
    depths(shares.subarray(i, end), rows, columns, out.subarray(i, end));
  }
  return out;
}

const CHANNELS = 3 + KINDS;

/**
 * Slices as they look, and how deep each place lies in each group by the next drawn slices that are at least so far away:
 * [N, CHANNELS, HEIGHT, WIDTH] where the factor is 2.
 */
function views(
  head: BrainScan,
  known: Float32Array,
  wanted: readonly number[],
  drawn: readonly number[],
  least: number,
  factor: number,
): Float32Array {
  const plane = (4 * HEIGHT * WIDTH) / factor ** 2;
  const scans = seen(head, wanted, factor);
  const out = new Float32Array(wanted.length * CHANNELS * plane);
  wanted.forEach((slice, n) => {
    const own = out.subarray(n * CHANNELS * plane, (n + 1) * CHANNELS * plane);
    own.set(scans.subarray(n * 3 * plane, (n + 1) * 3 * plane));
    const below = drawn.filter((z) => z <= slice - least).at(-1) ?? drawn.find((z) => z >= slice + least)!;
    const above = drawn.find((z) => z >= slice + least) ?? below;
    const nearness = above === below ? 1 : (above - slice) / (above - below);
    const [from, to] = [drawn.indexOf(below) * KINDS * plane, drawn.indexOf(above) * KINDS * plane];
    for (let i = 0; i < KINDS * plane; i++) own[3 * plane + i] = known[from + i]! * nearness + known[to + i]! * (1 - nearness);
  });
  return out;
}

/** Twice what both call so, over all that either does. */
function diceOf(found: Uint8Array, truth: Uint8Array, group: number): number {
  let [both, all] = [0, 0];
  for (let i = 0; i < found.length; i++) {
    const [one, other] = [found[i] === group, truth[i] === group];
    both += Number(one && other);
    all += Number(one) + Number(other);
  }
  return (2 * both) / all;
}

/** A U-Net that corrects what interpolation says. */
class Filler extends nn.Module {
  readonly network: UNet;

  constructor(width: number) {
    super();
    this.network = new UNet(CHANNELS, KINDS, width, 3, "group");
    // At first nothing is corrected.
    const { weight, bias } = this.network.last;
    update([[weight, mul(weight, 0)], ...(bias ? [[bias, mul(bias, 0)] as const] : [])]);
  }

  override forward(x: Tensor): Tensor {
    return narrow(x, 1, 3, KINDS).add(this.network.forward(x));
  }
}

/** Turned, moved, scaled and mirrored a little: left and right are not told apart, but front and back, above and below are. */
const augment: Augment<readonly [Tensor, Tensor]> = augmentBoth(
  composeImages(horizontalFlip(), randomAffine({ degrees: 10, translate: [0.05, 0.05], scale: [0.9, 1.1] })),
);

export const brainRegionsRecipe: Recipe = {
  id: "segmentation-regions",
  task: "segmentation",
  dataset: "brain",
  title: { en: "Regions of the brain", ru: "Области мозга" },
  about: {
    en: "Seven groups of the regions of an atlas that was drawn on this head. Blocks of 8 slices are the test, with gaps around them; a U-Net corrects what interpolation between drawn slices says. One subject: it says how well slices are filled in between others of the same head.",
    ru: "Семь групп областей атласа, нарисованного на этой голове. Проверка — блоки по 8 срезов с промежутками вокруг; U-Net исправляет интерполяцию между размеченными срезами. Испытуемый один: видно, как хорошо заполняются срезы той же головы.",
  },
  metric: "mean Dice",
  better: "higher",
  bar: 0.85,
  reference: null,
  async run(options) {
    const head = await brain(options);
    const [slices, height, width] = head.shape;
    const { test, learnt } = splitForRegions(slices);
    const groups = groupsOf(head);
    const chosen = options.quick ? learnt.filter((z) => z % 3 === 0) : learnt;
    // Seen at half the size; in a quick run at a quarter.
    const [factor, channels, epochs, batchSize] = options.quick ? [4, 8, 8, 4] : [2, 12, 40, 8];
    const [rows, columns] = [(2 * HEIGHT) / factor, (2 * WIDTH) / factor];
    const known = depthsOf(head, groups, learnt, factor);
    const data = tensorDataset(
      { data: views(head, known, chosen, learnt, LEAST, factor), shape: [chosen.length, CHANNELS, rows, columns] },
      { data: sharesOf(head, groups, chosen, factor), shape: [chosen.length, KINDS, rows, columns] },
    );
    const steps = epochs * Math.ceil(chosen.length / batchSize);
    manualSeed(options.seed);
    const model = new Filler(channels);
    await fit(model, data, {
      // Dice counts every group alike, however few cubes it has.
      loss: (output, target) => crossEntropy(output, target).add(dice(output.softmax(1), target)),
      optimizer: adamw({ lr: options.quick ? 1e-2 : 6e-3, weightDecay: 1e-2 }),
      schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
      epochs,
      batchSize,
      augment,
      seed: options.seed,
      ...told(options),
    });
    const asked = tensor(views(head, known, test, learnt, 1, factor), { shape: [test.length, CHANNELS, rows, columns] });
    const found = fullLabels(predict(model, asked, { batchSize: 10 }), head.shape);
    const truth = slicesOf(head, groups, test);
    const scores = (labels: Uint8Array): number[] => NAMES.map((_, k) => diceOf(labels, truth, k + 1));
    const mean = (labels: Uint8Array): number => scores(labels).reduce((sum, score) => sum + score, 0) / NAMES.length;
    const own = scores(found);
    const scan = slicesOf(head, head.scan, test);
    const size = height * width;
    return {
      test: mean(found),
      baseline: { what: "the same place in the nearest drawn slice", value: mean(slicesOf(head, groups, nearestSlices(test, learnt))) },
      details: {
        ...Object.fromEntries(NAMES.map((name, k) => [`Dice of ${name}`, own[k]!])),
        ...(!options.quick && { "interpolation without the network": mean(fullLabels(narrow(asked, 1, 3, KINDS), head.shape)) }),
        "slices to learn from": chosen.length,
        "test slices": test.length,
        subjects: 1,
      },
      samples: NAMES.map((name, k) => `${name}: Dice ${own[k]!.toFixed(3)}`),
      pictures: [
        overlays(
          (options.quick ? [20] : [4, 12, 20, 28, 36, 44]).map((n) => {
            // Rows go from back to front: the front is shown above.
            const upright = <Value>(of: (at: number) => Value): Value[] =>
              Array.from({ length: size }, (_, i) => of((n * height + height - 1 - Math.floor(i / width)) * width + (i % width)));
            return {
              image: { columns: width, rows: height, values: upright((at) => scan[at]! / 160), name: `${test[n]!}` },
              masks: NAMES.map((label, k) => ({ label, kind: k, values: upright((at) => Number(found[at] === k + 1)) })),
            };
          }),
        ),
      ],
    };
  },
};
