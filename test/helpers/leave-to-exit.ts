// A program that uses worker threads and does not stop them: the process must end by itself.
import { add, buffer, int, load, store, variable } from "../../src/ir/build.ts";
import { wasm } from "../../src/runtime/wasm/device.ts";
import { kernelOf, loadOn, parallel, programOf } from "./wasm.ts";

const c = buffer("c", "i32", 4);
const task = variable("task");
const loaded = loadOn(wasm({ threads: 3 }), programOf([parallel(kernelOf([store(c, task, add(load(c, task), int(1)))], 4, task))]));
loaded.view(c).fill(0);
for (let run = 0; run < 100; run++) loaded.run();
setTimeout(() => {
  loaded.run();
  console.log(Array.from(loaded.view(c)).join());
}, 100);
