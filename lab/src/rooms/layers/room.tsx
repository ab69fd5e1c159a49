// The room of layers: a plane goes through a network of layers of two neurons, and a line is folded by rectifiers.
import "./room.css";
import type { RoomDefinition, RoomProps } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { Choice, Slider, Toggle } from "../../kit/controls.tsx";
import { LiveFormula } from "../../kit/formula.tsx";
import { Note } from "../../kit/text.tsx";
import { proof, tasksOf, useComputed } from "../../worker/tasks.ts";
import { argsOf, journey } from "./journey.ts";
import { Morph } from "./morph.tsx";
import { Pieces } from "./pieces.tsx";
import { fields, linearOf, MOST_LAYERS } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("layers");
type Props = RoomProps<State, Words>;

function Figure({ state, set, words: say, language, seed }: Props) {
  return (
    <div class="layers-box">
      <Morph {...{ state, set, words: say, language, seed }} />
      <Pieces {...{ state, set, words: say, language, seed }} />
    </div>
  );
}

function Do({ state, set, words: say, language }: Props) {
  const linear = linearOf(state);
  const all = linear.every(Boolean);
  const some = linear.some(Boolean);
  const value = journey.value;
  const write = format(language);
  const layersTo = (layers: number): void => set({ layers, at: Math.min(state.at, 2 * layers), linear: Array.from({ length: layers }, (_, k) => state.linear[k] ?? false) });
  return (
    <>
      <p>{say.task}</p>
      <fieldset class="layers-switches">
        <legend>{say.taskTitle}</legend>
        {linear.map((straight, k) => (
          <Toggle key={k} label={`${say.layer(k + 1)}: ${straight ? say.linear : state.f}`} on={!straight} onChange={(on) => set({ linear: linear.map((was, i) => (i === k ? !on : was)), at: 2 * state.layers })} />
        ))}
      </fieldset>
      <div role="status">
        <Note tone={all ? "good" : "plain"}>
          {all && `${say.solved} `}
          {value && say.accuracy(write.percent(value.accuracy, 1))}
        </Note>
      </div>
      {some && (
        <div>
          <Toggle label={say.own} on={state.own} onChange={(own) => set({ own })} />
          <p class="layers-small">{state.own ? say.ownHelp : say.kept}</p>
        </div>
      )}
      <Choice label={say.data} value={state.data} options={(["xor", "moons", "rings"] as const).map((data) => ({ value: data, label: say.datas[data] }))} onChange={(data) => set({ data })} />
      <Choice label={say.activation} value={state.f} options={(["tanh", "sigmoid", "relu"] as const).map((f) => ({ value: f, label: { tanh: "tanh", sigmoid: "σ", relu: "ReLU" }[f], name: f }))} onChange={(f) => set({ f })} />
      <Slider label={say.layers} value={state.layers} min={1} max={MOST_LAYERS} step={1} onChange={layersTo} />
    </>
  );
} // prettier-ignore

function See({ state, words: say, language, seed }: Props) {
  const value = journey.value;
  const pieces = useComputed(compute.pieces, { units: state.units, seed });
  const write = format(language);
  const entry = (number: number): string => write.fixed(number, 2).replace(",", "{,}").replace("−", "-");
  return (
    <>
      {value?.whole && (
        <>
          <p>{say.seeStraight(state.layers, write.short(value.whole.difference, 2))}</p>
          <p>{say.seeWhole}</p>
          <LiveFormula
            block
            source={`\\begin{pmatrix}${value.whole.weight.map((row) => row.map(entry).join(" & ")).join(" \\\\ ")}\\end{pmatrix} x + \\begin{pmatrix}${value.whole.bias.map(entry).join(" \\\\ ")}\\end{pmatrix}`}
          />
        </>
      )}
      {value && !value.whole && <p>{say.seeBent(write.short(value.bend))}</p>}
      <p>{say.seeAxes}</p>
      {state.data === "rings" && state.f !== "relu" && <Note>{say.seeRings}</Note>}
      {pieces.value && <p>{say.pieces(state.units, pieces.value.pieces)}</p>}
    </>
  );
} // prettier-ignore

/** The answer to the question, tried. */
function Reveal({ state, words: say, language, seed }: Omit<Props, "set">) {
  const { value } = useComputed(compute.journey, { ...argsOf(state, seed), linear: [true, true, true], own: false });
  return <p>{value?.whole ? say.predict.reveal(format(language).short(value.whole.difference, 2)) : say.predict.waiting}</p>;
}

export const room: RoomDefinition<State, Words> = {
  id: "layers",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ state, words: say, language, seed }) => ({
    question: say.predict.question,
    answers: say.predict.answers,
    right: 1,
    reveal: <Reveal {...{ state, words: say, language, seed }} />,
  }),
  proofs(state, seed) {
    const args = argsOf(state, seed);
    const text = (key: keyof Words["proofs"]) => ({ ru: words.ru.proofs[key], en: words.en.proofs[key] });
    return [
      proof("layers.yours", text("journey"), "plain arithmetic", compute.proveJourney, args),
      proof("layers.yours-collapse", text("collapse"), "plain arithmetic", compute.proveCollapse, args),
      proof("layers.yours-pieces", text("pieces"), "enumeration", compute.provePieces, { units: state.units, seed }),
    ];
  },
  code(state, language, seed) {
    const say = words[language].code;
    const linear = linearOf(state);
    if (linear.every(Boolean))
      return `import { randn } from "nabla";
import { collapse, stackOfLayers } from "nabla/lecture";

// ${say.stack}
const net = stackOfLayers(${JSON.stringify([2, ...linear.map(() => 2)])}, ${seed});
const { weight, bias } = collapse(net);

// ${say.same}
const x = randn([100, 2], { dtype: "f64" });
const difference = net.forward(x).sub(x.matmul(weight.t()).add(bias)).abs().max();
difference.item();
`;
    const straight = state.own ? linear : linear.map(() => false);
    const points = { moons: "moons", xor: "quarters", rings: "circles" }[state.data];
    const options = state.data === "xor" ? `count: 160, seed: ${seed}` : `count: 120, noise: 0.07, seed: ${seed}, dtype: "f64"`;
    return `import { journey, ${points}, planeTrainer } from "nabla/lecture";

// ${say.train}
const points = ${points}({ ${options} });
const { step, best } = planeTrainer({ points, activation: "${state.f}", straight: ${JSON.stringify(straight)}, seed: ${seed} });
for (let k = 0; k < 250; k++) step();
const net = best();
console.log("loss", net.loss);

// ${say.places}
const stages = journey(net, ${JSON.stringify(linear)}, points.x);
stages[${Math.round(state.at)}].toArray().slice(0, 5);
`;
  },
  parameters: {
    at: { ru: words.ru.at, en: words.en.at },
    layers: { ru: words.ru.layers, en: words.en.layers },
    f: { ru: words.ru.activation, en: words.en.activation },
    data: { ru: words.ru.data, en: words.en.data },
    units: { ru: words.ru.units, en: words.en.units },
    own: { ru: words.ru.own, en: words.en.own },
  },
}; // prettier-ignore
