// The line w₁x + w₂y + b = 0 in a rectangle: where it runs, and the part on its firing side. Plain geometry for figures; knows no
// neuron and no room.

export type Place = readonly [x: number, y: number];

/** What is shown of the plane. */
export interface Window2 {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export interface Line {
  readonly w1: number;
  readonly w2: number;
  readonly b: number;
}

const height = ({ w1, w2, b }: Line, [x, y]: Place): number => w1 * x + w2 * y + b;

/** The corners of what lies on the firing side. */
export function firingSide(line: Line, { x: [left, right], y: [low, high] }: Window2): Place[] {
  const corners: Place[] = [[left, low], [right, low], [right, high], [left, high]]; // prettier-ignore
  return corners.flatMap((corner, k): Place[] => {
    const next = corners[(k + 1) % 4]!;
    const [here, there] = [height(line, corner), height(line, next)];
    const share = here / (here - there);
    const cut: Place[] = here * there < 0 ? [[corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])]] : [];
    return here >= 0 ? [corner, ...cut] : cut;
  });
}

/** The two ends of the line, or nothing if it is not to be seen. */
export function lineEnds({ w1, w2, b }: Line, { x: [left, right], y: [low, high] }: Window2): readonly [Place, Place] | null {
  const ends: Place[] = [];
  const add = (x: number, y: number): void => {
    const inside = x >= left - 1e-9 && x <= right + 1e-9 && y >= low - 1e-9 && y <= high + 1e-9;
    if (inside && !ends.some(([u, v]) => Math.hypot(u - x, v - y) < 1e-9)) ends.push([x, y]);
  };
  if (w2 !== 0) for (const x of [left, right]) add(x, -(w1 * x + b) / w2);
  if (w1 !== 0) for (const y of [low, high]) add(-(w2 * y + b) / w1, y);
  return ends.length >= 2 ? [ends[0]!, ends.at(-1)!] : null;
}

/** The place of the line that is nearest to a given one. */
export function nearestOnLine(line: Line, place: Place): Place | null {
  const square = line.w1 ** 2 + line.w2 ** 2;
  if (square === 0) return null;
  const z = height(line, place) / square;
  return [place[0] - z * line.w1, place[1] - z * line.w2];
}

/** A place on the line to take hold of it: beside the one nearest to a given place, so that an arrow drawn there stays free. */
export function gripOf(line: Line, place: Place, { x, y }: Window2): Place | null {
  const foot = nearestOnLine(line, place);
  const ends = lineEnds(line, { x, y });
  if (!foot || !ends) return foot;
  const length = Math.hypot(line.w1, line.w2);
  const aside = 0.2 * (x[1] - x[0]);
  const inside = ([u, v]: Place): boolean => u > x[0] + aside / 4 && u < x[1] - aside / 4 && v > y[0] + aside / 4 && v < y[1] - aside / 4;
  const places = [1, -1, 0].map((side): Place => [
    foot[0] + (side * aside * line.w2) / length,
    foot[1] - (side * aside * line.w1) / length,
  ]);
  const middle: Place = [(ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2];
  return places.find(inside) ?? middle;
}
