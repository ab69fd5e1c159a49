// Where the nodes of a directed graph without circles stand when it is drawn from left to right: layers by the longest path,
// few crossings by barycenters, straight lines where possible. Knows no marks.
// Source: Sugiyama, Tagawa and Toda 1981, "Methods for visual understanding of hierarchical system structures".
import { vizError } from "../errors.ts";
import type { Point } from "./scene.ts";

/** What is to be placed. */
export interface LayeredInput {
  /** Sizes of the nodes in pixels. */
  readonly nodes: readonly { readonly width: number; readonly height: number }[];
  /** From node to node, by number. */
  readonly edges: readonly (readonly [from: number, to: number])[];
}

/** What `layered` may be told. */
export interface LayeredOptions {
  /** Free space between layers and between the nodes of a layer. */
  readonly gap?: readonly [across: number, down: number];
}

/** Where everything stands, from (0, 0). */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The middle of each node. */
  readonly nodes: readonly Point[];
  readonly layers: readonly number[];
  /** For each edge the points that it passes: right of its first node, between nodes of layers that it crosses, left of its last. */
  readonly edges: readonly (readonly Point[])[];
}

interface Place {
  readonly layer: number;
  readonly height: number;
  readonly width: number;
  /** A real node, not a bend of an edge. */
  readonly real: boolean;
  readonly before: number[];
  readonly after: number[];
  y: number;
}

/**
 * Places a graph in layers. Every node stands right of all nodes that lead to it; no two nodes touch.
 * @throws NablaError if the graph has a circle
 * @example
 * const box = { width: 10, height: 10 };
 * layered({ nodes: [box, box, box], edges: [[0, 1], [1, 2], [0, 2]] }).layers // [0, 1, 2]
 */
export function layered({ nodes, edges }: LayeredInput, { gap: [across, down] = [48, 18] }: LayeredOptions = {}): Layout {
  const layers = layersOf(nodes.length, edges);
  const places: Place[] = nodes.map(({ width, height }, k) => ({
    layer: layers[k]!,
    width,
    height,
    real: true,
    before: [],
    after: [],
    y: 0,
  }));
  const connect = (from: number, to: number): void => {
    places[from]!.after.push(to);
    places[to]!.before.push(from);
  };
  const chains = edges.map(([from, to]) => {
    const chain = [from];
    for (let layer = layers[from]! + 1; layer < layers[to]!; layer++) {
      const bend = places.push({ layer, width: 0, height: 4, real: false, before: [], after: [], y: 0 }) - 1;
      connect(chain.at(-1)!, bend);
      chain.push(bend);
    }
    connect(chain.at(-1)!, to);
    return [...chain, to];
  });
  const count = Math.max(-1, ...layers) + 1;
  let rows: number[][] = Array.from({ length: count }, () => []);
  places.forEach(({ layer }, k) => rows[layer]!.push(k));
  rows = uncrossed(rows, places);
  spread(rows, places, down);
  const top = Math.min(...places.map(({ y, height }) => y - height / 2));
  const bottom = Math.max(...places.map(({ y, height }) => y + height / 2));
  const widths = rows.map((row) => Math.max(...row.map((k) => places[k]!.width)));
  const middles: number[] = [];
  let x = 0;
  widths.forEach((width, layer) => {
    middles[layer] = x + width / 2;
    x += width + across;
  });
  const at = (k: number): Point => [middles[places[k]!.layer]!, places[k]!.y - top];
  return {
    width: Math.max(0, x - across),
    height: count === 0 ? 0 : bottom - top,
    layers,
    nodes: nodes.map((_, k) => at(k)),
    edges: chains.map((chain) =>
      chain.flatMap((k, i): Point[] => {
        const [cx, cy] = at(k);
        const half = (places[k]!.real ? places[k]!.width : widths[places[k]!.layer]!) / 2;
        // A bend passes its whole layer level, so that the edge meets no node of it.
        return i === 0 ? [[cx + half, cy]] : i === chain.length - 1 ? [[cx - half, cy]] : [[cx - half, cy], [cx + half, cy]]; // prettier-ignore
      }),
    ),
  };
}

/** The longest way to each node; sources, and what is made of a single source, are then drawn up to their first user. */
function layersOf(count: number, edges: readonly (readonly [number, number])[]): number[] {
  const layers = new Array<number>(count).fill(0);
  const missing = new Array<number>(count).fill(0);
  const after: number[][] = layers.map(() => []);
  const before: number[][] = layers.map(() => []);
  for (const [from, to] of edges) {
    missing[to]!++;
    after[from]!.push(to);
    before[to]!.push(from);
  }
  const ready = missing.map((n, k) => (n === 0 ? k : -1)).filter((k) => k >= 0);
  const order: number[] = [];
  for (let node = ready.shift(); node !== undefined; node = ready.shift()) {
    order.push(node);
    for (const to of after[node]!) {
      layers[to] = Math.max(layers[to]!, layers[node]! + 1);
      if (--missing[to]! === 0) ready.push(to);
    }
  }
  if (order.length < count) throw vizError("layered", "the graph has a circle; only graphs without circles have layers");
  const loose = new Array<boolean>(count).fill(false);
  for (const node of order) loose[node] = before[node]!.length === 0 || (before[node]!.length === 1 && loose[before[node]![0]!]!);
  for (const node of order.reverse())
    if (loose[node] && after[node]!.length > 0) layers[node] = Math.min(...after[node]!.map((to) => layers[to]!)) - 1;
  return layers;
}

