// `nabla data`: which data sets there are.
import { list } from "../datasets/index.ts";
import type { Terminal } from "./terminal.ts";

const size = (bytes: number): string => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`);

export async function data(terminal: Terminal): Promise<void> {
  const sets = list();
  terminal.table(
    [
      ["name", "what", "train", "test", "size", "where"],
      ...sets.map(({ name, title, samples, bytes, where }) => [
        terminal.paint.bold(name),
        title,
        String(samples.train),
        String(samples.test),
        size(bytes),
        where,
      ]),
    ],
    ["left", "left", "right", "right", "right", "left"],
  );
  terminal.line();
  terminal.table([["name", "licence", "source"], ...sets.map(({ name, license, source }) => [name, license, source])]);
  for (const set of sets) terminal.event({ event: "dataset", ...set });
  terminal.event({ event: "result", datasets: sets.length });
}
