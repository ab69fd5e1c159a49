// `nabla bench`: this machine's speed. Prints a line a figure; with --json the lines are objects.
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { useDevice } from "../device.ts";
import type { DeviceInUse, DeviceOptions } from "../device.ts";
import { defaultDevice } from "../../index.ts";
import { usageError } from "../errors.ts";
import type { Terminal } from "../terminal.ts";
import { kernelTable, memoryOf, printKernels } from "./kernels.ts";
import { FULL, QUICK, figure } from "./measure.ts";
import type { Figure } from "./measure.ts";
import { WORKS } from "./works.ts";

export interface BenchOptions extends DeviceOptions {
  readonly quick?: boolean;
  readonly only?: string;
  /** Show the kernels of this work's step beside the machine's limits, and nothing else. */
  readonly kernels?: string;
}

/** Three digits or all whole ones: 1,438,000 and 38.2. */
const grouped = (value: number): string => (value >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3));

function show(terminal: Terminal, line: Figure): void {
  const { id, device, threads, value, unit, min, max } = line;
  const spread = terminal.paint.dim(`(${grouped(min)} – ${grouped(max)})`);
  const where = `${device} ${threads} thread${threads > 1 ? "s" : ""}`;
  terminal.line(`${id.padEnd(16)} ${where.padEnd(15)} ${terminal.paint.bold(grouped(value).padStart(11))} ${unit.padEnd(8)} ${spread}`);
  terminal.event({ ...line });
}

/** Measured in processes of their own: a small network, and one of convolutions. */
const COLD = ["cold-start", "cold-start-cnn"];

/** From the start of a process to the end of its first training step, in a fresh process each time. */
function coldStart(id: string, rounds: number): Figure {
  const self = fileURLToPath(import.meta.url);
  const file = self.replace(/bench(\.[jt]s)$/, `${id}$1`);
  const seconds = Array.from(
    { length: rounds },
    () => Number(execFileSync(process.execPath, [...process.execArgv, file], { encoding: "utf8" })) / 1000,
  );
  return figure(id, "wasm", 1, "ms", seconds.map((value) => value * 1000)); // prettier-ignore
}

/** The kernels of one step, on one thread. */
function showKernels(id: string, device: string | undefined, terminal: Terminal): void {
  const trained = WORKS.filter((work) => work.plan);
  const work = trained.find((candidate) => candidate.id === id);
  if (!work) throw usageError(`--kernels ${id}: choose a work that trains: ${trained.map((each) => each.id).join(", ")}`);
  const inUse = useDevice({ ...(device !== undefined && { device }), threads: 1 }, (message) => terminal.line(message));
  const table = kernelTable(work.plan!());
  terminal.line(`${terminal.paint.bold(id)} on ${inUse.name}`);
  terminal.line();
  printKernels(terminal, table);
  for (const [k, kernel] of table.kernels.entries()) terminal.event({ event: "kernel", id, device: inUse.name, number: k, ...kernel });
  terminal.event({ event: "result", id, device: inUse.name, peaks: table.peaks, worst: table.worst, memory: memoryOf(table.report) });
}

export async function bench({ device, threads, quick = false, only, kernels }: BenchOptions, terminal: Terminal): Promise<void> {
  if (kernels !== undefined) return showKernels(kernels, device, terminal);
  const known = [...WORKS.map(({ id }) => id), ...COLD];
  const wanted = only?.split(",") ?? known;
  for (const id of wanted)
    if (!known.includes(id)) throw usageError(`--only ${id}: there is no such work; choose from ${known.join(", ")}`);
  const effort = quick ? QUICK : FULL;
  const counts = threads === undefined ? [1, ...(availableParallelism() > 1 ? [2] : [])] : [threads];
  let made = false;
  const use = (count: number): DeviceInUse => {
    if (made) defaultDevice().dispose();
    made = true;
    return useDevice({ ...(device !== undefined && { device }), threads: count }, (message) => terminal.line(message));
  };
  for (const count of counts) {
    const inUse = use(count);
    const working = await defaultDevice().ready();
    for (const work of WORKS) {
      if (!wanted.includes(work.id) || (threads === undefined && !work.threads.includes(count))) continue;
      if (quick && only === undefined && work.slow) continue;
      const values = work.rounds(effort, () => void use(count));
      show(terminal, figure(work.id, inUse.name, working, work.unit, values));
    }
  }
  for (const id of COLD) if (wanted.includes(id)) show(terminal, coldStart(id, quick ? 2 : 9));
}
