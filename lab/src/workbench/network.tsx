// The network: inputs, hidden layers, outputs; lines are weights, neurons show what they say over the plane. Hovering reads numbers,
// a click opens a neuron to change them. Layers and widths can be changed right here.
import { signal } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { rgb } from "../kit/colors.ts";
import { useWidth } from "../kit/size.ts";
import { Icon } from "../shell/icon.tsx";
import { theme } from "../shell/theme.ts";
import { frame, view } from "./bench.ts";
import type { LayerNumbers } from "./core/session.ts";
import { ACTIVATIONS, MOST_LAYERS, WIDEST, activationAt } from "./core/settings.ts";
import { Inspector, place } from "./inspector.tsx";
import { paintThumb, prepare } from "./paint.ts";
import type { PartProps } from "./stage.tsx";
import type { Words } from "./words.ts";

interface Node {
  readonly column: number;
  readonly unit: number;
  readonly x: number;
  readonly y: number;
}

const HEAD = 8;
/** Width of inputs and outputs. */
const NAMED = 50;
const FOOT = 22;
/** What is under the pointer. */
const hovered = signal<{ readonly text: string; readonly x: number; readonly y: number } | null>(null);

/** Half the width of a node: inputs and outputs carry names. */
const halfOf = (column: number, columns: number, size: number): number =>
  (column === 0 || column === columns - 1 ? Math.max(NAMED, size) : size) / 2;

/** Columns of nodes: inputs, hidden units, outputs. */
function layout(layers: readonly LayerNumbers[], width: number, height: number, size: number): Node[][] {
  const counts = [Math.max(1, layers[0]!.shownIn), ...layers.map((layer) => layer.shownOut)];
  const edge = Math.max(NAMED, size);
  const across = (width - edge) / (counts.length - 1);
  const tallest = Math.max(...counts);
  const pitch = Math.min(size + 10, (height - HEAD - FOOT) / tallest);
  return counts.map((count, column) => {
    const top = HEAD + (height - HEAD - FOOT - pitch * count) / 2 + pitch / 2;
    return Array.from({ length: count }, (_, unit) => ({ column, unit, x: edge / 2 + across * column, y: top + pitch * unit }));
  });
}

export function nameOf(words: Words, column: number, unit: number, layers: number): string {
  const data = view.value;
  if (column === 0 && data?.kind === "pictures") return `${data.shape[1]} × ${data.shape[2]}`;
  if (column === 0) return data?.inputs[unit] ?? `${words.input} ${unit + 1}`;
  if (column < layers) return words.neuronName(column, unit + 1);
  return words.outputName(outputName(unit, frame.value?.layers ?? []));
}

/** What an output stands for: a class (the second one where it stands for two), or the target. */
export function outputName(unit: number, layers: readonly LayerNumbers[]): string {
  const data = view.value;
  if (!data?.classes) return data?.target ?? "";
  return data.classes[layers.at(-1)?.out === 1 ? 1 : unit] ?? "";
}

