// What is compared and what is promised: the works by their ids, and the bars that this library sets itself. Knows no peer's script.

/** A promise: the speed of one of our devices is at least `factor` times that of somebody else. */
export interface Bar {
  readonly of: Ours;
  readonly factor: number;
  readonly against: "javascript" | "PyTorch" | "plain JavaScript" | "numpy" | "limit" | "self";
  /** Threads of ours, of the other's, or of both; the best of all if untold. */
  readonly threads?: number;
  readonly theirThreads?: number;
}

/** A promise by the clock. */
export interface Ceiling {
  readonly of: Ours;
  readonly most: number;
}

export type Ours = "nabla wasm" | "nabla wide" | "nabla native";

export interface ComparedWork {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Takes most of the time of a quick run, and is left out of it unless named. */
  readonly slow?: boolean;
  /** Seconds of one call, from the figure. */
  readonly seconds?: (value: number) => number;
  readonly bars: readonly (Bar | Ceiling)[];
}

/** Whether a larger figure is the better one. */
export const moreIsBetter = (unit: string): boolean => unit.endsWith("/s");

const [WASM, WIDE, NATIVE] = ["nabla wasm", "nabla wide", "nabla native"] as const;
const ahead = (of: Ours, factor: number, against: Bar["against"], more: Partial<Bar> = {}): Bar => ({ of, factor, against, ...more });

/** What holds for everything that a JavaScript peer can do, and for everything that PyTorch can. */
const EVERYWHERE = [ahead(WASM, 3, "javascript"), ahead(NATIVE, 1, "PyTorch")];
/** Judged only where a step takes long enough to be shared. */
const SCALING = ahead(WASM, 1.8, "self", { threads: 2, theirThreads: 1 });

const step = (name: string, title: string, bars: readonly Bar[], slow = false): ComparedWork => ({
  id: `${name}-step`,
  title,
  unit: "steps/s",
  slow,
  seconds: (value) => 1 / value,
  bars: [...EVERYWHERE, ...bars],
});

function product(name: string, rows: number, inner: number, columns: number, slow = false): ComparedWork {
  const large = name !== "64" && name !== "odd";
  const each = (of: Ours, factor: number): Bar[] => [1, 2].map((n) => ahead(of, factor, "numpy", { threads: n, theirThreads: n }));
  return {
    id: `matmul-${name}`,
    title: `f) product ${rows} × ${inner} × ${columns}`,
    unit: "GFLOP/s",
    slow,
    seconds: (value) => (2 * rows * inner * columns) / value / 1e9,
    bars: [
      ...EVERYWHERE,
      ahead(WASM, large ? 0.85 : 0.7, "limit", { threads: 1 }),
      SCALING,
      ...(large && rows >= 512 ? each(WIDE, 0.9) : []),
      ...(large ? each(NATIVE, 0.95) : []),
    ],
  };
}

const op = (name: string): ComparedWork => ({
  id: `ops-${name}`,
  title: `l) ${name} of 10⁶`,
  unit: "ms",
  seconds: (value) => value / 1e3,
  bars: [ahead(WASM, 3, "javascript"), SCALING],
});

const own = (id: string, title: string, unit: string, bars: readonly Ceiling[] = []): ComparedWork => ({ id, title, unit, slow: true, bars }); // prettier-ignore

/** Two threads reach 0.4 of PyTorch. */
const NEAR = [ahead(WASM, 0.4, "PyTorch", { threads: 2 }), SCALING];

export const WORKS: readonly ComparedWork[] = [
  step("xor", "a) XOR 2-3-1, batch 4, SGD", [ahead(WASM, 1000, "PyTorch"), ahead(WASM, 5, "plain JavaScript")]),
  step("playground", "b) 2-8-8-1 tanh, batch 32, Adam", [ahead(WASM, 100, "PyTorch"), ahead(WASM, 8, "plain JavaScript")]),
  step("mlp", "c) MLP 784-256-128-10, batch 128, Adam", [ahead(WASM, 1, "PyTorch"), ahead(WIDE, 1, "PyTorch", { threads: 1 }), SCALING]),
  step("cnn", "d) LeNet-like CNN, batch 64, Adam", NEAR),
  step("gpt", "e) character GPT 4 × 128, batch 16 × 64, Adam", NEAR, true),
  product("64", 64, 64, 64),
  product("256", 256, 256, 256),
  product("512", 512, 512, 512),
  product("1024", 1024, 1024, 1024),
  product("2048", 2048, 2048, 2048, true),
  product("odd", 509, 317, 1021),
  {
    id: "gelu-chain",
    title: "g) gelu(x · w + b) of 10⁷",
    unit: "GB/s",
    seconds: (value) => 0.08 / value,
    bars: [
      ...EVERYWHERE,
      ahead(WASM, 2, "PyTorch", { theirThreads: 1 }),
      ahead(NATIVE, 8, "PyTorch", { threads: 1, theirThreads: 1 }),
      SCALING,
    ],
  },
  { id: "mlp-forward-1", title: "h) forward of c), batch 1", unit: "us", seconds: (value) => value / 1e6, bars: EVERYWHERE },
  step("lstm", "i) LSTM 2 × 256, 64 steps, batch 32, Adam", NEAR, true),
  step("resnet", "j) ResNet-20, 32 × 32, batch 64, SGD", NEAR, true),
  step("bag", "k) bag of words, vocabulary 20,000, Adam", [SCALING]),
  ...["sort", "topk", "cumsum", "softmax", "layer-norm", "concat", "transpose"].map(op),
  { id: "cold-start", title: "m) start of the process to the first step of a)", unit: "ms", bars: [{ of: WASM, most: 150 }] },
  { id: "cold-start-cnn", title: "m) start of the process to the first step of d)", unit: "ms", bars: [{ of: WASM, most: 400 }] },
  own("compile-mlp", "n) compile c)", "ms"),
  own("compile-cnn", "n) compile d)", "ms"),
  own("compile-gpt", "n) compile e)", "ms"),
  own("compile-resnet", "n) compile j)", "ms", [{ of: WASM, most: 1000 }]),
  own("memory-cnn", "o) memory of a step of d)", "MB"),
  own("memory-gpt", "o) memory of a step of e)", "MB"),
  own("memory-resnet", "o) memory of a step of j)", "MB"),
];
