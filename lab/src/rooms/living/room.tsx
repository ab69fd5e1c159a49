// The room of the living neuron: signals charge a cell that leaks, until it fires; beside it the mathematical neuron on the same signals.
import "./room.css";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RoomDefinition, RoomProps } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { Chart } from "../../kit/chart.tsx";
import { Button, Choice, Row, Slider } from "../../kit/controls.tsx";
import { reducedMotion } from "../../kit/motion.ts";
import { Pending } from "../../kit/pending.tsx";
import { Plane } from "../../kit/plane.tsx";
import { useWidth } from "../../kit/size.ts";
import { TableTwin } from "../../kit/table.tsx";
import { Group, Note, NumberText, Step, Steps } from "../../kit/text.tsx";
import { proof, tasksOf, useComputed } from "../../worker/tasks.ts";
import { Anatomy } from "./anatomy.tsx";
import { Lanes } from "./lanes.tsx";
import { arriving, DURATION, fields, synapsesOf } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("living");
type Props = RoomProps<State, Words>;

/** The moment that is shown, ms; and whether time runs. */
const now = signal(37);
const running = signal(false);
/** Milliseconds of the cell in a second of ours. */
const PACE = 25;

const cellOf = (state: State) => ({ synapses: synapsesOf(state), signals: arriving(state), current: state.current, duration: DURATION });
const useRecord = (state: State) => useComputed(compute.record, cellOf(state));

/** The signals, also those that were given since the last painting: taps may be quicker than it. */
let given: State["signals"] = [];
let seen: State["signals"] = [];

/** Signals that came with the state (a link, a button) take the place of those given here. */
function follow(signals: State["signals"]): void {
  if (signals !== seen) given = seen = signals;
}

/** Gives a signal at the moment that is shown. */
function tapped(set: Props["set"], dendrite: number): void {
  const time = Math.min(DURATION - 1, Math.round(2 * now.value) / 2);
  given = [...given, { dendrite, time }];
  set({ signals: given, timing: "own" });
  if (!running.value) now.value = Math.min(DURATION - 1, now.value + 2);
}

