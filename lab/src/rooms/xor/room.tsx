// The room of XOR: what one neuron cannot do, five can, three are enough for, and training finds more or less often.
import "./room.css";
import type { RoomDefinition, RoomProps } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { Choice } from "../../kit/controls.tsx";
import { proof, tasksOf, useComputed } from "../../worker/tasks.ts";
import { BuildFigure, FiveDo, placesOf, ThreeDo } from "./build.tsx";
import { OneDo, OneFigure } from "./one.tsx";
import { fields, foldedOf, SEEDS, STEPS } from "./state.ts";
import type { State } from "./state.ts";
import { TrainDo, TrainFigure, TrainSee } from "./train.tsx";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("xor");
type Props = RoomProps<State, Words>;
const STAGES = ["one", "five", "three", "train"] as const;

const Figure = (props: Props) =>
  props.state.step === "one" ? (
    <OneFigure {...props} />
  ) : props.state.step === "train" ? (
    <TrainFigure {...props} />
  ) : (
    <BuildFigure {...props} />
  );

function Do(props: Props) {
  const { state, set, words: say } = props;
  const Part = { one: OneDo, five: FiveDo, three: ThreeDo, train: TrainDo }[state.step];
  return (
    <>
      <Choice label={say.step} value={state.step} options={STAGES.map((value, i) => ({ value, label: `${i + 1}. ${say.steps[value]}` }))} onChange={(step) => set({ step })} />
      <Part key={state.step} {...props} />
    </>
  );
} // prettier-ignore

function See({ state, words: say, language }: Props) {
  if (state.step === "train") return <TrainSee {...{ state, words: say, language }} />;
  if (state.step === "one") return <p>{say.seeOne}</p>;
  if (state.step === "five") return <p>{say.seeFive}</p>;
  return (
    <>
      <p>{say.foldRule}</p>
      <p>{say.seeHidden}</p>
    </>
  );
}

/** The answer to the question: two hundred networks are trained for it. */
function Reveal({ words: say, language, seed }: Pick<Props, "words" | "language" | "seed">) {
  const { value } = useComputed(compute.successes, { activation: "sigmoid" as const, units: 2, seed, seeds: SEEDS });
  return (
    <p>{value === undefined ? say.predict.waiting : say.predict.reveal(format(language).whole(value), format(language).whole(SEEDS))}</p>
  );
}

export const room: RoomDefinition<State, Words> = {
  id: "xor",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ words: say, language, seed }) => ({
    question: say.predict.question,
    answers: say.predict.answers,
    right: 2,
    reveal: <Reveal {...{ words: say, language, seed }} />,
  }),
  proofs(state, seed) {
    const text = (key: keyof Words["proofs"]) => ({ ru: words.ru.proofs[key], en: words.en.proofs[key] });
    return [
      proof("xor.yours", text("contradiction"), "plain arithmetic", compute.proveContradiction, { weights: [state.w1, state.w2] as const, bias: state.b }),
      proof("xor.three-rows", text("three"), "enumeration", compute.proveThree, {}),
      proof("xor.yours-circuit", text("circuit"), "plain arithmetic", compute.proveCircuit, { ...placesOf(state), folded: foldedOf(state) }),
      proof("xor.yours-ln2", text("ln2"), "closed form", compute.proveLn2, { seed }),
    ];
  },
  code(state, language, seed) {
    const say = words[language].code;
    if (state.step === "one")
      return `import { demands } from "nabla/lecture";

// ${say.one}
const { demands: rows, ofOnes, ofZeros } = demands({ weights: [${state.w1}, ${state.w2}], bias: ${state.b} });
for (const { inputs, above, sum } of rows) console.log(inputs.join(" "), sum, above ? "> 0 ?" : "<= 0 ?");

// ${say.sums}
({ ofOnes, ofZeros });
`;
    if (state.step === "train")
      return `import { ${state.h === 0 ? "Population" : "xorNetworks"}, xorSolved, xorTrainer${state.h === 0 ? "" : ", activations"} } from "nabla/lecture";

// ${say.train}
const nets = ${state.h === 0 ? `new Population({ count: ${SEEDS}, sizes: [2, 1], activation: (x) => x, seed: ${seed} })` : `xorNetworks({ activation: activations.${state.f}.of, widths: [${state.h}], seeds: ${SEEDS}, seed: ${seed} })`};
const { step } = xorTrainer(nets, ${state.rate});
for (let k = 0; k < ${STEPS}; k++) step();

const solved = xorSolved(nets).filter((ok) => ok === 1).length;
\`\${solved} / ${SEEDS}\`;
`;
    const [first, second] = state.step === "three" ? foldedOf(state) : [false, false];
    const neuron = (gate: string): string => (gate === "same" ? "{ weights: [1], bias: -0.5 }" : `gates.${gate}`);
    const hears = (place: "a1" | "a2", folded: boolean, gate: string): string => (folded && gate === "not" ? `foldNot(${neuron(state[place])}, 0)` : neuron(state[place]));
    const single = (name: string, gate: string, input: string): string => `const ${name} = fire(${neuron(gate)}, [[${input}]])[0];`;
    return `import { fire, ${first || second ? "foldNot, " : ""}gates, inputsOf } from "nabla/lecture";

// ${say.build}
const network = ([x1, x2]: number[]) => {
${first ? "" : `  ${single("n1", state.n1, "x1")}\n`}${second ? "" : `  ${single("n2", state.n2, "x2")}\n`}  const a1 = fire(${hears("a1", first, state.n1)}, [[${first ? "x1" : "n1"}, x2]])[0];
  const a2 = fire(${hears("a2", second, state.n2)}, [[${second ? "x2" : "n2"}, x1]])[0];
  return fire(${neuron(state.out)}, [[a1, a2]])[0];
};
inputsOf(2).map((x) => \`\${x.join(" ")} -> \${network(x)}\`);
`;
  },
  parameters: {
    step: { ru: words.ru.step, en: words.en.step },
    w1: { ru: words.ru.weight1, en: words.en.weight1 },
    w2: { ru: words.ru.weight2, en: words.en.weight2 },
    b: { ru: words.ru.bias, en: words.en.bias },
    f: { ru: words.ru.activation, en: words.en.activation },
    h: { ru: words.ru.units, en: words.en.units },
    rate: { ru: words.ru.rate, en: words.en.rate },
    net: { ru: words.ru.watchNet, en: words.en.watchNet },
  },
}; // prettier-ignore
