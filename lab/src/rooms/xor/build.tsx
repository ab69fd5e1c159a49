// XOR built of gates: five places to fill, then two of them folded away; and the plane of the hidden neurons, where a line is enough.
import { useEffect, useState } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { Button, Choice, Row, Select, Slider } from "../../kit/controls.tsx";
import { useGlide } from "../../kit/motion.ts";
import { Border, CornerMark, FiringSide } from "../../kit/neuron-plane.tsx";
import type { Corner } from "../../kit/neuron-plane.tsx";
import { Plane } from "../../kit/plane.tsx";
import { useWidth } from "../../kit/size.ts";
import { More, Note } from "../../kit/text.tsx";
import { tasksOf, useComputed } from "../../worker/tasks.ts";
import type { Circuit, Five } from "./compute.ts";
import { NAMES, XOR } from "./one.tsx";
import { Scheme } from "./scheme.tsx";
import { foldedOf } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("xor");
type Props = RoomProps<State, Words>;

export const placesOf = ({ n1, n2, a1, a2, out }: State): Five => ({ n1, n2, a1, a2, out });
const PLACES = ["n1", "n2", "a1", "a2", "out"] as const;
const SINGLE = ["same", "not"] as const;
const DOUBLE = ["and", "or", "nand", "nor"] as const;

/** The lecture's network. */
const LECTURE = { n1: "not", n2: "not", a1: "and", a2: "and", out: "or" } as const;

const useCircuit = (state: State, folded: readonly [boolean, boolean]): Circuit | undefined =>
  useComputed(compute.five, { ...placesOf(state), folded }).value;

export function BuildFigure({ state, set, words: say, language }: Props) {
  const three = state.step === "three";
  const folded: readonly [boolean, boolean] = three ? foldedOf(state) : [false, false];
  const circuit = useCircuit(state, folded);
  const [ref, width] = useWidth<HTMLDivElement>();
  const [row, setRow] = useState(1);
  const gates = Object.fromEntries(PLACES.map((place, k) => [place, `${state[place] === "same" ? "=" : say.gates[state[place]]}${"₁₂₃₄₅"[k]}`])) as Record<(typeof PLACES)[number], string>;
  const fold = (place: 0 | 1): void => set({ folded: folded.map((was, i) => (i === place ? true : was)) });
  return (
    <div class="xor-build" ref={ref}>
      {circuit && (
        <>
          <Scheme
            width={Math.min(width, 620)}
            circuit={circuit}
            folded={foldedIn(circuit)}
            gates={gates}
            row={row}
            language={language}
            title={say.schemeTitle}
            {...(three && { fold, foldLabel: (place: 0 | 1) => say.fold(say.gates[place === 0 ? state.n1 : state.n2], String(place + 1)) })}
          />
          <div class="xor-under">
            <Values {...{ circuit, words: say, row, setRow, gates }} />
            {three && circuit.right === 4 && <Hidden {...{ state, set, words: say, language }} />}
          </div>
        </>
      )}
    </div>
  );
} // prettier-ignore

/** What the circuit that is shown has folded: it may lag behind the state by a moment. */
const foldedIn = ({ neurons }: Circuit): readonly [boolean, boolean] =>
  [!neurons.some(({ name }) => name === "n1"), !neurons.some(({ name }) => name === "n2")]; // prettier-ignore

