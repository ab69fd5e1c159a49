// The neuron as a scheme: inputs, wires with weights, the adder, the activation, the answer. Every number can be typed.
import { NumberInput } from "../../kit/controls.tsx";
import { useWidth } from "../../kit/size.ts";
import { NumberText } from "../../kit/text.tsx";
import type { RoomProps } from "../../contract.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

interface SchemeProps extends Omit<RoomProps<State, Words>, "seed" | "language"> {
  readonly z: number | undefined;
  readonly y: number | undefined;
}

const HEIGHT = 176;
/** Small curves of the activations, in a square of 24. */
const ICONS: Readonly<Record<State["f"], string>> = {
  step: "M-11 7H0V-7H11",
  sigmoid: "M-11 7C-2 7 2 -7 11 -7",
  tanh: "M-11 7C-1 7 1 -7 11 -7",
  relu: "M-11 7H0L10 -8",
  linear: "M-10 8L10 -8",
};

export function Scheme({ state, set, words: say, z, y }: SchemeProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const x = { input: 34, weight: Math.max(112, width * 0.24), sum: width * 0.47, f: width * 0.71, answer: width - 44 };
  const rows = [44, 132] as const;
  const middle = 88;
  const between = (row: number): number => row + ((middle - row) * (x.weight - x.input)) / (x.sum - x.input);
  const place = (left: number, top: number) => ({ left: `${left}px`, top: `${top}px` });
  return (
    <div class="neuron-scheme" ref={ref}>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
        {rows.map((row, k) => (
          <line key={row} class={(k === 0 ? state.w1 : state.w2) < 0 ? "wire negative" : "wire positive"} stroke-width={1 + 1.4 * Math.abs(k === 0 ? state.w1 : state.w2)} x1={x.input} y1={row} x2={x.sum} y2={middle} />
        ))}
        <line class={state.b < 0 ? "wire negative" : "wire positive"} stroke-width={1 + Math.min(4, Math.abs(state.b))} x1={x.sum} y1={24} x2={x.sum} y2={middle} />
        <line class="wire plain" x1={x.sum} y1={middle} x2={x.answer - 30} y2={middle} />
        <circle class="knot" cx={x.sum} cy={middle} r={27} />
        <text class="sign" x={x.sum} y={middle} dy="0.36em">Σ</text>
        <circle class="knot" cx={x.f} cy={middle} r={27} />
        <path class="curve" d={ICONS[state.f]} transform={`translate(${x.f} ${middle})`} />
        <text class="name" x={x.f} y={middle + 46}>{say.activations[state.f]}</text>
        <text class="name" x={x.sum + 34} y={28} text-anchor="start" dx={8}>b</text>
        {rows.map((row, k) => <text key={row} class="name" x={x.input} y={k === 0 ? row - 24 : row + 35}>{k === 0 ? "x₁" : "x₂"}</text>)}
        {rows.map((row, k) => <text key={row} class="name" x={x.weight} y={k === 0 ? between(row) - 24 : between(row) + 35}>{k === 0 ? "w₁" : "w₂"}</text>)}
        <text class="name" x={(x.sum + x.f) / 2} y={middle - 14}>Z</text>
        <text class="name" x={x.answer} y={middle - 24}>y</text>
      </svg>
      <span class="neuron-number" style={place(x.input, rows[0])}><NumberInput label={say.input1} value={state.x1} min={-3} max={3} digits={2} onChange={(x1) => set({ x1 })} /></span>
      <span class="neuron-number" style={place(x.input, rows[1])}><NumberInput label={say.input2} value={state.x2} min={-3} max={3} digits={2} onChange={(x2) => set({ x2 })} /></span>
      <span class="neuron-number" style={place(x.weight, between(rows[0]))}><NumberInput label={say.weight1} value={state.w1} min={-3} max={3} digits={2} onChange={(w1) => set({ w1 })} /></span>
      <span class="neuron-number" style={place(x.weight, between(rows[1]))}><NumberInput label={say.weight2} value={state.w2} min={-3} max={3} digits={2} onChange={(w2) => set({ w2 })} /></span>
      <span class="neuron-number" style={place(x.sum, 24)}><NumberInput label={say.bias} value={state.b} min={-6} max={6} digits={2} onChange={(b) => set({ b })} /></span>
      <span class="neuron-result" style={place((x.sum + x.f) / 2, middle + 15)}>{z === undefined ? "…" : <NumberText value={z} digits={2} />}</span>
      <span class="neuron-answer" style={place(x.answer, middle)}>{y === undefined ? "…" : <NumberText value={y} digits={state.f === "step" ? 0 : 2} />}</span>
    </div>
  );
} // prettier-ignore
