// One neuron against XOR: the plane, the four demands on the learner's own numbers, and their sum, which says 0 > 0.
import type { RoomProps } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { Slider } from "../../kit/controls.tsx";
import { NeuronPlane } from "../../kit/neuron-plane.tsx";
import { Note, NumberText } from "../../kit/text.tsx";
import { tasksOf, useComputed } from "../../worker/tasks.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("xor");
type Props = RoomProps<State, Words>;

export const XOR = [0, 1, 1, 0] as const;
export const NAMES = ["00", "01", "10", "11"] as const;

const useOne = ({ w1, w2, b }: State) => useComputed(compute.one, { weights: [w1, w2] as const, bias: b }).value;

export function OneFigure({ state, set, words: say, language }: Props) {
  const { w1, w2, b } = state;
  const value = useOne(state);
  const corners = NAMES.map((name, r) => ({ x: r >> 1, y: r & 1, name, wanted: XOR[r]!, right: value && value.rows[r]!.y === XOR[r] }));
  return (
    <div class="xor-one">
      <NeuronPlane
        line={{ w1, w2, b }}
        x={[-0.7, 1.7]}
        y={[-0.7, 1.7]}
        most={460}
        label={say.planeTitle}
        xLabel="x₁"
        yLabel="x₂"
        base={[0.5, 0.5]}
        unit={0.3}
        quantum={0.25}
        names={{ line: say.line, normal: say.normal }}
        corners={corners}
        onBias={(next) => set({ b: next })}
        onWeights={(u, v) => set({ w1: u, w2: v })}
      />
      <Demands {...{ state, words: say, language }} />
    </div>
  );
}

const SYMBOLS = ["b", "w₂ + b", "w₁ + b", "w₁ + w₂ + b"] as const;

/** The demands, row by row, and what they add up to. */
function Demands({ state, words: say, language }: Pick<Props, "state" | "words" | "language">) {
  const value = useOne(state);
  const write = format(language);
  if (!value) return null;
  const sum = write.fixed(value.ofOnes);
  return (
    <div class="xor-demands">
      <table>
        <caption>{say.demandsTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{say.demandColumns.row}</th>
            <th scope="col">{say.demandColumns.demand}</th>
            <th scope="col">{say.demandColumns.yours}</th>
            <th scope="col"><span class="unseen">{say.holds} / {say.fails}</span></th>
          </tr>
        </thead>
        <tbody>
          {value.rows.map((row, r) => {
            const holds = row.y === XOR[r];
            return (
              <tr key={r} class={holds ? undefined : "wrong"}>
                <th scope="row">{NAMES[r]}</th>
                <td>{SYMBOLS[r]} {row.above ? ">" : "≤"} 0</td>
                <td class="sum"><NumberText value={row.sum} text={write.signed(row.sum)} /></td>
                <td class="verdict"><span role="img" aria-label={holds ? say.holds : say.fails}>{holds ? "✓" : "✗"}</span></td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <dl class="xor-sums">
        <div><dt>{say.sumOfOnes}</dt><dd>{write.fixed(value.rows[1]!.sum)} + {paren(write.fixed(value.rows[2]!.sum))} = <NumberText value={value.ofOnes} digits={2} /> &gt; 0</dd></div>
        <div><dt>{say.sumOfZeros}</dt><dd>{write.fixed(value.rows[0]!.sum)} + {paren(write.fixed(value.rows[3]!.sum))} = <NumberText value={value.ofZeros} digits={2} /> ≤ 0</dd></div>
      </dl>
      <p>{say.contradiction(sum)}</p>
      <p class="xor-absurd" data-difference={value.ofOnes - value.ofZeros}>{sum} − {paren(sum)} = {write.whole(value.ofOnes - value.ofZeros)} &gt; 0</p>
      <p>{say.contradictionEnd}</p>
    </div>
  );
} // prettier-ignore

const paren = (text: string): string => (text.startsWith("−") ? `(${text})` : text);

export function OneDo({ state, set, words: say }: Props) {
  const value = useOne(state);
  const right = value?.right ?? 0;
  return (
    <>
      <p>{say.taskOne}</p>
      <div role="status">
        <Note tone={right === 3 ? "good" : "plain"}>
          {say.rowsRight(right)} {right === 3 ? say.best : say.keepTrying}
        </Note>
      </div>
      <Slider label={say.weight1} value={state.w1} min={-3} max={3} step={0.25} onChange={(w1) => set({ w1 })} />
      <Slider label={say.weight2} value={state.w2} min={-3} max={3} step={0.25} onChange={(w2) => set({ w2 })} />
      <Slider label={say.bias} value={state.b} min={-3} max={3} step={0.25} onChange={(b) => set({ b })} />
    </>
  );
}
