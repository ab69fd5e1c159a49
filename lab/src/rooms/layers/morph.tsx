// The plane inside the network: a grid and the points, on their way from one place of the network to the next.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { Button, Slider } from "../../kit/controls.tsx";
import { lineEnds } from "../../kit/half-plane.ts";
import { reducedMotion } from "../../kit/motion.ts";
import { Pending } from "../../kit/pending.tsx";
import { Plane } from "../../kit/plane.tsx";
import { TableTwin } from "../../kit/table.tsx";
import type { Journey } from "./compute.ts";
import { useJourney } from "./journey.ts";
import { linearOf } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;
type Bounds = readonly [center: number, half: number];

/** Stops of the way: which layer, and what has just been done. */
const stopOf = (place: number): readonly [layer: number, kind: "data" | "matrix" | "activation"] => (place === 0 ? [0, "data"] : [Math.ceil(place / 2), place % 2 === 1 ? "matrix" : "activation"]); // prettier-ignore

/** A square that holds a stage's points and most of its grid. */
function boundsOf({ points }: Journey["stages"][0]): readonly [Bounds, Bounds] {
  const [xs, ys] = [0, 1].map((axis) => Array.from({ length: points.length / 2 }, (_, i) => points[2 * i + axis]!)) as [number[], number[]];
  const side = (values: readonly number[]): Bounds => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [(low + high) / 2, (high - low) / 2];
  };
  const [x, y] = [side(xs), side(ys)];
  const half = Math.max(x[1], y[1], 0.2) * 1.3;
  return [[x[0], half], [y[0], half]]; // prettier-ignore
}

const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

export function Morph({ state, set, words: say, language, seed }: Props) {
  const computed = useJourney(state, seed);
  const { value } = computed;
  const last = 2 * state.layers;
  const at = Math.min(state.at, last);
  const [playing, setPlaying] = useState(false);
  const place = useRef(at);
  place.current = at;
  useEffect(() => {
    if (!playing) return;
    if (reducedMotion()) {
      // A step for each press, instead of motion.
      set({ at: place.current >= last ? 0 : Math.floor(place.current) + 1 });
      return setPlaying(false);
    }
    let before = performance.now();
    let frame = requestAnimationFrame(function go(now) {
      const next = Math.min(last, place.current + (now - before) / 1100);
      before = now;
      set({ at: next });
      if (next >= last) setPlaying(false);
      else frame = requestAnimationFrame(go);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, last]);
  const play = (): void => {
    if (!playing && !reducedMotion() && at >= last) set({ at: 0 });
    place.current = at >= last ? 0 : at;
    setPlaying(!playing);
  };
  const linear = linearOf(state);
  const stop = (k: number): string => {
    const [layer, kind] = stopOf(k);
    return kind === "activation" && linear[layer - 1] ? `${say.layer(layer)}: ${say.linear}` : say.stage(layer, kind);
  };
  const [from, to] = [Math.floor(at), Math.min(last, Math.floor(at) + 1)];
  const title = at === from ? stop(from) : say.between(stop(from), stop(to));
  return (
    <div class="layers-morph">
      <p class="layers-title" aria-live="polite">{title}</p>
      {value && value.stages.length > from ? <Picture journey={value} at={Math.min(at, value.stages.length - 1)} say={say} last={last} /> : <div class="layers-waiting" aria-busy="true" />}
      <Pending of={computed} />
      <div class="layers-bar">
        <Button kind="primary" icon={playing ? "pause" : "play"} onClick={play}>{playing ? say.pause : say.play}</Button>
        <Slider label={say.at} value={at} min={0} max={last} step={0.05} digits={2} onChange={(next) => set({ at: next })} />
      </div>
      <ol class="layers-stops">
        {Array.from({ length: last + 1 }, (_, k) => {
          const [layer, kind] = stopOf(k);
          const straight = kind === "activation" && linear[layer - 1];
          const short = straight ? "—" : say.stageShort(layer, kind, { tanh: "tanh", sigmoid: "σ", relu: "ReLU" }[state.f]);
          return (
            <li key={k}>
              <button type="button" class={straight ? "none" : undefined} aria-current={at === k ? "step" : undefined} aria-label={`${short}: ${stop(k)}`} title={stop(k)} onClick={() => set({ at: k })}>
                {short}
              </button>
            </li>
          );
        })}
      </ol>
      {value && (
        <TableTwin
          caption={`${say.table}: ${title}`}
          columns={say.tableColumns}
          rows={() => {
            const points = pointsAt(value, Math.min(at, value.stages.length - 1));
            return value.labels.map((label, i) => [i + 1, label, points[2 * i]!, points[2 * i + 1]!]);
          }}
        />
      )}
      <span class="unseen">{format(language).fixed(at)}</span>
    </div>
  );
} // prettier-ignore

/** Where the points are at a place between two stages. */
function pointsAt({ stages }: Journey, at: number): Float64Array {
  const from = Math.floor(at);
  const [a, b] = [stages[from]!.points, stages[Math.min(stages.length - 1, from + 1)]!.points];
  return a.map((value, i) => mix(value, b[i]!, at - from));
}

function Picture({ journey, at, say, last }: { readonly journey: Journey; readonly at: number; readonly say: Words; readonly last: number }) {
  const { stages, perLine, labels, net } = journey;
  const from = Math.floor(at);
  const share = at - from;
  const [a, b] = [stages[from]!, stages[Math.min(stages.length - 1, from + 1)]!];
  const [[ax, ay], [bx, by]] = [boundsOf(a), boundsOf(b)];
  const around = (p: Bounds, q: Bounds): [number, number] => {
    const [center, half] = [mix(p[0], q[0], share), mix(p[1], q[1], share)];
    return [center - half, center + half];
  };
  const [x, y] = [around(ax, bx), around(ay, by)];
  const points = pointsAt(journey, at);
  const lines = a.grid.length / 2 / perLine;
  const out = net.weights.at(-1)![0]!;
  const ends = at >= last - 1 && at > 0 ? lineEnds({ w1: out[0]!, w2: out[1]!, b: net.biases.at(-1)![0]! }, { x, y }) : null;
  return (
    <Plane x={x} y={y} label={say.planeTitle} most={560} grid={false}>
      {(view) => (
        <>
          {Array.from({ length: lines }, (_, line) => {
            let path = "";
            for (let k = 0; k < perLine; k++) {
              const i = 2 * (line * perLine + k);
              path += `${k === 0 ? "M" : "L"}${view.x(mix(a.grid[i]!, b.grid[i]!, share)).toFixed(1)} ${view.y(mix(a.grid[i + 1]!, b.grid[i + 1]!, share)).toFixed(1)}`;
            }
            return <path key={line} class={line < lines / 2 ? "layers-grid" : "layers-grid across"} d={path} />;
          })}
          {ends && <line class="layers-border" style={{ opacity: Math.max(0, at - last + 1) }} x1={view.x(ends[0][0])} y1={view.y(ends[0][1])} x2={view.x(ends[1][0])} y2={view.y(ends[1][1])} />}
          {labels.map((label, i) => {
            const [px, py] = [view.x(points[2 * i]!), view.y(points[2 * i + 1]!)];
            return label === 1 ? <circle key={i} class="layers-one" cx={px} cy={py} r={5} /> : <rect key={i} class="layers-zero" x={px - 4.2} y={py - 4.2} width={8.4} height={8.4} />;
          })}
        </>
      )}
    </Plane>
  );
} // prettier-ignore
