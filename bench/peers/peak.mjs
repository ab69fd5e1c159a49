// The limit of arithmetic in 128 bits on one core: multiply-adds of registers, nothing loaded, spelled from the loop IR.
import { address, buffer, call, declare, f32, indexVar, int, load, range, set, store, variable } from "../../dist/ir/build.js";
import { MARGIN } from "../../dist/emit/wasm/frame.js";
import { emitWasm, TABLE } from "../../dist/emit/wasm/module.js";
import { relaxedSimd } from "../../dist/runtime/wasm/host.js";
import { ask, measure, PRODUCTS } from "./harness.mjs";

/** Enough sums to hide the latency of a multiply-add, few enough for 16 registers. */
const SUMS = 12;
const STEPS = 100_000;
const [input, output] = [buffer("input", "f32", 4), buffer("output", "f32", 4 * SUMS)];
const [from, to] = [variable("from", "ptr"), variable("to", "ptr")];
const x = variable("x", "f32", 4);
const sums = Array.from({ length: SUMS }, (_, i) => variable(`sum${i}`, "f32", 4));
const kernel = {
  name: "peak",
  tasks: 1,
  task: variable("task"),
  body: [
    declare(from, address(input, int(0))),
    declare(x, load(input, int(0), 4, from)),
    ...sums.map((sum, i) => declare(sum, f32(i, 4))),
    range(
      indexVar("step", STEPS),
      STEPS,
      sums.map((sum) => set(sum, call("fma", x, x, sum))),
    ),
    declare(to, address(output, int(0))),
    ...sums.map((sum, i) => store(output, int(4 * i), sum, to)),
  ],
  cost: 0,
  flops: 0,
  bytes: 0,
};
const buffers = new Map([input, output].map((each, i) => [each, { at: "arena", offset: 64 * i }]));
const program = { name: "peak", buffers, slots: 0, arena: 1024, scratch: new Map(), scratchBytes: 0, phases: [{ kernels: [kernel], parallel: false }] }; // prettier-ignore

function prepare() {
  const module = emitWasm(program, { shared: false, fma: relaxedSimd() });
  const memory = new WebAssembly.Memory({ initial: 2 });
  const table = 1024;
  new Int32Array(memory.buffer)[(table + TABLE.arena) / 4] = MARGIN;
  new Uint8Array(memory.buffer).set(module.pool, table + module.poolStart);
  new Float32Array(memory.buffer, MARGIN, 4).fill(0.5);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes), { nabla: { memory } });
  // Code that is not optimized yet reaches a fifth.
  for (const begin = performance.now(); performance.now() - begin < 300;) exports.one(table, 0);
  return (count) => {
    for (let i = 0; i < count; i++) exports.one(table, 0);
    const sum = new Float32Array(memory.buffer, MARGIN + 64, 1)[0];
    if (sum !== 0.25 * STEPS) throw new Error(`the sum is ${sum}`);
  };
}

const work = { unit: "GFLOP/s", work: 2 * 4 * SUMS * STEPS, prepare };
ask.works = ask.works.filter((id) => id in PRODUCTS);
// A limit is what was reached at best: many short repeats, of which the table takes the fastest.
ask.repeats = 15;
await measure({ threads: 1 }, Object.fromEntries(Object.keys(PRODUCTS).map((id) => [id, work])), "not a product", (values) => [
  Math.max(...values),
]);
