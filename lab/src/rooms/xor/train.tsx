// A network 2–h–1 learns XOR by itself: one live, then two hundred from different first weights.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { Chart } from "../../kit/chart.tsx";
import { Button, Choice, Slider } from "../../kit/controls.tsx";
import { Border, CornerMark } from "../../kit/neuron-plane.tsx";
import { RunBar } from "../../kit/pending.tsx";
import { Plane } from "../../kit/plane.tsx";
import { useWidth } from "../../kit/size.ts";
import { TableTwin } from "../../kit/table.tsx";
import { Group, Note, Stat, Stats } from "../../kit/text.tsx";
import { tasksOf, useStream } from "../../worker/tasks.ts";
import type { SeedsFrame, TrainFrame } from "./compute.ts";
import { NAMES, XOR } from "./one.tsx";
import { SEEDS, STEPS, WIDTHS } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("xor");
type Props = RoomProps<State, Words>;

/** What the runs have brought so far: made by the controls, shown by the figure. */
const frame = signal<TrainFrame | null>(null);
const many = signal<SeedsFrame | null>(null);
/** What was tried since the page was opened: activation, h, how many learned. */
const tried = signal<readonly { readonly f: State["f"]; readonly h: number; readonly share: number }[]>([]);

const FUNCTIONS = ["sigmoid", "tanh", "relu", "elu", "gelu"] as const;
const NAMES_OF: Readonly<Record<State["f"], string>> = { sigmoid: "σ", tanh: "tanh", relu: "ReLU", elu: "ELU", gelu: "GELU" };
const solvedOf = ({ solved }: SeedsFrame): number => solved.filter((ok) => ok === 1).length;

export function TrainFigure({ state, set, words: say, language }: Props) {
  const shown = frame.value;
  const write = format(language);
  const lines = shown && state.h > 0 ? shown.first.weights.slice(0, state.h).map(([w1, w2], k) => ({ w1: w1!, w2: w2!, b: shown.first.bias[k]! })) : []; // prettier-ignore
  return (
    <div class="xor-train">
      <div class="xor-pair">
        <div>
          <Plane
            x={[-0.5, 1.5]}
            y={[-0.5, 1.5]}
            label={say.boundaryTitle}
            xLabel="x₁"
            yLabel="x₂"
            most={420}
            raster={shown ? { columns: shown.side, rows: shown.side, values: shown.values, ramp: "classes", first: "top" } : undefined}
          >
            {(view) => (
              <>
                <g class="xor-hidden-lines">
                  {lines.map((line, k) => <Border key={k} line={line} view={view} tone="muted" />)}
                </g>
                {NAMES.map((name, r) => (
                  <CornerMark key={name} view={view} corner={{ x: r >> 1, y: r & 1, name, wanted: XOR[r]!, right: shown ? Number(shown.answers[r]! > 0.5) === XOR[r] : undefined }} />
                ))}
              </>
            )}
          </Plane>
        </div>
        <div>
          <Chart
            label={say.lossTitle}
            xLabel={say.stepAxis}
            yLabel={say.lossAxis}
            x={[0, STEPS]}
            y={[0, 1]}
            height={250}
            series={[
              { name: say.lossAxis, color: "accent", points: (shown?.losses ?? []).map((loss, step) => [step, loss] as const) },
              { name: say.ln2, color: "muted", dash: "dashed", points: [[0, Math.LN2], [STEPS, Math.LN2]] },
            ]}
          />
          <Stats>
            {NAMES.map((name, r) => <Stat key={name} label={`y(${name})`} value={shown?.answers[r] ?? "…"} {...(shown && { text: write.fixed(shown.answers[r]!) })} />)}
          </Stats>
        </div>
      </div>
      <Success {...{ state, set, words: say, language }} />
      <TableTwin caption={say.lossTitle} columns={[say.stepAxis, say.lossAxis]} rows={() => (shown?.losses ?? []).map((loss, step) => [step, loss] as const)} />
    </div>
  );
} // prettier-ignore

