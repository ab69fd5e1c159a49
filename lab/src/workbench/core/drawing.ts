// Points drawn with the finger as a short text: five letters each, so that a link can carry them. Place in the square −1 … 1 in steps of
// 1/647 (two letters an axis), and a class or, for curves, nothing. Knows no pointer and no network.

/** A drawn point. */
export interface Drawn {
  readonly x: number;
  readonly y: number;
  /** Which brush: 0 … 9. */
  readonly label: number;
}

const STEPS = 36 * 36 - 2;
/** The most points that a drawing holds: 5 letters each within the field's 2000. */
export const MOST_DRAWN = 400;

const two = (value: number): string => Math.round(((Math.max(-1, Math.min(1, value)) + 1) / 2) * STEPS).toString(36).padStart(2, "0"); // prettier-ignore
const back = (text: string): number => Number(((Number.parseInt(text, 36) / STEPS) * 2 - 1).toFixed(4));

export const writeDrawn = (points: readonly Drawn[]): string =>
  points.slice(0, MOST_DRAWN).map(({ x, y, label }) => `${two(x)}${two(y)}${label}`).join(""); // prettier-ignore

/** The points of a text; what is no point is left out. */
export function readDrawn(text: string): Drawn[] {
  return [...text.matchAll(/([0-9a-z]{2})([0-9a-z]{2})([0-9])/g)].map(([, x, y, label]) => ({
    x: back(x!),
    y: back(y!),
    label: Number(label),
  }));
}