/** The truth table with all neurons; a row that is chosen is shown in the network. */
function Values({ circuit, words: say, row, setRow, gates }: { readonly circuit: Circuit; readonly words: Words; readonly row: number; readonly setRow: (row: number) => void; readonly gates: Readonly<Record<string, string>> }) {
  return (
    <div class="xor-values">
      <table>
        <caption>{say.table}</caption>
        <thead>
          <tr>
            <th scope="col">x₁</th>
            <th scope="col">x₂</th>
            {circuit.neurons.map(({ name }) => <th scope="col" key={name} title={say.places[name as keyof Words["places"]]}>{name === "out" ? "y" : gates[name]}</th>)}
            <th scope="col">{say.columns.wanted}</th>
            <th scope="col"><span class="unseen">{say.right} / {say.wrong}</span></th>
          </tr>
        </thead>
        <tbody>
          {circuit.values.map((values, r) => {
            const right = values.at(-1) === XOR[r];
            return (
              <tr key={r} class={`${right ? "" : "wrong"} ${r === row ? "chosen" : ""}`} onClick={() => setRow(r)}>
                <td>{r >> 1}</td>
                <td>{r & 1}</td>
                {values.map((value, i) => <td key={i} class={i === values.length - 1 ? "last" : undefined}>{value}</td>)}
                <td>{XOR[r]}</td>
                <td class="verdict"><span role="img" aria-label={right ? say.right : say.wrong}>{right ? "✓" : "✗"}</span></td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Choice label={say.shownRow} value={NAMES[row]!} options={NAMES.map((value) => ({ value, label: value }))} onChange={(value) => setRow(NAMES.indexOf(value))} />
    </div>
  );
} // prettier-ignore

/** The plane of inputs on its way to the plane of the hidden neurons. */
function Hidden({ state, set, words: say, language }: Omit<Props, "seed">) {
  const circuit = useCircuit(state, [true, true]);
  const t = useGlide(state.morph, 900);
  if (!circuit) return null;
  const [a1, a2, out] = circuit.neurons as [Circuit["neurons"][0], Circuit["neurons"][0], Circuit["neurons"][0]];
  // The first hears x₁ and x₂, the second x₂ and x₁.
  const lines = [{ w1: a1.weights[0]!, w2: a1.weights[1]!, b: a1.bias }, { w1: a2.weights[1]!, w2: a2.weights[0]!, b: a2.bias }]; // prettier-ignore
  const last = { w1: out.weights[0]!, w2: out.weights[1]!, b: out.bias };
  const corners = NAMES.map((name, r): Corner => {
    const [h1, h2] = circuit.values[r]!;
    return { name, wanted: XOR[r]!, side: (r & 1) === 1 ? "above" : "below", x: (r >> 1) * (1 - t) + h1! * t, y: (r & 1) * (1 - t) + h2! * t };
  });
  // Points that have met share their name.
  const met = new Map<string, Corner>();
  for (const corner of corners) {
    const key = `${corner.x.toFixed(2)} ${corner.y.toFixed(2)}`;
    const other = met.get(key);
    met.set(key, other ? { ...other, name: `${other.name}, ${corner.name}` } : corner);
  }
  const axis = t < 0.5 ? "x" : "h";
  return (
    <div class="xor-hidden">
      <h2>{say.hiddenTitle}</h2>
      <Plane x={[-0.6, 1.6]} y={[-0.6, 1.6]} most={360} label={`${say.hiddenTitle}: ${[...met.values()].map(({ name, x, y }) => `${name} → (${format(language).fixed(x)}; ${format(language).fixed(y)})`).join(", ")}`} xLabel={`${axis}₁`} yLabel={`${axis}₂`}>
        {(view) => (
          <>
            <g style={{ opacity: 1 - t }}>
              {lines.map((line, k) => <g key={k}><FiringSide line={line} view={view} /><Border line={line} view={view} /></g>)}
            </g>
            <g style={{ opacity: t }}>
              <FiringSide line={last} view={view} />
              <Border line={last} view={view} />
            </g>
            {[...met.values()].map((corner) => <CornerMark key={corner.name} corner={corner} view={view} />)}
          </>
        )}
      </Plane>
      <Slider label={say.morph} value={state.morph} min={0} max={1} step={0.05} digits={2} onChange={(morph) => set({ morph })} />
    </div>
  );
} // prettier-ignore

export function FiveDo({ state, set, words: say }: Props) {
  const circuit = useCircuit(state, [false, false]);
  const right = circuit?.right ?? 0;
  const options = (place: (typeof PLACES)[number]) =>
    (place === "n1" || place === "n2" ? SINGLE : DOUBLE).map((value) => ({ value, label: say.gates[value] }));
  return (
    <>
      <p>{say.taskFive}</p>
      {PLACES.map((place) => (
        <Select key={place} label={say.places[place]} value={state[place] as string} options={options(place)} onChange={(value) => set({ [place]: value })} />
      ))}
      <div role="status">
        <Note tone={right === 4 ? "good" : "plain"}>
          {right === 4 ? say.solvedFive : say.rowsRight(right)}{" "}
          {right === 4 && <Button kind="primary" onClick={() => set({ step: "three", folded: [false, false], morph: 0 })}>{say.goThree}</Button>}
        </Note>
      </div>
      {right < 4 && <More title={say.hint}><p>{say.hintFive}</p></More>}
    </>
  );
} // prettier-ignore

export function ThreeDo({ state, set, words: say }: Props) {
  const folded = foldedOf(state);
  const circuit = useCircuit(state, folded);
  // One who comes here straight away gets the lecture's network.
  const [asked, setAsked] = useState(false);
  useEffect(() => setAsked(true), []);
  if (circuit && circuit.right < 4 && asked)
    return (
      <>
        <Note>{say.seeNotThree}</Note>
        <Row>
          <Button onClick={() => set({ step: "five" })}>{say.steps.five}</Button>
          <Button kind="primary" onClick={() => set({ ...LECTURE, folded: [false, false] })}>{say.restore}</Button>
        </Row>
      </>
    );
  const all = folded[0] && folded[1];
  return (
    <>
      <p>{say.taskThree}</p>
      <Row>
        {([0, 1] as const).map((place) => {
          const gate = say.gates[place === 0 ? state.n1 : state.n2];
          return (
            <Button key={place} pressed={folded[place]} onClick={() => set({ folded: folded.map((was, i) => (i === place ? !was : was)) })}>
              {folded[place] ? say.unfold(gate, String(place + 1)) : say.fold(gate, String(place + 1))}
            </Button>
          );
        })}
      </Row>
      <div role="status">
        <Note tone={all ? "good" : "plain"}>{all ? say.solvedThree : say.neurons(circuit?.neurons.length ?? 5)}</Note>
      </div>
      {all && <Button icon="play" onClick={() => set({ morph: state.morph > 0.5 ? 0 : 1 })}>{say.play}</Button>}
    </>
  );
} // prettier-ignore
