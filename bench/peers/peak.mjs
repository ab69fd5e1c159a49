// The limit of arithmetic in 128 bits on one core: multiply-adds of registers, nothing loaded.
import { wasm } from "../../dist/index.js";
import { measurePeaks } from "../../dist/inspect.js";
import { ask, measure, PRODUCTS } from "./harness.mjs";

const device = wasm({ threads: 1 });
// A limit is what was reached at best.
const values = [Math.max(...Array.from({ length: 5 }, () => measurePeaks(device).flopsPerSecond / 1e9))];
ask.works = ask.works.filter((id) => id in PRODUCTS);
await measure({ threads: 1 }, Object.fromEntries(Object.keys(PRODUCTS).map((id) => [id, { unit: "GFLOP/s", values }])), "not a product");
