// Which register tile of a contraction is fastest here: a few milliseconds of trying. Knows machines by their speed only.
import { add, call, declare, f32, indexVar, int, load, mul, range, set, splat, store, variable, buffer } from "../../ir/build.ts";
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
/** Another tile must be better by this factor to be taken instead of the first: the same machine should choose the same. */
const MARGIN_OF_VICTORY = 1.05;

/** rows × columns sums of `DEPTH` products each, `repeats` times: the inside of a matrix product. */
function tileKernel({ rows, columns }: Tile, a: Buffer, b: Buffer, c: Buffer, repeats: number): Kernel {
  const k = indexVar("k", DEPTH);
  const vectors = columns / 4;
  const sums = Array.from({ length: rows * vectors }, (_, i) => variable(`sum${i}`, "f32", 4));
  const right = Array.from({ length: vectors }, (_, j) => variable(`right${j}`, "f32", 4));
  const left = variable("left", "f32", 4);
  const step: Stmt[] = right.map((v, j) => declare(v, load(b, add(mul(k, int(columns)), int(4 * j)), 4)));
  for (let i = 0; i < rows; i++) {
    step.push(declare(left, splat(load(a, add(mul(k, int(rows)), int(i))), 4)));
    right.forEach((v, j) => step.push(set(sums[i * vectors + j]!, call("fma", left, v, sums[i * vectors + j]!))));
  }
  const body: Stmt[] = [
    ...sums.map((sum) => declare(sum, f32(0, 4))),
    range(k, DEPTH, step),
    ...sums.map((sum, i) => store(c, int(4 * i), sum)),
  ];
  const name = `${rows}x${columns}`;
  return { name, tasks: 1, task: variable("task"), body: [range(indexVar("repeat", repeats), repeats, body)], cost: 0, flops: 0, bytes: 0 };
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
  const a = buffer("a", "f32", DEPTH * 8);
  const b = buffer("b", "f32", DEPTH * 16);
  const c = buffer("c", "f32", 8 * 16);
  const buffers = new Map([a, b, c].map((each, i) => [each, { at: "arena" as const, offset: i * 32768 }]));
  // Clocks of pages tick in steps of up to 0.1 ms.
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;
  const repeats = isolated ? 48 : 480;
  const kernels = candidates.map((tile) => tileKernel(tile, a, b, c, repeats));
  const program: Program = {
    name: "tiles",
    buffers,
    slots: 0,
    arena: 98304,
    scratch: new Map(),
    scratchBytes: 0,
    phases: kernels.map((kernel) => ({ kernels: [kernel], parallel: false })),
  };
  const module = emitWasm(program, { shared: false, threads: false, fma });
  const memory = new WebAssembly.Memory({ initial: 4 });
  const table = 1024;
  new Int32Array(memory.buffer)[(table + TABLE.arena) / 4] = MARGIN;
  new Uint8Array(memory.buffer).set(module.pool, table + module.poolStart);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.bytes as Uint8Array<ArrayBuffer>), { nabla: { memory } });
  const one = instance.exports["one"] as (table: number, kernel: number) => void;
  const best = candidates.map(() => Infinity);
  const first: number[] = [];
  // The first calls run code that is not optimised yet: go on until each has become much faster, but not for ever.
  const begin = performance.now();
  const rounds = 24;
  for (let round = 0, warm = 0; warm < rounds && round < 400; round++) {
    candidates.forEach((_, i) => {
      const start = performance.now();
      one(table, i);
      const took = performance.now() - start;
      if (round === 0) first.push(took);
      best[i] = Math.min(best[i]!, took);
    });
    const optimised = best.every((time, i) => time < 0.6 * first[i]!);
    if (optimised || performance.now() - begin > 25) warm++;
  }
  return candidates.map((tile, i) => ({ tile, speed: (tile.rows * tile.columns * DEPTH * repeats) / (best[i]! * 1e6) }));
}
