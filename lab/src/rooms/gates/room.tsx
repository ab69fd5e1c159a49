// The room of gates: one threshold neuron is to make a truth table. The figure is the plane of inputs, the table, and all solutions.
import "./room.css";
import { signal } from "@preact/signals";
import type { RoomDefinition, RoomProps } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { Button, Choice, Row, Slider, Toggle } from "../../kit/controls.tsx";
import { NeuronPlane } from "../../kit/neuron-plane.tsx";
import { Pending } from "../../kit/pending.tsx";
import { TruthTable } from "../../kit/truth-table.tsx";
import { More, Note, NumberText } from "../../kit/text.tsx";
import { proof, tasksOf, useComputed } from "../../worker/tasks.ts";
import { Census } from "./census.tsx";
import { Solutions } from "./solutions.tsx";
import { fields, neuronOf, wanted } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("gates");
type Props = RoomProps<State, Words>;

/** Which gates the learner has built since the page was opened. */
const built = signal<ReadonlySet<string>>(new Set());
const ORDER = ["and", "or", "not", "random"] as const;

/** The neuron's answers, and how many of them are as the table wants. */
function useAnswers(state: State) {
  const { value } = useComputed(compute.answers, { ...neuronOf(state), sign: state.sign });
  const table = wanted(state);
  // While another gate is asked for, the last answers are those of another number of inputs.
  const rows = value?.length === table.length ? value : undefined;
  const right = rows?.filter(({ y }, r) => y === table[r]).length ?? 0;
  return { rows, table, right, solved: rows !== undefined && right === table.length };
}

const nameOf = (inputs: readonly number[]): string => inputs.join("");

function Figure({ state, set, words: say, language }: Props) {
  const { rows, table } = useAnswers(state);
  const single = state.gate === "not";
  const { w1, b } = state;
  const w2 = single ? 0 : state.w2;
  const write = format(language);
  const corners = table.map((answer, r) => {
    const inputs = single ? [r] : [r >> 1, r & 1];
    return { x: inputs[0]!, y: inputs[1] ?? 0, name: nameOf(inputs), wanted: answer, right: rows && rows[r]!.y === answer };
  });
  return (
    <div class="gates-box">
      <div class="gates-figure">
        <div class="gates-plane">
          <NeuronPlane
            line={{ w1, w2, b }}
            x={[-0.7, 1.7]}
            y={single ? [-0.8, 0.8] : [-0.7, 1.7]}
            aspect={single ? 0.66 : 1}
            most={520}
            label={`${say.planeTitle}. ${say.planeHelp}`}
            xLabel={single ? "x" : "x₁"}
            {...(!single && { yLabel: "x₂" })}
            base={single ? [0.5, 0] : [0.5, 0.5]}
            unit={0.3}
            quantum={0.25}
            names={{ line: say.line, normal: say.normal }}
            corners={corners}
            single={single}
            onBias={(next) => set({ b: next })}
            onWeights={(u, v) => set(single ? { w1: u } : { w1: u, w2: v })}
          />
          <p class="gates-caption">{say.planeHelp}</p>
        </div>
        <div class={state.all ? "gates-side both" : "gates-side"}>
          <div>
            <TruthTable rows={rows} table={table} inputs={single ? 1 : 2} words={say} language={language} />
            <p class="gates-formula">
              Z = <NumberText value={w1} />
              {single ? "·x" : "·x₁"}
              {!single && (
                <>
                  {" "}
                  {w2 < 0 ? "−" : "+"} <NumberText value={w2} text={write.short(Math.abs(w2))} />
                  ·x₂
                </>
              )}{" "}
              {b < 0 ? "−" : "+"} <NumberText value={b} text={write.short(Math.abs(b))} />
            </p>
          </div>
          {state.all && <Solutions state={state} set={set} words={say} language={language} />}
        </div>
      </div>
    </div>
  );
}