function Figure({ state, set, words: say, language }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const record = useRecord(state);
  const { value } = record;
  follow(state.signals);
  const write = format(language);
  const synapses = synapsesOf(state);
  const signals = arriving(state);
  const time = now.value;
  const trace = value?.trace;
  const index = trace ? Math.max(0, Math.min(trace.voltage.length - 1, Math.round(time / trace.step) - 1)) : 0;
  const charge = trace?.voltage[index] ?? 0;
  const spiking = trace?.spikes.some((spike) => time >= spike && time < spike + 5) ?? false;
  const active = synapses.map((_, k) => signals.some((one) => one.dendrite === k && time >= one.time && time < one.time + 4));
  const strongest = trace ? Math.max(1.3, ...trace.voltage.map((v) => v * 1.1)) : 1.3;
  const weakest = trace ? Math.min(-0.25, ...trace.voltage.map((v) => v * 1.1)) : -0.25;
  useEffect(() => {
    if (!running.value) return;
    let before = performance.now();
    let frame = requestAnimationFrame(function go(at) {
      now.value = Math.min(DURATION, now.value + ((at - before) / 1000) * PACE);
      before = at;
      if (now.value >= DURATION) running.value = false;
      else frame = requestAnimationFrame(go);
    });
    return () => cancelAnimationFrame(frame);
  }, [running.value]);
  useEffect(() => () => void (running.value = false), []);
  const play = (): void => {
    if (reducedMotion()) now.value = now.value >= DURATION - 10 ? 0 : now.value + 10;
    else {
      if (!running.value && now.value >= DURATION) now.value = 0;
      running.value = !running.value;
    }
  };
  return (
    <div class="living-box" ref={ref}>
      <Anatomy {...{ width: Math.min(width, 700), synapses, charge, active, spiking, words: say, time: write.fixed(time, 1), tap: (k) => tapped(set, k) }} />
      <div class="living-bar">
        <Button kind="primary" icon={running.value ? "pause" : "play"} onClick={play}>{running.value ? say.pause : say.play}</Button>
        <Button onClick={() => set({ signals: [] })}>{say.clear}</Button>
        <span class="living-time">{say.now}: {say.ms(write.fixed(time, 1))}, V = <NumberText value={charge} digits={2} /></span>
      </div>
      <div>
        <h2>{say.traceTitle}</h2>
        <Plane
          x={[0, DURATION]}
          y={[weakest, strongest]}
          aspect={width < 480 ? 0.46 : 0.34}
          most={900}
          label={`${say.traceTitle}. ${trace && trace.spikes.length > 0 ? say.fired(trace.spikes.length) : say.silent}`}
          yLabel="V"
          handles={[{ id: "now", x: time, y: charge, along: "x", step: 2, label: say.now, text: say.ms(write.fixed(time, 1)), onMove: (next) => { running.value = false; now.value = next; } }]}
        >
          {(view) => (
            <>
              <line class="living-threshold" x1={view.left} x2={view.left + view.wide} y1={view.y(1)} y2={view.y(1)} />
              <text class="living-name" x={view.left + view.wide - 8} y={view.y(1) - 7} text-anchor="end">{say.threshold}</text>
              <line class="living-now" x1={view.x(time)} x2={view.x(time)} y1={view.top} y2={view.top + view.high} />
              {trace && <path class="living-trace" d={pathOf(trace, view.x, view.y)} />}
              {trace?.spikes.map((spike) => <line key={spike} class="living-spike" x1={view.x(spike)} x2={view.x(spike)} y1={view.y(0)} y2={view.top} />)}
            </>
          )}
        </Plane>
        <Lanes signals={signals} synapses={synapses} now={time} words={say} write={(at) => write.fixed(at, 1)} move={state.timing === "own" ? (i, at) => set({ signals: state.signals.map((one, k) => (k === i ? { ...one, time: at } : one)) }) : null} />
      </div>
      <Pending of={record} />
      <Twin {...{ state, words: say, language }} />
      <TableTwin
        caption={say.table}
        columns={say.tableColumns}
        rows={() => [...signals.map((one) => [one.time, say.signal(one.dendrite + 1)] as const), ...(trace?.spikes ?? []).map((spike) => [spike, say.spike] as const)].sort((a, b) => a[0] - b[0])}
      />
    </div>
  );
} // prettier-ignore

function pathOf({ voltage, step }: { readonly voltage: Float64Array; readonly step: number }, x: (value: number) => number, y: (value: number) => number): string {
  let path = "";
  for (let k = 0; k < voltage.length; k++) path += `${k === 0 ? "M" : "L"}${x((k + 1) * step).toFixed(1)} ${y(voltage[k]!).toFixed(1)}`;
  return path;
} // prettier-ignore

/** McCulloch and Pitts's neuron on the same signals. */
function Twin({ state, words: say, language }: Pick<Props, "state" | "words" | "language">) {
  const { value } = useRecord(state);
  const write = format(language);
  const synapses = synapsesOf(state);
  if (!value) return null;
  const { inputs, bias, z, y } = value.twin;
  const row = (title: string, values: readonly string[], last: string) => (
    <tr>
      <th scope="row">{title}</th>
      {values.map((text, k) => <td key={k}>{text}</td>)}
      <td>{last}</td>
    </tr>
  );
  return (
    <section class="living-twin" aria-labelledby="living-twin">
      <h2 id="living-twin">{say.twinTitle}</h2>
      <p class="living-small">{say.twinHelp}</p>
      <div class="living-sum" tabIndex={0} role="region" aria-label={say.twinHelp}>
        <table>
          <tbody>
            {row(say.twinTable.input, inputs.map((input, k) => `x${"₁₂₃₄"[k]} = ${input}`), "")}
            {row(say.twinTable.weight, synapses.map((weight) => write.fixed(weight)), say.twinBias)}
            {row(say.twinTable.product, inputs.map((input, k) => write.signed(input * synapses[k]!)), write.signed(bias))}
          </tbody>
        </table>
      </div>
      <p class="living-answer">
        Z = <NumberText value={z} digits={2} /> {z > 0 ? "> 0" : "≤ 0"}, y = <b data-twin={y}>{y}</b>
      </p>
    </section>
  );
} // prettier-ignore