export function Network({ settings, words, set }: PartProps) {
  const [ref, wide] = useWidth<HTMLDivElement>(520);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chosen, choose] = useState<{ readonly column: number; readonly unit: number } | null>(null);
  const now = frame.value;
  const seen = theme.value;
  const write = format(language.value);
  const layers = now?.layers ?? [];
  const columns = layers.length + 1;
  const most = Math.max(1, ...layers.map((layer) => layer.shownOut), layers[0]?.shownIn ?? 1);
  const size = most > 12 ? 22 : most > 9 ? 28 : 36;
  const width = Math.max(wide, columns * (columns > 6 ? 78 : 84));
  const height = Math.max(280, most * (size + 6) + HEAD + FOOT);
  const shape = layers.map((layer) => `${layer.shownIn}-${layer.shownOut}`).join();
  const nodes = useMemo(() => (layers.length > 0 ? layout(layers, width, height, size) : []), [shape, width, height, size]);
  useEffect(() => {
    if (!canvas.current || nodes.length === 0) return;
    const context = prepare(canvas.current, width, height);
    paintEdges(context, layers, nodes, size);
    const panel = `rgb(${rgb("var(--panel)").join()})`;
    for (const column of nodes)
      for (const { column: c, x, y } of column) {
        const half = halfOf(c, nodes.length, size);
        context.fillStyle = panel;
        context.fillRect(x - half, y - size / 2, 2 * half, size);
      }
    const dense = layers.length - 1;
    for (const thumb of now?.thumbs ?? []) {
      // Activations of convolutions have no place here.
      const node = thumb.layer < dense ? nodes[thumb.layer + 1]?.[thumb.unit] : undefined;
      if (node) paintThumb(context, thumb, node.x - size / 2, node.y - size / 2, size);
    }
  }, [now, nodes, seen, size]);
  useEffect(() => {
    if (chosen && !nodes[chosen.column]?.[chosen.unit]) choose(null);
  }, [nodes]);
  if (!now || nodes.length === 0) return <div class="network-empty" ref={ref} />;
  const edgeAt = (event: PointerEvent): void => {
    const box = event.currentTarget as SVGElement;
    const bounds = box.getBoundingClientRect();
    const [px, py] = [event.clientX - bounds.left, event.clientY - bounds.top];
    const found = nearestEdge(layers, nodes, px, py, size);
    hovered.value = found ? { x: px, y: py, text: `${nameOf(words, found.layer, found.input, layers.length)} → ${nameOf(words, found.layer + 1, found.unit, layers.length)}: ${write.fixed(found.weight, 4)}` } : null; // prettier-ignore
  };
  return (
    <div class="network" id="network-figure">
      <div class="network-scroll" ref={ref} {...(width > wide && { tabIndex: 0, role: "region", "aria-label": words.network })}>
        <div class="network-heads" style={{ width: `${width}px` }}>
          <div class="network-head first">
            <span>{words.input}</span>
            <span class="muted">{layers[0]!.in}</span>
          </div>
          {settings.layers.map((units, l) => (
            <div key={l} class="network-head" style={{ left: `${nodes[nodes.length - 1 - settings.layers.length + l]?.[0]?.x ?? 0}px` }}>
              <select
                aria-label={words.activationOf(l + 1)}
                value={activationAt(settings, l)}
                onChange={(event) => {
                  const act = settings.layers.map((_, k) => activationAt(settings, k));
                  act[l] = event.currentTarget.value as (typeof act)[number];
                  set({ act });
                }}
              >
                {ACTIVATIONS.map((name) => <option key={name} value={name} selected={name === activationAt(settings, l)}>{words.activations[name]}</option>)}
              </select>
              <span class="network-count">
                <button type="button" aria-label={words.fewer(l + 1)} disabled={units <= 1} onClick={() => set({ layers: settings.layers.map((n, k) => (k === l ? n - 1 : n)) })}>−</button>
                <span>{units}</span>
                <button type="button" aria-label={words.more(l + 1)} disabled={units >= WIDEST} onClick={() => set({ layers: settings.layers.map((n, k) => (k === l ? n + 1 : n)) })}>+</button>
              </span>
            </div>
          ))}
          <div class="network-head last">
            <span>{words.output}</span>
            <span class="muted">{layers.at(-1)!.out}</span>
          </div>
        </div>
        <div class="network-picture" style={{ width: `${width}px`, height: `${height}px` }}>
          <canvas ref={canvas} style={{ width: `${width}px`, height: `${height}px` }} aria-hidden="true" />
          <svg class="network-nodes" width={width} height={height} role="group" aria-label={words.networkLabel} onPointerMove={edgeAt} onPointerLeave={() => (hovered.value = null)}>
            {nodes.flatMap((column, c) => column.map(({ unit, x, y }) => {
              const layer = c > 0 ? layers[c - 1]! : null;
              const name = nameOf(words, c, unit, layers.length);
              const active = chosen?.column === c && chosen.unit === unit;
              return layer ? (
                <g key={`${c}-${unit}`} class={active ? "node chosen" : "node"} role="button" tabindex={0} aria-label={name} aria-pressed={active} data-node={`${c}-${unit}`}
                  onClick={() => choose(active ? null : { column: c, unit })}
                  onKeyDown={(event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(active ? null : { column: c, unit }); } }}
                  onPointerMove={(event) => { event.stopPropagation(); hovered.value = { x, y: y - size / 2, text: `${name}. ${words.bias}: ${write.fixed(layer.bias[unit]!, 4)}` }; }}>
                  <rect x={x - halfOf(c, nodes.length, size)} y={y - size / 2} width={2 * halfOf(c, nodes.length, size)} height={size} rx={4} />
                  {c === nodes.length - 1 && <text class="node-text" x={x} y={y + 4.5} text-anchor="middle">{short(outputName(unit, layers))}</text>}
                </g>
              ) : (
                <g key={`0-${unit}`} class="node input">
                  <rect x={x - halfOf(c, nodes.length, size)} y={y - size / 2} width={2 * halfOf(c, nodes.length, size)} height={size} rx={4} />
                  {<text class="node-text" x={x} y={y + 4.5} text-anchor="middle">{short(name)}</text>}
                  <title>{name}</title>
                </g>
              );
            }))}
            {layers.map((layer, l) => layer.out > layer.shownOut && <text key={l} class="node-more" x={l === layers.length - 1 ? width : nodes[l + 1]![0]!.x} y={height - 6} text-anchor={l === layers.length - 1 ? "end" : "middle"}>{words.hiddenUnits(layer.out - layer.shownOut)}</text>)}
            {layers[0]!.shownIn > 0 && layers[0]!.in > layers[0]!.shownIn && <text class="node-more" x={nodes[0]![0]!.x} y={height - 6} text-anchor="start" dx={-NAMED / 2}>{words.hiddenUnits(layers[0]!.in - layers[0]!.shownIn)}</text>}
          </svg>
          {hovered.value && <div class="network-tip" style={{ left: `${Math.min(width - 150, Math.max(90, hovered.value.x))}px`, top: `${Math.max(4, hovered.value.y)}px` }} aria-hidden="true">{hovered.value.text}</div>}
        </div>
      </div>
      <div class="network-foot">
        <span class="muted">{words.hiddenLayers}: {settings.layers.length}</span>
        <button type="button" class="quiet" disabled={settings.layers.length >= MOST_LAYERS} onClick={() => set({ layers: [...settings.layers, settings.layers.at(-1) ?? 8] })}><Icon name="plus" />{words.addLayer}</button>
        <button type="button" class="quiet" disabled={settings.layers.length === 0} onClick={() => set({ layers: settings.layers.slice(0, -1) })}>{words.removeLayer(settings.layers.length)}</button>
        <span class="muted network-parameters">{words.parameters(write.whole(now.parameters))}</span>
      </div>
      {chosen && layers[chosen.column - 1] ? (
        <Inspector {...place(chosen.column - 1, chosen.unit, layers)} words={words} onClose={() => choose(null)} />
      ) : (
        <p class="muted network-hint">{words.inspectHint}</p>
      )}
    </div>
  );
} // prettier-ignore