function Do({ state, set, words: say, language, seed }: Props) {
  const { right, solved, table } = useAnswers(state);
  const { gate } = state;
  if (solved && state.sign === "above" && !built.value.has(gate)) built.value = new Set([...built.value, gate]);
  const next = ORDER[ORDER.indexOf(gate) + 1];
  const single = gate === "not";
  return (
    <>
      <Choice
        label={say.gate}
        value={gate}
        options={ORDER.map((value) => ({
          value,
          name: built.value.has(value) ? `${say.gates[value]}, ${say.solvedMark}` : say.gates[value],
          label: (
            <>
              {say.gates[value]}
              {built.value.has(value) && <span class="gates-tick"> ✓</span>}
            </>
          ),
        }))}
        onChange={(value) => set({ gate: value })}
      />
      <p>{say.tasks[gate]}</p>
      {gate === "random" && <Random {...{ state, set, words: say, language, seed, solved }} />}
      <div role="status" class="gates-status">
        <Note tone={solved ? "good" : "plain"}>
          {solved ? say.solved : say.rowsRight(right, table.length)}{" "}
          {solved && next && (
            <Button kind="primary" onClick={() => set({ gate: next })}>
              {say.next(say.gates[next])}
            </Button>
          )}
        </Note>
      </div>
      <Slider label={single ? say.weightOnly : say.weight1} value={state.w1} min={-3} max={3} step={0.25} onChange={(w1) => set({ w1 })} />
      {!single && <Slider label={say.weight2} value={state.w2} min={-3} max={3} step={0.25} onChange={(w2) => set({ w2 })} />}
      <Slider label={say.bias} value={state.b} min={-3} max={3} step={0.25} onChange={(b) => set({ b })} />
      <Hint {...{ state, words: say, language }} />
      <Toggle label={say.all} on={state.all} onChange={(all) => set({ all })} />
      <Choice
        label={say.sign}
        value={state.sign}
        options={[
          { value: "above", label: say.signs.above },
          { value: "from", label: say.signs.from },
        ]}
        onChange={(sign) => set({ sign })}
      />
    </>
  );
}

/** What is done with a table that may be impossible. */
function Random({ state, set, words: say, language, seed, solved }: Props & { readonly solved: boolean }) {
  const table = wanted(state);
  const claimed = useClaim(state.table);
  const { value } = useComputed(compute.judge, claimed.on ? { table } : null);
  const write = format(language);
  // Never the same table again, and each in its turn from the seed on.
  const other = (): void => set({ table: (state.table * 5 + 3 + 2 * (seed % 8)) % 16 });
  const pair = (rows: readonly number[]): string => rows.map((row) => nameOf([row >> 1, row & 1])).join(", ");
  return (
    <>
      <Row>
        <Button icon="dice" onClick={other}>
          {say.another}
        </Button>
        <Button disabled={solved} onClick={claimed.toggle}>
          {say.impossible}
        </Button>
      </Row>
      {claimed.on && value?.contradiction && (
        <Note tone="good">{say.impossibleRight(pair(value.contradiction.ones), pair(value.contradiction.zeros))}</Note>
      )}
      {claimed.on && value?.found && !solved && (
        <Note tone="bad">
          {say.impossibleWrong(
            `w₁ = ${write.short(value.found.weights[0]!)}, w₂ = ${write.short(value.found.weights[1]!)}, b = ${write.short(value.found.bias)}`,
          )}{" "}
          <Button onClick={() => set({ w1: value.found!.weights[0]!, w2: value.found!.weights[1]!, b: value.found!.bias })}>
            {say.take}
          </Button>
        </Note>
      )}
    </>
  );
}

const claimedTable = signal<number | null>(null);
const useClaim = (table: number): { readonly on: boolean; toggle(): void } => ({
  on: claimedTable.value === table,
  toggle: () => (claimedTable.value = table),
});

/** Which number to move for the first row that is wrong. */
function Hint({ state, words: say, language }: Pick<Props, "state" | "words" | "language">) {
  const { rows, table, solved } = useAnswers(state);
  const write = format(language);
  const wrong = rows?.findIndex(({ y }, r) => y !== table[r]) ?? -1;
  if (!rows || solved || wrong < 0) return null;
  const { inputs, z } = rows[wrong]!;
  const zero = inputs.every((input) => input === 0);
  const tell = table[wrong] === 1 ? (zero ? say.hintUpBias : say.hintUp) : zero ? say.hintDownBias : say.hintDown;
  return (
    <More title={say.hint}>
      <p>{tell(nameOf(inputs), write.short(z))}</p>
    </More>
  );
}