/** Tasks that were done since the page was opened. */
const done = signal<ReadonlySet<string>>(new Set());
const TASKS = ["fire", "apart", "disagree"] as const;

function Do({ state, set, words: say, language }: Props) {
  const { value } = useRecord(state);
  const spikes = value?.trace.spikes.length ?? 0;
  const own = state.signals !== fields.signals.initial && fields.signals.write(state.signals) !== fields.signals.write(fields.signals.initial);
  const finished = {
    fire: own && state.current === 0 && state.timing === "own" && spikes > 0,
    apart: state.timing === "apart" && state.signals.length > 1 && value !== undefined && spikes === 0,
    disagree: value !== undefined && spikes === 0 && value.twin.y === 1,
  };
  const fresh = TASKS.filter((task) => finished[task] && !done.value.has(task)).join();
  useEffect(() => {
    if (fresh !== "") done.value = new Set([...done.value, ...fresh.split(",")]);
  }, [fresh]);
  const write = format(language);
  const synapses = synapsesOf(state);
  return (
    <>
      <p>{say.tapHelp}</p>
      <Steps>
        {TASKS.map((task) => <Step key={task} done={done.value.has(task)}>{say.tasks[task]}</Step>)}
      </Steps>
      <div role="status"><Note tone={spikes > 0 ? "good" : "plain"}>{spikes > 0 ? say.fired(spikes) : say.silent}</Note></div>
      <Choice label={say.timing} value={state.timing} options={(["own", "together", "apart"] as const).map((timing) => ({ value: timing, label: say.timings[timing] }))} onChange={(timing) => set({ timing })} />
      <Row>
        <Button icon="again" onClick={() => { set({ signals: fields.signals.initial, timing: "own", current: 0 }); now.value = 37; }}>{say.example}</Button>
      </Row>
      {synapses.map((strength, k) => (
        <Slider key={k} label={`${say.strength(k + 1)}${strength < 0 ? ` (${say.inhibits})` : ""}`} value={strength} min={-0.8} max={1.2} step={0.05} onChange={(next) => set({ synapses: synapses.map((was, i) => (i === k ? next : was)) })} />
      ))}
      <Slider label={say.current} value={state.current} min={0} max={3} step={0.05} onChange={(current) => set({ current })} />
      <span class="unseen">{write.fixed(spikes, 0)}</span>
    </>
  );
} // prettier-ignore

const TIMINGS = ["own", "together", "apart"] as const;

