// Whether the wide mode of WebAssembly can be trusted here: some computations before and after it is switched on must agree in every
// bit. The mode belongs to the whole process, so this is asked once.
import { compile, gelu, matmul, setDefaultDevice, softmax, tensor, wasm } from "../index.ts";
import type { Device, Tensor } from "../index.ts";

/** The first version of Node whose V8 has it. */
const FIRST = 24;
/** Calls until V8 has optimised the code: only then are vectors joined. */
const CALLS = 60;

let known: boolean | undefined;

/** Switches the wide mode on for a trial; leaves it on only if nothing changed but the speed. */
export function wideWorks(): boolean {
  known ??= Number(process.versions.node.split(".")[0]) >= FIRST && trial();
  return known;
}

function trial(): boolean {
  try {
    const before = computed(wasm({ threads: 1 }));
    const after = computed(wasm({ threads: 1, wide: true }));
    if (before.every((values, k) => Buffer.compare(values, after[k]!) === 0)) return true;
  } catch {
    // A mode that fails is not used.
  }
  process.getBuiltinModule("node:v8").setFlagsFromString("--no-experimental-wasm-revectorize");
  return false;
}

/** Products of sizes that fill tiles and that do not, and elementwise work. */
function computed(device: Device): Uint8Array[] {
  setDefaultDevice(device);
  const numbers = (rows: number, columns: number): Tensor => tensor(Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 1009) / 1009 - 0.4), { shape: [rows, columns] }); // prettier-ignore
  const works: readonly [(x: Tensor, y: Tensor) => Tensor, Tensor, Tensor][] = [
    [matmul, numbers(48, 256), numbers(256, 64)],
    [matmul, numbers(37, 101), numbers(101, 43)],
    [(x, y) => softmax(gelu(x.mul(y), { approximate: "tanh" }), 1), numbers(32, 97), numbers(32, 97)],
  ];
  return works.map(([work, x, y]) => {
    const run = compile(work);
    for (let i = 1; i < CALLS; i++) run(x, y).dispose();
    const data = run(x, y).data();
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  });
}
