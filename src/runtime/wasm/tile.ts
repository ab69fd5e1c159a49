// Which register tile of a contraction is fastest here: a few milliseconds of trying. Knows machines by their speed only.
import {
  address,
  advance,
  buffer,
  call,
  declare,
  f32,
  indexVar,
  int,
  load,
  mul,
  range,
  set,
  splat,
  store,
  variable,
} from "../../ir/build.ts";
import { emitWasm } from "../../emit/wasm/module.ts";
import type { Buffer, Kernel, Program, Stmt } from "../../ir/types.ts";
import { TABLE } from "../../emit/wasm/module.ts";
import { MARGIN } from "../../emit/wasm/frame.ts";

export interface Tile {
  readonly rows: number;
  readonly columns: number;
}

const CANDIDATES: readonly Tile[] = [
  { rows: 4, columns: 8 },
  { rows: 2, columns: 16 },
  { rows: 5, columns: 8 },
  { rows: 6, columns: 8 },
];
const WIDE: readonly Tile[] = [
  { rows: 4, columns: 16 },
  { rows: 6, columns: 16 },
];

const DEPTH = 256;
/** Rows of the left factor that take turns with one panel of the right: about what a real product keeps in its caches. */
const ROWS = 96;
/** Another tile must be better by this factor to be taken instead of the first: the same machine should choose the same. */
const MARGIN_OF_VICTORY = 1.15;

/** Rows × columns sums of `DEPTH` products each, for a column of tiles, `repeats` times: the inside of a matrix product. */
function tileKernel({ rows, columns }: Tile, a: Buffer, b: Buffer, c: Buffer, repeats: number): Kernel {
  const blocks = Math.floor(ROWS / rows);
  const k = indexVar("k", DEPTH);
  const block = indexVar("block", blocks);
  const vectors = columns / 4;
  const sums = Array.from({ length: rows * vectors }, (_, i) => variable(`sum${i}`, "f32", 4));
  const right = Array.from({ length: vectors }, (_, j) => variable(`right${j}`, "f32", 4));
  const left = variable("left", "f32", 4);
  const [panel, other, result] = [variable("panel", "ptr"), variable("other", "ptr"), variable("result", "ptr")];
  const step: Stmt[] = right.map((v, j) => declare(v, load(b, int(4 * j), 4, other)));
  for (let i = 0; i < rows; i++) {
    step.push(declare(left, splat(load(a, int(i), 1, panel), 4)));
    right.forEach((v, j) => step.push(set(sums[i * vectors + j]!, call("fma", left, v, sums[i * vectors + j]!))));
  }
  const body: Stmt[] = [
    declare(other, address(b, int(0))),
    ...sums.map((sum) => declare(sum, f32(0, 4))),
    range(k, DEPTH, [...step, advance(panel, int(rows)), advance(other, int(columns))]),
    declare(result, address(c, mul(block, int(rows * columns)))),
    ...sums.map((sum, i) => store(c, int(4 * i), sum, result)),
  ];
  const all = [range(indexVar("repeat", repeats), repeats, [declare(panel, address(a, int(0))), range(block, blocks, body)])];
  return { name: `${rows}x${columns}`, tasks: 1, task: variable("task"), body: all, cost: 0 };
}

let chosen: Map<string, Tile> | undefined;

/** The fastest tile, measured at the first call of a process. */
export function chooseTile({ fma, wide }: { readonly fma: boolean; readonly wide: boolean }): Tile {
  const key = `${fma} ${wide}`;
  chosen ??= new Map();
  let tile = chosen.get(key);
  if (!tile) {
    tile = measureTiles({ fma, wide }).reduce((best, next) => (next.speed > best.speed * MARGIN_OF_VICTORY ? next : best)).tile;
    chosen.set(key, tile);
  }
  return tile;
}

/** Speed of each candidate: products a nanosecond, at its best. */
export function measureTiles({
  fma,
  wide,
}: {
  readonly fma: boolean;
  readonly wide: boolean;
}): { readonly tile: Tile; readonly speed: number }[] {
  const candidates = wide ? [...CANDIDATES, ...WIDE] : CANDIDATES;
  const a = buffer("a", "f32", DEPTH * ROWS);
  const b = buffer("b", "f32", DEPTH * 16);
  const c = buffer("c", "f32", 16 * ROWS);
  const distance = 4 * DEPTH * ROWS;
  const buffers = new Map([a, b, c].map((each, i) => [each, { at: "arena" as const, offset: i * distance }]));
  // Clocks of pages tick in steps of up to 0.1 ms.
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;
  // About 50 µs a call, or 0.5 ms.
  const repeats = candidates.map(({ columns }) => ((isolated ? 6 : 60) * 8) / columns);
  const kernels = candidates.map((tile, i) => tileKernel(tile, a, b, c, repeats[i]!));
  const program: Program = {
    name: "tiles",
    buffers,
    slots: 0,
    arena: 3 * distance,
    scratch: new Map(),
    scratchBytes: 0,
    phases: kernels.map((kernel) => ({ kernels: [kernel], parallel: false })),
  };
  const module = emitWasm(program, { shared: false, fma });
  const memory = new WebAssembly.Memory({ initial: 1 + Math.ceil((3 * distance) / 65536) });
  const table = 1024;
  new Int32Array(memory.buffer)[(table + TABLE.arena) / 4] = MARGIN;
  new Uint8Array(memory.buffer).set(module.pool, table + module.poolStart);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.bytes as Uint8Array<ArrayBuffer>), { nabla: { memory } });
  const one = instance.exports["one"] as (table: number, kernel: number) => void;
  const fastest = candidates.map(() => Infinity);
  const first: number[] = [];
  const times = candidates.map((): number[] => []);
  // The first calls run code that is not optimised yet: go on until each has become much faster, but not for ever.
  const begin = performance.now();
  const rounds = 16;
  for (let round = 0, warm = false; times[0]!.length < rounds && round < 400; round++) {
    candidates.forEach((_, i) => {
      const start = performance.now();
      one(table, i);
      const took = performance.now() - start;
      if (round === 0) first.push(took);
      fastest[i] = Math.min(fastest[i]!, took);
      if (warm) times[i]!.push(took);
    });
    warm ||= fastest.every((time, i) => time < 0.6 * first[i]!) || performance.now() - begin > 12;
  }
  // The mean of the faster half: other processes disturb some rounds, and coarse clocks round all of them.
  const best = times.map((all) => {
    const half = all.sort((x, y) => x - y).slice(0, Math.ceil(all.length / 2));
    return half.reduce((sum, time) => sum + time, 0) / half.length;
  });
  return candidates.map((tile, i) => {
    const products = tile.rows * Math.floor(ROWS / tile.rows) * tile.columns * DEPTH * repeats[i]!;
    return { tile, speed: products / (best[i]! * 1e6) };
  });
}
