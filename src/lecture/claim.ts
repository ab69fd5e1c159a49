// What a claim is: a statement of the lecture that is computed anew, and judged by something that is not the library.
// Knows no particular statement.
import { NablaError } from "../index.ts";
import type { Letters } from "./retina.ts";

/** The rooms of the lecture, in its order. */
export const rooms = [
  { id: "living", ru: "Живой нейрон", en: "The living neuron" },
  { id: "neuron", ru: "Математический нейрон", en: "The mathematical neuron" },
  { id: "gates", ru: "Вентили", en: "Gates" },
  { id: "xor", ru: "XOR", en: "XOR" },
  { id: "layers", ru: "Слои", en: "Layers" },
  { id: "components", ru: "Четыре компонента", en: "Four components" },
  { id: "losses", ru: "Функции потерь", en: "Losses" },
  { id: "cybenko", ru: "Теорема Цыбенко", en: "Cybenko's theorem" },
  { id: "perceptron", ru: "Перцептрон Розенблатта", en: "Rosenblatt's perceptron" },
  { id: "graph", ru: "Градиент и граф вычислений", en: "Gradient and computation graph" },
  { id: "descent", ru: "Градиентный спуск", en: "Gradient descent" },
  { id: "activations", ru: "Функции активации", en: "Activation functions" },
  { id: "depth", ru: "Глубина", en: "Depth" },
  { id: "landscape", ru: "Ландшафт функции потерь", en: "The loss landscape" },
  { id: "together", ru: "Собираем всё вместе", en: "Putting it together" },
] as const;

/** The name of a room. */
export type Room = (typeof rooms)[number]["id"];

/** Who says what should come out, without the library's help. */
export type Oracle = "closed form" | "finite difference" | "enumeration" | "plain arithmetic";

/** A text in both languages. */
export interface Words {
  readonly ru: string;
  readonly en: string;
}

/** What a claim may depend on, and nothing else. */
export interface ClaimContext {
  /** Everything random follows it. */
  readonly seed: number;
  /** `quick`: fewer repetitions, for a learner who waits or a test. */
  readonly budget: "quick" | "full";
  /** Pictures of letters, for the rooms that read. In Node: `datasets.letters`. */
  letters(script: "latin" | "cyrillic"): Promise<Letters>;
}

/** What came out. */
export interface Finding {
  readonly value: number;
  readonly expected: number;
  /** How far the value may be from what is expected; or else there is a band. */
  readonly tolerance?: number;
  /** Between which numbers the value must lie. */
  readonly band?: readonly [low: number, high: number];
  readonly pass: boolean;
  /** Further numbers that were found on the way. */
  readonly details: Readonly<Record<string, number | string | readonly number[]>>;
}

/** A statement that can be computed. */
export interface Claim extends Words {
  /** `room.what`. */
  readonly id: string;
  readonly room: Room;
  readonly oracle: Oracle;
  /** What the slide says, where a computation contradicts or sharpens it. */
  readonly slide?: Words;
  compute(context: ClaimContext): Finding | Promise<Finding>;
}

type Details = Finding["details"];

/** A claim; its room stands in its id. */
export function claim(id: string, parts: Omit<Claim, "id" | "room">): Claim {
  const room = rooms.find((candidate) => candidate.id === id.split(".")[0]);
  if (!room) throw new NablaError("claim-room", `claim: there is no room for ${id}`);
  return { id, room: room.id, ...parts };
}

/** The value is the expected one, up to a tolerance. */
export const near = (value: number, expected: number, tolerance: number, details: Details = {}): Finding => ({
  value,
  expected,
  tolerance,
  pass: value === expected || Math.abs(value - expected) <= tolerance,
  details,
});

/** The value lies in a band; `expected` is what was measured or derived elsewhere. */
export const within = (value: number, band: readonly [number, number], expected: number, details: Details = {}): Finding => ({
  value,
  expected,
  band,
  pass: value >= band[0] && value <= band[1],
  details,
});

/** Counts what must not happen. */
export const none = (violations: number, details: Details = {}): Finding => near(violations, 0, 0, details);

/** The middle value. */
export function median(values: ArrayLike<number>): number {
  const sorted = Array.from(values).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Largest difference between two lists; NaN if there is one in them. */
export const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

/** All numbers of a list in one result. */
export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
