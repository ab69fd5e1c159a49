// `npm run bench [-- --json] [--quick] [--only ids] [--threads 1,2]`: this machine's speed. Each thread count has a process of its own.
import { execFileSync, spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { FULL, QUICK, figure, time } from "./measure.ts";
import type { Figure } from "./measure.ts";

const args = process.argv.slice(2);
const valueOf = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const quick = args.includes("--quick");
const json = args.includes("--json");
const only = valueOf("--only")?.split(",");
const effort = quick ? QUICK : FULL;
const child = valueOf("--child");

const wanted = (id: string): boolean => only === undefined || only.includes(id);

function show(line: Figure): void {
  if (json) process.stdout.write(`${JSON.stringify(line)}\n`);
  else {
    const spread = `${line.min.toPrecision(3)} – ${line.max.toPrecision(3)}`;
    const threads = `${line.threads} thread${line.threads > 1 ? "s" : ""}`;
    process.stdout.write(`${line.id.padEnd(16)} ${line.device} ${threads.padEnd(9)} ${line.value.toPrecision(4).padStart(10)} ${line.unit.padEnd(8)} (${spread})\n`);
  }
}

/** Process start to the end of the first training step, in a fresh process each time. */
function coldStart(): Figure {
  const file = fileURLToPath(new URL("./cold-start.mjs", import.meta.url));
  const rounds = Array.from({ length: quick ? 2 : 9 }, () => Number(execFileSync(process.execPath, [file], { encoding: "utf8" })) / 1000);
  return figure("cold-start", "wasm", 1, "ms", (seconds) => seconds * 1000, rounds);
}

async function measureHere(threads: number): Promise<void> {
  const { WORKS } = await import("./works.ts");
  const { useThreads } = await import("./device.ts");
  const device = useThreads(threads);
  for (const work of WORKS) {
    if (!wanted(work.id) || !work.threads.includes(threads)) continue;
    if (quick && work.id === "matmul-2048") continue;
    show(figure(work.id, device, threads, work.unit, work.measure, time(work.prepare(), effort)));
  }
  process.exit(0);
}

if (child !== undefined) await measureHere(Number(child));
else {
  const counts = valueOf("--threads")?.split(",").map(Number) ?? (cpus().length > 1 ? [1, 2] : [1]);
  const self = fileURLToPath(import.meta.url);
  for (const threads of counts) {
    const { status } = spawnSync(process.execPath, ["--import", "tsx", self, "--child", String(threads), ...args], { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
  if (wanted("cold-start")) show(coldStart());
}
