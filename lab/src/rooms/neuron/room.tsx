// The room of the mathematical neuron: one neuron in four views that are one object. Scheme, formula, plane, activation curve.
import "./room.css";
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Language, RoomDefinition, RoomProps } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { Chart } from "../../kit/chart.tsx";
import { Button, Choice, Row, Slider } from "../../kit/controls.tsx";
import { Formula, tex } from "../../kit/formula.tsx";
import { nearestOnLine } from "../../kit/half-plane.ts";
import { NeuronPlane } from "../../kit/neuron-plane.tsx";
import { Pending } from "../../kit/pending.tsx";
import { TableTwin } from "../../kit/table.tsx";
import { Group, Note, NumberText, Step, Steps } from "../../kit/text.tsx";
import { proof, tasksOf, useComputed } from "../../worker/tasks.ts";
import { Scheme } from "./scheme.tsx";
import { ACTIVATIONS, fields } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("neuron");
type Props = RoomProps<State, Words>;

const argsOf = ({ w1, w2, b, x1, x2, f }: State) => ({ weights: [w1, w2] as const, bias: b, point: [x1, x2] as const, f });

/** What a color of the plane means: classes for answers in bounds, signs for the others. */
const SHADES = {
  step: { ramp: "classes", range: [0, 1] },
  sigmoid: { ramp: "classes", range: [0, 1] },
  tanh: { ramp: "classes", range: [-1, 1] },
  relu: { ramp: "diverging", range: [-5, 5] },
  linear: { ramp: "diverging", range: [-5, 5] },
} as const;
const SIDE = 48;

function Figure({ state, set, words: say, language }: Props) {
  const { w1, w2, b, x1, x2, f } = state;
  const { weights, bias } = argsOf(state);
  const answer = useComputed(compute.answer, argsOf(state));
  const field = useComputed(compute.field, { weights, bias, f, side: SIDE });
  const write = format(language);
  const { z, y, distance } = answer.value ?? {};
  const near = nearestOnLine({ w1, w2, b }, [x1, x2]);
  const reach = Math.max(6, Math.ceil(Math.abs(z ?? 0) + 1));
  const curve = useComputed(compute.curve, { f, from: -reach, to: reach });
  const heights = { step: [-0.25, 1.25], sigmoid: [-0.25, 1.25], tanh: [-1.25, 1.25], relu: [-1, reach], linear: [-reach, reach] } as const;
  return (
    <div class="neuron-box">
      <Scheme {...{ state, set, words: say, z, y }} />
      <Substituted {...{ state, set, words: say, language, z, y }} />
      <div class="neuron-views">
        <NeuronPlane
          line={{ w1, w2, b }}
          x={[-3, 3]}
          y={[-3, 3]}
          most={560}
          label={`${say.views.plane}. ${say.planeHelp}`}
          xLabel="x₁"
          yLabel="x₂"
          base={[0, 0]}
          unit={1}
          quantum={0.05}
          names={{ line: say.line, normal: say.normal }}
          raster={field.value && { columns: SIDE, rows: SIDE, values: field.value.values, first: "top", smooth: f !== "step", opacity: 0.7, ...SHADES[f] }}
          onBias={(next) => set({ b: next })}
          onWeights={(u, v) => set({ w1: u, w2: v })}
          handles={[{ id: "point", x: x1, y: x2, label: say.point, color: "series3", step: 0.05, text: `x₁ = ${write.fixed(x1)}; x₂ = ${write.fixed(x2)}`, onMove: (u, v) => set({ x1: u, x2: v }) }]}
        >
          {(view) =>
            near && distance !== undefined && distance !== null && Math.abs(distance) > 0.02 ? (
              <g class="neuron-distance">
                <line x1={view.x(x1)} y1={view.y(x2)} x2={view.x(near[0])} y2={view.y(near[1])} />
                <text x={view.x(x1) + 14} y={view.y(x2) - 12}>{write.signed(distance)}</text>
              </g>
            ) : null
          }
        </NeuronPlane>
        <Chart
          label={`${say.views.curve}: ${say.activations[f]}`}
          xLabel="Z"
          yLabel="y"
          x={[-reach, reach]}
          y={heights[f]}
          height={264}
          series={[{ name: say.activations[f], color: "ink", points: curve.value ? curvePoints(curve.value, f) : [] }]}
          handles={z !== undefined && y !== undefined ? [{ id: "z", x: z, y, label: say.marker, along: "x", color: "series3", step: 0.05, text: `Z = ${write.fixed(z)}; y = ${write.fixed(y)}`, onMove: (next) => set({ b: b + next - z }) }] : []}
        />
      </div>
      <Pending of={answer} />
      <TableTwin
        caption={say.table}
        columns={say.columns}
        rows={() => [["w₁", w1], ["w₂", w2], ["b", b], ["x₁", x1], ["x₂", x2], ["Z", z ?? NaN], ["y", y ?? NaN], [say.length, Math.hypot(w1, w2)], [say.distance, distance ?? NaN]]}
      />
    </div>
  );
} // prettier-ignore

