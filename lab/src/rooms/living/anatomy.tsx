// The cell: dendrites with their synapses (buttons), the body that fills with charge, the axon that carries a spike away.
import type { Words } from "./words.ts";

interface AnatomyProps {
  readonly width: number;
  readonly synapses: readonly number[];
  /** Charge of the body, as a share of the threshold. */
  readonly charge: number;
  /** Which dendrites carry a signal at this moment. */
  readonly active: readonly boolean[];
  readonly spiking: boolean;
  readonly tap: (dendrite: number) => void;
  readonly time: string;
  readonly words: Words;
}

export function Anatomy({ width, synapses, charge, active, spiking, tap, time, words }: AnatomyProps) {
  // Low on narrow screens, where the trace below should be seen too; the synapses stay large enough for a finger.
  const height = width < 480 ? 190 : 236;
  const body = width < 480 ? 42 : 48;
  const [cx, cy] = [width * 0.52, height / 2];
  const rows = [0, 1, 2, 3].map((k) => 26 + (k * (height - 52)) / 3);
  const left = 34;
  const end = width - 28;
  const level = Math.max(0, Math.min(1, charge));
  // Where each dendrite meets the body.
  const meets = [-0.85, -0.3, 0.3, 0.85].map((angle) => [cx - body * Math.cos(angle), cy + body * Math.sin(angle)] as const);
  return (
    <svg class="living-cell" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={words.anatomy}>
      <defs>
        <clipPath id="living-body">
          <circle cx={cx} cy={cy} r={body} />
        </clipPath>
      </defs>
      <g class={spiking ? "living-axon on" : "living-axon"}>
        <path d={`M${cx + body - 4},${cy} C${cx + body + 40},${cy} ${end - 90},${cy} ${end - 56},${cy}`} />
        {[-34, 0, 34].map((dy) => (
          <g key={dy}>
            <path d={`M${end - 56},${cy} C${end - 34},${cy} ${end - 34},${cy + dy} ${end - 8},${cy + dy}`} class="thin" />
            <circle cx={end} cy={cy + dy} r={8} />
          </g>
        ))}
      </g>
      {rows.map((y, k) => {
        const [mx, my] = meets[k]!;
        const strength = synapses[k]!;
        return (
          <path
            key={k}
            class={`living-dendrite ${strength < 0 ? "inhibits" : ""} ${active[k] ? "on" : ""}`}
            stroke-width={2.5 + 6 * Math.abs(strength)}
            d={`M${left},${y} C${left + (mx - left) * 0.45},${y} ${mx - (mx - left) * 0.35},${my + (y - cy) * 0.15} ${mx},${my}`}
          />
        );
      })}
      <circle cx={cx} cy={cy} r={body} class="living-body" />
      <g clip-path="url(#living-body)">
        <rect
          x={cx - body}
          y={cy + body - 2 * body * level}
          width={2 * body}
          height={2 * body * level}
          class={charge < 0 ? "living-charge low" : "living-charge"}
        />
      </g>
      <circle cx={cx} cy={cy} r={body} class={spiking ? "living-rim on" : "living-rim"} />
      <text x={cx} y={cy} dy="0.35em" class="living-text">
        {words.body}
      </text>
      <text x={(cx + body + end - 56) / 2} y={cy - 14} class="living-text">
        {words.axon}
      </text>
      {rows.map((y, k) => (
        <g
          key={k}
          class={`living-synapse ${synapses[k]! < 0 ? "inhibits" : ""} ${active[k] ? "on" : ""}`}
          role="button"
          tabindex={0}
          aria-label={words.tap(k + 1, time)}
          onPointerDown={(event) => {
            event.preventDefault();
            tap(k);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== " ") return;
            event.preventDefault();
            tap(k);
          }}
        >
          <circle cx={left - 6} cy={y} r={26} class="touch" />
          <circle cx={left - 6} cy={y} r={18} class="bouton" />
          <text x={left - 6} y={y} dy="0.35em">
            {k + 1}
          </text>
        </g>
      ))}
    </svg>
  );
}
