// Measures this library as it was built (dist/): the works of `nabla bench`, on one device with one count of threads.
import { ask } from "./harness.mjs";
import { setDefaultDevice, wasm } from "../../dist/index.js";
import { native } from "../../dist/native.js";
import { WORKS } from "../../dist/cli/bench/works.js";
import { readFileSync } from "node:fs";

const { device, threads } = ask.options;
const version = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
const say = (line) => process.stdout.write(`${JSON.stringify({ setting: ask.setting, version, threads, ...line })}\n`);
const refuse = (reason) => {
  for (const id of ask.works) say({ id, error: `cannot: ${reason}` });
  process.exit(0);
};

const major = Number(process.versions.node.split(".")[0]);
if (device === "wide" && major < 24) refuse(`wide vectors need Node 24 or later; this is ${process.versions.node}`);

let current;
const renew = () => {
  current?.dispose();
  current = device === "native" ? native({ threads }) : wasm({ threads, wide: device === "wide" });
  setDefaultDevice(current);
};
try {
  renew();
  if (current.limits.threads < threads) refuse(`only ${current.limits.threads} thread here`);
} catch (error) {
  refuse(error.message);
}

const effort = { rounds: ask.repeats, milliseconds: ask.milliseconds };
for (const id of ask.works) {
  process.stdout.write(`${JSON.stringify({ start: id })}\n`);
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
process.exit(0);
