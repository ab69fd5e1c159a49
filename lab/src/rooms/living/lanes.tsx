// When signals arrive: a lane for each dendrite, a mark for each signal, to be moved along its lane. Lies under the trace and shares
// its axis of time.
import { useRef } from "preact/hooks";
import { HandleMark } from "../../kit/handle.tsx";
import { linear } from "../../kit/scale.ts";
import { useWidth } from "../../kit/size.ts";
import { DENDRITES, DURATION } from "./state.ts";
import type { Signal } from "./state.ts";
import type { Words } from "./words.ts";

const [LEFT, RIGHT, LANE] = [48, 14, 30];

interface LanesProps {
  readonly signals: readonly Signal[];
  readonly synapses: readonly number[];
  readonly now: number;
  /** Moves a signal; they stand still without it. */
  readonly move: ((index: number, time: number) => void) | null;
  readonly words: Words;
  readonly write: (time: number) => string;
}

export function Lanes({ signals, synapses, now, move, words, write }: LanesProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const x = linear([0, DURATION], [LEFT, width - RIGHT]);
  const height = DENDRITES * LANE + 6;
  const y = (lane: number): number => 3 + (lane + 0.5) * LANE;
  const view = {
    x,
    y,
    xRange: [0, DURATION] as const,
    yRange: [0, DENDRITES - 1] as const,
    at: (event: PointerEvent): readonly [number, number] => [x.invert(event.clientX - svg.current!.getBoundingClientRect().left), 0],
  };
  return (
    <div class="living-lanes" ref={ref}>
      <svg ref={svg} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={words.signals}>
        {Array.from({ length: DENDRITES }, (_, lane) => (
          <g key={lane} aria-hidden="true">
            <line class="lane" x1={LEFT} x2={width - RIGHT} y1={y(lane)} y2={y(lane)} />
            <text x={LEFT - 10} y={y(lane)} dy="0.35em" text-anchor="end">{lane + 1}</text>
          </g>
        ))}
        <line class="living-now" x1={x(now)} x2={x(now)} y1={0} y2={height} />
        {signals.map(({ dendrite, time }, i) =>
          move ? (
            <HandleMark
              key={i}
              view={view}
              handle={{ id: `signal-${i}`, x: time, y: dendrite, along: "x", step: 1, shape: "diamond", color: synapses[dendrite]! < 0 ? "negative" : "positive", label: words.signal(dendrite + 1), text: words.ms(write(time)), onMove: (next) => move(i, next) }}
            />
          ) : (
            <rect key={i} class={synapses[dendrite]! < 0 ? "living-mark inhibits" : "living-mark"} x={-6} y={-6} width={12} height={12} transform={`translate(${x(time)} ${y(dendrite)}) rotate(45)`} />
          ),
        )}
      </svg>
    </div>
  );
} // prettier-ignore
