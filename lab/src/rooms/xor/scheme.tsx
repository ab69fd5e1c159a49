// The network of gates as circles and wires, with the values of one row. NOT neurons can be dragged into the neuron after them.
import { useRef, useState } from "preact/hooks";
import { format } from "../../i18n/format.ts";
import type { Language } from "../../contract.ts";
import type { Circuit } from "./compute.ts";

type Name = "x1" | "x2" | "n1" | "n2" | "a1" | "a2" | "out";

interface SchemeProps {
  readonly width: number;
  readonly circuit: Circuit;
  readonly folded: readonly [boolean, boolean];
  /** What each neuron is called inside its circle. */
  readonly gates: Readonly<Record<Exclude<Name, "x1" | "x2">, string>>;
  readonly row: number;
  readonly language: Language;
  readonly title: string;
  /** Called with 0 or 1 when a NOT is dropped on its neighbor; nothing can be dragged without it. */
  readonly fold?: (place: 0 | 1) => void;
  readonly foldLabel?: (place: 0 | 1) => string;
  /** Which of the NOT neurons there are to fold. */
  readonly foldable?: readonly [boolean, boolean];
}

const RADIUS = 25;
const HEIGHT = 318;

/** Wires in front of which weight of which neuron: [from, to, index of the weight]. */
const wires = ([first, second]: readonly [boolean, boolean]): readonly (readonly [Name, Name, number])[] => [
  ...(first ? [] : ([["x1", "n1", 0]] as const)),
  ...(second ? [] : ([["x2", "n2", 0]] as const)),
  [first ? "x1" : "n1", "a1", 0],
  ["x2", "a1", 1],
  [second ? "x2" : "n2", "a2", 0],
  ["x1", "a2", 1],
  ["a1", "out", 0],
  ["a2", "out", 1],
];

export function Scheme({ width, circuit, folded, gates, row, language, title, fold, foldLabel, foldable }: SchemeProps) {
  const write = format(language);
  const [drag, setDrag] = useState<{ readonly place: 0 | 1; readonly dx: number; readonly dy: number } | null>(null);
  /** Where it was taken hold of: known at once, while `drag` is known after the next painting. */
  const held = useRef<readonly [place: 0 | 1, x: number, y: number] | null>(null);
  const column = (share: number): number => RADIUS + 4 + share * (width - 2 * RADIUS - 8);
  const home: Readonly<Record<Name, readonly [number, number]>> = {
    x1: [column(0), 84],
    x2: [column(0), 234],
    n1: [column(0.32), 62],
    n2: [column(0.32), 256],
    a1: [column(0.68), 84],
    a2: [column(0.68), 234],
    out: [column(1), 159],
  };
  const at = (name: Name): readonly [number, number] => {
    const place = name === "n1" ? 0 : name === "n2" ? 1 : null;
    if (place === null) return home[name];
    if (folded[place]) return home[place === 0 ? "a1" : "a2"];
    return drag?.place === place ? [home[name][0] + drag.dx, home[name][1] + drag.dy] : home[name];
  };
  const index = (name: Name): number => circuit.neurons.findIndex((neuron) => neuron.name === name);
  const valueOf = (name: Name): number => (name === "x1" ? row >> 1 : name === "x2" ? row & 1 : (circuit.values[row]![index(name)] ?? 0));
  const over = (place: 0 | 1, x: number, y: number): boolean => {
    const [ax, ay] = home[place === 0 ? "a1" : "a2"];
    return Math.hypot(ax - x, ay - y) < 2 * RADIUS;
  };
  const handlers = (place: 0 | 1) => ({
    role: "button" as const,
    tabindex: 0,
    "aria-label": foldLabel?.(place) ?? "",
    class: "xor-movable",
    onPointerDown: (event: PointerEvent) => {
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      held.current = [place, event.clientX, event.clientY];
      setDrag({ place, dx: 0, dy: 0 });
    },
    onPointerMove: (event: PointerEvent) => {
      if (held.current?.[0] !== place) return;
      const [, x, y] = held.current;
      setDrag({ place, dx: event.clientX - x, dy: event.clientY - y });
    },
    onPointerUp: (event: PointerEvent) => {
      if (held.current?.[0] !== place) return;
      const [, x, y] = held.current;
      const [hx, hy] = home[place === 0 ? "n1" : "n2"];
      held.current = null;
      setDrag(null);
      if (over(place, hx + event.clientX - x, hy + event.clientY - y)) fold?.(place);
    },
    onPointerCancel: () => {
      held.current = null;
      setDrag(null);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      fold?.(place);
    },
  });
  return (
    <svg class="xor-scheme" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="group" aria-label={title}>
      {wires(folded).map(([a, b, weight]) => {
        const [[x1, y1], [x2, y2]] = [at(a), at(b)];
        const w = circuit.neurons[index(b)]?.weights[weight] ?? 0;
        const length = Math.hypot(x2 - x1, y2 - y1) || 1;
        const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
        // Numbers stand nearer to the neuron that they belong to: crossing wires do not make them meet.
        const share = a.startsWith("x") && b.startsWith("a") ? 0.74 : 0.52;
        const [lx, ly] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
        return (
          <g key={`${a}${b}`} class={w < 0 ? "xor-wire negative" : "xor-wire positive"}>
            <line
              x1={x1 + ux * RADIUS}
              y1={y1 + uy * RADIUS}
              x2={x2 - ux * RADIUS}
              y2={y2 - uy * RADIUS}
              class={valueOf(a) === 1 ? "live" : ""}
            />
            <text x={lx} y={ly} dy="0.35em">
              {write.short(w)}
            </text>
          </g>
        );
      })}
      {(["x1", "x2", "n1", "n2", "a1", "a2", "out"] as const).map((name) => {
        const place = name === "n1" ? 0 : name === "n2" ? 1 : null;
        if (place !== null && folded[place]) return null;
        const [x, y] = at(name);
        const input = name === "x1" || name === "x2";
        const value = valueOf(name);
        const neuron = circuit.neurons[index(name)];
        const movable = place !== null && fold !== undefined && (foldable?.[place] ?? true);
        const label = input ? (name === "x1" ? "x₁" : "x₂") : gates[name];
        return (
          <g key={name}>
            <circle cx={x} cy={y} r={RADIUS} class={value === 1 ? "xor-node on" : "xor-node"} />
            <text x={x} y={y - 3} class={value === 1 ? "xor-label on" : "xor-label"}>
              {label}
            </text>
            <text x={x} y={y + 14} class={value === 1 ? "xor-value on" : "xor-value"}>
              {value}
            </text>
            {neuron && (
              <text x={x} y={name === "n1" || name === "a1" ? y - RADIUS - 8 : y + RADIUS + 18} class="xor-bias">
                b = {write.short(neuron.bias)}
              </text>
            )}
            {movable && <circle cx={x} cy={y} r={RADIUS + 3} {...handlers(place)} />}
          </g>
        );
      })}
    </svg>
  );
}
