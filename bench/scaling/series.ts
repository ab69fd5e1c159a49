// What is varied, and how a step of it is measured: rounds of all sizes of a series follow each other, so that all see the same machine.
import { defaultDevice, rand, setDefaultDevice, wasm } from "../../src/index.ts";
import { describePlan, measurePeaks, plansOf, roofOf } from "../../src/inspect.ts";
import type { Peaks, Plan } from "../../src/inspect.ts";
import { crossEntropy, mse } from "../../src/losses/index.ts";
import * as nn from "../../src/nn/index.ts";
import { adam } from "../../src/optim/index.ts";
import { median } from "../../src/cli/bench/measure.ts";
import { Gpt } from "../../src/cli/bench/models.ts";
import { numbers, repeatedly, training } from "../../src/cli/bench/works.ts";
import type { Step } from "../../src/cli/bench/works.ts";
import type { Point } from "./law.ts";

/** One thing that is varied while all others stay. */
export interface Series {
  readonly name: "width" | "depth" | "batch" | "context";
  readonly title: string;
  /** What is trained, in words. */
  readonly network: string;
  /** The law of the operations, and its exponents for small and large sizes. */
  readonly paper: string;
  readonly exponents: readonly [small: number, large: number];
  readonly sizes: readonly number[];
  make(size: number): Step;
}

/** So many square layers with ReLU between them, Adam. */
function perceptron(width: number, depth: number, batch: number): Step {
  const layers = Array.from({ length: depth }, (_, i) => (i === 0 ? [nn.linear(width, width)] : [nn.relu(), nn.linear(width, width)]));
  const values = (): ReturnType<typeof rand> => rand([batch, width]).realize();
  return training(nn.sequential(...layers.flat()), adam({ lr: 1e-4 }), mse, values(), values());
}

const TRANSFORMER = { layers: 2, width: 64, heads: 4, symbols: 65 } as const;
const SEQUENCES = 4;

function transformer(context: number): Step {
  const count = SEQUENCES * context;
  const x = numbers(count, TRANSFORMER.symbols, [SEQUENCES, context]);
  return training(new Gpt({ ...TRANSFORMER, context }), adam({ lr: 1e-4 }), crossEntropy, x, numbers(count, TRANSFORMER.symbols));
}

export const SERIES: readonly Series[] = [
  {
    name: "width",
    title: "Width w of 4 layers",
    network: "four layers of w × w, batch 64, Adam",
    paper: "each layer multiplies 64 × w by w × w three times a step, and updates w² weights: w²",
    exponents: [2, 2],
    sizes: [4, 8, 16, 32, 64, 128, 256, 512, 1024],
    make: (width) => perceptron(width, 4, 64),
  },
  {
    name: "depth",
    title: "Depth d of layers of 128",
    network: "d layers of 128 × 128, batch 64, Adam",
    paper: "every layer costs the same, but for the first, which needs no gradient of its input: d",
    exponents: [1, 1],
    sizes: [1, 2, 4, 8, 16, 32],
    make: (depth) => perceptron(128, depth, 64),
  },
  {
    name: "batch",
    title: "Batch b of 4 layers of 256",
    network: "four layers of 256 × 256, batch b, Adam",
    paper: "the products grow with b, the update of the weights does not: a + c · b",
    exponents: [0, 1],
    sizes: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    make: (batch) => perceptron(256, 4, batch),
  },
  {
    name: "context",
    title: "Context T of a transformer",
    network: `transformer of ${TRANSFORMER.layers} layers, width ${TRANSFORMER.width}, ${TRANSFORMER.heads} heads, batch ${SEQUENCES}, Adam`,
    paper: "all layers work on each of T places, attention on pairs of them: a · T + c · T²",
    exponents: [1, 2],
    sizes: [16, 32, 64, 128, 256, 512, 1024],
    make: transformer,
  },
];

export interface Effort {
  readonly rounds: number;
  /** Least milliseconds of a repeat. */
  readonly milliseconds: number;
}

