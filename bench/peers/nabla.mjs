// Measures this library as it was built (dist/): the works of `nabla bench`, on one device with one count of threads.
import { ask, finish, say as tell, versionOf } from "./harness.mjs";
import { setDefaultDevice, wasm } from "../../dist/index.js";
import { native } from "../../dist/native.js";
import { WORKS } from "../../dist/cli/bench/works.js";

const { device, threads } = ask.options;
const version = versionOf();
/** Threads that are at work. */
let working = threads;
const say = (line) => tell({ setting: ask.setting, version, threads: working, ...line });
const refuse = (reason) => {
  for (const id of ask.works) say({ id, error: `cannot: ${reason}` });
  ask.works.length = 0;
};

const major = Number(globalThis.process?.versions.node.split(".")[0]);
if (device === "wide" && major < 24) refuse(`wide vectors need Node 24 or later; this is ${process.versions.node}`);

let current;
const renew = () => {
  current?.dispose();
  current = device === "native" ? native({ threads }) : wasm({ threads, wide: device === "wide" });
  setDefaultDevice(current);
};
try {
  renew();
  // All that follows is one go: a page starts no thread in the midst of it.
  working = await current.ready();
  if (working < threads) refuse(`only ${working} thread here`);
} catch (error) {
  refuse(error.message);
}

const effort = { rounds: ask.repeats, milliseconds: ask.milliseconds };
for (const id of ask.works) {
  tell({ start: id });
  const work = WORKS.find((one) => one.id === id);
  if (!work) {
    say({ id, error: "cannot: measured in another way" });
    continue;
  }
  if (!work.threads.includes(threads)) continue;
  try {
    const values = work.rounds(effort, renew).map((value) => Number(value.toPrecision(5)));
    say({ id, unit: work.unit, values });
  } catch (error) {
    say({ id, error: `cannot: ${error.message}` });
  }
}
finish();
