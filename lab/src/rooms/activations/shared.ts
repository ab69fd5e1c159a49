// What the parts of the room share: its tasks, and the experiment that was made last.
import { signal } from "@preact/signals";
import type { Format } from "../../i18n/format.ts";
import { tasksOf } from "../../worker/tasks.ts";
import type { Experiment } from "./compute.ts";
import { names } from "./state.ts";
import type { Name } from "./state.ts";
import type { Words } from "./words.ts";

export const compute = tasksOf<typeof import("./compute.ts")>("activations");
export { names };

export const experiment = signal<(Experiment & { readonly seed: number }) | null>(null);

const isName = (text: string): text is Name => (names as readonly string[]).includes(text);

/** What a bar is called. */
export function nameOfBar(name: string, { bar, about }: Words, write: Format): string {
  if (isName(name)) return about[name].name;
  const [what, size] = name.split(" ") as [string, string | undefined];
  if (what === "depth") return bar.depth(size!);
  if (what === "lr") return bar.lr(write.short(Number(size)));
  return bar[what as "one" | "four" | "curved"];
}

/** Measured numbers, written as the verdict needs them. */
export function written(numbers: Experiment["numbers"], write: Format): Record<string, string> {
  const shares = new Set(["oneSign", "oneSignRelu", "oneSignTanh", "rightSlow", "rightFast"]);
  return Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, shares.has(name) ? write.percent(value, 1) : write.short(value)]),
  );
}