function See({ state, set, words: say, language }: Props) {
  const { rows } = useAnswers(state);
  const single = state.gate === "not";
  const solutions = useComputed(compute.solutions, { table: wanted(state), bias: state.b });
  const write = format(language);
  const { w1, b } = state;
  const w2 = single ? 0 : state.w2;
  const sign = (value: number): string => (value < 0 ? "− " : "+ ") + write.short(Math.abs(value));
  const formula = single ? `${write.short(w1)}·x ${sign(b)}\u00a0=\u00a00` : `${write.short(w1)}·x₁ ${sign(w2)}·x₂ ${sign(b)}\u00a0=\u00a00`;
  const nearest = rows && [...rows].sort((p, q) => Math.abs(p.z) - Math.abs(q.z))[0]!;
  return (
    <>
      <p>{w1 === 0 && w2 === 0 ? say.seeFlat : say.seeLine(formula)}</p>
      {nearest && (nearest.z === 0 ? <Note>{say.seeBoundary(nameOf(nearest.inputs))}</Note> : <p>{say.seeMargin(nameOf(nearest.inputs), write.short(nearest.z))}</p>)}
      {state.all && solutions.value && <p>{solutions.value.area > 0 ? say.seeSolutions(write.short(solutions.value.area)) : say.seeNone(write.short(b))}</p>}
      <Pending of={solutions} />
      <Census state={state} set={set} words={say} language={language} />
    </>
  );
} // prettier-ignore

/** The answer to the question, counted. */
function Reveal({ words: say, language }: { readonly words: Words; readonly language: "ru" | "en" }) {
  const { value } = useComputed(compute.census, {});
  return <p>{value ? say.predict.reveal(format(language).whole(value.counts[0]!.made)) : say.predict.waiting}</p>;
}

export const room: RoomDefinition<State, Words> = {
  id: "gates",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ words: say, language }) => ({
    question: say.predict.question,
    answers: say.predict.answers,
    right: 2,
    reveal: <Reveal words={say} language={language} />,
  }),
  proofs(state) {
    const args = { ...neuronOf(state), sign: state.sign, table: wanted(state) };
    const text = (key: keyof Words["proofs"]) => ({ ru: words.ru.proofs[key], en: words.en.proofs[key] });
    return [
      proof("gates.answers", text("answers"), "plain arithmetic", compute.proveAnswers, args),
      proof("gates.polygon", text("polygon"), "plain arithmetic", compute.provePolygon, args),
      ...(state.gate === "random" ? [proof("gates.verdict", text("verdict"), "plain arithmetic", compute.proveVerdict, args)] : []),
    ];
  },
  code(state, language) {
    const { weights, bias } = neuronOf(state);
    const say = words[language].code;
    const table = JSON.stringify(wanted(state));
    const activation = state.sign === "above" ? "threshold" : "thresholdAtZero";
    const region = state.gate === "not" ? `feasiblePairs(${table})` : `feasibleCone(${table}, neuron.bias)`;
    return `import { fire, ${state.gate === "not" ? "feasiblePairs" : "feasibleCone"}, inputsOf, ${activation}, weightedSum } from "nabla/lecture";

// ${say.gate}
const neuron = { weights: ${JSON.stringify(weights)}, bias: ${bias}, activation: ${activation} };
const rows = inputsOf(${weights.length});
const sums = weightedSum(neuron, rows).data();
const answers = fire(neuron, rows);
console.log(rows.map((row, r) => \`\${row.join(" ")}   Z = \${sums[r]}   y = \${answers[r]}\`).join("\\n"));

// ${say.solutions}
${region};
`;
  },
  parameters: {
    w1: { ru: words.ru.weight1, en: words.en.weight1 },
    w2: { ru: words.ru.weight2, en: words.en.weight2 },
    b: { ru: words.ru.bias, en: words.en.bias },
    gate: { ru: words.ru.gate, en: words.en.gate },
    all: { ru: words.ru.all, en: words.en.all },
    sign: { ru: words.ru.sign, en: words.en.sign },
  },
};