/** A step is drawn as two pieces: it jumps. */
const curvePoints = (
  { z, y }: { readonly z: readonly number[]; readonly y: readonly number[] },
  f: State["f"],
): (readonly [number, number])[] =>
  z.flatMap((at, i) => (f === "step" && i > 0 && y[i] !== y[i - 1] ? [[at, NaN] as const, [at, y[i]!] as const] : [[at, y[i]!] as const]));

/** The formula with the current numbers in it; each can be typed over. */
function Substituted({ state, set, words: say, language, z, y }: Omit<Props, "seed"> & { readonly z: number | undefined; readonly y: number | undefined }) {
  const write = format(language);
  const { w1, w2, b, x1, x2 } = state;
  const term = (value: number): string => (value < 0 ? "− " : "+ ") + write.fixed(Math.abs(value));
  const number = (label: string, key: "w1" | "w2" | "b" | "x1" | "x2", value: number, most = 3) => (
    <NumberField {...{ label, value, most, language }} onChange={(next) => set({ [key]: next })} />
  );
  return (
    <div class="neuron-formula" role="group" aria-label={say.views.formula}>
      <p><Formula tex={tex`y = f(Z) = f(w_1 x_1 + w_2 x_2 + b)`} /></p>
      <p>
        Z = {number(say.weight1, "w1", w1)} · {number(say.input1, "x1", x1)} + {number(say.weight2, "w2", w2)} · {number(say.input2, "x2", x2)} + {number(say.bias, "b", b, 6)}
      </p>
      <p>
        {"  "}= {write.fixed(w1 * x1)} {term(w2 * x2)} {term(b)} = <b>{z === undefined ? "…" : <NumberText value={z} digits={2} />}</b>
        <span class="neuron-then">y = f({z === undefined ? "…" : write.fixed(z)}) = <b>{y === undefined ? "…" : <NumberText value={y} digits={state.f === "step" ? 0 : 3} />}</b></span>
      </p>
    </div>
  );
} // prettier-ignore

/** A number of the formula: a slider for the keyboard, dragged sideways by the pointer. */
function NumberField({
  label,
  value,
  most,
  language,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly language: Language;
  onChange(value: number): void;
}) {
  const from = useRef<readonly [number, number] | null>(null);
  const write = format(language);
  const turn = (next: number): void => onChange(Math.max(-most, Math.min(most, next)));
  return (
    <span
      class="neuron-scrub"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={-most}
      aria-valuemax={most}
      aria-valuenow={value}
      aria-valuetext={write.fixed(value)}
      title={label}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus({ preventScroll: true });
        from.current = [event.clientX, value];
      }}
      onPointerMove={(event) => {
        if (from.current) turn(from.current[1] + (event.clientX - from.current[0]) * 0.02);
      }}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
      onKeyDown={(event) => {
        const by = { ArrowUp: 0.05, ArrowRight: 0.05, ArrowDown: -0.05, ArrowLeft: -0.05, PageUp: 0.5, PageDown: -0.5 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        turn(value + by);
      }}
    >
      {value < 0 ? `(${write.fixed(value)})` : write.fixed(value)}
    </span>
  );
}

/** Tasks that were done since the page was opened. */
const done = signal<ReadonlySet<string>>(new Set());
const TASKS = ["onLine", "horizontal", "flip", "distance"] as const;

/** Whether a neuron has the line of another one and fires on the other side. */
const flipped = (a: State, b: State): boolean =>
  a.w1 * b.w1 + a.w2 * b.w2 < 0 &&
  Math.abs(a.w1 * b.w2 - a.w2 * b.w1) < 1e-9 &&
  Math.abs(a.w1 * b.b - b.w1 * a.b) + Math.abs(a.w2 * b.b - b.w2 * a.b) < 1e-9;