interface Entry {
  readonly run: (count: number) => void;
  readonly plan: Plan;
  readonly seconds: number[];
  count: number;
}

function prepared(step: Step, milliseconds: number): Entry {
  const run = repeatedly(step);
  const clock = (count: number): number => {
    const begin = performance.now();
    run(count);
    return performance.now() - begin;
  };
  run(1);
  // Code that is optimised late: some calls before they count.
  let count = 1;
  for (let spent = clock(1); spent < milliseconds * 0.6; spent = clock(count)) {
    count = Math.max(count * 2, Math.min(count * 16, Math.round((count * milliseconds) / Math.max(spent, 0.02))));
  }
  return { run, plan: plansOf(step.step)[0]!, seconds: [], count };
}

/** Seconds of a step for each of several, in rounds that follow each other. */
function interleaved(entries: readonly Entry[], rounds: number): void {
  for (let round = 0; round < rounds; round++)
    for (const { run, count, seconds } of entries) {
      const begin = performance.now();
      run(count);
      seconds.push((performance.now() - begin) / 1000 / count);
    }
}

/** Runs of which the least time of each kernel counts. */
const PROFILED = 5;

function pointOf(x: number, { plan, seconds }: Entry, peaks: Peaks): Point {
  const { kernels, arenaBytes } = describePlan(plan, { rounds: PROFILED });
  const all = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const bound = kernels.filter((kernel) => roofOf(kernel, peaks).bound === "memory").reduce((sum, { milliseconds }) => sum + milliseconds, 0); // prettier-ignore
  return {
    x,
    flops: kernels.reduce((sum, { flops }) => sum + flops, 0),
    median: median(seconds),
    min: Math.min(...seconds),
    max: Math.max(...seconds),
    memoryShare: bound / all,
    kernels: kernels.length,
    arenaBytes,
  };
}

export const peaksHere = (): Peaks => measurePeaks(defaultDevice());

/** All sizes of a series on the default device. */
export function measureSeries({ sizes, make }: Series, { rounds, milliseconds }: Effort, peaks: Peaks): Point[] {
  const entries = sizes.map((size) => prepared(make(size), milliseconds));
  interleaved(entries, rounds);
  return entries.map((entry, i) => pointOf(sizes[i]!, entry, peaks));
}

/** One width on one thread and on all. */
export interface Shared {
  readonly x: number;
  readonly one: Pick<Point, "median" | "min" | "max">;
  readonly all: Pick<Point, "median" | "min" | "max">;
  /** Share of the time on one thread in kernels that are not shared out. */
  readonly serial: number;
}

const spreadOf = (seconds: readonly number[]): Shared["one"] => ({ median: median(seconds), min: Math.min(...seconds), max: Math.max(...seconds) }); // prettier-ignore

/** The series of the width on one thread, then on several. */
export async function measureThreads(threads: number, sizes: readonly number[], { rounds, milliseconds }: Effort): Promise<Shared[]> {
  const devices = [1, threads].map((count) => wasm({ threads: count }));
  try {
    for (const device of devices) await device.ready();
    const made = devices.map((device) => {
      setDefaultDevice(device);
      const entries = sizes.map((size) => prepared(perceptron(size, 4, 64), milliseconds));
      // A step runs on the device that is the default when it is called: so one device after the other.
      interleaved(entries, rounds);
      return entries;
    });
    return sizes.map((x, i) => {
      const [one, all] = [made[0]![i]!, made[1]![i]!];
      const { phases } = all.plan.scheduled.program;
      const { kernels } = describePlan(all.plan, { rounds: PROFILED });
      const time = (chosen: (phase: number) => boolean): number => kernels.reduce((sum, { phase, milliseconds: spent }) => sum + (chosen(phase) ? spent : 0), 0); // prettier-ignore
      return { x, one: spreadOf(one.seconds), all: spreadOf(all.seconds), serial: time((phase) => !phases[phase]!.parallel) / time(() => true) }; // prettier-ignore
    });
  } finally {
    setDefaultDevice(devices[0]!);
    devices[1]!.dispose();
  }
}