function See({ state, words: say, language }: Props) {
  const write = format(language);
  const { value } = useRecord(state);
  const compared = useComputed(compute.compare, TIMINGS.map((timing) => cellOf({ ...state, timing })));
  const rates = useComputed(compute.rates, {});
  const leak = useComputed(compute.left, rates.value ? { after: rates.value.timeConstant } : null);
  const rate = useComputed(compute.rate, state.current > 0 ? { current: state.current } : null);
  const agree = value && value.trace.spikes.length > 0 === (value.twin.y === 1);
  return (
    <>
      {value && (agree ? <p>{say.seeAgree}</p> : <Note>{say.seeDisagree}</Note>)}
      {leak.value !== undefined && rates.value && <p>{say.leak(write.whole(rates.value.timeConstant), write.percent(leak.value))}</p>}
      <Group title={say.compareTitle}>
        <table class="living-compare">
          <thead>
            <tr><th scope="col">{say.compareColumns.timing}</th><th scope="col">{say.compareColumns.cell}</th><th scope="col">{say.compareColumns.twin}</th></tr>
          </thead>
          <tbody>
            {TIMINGS.map((timing, k) => (
              <tr key={timing} class={timing === state.timing ? "chosen" : undefined}>
                <th scope="row">{say.timings[timing]}</th>
                <td data-spikes={timing}>{compared.value ? write.whole(compared.value[k]!.spikes) : "…"}</td>
                <td>{compared.value ? compared.value[k]!.y : "…"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Group>
      <Group title={say.rateTitle}>
        {rates.value && (
          <Chart
            label={say.rateTitle}
            xLabel={say.rateX}
            yLabel={say.rateY}
            height={230}
            series={[
              { name: say.rateFormula, color: "ink", points: rates.value.current.map((at, k) => [at, rates.value!.formula[k]!] as const) },
              { name: say.rateMeasured, color: "accent", dash: "dotted", width: 0.1, dots: true, points: rates.value.current.map((at, k) => [at, rates.value!.measured[k]!] as const) },
            ]}
          />
        )}
        <p>{state.current > 0 && rate.value && rate.value.formula > 0 ? say.rateSee(write.fixed(state.current), write.fixed(rate.value.measured, 1), write.fixed(rate.value.formula, 1)) : say.rateSilent}</p>
        {rates.value && <TableTwin caption={say.rateTitle} columns={[say.rateX, say.rateFormula, say.rateMeasured]} rows={() => rates.value!.current.map((at, k) => [at, rates.value!.formula[k]!, rates.value!.measured[k]!])} />}
      </Group>
    </>
  );
} // prettier-ignore

/** The answer to the question, recorded. */
function Reveal({ state, words: say }: Pick<Props, "state" | "words">) {
  const three = (gap: number) => ({ ...cellOf({ ...state, synapses: fields.synapses.initial, current: 0 }), signals: [0, 1, 2].map((dendrite) => ({ dendrite, time: 20 + gap * dendrite })) });
  const { value } = useComputed(compute.compare, [three(0.5), three(25)]);
  return <p>{value ? say.predict.reveal(say.predict.spikes(value[0]!.spikes), say.predict.spikes(value[1]!.spikes)) : say.predict.waiting}</p>;
} // prettier-ignore

export const room: RoomDefinition<State, Words> = {
  id: "living",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ state, words: say }) => ({
    question: say.predict.question,
    answers: say.predict.answers,
    right: 1,
    reveal: <Reveal {...{ state, words: say }} />,
  }),
  proofs(state) {
    const args = cellOf(state);
    const text = (key: keyof Words["proofs"]) => ({ ru: words.ru.proofs[key], en: words.en.proofs[key] });
    return [
      proof("living.yours", text("spikes"), "plain arithmetic", compute.proveSpikes, args),
      proof("living.yours-twin", text("twin"), "plain arithmetic", compute.proveTwin, args),
      ...(state.current > 1.02
        ? [proof("living.yours-rate", text("rate"), "closed form", compute.proveRate, { current: state.current })]
        : []),
    ];
  },
  code(state, language) {
    const say = words[language].code;
    const synapses = synapsesOf(state);
    const signals = arriving(state);
    const inputs = synapses.map((_, k) => Number(signals.some(({ dendrite }) => dendrite === k)));
    return `import { fire, integrateAndFire } from "nabla/lecture";

// ${say.cell}
const pulses = [
${signals.map(({ dendrite, time }) => `  { time: ${time}, size: ${synapses[dendrite]!} },\n`).join("")}];
const { spikes } = integrateAndFire({ pulses, current: ${state.current}, duration: ${DURATION} });
console.log("spikes:", spikes);

// ${say.twin}
fire({ weights: ${JSON.stringify(synapses)}, bias: -1 }, [${JSON.stringify(inputs)}]);
`;
  },
  parameters: {
    timing: { ru: words.ru.timing, en: words.en.timing },
    current: { ru: words.ru.current, en: words.en.current },
  },
};