function Do({ state, set, words: say }: Props) {
  const { value } = useComputed(compute.answer, argsOf(state));
  const before = useRef(state);
  const finished = {
    onLine: value !== undefined && value.distance !== null && Math.abs(value.z) < 0.006,
    horizontal: state.w1 === 0 && state.w2 > 0,
    flip: flipped(before.current, state),
    distance: value?.distance !== null && value !== undefined && Math.abs(value.distance - 1) < 0.006,
  };
  const fresh = TASKS.filter((task) => finished[task] && !done.value.has(task)).join();
  useEffect(() => {
    if (fresh !== "") done.value = new Set([...done.value, ...fresh.split(",")]);
    before.current = state;
  });
  const factor = (c: number): void => set({ w1: c * state.w1, w2: c * state.w2, b: c * state.b });
  const fits = (c: number): boolean => Math.max(Math.abs(state.w1), Math.abs(state.w2)) * c <= 3 && Math.abs(state.b) * c <= 6;
  return (
    <>
      <Steps>
        {TASKS.map((task) => (
          <Step key={task} done={done.value.has(task)}>
            {say.tasks[task]}
          </Step>
        ))}
      </Steps>
      <Slider label={say.weight1} value={state.w1} min={-3} max={3} step={0.01} onChange={(w1) => set({ w1 })} />
      <Slider label={say.weight2} value={state.w2} min={-3} max={3} step={0.01} onChange={(w2) => set({ w2 })} />
      <Slider label={say.bias} value={state.b} min={-6} max={6} step={0.01} onChange={(b) => set({ b })} />
      <Group title={say.scaleTitle}>
        <Row>
          <Button onClick={() => factor(0.5)}>{say.scale.half}</Button>
          <Button disabled={!fits(2)} onClick={() => factor(2)}>
            {say.scale.double}
          </Button>
          <Button onClick={() => factor(-1)}>{say.scale.flip}</Button>
        </Row>
      </Group>
      <Choice
        label={say.activation}
        value={state.f}
        options={ACTIVATIONS.map((value) => ({ value, label: say.activations[value] }))}
        onChange={(f) => set({ f })}
      />
    </>
  );
}

function See({ state, words: say, language }: Props) {
  const { value } = useComputed(compute.answer, argsOf(state));
  const write = format(language);
  if (state.w1 === 0 && state.w2 === 0) return <p>{say.seeFlat}</p>;
  return (
    <>
      {value && value.distance !== null && (
        <>
          <p>{say.seeDistance(write.fixed(value.z), write.fixed(Math.hypot(state.w1, state.w2)), write.signed(value.distance))}</p>
          {value.z === 0 ? (
            <Note>{say.seeOn}</Note>
          ) : Math.abs(value.z) < 1e-9 ? (
            <Note>{say.seeNearly(write.short(value.z))}</Note>
          ) : (
            <p>{say.seeSide(value.z > 0)}</p>
          )}
        </>
      )}
      <p>{say.seeNormal}</p>
      <p>{state.f === "step" ? say.seeScaleStep : say.seeScaleSmooth(say.activations[state.f])}</p>
    </>
  );
}

function Reveal({ state, words: say, language }: Pick<Props, "state" | "words" | "language">) {
  const { weights, bias } = argsOf(state);
  const { value } = useComputed(compute.proveScale, { weights, bias, f: "step" as const, factor: 2 });
  const write = format(language);
  if (!value) return <p>{say.predict.waiting}</p>;
  const firing = Number(value.details["firing"]);
  return <p>{say.predict.reveal(write.whole(Number(value.details["points"])), write.whole(firing), write.whole(firing + value.value))}</p>;
}

export const room: RoomDefinition<State, Words> = {
  id: "neuron",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ state, words: say, language }) => ({
    question: say.predict.question,
    answers: say.predict.answers,
    right: 2,
    reveal: <Reveal {...{ state, words: say, language }} />,
  }),
  proofs(state) {
    const args = argsOf(state);
    const text = (key: keyof Words["proofs"]) => ({ ru: words.ru.proofs[key], en: words.en.proofs[key] });
    return [
      proof("neuron.yours", text("formula"), "plain arithmetic", compute.proveFormula, args),
      proof("neuron.yours-distance", text("distance"), "plain arithmetic", compute.proveDistance, args),
      proof("neuron.yours-normal", text("normal"), "plain arithmetic", compute.proveNormal, args),
      proof("neuron.yours-scale", text("scale"), "plain arithmetic", compute.proveScale, { ...args, factor: 3 }),
    ];
  },
  code(state, language) {
    const { weights, bias, point, f } = argsOf(state);
    const say = words[language].code;
    return `import { activations, fire, signedDistance, weightedSum } from "nabla/lecture";

const neuron = { weights: ${JSON.stringify(weights)}, bias: ${bias}, activation: activations.${f}.of };
const x = ${JSON.stringify(point)};

// ${say.answer}
const z = weightedSum(neuron, [x]).data()[0];
const y = fire(neuron, [x])[0];
console.log(\`Z = \${z}, y = \${y}\`);

// ${say.distance}
signedDistance(neuron, x);
`;
  },
  parameters: {
    w1: { ru: words.ru.weight1, en: words.en.weight1 },
    w2: { ru: words.ru.weight2, en: words.en.weight2 },
    b: { ru: words.ru.bias, en: words.en.bias },
    x1: { ru: words.ru.input1, en: words.en.input1 },
    x2: { ru: words.ru.input2, en: words.en.input2 },
    f: { ru: words.ru.activation, en: words.en.activation },
  },
};
