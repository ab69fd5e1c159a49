// Drawing points with finger, mouse or keyboard, over the plane.
import { signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { announce } from "../shell/notices.ts";
import { MOST_DRAWN, readDrawn, writeDrawn } from "./core/drawing.ts";
import type { Settings } from "./core/settings.ts";
import { classColor } from "./paint.ts";
import type { Words } from "./words.ts";

/** Which class is being drawn. */
export const brush = signal(0);
export const BRUSHES = 4;

interface DrawProps {
  readonly settings: Settings;
  readonly words: Words;
  set(changes: Partial<Settings>): void;
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

export function DrawLayer({ settings, words, set, left, top, size }: DrawProps) {
  const drawn = readDrawn(settings.points);
  const last = useRef<readonly [number, number] | null>(null);
  const fresh = useRef<{ x: number; y: number; label: number }[]>([]);
  const [, repaint] = useState(0);
  const [pen, setPen] = useState<readonly [number, number]>([0, 0]);
  const [keyed, setKeyed] = useState(false);
  const shown = [...drawn, ...fresh.current];
  const at = (event: PointerEvent): readonly [number, number] => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 2 - 1, 1 - ((event.clientY - box.top) / box.height) * 2];
  };
  const put = ([x, y]: readonly [number, number]): void => {
    if (Math.abs(x) > 1 || Math.abs(y) > 1 || drawn.length + fresh.current.length >= MOST_DRAWN) return;
    fresh.current.push({ x, y, label: brush.value });
    last.current = [x, y];
    repaint((n) => n + 1);
  };
  const done = (): void => {
    last.current = null;
    if (fresh.current.length === 0) return;
    const all = [...drawn, ...fresh.current];
    fresh.current = [];
    set({ points: writeDrawn(all) });
  };
  const press = (event: KeyboardEvent): void => {
    const by = event.shiftKey ? 0.2 : 0.05;
    const moves: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by] }; // prettier-ignore
    const move = moves[event.key];
    if (move) setPen(([x, y]) => [Math.max(-1, Math.min(1, x + move[0])), Math.max(-1, Math.min(1, y + move[1]))]);
    else if (event.key === " " || event.key === "Enter") {
      put(pen);
      done();
      announce(words.drawn(drawn.length + 1));
    } else if (event.key === "Backspace") set({ points: writeDrawn(drawn.slice(0, -1)) });
    else return;
    setKeyed(true);
    event.preventDefault();
  };
  const place = (value: number, flip = false): number => ((flip ? 1 - value : value + 1) / 2) * size;
  return (
    <div
      class="draw-layer"
      role="application"
      tabIndex={0}
      aria-label={`${words.drawPlane}. ${words.drawHint}`}
      style={{ left: `${left}px`, top: `${top}px`, width: `${size}px`, height: `${size}px` }}
      onKeyDown={press}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        setKeyed(false);
        event.currentTarget.setPointerCapture(event.pointerId);
        put(at(event));
      }}
      onPointerMove={(event) => {
        if (!last.current) return;
        const next = at(event);
        if (Math.hypot(next[0] - last.current[0], next[1] - last.current[1]) > 0.055) put(next);
      }}
      onPointerUp={done}
      onPointerCancel={done}
    >
      <svg width={size} height={size} aria-hidden="true">
        {fresh.current.map((point, i) => <circle key={i} cx={place(point.x)} cy={place(point.y, true)} r={4} style={{ fill: classColor(point.label) }} />)}
        {keyed && <path class="draw-pen" d={`M${place(pen[0]) - 8} ${place(pen[1], true)}h16M${place(pen[0])} ${place(pen[1], true) - 8}v16`} />}
      </svg>
      {shown.length === 0 && <p class="draw-hint">{words.drawHint}</p>}
    </div>
  );
} // prettier-ignore

/** Brushes, undo, clear. */
export function DrawTools({
  settings,
  words,
  set,
}: {
  readonly settings: Settings;
  readonly words: Words;
  set(changes: Partial<Settings>): void;
}) {
  const drawn = readDrawn(settings.points);
  return (
    <div class="draw-tools" role="group" aria-label={words.brush}>
      {Array.from({ length: BRUSHES }, (_, label) => (
        <button
          key={label}
          type="button"
          class="brush"
          aria-pressed={brush.value === label}
          aria-label={`${words.brush} ${label + 1}`}
          onClick={() => (brush.value = label)}
        >
          <i style={{ background: classColor(label) }} />
          {label + 1}
        </button>
      ))}
      <button
        type="button"
        class="quiet"
        disabled={drawn.length === 0}
        onClick={() => set({ points: writeDrawn(drawn.slice(0, Math.max(0, drawn.length - 10))) })}
      >
        {words.undo}
      </button>
      <button type="button" class="quiet" disabled={drawn.length === 0} onClick={() => set({ points: "" })}>
        {words.clear}
      </button>
      <span class="muted">{words.drawn(drawn.length)}</span>
    </div>
  );
}