/** Orders within layers: sorted by the mean place of their neighbors, forth and back; the order with the fewest crossings stays. */
function uncrossed(rows: readonly (readonly number[])[], places: readonly Place[]): number[][] {
  let order = rows.map((row) => [...row]);
  let best = order.map((row) => [...row]);
  let least = crossings(best, places);
  for (let round = 0; round < 16 && least > 0; round++) {
    const forth = round % 2 === 0;
    const layers = order.map((_, k) => (forth ? k : order.length - 1 - k));
    for (const layer of layers) {
      const neighbor = order[layer + (forth ? -1 : 1)];
      if (!neighbor) continue;
      const rank = new Map(neighbor.map((k, i) => [k, i] as const));
      const wish = new Map(order[layer]!.map((k, i) => {
        const near = forth ? places[k]!.before : places[k]!.after;
        return [k, near.length === 0 ? i : near.reduce((sum, n) => sum + rank.get(n)!, 0) / near.length] as const;
      })); // prettier-ignore
      order[layer]!.sort((a, b) => wish.get(a)! - wish.get(b)!);
    }
    order = order.map((row) => [...row]);
    const now = crossings(order, places);
    if (now < least) [least, best] = [now, order.map((row) => [...row])];
  }
  return best;
}

function crossings(rows: readonly (readonly number[])[], places: readonly Place[]): number {
  let count = 0;
  for (let layer = 0; layer + 1 < rows.length; layer++) {
    const rank = new Map(rows[layer + 1]!.map((k, i) => [k, i] as const));
    const ends = rows[layer]!.flatMap((k) => places[k]!.after.map((to) => rank.get(to)!).sort((a, b) => a - b));
    for (let i = 0; i < ends.length; i++) for (let j = i + 1; j < ends.length; j++) if (ends[i]! > ends[j]!) count++;
  }
  return count;
}

/** Heights: every node wishes to stand at the mean of its neighbors; where wishes meet, they are moved apart and keep the order. */
function spread(rows: readonly (readonly number[])[], places: readonly Place[], down: number): void {
  const room = (a: number, b: number): number => (places[a]!.height + places[b]!.height) / 2 + (places[a]!.real || places[b]!.real ? down : down / 2); // prettier-ignore
  for (const row of rows) {
    let y = 0;
    row.forEach((k, i) => {
      if (i > 0) y += room(row[i - 1]!, k);
      places[k]!.y = y;
    });
    for (const k of row) places[k]!.y -= y / 2;
  }
  for (let round = 0; round < 24; round++) {
    const layers = rows.map((_, k) => (round % 2 === 0 ? k : rows.length - 1 - k));
    for (const layer of layers) {
      const row = rows[layer]!;
      const wishes = row.map((k) => {
        const { before, after, y } = places[k]!;
        const near = round < 20 ? (round % 2 === 0 ? before : after) : [...before, ...after];
        return near.length === 0 ? y : near.reduce((sum, n) => sum + places[n]!.y, 0) / near.length;
      });
      apart(wishes, row.map((k, i) => (i === 0 ? 0 : room(row[i - 1]!, k)))).forEach((y, i) => (places[row[i]!]!.y = y)); // prettier-ignore
    }
  }
}

/** Numbers nearest to the wishes (least squares) whose distances are at least `rooms`: blocks that touch move together. */
export function apart(wishes: readonly number[], rooms: readonly number[]): number[] {
  interface Block {
    sum: number;
    count: number;
    readonly members: number[];
  }
  const offset: number[] = [];
  rooms.forEach((room, i) => (offset[i] = (offset[i - 1] ?? 0) + (i === 0 ? 0 : room)));
  const blocks: Block[] = [];
  wishes.forEach((wish, i) => {
    blocks.push({ sum: wish - offset[i]!, count: 1, members: [i] });
    while (blocks.length > 1) {
      const [a, b] = [blocks.at(-2)!, blocks.at(-1)!];
      if (a.sum / a.count <= b.sum / b.count) break;
      blocks.pop();
      a.sum += b.sum;
      a.count += b.count;
      a.members.push(...b.members);
    }
  });
  const out: number[] = [];
  for (const { sum, count, members } of blocks) for (const i of members) out[i] = sum / count + offset[i]!;
  return out;
}
