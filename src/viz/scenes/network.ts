// A network as neurons and weights. Knows no layers of the library: only numbers of units and weights between them.
import { needEqual, needSome, vizError } from "../errors.ts";
import { STYLE, Sketch } from "../kit/sketch.ts";
import type { SceneOptions } from "../kit/sketch.ts";
import type { Mark, Point, Scene } from "../kit/scene.ts";
import { wordsOf } from "../kit/words.ts";

/** One layer of neurons. */
export interface NetworkLayer {
  readonly units: number;
  /** Below the layer, for instance the activation. */
  readonly name?: string;
  /** In or beside the neurons. */
  readonly labels?: readonly string[];
  /** weights[unit][unit of the layer before]. */
  readonly weights?: readonly (readonly number[])[];
  readonly biases?: readonly number[];
  /** Shade of each neuron, from −1 to 1. */
  readonly values?: readonly number[];
}

/** What a network diagram may be told. */
export interface NetworkOptions extends SceneOptions {
  /** Numbers on the lines; drawn unless there are more than 6 between two layers. */
  readonly numbers?: boolean;
  /** More units than this in a layer are drawn with a gap; 10 unless told. */
  readonly most?: number;
}

/**
 * Neurons as circles, weights as lines: the wider the larger, solid and blue for positive, dashed and red for negative.
 * @throws NablaError if weights do not fit the units
 * @example
 * networkDiagram([{ units: 2 }, { units: 1, weights: [[1, -1]] }]).description // "Network: 2 → 1"
 */
export function networkDiagram(layers: readonly NetworkLayer[], options: NetworkOptions = {}): Scene {
  needSome("networkDiagram", "the list of layers", layers.length);
  const { most = 10 } = options;
  const tallest = Math.min(most, Math.max(...layers.map(({ units }) => units)));
  const sketch = new Sketch(options, {
    title: wordsOf(options.language ?? "en").network,
    width: Math.max(360, 150 * layers.length + 40),
    height: Math.max(230, 56 * tallest + 120),
  });
  const { words } = sketch;
  const { margin } = STYLE;
  const signed = layers.some(({ weights }) => weights);
  if (signed) sketch.top += sketch.legend([
    { text: `${words.weight} > 0`, as: "line", look: { stroke: "positive", width: 2.4 } },
    { text: `${words.weight} < 0`, as: "line", look: { stroke: "negative", width: 2.4, dash: [6, 3] } },
  ], margin, sketch.top) + 4; // prettier-ignore
  const bottom = sketch.height - margin - 20;
  const high = bottom - sketch.top;
  const radius = Math.max(6, Math.min(19, (high / tallest) * 0.36));
  const side = 46;
  const across = layers.length === 1 ? 0 : (sketch.width - 2 * margin - 2 * side) / (layers.length - 1);
  const shown = layers.map(({ units }) => (units <= most ? Array.from({ length: units }, (_, k) => k) : [...Array.from({ length: most - 2 }, (_, k) => k), -1, units - 1])); // prettier-ignore
  const places = shown.map((list, layer) => {
    const step = Math.min(high / list.length, 64);
    const top = sketch.top + (high - step * list.length) / 2 + step / 2;
    return list.map((unit, row): { readonly unit: number; readonly at: Point } => ({ unit, at: [margin + side + layer * across, top + row * step] })); // prettier-ignore
  });
  const largest = Math.max(1e-12, ...layers.flatMap(({ weights }) => weights?.flat().map(Math.abs) ?? []));
  const rows: (string | number)[][] = [];
  const lines: Mark[] = [];
  const texts: Mark[] = [];
  layers.forEach(({ weights, units }, layer) => {
    if (layer === 0) return;
    if (weights) needEqual("networkDiagram", `the number of rows of weights of layer ${layer}`, weights.length, units);
    const before = layers[layer - 1]!.units;
    const numbers = options.numbers ?? (weights !== undefined && units * before <= 6);
    for (const to of places[layer]!)
      for (const from of places[layer - 1]!) {
        if (to.unit < 0 || from.unit < 0) continue;
        const weight = weights?.[to.unit]?.[from.unit];
        if (weights && weight === undefined) throw vizError("networkDiagram", `weights of layer ${layer} must have ${before} columns, row ${to.unit} has ${weights[to.unit]!.length}`); // prettier-ignore
        if (weight !== undefined) rows.push([layer, from.unit + 1, to.unit + 1, weight]);
        if (weight === 0) continue;
        const strength = weight === undefined ? 0.25 : Math.abs(weight) / largest;
        const ends: readonly [Point, Point] = [[from.at[0] + radius, from.at[1]], [to.at[0] - radius, to.at[1]]]; // prettier-ignore
        const stroke = weight === undefined ? "faint" : weight > 0 ? "positive" : "negative";
        lines.push({ kind: "path", lines: [ends], stroke, strokeOpacity: 0.35 + 0.6 * strength, width: 0.7 + 3.6 * strength, dash: weight !== undefined && weight < 0 ? [6, 3] : [] }); // prettier-ignore
        if (!numbers || weight === undefined) continue;
        // Numbers stand at different shares of the way, so that those of crossing lines do not meet.
        const index = places[layer - 1]!.indexOf(from);
        const t = before === 1 ? 0.5 : 0.36 + 0.12 * (index / (before - 1));
        texts.push(...sketch.plate(ends[0][0] + (ends[1][0] - ends[0][0]) * t, ends[0][1] + (ends[1][1] - ends[0][1]) * t, sketch.number(weight, 2), stroke)); // prettier-ignore
      }
  });
  sketch.add({ kind: "group", name: "weights", marks: [...lines, ...texts] });
  const neurons: Mark[] = [];
  layers.forEach(({ labels, biases, values, name, units }, layer) => {
    for (const {
      unit,
      at: [x, y],
    } of places[layer]!) {
      // prettier-ignore
      if (unit < 0) {
        for (const dy of [-7, 0, 7]) neurons.push({ kind: "point", shape: "circle", x, y: y + dy, radius: 1.8, fill: "muted" });
        continue;
      }
      const value = values?.[unit];
      const fill = value === undefined ? ("background" as const) : ({ ramp: "diverging", at: (value + 1) / 2 } as const);
      neurons.push({ kind: "point", shape: "circle", x, y, radius, fill, stroke: "ink", width: 1.6 });
      const label = labels?.[unit];
      if (label !== undefined) neurons.push({ kind: "text", x, y, text: label, size: STYLE.text, paint: value === undefined ? "ink" : { on: fill }, align: "middle", middle: true }); // prettier-ignore
      const bias = biases?.[unit];
      if (bias !== undefined && radius > 11) neurons.push({ kind: "text", x, y: y - radius - 6, text: `b = ${sketch.number(bias, 2)}`, size: STYLE.small, paint: "muted", align: "middle", halo: true }); // prettier-ignore
    }
    const [x] = places[layer]![0]!.at;
    neurons.push({
      kind: "text",
      x,
      y: sketch.height - margin - 2,
      text: name ?? String(units),
      size: STYLE.text,
      paint: "muted",
      align: "middle",
    });
  });
  sketch.add({ kind: "group", name: "neurons", marks: neurons });
  return sketch.done(`${words.network}: ${layers.map(({ units }) => units).join(" → ")}`, {
    columns: [words.layer, words.input, words.output, words.weight],
    rows,
  });
}