/** The bar of success, and a square for each network. */
function Success({ state, set, words: say, language }: Omit<Props, "seed">) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const now = many.value;
  const write = format(language);
  const columns = width >= 500 ? 40 : 25;
  const size = Math.min(16, Math.floor(width / columns));
  const rows = Math.ceil(SEEDS / columns);
  const count = now ? solvedOf(now) : 0;
  return (
    <div class="xor-success" ref={ref}>
      <h2>{say.successTitle}</h2>
      <div class="xor-bar" role="img" aria-label={now ? say.success(count, SEEDS, write.percent(count / SEEDS)) : say.successTitle}>
        <span style={{ width: `${(100 * count) / SEEDS}%` }} />
      </div>
      <p class="xor-count" data-count={now ? count : undefined} data-step={now?.step}>
        {now ? <><b>{say.success(count, SEEDS, write.percent(count / SEEDS))}</b> {say.successAfter(write.whole(now.step))}</> : say.successEmpty}
      </p>
      {now && (
        <>
          <svg class="xor-squares" width={columns * size} height={rows * size} role="img" aria-label={say.watchHelp}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              const net = Math.floor((event.clientY - box.top) / size) * columns + Math.floor((event.clientX - box.left) / size);
              if (net >= 0 && net < SEEDS) set({ net });
            }}>
            {now.solved.map((ok, net) => {
              const [x, y] = [(net % columns) * size, Math.floor(net / columns) * size];
              return <rect key={net} x={x + 2} y={y + 2} width={size - 4} height={size - 4} rx={2} class={`${ok === 1 ? "solved" : "stuck"} ${net === state.net ? "chosen" : ""}`} />;
            })}
          </svg>
          <p class="xor-small">{say.watchHelp}</p>
        </>
      )}
    </div>
  );
} // prettier-ignore

export function TrainDo({ state, set, words: say, language, seed }: Props) {
  const { f, h, rate, net } = state;
  const write = format(language);
  const one = useStream(compute.train, (value) => (frame.value = value));
  const all = useStream(compute.manySeeds, (value) => {
    many.value = value;
    if (value.step < value.steps) return;
    const share = solvedOf(value) / SEEDS;
    tried.value = [...tried.value.filter((entry) => entry.f !== f || entry.h !== h), { f, h, share }];
  });
  const start = (): void => one.start({ activation: f, units: h, rate, seed, first: net, steps: STEPS, side: 40 });
  const startAll = (): void => all.start({ activation: f, units: h, rate, seed, seeds: SEEDS, steps: STEPS });
  // Another network begins by itself; what was found for other settings is taken away.
  const settings = JSON.stringify([f, h, rate, seed]);
  useEffect(() => start(), [settings, net]);
  useEffect(() => {
    many.value = null;
    all.cancel();
  }, [settings]);
  useEffect(() => () => void ([frame.value, many.value] = [null, null]), []);
  const shown = frame.value;
  const over = shown !== null && shown.step >= STEPS;
  return (
    <>
      <p>{say.taskTrain}</p>
      <RunBar stream={one} onStart={start} label={say.run} />
      <div role="status">
        {shown && (
          <Note tone={over ? (shown.solved ? "good" : "bad") : "plain"}>
            {say.trainStatus(write.whole(shown.step), write.fixed(shown.loss, 4))}{" "}
            {over && (h === 0 ? say.oneStuck(write.fixed(shown.loss, 6), write.fixed(Math.LN2, 6), write.short(shown.largestWeight)) : shown.solved ? say.learned : say.stuck)}
          </Note>
        )}
      </div>
      <div class="run-bar">
        {all.running ? (
          <Button icon="stop" onClick={() => all.cancel()}>{say.stop}</Button>
        ) : (
          <Button kind="primary" icon="play" onClick={startAll}>{say.runSeeds(SEEDS)}</Button>
        )}
      </div>
      <Choice label={say.units} value={String(h)} options={WIDTHS.map((value) => ({ value: String(value), label: String(value), ...(value === 0 && { title: say.unitsOne, name: say.unitsOne }) }))} onChange={(value) => set({ h: Number(value) })} />
      <Choice label={say.activation} value={f} options={FUNCTIONS.map((value) => ({ value, label: NAMES_OF[value], name: value }))} onChange={(value) => set({ f: value })} />
      <Slider label={say.rate} value={rate} min={0.001} max={1} step={0.001} log onChange={(value) => set({ rate: value })} />
      <Slider label={say.watchNet} value={net} min={0} max={SEEDS - 1} step={1} onChange={(value) => set({ net: value })} />
    </>
  );
} // prettier-ignore

export function TrainSee({ state, words: say, language }: Pick<Props, "state" | "words" | "language">) {
  const now = many.value;
  const write = format(language);
  const history = tried.value;
  return (
    <>
      <p>{say.seeTrain}</p>
      {now && now.step >= STEPS && <p>{say.seeSeeds(write.percent(solvedOf(now) / SEEDS), state.h, NAMES_OF[state.f])}</p>}
      {history.length > 0 && (
        <Group title={say.history}>
          <table class="xor-history">
            <thead>
              <tr>
                {say.historyColumns.map((name) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {history.map((entry) => (
                <tr key={`${entry.f}${entry.h}`}>
                  <td>{entry.h === 0 ? "—" : NAMES_OF[entry.f]}</td>
                  <td>{entry.h}</td>
                  <td>{write.percent(entry.share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Group>
      )}
    </>
  );
}
