// Several pictures as one: side by side under a common heading. Knows nothing of what they show.
import { needSome } from "../errors.ts";
import { STYLE, Sketch } from "../kit/sketch.ts";
import type { SceneOptions } from "../kit/sketch.ts";
import type { Scale, Scene } from "../kit/scene.ts";

/**
 * Puts scenes side by side, in rows from the left.
 * @param options.columns in a row; all of them unless told
 * @example
 * const one = lineChart([{ name: "loss", x: [1, 2], y: [2, 1] }], { title: "Loss" });
 * beside([one, one], { title: "Twice" }).width // 1120
 */
export function beside(scenes: readonly Scene[], options: SceneOptions & { readonly columns?: number } = {}): Scene {
  needSome("beside", "the list of scenes", scenes.length);
  const { columns = scenes.length } = options;
  const rows = Array.from({ length: Math.ceil(scenes.length / columns) }, (_, row) => scenes.slice(row * columns, (row + 1) * columns));
  const width = Math.max(...rows.map((row) => row.reduce((sum, scene) => sum + scene.width, 0)));
  const heading = options.title !== undefined && (options.heading ?? true);
  const first = { ...options, width, height: 10, heading, language: scenes[0]!.language };
  const top = heading ? new Sketch(first, { title: "", width, height: 10 }).top - STYLE.margin / 2 : 0;
  const height = top + rows.reduce((sum, row) => sum + Math.max(...row.map((scene) => scene.height)), 0);
  const sketch = new Sketch({ ...first, height }, { title: scenes.map(({ title }) => title).join("; "), width, height });
  let y = top;
  for (const row of rows) {
    let x = (width - row.reduce((sum, scene) => sum + scene.width, 0)) / 2;
    for (const scene of row) {
      sketch.add({ kind: "group", name: scene.title, marks: scene.marks, at: [x, y] });
      for (const frame of scene.frames) {
        const box = { ...frame.box, x: frame.box.x + x, y: frame.box.y + y };
        const move = (by: number) => (axis: NonNullable<typeof frame.x>) => ({ ...axis, scale: shift(axis.scale, by), ticks: axis.ticks.map((tick) => ({ ...tick, at: tick.at + by })) }); // prettier-ignore
        sketch.frames.push({ ...frame, box, x: frame.x && move(x)(frame.x), y: frame.y && move(y)(frame.y) });
      }
      x += scene.width;
    }
    y += Math.max(...row.map((scene) => scene.height));
  }
  const widest = Math.max(...scenes.map(({ table }) => table.columns.length));
  return sketch.done(scenes.map(({ description }) => description).join("; "), {
    columns: [
      "",
      ...Array.from({ length: widest }, (_, k) => scenes.find(({ table }) => table.columns.length === widest)!.table.columns[k]!),
    ],
    rows: scenes.flatMap(({ title, table }) => [[title, ...table.columns], ...table.rows.map((row) => [title, ...row])]),
  });
}

const shift = (scale: Scale, by: number): Scale => ({ ...scale, range: [scale.range[0] + by, scale.range[1] + by] });