const short = (name: string): string => (Array.from(name).length <= 6 ? name : `${Array.from(name).slice(0, 5).join("")}…`);

/** Lines: blue above zero, orange and dashed below; as wide as the weight is large. */
function paintEdges(
  context: CanvasRenderingContext2D,
  layers: readonly LayerNumbers[],
  nodes: readonly (readonly Node[])[],
  size: number,
): void {
  const [positive, negative] = [rgb("var(--positive)"), rgb("var(--negative)")];
  layers.forEach((layer, l) => {
    if (layer.shownIn === 0) paintBundle(context, nodes, size);
    let most = 1e-9;
    for (const w of layer.weight) most = Math.max(most, Math.abs(w));
    const crowd = Math.min(1, 60 / (layer.shownIn * layer.shownOut));
    for (let o = 0; o < layer.shownOut; o++)
      for (let i = 0; i < layer.shownIn; i++) {
        const w = layer.weight[o * layer.shownIn + i]!;
        const share = Math.abs(w) / most;
        const [from, to] = [nodes[l]![i]!, nodes[l + 1]![o]!];
        const [x1, x2] = [from.x + halfOf(l, nodes.length, size), to.x - halfOf(l + 1, nodes.length, size)];
        const bend = (x2 - x1) / 2.2;
        context.beginPath();
        context.moveTo(x1, from.y);
        context.bezierCurveTo(x1 + bend, from.y, x2 - bend, to.y, x2, to.y);
        context.strokeStyle = `rgba(${(w >= 0 ? positive : negative).join()},${(0.1 + 0.3 * crowd + 0.6 * share * share).toFixed(3)})`;
        context.lineWidth = 0.4 + 3.4 * share;
        context.setLineDash(w >= 0 ? [] : [6, 4]);
        context.stroke();
      }
  });
  context.setLineDash([]);
}

/** All pixels of a picture to every unit: too many weights to tell apart. */
function paintBundle(context: CanvasRenderingContext2D, nodes: readonly (readonly Node[])[], size: number): void {
  const from = nodes[0]![0]!;
  context.strokeStyle = `rgb(${rgb("var(--grid)").join()})`;
  context.lineWidth = 2;
  for (const to of nodes[1]!) {
    const [x1, x2] = [from.x + halfOf(0, nodes.length, size), to.x - halfOf(1, nodes.length, size)];
    context.beginPath();
    context.moveTo(x1, from.y);
    context.bezierCurveTo(x1 + (x2 - x1) / 2.2, from.y, x2 - (x2 - x1) / 2.2, to.y, x2, to.y);
    context.stroke();
  }
}

interface EdgeHit {
  readonly layer: number;
  readonly input: number;
  readonly unit: number;
  readonly weight: number;
}

/** The line nearest to a place, if one is near. */
function nearestEdge(
  layers: readonly LayerNumbers[],
  nodes: readonly (readonly Node[])[],
  px: number,
  py: number,
  size: number,
): EdgeHit | null {
  let best: EdgeHit | null = null;
  let least = 7;
  layers.forEach((layer, l) => {
    const [x1, x2] = [nodes[l]![0]!.x + halfOf(l, nodes.length, size), nodes[l + 1]![0]!.x - halfOf(l + 1, nodes.length, size)];
    if (px < x1 || px > x2) return;
    const t = curveTime((px - x1) / (x2 - x1));
    const rise = 3 * t * t - 2 * t * t * t;
    for (let o = 0; o < layer.shownOut; o++)
      for (let i = 0; i < layer.shownIn; i++) {
        const [a, b] = [nodes[l]![i]!.y, nodes[l + 1]![o]!.y];
        const away = Math.abs(a + (b - a) * rise - py);
        if (away < least) {
          least = away;
          best = { layer: l, input: i, unit: o, weight: layer.weight[o * layer.shownIn + i]! };
        }
      }
  });
  return best;
}

/** The parameter of the painted curve at which it is that far across. */
function curveTime(share: number): number {
  const k = 1 / 2.2;
  const across = (t: number): number => 3 * (1 - t) ** 2 * t * k + 3 * (1 - t) * t * t * (1 - k) + t ** 3;
  let [low, high] = [0, 1];
  for (let n = 0; n < 20; n++) {
    const middle = (low + high) / 2;
    if (across(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
