// A point that can be moved: by mouse, by touch, and by the keyboard as a slider. Lives inside an SVG.
import { useRef } from "preact/hooks";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { css } from "./colors.ts";
import type { Role } from "./colors.ts";

/** A point that the learner moves. */
export interface Handle {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** What it is, for everybody: «граница», "weight w₁". */
  readonly label: string;
  onMove(x: number, y: number): void;
  /** How far an arrow key moves it; a hundredth of the axis unless told. With Shift ten times as far. */
  readonly step?: number;
  /** Along which axes it moves; both unless told. */
  readonly along?: "x" | "y" | "both";
  readonly shape?: "circle" | "square" | "diamond";
  readonly color?: Role;
  /** What screen readers say of its place; its coordinates unless told. */
  readonly text?: string;
}

/** The part of a view that a handle needs. */
export interface HandleView {
  x(value: number): number;
  y(value: number): number;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** Values under a pointer. */
  at(event: PointerEvent): readonly [x: number, y: number];
}

const clamp = (value: number, [low, high]: readonly [number, number]): number => Math.max(low, Math.min(high, value));

export function HandleMark({ handle, view }: { readonly handle: Handle; readonly view: HandleView }) {
  const { id, x, y, label, along = "both", shape = "circle", color = "accent", text } = handle;
  const grip = useRef<readonly [number, number] | null>(null);
  const write = format(language.value);
  const [px, py] = [view.x(clamp(x, view.xRange)), view.y(clamp(y, view.yRange))];
  const move = (nx: number, ny: number): void => handle.onMove(along === "y" ? x : clamp(nx, view.xRange), along === "x" ? y : clamp(ny, view.yRange)); // prettier-ignore
  const press = (event: KeyboardEvent): void => {
    const stepOf = ([low, high]: readonly [number, number]): number => (handle.step ?? (high - low) / 100) * (event.shiftKey ? 10 : 1);
    const [dx, dy] = [stepOf(view.xRange), stepOf(view.yRange)];
    // One axis: all four arrows (and the keys of any slider) serve it.
    const forward = along === "y" ? ([0, dy] as const) : ([dx, 0] as const);
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowRight: forward,
      ArrowLeft: [-forward[0], -forward[1]],
      ArrowUp: along === "x" ? [dx, 0] : [0, dy],
      ArrowDown: along === "x" ? [-dx, 0] : [0, -dy],
      PageUp: [forward[0] * 10, forward[1] * 10],
      PageDown: [-forward[0] * 10, -forward[1] * 10],
    };
    const by = moves[event.key];
    if (!by) return;
    event.preventDefault();
    move(x + by[0], y + by[1]);
  };
  const main = along === "y" ? ([y, view.yRange] as const) : ([x, view.xRange] as const);
  const coordinates = along === "both" ? `${write.fixed(x)}; ${write.fixed(y)}` : write.fixed(main[0]);
  return (
    <g
      class="handle"
      role="slider"
      tabindex={0}
      data-handle={id}
      aria-label={label}
      aria-valuemin={main[1][0]}
      aria-valuemax={main[1][1]}
      aria-valuenow={clamp(main[0], main[1])}
      aria-valuetext={text ?? coordinates}
      transform={`translate(${px} ${py})`}
      onKeyDown={press}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.stopPropagation();
        const [ax, ay] = view.at(event);
        grip.current = [x - ax, y - ay];
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus({ preventScroll: true });
      }}
      onPointerMove={(event) => {
        if (!grip.current) return;
        const [ax, ay] = view.at(event);
        move(ax + grip.current[0], ay + grip.current[1]);
      }}
      onPointerUp={() => (grip.current = null)}
      onPointerCancel={() => (grip.current = null)}
    >
      <circle class="handle-reach" r={22} />
      <circle class="handle-halo" r={15} style={{ color: css(color) }} />
      <Shape shape={shape} color={color} />
    </g>
  );
}

const Shape = ({ shape, color }: { readonly shape: "circle" | "square" | "diamond"; readonly color: Role }) => {
  const look = { class: "handle-core", style: { fill: css(color) } };
  if (shape === "square") return <rect x={-7.5} y={-7.5} width={15} height={15} rx={2} {...look} />;
  if (shape === "diamond") return <rect x={-7.5} y={-7.5} width={15} height={15} rx={2} transform="rotate(45)" {...look} />;
  return <circle r={9} {...look} />;
};
